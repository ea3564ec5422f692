"""A group that is told is short of people and irreducible, however its demands were found."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from scheduler.explain import Inquiry, Part, WhyEmpty, shortage
from scheduler.explain.why_empty import why_empty
from scheduler.model import Plan, Pool, Rule
from scheduler.solver import make_plan
from scheduler.solver.clauses import Clause
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.engines.port import EngineError
from scheduler.solver.formulation import ALL_RULES
from tests.explain.agreement import EveryPlan, of_group
from tests.properties.pools import any_pool

Seat = tuple[Pool, Plan, str]


def short_seats(seeds: Sequence[int]) -> Iterator[Seat]:
    """The empty seats of random pools that belong to a group."""
    for seed in seeds:
        pool = any_pool(seed)
        plan = make_plan(pool, pool.horizon()).plan
        if plan is None:
            continue
        for seat in plan.empty_seats:
            if seat.remaining and shortage(Inquiry(pool, plan), seat.demand) is not None:
                yield pool, plan, seat.demand


@pytest.fixture(scope="module")
def seats() -> list[Seat]:
    """Some of them."""
    return list(short_seats(range(500, 560)))


def test_more_than_is_needed_may_be_named(
    seats: list[Seat], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that was asked is named, demands and rules; each group is irreducible all the same."""
    exactly = Counterfactuals.blamed

    def all_of_them(own: Counterfactuals, clauses: Sequence[Clause]) -> frozenset[int] | None:
        named = exactly(own, clauses)
        return None if named is None else frozenset(range(len(clauses)))

    def all_rules(own: Counterfactuals, clauses: Sequence[Clause]) -> frozenset[Rule]:
        return ALL_RULES

    monkeypatch.setattr(Counterfactuals, "blamed", all_of_them)
    monkeypatch.setattr(Counterfactuals, "blamed_rules", all_rules)
    seen = Counter[bool]()
    for pool, plan, demand in seats:
        inquiry = Inquiry(pool, plan)
        group = shortage(inquiry, demand)
        assert group is not None
        assert list(of_group(EveryPlan(pool, plan), group, demand)) == []
        assert irreducible(inquiry, group.rules, group.wanted)
        seen[len(group.wanted) > 1] += 1
    assert min(seen[True], seen[False]) > 3, seen


def irreducible(inquiry: Inquiry, rules: tuple[Rule, ...], wanted: Sequence[object]) -> bool:
    """Under these rules the demands cannot hold, and under all but any one of them they can."""
    asked = [Clause(inquiry.rows_of(w.demand), least=w.seats) for w in wanted]  # type: ignore[attr-defined]
    can = inquiry.whatif.can_hold
    fewer = [[r for r in rules if r is not out] for out in rules]
    return not can(asked, rules) and all(can(asked, rest) for rest in fewer)


def test_rules_that_are_named_are_irreducible(seats: list[Seat]) -> None:
    """As they come, from the guess of one engine."""
    told = 0
    for pool, plan, demand in seats:
        inquiry = Inquiry(pool, plan)
        group = shortage(inquiry, demand)
        assert group is not None
        assert irreducible(inquiry, group.rules, group.wanted)
        told += 1
    assert told > 10


def test_what_a_second_engine_does_not_say_is_not_told(
    seats: list[Seat], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one takes a group for short of people that has them."""

    def without_the_seat(own: Counterfactuals, clauses: Sequence[Clause]) -> frozenset[int]:
        return frozenset(n for n, one in enumerate(clauses) if one.least == 0)

    monkeypatch.setattr(Counterfactuals, "blamed", without_the_seat)
    pool, plan, demand = seats[0]
    with pytest.raises(EngineError):
        shortage(Inquiry(pool, plan), demand)


def test_the_group_is_told_before_the_filling(seats: list[Seat]) -> None:
    """And nothing is taken back."""
    pool, plan, demand = seats[0]
    heard = list[tuple[WhyEmpty, frozenset[Part]]]()
    whole = why_empty(
        Inquiry(pool, plan), demand, lambda answer, rest: heard.append((answer, rest))
    )
    (first, all_open), (second, rest), *_ = heard
    assert {"shortage", "filling"} <= all_open
    assert first.shortage is None
    assert (second.shortage, second.change) == (whole.shortage, None)
    assert second.shortage is not None
    assert "filling" in rest
    assert "shortage" not in rest
