"""The random pools of the property tests: tiny ones as they come, and two variants of them.

In the pools as they come most pairs are refused, and released blocks and caseloads mostly bind
before the clock does. So a third of the pools has open doors: skills, grades and history refuse
hardly anybody, and more plans compete. In another third people are moreover released all week for
many cases, but most half-days are taken, so that windows compete for the rest.
"""

from functools import cache
from random import Random

from scheduler.model import (
    Availability,
    AvailabilityStatus,
    Grade,
    Pool,
    RowStatus,
    SpecialistSkill,
)
from tests.brute.board import Board
from tests.tiny import tiny_pool

PINS = (RowStatus.PINNED, RowStatus.NOTIFIED)


@cache
def any_board(seed: int) -> Board:
    """The pool of a seed with all its pairs, made once."""
    return Board(any_pool(seed))


def any_pool(seed: int) -> Pool:
    """The pool of a seed; the same seed gives the same pool."""
    pool = tiny_pool(seed)
    if seed % 3 == 0:
        return pool
    opened = with_open_doors(pool, seed)
    return opened if seed % 3 == 1 else short_of_time(opened, seed)


def with_open_doors(pool: Pool, seed: int) -> Pool:
    """The same pool in which everybody has skills and grades, and nobody has a history."""
    rng = Random(f"open doors/{seed}")
    skills = [
        SpecialistSkill(specialist=s.specialist, skill=skill, level=rng.randint(2, 4))
        for s in pool.specialists
        for skill in ("x", "y")
    ]
    people = [
        s.model_copy(update={"clearance": Grade.GRADE_1, "clearance_until": None})
        for s in pool.specialists
    ]
    return pool.with_rows(
        specialists=people, specialist_skills=skills, conflicts=(), service_history=()
    )


def short_of_time(pool: Pool, seed: int) -> Pool:
    """The same people and demands without pins, with free weeks but few half-days in them."""
    rng = Random(f"short of time/{seed}")
    absences = [
        Availability(
            specialist=s.specialist,
            date=moment.day,
            half=moment.half,
            status=AvailabilityStatus.UNAVAILABLE,
        )
        for s in pool.specialists
        for moment in pool.horizon().blocks
        if rng.random() < 0.3
    ]
    people = [
        s.model_copy(update={"weekly_blocks": rng.choice((4, 10, 10)), "max_cases": 4})
        for s in pool.specialists
    ]
    rows = [r for r in pool.assignments if r.status not in PINS]
    return pool.with_rows(availability=absences, specialists=people, assignments=rows)
