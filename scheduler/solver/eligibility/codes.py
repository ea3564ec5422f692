"""One function a refusing code of the problem: for whom the rule holds, demand by demand.

Each looks at the frame once and returns its judge: demand number to the specialists (S) for whom
the rule holds; none knows another. ``frame.everybody`` itself, where a demand asks for nothing,
spares the reader the comparison. Rights and instruments are looked up by ``LegalGround``.
"""

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from scheduler.model import ConflictStatus, Mode, RowStatus
from scheduler.solver.eligibility.frame import EVERYONE, Bools, Frame, Ints, day_number
from scheduler.solver.eligibility.legal import LegalGround

SERVING = (RowStatus.IN_FORCE, RowStatus.PINNED, RowStatus.NOTIFIED)
Judge = Callable[[int], Bools]


def skill(frame: Frame, legal: LegalGround) -> Judge:
    """Every skill of the demand at or above its level."""

    def holds_for(d: int) -> Bools:
        holds = frame.everybody.copy()
        for need in frame.demands[d].skills:
            holds &= frame.levels[frame.skill_number[need.skill]] >= need.level
        return holds

    return holds_for


def clearance(frame: Frame, legal: LegalGround) -> Judge:
    """The grade, still valid on the last day of the window, reaches the higher of both asks."""
    held = np.array([s.clearance.rank for s in frame.specialists], dtype=np.int8)
    until = np.array([day_number(s.clearance_until) for s in frame.specialists], dtype=np.int64)

    def holds_for(d: int) -> Bools:
        asked = max(frame.demands[d].clearance.rank, frame.cases[d].clearance.rank)
        valid = until >= frame.last_day[d]
        holds: Bools = np.where(valid, held, 0) >= asked
        return holds

    return holds_for


def authority(frame: Frame, legal: LegalGround) -> Judge:
    """No authority is named, or it and one row of rights are in force through the window."""

    def holds_for(d: int) -> Bools:
        if frame.demands[d].authority is None:
            return frame.everybody
        return _by_charge(
            frame,
            d,
            lambda charged: legal.of(d, charged).has_authority[frame.agency],
        )

    return holds_for


def designation(frame: Frame, legal: LegalGround) -> Judge:
    """Who exercises a personal authority is designated for it through the window."""
    nobody = np.full(len(frame.specialists), -1, dtype=np.int64)
    until: dict[str, Ints] = {}
    for s, specialist in enumerate(frame.specialists):
        for held in specialist.designations:
            column = until.setdefault(held.authority, nobody.copy())
            column[s] = max(column[s], day_number(held.until))

    def holds_for(d: int) -> Bools:
        demand = frame.demands[d]
        if demand.authority is None or demand.mode is not Mode.EXERCISE:
            return frame.everybody
        if not frame.pool.authority_of_id[demand.authority].personal:
            return frame.everybody
        holds: Bools = until.get(demand.authority, nobody) >= frame.last_day[d]
        return holds

    return holds_for


def instrument(frame: Frame, legal: LegalGround) -> Judge:
    """No instrument is needed, or one that covers the pair is in force through the window."""

    def covered(d: int, charged: int) -> Bools:
        ground = legal.of(d, charged)
        holds: Bools = ground.is_open[frame.agency]
        holds[ground.named] = True
        return holds

    return lambda d: _by_charge(frame, d, lambda charged: covered(d, charged))


def excluded_agency(frame: Frame, legal: LegalGround) -> Judge:
    """The demand does not exclude the home agency."""

    def holds_for(d: int) -> Bools:
        holds = frame.everybody
        for name in frame.demands[d].excluded_agencies:
            holds = holds & (frame.agency != frame.agency_number.get(name, -1))
        return holds

    return holds_for


def conflict(frame: Frame, legal: LegalGround) -> Judge:
    """No recusal from a party or the matter is in force on the first day of the window."""
    found = _conflicts(frame, ConflictStatus.RECUSED)
    return lambda d: _all_but(frame, found(d))


def oversight(frame: Frame) -> Callable[[int], Ints]:
    """Demand number to those with a conflict in force that is permitted; it refuses nothing."""
    return _conflicts(frame, ConflictStatus.PERMITTED_WITH_OVERSIGHT)


def _conflicts(frame: Frame, status: ConflictStatus) -> Callable[[int], Ints]:
    """Demand number to the numbers of specialists with such a conflict in force."""
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in frame.pool.conflicts:
        if row.status is status:
            held = frame.specialist_number[row.specialist], day_number(row.until)
            rows[row.party].append(held)

    def found(d: int) -> Ints:
        held = [row for party in frame.cases[d].parties for row in rows.get(party, ())]
        s, until = np.array(held, dtype=np.int64).reshape(-1, 2).T
        return s[until >= frame.first_day(d, frame.charged(s, d))]

    return found


