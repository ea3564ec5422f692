"""Gaps: what one more specialist would add, for each agency, skill and grade that is asked for.

Whom the agency would take is the newcomer of ``newcomers``: with the highest level of the skill
that any demand of these weeks asks for, released as the agency's people are, stationed where most
of them are, there in all of the weeks, and designated for what any of them is designated for.

Asked about are the sets of skills that some demand asks for, each with the grades asked for by the
demands that such a person could serve. Another grade, or a single skill that nobody asks for, adds
no more than one of these: the same demands are open to it, or fewer. A skill of which the agency
keeps a home reserve is asked for by the reserve.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median_high

import numpy as np

from scheduler.explain.apart import IsCancelled, OnAnswer, never
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.marginal import Basis, Effect, effects, most_gained
from scheduler.model import (
    Designation,
    Grade,
    Plan,
    Pool,
    Specialist,
    SpecialistSkill,
    TierResult,
)
from scheduler.model.entities import SkillNeed
from scheduler.model.record import Record
from scheduler.solver.eligibility import eligibility
from scheduler.solver.eligibility.frame import Frame
from scheduler.solver.reserves import reserves_of

NEWCOMER = "NEW"
Skills = frozenset[str]


@dataclass(frozen=True)
class Newcomer:
    """One more specialist, and the skills that they have."""

    person: Specialist
    skills: tuple[SkillNeed, ...]

    def joining(self, pool: Pool) -> Pool:
        """The pool with the newcomer."""
        return with_newcomers(pool, [self])


class Gap(Record):
    """What one more ``person`` of an agency with these skills and this clearance would add.

    ``demands``: whom no code refuses for them. The person's id is not used elsewhere.
    """

    person: Specialist
    skills: tuple[SkillNeed, ...]
    demands: tuple[str, ...]
    effect: Effect

    @property
    def agency(self) -> str:
        """The agency that would take them."""
        return self.person.agency

    @property
    def clearance(self) -> Grade:
        """Their grade."""
        return self.person.clearance


class Gaps(Record):
    """Each newcomer asked about, whoever adds most first; ``tiers``: what is served without.

    ``is_complete``: every combination that is asked for was asked about.
    """

    tiers: tuple[TierResult, ...]
    gaps: tuple[Gap, ...]
    is_complete: bool

    @property
    def enough(self) -> tuple[Gap, ...]:
        """Of each agency and skills the lowest grade among those that add as much."""
        lowest = dict[tuple[object, ...], Gap]()
        for gap in self.gaps:
            key = gap.agency, gap.skills, gap.effect.outcome, gap.effect.gains
            if key not in lowest or gap.clearance.rank < lowest[key].clearance.rank:
                lowest[key] = gap
        return tuple(gap for gap in self.gaps if gap in lowest.values())


@dataclass(frozen=True)
class Joining:
    """A newcomer joins. ``focus``: empty seats that they could help to fill, on a large pool."""

    newcomer: Newcomer
    focus: tuple[str, ...]

    def effect(self, basis: Basis) -> Effect:
        """What is served with them; whoever is not needed has nothing to do."""
        return basis.effect(self.newcomer.joining(basis.pool), self.focus, "more")


@dataclass(frozen=True)
class _Openings:
    """What a newcomer is to the program: of two of one agency with the same, each adds as much.

    ``demands``: those that no code refuses them for. Their efforts and instruments follow from
    agency and station, and so does what they offer. ``reserves``: the home reserves, by number,
    among whose people they count.
    """

    agency: str
    demands: tuple[str, ...]
    reserves: tuple[int, ...]

    @property
    def is_nothing(self) -> bool:
        """Not a column more, and no row is another: whatever the best plan is, it stays."""
        return not self.demands and not self.reserves


def gaps(
    pool: Pool,
    plan: Plan,
    *,
    workers: int = 1,
    on_answer: OnAnswer | None = None,
    is_cancelled: IsCancelled = never,
) -> Gaps:
    """What one more specialist adds, for each agency, skill and grade asked for in these weeks.

    Raises:
        RequestError: the plan was made from another pool.
        PlanRejectedError: the judge refuses the plan.
    """
    inquiry = Inquiry(pool, plan)
    basis = Basis.of(inquiry)
    asked = newcomers(inquiry.whatif.eligibility.frame)
    openings = _openings(basis, asked)
    first: dict[_Openings, Newcomer] = {}
    for newcomer, opening in zip(asked, openings, strict=True):
        if not opening.is_nothing:
            first.setdefault(opening, newcomer)
    found = effects(
        basis,
        [Joining(who, _focus(basis, opening)) for opening, who in first.items()],
        workers=workers,
        on_answer=on_answer,
        is_cancelled=is_cancelled,
    )
    effect = dict(zip(first, found, strict=False))
    told = [
        Gap(
            person=newcomer.person,
            skills=newcomer.skills,
            demands=opening.demands,
            effect=effect.get(opening) or basis.unchanged(is_certain=True),
        )
        for newcomer, opening in zip(asked, openings, strict=True)
        if opening.is_nothing or opening in effect
    ]
    return Gaps(
        tiers=basis.plan.tiers,
        gaps=tuple(sorted(told, key=lambda one: (most_gained(one.effect), one.person.specialist))),
        is_complete=len(found) == len(first),
    )


def _focus(basis: Basis, opening: _Openings) -> tuple[str, ...]:
    """Of a reserve a newcomer relieves a colleague, who may then work for others."""
    demands = set(opening.demands)
    if opening.reserves:
        home = {s.specialist for s in basis.pool.specialists if s.agency == opening.agency}
        seats = basis.plan.empty_seats
        demands |= {e.demand for e in seats if any(r.specialist in home for r in e.remaining)}
    return basis.near(demands)


# -- who is asked about ---------------------------------------------------------------------------


def newcomers(frame: Frame) -> list[Newcomer]:
    """One for each agency, set of skills and grade that is asked for in these weeks."""
    prefix = NEWCOMER
    while any(s.specialist.startswith(prefix) for s in frame.specialists):
        prefix += f"-{NEWCOMER}"
    made = list[Newcomer]()
    for agency in sorted(frame.pool.agency_of_id):
        for skills, levels in _profiles(frame, agency).items():
            for grade in _grades(frame, skills):
                person = _typical(frame, agency, f"{prefix}-{len(made) + 1:04}", grade)
                needs = [SkillNeed(skill=s, level=n) for s, n in sorted(levels.items())]
                made.append(Newcomer(person, tuple(needs)))
    return made


def _profiles(frame: Frame, agency: str) -> dict[Skills, dict[str, int]]:
    """The sets of skills that demands ask for, or a reserve of the agency, at their top levels."""
    needs = [(need.skill, need.level) for d in frame.demands for need in d.skills]
    reserves = [r for r in frame.pool.home_reserve if r.agency == agency and r.heads]
    top = Counter[str]()
    for skill, level in [*needs, *((r.skill, r.level) for r in reserves)]:
        top[skill] = max(top[skill], level)
    sets = {frozenset(need.skill for need in d.skills) for d in frame.demands}
    sets |= {frozenset({r.skill}) for r in reserves}
    return {skills: {s: top[s] for s in skills} for skills in sorted(sets, key=sorted)}


def _grades(frame: Frame, skills: Skills) -> list[Grade]:
    """The grades asked for by demands that these skills are enough for; none if there is none."""
    ranks = {
        max(demand.clearance.rank, case.clearance.rank)
        for demand, case in zip(frame.demands, frame.cases, strict=True)
        if skills.issuperset(need.skill for need in demand.skills)
    }
    return [grade for grade in Grade if grade.rank in (ranks or {Grade.NONE.rank})]


def _typical(frame: Frame, agency: str, name: str, grade: Grade) -> Specialist:
    """Released for the median of the agency's half-days and cases (of all, if it has nobody)."""
    people = [s for s in frame.specialists if s.agency == agency] or frame.specialists
    last = frame.horizon.last_day
    held = {
        power.authority
        for s in people
        if s.agency == agency
        for power in s.designations
        if power.until is None or power.until >= last
    }
    sites = [case.site for case in frame.cases]
    return Specialist(
        specialist=name,
        agency=agency,
        station=_most([s.station for s in people] or sites),
        clearance=grade,
        weekly_blocks=median_high([s.weekly_blocks for s in people] or [len(frame.horizon.blocks)]),
        max_cases=median_high([s.max_cases for s in people] or [len(sites)]),
        designations=tuple(Designation(authority=authority) for authority in sorted(held)),
    )


