"""Newcomers: whom an agency would take for each set of skills and grade that is asked for.

With the highest level of each skill that any demand of these weeks asks for, released as the
agency's people are, stationed where most of them are (where it has nobody: where most cases are
held), there in all of the weeks, and designated for what any of them is designated for.

Asked about are the sets of skills that some demand asks for, each with the grades asked for by the
demands that such a person could serve. Another grade, or a single skill that nobody asks for, adds
no more than one of these: the same demands are open to it, or fewer. A skill of which the agency
keeps a home reserve is asked for by the reserve.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_high

from scheduler.model import Designation, Grade, Pool, Specialist, SpecialistSkill
from scheduler.model.entities import SkillNeed
from scheduler.solver.eligibility.frame import Frame

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
    """Released for the median of the agency's half-days and cases (of all, if it has nobody).

    An agency's station comes from its own people alone: where most of all people sit may be where
    a masked agency does.
    """
    own = [s for s in frame.specialists if s.agency == agency]
    people = own or frame.specialists
    last = frame.horizon.last_day
    held = {
        power.authority
        for s in own
        for power in s.designations
        if power.until is None or power.until >= last
    }
    sites = [case.site for case in frame.cases]
    return Specialist(
        specialist=name,
        agency=agency,
        station=_most([s.station for s in own] or sites),
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
