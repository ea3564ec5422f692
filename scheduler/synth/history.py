"""What went before: last week's plan, drawn plausibly, and who has served on which matter."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from random import Random

from scheduler.model import (
    Case,
    CurrentRow,
    Demand,
    Instrument,
    Mode,
    Pool,
    Right,
    RowStatus,
    ServiceRecord,
    Specialist,
    covers,
)


class Finder:
    """Finds who looks fit for a seat: skills, grade, right, designation, an act for outsiders.

    A draft of eligibility to draw last week's plan by; the solver decides what holds.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._holders: dict[str, list[Specialist]] = defaultdict(list)
        for row in pool.specialist_skills:
            self._holders[row.skill].append(pool.specialist_of_id[row.specialist])
        self._acts: dict[tuple[str, str], list[Instrument]] = defaultdict(list)
        for act in pool.instruments:
            self._acts[act.from_agency, act.to_agency].append(act)

    def able(self, case: Case, demand: Demand) -> list[Specialist]:
        """The fitting specialists, in no meaningful order."""
        needs = demand.skills
        first = self._holders[needs[0].skill] if needs else self._pool.specialists
        levels, grade = self._pool.skill_levels, max(case.clearance.rank, demand.clearance.rank)
        return [
            s
            for s in first
            if s.agency not in demand.excluded_agencies
            and all(levels[s.specialist].get(n.skill, 0) >= n.level for n in needs)
            and s.clearance.rank >= grade
            and _may(self._pool, s, demand)
            and self._may_enter(s, case, demand)
        ]

    def _may_enter(self, s: Specialist, case: Case, demand: Demand) -> bool:
        """Whether the specialist is an insider, advises, or comes under an act."""
        if s.agency == case.lead_agency or demand.mode is Mode.ADVISE:
            return True
        return any(
            covers(act.modes, demand.mode)
            and covers(act.cases, case.case)
            and covers(act.specialists, s.specialist)
            and (demand.authority is None or covers(act.authorities, demand.authority))
            for act in self._acts[s.agency, case.lead_agency]
        )


def _may(pool: Pool, s: Specialist, demand: Demand) -> bool:
    """Whether the agency has a right to the power in this mode, and who exercises it is named."""
    if demand.authority is None:
        return True
    rights = pool.rights_of.get((demand.authority, s.agency, demand.mode), ())
    named = any(d.authority == demand.authority for d in s.designations)
    return any(r.right is not Right.NEVER for r in rights) and (
        demand.mode is not Mode.EXERCISE
        or named
        or not pool.authority_of_id[demand.authority].personal
    )


class _Budget:
    """What everybody and every agency can still give while last week's plan is drawn."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._left = {s.specialist: s.weekly_blocks for s in pool.specialists}
        self._busy: dict[str, set[str]] = {s.specialist: set() for s in pool.specialists}
        self._lent: dict[str, int] = defaultdict(int)
        self._heads: dict[str, set[str]] = defaultdict(set)

    def cost(self, s: Specialist, case: Case, demand: Demand) -> int:
        """Blocks with travel."""
        return demand.effort + demand.on_site * self._pool.travel_blocks(s.station, case.site)

    def left(self, s: Specialist) -> int:
        """Blocks a specialist still has."""
        return self._left[s.specialist]

    def has_room(self, s: Specialist, case: Case, demand: Demand) -> bool:
        """Whether blocks, caseload, one seat a matter and the lending limits allow it."""
        busy, agency = self._busy[s.specialist], self._pool.agency_of_id[s.agency]
        cost = self.cost(s, case, demand)
        if case.matter in busy or len(busy) >= s.max_cases or cost > self.left(s):
            return False
        if s.agency == case.lead_agency:
            return True
        heads = self._heads[s.agency] | {s.specialist}
        return (
            agency.max_lent_blocks is None or self._lent[s.agency] + cost <= agency.max_lent_blocks
        ) and (agency.max_lent_heads is None or len(heads) <= agency.max_lent_heads)

    def spend(self, s: Specialist, case: Case, demand: Demand) -> None:
        """Book a seat."""
        cost = self.cost(s, case, demand)
        self._left[s.specialist] -= cost
        self._busy[s.specialist].add(case.matter)
        if s.agency != case.lead_agency:
            self._lent[s.agency] += cost
            self._heads[s.agency].add(s.specialist)


def last_weeks_plan(
    rng: Random,
    pool: Pool,
    demands: Iterable[Demand],
    share: float,
    *,
    without: Collection[str] = (),
) -> list[CurrentRow]:
    """In-force rows for a share of the seats, within blocks, caseloads and lending limits.

    Nobody of ``without`` is named. Scarce seats come first, and insiders before outsiders.
    """
    finder, budget = Finder(pool), _Budget(pool)
    fit = [(d, finder.able(pool.case_of_id[d.case], d)) for d in demands]
    rows = []
    for demand, fitting in sorted(fit, key=lambda pair: (len(pair[1]), pair[0].demand)):
        case = pool.case_of_id[demand.case]
        for _ in range(demand.headcount):
            able = [
                s
                for s in fitting
                if s.specialist not in without and budget.has_room(s, case, demand)
            ]
            inside = [s for s in able if s.agency == case.lead_agency]
            if not able or rng.random() >= share:
                break
            chosen = max(inside or able, key=lambda s: (budget.left(s), s.specialist))
            budget.spend(chosen, case, demand)
            row = {"specialist": chosen.specialist, "demand": demand.demand}
            rows.append(CurrentRow(**row, status=RowStatus.IN_FORCE))
    return rows


def service(
    rng: Random, rows: Iterable[CurrentRow], cases: Iterable[Case], demands: Iterable[Demand]
) -> list[ServiceRecord]:
    """Most people of last week's plan have served on the matter before, in the same mode."""
    matter = {c.case: c.matter for c in cases}
    demand_of = {d.demand: d for d in demands}
    found = {
        (row.specialist, matter[d.case], d.mode)
        for row in rows
        if row.demand is not None and rng.random() < 0.8
        for d in [demand_of[row.demand]]
    }
    return [ServiceRecord(specialist=s, matter=m, mode=mode) for s, m, mode in sorted(found)]