def separation(frame: Frame, legal: LegalGround) -> Judge:
    """Not served on the matter, or on another case of it, in a mode that excludes this one."""
    pool = frame.pool
    served: dict[str, set[tuple[int, Mode, str]]] = defaultdict(set)
    for record in pool.service_history:
        served[record.matter].add((frame.specialist_number[record.specialist], record.mode, ""))
    for row in pool.assignments:
        if row.demand is not None and row.status in SERVING:
            demand = pool.demand_of_id[row.demand]
            matter = pool.case_of_id[demand.case].matter
            s = frame.specialist_number[row.specialist]
            served[matter].add((s, demand.mode, demand.case))

    def holds_for(d: int) -> Bools:
        demand, case = frame.demands[d], frame.cases[d]
        separated = [
            s
            for s, mode, in_case in served.get(case.matter, ())
            if in_case != case.case and pool.policy.separates(mode, demand.mode)
        ]
        return _all_but(frame, separated)

    return holds_for


def ban(frame: Frame, legal: LegalGround) -> Judge:
    """The planner has banned the specialist neither from the demand nor from its case."""
    banned: dict[int, list[int]] = defaultdict(list)
    for row in frame.pool.assignments:
        if row.status is not RowStatus.BANNED:
            continue
        s = frame.specialist_number[row.specialist]
        if row.demand is not None and row.demand in frame.demand_number:
            banned[frame.demand_number[row.demand]].append(s)
        if row.case is not None:
            for d in frame.demands_of_case.get(row.case, []):
                banned[d].append(s)
    return lambda d: _all_but(frame, banned.get(d, ()))


def availability(frame: Frame, legal: LegalGround) -> Judge:
    """Enough available and released blocks: all of a session, or e(s,d) within the window."""
    before, released = frame.available_before, frame.weekly_blocks

    def in_session(d: int, charged: int) -> Bools:
        start, stop = int(frame.window_start[d]), int(frame.window_stop[d])
        holds: Bools = before[:, stop] - before[:, start] >= stop - start
        for part in _by_week(frame, int(frame.pair_start(d, charged)), stop):
            holds &= len(part) <= released
        return holds

    def in_window(d: int, charged: int) -> Bools:
        start, stop = int(frame.window_start[d]), int(frame.window_stop[d])
        usable = np.zeros(len(frame.specialists), dtype=np.int64)
        for part in _by_week(frame, start, stop):
            usable += np.minimum(before[:, part.stop] - before[:, part.start], released)
        holds: Bools = usable >= frame.effort(d, charged)
        return holds

    def holds_for(d: int) -> Bools:
        enough = in_session if frame.fixed[d] else in_window
        return _by_charge(frame, d, lambda charged: enough(d, charged))

    return holds_for


def travel(frame: Frame, legal: LegalGround) -> Judge:
    """Available in the charged travel blocks, and no long trip for who may not make one."""
    before = frame.available_before
    spared = np.array([s.no_long_trip for s in frame.specialists], dtype=np.bool_)

    def on_the_way(d: int, charged: int) -> Bools:
        if not frame.fixed[d]:
            return frame.everybody
        ahead = before[:, frame.window_start[d]] - before[:, frame.pair_start(d, charged)]
        holds: Bools = ahead >= charged
        return holds

    def holds_for(d: int) -> Bools:
        if not frame.on_site[d]:
            return frame.everybody
        there = _by_charge(frame, d, lambda charged: on_the_way(d, charged))
        holds: Bools = there & ~(spared & (frame.travel(EVERYONE, d) == 2))
        return holds

    return holds_for


def _by_charge(frame: Frame, d: int, judge: Callable[[int], Bools]) -> Bools:
    """What a judge says of everyone, who asks it once for each number of charged blocks."""
    if not frame.on_site[d]:
        return judge(0)
    charged = frame.charged(EVERYONE, d)
    holds = frame.everybody
    for blocks in range(int(charged.max(initial=0)) + 1):
        holds = np.where(charged == blocks, judge(blocks), holds)
    return holds


def _all_but(frame: Frame, some: Ints | list[int] | tuple[int, ...]) -> Bools:
    if not len(some):
        return frame.everybody
    holds = frame.everybody.copy()
    holds[some] = False
    return holds


def _by_week(frame: Frame, start: int, stop: int) -> list[range]:
    """[start, stop) cut up by week."""
    parts = (range(max(start, w.start), min(stop, w.stop)) for w in frame.horizon.week_ranges)
    return [part for part in parts if part]
