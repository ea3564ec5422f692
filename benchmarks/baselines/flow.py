"""Min-cost flow with repair: cases in batches by worth, each staffed at once by a flow.

The flow gives every specialist at most one seat of a batch, so that of time it need only know who
still has room; what it does not know (agencies' limits, the rules of a case) is repaired as greedy
would, its pairs before all others.
"""

import time
from collections.abc import Iterator, Sequence

import numpy as np
from ortools.graph.python.min_cost_flow import (  # type: ignore[import-untyped]
    SimpleMinCostFlow,
)

from benchmarks.baselines.port import NotSolvedError, OnValue
from benchmarks.baselines.problem import Ints, Pairs, Problem
from benchmarks.baselines.staffing import Staffing

BATCHES = 4
"""1, 2, 8, 12 and 40 were tried as well; 4 covers most on most pools."""
SEAT_COST = 1_000_000
"""What a seat of priority 1 is worth in the flow; the dearest specialist costs a thousandth."""
MOST_ARCS = 60
"""Specialists a demand is joined to at most, the cheapest; more make the flow slow and change
little."""


def flow(problem: Problem, seconds: float, on_value: OnValue) -> Pairs:
    """Cores batch by batch, then the other seats, batch by batch again.

    A flow cannot be stopped, so the last one may end after its time.
    """
    until = time.monotonic() + seconds
    staffing = Staffing(
        problem, lambda: time.monotonic() >= until, lambda value: on_value(value, None)
    )
    for one_pass, wants_core in ((staffing.cores, True), (staffing.rest, False)):
        for cases in _batches(staffing.order()):
            demands = [
                d
                for c in cases
                for d in problem.demands_of_case[c]
                if bool(problem.it.critical[d]) is wants_core
            ]
            if not staffing.is_over():
                staffing.preferred = frozenset(_flow(staffing, demands))
            one_pass(cases)
    return frozenset(map(problem.ids, staffing.state.chosen))


def _batches(cases: Sequence[int]) -> Iterator[Sequence[int]]:
    size = max(1, -(-len(cases) // BATCHES))
    for first in range(0, len(cases), size):
        yield cases[first : first + size]


def _flow(staffing: Staffing, demands: list[int]) -> list[int]:
    """The pairs of most worth and least price, one a specialist, for seats of these demands."""
    state, it, network = staffing.state, staffing.problem.it, SimpleMinCostFlow()
    pairs = _arcs(staffing, demands)
    if not len(pairs):
        return []
    people, seats = np.unique(it.specialist[pairs]), np.unique(it.demand[pairs])
    source, sink = 0, 1 + len(people) + len(seats)
    who = 1 + np.searchsorted(people, it.specialist[pairs])
    what = 1 + len(people) + np.searchsorted(seats, it.demand[pairs])
    open_seats = np.array([state.headcount[d] - state.filled[d] for d in seats.tolist()])
    dearest = max(1.0, float(staffing.price.max()))
    price = (staffing.price[pairs] * (SEAT_COST / 1_000 / dearest)).astype(np.int64)
    worth = it.priority[it.case[pairs]] * SEAT_COST
    _join(network, np.full(len(people), source), np.unique(who), 1, 0)
    arcs = _join(network, who, what, 1, price - worth)
    _join(network, np.unique(what), np.full(len(seats), sink), open_seats, 0)
    _join(network, np.array([source]), np.array([sink]), len(people), 0)  # seats may stay empty
    network.set_node_supply(source, len(people))
    network.set_node_supply(sink, -len(people))
    if (status := network.solve()) != network.OPTIMAL:
        raise NotSolvedError(f"a flow ended with status {status}")
    chosen: list[int] = pairs[np.array(network.flows(arcs)) > 0].tolist()
    return chosen


def _join(
    network: SimpleMinCostFlow, tail: Ints, head: Ints, most: Ints | int, cost: Ints | int
) -> Ints:
    arcs: Ints = network.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32),
        head.astype(np.int32),
        np.broadcast_to(most, tail.shape).astype(np.int64),
        np.broadcast_to(cost, tail.shape).astype(np.int64),
    )
    return arcs


def _arcs(staffing: Staffing, demands: list[int]) -> Ints:
    """The cheapest pairs with room of each demand."""
    kept: list[int] = []
    for d in demands:
        pairs = staffing.problem.pairs_of_demand(d)
        cheap = pairs[np.argsort(staffing.price[pairs], kind="stable")].tolist()
        fitting = (pair for pair in cheap if staffing.state.has_room(pair))
        kept += [pair for pair, _ in zip(fitting, range(MOST_ARCS), strict=False)]
    return np.array(kept, dtype=np.int64)
