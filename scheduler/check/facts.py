"""A plan re-derived from its pool; knows the problem's words, and not what is allowed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import TypeVar

from scheduler.check.violation import Violation, Violations, exceeding
from scheduler.model import Horizon, PlannedAssignment, Pool, Specialist, covers, in_force_through

__all__ = ["Facts", "Pair", "Rows", "Test", "Violation", "Violations", "exceeding", "grouped"]
Item = TypeVar("Item")
Rows = Iterable[PlannedAssignment]
Test = Callable[[Specialist], bool]


def grouped(items: Iterable[Item], key: Callable[[Item], str]) -> defaultdict[str, list[Item]]:
    """The items by key, in their order."""
    groups: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


class Pair:
    """A specialist and a demand of this plan, and the blocks worked; blocks are numbers 0..T-1."""

    def __init__(self, facts: "Facts", who: str, demand: str, blocks: Iterable[str] = ()) -> None:
        pool, grid, session = facts.pool, facts.horizon.blocks, facts.windows[demand]
        self.ids, s, d = (who, demand), pool.specialist_of_id[who], pool.demand_of_id[demand]
        self.specialist, self.demand, self.case = s, d, pool.case_of_id[d.case]
        lead, self.is_insider = self.case.lead_agency, s.agency == self.case.lead_agency
        self.travel = pool.travel_blocks(s.station, self.case.site) if d.on_site else 0
        start = max(0, session.start - self.travel) if d.fixed else session.start
        self.window = range(start, session.stop)  # w(s,d)
        self.charged = range(start, session.start)  # its front that a fixed session's travel takes
        cuts = (range(max(w.start, start), min(w.stop, session.stop)) for w in facts.weeks.values())
        self.weeks = tuple(cut for cut in cuts if cut)
        self.effort = d.effort + (len(self.charged) if d.fixed else self.travel)  # e(s,d)
        self.days = (day, _) = grid[start].day, grid[session[-1]].day
        rows = facts.rights.get(f"{d.authority or ''}/{d.mode}", ())
        held = (r for r in rows if in_force_through(r.in_force_from, r.in_force_to, *self.days))
        self.rights = {r.agency: r for r in held if r.right != "never"}  # of each the first
        outside = {a for a, right in self.rights.items() if right.right == "allowed_outside"}
        self.free = {lead, *(pool.agency_of_id if d.mode == "advise" else outside)}  # need no act
        acts = (i for i in facts.valid(lead, d.mode, self.days) if covers(i.cases, d.case))
        self.acts = [i for i in acts if d.authority is None or covers(i.authorities, d.authority)]
        mine = (i for i in self.acts if i.from_agency == s.agency and covers(i.specialists, who))
        self.own_acts = [] if s.agency in self.free else list(mine)  # by id
        of = (c for party in self.case.parties for c in facts.conflicts.get(party, ()))
        self.conflicts = frozenset((c.specialist, c.status) for c in of if (c.until or day) >= day)
        self.blocks = sorted({facts.number[b] for b in blocks if b in facts.number})


class Facts:
    """A pool, a horizon, and those assignments that name a specialist and a demand of this plan."""

    def __init__(self, pool: Pool, horizon: Horizon, assignments: Rows = ()) -> None:
        self.pool, self.horizon, far, some = pool, horizon, pool.travel_blocks, pool.instruments
        self.number, self.grid = horizon.block_number, list(horizon.block_number)
        self.weeks = dict(zip(map(str, horizon.week_list), horizon.week_ranges, strict=True))
        self.week_of = [week for week, blocks in self.weeks.items() for _ in blocks]
        self.windows = {d.demand: w for d in pool.demands if (w := horizon.cut(d.from_, d.to))}
        self.demands = grouped((pool.demand_of_id[d] for d in self.windows), lambda d: d.case)
        self.critical = {c: [d for d in own if d.critical] for c, own in self.demands.items()}
        rights = sorted(pool.authority_rights, key=lambda r: r.in_force_to or date.max)
        rights.sort(key=lambda r: r.in_force_from or date.min)  # of equal terms, by right
        self.rights = grouped(reversed(rights), lambda r: f"{r.authority}/{r.mode}")
        self.acts = acts = grouped(some, lambda i: i.to_agency)
        through = cache(lambda a, d: [i for i in acts[a] if in_force_through(i.from_, i.to, *d)])
        self.valid = cache(lambda a, m, d: [i for i in through(a, d) if covers(i.modes, m)])
        self.named = {i.instrument: {(i.from_agency, s) for s in i.specialists} for i in some}
        self.conflicts = grouped(pool.conflicts, lambda c: c.party)
        self.bans = [r for r in pool.assignments if r.status == "banned"]
        served = [(r.matter, r.specialist, r.mode, "") for r in pool.service_history]
        for r in pool.assignments:
            if (d := pool.demand_of_id.get(r.demand or "")) and r.status != "banned":
                served.append((pool.case_of_id[d.case].matter, r.specialist, d.mode, d.case))
        self.served = grouped(served, lambda row: row[0])
        self.bit = {s.specialist: 1 << n for n, s in enumerate(pool.specialists)}
        self.there = {s: [pool.is_available(s, b) for b in horizon.blocks] for s in self.bit}
        at = cache(lambda x: grouped(pool.specialists, lambda s: str(far(s.station, x))).values())
        alike = cache(lambda x: [(g[0], sum(self.bit[s.specialist] for s in g)) for g in at(x)])
        site = {d.demand: pool.case_of_id[d.case].site if d.on_site else "" for d in pool.demands}
        self.near = cache(lambda d: [(Pair(self, s.specialist, d), w) for s, w in alike(site[d])])
        self.sets: dict[tuple[object, ...], int] = {}
        known = (a for a in assignments if a.specialist in self.there and a.demand in self.windows)
        self.planned = sorted(known, key=lambda a: (a.specialist, a.demand))
        self.rows = [Pair(self, a.specialist, a.demand, a.blocks) for a in self.planned]
        self.team = grouped(self.rows, lambda row: row.case.case)
        self.chosen = {row.ids for row in self.rows}
        self.people = Counter(demand for _, demand in self.chosen)
        away = ((row, self.week_of[b]) for row in self.rows for b in row.blocks)  # block by block
        self.lent = [(r.specialist.agency, w, r.ids[0]) for r, w in away if not r.is_insider]

    def those(self, test: Test) -> int:
        """A bit for each specialist who meets a test, kept by its code and what it closes over."""
        key = (test.__code__, *(cell.cell_contents for cell in test.__closure__ or ()))
        if key not in self.sets:
            self.sets[key] = sum(self.bit[s.specialist] for s in self.pool.specialists if test(s))
        return self.sets[key]

    def rows_with(self, *statuses: str) -> set[tuple[str, str]]:
        """(specialist, demand) of the current rows of these statuses, of demands of this plan."""
        rows = (r for r in self.pool.assignments if r.status in statuses)
        return {(r.specialist, r.demand) for r in rows if r.demand in self.windows}

    def available(self, who: str, blocks: range) -> int:
        """How many of these blocks a specialist is there."""
        return sum(self.there[who][blocks.start : blocks.stop])

    def capacity(self, s: Specialist, weeks: Iterable[range]) -> int:
        """Blocks that a specialist can give, in (a share of) each week at most those released."""
        return sum(min(s.weekly_blocks, self.available(s.specialist, week)) for week in weeks)

    def runs(self, case: str) -> bool:
        """Whether all critical demands of a case of this plan are fully staffed."""
        return all(self.people[d.demand] >= d.headcount for d in self.critical[case])
