"""Pins that cannot hold together: the set is smallest, the way out is a way out."""

import itertools
from collections import Counter
from typing import Any

import pytest

from scheduler.explain import clashes, find_clash
from scheduler.model import Pool, Refusal, Rule
from scheduler.solver import solve
from scheduler.solver.hold import PinBoard, without
from tests.builders import NEXT_DAYS, case, current, demand, pin, pool, specialist
from tests.explain.clashing import differences, named
from tests.explain.clashing_pools import clashing_pool
from tests.tiny import tiny_pool

SEEDS, POOLS = range(160), range(27)


def three_pins_for_two_cases() -> Pool:
    """One person with room for two cases is pinned on three, another is pinned without harm."""
    return pool(
        specialist("s1", max_cases=2),
        specialist("s2"),
        *(case(f"c{i}", priority=10 * i) for i in (1, 2, 3, 4)),
        *(demand(f"d{i}", f"c{i}") for i in (1, 2, 3, 4)),
        *(pin("s1", f"d{i}") for i in (1, 2, 3)),
        pin("s2", "d4"),
    )


def test_the_clash_names_only_who_clashes_and_the_rule() -> None:
    """Three pins on a person with room for two; the harmless fourth is not named."""
    facts = three_pins_for_two_cases()
    clash = find_clash(facts, facts.horizon())
    assert clash is not None
    assert [(p.specialist, p.demand) for p in clash.pins] == [("s1", f"d{i}") for i in (1, 2, 3)]
    assert clash.rules == (Rule.CASELOAD,)
    assert clash.cheapest_to_lift.demand == "d1"  # the case of least priority
    assert clash.is_enough
    assert "s1 → d1" in clash.way_out("ko")
    assert "3" in clash.text("ko")
    assert "caseload" in clash.text("en")


def test_pins_that_hold_make_no_clash() -> None:
    """Nothing is said where nothing clashes."""
    facts = without(three_pins_for_two_cases(), [("s1", "d2")])
    assert find_clash(facts, facts.horizon()) is None


def test_a_pin_on_a_refused_pair_is_a_clash_of_its_own() -> None:
    """The codes that refuse it are named."""
    facts = pool(
        specialist("s1"), case("c1"), demand("d1", "c1", clearance="grade_2"), pin("s1", "d1")
    )
    clash = find_clash(facts, facts.horizon())
    assert clash is not None
    assert [code.value for code in clash.pins[0].refused_by] == ["CLEARANCE"]


def test_a_clash_is_smallest_and_lifting_its_pin_is_what_it_says() -> None:
    """No fewer pins clash; the whole set does; the named pin helps exactly as promised."""
    refused, together = 0, 0
    for facts in map(tiny_pool, SEEDS):
        horizon = facts.horizon()
        clash = find_clash(facts, horizon)
        assert (clash is None) == (solve(facts, horizon).status == "planned")
        if clash is None:
            continue
        lifted = without(
            facts, [(clash.cheapest_to_lift.specialist, clash.cheapest_to_lift.demand)]
        )
        assert (solve(lifted, horizon).status == "planned") == clash.is_enough
        if clash.pins[0].refused_by:
            refused += 1
            continue
        together += 1
        board = PinBoard(facts, horizon)
        named = [(p.specialist, p.demand) for p in clash.pins]
        assert not board.can_hold(named)
        assert not board.can_hold(named, clash.rules)
        for rule in clash.rules:
            assert board.can_hold(named, set(clash.rules) - {rule})
        for fewer in itertools.combinations(board.pins, len(named) - 1):
            assert board.can_hold(fewer)
    assert refused >= 10
    assert together >= 10


def test_pins_of_pools_that_clash_are_told_as_brute_force_finds_them() -> None:
    """Every clash and every way out, the cheapest first; what is told to be lifted plans."""
    counts, faults = Counter[str](), list[str]()
    for seed in POOLS:
        pool = clashing_pool(seed)
        faults += [f"seed {seed}: {fault}" for fault in differences(pool, counts)]
    assert not faults, "\n".join(faults)
    kinds = ("refused", "apart", "enough", "under way lost", "outside this plan")
    assert {kind for kind in kinds if not counts[kind]} == set(), counts
    assert counts["ways out"] > len(POOLS)


def of_one_matter(notified: str, pinned: str, **fields: Any) -> Pool:
    """One person is notified on an opinion and pinned on a panel of one matter, or elsewhere."""
    return pool(
        specialist("s1"),
        specialist("s2"),
        case("c1", matter="m", priority=1),
        case("c2", matter="m", priority=90),
        demand("opinion", "c1", "opinion", **fields),
        demand("panel", "c2", "panel"),
        current("s1", notified, "notified"),
        pin("s1", pinned),
    )


