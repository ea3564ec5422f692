"""Every pair of a tiny pool with its refusals, effort and window, as the problem's page says.

Plain loops over the pool's rows; nothing is clever, nothing is fast.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scheduler.model import (
    AuthorityRight,
    Case,
    ConflictStatus,
    Demand,
    Grade,
    Horizon,
    Mode,
    Pool,
    Refusal,
    Right,
    RowStatus,
    Specialist,
    covers,
)
from tests.brute.fit import fit_of, travel_of

SERVING = (RowStatus.IN_FORCE, RowStatus.PINNED, RowStatus.NOTIFIED)


@dataclass(frozen=True)
class Pair:
    """One specialist and one demand. ``effort`` is e(s,d), ``window`` w(s,d)."""

    specialist: str
    demand: str
    case: str
    outsider: bool
    travel: int
    charged: int
    effort: int
    window: range
    fixed: bool
    fit: int
    acts: tuple[str, ...] | None
    refusals: tuple[Refusal, ...]


class Board:
    """A pool cut to a horizon: the demands of the plan and all their pairs."""

    def __init__(self, pool: Pool, horizon: Horizon | None = None) -> None:
        self.pool = pool
        self.horizon = horizon or pool.horizon()
        self.own_window = {
            d.demand: window
            for d in pool.demands
            if len(window := self.horizon.cut(d.from_, d.to)) > 0
        }
        self.demands = {d.demand: d for d in pool.demands if d.demand in self.own_window}
        self.cases = {d.case: pool.case_of_id[d.case] for d in self.demands.values()}
        self.people = {s.specialist: s for s in pool.specialists}
        self.available = {
            s: frozenset(
                b for b, moment in enumerate(self.horizon.blocks) if pool.is_available(s, moment)
            )
            for s in self.people
        }

    @cached_property
    def pairs(self) -> dict[tuple[str, str], Pair]:
        """All pairs of the plan's demands, eligible or not, in order of specialist and demand."""
        return {(s, d): self._pair(s, d) for s in self.people for d in self.demands}

    @cached_property
    def eligible(self) -> list[Pair]:
        """The pairs that no code refuses."""
        return [p for p in self.pairs.values() if not p.refusals]

    def demands_of(self, case: str) -> list[Demand]:
        """The demands of a case in this plan."""
        return [d for d in self.demands.values() if d.case == case]

    def current(self, *statuses: RowStatus) -> set[tuple[str, str]]:
        """Pairs of current rows in these states whose demand is in this plan."""
        return {
            (r.specialist, r.demand)
            for r in self.pool.assignments
            if r.status in statuses and r.demand in self.demands
        }

    def _pair(self, s: str, d: str) -> Pair:
        demand, own = self.demands[d], self.own_window[d]
        case, who = self.cases[demand.case], self.people[s]
        travel = travel_of(self.pool, s, d)
        charged = min(travel, own.start) if demand.fixed else travel
        window = range(own.start - charged, own.stop) if demand.fixed else own
        first, last = (self.horizon.blocks[b].day for b in (window[0], window[-1]))
        look = _Look(self, who, demand, case, first, last)
        return Pair(
            specialist=s,
            demand=d,
            case=case.case,
            outsider=look.is_outsider,
            travel=travel,
            charged=charged,
            effort=demand.effort + charged,
            window=window,
            fixed=demand.fixed,
            fit=fit_of(self.pool, s, d),
            acts=tuple(look.acts()) if look.needs_act else None,
            refusals=tuple(look.refusals(travel, charged, window)),
        )


