"""An agency's own ledger, worked out again from the plans and compared with what the pool says.

The agency's copies of pools and plans are enough: they hold its own people and their rows whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.forward.tally import tally
from scheduler.model import Past, Plan, Pool, RequestError, Week, of_agency, past_of

Weeks = tuple[tuple[Pool, Plan], ...]


@dataclass(frozen=True)
class Recount:
    """One specialist's half-days, or (``specialist`` None) the agency's, over the pool's window.

    ``plans``: worked out from the plans given. ``ledger``: what the ledger has of the same weeks.
    ``rest``: what it has of the others. ``column``: the pool's past columns.
    """

    specialist: str | None
    plans: Past
    ledger: Past
    rest: Past
    column: Past

    @property
    def agrees(self) -> bool:
        """Whether the ledger has the plans' sums, and the columns are the sums of the ledger."""
        total = Past(*(map(sum, zip(self.plans, self.rest, strict=True))))
        return self.plans == self.ledger and total == self.column


def matched(pools: Iterable[Pool], plans: Iterable[Plan]) -> tuple[Weeks, Pool]:
    """Each plan with the pool it was made from, and the newest pool, to compare with.

    A copy that does not tell its pool's hash goes with the pool that begins in its week.

    Raises:
        RequestError: a week has two plans or no pool, or no pool is of a week after all plans.
    """
    pools = tuple(pools)
    of_hash = {pool.sha256: pool for pool in pools}
    of_week = {pool.policy.start: pool for pool in pools if pool.policy.start is not None}
    found = dict[Week, tuple[Pool, Plan]]()
    for plan in plans:
        if plan.start in found:
            raise RequestError("recount.twice", week=plan.start)
        pool = of_hash.get(plan.provenance.pool_sha256) or of_week.get(plan.start)
        if pool is None:
            raise RequestError("recount.no_pool", week=plan.start)
        found[plan.start] = (pool, plan)
    last, newest = max(found), max(of_week, default=None)
    if newest is None or newest <= last:
        raise RequestError("recount.no_later", week=last)
    return tuple(found[week] for week in sorted(found)), of_week[newest]


def recount(agency: str, weeks: Weeks, later: Pool) -> tuple[Recount, ...]:
    """Whether an agency's ledger and past columns in a pool are the sums of these plans.

    The agency's own row comes first, then its specialists by id.

    Raises:
        RequestError: the pool has no such agency, or no first week.
    """
    if agency not in later.agency_of_id:
        raise RequestError("recount.agency", agency=agency, known=", ".join(later.agency_of_id))
    start, length = later.horizon().start, later.policy.rolling_weeks
    told = {w for _, plan in weeks for w in (plan.start.shifted(i) for i in range(plan.weeks))}
    own = {s.specialist for s in later.specialists if s.agency == agency}
    every = (row for pool, plan in weeks for row in tally(pool, plan))
    counted, kept = (
        tuple(row for row in rows if row.agency == agency or row.specialist in own)
        for rows in (every, later.ledger)
    )
    plans = past_of(counted, start, length)
    ledger = past_of((row for row in kept if row.week in told), start, length)
    rest = past_of((row for row in kept if row.week not in told), start, length)
    home = later.agency_of_id[agency]
    columns = {of_agency(agency): Past(home.past_lent_blocks, home.past_pool_blocks)}
    for s in later.specialists:
        if s.agency == agency:
            columns[s.specialist] = Past(s.past_blocks, s.past_capacity)
    nothing = Past()
    return tuple(
        Recount(
            specialist=None if subject == of_agency(agency) else subject,
            plans=plans.get(subject, nothing),
            ledger=ledger.get(subject, nothing),
            rest=rest.get(subject, nothing),
            column=column,
        )
        for subject, column in columns.items()
    )