def _most(names: Iterable[str]) -> str:
    """The most frequent one; of equals the first."""
    counts = Counter(names)
    return min(counts, key=lambda name: (-counts[name], name))


def with_newcomers(pool: Pool, joining: Iterable[Newcomer]) -> Pool:
    """The pool with some more people."""
    rows = list(joining)
    skills = [
        SpecialistSkill(specialist=one.person.specialist, skill=need.skill, level=need.level)
        for one in rows
        for need in one.skills
    ]
    return pool.with_rows(
        specialists=(*pool.specialists, *(one.person for one in rows)),
        specialist_skills=(*pool.specialist_skills, *skills),
    )


def _openings(basis: Basis, asked: list[Newcomer]) -> list[_Openings]:
    """What each would be to the program, looked up for all of them at once."""
    judged = eligibility(with_newcomers(basis.pool, asked), basis.horizon)
    frame = judged.frame
    numbers = [frame.specialist_number[one.person.specialist] for one in asked]
    counted: dict[int, list[int]] = defaultdict(list)
    for r, reserve in enumerate(reserves_of(frame)):
        if reserve.heads:
            for s in np.unique(np.nonzero(reserve.members)[0]).tolist():
                counted[s].append(r)
    return [
        _Openings(
            agency=one.person.agency,
            demands=tuple(_eligible(frame, judged.refused[s])),
            reserves=tuple(counted[s]),
        )
        for one, s in zip(asked, numbers, strict=True)
    ]


def _eligible(frame: Frame, refused: Iterable[int]) -> Iterator[str]:
    return (d.demand for d, bits in zip(frame.demands, refused, strict=True) if not bits)
