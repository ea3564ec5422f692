"""Patches of cases and their demands: what comes in, what goes, what is asked for."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from scheduler.model import Case, Demand, Fact, Language, Pool, RequestError, say
from scheduler.model.entities import Id
from scheduler.whatif.patches.base import (
    Values,
    changed,
    columns_of,
    columns_text,
    known,
)


class NewCase(Fact):
    """One more case, with its demands."""

    kind: Literal["new_case"] = "new_case"
    case: Case
    demands: tuple[Demand, ...]

    def apply(self, pool: Pool) -> Pool:
        """The pool with the case in it."""
        return with_cases(pool, [self])

    def text(self, language: Language = "en") -> str:
        """Whose case it is, and how many seats it has."""
        return say(
            "patch.add_case",
            language,
            case=self.case.case,
            agency=self.case.lead_agency,
            seats=sum(d.headcount for d in self.demands),
        )


def with_cases(pool: Pool, cases: Iterable[NewCase]) -> Pool:
    """The pool with all of these cases in it.

    Raises:
        RequestError: a case or a demand is already there.
        NotFoundError: the pool does not know a case's agency.
    """
    names, seats = set(pool.case_of_id), set(pool.demand_of_id)
    new_cases, new_demands = list[Case](), list[Demand]()
    for one in cases:
        if one.case.case in names:
            raise RequestError("patch.case_exists", case=one.case.case)
        known(pool.agency_of_id, "agency", one.case.lead_agency)
        for demand in one.demands:
            if demand.demand in seats:
                raise RequestError("patch.demand_exists", demand=demand.demand)
            seats.add(demand.demand)
        names.add(one.case.case)
        new_cases.append(one.case)
        new_demands += one.demands
    return pool.with_rows(cases=(*pool.cases, *new_cases), demands=(*pool.demands, *new_demands))


class RemovedCase(Fact):
    """A case is not in the pool, with its demands and every row about them."""

    kind: Literal["removed_case"] = "removed_case"
    case: Id

    def apply(self, pool: Pool) -> Pool:
        """The pool without the case."""
        known(pool.case_of_id, "case", self.case)
        gone = {d.demand for d in pool.demands if d.case == self.case}
        acts = tuple(
            act
            if act.cases == "*"
            else changed(act, {"cases": [c for c in act.cases if c != self.case]})
            for act in pool.instruments
        )
        rest = _without_demands(pool, gone)
        return rest.with_rows(
            cases=tuple(c for c in pool.cases if c.case != self.case),
            assignments=tuple(r for r in rest.assignments if r.case != self.case),
            instruments=acts,
        )

    def text(self, language: Language = "en") -> str:
        """Which case goes."""
        return say("patch.remove_case", language, case=self.case)


class CaseChange(Fact):
    """Columns of a case and their new values."""

    kind: Literal["case"] = "case"
    case: Id
    values: Values

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the case has these values."""
        new = changed(known(pool.case_of_id, "case", self.case), self.values)
        known(pool.agency_of_id, "agency", new.lead_agency)
        return pool.with_rows(cases=(*(c for c in pool.cases if c.case != self.case), new))

    def text(self, language: Language = "en") -> str:
        """Which columns become what."""
        changes = columns_text("cases", self.values, language)
        return say("patch.change_case", language, case=self.case, changes=changes)


class NewDemand(Fact):
    """One more demand of a case that is there."""

    kind: Literal["new_demand"] = "new_demand"
    demand: Demand

    def apply(self, pool: Pool) -> Pool:
        """The pool with the demand in it."""
        known(pool.case_of_id, "case", self.demand.case)
        if self.demand.demand in pool.demand_of_id:
            raise RequestError("patch.demand_exists", demand=self.demand.demand)
        return pool.with_rows(demands=(*pool.demands, self.demand))

    def text(self, language: Language = "en") -> str:
        """Which case asks for how many more."""
        it = self.demand
        return say("patch.add_demand", language, case=it.case, demand=it.demand, seats=it.headcount)


class RemovedDemand(Fact):
    """A case does not ask for something any more."""

    kind: Literal["removed_demand"] = "removed_demand"
    demand: Id

    def apply(self, pool: Pool) -> Pool:
        """The pool without the demand and every row about it."""
        known(pool.demand_of_id, "demand", self.demand)
        return _without_demands(pool, {self.demand})

    def text(self, language: Language = "en") -> str:
        """Which demand goes."""
        return say("patch.remove_demand", language, demand=self.demand)


