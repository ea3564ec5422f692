"""TIME: one demand at a time, in available blocks of its window, exactly e(s,d) of them."""

from typing import Any

import pytest

from scheduler.check import judge
from scheduler.model import Demand, Rule
from scheduler.solver import make_plan
from tests.builders import (
    DAYS,
    NEXT_DAYS,
    away_but,
    case,
    demand,
    holiday,
    pool,
    row,
    session,
    specialist,
    travel,
)
from tests.verdict import allows, judge_allows_rows

CASES = [case("c1"), case("c2", site="there"), case("c3")]


def window(first: str, last: str) -> dict[str, Any]:
    """Keyword arguments of a demand that may be worked between two half-days."""
    return {"from": first, "to": last}


@pytest.mark.parametrize(
    ("free", "allowed"),
    [
        (range(5), True),  # exactly the five blocks that the work takes
        (range(4), False),  # one too few
        ((0, 2, 4, 6, 8), True),  # flexible work may be split
    ],
)
def test_work_fills_the_available_blocks(free: range, allowed: bool) -> None:
    """Σ e(s,d) up to the available blocks, wherever they lie."""
    it = pool(
        specialist("s1"),
        away_but("s1", free),
        CASES,
        demand("d1", "c1", effort=3),
        demand("d3", "c3", effort=2),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d3"), rule=Rule.TIME) == allowed


@pytest.mark.parametrize(
    ("outer", "allowed"),
    [
        (4, True),  # beside the inner window exactly four blocks of six are left
        (5, False),  # one past it
    ],
)
def test_nested_windows_share_their_blocks(outer: int, allowed: bool) -> None:
    """Work inside an inner window takes room from the window around it."""
    it = pool(
        specialist("s1"),
        CASES,
        demand("d1", "c1", effort=outer, **window(DAYS[0], DAYS[2])),
        demand("d3", "c3", effort=2, **window(DAYS[1], DAYS[1])),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d3"), rule=Rule.TIME) == allowed


@pytest.mark.parametrize(
    ("efforts", "allowed"),
    [
        ((2, 2, 2), True),  # [0,4) holds two, [2,6) two, the whole six blocks all three
        ((2, 2, 3), False),  # every pair of them fits, all three together do not
        ((3, 1, 2), True),
        ((4, 1, 1), True),
        ((3, 3, 1), False),
    ],
)
def test_overlapping_windows_obey_halls_condition(
    efforts: tuple[int, int, int], allowed: bool
) -> None:
    """Windows [0,4), [2,6) and [0,6): only the interval around all of them may be too full."""
    it = pool(
        specialist("s1"),
        CASES,
        demand("d1", "c1", effort=efforts[0], **window(DAYS[0], DAYS[1])),
        demand("d2", "c2", effort=efforts[1], **window(DAYS[1], DAYS[2])),
        demand("d3", "c3", effort=efforts[2], **window(DAYS[0], DAYS[2])),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d2"), ("s1", "d3"), rule=Rule.TIME) == allowed


@pytest.mark.parametrize(
    ("second", "allowed"),
    [
        (f"{DAYS[1]}/am", True),  # right after the first session
        (f"{DAYS[0]}/pm", False),  # its last half-day is shared
    ],
)
def test_sessions_do_not_overlap(second: str, allowed: bool) -> None:
    """A person sits in one session at a time."""
    it = pool(
        specialist("s1"),
        CASES,
        session("d1", "c1", blocks=2),
        session("d3", "c3", blocks=2, at=second),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d3"), rule=Rule.TIME) == allowed


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (f"{DAYS[1]}/am", False),  # the way there takes the last block of the first session
        (f"{DAYS[1]}/pm", True),  # the way there takes the block between them
    ],
)
def test_the_way_to_a_session_takes_the_blocks_before_it(at: str, allowed: bool) -> None:
    """w(s,d) of a session on site begins with its travel blocks."""
    it = pool(
        specialist("s1"),
        CASES,
        travel("here", "there", 1),
        session("d1", "c1", blocks=2),
        session("d2", "c2", at=at, on_site=True),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d2"), rule=Rule.TIME) == allowed


@pytest.mark.parametrize(("effort", "allowed"), [(7, True), (8, False)])
def test_travel_of_flexible_work_is_paid_once(effort: int, allowed: bool) -> None:
    """e(s,d) = effort + 2 beside one block elsewhere: ten blocks are just enough for 7."""
    it = pool(
        specialist("s1"),
        CASES,
        travel("here", "there", 2),
        demand("d1", "c1"),
        demand("d2", "c2", effort=effort, on_site=True),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d2"), rule=Rule.TIME) == allowed


@pytest.mark.parametrize(
    ("blocks", "allowed"),
    [
        ((2, 5), True),
        ((2,), False),  # one block short
        ((2, 3, 4), False),  # one block more than the effort
        ((1, 2), False),  # before the window
        ((5, 6), False),  # after the window
    ],
)
def test_the_judge_counts_the_blocks_of_a_row(blocks: tuple[int, ...], allowed: bool) -> None:
    """Exactly e(s,d) blocks, all of them inside w(s,d)."""
    it = pool(
        specialist("s1"),
        CASES,
        demand("d1", "c1", effort=2, **window(DAYS[1], DAYS[2])),
    )

    assert judge_allows_rows(it, [row(it, "s1", "d1", blocks)], Rule.TIME) == allowed


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        ((0, 1), (2,), True),
        ((0, 1), (1,), False),  # two demands in one block
        ((0, 3), (1,), False),  # absent in block 3
    ],
)
def test_the_judge_sees_every_block(
    first: tuple[int, ...], second: tuple[int, ...], allowed: bool
) -> None:
    """One demand at a time, and only where the person is there."""
    it = pool(
        specialist("s1"),
        away_but("s1", (0, 1, 2)),
        CASES,
        demand("d1", "c1", effort=2),
        demand("d3", "c3"),
    )
    rows = [row(it, "s1", "d1", first), row(it, "s1", "d3", second)]

    assert judge_allows_rows(it, rows, Rule.TIME) == allowed


def test_the_judge_wants_the_travel_blocks_first() -> None:
    """The first ``travel`` blocks worked are the travel blocks, no more and no fewer."""
    wanted = demand("d2", "c2", effort=2, on_site=True)
    it = pool(specialist("s1"), CASES, travel("here", "there", 1), wanted)
    made = make_plan(it, it.horizon()).plan

    assert made is not None
    (only,) = made.assignments
    assert only.travel_blocks == only.blocks[:1]
    for travel_blocks in ((), only.blocks[1:2], only.blocks[:2]):
        changed = only.model_copy(update={"travel_blocks": travel_blocks})
        assert not judge(it, made.model_copy(update={"assignments": (changed,)})).is_accepted


def test_the_judge_wants_a_session_in_its_own_blocks() -> None:
    """A session is not worked at another time."""
    it = pool(specialist("s1"), CASES, session("d1", "c1", blocks=2, at=f"{DAYS[1]}/am"))

    assert judge_allows_rows(it, [row(it, "s1", "d1", (2, 3))], Rule.TIME)
    assert not judge_allows_rows(it, [row(it, "s1", "d1", (3, 4))], Rule.TIME)


def _across_the_weekend(effort: int) -> Demand:
    return demand("d1", "c1", effort=effort, **window(DAYS[4], NEXT_DAYS[0]))


@pytest.mark.parametrize(("effort", "allowed"), [(3, True), (4, False)])
def test_a_window_may_cross_the_weekend(effort: int, allowed: bool) -> None:
    """Friday and Monday hold four blocks, one of which a session on Friday takes."""
    it = pool(
        specialist("s1"),
        CASES,
        _across_the_weekend(effort),
        session("d3", "c3", at=f"{DAYS[4]}/pm"),
        weeks=2,
    )

    assert allows(it, ("s1", "d1"), ("s1", "d3"), rule=Rule.TIME) == allowed


@pytest.mark.parametrize(("effort", "allowed"), [(7, True), (8, False)])
def test_a_holiday_week_is_shorter(effort: int, allowed: bool) -> None:
    """A temporary holiday takes two of the ten blocks; one more goes to another case."""
    it = pool(
        specialist("s1"),
        CASES,
        holiday(DAYS[2]),
        demand("d1", "c1", effort=effort),
        demand("d3", "c3"),
    )

    assert allows(it, ("s1", "d1"), ("s1", "d3"), rule=Rule.TIME) == allowed
