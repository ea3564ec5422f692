"""Clashes of pins and ways out of them on tiny pools, against every plan there is.

A pool's plans are looked at once, without its pins and without CORE_TEAM. What a set of pins leaves
of them follows from the pool in which no other pin has a row: who is refused there, and which team
has to be whole.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scheduler.explain import Clashes, ClashingPin, clashes, find_clash
from scheduler.model import Pool, RowStatus
from scheduler.solver import make_plan
from scheduler.solver.hold import Pin
from tests.brute.board import Board
from tests.brute.rules import is_staffed
from tests.brute.search import BruteForce, Every

PINNING = (RowStatus.PINNED, RowStatus.NOTIFIED)
ALL = 1_000
Pins = frozenset[Pin]


def keeping(pool: Pool, kept: Collection[Pin]) -> Pool:
    """The pool in which of all pinned and notified rows only those of some pins are left."""
    rows = (
        row
        for row in pool.assignments
        if row.status not in PINNING or (row.specialist, row.demand) in kept
    )
    return pool.with_rows(assignments=tuple(rows))


def subsets(pins: Pins) -> Iterator[Pins]:
    """Every part of some pins, the smaller ones first."""
    for size in range(len(pins) + 1):
        yield from map(frozenset, itertools.combinations(sorted(pins), size))


@dataclass(frozen=True)
class Lifting:
    """A tiny pool and everything that lifting some of its pins comes to."""

    pool: Pool

    @cached_property
    def pins(self) -> Pins:
        """Specialist and demand of all pinned and notified rows, in this plan or not."""
        rows = (row for row in self.pool.assignments if row.status in PINNING)
        return frozenset((row.specialist, row.demand or "") for row in rows)

    @cached_property
    def _plans(self) -> list[Pins]:
        loose = [d.model_copy(update={"critical": False}) for d in self.pool.demands]
        bare = keeping(self.pool, ()).with_rows(demands=loose)
        every = Every()
        BruteForce(Board(bare), every)
        return list(every.plans)

    def _leaves(self, kept: Pins, said: Pool) -> bool:
        """Whether some pins leave a plan, where what is under way is that of a pool."""
        board = Board(keeping(self.pool, kept))
        started = Board(said).current(RowStatus.IN_FORCE, RowStatus.NOTIFIED)
        under_way = {board.demands[d].case for _, d in started}
        wanted = board.current(*PINNING)
        allowed = {pair for pair, looked in board.pairs.items() if not looked.refusals}

        def is_team(plan: Pins) -> bool:
            chosen = [board.pairs[pair] for pair in plan]
            cases = {p.case for p in chosen} - under_way
            return all(is_staffed(board, chosen, case) for case in cases)

        return any(wanted <= plan <= allowed and is_team(plan) for plan in self._plans)

    @cached_property
    def can_hold(self) -> Callable[[Pins], bool]:
        """Whether pins hold when the others are lifted, what is under way being as it is."""
        known = {kept: self._leaves(kept, self.pool) for kept in subsets(self.pins)}
        return known.__getitem__

    @cached_property
    def is_way_out(self) -> Callable[[Pins], bool]:
        """Whether there is a plan of the pool without the rows of some pins."""
        known = {
            lifted: self._leaves(self.pins - lifted, keeping(self.pool, self.pins - lifted))
            for lifted in subsets(self.pins)
        }
        return known.__getitem__

    @cached_property
    def clashes(self) -> set[Pins]:
        """Pins that cannot hold, of which any part can."""
        found = set[Pins]()
        for pins in subsets(self.pins):
            if not self.can_hold(pins) and not any(clash < pins for clash in found):
                found.add(pins)
        return found

    @cached_property
    def ways_out(self) -> set[Pins]:
        """Pins without whose rows there is a plan, and with any part of them lifted is not."""
        found = set[Pins]()
        for pins in subsets(self.pins):
            if self.is_way_out(pins) and not any(way < pins for way in found):
                found.add(pins)
        return found

    def price(self, pins: Collection[Pin]) -> tuple[int, int, list[Pin]]:
        """Notified rows, then the priorities of cases, then the pins in order."""
        rows = self.pool.assignments
        named = {(r.specialist, r.demand) for r in rows if r.status is RowStatus.NOTIFIED}
        worth = (self.pool.case_of_demand[d].priority for _, d in pins)
        return len(named.intersection(pins)), sum(worth), sorted(pins)


def named(pins: Iterable[ClashingPin]) -> Pins:
    """Pins by their ids."""
    return frozenset((pin.specialist, pin.demand) for pin in pins)


def differences(pool: Pool, counts: Counter[str]) -> Iterator[str]:
    """What is told wrongly of the pins of a pool that cannot all hold."""
    it = Lifting(pool)
    told = clashes(pool, pool.horizon(), ALL)
    found = {named(clash.pins) for clash in told.clashes}
    if found != it.clashes or not told.is_complete:
        yield f"clashes {sorted(map(sorted, found))}, not {sorted(map(sorted, it.clashes))}"
    yield from _of_clashes(it, told)
    yield from _of_ways_out(it, told)
    yield from _of_the_first(it)
    _count(it, told, counts)


def _of_clashes(it: Lifting, told: Clashes) -> Iterator[str]:
    """Of each clash the pin to lift is its cheapest, and it is enough or not as it says."""
    for clash in told.clashes:
        pins, lifted = named(clash.pins), named([clash.cheapest_to_lift])
        cheapest = min(it.price([pin]) for pin in pins)
        if it.price(lifted) != cheapest:
            yield f"of {sorted(pins)} {sorted(lifted)} is lifted, not {cheapest}"
        if clash.is_enough != it.is_way_out(lifted):
            yield f"to lift {sorted(lifted)} is enough: {clash.is_enough}"
        if bool(clash.rules) == any(pin.refused_by for pin in clash.pins):
            yield f"{sorted(pins)} without either rules or codes, or with both"


def _of_ways_out(it: Lifting, told: Clashes) -> Iterator[str]:
    """All of them, the cheapest first, and each one plans."""
    ways = [named(way) for way in told.ways_out]
    if set(ways) != it.ways_out or len(ways) != len(it.ways_out):
        yield f"ways out {list(map(sorted, ways))}, not {list(map(sorted, it.ways_out))}"
    if ways != sorted(ways, key=it.price):
        yield f"ways out in the order {list(map(sorted, ways))}"
    for way in ways:
        lifted = keeping(it.pool, it.pins - way)
        if make_plan(lifted, lifted.horizon()).plan is None:
            yield f"without {sorted(way)} there is no plan"


def _of_the_first(it: Lifting) -> Iterator[str]:
    """The one clash that an infeasible plan names has the fewest pins."""
    clash = find_clash(it.pool, it.pool.horizon())
    if clash is None:
        yield "no clash was found"
        return
    pins = named(clash.pins)
    if pins not in it.clashes or len(pins) > min(map(len, it.clashes)):
        yield f"{sorted(pins)} is no clash of the fewest pins"


def _count(it: Lifting, told: Clashes, counts: Counter[str]) -> None:
    """What kinds of clashes there were."""
    counts.update(pools=1, clashes=len(told.clashes))
    counts["ways out"] += len(told.ways_out)
    for clash in told.clashes:
        counts["enough"] += clash.is_enough
        counts.update(rule.value.lower() for rule in clash.rules)
        if not clash.rules:
            counts["refused" if len(clash.pins) == 1 else "apart"] += 1
    outside = {row.demand for row in it.pool.assignments} - Board(it.pool).demands.keys()
    counts["outside this plan"] += any(p.demand in outside for c in told.clashes for p in c.pins)
    counts["under way lost"] += any(
        it.can_hold(it.pins - lifted) and not it.is_way_out(lifted) for lifted in subsets(it.pins)
    )