@pytest.mark.parametrize(("notified", "pinned"), [("opinion", "panel"), ("panel", "opinion")])
def test_two_pins_that_only_refuse_each_other_are_one_clash_of_two(
    notified: str, pinned: str
) -> None:
    """The planner's pin is the one to lift, whatever the cases' priorities, and that is enough."""
    facts = of_one_matter(notified, pinned)
    clash = find_clash(facts, facts.horizon())
    assert clash is not None
    assert named(clash.pins) == {("s1", "opinion"), ("s1", "panel")}
    assert {p.refused_by for p in clash.pins} == {(Refusal.SEPARATION,)}
    assert clash.rules == ()
    assert (clash.cheapest_to_lift.demand, clash.is_enough) == (pinned, True)
    assert "2건은 한 사람이 함께 맡을 수 없습니다" in clash.text("ko")
    assert "served in an excluding mode" in clash.text("en")


def test_of_two_pins_that_refuse_each_other_one_is_lifted() -> None:
    """Either one is a way out by itself, the planner's first; nobody is asked to lift both."""
    facts = of_one_matter("opinion", "panel")
    told = clashes(facts, facts.horizon(), most=9)
    assert [named(clash.pins) for clash in told.clashes] == [
        {("s1", "opinion"), ("s1", "panel")},
    ]
    assert [[pin.demand for pin in way] for way in told.ways_out] == [["panel"], ["opinion"]]
    assert told.is_complete


def test_a_row_outside_this_plan_may_be_the_one_to_lift() -> None:
    """A notified name for next week's opinion keeps the pin off the panel of this week."""
    facts = of_one_matter("opinion", "panel", **{"from": NEXT_DAYS[0]})
    clash = find_clash(facts, facts.horizon())
    assert clash is not None
    assert named(clash.pins) == {("s1", "opinion"), ("s1", "panel")}
    assert (clash.cheapest_to_lift.demand, clash.is_enough) == ("panel", True)
    assert "2건은 한 사람이 함께 맡을 수 없습니다" in clash.text("ko")
    told = clashes(facts, facts.horizon(), most=9)
    assert [[pin.demand for pin in way] for way in told.ways_out] == [["panel"], ["opinion"]]
    alone = without(facts, [("s1", "panel")])
    assert find_clash(alone, alone.horizon()) is None


def a_notified_name_that_cannot_be() -> Pool:
    """It alone puts its case under way, whose core team cannot be whole; another is pinned."""
    return pool(
        specialist("s1"),
        specialist("s2"),
        case("c1"),
        demand("d1", "c1", critical=True, clearance="grade_2"),
        demand("d2", "c1"),
        current("s1", "d1", "notified"),
        pin("s2", "d2"),
    )


def test_a_notified_row_that_is_lifted_puts_its_case_under_way_no_longer() -> None:
    """The pin beside it clashes with nothing, yet has to go with it."""
    facts = a_notified_name_that_cannot_be()
    told = clashes(facts, facts.horizon(), most=9)
    assert [named(clash.pins) for clash in told.clashes] == [{("s1", "d1")}]
    assert not told.clashes[0].is_enough
    assert [named(way) for way in told.ways_out] == [{("s1", "d1"), ("s2", "d2")}]
    started = facts.with_rows(assignments=(*facts.assignments, current("s2", "d2")))
    told = clashes(started, started.horizon(), most=9)
    assert told.clashes[0].is_enough  # a row in force keeps the case under way
    assert [named(way) for way in told.ways_out] == [{("s1", "d1")}]


def test_no_more_than_asked_for_are_told_and_the_cheapest_are_among_them() -> None:
    """Of three clashes and of three ways out one, and that there are more."""
    facts = three_pins_for_two_cases()
    told = clashes(facts, facts.horizon(), most=1)
    assert [[pin.demand for pin in way] for way in told.ways_out] == [["d1"]]
    assert not told.is_complete
    assert told.lines("ko")[-1].startswith("함께 지킬 수 없는 조합이나 해제할 방법이 더")


def test_the_cheapest_way_out_comes_first() -> None:
    """Of three pins for two cases the one of the least urgent case; a notified one comes last."""
    told = clashes(three_pins_for_two_cases(), three_pins_for_two_cases().horizon(), most=9)
    assert [[pin.demand for pin in way] for way in told.ways_out] == [["d1"], ["d2"], ["d3"]]
    assert len(told.lines("ko")) == len(told.lines("en")) == 4
    facts = without(three_pins_for_two_cases(), [("s1", "d1")])
    held = clashes(facts, facts.horizon(), most=9)
    assert held.is_complete
    assert held.lines("en") == ["All pins can hold together."]
