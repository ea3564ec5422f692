"""Greedy by weight with regret: cases by worth, demands by regret, cheapest specialist."""

import time

from benchmarks.baselines.port import OnValue
from benchmarks.baselines.problem import Pairs, Problem
from benchmarks.baselines.staffing import Staffing


def greedy(problem: Problem, seconds: float, on_value: OnValue) -> Pairs:
    """One pass over the cores, one over what is left; it ends when it is done or out of time."""
    until = time.monotonic() + seconds
    staffing = Staffing(
        problem, lambda: time.monotonic() >= until, lambda value: on_value(value, None)
    )
    order = staffing.order()
    staffing.cores(order)
    staffing.rest(order)
    return frozenset(map(problem.ids, staffing.state.chosen))
