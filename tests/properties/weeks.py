"""Random pools of two and three weeks in which lending is limited by week.

Agencies limit blocks, heads, or keep a reserve, tightly or so loosely that it never binds; or not
at all. People work for their own agency and for others, some on fixed sessions, with holidays,
absences, travel, and fewer blocks released than there are.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from scheduler.model import Agency, Demand, Fact, HomeReserve, Horizon, Pool, Specialist
from tests.builders import (
    absence,
    agency,
    case,
    demand,
    holiday,
    pool,
    reserve,
    skill,
    specialist,
    travel,
)

AGENCIES = ("A", "B", "C")
LIMITS = (None, None, 1, 2, 2, 3, 4, 99)
HEADS = (None, None, 1, 1, 2, 99)


def pool_of_weeks(seed: int) -> Pool:
    """The pool of a seed; the same seed gives the same pool."""
    rng = Random(f"weeks/{seed}")
    weeks = rng.choice((2, 3))
    empty = pool(weeks=weeks).horizon()
    days = sorted({str(moment.day) for moment in empty.blocks})
    off = rng.sample(days, rng.choice((0, 0, 1, 2)))
    holidays = [holiday(day) for day in off]
    grid = pool(holidays, weeks=weeks).horizon()
    people = [_person(rng, f"s{i}") for i in range(rng.randint(2, 5))]
    cases = [
        case(f"c{i}", rng.choice(AGENCIES), site=rng.choice(("here", "there")))
        for i in range(rng.randint(2, 5))
    ]
    demands = [_demand(rng, grid, f"d{i}", rng.choice(cases).case) for i in range(len(cases) + 1)]
    facts: list[Fact] = [
        *holidays,
        *(_agency(rng, name) for name in AGENCIES),
        *people,
        *cases,
        *demands,
        *_reserves(rng),
    ]
    facts += [skill(s.specialist, "x") for s in people if rng.random() < 0.6]
    facts += [
        absence(s.specialist, day, rng.choice(("am", "pm", "day")))
        for s in people
        for day in days
        if rng.random() < 0.2
    ]
    return pool(facts, travel("here", "there", 1), weeks=weeks)


def _agency(rng: Random, name: str) -> Agency:
    return agency(name, max_lent_blocks=rng.choice(LIMITS), max_lent_heads=rng.choice(HEADS))


def _person(rng: Random, name: str) -> Specialist:
    home = rng.choice(("A", "A", "A", "B"))
    blocks, cases = rng.choice((2, 3, 4, 6, 10)), rng.choice((1, 2, 2, 3))
    return specialist(name, home, weekly_blocks=blocks, max_cases=cases)


def _demand(rng: Random, grid: Horizon, name: str, of: str) -> Demand:
    """A demand of up to five blocks, in most of the pool's weeks or in a few half-days."""
    blocks = [str(moment) for moment in grid.blocks]
    if rng.random() < 0.2:
        first = rng.randrange(grid.size)
        last = min(grid.size - 1, first + rng.choice((0, 0, 1)))
        ends: dict[str, Any] = {"from": blocks[first], "to": blocks[last], "fixed": True}
        return demand(name, of, effort=last - first + 1, on_site=rng.random() < 0.3, **ends)
    if rng.random() < 0.5:
        return demand(name, of, effort=rng.randint(1, 5), on_site=rng.random() < 0.3)
    first = rng.randrange(grid.size - 6)
    last = rng.randint(first + 5, grid.size - 1)
    ends = {"from": blocks[first], "to": blocks[last]}
    return demand(name, of, effort=rng.randint(1, 5), on_site=rng.random() < 0.3, **ends)


def _reserves(rng: Random) -> Iterator[HomeReserve]:
    for name in AGENCIES:
        if rng.random() < 0.3:
            yield reserve(name, "x", heads=rng.choice((0, 1, 1, 2)))
