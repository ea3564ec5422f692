"""Work for others is shared out among the weeks as early as may be; other work is not."""

from collections import Counter
from collections.abc import Iterable

import pytest

from scheduler.model import Fact, Pool
from scheduler.solver import insertion
from scheduler.solver.clauses import barred
from scheduler.solver.counterfactual import Counterfactuals
from tests import builders as b
from tests.brute.board import Board
from tests.campaigns.shares import look
from tests.planned import plan_of
from tests.properties.agreement import layout_differences
from tests.properties.weeks import pool_of_weeks


def planned(pool: Pool) -> dict[tuple[str, str], tuple[int, ...]]:
    """(specialist, demand) to the blocks of the accepted plan."""
    plan = plan_of(pool)
    number = pool.horizon().block_number
    return {(a.specialist, a.demand): tuple(number[x] for x in a.blocks) for a in plan.assignments}


def two_weeks(*facts: Fact | Iterable[Fact], **limits: int) -> Pool:
    """Two people of A, which limits its lending; c1 is a case of its own and c2 one of B's."""
    home = b.agency("A", **limits)
    return b.pool(home, b.case("c1", "A"), b.case("c2", "B"), *facts, weeks=2)


def busy_on_friday() -> list[Fact]:
    """s1 of A is there on Friday and for four half-days of week 2, and in a session on Friday."""
    return [
        b.specialist("s1"),
        *b.away_but("s1", [8, 9, 12, 13, 14, 15], weeks=2),
        b.case("c0", "A"),
        b.session("d0", "c0", at="2026-12-04/am"),
    ]


def test_an_insiders_half_days_stand_where_the_layout_wants_them() -> None:
    """A lending limit of their agency says nothing of work at home: the first half-days, then."""
    pool = two_weeks(b.specialist("s1"), b.demand("d1", "c1", effort=4), max_lent_blocks=3)

    assert planned(pool) == {("s1", "d1"): (0, 1, 2, 3)}


def test_an_insider_keeps_the_window_whole() -> None:
    """The earliest shares would take Friday afternoon; no day on two cases is better."""
    pool = two_weeks(
        busy_on_friday(),
        b.demand("d1", "c1", effort=4),
        max_lent_heads=1,
    )

    assert planned(pool) == {("s1", "d0"): (8,), ("s1", "d1"): (12, 13, 14, 15)}


@pytest.mark.parametrize(
    "limits",
    [
        {"max_lent_blocks": 99},
        {"max_lent_heads": 1},
    ],
    ids=str,
)
def test_work_for_others_is_in_the_first_weeks_that_can_hold_it(limits: dict[str, int]) -> None:
    """Even where the limit never binds, and though Friday is then a day on two cases."""
    pool = two_weeks(
        busy_on_friday(),
        b.demand("d1", "c2", effort=4),
        **limits,
    )

    assert planned(pool) == {("s1", "d0"): (8,), ("s1", "d1"): (9, 12, 13, 14)}


@pytest.mark.parametrize("heads", [0, 1])
def test_a_row_of_a_home_reserve_counts_as_a_limit(heads: int) -> None:
    """Also one that keeps nobody."""
    pool = two_weeks(
        b.reserve("A", "x", heads=heads),
        busy_on_friday(),
        b.demand("d1", "c2", effort=4),
    )

    assert planned(pool) == {("s1", "d0"): (8,), ("s1", "d1"): (9, 12, 13, 14)}


def test_without_a_limit_nothing_is_shared_out() -> None:
    """No day is spent on two cases, as the layout likes it."""
    pool = two_weeks(
        busy_on_friday(),
        b.demand("d1", "c2", effort=4),
    )

    assert planned(pool) == {("s1", "d0"): (8,), ("s1", "d1"): (12, 13, 14, 15)}


def test_all_pairs_of_one_who_serves_others_are_shared_out() -> None:
    """Work at home too, and first by the id of the demand: d1 at home has Friday afternoon."""
    pool = two_weeks(
        busy_on_friday(),
        b.demand("d1", "c1", effort=2),
        b.demand("d2", "c2", effort=2),
        max_lent_blocks=5,
    )

    assert planned(pool) == {("s1", "d0"): (8,), ("s1", "d1"): (9, 12), ("s1", "d2"): (14, 15)}


def test_the_first_specialist_comes_first_where_a_limit_lets_only_one() -> None:
    """Two half-days a week are lent: s1 has those of week 1."""
    pool = two_weeks(
        b.specialist("s1"),
        b.specialist("s2"),
        b.demand("d1", "c2", effort=2, headcount=2),
        max_lent_blocks=2,
    )

    assert planned(pool) == {("s1", "d1"): (0, 1), ("s2", "d1"): (10, 11)}


def test_whoever_can_only_work_in_week_1_is_left_room_there() -> None:
    """s2 is away in week 2, so s1, who would come first, goes then."""
    pool = two_weeks(
        b.specialist("s1"),
        b.specialist("s2"),
        b.away_but("s2", range(10), weeks=2),
        b.demand("d1", "c2", effort=2, headcount=2),
        max_lent_heads=1,
    )

    assert planned(pool) == {("s1", "d1"): (10, 11), ("s2", "d1"): (0, 1)}


def test_pools_of_weeks_have_the_earliest_shares() -> None:
    """As trying all of them in order finds; the campaign of the same name looks at hundreds."""
    seen: Counter[str] = Counter()
    for seed in range(12):
        looked = look(seed)
        assert not looked.faults, (seed, looked.faults)
        seen += looked.counts

    assert seen["pools in which limits move work"] > 2
    assert min(seen["people with shares"], seen["people without shares"]) > 10


def test_plans_under_a_wish_have_them_too() -> None:
    """A case put in, and a row barred: whatever makes a plan shares its work out the same way."""
    seen: Counter[str] = Counter()
    for seed in range(7):
        pool = pool_of_weeks(seed)
        plan = plan_of(pool)
        inserted = insertion(pool, plan, plan.assignments[0].case).plan
        lent = [a for a in plan.assignments if a.agency != pool.case_of_id[a.case].lead_agency]
        under = [barred((a.specialist, a.demand)) for a in lent[:1]]
        other = Counterfactuals(pool, plan).best(under).plan
        for kind, made in (("inserted", inserted), ("barred", other)):
            if made is not None:
                assert not list(layout_differences(Board(pool), made)), (seed, kind)
                seen[kind] += 1

    assert min(seen["inserted"], seen["barred"]) > 3