class DemandChange(Fact):
    """Columns of a demand and their new values."""

    kind: Literal["demand"] = "demand"
    demand: Id
    values: Values

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the demand has these values."""
        new = changed(known(pool.demand_of_id, "demand", self.demand), self.values)
        return _with_demand(pool, new)

    def text(self, language: Language = "en") -> str:
        """Which columns become what."""
        changes = columns_text("demands", self.values, language)
        return say("patch.change_demand", language, demand=self.demand, changes=changes)


class Headcount(Fact):
    """Another number of seats of a demand."""

    kind: Literal["headcount"] = "headcount"
    demand: Id
    headcount: int = Field(ge=1, le=10_000)

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the demand has so many seats."""
        old = known(pool.demand_of_id, "demand", self.demand)
        return _with_demand(pool, old.model_copy(update={"headcount": self.headcount}))

    def text(self, language: Language = "en") -> str:
        """Which demand has how many seats."""
        return say("patch.headcount", language, demand=self.demand, headcount=self.headcount)


def _with_demand(pool: Pool, demand: Demand) -> Pool:
    rest = [d for d in pool.demands if d.demand != demand.demand]
    return pool.with_rows(demands=(*rest, demand))


def _without_demands(pool: Pool, gone: set[str]) -> Pool:
    return pool.with_rows(
        demands=tuple(d for d in pool.demands if d.demand not in gone),
        assignments=tuple(r for r in pool.assignments if r.demand not in gone),
        affinity=tuple(r for r in pool.affinity if r.demand not in gone),
    )


# -- as one writes them ---------------------------------------------------------------------------


def add_case(
    case: str,
    lead_agency: str,
    demands: Iterable[Demand | Mapping[str, Any]],
    *,
    kind: str,
    site: str,
    priority: int,
    **fields: Any,
) -> NewCase:
    """One more case of an agency; ``fields`` are other columns of a case.

    A demand is given as its columns; its case is this one, and its id, where none is given, the
    case's with a number: ``{"role": "examiner", "mode": "opinion", "headcount": 1, "effort": 2}``.
    """
    rows = []
    for number, given in enumerate(demands, start=1):
        known = given.model_dump(by_alias=True) if isinstance(given, Demand) else dict(given)
        rows.append(Demand.model_validate({"demand": f"{case}-D{number}", **known, "case": case}))
    facts = {"case": case, "lead_agency": lead_agency, "kind": kind, "site": site}
    wanted = Case.model_validate({**facts, "priority": priority, **fields})
    return NewCase(case=wanted, demands=tuple(rows))


def remove_case(case: str) -> RemovedCase:
    """A case is not in the pool, and none of its demands is."""
    return RemovedCase(case=case)


def change_case(case: str, /, **columns: Any) -> CaseChange:
    """Other values in columns of ``cases.csv``: ``change_case("C1", priority=9)``.

    Raises:
        RequestError: there is no such column.
    """
    return CaseChange(case=case, values=columns_of("cases", Case, columns, "case"))


def add_demand(demand: str, case: str, *, role: str, mode: str, **columns: Any) -> NewDemand:
    """One more demand of a case; ``columns`` are other columns of ``demands.csv``.

    One person for one half-day unless ``headcount`` and ``effort`` say otherwise.
    """
    facts = {"demand": demand, "case": case, "role": role, "mode": mode}
    counts = {"headcount": 1, "effort": 1}
    return NewDemand(demand=Demand.model_validate({**facts, **counts, **columns}))


def remove_demand(demand: str) -> RemovedDemand:
    """A demand is not in the pool."""
    return RemovedDemand(demand=demand)


def change_demand(demand: str, /, **columns: Any) -> DemandChange:
    """Other values in columns of ``demands.csv``: ``change_demand("D1", effort=4)``.

    Raises:
        RequestError: there is no such column.
    """
    values = columns_of("demands", Demand, columns, "demand", "case")
    return DemandChange(demand=demand, values=values)


def set_headcount(demand: str, headcount: int) -> Headcount:
    """A demand wants so many people."""
    return Headcount(demand=demand, headcount=headcount)
