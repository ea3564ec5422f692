"""A plan re-derived from its pool; knows the problem's words, and not what is allowed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from itertools import accumulate
from typing import TypeVar

from scheduler.check.violation import Violation, Violations, exceeding
from scheduler.model import Horizon, PlannedAssignment, Pool, Specialist, covers, in_force_through

__all__ = ["Facts", "Pair", "Rows", "Violation", "Violations", "exceeding", "grouped"]
Item = TypeVar("Item")
Rows = Iterable[PlannedAssignment]


def grouped(items: Iterable[Item], key: Callable[[Item], str]) -> dict[str, list[Item]]:
    """The items by key, in their order."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


class Pair:
    """A specialist and a demand of this plan, and the blocks worked; blocks are numbers 0..T-1."""

    def __init__(self, facts: "Facts", who: str, demand: str, blocks: Iterable[str] = ()) -> None:
        pool, grid, session = facts.pool, facts.horizon.blocks, facts.windows[demand]
        self.ids, s, d = (who, demand), pool.specialist_of_id[who], pool.demand_of_id[demand]
        self.specialist, self.demand, self.case = s, d, pool.case_of_id[d.case]
        self.is_insider = s.agency == self.case.lead_agency
        self.travel = pool.travel_blocks(s.station, self.case.site) if d.on_site else 0
        start = max(0, session.start - self.travel) if d.fixed else session.start
        self.window = range(start, session.stop)  # w(s,d)
        self.charged = range(start, session.start)  # its front that a fixed session's travel takes
        cuts = (range(max(w.start, start), min(w.stop, session.stop)) for w in facts.weeks.values())
        self.weeks = [cut for cut in cuts if cut]
        self.effort = d.effort + (len(self.charged) if d.fixed else self.travel)  # e(s,d)
        self.days = grid[start].day, grid[session[-1]].day
        rights = [
            (r.in_force_from or date.min, r.in_force_to or date.max, r.right, r)
            for r in pool.rights_of.get((d.authority or "", s.agency, d.mode), ())
            if in_force_through(r.in_force_from, r.in_force_to, *self.days) and r.right != "never"
        ]
        self.right = min(rights, key=lambda term: term[:3])[3] if rights else None
        outside = self.right is not None and self.right.right == "allowed_outside"
        acts = [
            i
            for i in facts.acts.get(f"{s.agency}/{self.case.lead_agency}", ())
            if in_force_through(i.from_, i.to, *self.days)
            and (covers(i.modes, d.mode) and covers(i.cases, d.case) and covers(i.specialists, who))
            and (d.authority is None or covers(i.authorities, d.authority))
        ]
        # the instruments that cover the pair, by id; None when it needs none
        self.acts = None if self.is_insider or outside or d.mode == "advise" else acts
        self.blocks = sorted({facts.number[b] for b in blocks if b in facts.number})


class Facts:
    """A pool, a horizon, and those assignments that name a specialist and a demand of this plan."""

    def __init__(self, pool: Pool, horizon: Horizon, assignments: Rows = ()) -> None:
        self.pool, self.horizon, self.number = pool, horizon, horizon.block_number
        self.weeks = dict(zip(map(str, horizon.week_list), horizon.week_ranges, strict=True))
        self.week_of = [week for week, blocks in self.weeks.items() for _ in blocks]
        cuts = {d.demand: horizon.cut(d.from_, d.to) for d in pool.demands}
        self.windows = {demand: window for demand, window in cuts.items() if window}
        self.demands = grouped((pool.demand_of_id[d] for d in self.windows), lambda d: d.case)
        self.critical = {c: [d for d in own if d.critical] for c, own in self.demands.items()}
        self.acts = grouped(pool.instruments, lambda i: f"{i.from_agency}/{i.to_agency}")
        self.history = grouped(pool.service_history, lambda r: r.specialist)
        self.conflicts = grouped(pool.conflicts, lambda c: c.specialist)
        self.current = grouped(pool.assignments, lambda r: r.specialist)
        self.free: dict[str, list[int]] = {}  # how many of the first n blocks, for n in 0..T
        for who in pool.specialist_of_id:
            there = (pool.is_available(who, moment) for moment in horizon.blocks)
            self.free[who] = list(accumulate(there, initial=0))
        known = (a for a in assignments if a.specialist in self.free and a.demand in self.windows)
        self.planned = sorted(known, key=lambda a: (a.specialist, a.demand))
        self.rows = [Pair(self, a.specialist, a.demand, a.blocks) for a in self.planned]
        self.team = grouped(self.rows, lambda row: row.case.case)
        self.chosen = {row.ids for row in self.rows}
        self.people = Counter(demand for _, demand in self.chosen)
        away = ((row, self.week_of[b]) for row in self.rows for b in row.blocks)  # block by block
        self.lent = [(r.specialist.agency, w, r.ids[0]) for r, w in away if not r.is_insider]

    def rows_with(self, *statuses: str) -> set[tuple[str, str]]:
        """(specialist, demand) of the current rows of these statuses, of demands of this plan."""
        rows = (r for r in self.pool.assignments if r.status in statuses)
        return {(r.specialist, r.demand) for r in rows if r.demand in self.windows}

    def available(self, who: str, blocks: range) -> int:
        """How many of these blocks a specialist is there."""
        return self.free[who][blocks.stop] - self.free[who][blocks.start]

    def capacity(self, s: Specialist, weeks: Iterable[range]) -> int:
        """Blocks that a specialist can give, in (a share of) each week at most those released."""
        return sum(min(s.weekly_blocks, self.available(s.specialist, week)) for week in weeks)

    def runs(self, case: str) -> bool:
        """Whether all critical demands of a case of this plan are fully staffed."""
        return all(self.people[d.demand] >= d.headcount for d in self.critical[case])
