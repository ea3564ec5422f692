"""Is a bound true? A reader's own sum over the prices of a witness; ``docs/proofs.md`` says why."""

from collections.abc import Iterable

from scheduler.check.facts import Facts, Violation, Violations
from scheduler.check.proof.market import Groups, Market, eligible
from scheduler.check.proof.prices import Prices, Unfit
from scheduler.check.proof.total import total
from scheduler.model import Horizon, Pool, TierResult, Witness, plain

__all__ = ["proven_bound", "unproven"]


def proven_bound(
    pool: Pool, horizon: Horizon, tiers: Iterable[TierResult], witness: Witness
) -> int:
    """The bound of a tier over all allowed plans that are at least as good in the earlier ones.

    ``tiers`` are the plan's, for the values of the earlier ones.

    Raises:
        ValueError: the witness has a price of what is not there, or the pins leave no plan.
    """
    facts = Facts(pool, horizon)
    return _proven(facts, eligible(facts), tiers, witness)


def unproven(
    facts: Facts, tiers: tuple[TierResult, ...], witnesses: Iterable[Witness]
) -> Violations:
    """The bounds of a plan that are better than what their witness proves."""
    given = tuple(witnesses)
    groups = eligible(facts) if given else []
    bounds = {tier.tier: tier.bound for tier in tiers}
    for witness in given:
        stated = bounds.get(witness.tier)
        try:
            bound = _proven(facts, groups, tiers, witness)
        except Unfit as it:
            yield Violation(it.code, "/".join((witness.tier, *it.about)), 0, plain(stated))
        except ValueError:  # of a copy that was never validated; a file cannot hold one
            yield Violation("WITNESS_FORM", witness.tier, 0, plain(stated))
        else:
            sign = 1 if witness.tier.is_maximised else -1
            if stated is None or sign * stated < sign * bound:
                yield Violation("WITNESS", witness.tier, bound, plain(stated))


def _proven(facts: Facts, groups: Groups, tiers: Iterable[TierResult], witness: Witness) -> int:
    whole = total(Market(facts, groups, Prices(facts, tiers, witness))) // witness.scale
    return whole if witness.tier.is_maximised else -whole
