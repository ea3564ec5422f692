"""Answers for one agency, worked out from its own copy of pool and plan and from nothing else.

The copy is what :mod:`scheduler.access.views` leaves an agency: own people, own cases, the rows
in which they meet others, the law. Whatever is kept back there cannot change a word here. So of a
pair nobody in the copy refuses it is never said what decided: that others serve, that the rules
together exclude the row, that it would cost more elsewhere, and that a fact of another agency
refuses it are one answer. Nothing is solved, so they take the same time as well.
"""

from collections.abc import Mapping
from typing import Literal

from scheduler.access import Principal, plan_for, pool_for
from scheduler.check.facts import Facts
from scheduler.explain.grounds import Ground, grounds
from scheduler.model import NotFoundError, Plan, PlannedAssignment, Pool, Refusal
from scheduler.model.record import Record


class ToldWhy(Record):
    """Why a row is in the plan. ``grounds`` all hold; of another agency's person there are none."""

    kind: Literal["why"] = "why"
    row: PlannedAssignment
    is_own: bool
    grounds: tuple[Ground, ...] = ()


class ToldWhyNot(Record):
    """Why one of the reader's people does not serve a demand.

    ``refused``: by the codes of ``lacking``; others may refuse too, on facts that the reader may
    not see. ``otherwise``: no such ground is there; what decided is not told.
    """

    kind: Literal["why_not"] = "why_not"
    specialist: str
    demand: str
    case: str
    outcome: Literal["refused", "otherwise"]
    lacking: tuple[Ground, ...] = ()


class ToldEmpty(Record):
    """Why seats of an own case's demand stay empty: the reader's people who are not on it.

    Those who lack the fewest codes come first. Of all others nothing is said.
    """

    kind: Literal["why_empty"] = "why_empty"
    demand: str
    case: str
    seats: int
    people: tuple[ToldWhyNot, ...]


Told = ToldWhy | ToldWhyNot | ToldEmpty


class ReadersCopy:
    """What one agency may see of a plan and of the pool it was made from, ready to be asked."""

    def __init__(self, reader: Principal, pool: Pool, plan: Plan) -> None:
        self.agency = reader.agency
        self.pool, self.plan = pool_for(reader, pool, plan), plan_for(reader, plan, pool)
        self._facts = Facts(self.pool, self.pool.horizon(plan.start, plan.weeks))
        self._row: Mapping[tuple[str, str], PlannedAssignment] = {
            (row.specialist, row.demand): row for row in self.plan.assignments
        }

    def ask(self, demand: str, specialist: str | None = None) -> Told:
        """Why a specialist serves a demand or why not; without one, why it has an empty seat.

        Raises:
            NotFoundError: the copy holds no such demand or specialist, whether or not there is
                one; or a demand of an own case has no empty seat.
        """
        if demand not in self._facts.windows:
            raise NotFoundError("access.not_found")
        if specialist is None:
            return self._why_empty(demand)
        if (row := self._row.get((specialist, demand))) is not None:
            return self._why(row)
        if not self._is_own(specialist):
            raise NotFoundError("access.not_found")
        return self._why_not(specialist, demand)

    def _is_own(self, specialist: str) -> bool:
        person = self.pool.specialist_of_id.get(specialist)
        return person is not None and person.agency == self.agency

    def _leads(self, demand: str) -> bool:
        return self.pool.case_of_demand[demand].lead_agency == self.agency

    def _why(self, row: PlannedAssignment) -> ToldWhy:
        if row.agency != self.agency:
            return ToldWhy(row=row, is_own=False)
        found = grounds(self._facts, row.specialist, row.demand)
        if not self._leads(row.demand):
            # the parties of the case are not in the copy, so "no conflict" would be a guess; the
            # row says whether it is under oversight
            found = tuple(ground for ground in found if ground.code is not Refusal.CONFLICT)
        return ToldWhy(row=row, is_own=True, grounds=found)

    def _why_not(self, specialist: str, demand: str) -> ToldWhyNot:
        found = grounds(self._facts, specialist, demand)
        lacking = tuple(ground for ground in found if not ground.holds)
        return ToldWhyNot(
            specialist=specialist,
            demand=demand,
            case=self.pool.demand_of_id[demand].case,
            outcome="refused" if lacking else "otherwise",
            lacking=lacking,
        )

    def _why_empty(self, demand: str) -> ToldEmpty:
        if not self._leads(demand):
            raise NotFoundError("access.not_found")
        seat = next((e for e in self.plan.empty_seats if e.demand == demand), None)
        if seat is None:
            raise NotFoundError("explain.no_empty_seat", demand=demand)
        people = [
            self._why_not(person.specialist, demand)
            for person in self.pool.specialists
            if self._is_own(person.specialist) and (person.specialist, demand) not in self._row
        ]
        people.sort(key=lambda told: (len({g.code for g in told.lacking}), told.specialist))
        return ToldEmpty(demand=demand, case=seat.case, seats=seat.seats, people=tuple(people))
