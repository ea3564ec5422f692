"""The prices of a witness by what they are for; a price of what is not there is refused."""

from collections import Counter
from collections.abc import Collection, Iterable

from scheduler.check.facts import Facts
from scheduler.model import BalanceRule, TierName, TierResult, Witness
from scheduler.model.witness import OnePrice


class Unfit(ValueError):
    """A witness proves nothing; ``code`` is what the judge says of it, ``about`` the ids."""

    def __init__(self, code: str, why: str, *about: str) -> None:
        super().__init__(f"{': '.join(about)} {why}".strip())
        self.code, self.about = code, about


class Prices:
    """Prices and weights of tiers by their keys, 0 where there is none.

    Raises:
        ValueError: a price is below 0, stands twice, or is of what is not there or has no limit.
    """

    def __init__(self, facts: Facts, tiers: Iterable[TierResult], witness: Witness) -> None:
        it = Witness.model_validate(witness.model_dump(warnings=False))  # a copy is not validated
        pool, policy, may_pay = facts.pool, facts.pool.policy, starting(facts)
        leximin = policy.balance is BalanceRule.LEXIMIN and TierName.BALANCE
        sums = [tier for tier in policy.tiers if tier not in (TierName.FLOOR, leximin)]
        if it.tier not in sums:
            raise Unfit("WITNESS_TIER", f"{it.tier} is no tier of the policy that is a sum")
        earlier = sums[: sums.index(it.tier)]
        value = {t.tier: t.value for t in tiers if t.tier in earlier and t.value is not None}
        teams = (row for row in it.teams if row.specialist in pool.specialist_of_id)
        known: dict[str, Collection[str]] = {
            "seats": facts.windows,
            "lent_blocks": pool.agency_of_id,
            "lent_heads": [a.agency for a in pool.agencies if a.max_lent_heads is not None],
            "reserves": [f"{r.agency}/{r.skill}/{r.level}" for r in pool.home_reserve],
            "instruments": [i.instrument for i in pool.instruments if i.blocks_left is not None],
            "teams": {row.key for row in teams if row.case in may_pay},
            "held": value,
        }
        for name, keys in known.items():
            for row in getattr(it, name):
                if row.key not in keys:
                    raise Unfit("WITNESS_PRICE", "is nothing that has a price here", name, row.key)
        self.seats = Counter({(row.demand, True): row.insider for row in it.seats})
        self.seats.update({(row.demand, False): row.outsider for row in it.seats})
        self.lent_blocks, self.lent_heads = _by_key(it.lent_blocks), _by_key(it.lent_heads)
        self.reserves, self.instruments = _by_key(it.reserves), _by_key(it.instruments)
        self.teams, self.weight = _by_key(it.teams), _by_key(it.held)
        self.held = sum(self.weight[t] * (v if t.is_maximised else -v) for t, v in value.items())
        self.weight[it.tier] = it.scale


def _by_key(rows: Iterable[OnePrice]) -> Counter[str]:
    return Counter({row.key: row.price for row in rows})


def starting(facts: Facts) -> set[str]:
    """Cases with critical demands that are not under way: each runs, or has nobody."""
    rows = facts.rows_with("in_force", "notified")
    under_way = {facts.pool.demand_of_id[demand].case for _, demand in rows}
    return {case for case, core in facts.critical.items() if core} - under_way
