"""WEEKLY_LIMIT: no week holds more of a person's blocks than are released to the pool."""

import pytest

from scheduler.model import Rule
from tests.builders import (
    DAYS,
    NEXT_DAYS,
    away_but,
    case,
    demand,
    pool,
    row,
    session,
    specialist,
    travel,
)
from tests.verdict import allows, judge_allows_rows, solver_allows

CASES = [case("c1"), case("c2", site="there"), case("c3")]
FRIDAY_TO_MONDAY = {"from": DAYS[4], "to": NEXT_DAYS[0]}


@pytest.mark.parametrize(("weekly", "allowed"), [(5, True), (4, False), (6, True)])
def test_blocks_up_to_the_released_ones(weekly: int, allowed: bool) -> None:
    """All work of a week counts, up to and including weekly_blocks."""
    it = pool(
        specialist("s1", weekly_blocks=weekly),
        CASES,
        demand("d1", "c1", effort=3),
        demand("d3", "c3", effort=2),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d3"), rule=Rule.WEEKLY_LIMIT) == allowed


@pytest.mark.parametrize(
    ("weekly", "effort", "allowed"),
    [(5, 2, True), (5, 3, False), (4, 1, True), (4, 2, False)],
)
def test_as_many_released_as_available_or_one_less(weekly: int, effort: int, allowed: bool) -> None:
    """Neither TIME nor this rule leaves a limit to the other that the other does not know."""
    it = pool(
        specialist("s1", weekly_blocks=weekly),
        away_but("s1", range(5)),
        CASES,
        demand("d1", "c1", effort=3),
        demand("d3", "c3", effort=effort),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d3"), rule=Rule.WEEKLY_LIMIT) == allowed


@pytest.mark.parametrize(("weekly", "allowed"), [(4, True), (3, False)])
def test_travel_counts_as_work(weekly: int, allowed: bool) -> None:
    """Two blocks on the way, one on site and one elsewhere are four."""
    it = pool(
        specialist("s1", weekly_blocks=weekly),
        CASES,
        travel("here", "there", 2),
        demand("d2", "c2", on_site=True),
        demand("d3", "c3"),
    )

    assert allows(it, ("s1", "d2"), ("s1", "d3"), rule=Rule.WEEKLY_LIMIT) == allowed


@pytest.mark.parametrize(
    ("effort", "allowed"),
    [
        (4, True),  # two blocks in each of the two weeks
        (5, False),  # the released blocks of a week do not move to the next
    ],
)
def test_the_limit_holds_in_each_week(effort: int, allowed: bool) -> None:
    """Beside two sessions, two released blocks are left in each week for flexible work."""
    it = pool(
        specialist("s1", weekly_blocks=3),
        CASES,
        session("d2", "c2", at=f"{DAYS[0]}/am"),
        session("d3", "c3", at=f"{NEXT_DAYS[0]}/am"),
        demand("d1", "c1", effort=effort),
        weeks=2,
    )
    pairs = (("s1", "d1"), ("s1", "d2"), ("s1", "d3"))

    assert allows(it, *pairs, rule=Rule.WEEKLY_LIMIT) == allowed


@pytest.mark.parametrize(
    ("free", "allowed"),
    [
        ((0, 1, 2, 3, 10, 11), True),  # three of the first week, two of the second
        ((0, 1, 2, 3, 4, 10), False),  # as many in all, but only one in the second
    ],
)
def test_released_blocks_without_presence_are_lost(free: tuple[int, ...], allowed: bool) -> None:
    """Σ_weeks min(available, released) is what counts, not the totals."""
    it = pool(
        specialist("s1", weekly_blocks=3),
        away_but("s1", free, weeks=2),
        CASES,
        demand("d1", "c1", effort=3),
        demand("d3", "c3", effort=2),
        weeks=2,
    )

    assert allows(it, ("s1", "d1"), ("s1", "d3"), rule=Rule.WEEKLY_LIMIT) == allowed


@pytest.mark.parametrize(("weekly", "allowed"), [(3, True), (2, False)])
def test_a_session_and_its_travel_may_cross_a_weekend(weekly: int, allowed: bool) -> None:
    """Travel on Friday counts in the first week, the session on Monday in the second."""
    it = pool(
        specialist("s1", weekly_blocks=weekly),
        CASES,
        travel("here", "there", 2),
        session("d2", "c2", at=f"{NEXT_DAYS[0]}/am", on_site=True),
        demand("d1", "c1", **{"from": DAYS[0], "to": DAYS[4]}),
        weeks=2,
    )

    assert allows(it, ("s1", "d1"), ("s1", "d2"), rule=Rule.WEEKLY_LIMIT) == allowed


def test_the_judge_counts_by_the_week_of_each_block() -> None:
    """Two blocks on Friday and two on Monday keep a limit of two, three and one do not."""
    it = pool(
        specialist("s1", weekly_blocks=2),
        CASES,
        demand("d1", "c1", effort=4, **{"from": DAYS[3], "to": NEXT_DAYS[0]}),
        weeks=2,
    )

    assert judge_allows_rows(it, [row(it, "s1", "d1", (8, 9, 10, 11))], Rule.WEEKLY_LIMIT)
    assert not judge_allows_rows(it, [row(it, "s1", "d1", (7, 8, 9, 10))], Rule.WEEKLY_LIMIT)


def test_the_limit_of_a_window_over_a_weekend_is_the_sum_of_both_weeks() -> None:
    """Four blocks between Friday and Monday, two released a week: four fit and no more."""
    it = pool(
        specialist("s1", weekly_blocks=2),
        CASES,
        demand("d1", "c1", effort=3, **FRIDAY_TO_MONDAY),
        demand("d3", "c3", effort=1, **FRIDAY_TO_MONDAY),
        demand("d2", "c2", effort=1, **{"from": DAYS[0], "to": DAYS[3]}),
        weeks=2,
    )

    assert solver_allows(it, [("s1", "d1"), ("s1", "d3")], Rule.WEEKLY_LIMIT)
    assert not allows(it, ("s1", "d1"), ("s1", "d3"), ("s1", "d2"), rule=Rule.WEEKLY_LIMIT)
