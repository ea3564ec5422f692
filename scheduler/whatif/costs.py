"""What an agreement costs: a cap on lending, and the rule by which load is shared.

Both plan the same weeks anew under other numbers of the pool, and tell the difference tier by tier
with how certain it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.model import BalanceRule, NotFoundError, RequestError, TierName, label
from scheduler.whatif.comparison import compare
from scheduler.whatif.patches import lending_limit, pool_with, set_policy
from scheduler.whatif.planned import PlannedWeek, plan
from scheduler.whatif.studies import Study, Variant, study

if TYPE_CHECKING:
    import pandas as pd

QUARTERS = 4


@dataclass(frozen=True)
class LendingCost:
    """The weeks planned with other caps on what one agency lends, the smallest cap first."""

    agency: str
    study: Study

    @property
    def table(self) -> "pd.DataFrame":
        """One row a cap.

        ``cap``: half-days a week; ``lent``: half-days that the agency lends; ``coverage`` and
        ``coverage_lost``, in points; ``empty_seats``; ``first_loss``: the first tier that is worse
        than in the plan of now; ``certainty`` of that. Where the pins cannot hold under a cap, the
        numbers are missing and ``why`` says so.
        """
        import pandas as pd

        rows = [self._row(variant) for variant in self.study.variants]
        names = ["cap", "lent", "coverage", "coverage_lost", "empty_seats"]
        texts = ["first_loss", "certainty", "why"]
        frame = pd.DataFrame(rows, columns=[*names, *texts])
        return frame.astype({**dict.fromkeys(names, "Int64"), **dict.fromkeys(texts, "string")})

    def _row(self, variant: Variant) -> dict[str, Any]:
        row: dict[str, Any] = {"cap": int(variant.name), "why": variant.why}
        if variant.planned is None:
            return row
        now, language = variant.planned, self.study.language
        loss = _first_loss(self.study.base, now)
        worth, before = (_coverage(p) for p in (now, self.study.base))
        return row | {
            "lent": lent_by(now, self.agency),
            "coverage": worth,
            "coverage_lost": before - worth,
            "empty_seats": sum(seat.seats for seat in now.plan.empty_seats),
            "first_loss": "" if loss is None else label("tier", loss, language),
            "certainty": "" if loss is None else _certainty(self.study.base, now, loss),
        }


def lending_cost(
    base: PlannedWeek, agency: str, caps: Iterable[int] | None = None, **options: Any
) -> LendingCost:
    """What it costs all if one agency lends at most so many half-days a week.

    ``caps``: by default none, and the quarters of what it lends in the plan; a number stands once.

    Raises:
        NotFoundError: the pool has no such agency.
        RequestError: there is no cap, or the policy does not use coverage.
    """
    if agency not in base.pool.agency_of_id:
        raise NotFoundError("patch.no_agency", agency=agency)
    if TierName.COVERAGE not in base.pool.policy.tiers:
        raise RequestError("costs.no_coverage")
    now = -(-lent_by(base, agency) // base.plan.weeks)
    wanted = (now * part // QUARTERS for part in range(QUARTERS + 1)) if caps is None else caps
    variants = {str(cap): lending_limit(agency, blocks=cap) for cap in sorted(set(wanted))}
    return LendingCost(agency, study(base, variants, **options))


def lent_by(planned: PlannedWeek, agency: str) -> int:
    """Half-days that people of an agency work on others' cases."""
    load = planned.load
    return int(load.loc[load["agency"] == agency, "lent"].sum())


def _coverage(planned: PlannedWeek) -> int:
    worth = planned.plan.tier(TierName.COVERAGE).value
    assert worth is not None, "coverage is a sum"
    return worth


def _first_loss(before: PlannedWeek, after: PlannedWeek) -> TierName | None:
    """The first tier that differs, if it is worse."""
    from scheduler.explain.change import change

    first = change(before.plan, after.plan).first
    return first.tier if first is not None and first.direction == "worse" else None


def _certainty(before: PlannedWeek, after: PlannedWeek, tier: TierName) -> str:
    """How certain the difference of a tier is, as a label."""
    table = compare(before, after).tiers.set_index("tier")
    return str(table.loc[label("tier", tier, after.language), "certainty"])


@dataclass(frozen=True)
class BalanceCost:
    """The same weeks by both rules of balance."""

    squares: PlannedWeek
    leximin: PlannedWeek

    @property
    def table(self) -> "pd.DataFrame":
        """One row a rule.

        ``largest``, ``second`` and ``smallest`` load of those who released anything; ``squares``:
        the sum of squared ratios that the rule of squares makes small, in its own units; ``fit``;
        ``moved``: assignments that are not in the plan by squares; ``proven``: every tier is.
        """
        import pandas as pd

        plans = {BalanceRule.SQUARES: self.squares, BalanceRule.LEXIMIN: self.leximin}
        rows = [{"rule": str(rule), **self._row(planned)} for rule, planned in plans.items()]
        return pd.DataFrame(rows).astype({"rule": "string", "fit": "Int64"})

    def _row(self, planned: PlannedWeek) -> dict[str, Any]:
        loads = planned.load["load"].dropna().sort_values(ascending=False)
        has_fit = TierName.FIT in planned.pool.policy.tiers
        pairs, others = (
            {(a.specialist, a.demand) for a in p.plan.assignments} for p in (planned, self.squares)
        )
        return {
            "largest": float(loads.iloc[0]),
            "second": float(loads.iloc[1]) if len(loads) > 1 else float("nan"),
            "smallest": float(loads.iloc[-1]),
            "squares": squares_of(planned),
            "fit": planned.plan.tier(TierName.FIT).value if has_fit else None,
            "moved": len(pairs - others),
            "proven": planned.plan.is_proven,
        }


def balance_cost(base: PlannedWeek, **options: Any) -> BalanceCost:
    """What the even share of the most burdened costs against the sum of squares, and the reverse.

    The rule that the base was not planned by is planned anew.

    Raises:
        RequestError: the policy does not use balance, or nobody releases anything.
    """
    if TierName.BALANCE not in base.pool.policy.tiers or base.load["load"].isna().all():
        raise RequestError("costs.no_balance")
    own = base.pool.policy.balance
    rule = BalanceRule.LEXIMIN if own is BalanceRule.SQUARES else BalanceRule.SQUARES
    settings = {**base.plan.provenance.options.model_dump(), **options}
    other = plan(
        pool_with(base.pool, set_policy(balance=rule)),
        base.plan.start,
        base.plan.weeks,
        start=base,
        language=base.language,
        **settings,
    )
    return BalanceCost(base, other) if own is BalanceRule.SQUARES else BalanceCost(other, base)


def squares_of(planned: PlannedWeek) -> int:
    """What a plan is worth by the rule of squares, whatever rule it was made by."""
    from scheduler.check.facts import Facts
    from scheduler.check.tiers import values

    pool = pool_with(planned.pool, set_policy(balance=BalanceRule.SQUARES))
    worth = values(Facts(pool, planned.horizon, planned.plan.assignments))[TierName.BALANCE]
    assert isinstance(worth, int), "the rule of squares is a sum"
    return worth
