"""Gaps: what one more specialist would add, for each agency, skill and grade that is asked for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.access import HIDDEN_STATION
from scheduler.explain.apart import IsCancelled, OnAnswer, never
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.marginal import Basis, Effect, basis_of, effects, most_gained, served_in
from scheduler.explain.newcomers import Newcomer, newcomers, with_newcomers
from scheduler.model import Grade, Plan, Pool, Specialist, TierResult
from scheduler.model.entities import SkillNeed
from scheduler.model.record import Record
from scheduler.solver.eligibility import eligibility
from scheduler.solver.eligibility.frame import Frame
from scheduler.solver.reserves import reserves_of


class Gap(Record):
    """What one more ``person`` of an agency with these skills and this clearance would add.

    ``demands``: those that no code refuses them for. The person's id is not one of the pool.
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

    def told(self, pool: Pool) -> "Gaps":
        """The same for whoever may see no more stations than those a pool tells openly.

        A newcomer sits where most of the agency's people do, so of a masked agency's it is not
        told. What earlier releases have kept may have the station of one under the name of an
        agency without people; so no station is told that no open agency's people and no case have.
        """
        masked = {it.agency for it in pool.agencies if it.masked}
        known = {s.station for s in pool.specialists if s.agency not in masked}
        known |= {case.site for case in pool.cases}

        def cut(gap: Gap) -> Gap:
            if gap.agency not in masked and gap.person.station in known:
                return gap
            person = gap.person.model_copy(update={"station": HIDDEN_STATION})
            return gap.model_copy(update={"person": person})

        return self.model_copy(update={"gaps": tuple(map(cut, self.gaps))})


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
    basis = basis_of(inquiry, is_cancelled)
    if basis is None:
        return Gaps(tiers=served_in(plan), gaps=(), is_complete=False)
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
