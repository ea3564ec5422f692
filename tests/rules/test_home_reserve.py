"""HOME_RESERVE: enough specialists of a skill stay free of others' cases each week."""

import pytest

from scheduler.model import Rule
from tests.builders import (
    DAYS,
    NEXT_DAYS,
    agency,
    away_but,
    case,
    demand,
    holiday,
    pool,
    reserve,
    row,
    session,
    skill,
    specialist,
)
from tests.verdict import allows, judge_allows_rows

PEOPLE = [specialist(name) for name in ("s1", "s2", "s3")]
EXPERTS = [skill("s1", "x", 2), skill("s2", "x", 3), skill("s3", "x", 2)]
CASES = [case("c1", "B"), case("c2", "B"), case("home", "A")]
DEMANDS = [demand("d0", "home"), demand("d1", "c1"), demand("d2", "c2")]
TWO_LENT = (("s1", "d1"), ("s2", "d2"))


@pytest.mark.parametrize(
    ("heads", "allowed"),
    [
        (1, True),  # the third stays
        (2, False),  # one too few stays
        (0, True),
    ],
)
def test_heads_stay_at_home(heads: int, allowed: bool) -> None:
    """Of three experts two are lent, so one stays."""
    it = pool(PEOPLE, EXPERTS, CASES, DEMANDS, reserve("A", "x", 2, heads))

    assert allows(it, *TWO_LENT, rule=Rule.HOME_RESERVE) == allowed


@pytest.mark.parametrize(("level", "allowed"), [(2, True), (3, False), (4, True)])
def test_only_that_level_or_above_counts(level: int, allowed: bool) -> None:
    """At level 3 s2 is the only expert and may not go; at level 4 there is none to keep."""
    it = pool(PEOPLE, EXPERTS, CASES, DEMANDS, reserve("A", "x", level, 1))

    assert allows(it, *TWO_LENT, rule=Rule.HOME_RESERVE) == allowed


def test_work_at_home_keeps_a_head_at_home() -> None:
    """Who works on the agency's own cases is at home."""
    it = pool(PEOPLE, EXPERTS, CASES, DEMANDS, reserve("A", "x", 2, 2))

    assert allows(it, ("s1", "d1"), ("s2", "d0"), rule=Rule.HOME_RESERVE)


def test_no_more_stay_than_there_are() -> None:
    """min(heads, how many they are): with more heads than experts nobody may go, and no more."""
    it = pool(PEOPLE, EXPERTS, CASES, DEMANDS, reserve("A", "x", 2, 9))

    assert allows(it, ("s1", "d0"), rule=Rule.HOME_RESERVE)
    assert not allows(it, ("s1", "d1"), rule=Rule.HOME_RESERVE)


@pytest.mark.parametrize(
    ("there", "allowed"),
    [
        (5, True),  # 2·5 ≥ 10: s3 counts and stays
        (4, False),  # s3 is mostly away, so s1 or s2 would have to stay
    ],
)
def test_who_is_mostly_away_is_no_reserve(there: int, allowed: bool) -> None:
    """Twice the available blocks must reach the week's working blocks."""
    rows = [*PEOPLE, *EXPERTS, *CASES, *DEMANDS, reserve("A", "x", 2, 1)]
    it = pool(rows, away_but("s3", range(there)))

    assert allows(it, *TWO_LENT, rule=Rule.HOME_RESERVE) == allowed


def test_who_is_mostly_away_may_be_lent() -> None:
    """s3 is no reserve with four of ten blocks, so lending s3 takes nobody from it."""
    rows = [*PEOPLE, *EXPERTS, *CASES, *DEMANDS, reserve("A", "x", 2, 2)]
    it = pool(rows, away_but("s3", range(4)))

    assert allows(it, ("s3", "d1"), rule=Rule.HOME_RESERVE)
    assert not allows(it, ("s1", "d1"), rule=Rule.HOME_RESERVE)


