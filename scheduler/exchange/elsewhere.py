"""Which of a plan's work could stand elsewhere in its window, by nothing held where it is.

A half-day is *open* to a row when one of the row's half-days could move into it while everything
else in the plan stays where it is, and the plan stays allowed: the demand is no fixed session, the
half-day lies in its window, the person is there and free, and the week still has room under the
released blocks, the agency's lending limits and its home reserves.
"""

from collections import Counter, defaultdict
from functools import cache, cached_property

from scheduler.model import HomeReserve, Plan, PlannedAssignment, Pool

Row = tuple[str, str]
"""Specialist id and demand id."""


def open_half_days(plan: Plan, pool: Pool) -> dict[Row, tuple[str, ...]]:
    """Row to the half-days open to it, in time order; rows without any are left out.

    ``plan``: all of it, or at least every row of an agency's people. A row whose specialist or
    demand the pool does not hold, or whose work it does not allow, has none.
    """
    week = _Weeks(plan, pool)
    found = {(row.specialist, row.demand): week.open_to(row) for row in plan.assignments}
    return {row: half_days for row, half_days in found.items() if half_days}


class _Weeks:
    """What is taken of each week of a plan."""

    def __init__(self, plan: Plan, pool: Pool) -> None:
        self._pool, self._horizon = pool, pool.horizon(plan.start, plan.weeks)
        self._taken: defaultdict[str, set[int]] = defaultdict(set)
        self._worked = Counter[tuple[str, int]]()
        self._lent = Counter[tuple[str, int]]()
        self._away: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        self._members = cache(self._members_of)
        for row in plan.assignments:
            for block in self._blocks(row):
                week = self._horizon.week_of_block[block]
                self._taken[row.specialist].add(block)
                self._worked[row.specialist, week] += 1
                if self._is_lent(row):
                    self._lent[row.agency, week] += 1
                    self._away[row.agency, week].add(row.specialist)

    def open_to(self, row: PlannedAssignment) -> tuple[str, ...]:
        """The half-days open to a row, in time order."""
        pool, grid = self._pool, self._horizon
        demand = pool.demand_of_id.get(row.demand)
        if demand is None or demand.fixed or row.specialist not in pool.specialist_of_id:
            return ()
        own = {grid.week_of_block[block] for block in self._blocks(row)}
        weeks = {w for w in range(grid.weeks) if self._has_room(row, w, is_there=w in own)}
        return tuple(
            str(grid.blocks[block])
            for block in grid.cut(demand.from_, demand.to)
            if grid.week_of_block[block] in weeks
            and block not in self._taken[row.specialist]
            and pool.is_available(row.specialist, grid.blocks[block])
        )

    def _has_room(self, row: PlannedAssignment, week: int, *, is_there: bool) -> bool:
        """Whether a half-day of a row can be in a week; a row that ``is_there`` moves within it."""
        more = 0 if is_there else 1
        released = self._pool.specialist_of_id[row.specialist].weekly_blocks
        if self._worked[row.specialist, week] + more > released:
            return False
        return is_there or not self._is_lent(row) or self._may_be_lent(row, week)

    def _may_be_lent(self, row: PlannedAssignment, week: int) -> bool:
        """Whether a row's agency can lend its specialist for one more half-day of a week."""
        agency = self._pool.agency_of_id[row.agency]
        blocks, heads = agency.max_lent_blocks, agency.max_lent_heads
        away = self._away[row.agency, week]
        if blocks is not None and self._lent[row.agency, week] >= blocks:
            return False
        if row.specialist in away:
            return True
        if heads is not None and len(away) >= heads:
            return False
        reserves = self._reserves[row.agency]
        return all(self._may_leave(reserve, row.specialist, week) for reserve in reserves)

    def _may_leave(self, reserve: HomeReserve, specialist: str, week: int) -> bool:
        """Whether a home reserve is kept in a week without one more person of the agency."""
        members = self._members(reserve, week)
        at_home = members - self._away[reserve.agency, week] - {specialist}
        return specialist not in members or len(at_home) >= min(reserve.heads, len(members))

    def _members_of(self, reserve: HomeReserve, week: int) -> set[str]:
        """Those of a reserve's skill who are there for at least half of a week."""
        pool, blocks = self._pool, self._horizon.week_ranges[week]
        moments = self._horizon.blocks[blocks.start : blocks.stop]
        return {
            s.specialist
            for s in pool.specialists
            if s.agency == reserve.agency
            and pool.skill_levels[s.specialist].get(reserve.skill, 0) >= reserve.level
            and 2 * sum(pool.is_available(s.specialist, m) for m in moments) >= len(moments)
        }

    @cached_property
    def _reserves(self) -> defaultdict[str, list[HomeReserve]]:
        found: defaultdict[str, list[HomeReserve]] = defaultdict(list)
        for reserve in self._pool.home_reserve:
            found[reserve.agency].append(reserve)
        return found

    def _blocks(self, row: PlannedAssignment) -> list[int]:
        number = self._horizon.block_number
        return [number[block] for block in row.blocks if block in number]

    def _is_lent(self, row: PlannedAssignment) -> bool:
        case = self._pool.case_of_id.get(row.case)
        return case is not None and case.lead_agency != row.agency