@dataclass(frozen=True)
class _Look:
    """One pair under the eleven codes; valid from the first to the last date of its window."""

    board: Board
    who: Specialist
    demand: Demand
    case: Case
    first: date
    last: date

    def in_force(self, start: date | None, end: date | None) -> bool:
        return (start is None or start <= self.first) and (end is None or self.last <= end)

    @property
    def is_outsider(self) -> bool:
        return self.who.agency != self.case.lead_agency

    def refusals(self, travel: int, charged: int, window: range) -> Iterator[Refusal]:
        """Every code that refuses, in the order of the waterfall."""
        held = {
            Refusal.SKILL: self.has_skills(),
            Refusal.CLEARANCE: self.is_cleared(),
            Refusal.AUTHORITY: self.has_authority(),
            Refusal.DESIGNATION: self.is_designated(),
            Refusal.INSTRUMENT: not self.needs_act or any(True for _ in self.acts()),
            Refusal.EXCLUDED_AGENCY: self.who.agency not in self.demand.excluded_agencies,
            Refusal.CONFLICT: not self.is_recused(),
            Refusal.SEPARATION: not self.is_separated(),
            Refusal.BAN: not self.is_banned(),
            Refusal.AVAILABILITY: self.is_there(charged, window),
            Refusal.TRAVEL: self.can_travel(travel, charged, window),
        }
        yield from (code for code in Refusal if not held[code])

    def has_skills(self) -> bool:
        held = {
            r.skill: r.level
            for r in self.board.pool.specialist_skills
            if r.specialist == self.who.specialist
        }
        return all(held.get(need.skill, 0) >= need.level for need in self.demand.skills)

    def is_cleared(self) -> bool:
        valid = self.in_force(None, self.who.clearance_until)
        held = self.who.clearance if valid else Grade.NONE
        return held.rank >= max(self.demand.clearance.rank, self.case.clearance.rank)

    def has_authority(self) -> bool:
        """No authority is named, or it and one row of rights are in force."""
        powers = {a.authority: a for a in self.board.pool.authorities}
        if self.demand.authority is None:
            return True
        power = powers[self.demand.authority]
        return self.in_force(power.in_force_from, power.in_force_to) and self.right() is not None

    def right(self) -> AuthorityRight | None:
        """The row of rights, in force through the window, that lets the agency take part."""
        wanted = (self.demand.authority, self.who.agency, self.demand.mode)
        for row in self.board.pool.authority_rights:
            if (
                (row.authority, row.agency, row.mode) == wanted
                and row.right is not Right.NEVER
                and self.in_force(row.in_force_from, row.in_force_to)
            ):
                return row
        return None

    def is_designated(self) -> bool:
        personal = {a.authority for a in self.board.pool.authorities if a.personal}
        if self.demand.mode is not Mode.EXERCISE or self.demand.authority not in personal:
            return True
        return any(
            held.authority == self.demand.authority and self.in_force(None, held.until)
            for held in self.who.designations
        )

    @property
    def needs_act(self) -> bool:
        """An outsider, not advising, and no right that is ``allowed_outside``."""
        if not self.is_outsider or self.demand.mode is Mode.ADVISE:
            return False
        row = self.right()
        return row is None or row.right is not Right.ALLOWED_OUTSIDE

    def acts(self) -> Iterator[str]:
        """Instruments that cover the pair, in id order."""
        for act in sorted(self.board.pool.instruments, key=lambda i: i.instrument):
            if (
                (act.from_agency, act.to_agency) == (self.who.agency, self.case.lead_agency)
                and self.in_force(act.from_, act.to)
                and covers(act.modes, self.demand.mode)
                and covers(act.cases, self.case.case)
                and covers(act.specialists, self.who.specialist)
                and (
                    self.demand.authority is None or covers(act.authorities, self.demand.authority)
                )
            ):
                yield act.instrument

    def is_recused(self) -> bool:
        return any(
            row.specialist == self.who.specialist
            and row.status is ConflictStatus.RECUSED
            and row.party in self.case.parties
            and (row.until is None or row.until >= self.first)
            for row in self.board.pool.conflicts
        )

    def is_separated(self) -> bool:
        pool, me, matter = self.board.pool, self.who.specialist, self.case.matter
        modes = {r.mode for r in pool.service_history if (r.specialist, r.matter) == (me, matter)}
        for row in pool.assignments:
            if row.specialist == me and row.status in SERVING and row.demand is not None:
                other = pool.demand_of_id[row.demand]
                if other.case != self.case.case and pool.case_of_id[other.case].matter == matter:
                    modes.add(other.mode)
        return any(pool.policy.separates(mode, self.demand.mode) for mode in modes)

    def is_banned(self) -> bool:
        return any(
            row.specialist == self.who.specialist
            and row.status is RowStatus.BANNED
            and (row.demand == self.demand.demand or row.case == self.case.case)
            for row in self.board.pool.assignments
        )

    def is_there(self, charged: int, window: range) -> bool:
        available = self.board.available[self.who.specialist]
        weeks = self.board.horizon.week_ranges
        if self.demand.fixed:
            session = window[charged:]
            return all(b in available for b in session) and all(
                len(set(window) & set(week)) <= self.who.weekly_blocks for week in weeks
            )
        usable = sum(
            min(self.who.weekly_blocks, len(available & set(window) & set(week))) for week in weeks
        )
        return usable >= self.demand.effort + charged

    def can_travel(self, travel: int, charged: int, window: range) -> bool:
        if self.who.no_long_trip and travel == 2:
            return False
        available = self.board.available[self.who.specialist]
        return not self.demand.fixed or all(b in available for b in window[:charged])
