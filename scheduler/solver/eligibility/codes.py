"""One function a refusing code of the problem: the S×D matrix of pairs for which the rule holds.

Each works on a whole frame at once; none knows another. ``rights`` and ``instruments`` are looked
up per agency and demand by ``LegalGround``.
"""

from collections import defaultdict

import numpy as np

from scheduler.model import ConflictStatus, Mode, RowStatus
from scheduler.solver.eligibility.frame import Bools, Frame, day_number
from scheduler.solver.eligibility.legal import LegalGround

SERVING = (RowStatus.IN_FORCE, RowStatus.PINNED, RowStatus.NOTIFIED)


def skill(frame: Frame, legal: LegalGround) -> Bools:
    """Every skill of the demand at or above its level."""
    holds = np.ones(frame.shape, dtype=np.bool_)
    levels: dict[str, np.ndarray] = {}
    for row in frame.pool.specialist_skills:
        column = levels.setdefault(row.skill, np.zeros(frame.shape[0], dtype=np.int64))
        column[frame.specialist_number[row.specialist]] = row.level
    nobody = np.zeros(frame.shape[0], dtype=np.int64)
    for d, demand in enumerate(frame.demands):
        for need in demand.skills:
            holds[:, d] &= levels.get(need.skill, nobody) >= need.level
    return holds


def clearance(frame: Frame, legal: LegalGround) -> Bools:
    """The grade, still valid on the last day of the window, reaches the higher of both asks."""
    held = np.array([s.clearance.rank for s in frame.specialists], dtype=np.int64)
    until = np.array([day_number(s.clearance_until) for s in frame.specialists], dtype=np.int64)
    asked = np.array(
        [
            max(d.clearance.rank, c.clearance.rank)
            for d, c in zip(frame.demands, frame.cases, strict=True)
        ],
        dtype=np.int64,
    )
    valid = until[:, None] >= frame.last_day[None, :]
    holds: Bools = np.where(valid, held[:, None], 0) >= asked[None, :]
    return holds


def authority(frame: Frame, legal: LegalGround) -> Bools:
    """No authority is named, or it and one row of rights are in force through the window."""
    return legal.has_authority


def designation(frame: Frame, legal: LegalGround) -> Bools:
    """Who exercises a personal authority is designated for it through the window."""
    holds = np.ones(frame.shape, dtype=np.bool_)
    until: dict[str, np.ndarray] = {}
    for s, specialist in enumerate(frame.specialists):
        for held in specialist.designations:
            column = until.setdefault(held.authority, np.full(frame.shape[0], -1, dtype=np.int64))
            column[s] = max(column[s], day_number(held.until))
    nobody = np.full(frame.shape[0], -1, dtype=np.int64)
    for d, demand in enumerate(frame.demands):
        if demand.authority is None or demand.mode is not Mode.EXERCISE:
            continue
        if frame.pool.authority_of_id[demand.authority].personal:
            holds[:, d] = until.get(demand.authority, nobody) >= frame.last_day[d]
    return holds


def instrument(frame: Frame, legal: LegalGround) -> Bools:
    """No instrument is needed, or one that covers the pair is in force through the window."""
    holds: Bools = ~legal.needs_instrument
    for s, d in zip(*np.nonzero(legal.needs_instrument), strict=True):
        holds[s, d] = legal.is_covered(int(s), int(d))
    return holds


def excluded_agency(frame: Frame, legal: LegalGround) -> Bools:
    """The demand does not exclude the home agency."""
    holds = np.ones(frame.shape, dtype=np.bool_)
    for d, demand in enumerate(frame.demands):
        for name in demand.excluded_agencies:
            if name in frame.agency_names:
                holds[frame.agency == frame.agency_names.index(name), d] = False
    return holds


def conflict(frame: Frame, legal: LegalGround) -> Bools:
    """No recusal from a party or the matter is in force on the first day of the window."""
    return ~_conflicts(frame, ConflictStatus.RECUSED)


def oversight(frame: Frame) -> Bools:
    """S×D: a conflict in force that is permitted with oversight; it refuses nothing."""
    return _conflicts(frame, ConflictStatus.PERMITTED_WITH_OVERSIGHT)


def _conflicts(frame: Frame, status: ConflictStatus) -> Bools:
    columns: dict[str, list[int]] = defaultdict(list)
    for d, case in enumerate(frame.cases):
        for party in case.parties:
            columns[party].append(d)
    found = np.zeros(frame.shape, dtype=np.bool_)
    for row in frame.pool.conflicts:
        if row.status is status:
            s, until = frame.specialist_number[row.specialist], day_number(row.until)
            for d in columns.get(row.party, ()):
                found[s, d] |= until >= frame.first_day[s, d]
    return found


def separation(frame: Frame, legal: LegalGround) -> Bools:
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
    holds = np.ones(frame.shape, dtype=np.bool_)
    for d, (demand, case) in enumerate(zip(frame.demands, frame.cases, strict=True)):
        for s, mode, in_case in served.get(case.matter, ()):
            if in_case != case.case and pool.policy.separates(mode, demand.mode):
                holds[s, d] = False
    return holds


def ban(frame: Frame, legal: LegalGround) -> Bools:
    """The planner has banned the specialist neither from the demand nor from its case."""
    holds = np.ones(frame.shape, dtype=np.bool_)
    for row in frame.pool.assignments:
        if row.status is not RowStatus.BANNED:
            continue
        s = frame.specialist_number[row.specialist]
        if row.demand is not None and row.demand in frame.demand_number:
            holds[s, frame.demand_number[row.demand]] = False
        if row.case is not None:
            holds[s, frame.demands_of_case.get(row.case, [])] = False
    return holds


def availability(frame: Frame, legal: LegalGround) -> Bools:
    """Enough available and released blocks: all of a session, or e(s,d) within the window."""
    before = frame.available_before
    session = frame.fixed[None, :]
    asked = np.broadcast_to(frame.window_stop - frame.window_start, frame.shape)
    there = before[:, frame.window_stop] - before[:, frame.window_start]
    holds: Bools = np.where(session, there >= asked, True)
    usable = np.zeros(frame.shape, dtype=np.int64)
    for week in frame.horizon.week_ranges:
        start = np.clip(frame.pair_start, week.start, week.stop)
        stop = np.clip(frame.window_stop, week.start, week.stop)
        rows = np.arange(frame.shape[0])[:, None]
        inside = before[rows, stop[None, :]] - before[rows, start]
        released = frame.weekly_blocks[:, None]
        usable += np.minimum(inside, released)
        holds &= np.where(session, stop[None, :] - start <= released, True)
    holds &= np.where(session, True, usable >= frame.effort)
    return holds


def travel(frame: Frame, legal: LegalGround) -> Bools:
    """Available in the charged travel blocks, and no long trip for who may not make one."""
    before = frame.available_before
    rows = np.arange(frame.shape[0])[:, None]
    ahead = before[:, frame.window_start] - before[rows, frame.pair_start]
    on_the_way = np.where(frame.fixed[None, :], ahead >= frame.charged, True)
    spared = np.array([s.no_long_trip for s in frame.specialists], dtype=np.bool_)
    holds: Bools = on_the_way & ~(spared[:, None] & (frame.travel == 2))
    return holds
