"""The week as the package sees it: seats to be taken, who is able to sit there, and what limits it.

A seat is an entity and its specialist the variable, which may stay empty; who could sit there is
its own value range.
"""

# mypy: disable-error-code="import-not-found,untyped-decorator,no-any-return,misc"
# (the package is not in this project's environment, so nothing of it has a type here)

from dataclasses import dataclass
from typing import Annotated, Any

from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import HardSoftScore


@dataclass(eq=False)
class Agency:
    """What an agency lends at most; -1 is no limit."""

    number: int
    blocks: int
    heads: int


@dataclass(eq=False)
class Reserve:
    """How many of its members may be away."""

    number: int
    most_away: int


@dataclass(eq=False)
class Act:
    """An instrument with a ceiling."""

    number: int
    left: int


@dataclass(eq=False)
class Person:
    """A specialist; ``before[n]`` available blocks lie among the first n."""

    number: int
    agency: Agency
    station: int
    released: int
    most_cases: int
    before: list[int]
    reserves: list[Reserve]


@dataclass(eq=False)
class Case:
    """A case and its rules; ``bonus`` is 0 without a core."""

    number: int
    matter: int
    lead: int
    priority: int
    bonus: int
    is_bound: bool
    has_lead_present: bool
    outside_share: int


@planning_entity
@dataclass(eq=False)
class Seat:
    """One of a demand's seats. ``power``: 0 none, n exercised, -n assisted."""

    id: Annotated[int, PlanningId]
    demand: int
    case: Case
    critical: bool
    fixed: bool
    effort: int
    start: int
    stop: int
    power: int
    travel: list[int]
    acts: list[Act | None]
    able: Annotated[list[Person], ValueRangeProvider(id="able")]
    who: Annotated[
        Person | None, PlanningVariable(value_range_provider_refs=["able"], allows_unassigned=True)
    ] = None


@planning_solution
@dataclass(eq=False)
class Week:
    """All seats and the score of who sits where."""

    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = None


def read(problem: dict[str, Any]) -> Week:
    """The seats of a problem, all empty."""
    agencies = [Agency(i, *limits) for i, limits in enumerate(problem["agencies"])]
    reserves = [Reserve(i, most) for i, most in enumerate(problem["reserves"])]
    acts = [Act(i, left) for i, left in enumerate(problem["acts"])]
    staff = [
        Person(
            i,
            agencies[row["agency"]],
            row["station"],
            row["released"],
            row["most_cases"],
            row["before"],
            [reserves[r] for r in row["reserves"]],
        )
        for i, row in enumerate(problem["people"])
    ]
    of_number = [Case(i, *row) for i, row in enumerate(problem["cases"])]
    plain = ("critical", "fixed", "effort", "start", "stop", "power", "travel")
    seats: list[Seat] = []
    for number, row in sorted(enumerate(problem["demands"]), key=lambda it: _turn(problem, it[1])):
        able = [staff[s] for s in row["able"]]
        named = [None if act is None else acts[act] for act in row["acts"]]
        same = {name: row[name] for name in plain}
        for _ in range(row["headcount"] if able else 0):
            case = of_number[row["case"]]
            seats.append(Seat(len(seats), number, case, **same, acts=named, able=able))
    return Week(seats)


def _turn(problem: dict[str, Any], demand: dict[str, Any]) -> tuple[bool, int, int]:
    """When the construction comes to a demand: cores first, the weightiest case first."""
    _, _, priority, bonus, *_ = problem["cases"][demand["case"]]
    return not demand["critical"], -priority * (1 + bonus), demand["case"]