def test_a_holiday_makes_the_half_week_shorter() -> None:
    """Four of eight blocks are half of a week with a holiday."""
    rows = [*PEOPLE, *EXPERTS, *CASES, *DEMANDS, reserve("A", "x", 2, 1)]
    it = pool(rows, away_but("s3", range(4)), holiday(DAYS[4]))

    assert allows(it, *TWO_LENT, rule=Rule.HOME_RESERVE)


def test_each_reserve_is_kept_by_its_own_agency() -> None:
    """Another agency's people, and another skill's, do not count."""
    it = pool(
        agency("C"),
        PEOPLE,
        specialist("s4", "C"),
        EXPERTS,
        skill("s4", "x", 4),
        CASES,
        DEMANDS,
        reserve("A", "x", 2, 1),
        reserve("C", "y", 1, 1),
    )
    everybody = (("s1", "d1"), ("s2", "d2"), ("s3", "d1"))

    assert allows(it, ("s4", "d1"), rule=Rule.HOME_RESERVE)
    assert not allows(it, *everybody, rule=Rule.HOME_RESERVE)


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        (f"{DAYS[0]}/am", f"{NEXT_DAYS[0]}/am", True),  # in each week one expert stays
        (f"{DAYS[0]}/am", f"{DAYS[4]}/am", False),  # nobody stays in the first
        (f"{NEXT_DAYS[0]}/am", f"{NEXT_DAYS[1]}/am", False),  # nobody stays in the second
    ],
)
def test_the_reserve_is_kept_week_by_week(first: str, second: str, allowed: bool) -> None:
    """Two experts may go when their weeks differ."""
    it = pool(
        PEOPLE[:2],
        EXPERTS[:2],
        CASES,
        session("d1", "c1", at=first),
        session("d2", "c2", at=second),
        reserve("A", "x", 2, 1),
        weeks=2,
    )

    assert allows(it, *TWO_LENT, rule=Rule.HOME_RESERVE) == allowed


@pytest.mark.parametrize(("blocks", "allowed"), [(20, True), (15, True), (14, False)])
def test_who_counts_is_asked_week_by_week(blocks: int, allowed: bool) -> None:
    """One who is there for less than half of the second week keeps nobody's place in it."""
    it = pool(
        PEOPLE[:2],
        EXPERTS[:2],
        CASES,
        session("d1", "c1", at=f"{NEXT_DAYS[0]}/am"),
        away_but("s2", range(blocks), weeks=2),
        reserve("A", "x", 2, 1),
        weeks=2,
    )

    assert allows(it, ("s1", "d1"), rule=Rule.HOME_RESERVE) == allowed


@pytest.mark.parametrize(("effort", "allowed"), [(10, True), (11, False)])
def test_a_split_that_keeps_the_reserve_is_looked_for(effort: int, allowed: bool) -> None:
    """Flexible work can keep out of the other expert's week as long as it fits into its own."""
    it = pool(
        PEOPLE[:2],
        EXPERTS[:2],
        CASES,
        session("d1", "c1", at=f"{DAYS[0]}/am"),
        demand("d2", "c2", effort=effort),
        reserve("A", "x", 2, 1),
        weeks=2,
    )

    assert allows(it, *TWO_LENT, rule=Rule.HOME_RESERVE) == allowed


def test_the_judge_counts_by_the_week_of_each_block() -> None:
    """One block for another agency takes an expert from that week's reserve."""
    it = pool(
        PEOPLE[:2],
        EXPERTS[:2],
        CASES,
        session("d1", "c1", at=f"{DAYS[0]}/am"),
        demand("d2", "c2", effort=2),
        reserve("A", "x", 2, 1),
        weeks=2,
    )
    first = row(it, "s1", "d1", (0,))

    assert judge_allows_rows(it, [first, row(it, "s2", "d2", (10, 11))], Rule.HOME_RESERVE)
    assert not judge_allows_rows(it, [first, row(it, "s2", "d2", (9, 10))], Rule.HOME_RESERVE)
