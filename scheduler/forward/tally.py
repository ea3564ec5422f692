"""What the ledger gets: the sums of one plan, and the balance that it opens with.

Half-days count in the week in which they stand. Who lends is told by the lead agency of the case.
"""

from collections import Counter
from collections.abc import Iterator

from scheduler.model import LedgerRow, Past, Plan, Pool, Week, of_agency


def tally(pool: Pool, plan: Plan) -> tuple[LedgerRow, ...]:
    """A row for each week of the plan and each specialist and agency that has anything in it.

    From an agency's own copy of pool and plan, its own rows are those of the whole.
    """
    horizon = pool.horizon(plan.start, plan.weeks)
    worked, given = Counter[tuple[Week, str, str | None]](), Counter[tuple[Week, str, str | None]]()
    for row in plan.assignments:
        is_lent = row.agency != pool.case_of_id[row.case].lead_agency
        for block in row.blocks:
            week = horizon.week_list[horizon.week_of_block[horizon.block_number[block]]]
            worked[week, row.agency, row.specialist] += 1
            worked[week, row.agency, None] += is_lent
    for s in pool.specialists:
        for week, blocks in zip(horizon.week_list, horizon.week_ranges, strict=True):
            there = sum(pool.is_available(s.specialist, horizon.blocks[b]) for b in blocks)
            given[week, s.agency, s.specialist] += min(s.weekly_blocks, there)
            given[week, s.agency, None] += min(s.weekly_blocks, there)
    return tuple(
        LedgerRow(week=week, agency=agency, specialist=who, blocks=blocks, capacity=capacity)
        for week, agency, who in sorted(worked | given, key=lambda key: (*key[:2], key[2] or ""))
        for blocks, capacity in [(worked[week, agency, who], given[week, agency, who])]
        if blocks or capacity
    )


def opening(pool: Pool, start: Week) -> tuple[LedgerRow, ...]:
    """The past columns of whoever is not in the ledger, spread over the weeks before ``start``.

    Week i of n, the oldest first, has ``total * i // n - total * (i - 1) // n``: the shares are
    whole, differ by at most 1 and sum to the total. What k later weeks leave of it is the total
    times (n - k) / n, rounded up.
    """
    known = {row.subject for row in pool.ledger}
    balances: list[tuple[str, str | None, Past]] = [
        (s.agency, s.specialist, Past(s.past_blocks, s.past_capacity))
        for s in pool.specialists
        if s.specialist not in known
    ]
    balances += [
        (a.agency, None, Past(a.past_lent_blocks, a.past_pool_blocks))
        for a in pool.agencies
        if of_agency(a.agency) not in known
    ]
    return tuple(
        LedgerRow(week=week, agency=agency, specialist=who, blocks=share[0], capacity=share[1])
        for agency, who, past in balances
        for week, share in _spread(past, start, pool.policy.rolling_weeks)
        if any(share)
    )


def _spread(past: Past, start: Week, weeks: int) -> Iterator[tuple[Week, Past]]:
    for i in range(1, weeks + 1):
        blocks, capacity = (total * i // weeks - total * (i - 1) // weeks for total in past)
        yield start.shifted(i - 1 - weeks), Past(blocks, capacity)
