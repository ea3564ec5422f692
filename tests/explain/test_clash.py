"""Pins that cannot hold together: the set is smallest, the way out is a way out."""

import itertools
from collections.abc import Iterable, Iterator

from scheduler.explain import ClashingPin, clashes, find_clash
from scheduler.model import CurrentRow, Pool, RowStatus, Rule
from scheduler.solver import solve
from scheduler.solver.hold import Pin, PinBoard
from scheduler.synth import tiny_pool
from tests.builders import case, demand, pin, pool, specialist

SEEDS = range(240)


def without(facts: Pool, *pins: tuple[str, str]) -> Pool:
    """A pool without the pinning rows of some pairs."""
    rows: list[CurrentRow] = [
        row
        for row in facts.assignments
        if (row.specialist, row.demand) not in pins
        or row.status not in (RowStatus.PINNED, RowStatus.NOTIFIED)
    ]
    return facts.with_rows(assignments=tuple(rows))


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
    facts = without(three_pins_for_two_cases(), ("s1", "d2"))
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
        lifted = without(facts, (clash.cheapest_to_lift.specialist, clash.cheapest_to_lift.demand))
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


def subsets(pins: tuple[Pin, ...]) -> Iterator[frozenset[Pin]]:
    for size in range(len(pins) + 1):
        yield from map(frozenset, itertools.combinations(pins, size))


def test_every_irreducible_clash_and_every_way_out_is_told() -> None:
    """All sets of the pins of tiny pools are solved; those told are exactly the minimal ones."""
    several = 0
    for facts in map(tiny_pool, SEEDS):
        horizon = facts.horizon()
        pins = PinBoard(facts, horizon).pins
        if len(pins) > 5 or find_clash(facts, horizon) is None:
            continue
        every = frozenset(pins)
        holds = {
            kept: solve(without(facts, *(every - kept)), horizon).status == "planned"
            for kept in subsets(pins)
        }
        conflicts = {
            s for s, held in holds.items() if not held and all(holds[s - {pin}] for pin in s)
        }
        ways_out = {
            every - s
            for s, held in holds.items()
            if held and not any(holds[s | {pin}] for pin in every - s)
        }
        told = clashes(facts, horizon, most=100)
        assert told.is_complete
        assert {named(clash.pins) for clash in told.clashes} == conflicts
        assert {named(way) for way in told.ways_out} == ways_out
        several += len(conflicts) > 1
        if len(conflicts) > 1:
            first = clashes(facts, horizon, most=1)
            assert not first.is_complete
            assert named(first.clashes[0].pins) in conflicts
            assert first.lines("ko")[-1].startswith("함께 지킬 수 없는 조합이 더")
    assert several > 3


def named(pins: Iterable[ClashingPin]) -> frozenset[Pin]:
    return frozenset((pin.specialist, pin.demand) for pin in pins)


def test_the_cheapest_way_out_comes_first() -> None:
    """Of three pins for two cases the one of the least urgent case; a notified one comes last."""
    told = clashes(three_pins_for_two_cases(), three_pins_for_two_cases().horizon(), most=9)
    assert [[pin.demand for pin in way] for way in told.ways_out] == [["d1"], ["d2"], ["d3"]]
    assert len(told.lines("ko")) == len(told.lines("en")) == 4
    facts = without(three_pins_for_two_cases(), ("s1", "d1"))
    held = clashes(facts, facts.horizon(), most=9)
    assert held.is_complete
    assert held.lines("en") == ["All pins can hold together."]
