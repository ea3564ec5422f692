"""Leximin where engines are cut short: what they found counts only if it is better as a whole."""

import itertools

import numpy as np

from scheduler.model import Pool
from scheduler.solver import eligibility
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Outcome
from scheduler.solver.instance import Instance
from scheduler.solver.program import Objective
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import Held
from scheduler.solver.tiers.leximin import Leximin
from scheduler.synth import family_pool


class CutShort:
    """A solve that ends unproven, with the same solution whatever it is asked."""

    def __init__(self, found: Ints) -> None:
        self.found = found
        self.asked: list[Objective] = []

    def __call__(self, count: Objective, held: tuple[Held, ...]) -> Outcome:
        assert all(row.upper >= row.coefficients @ self.found[row.columns] for row in held)
        self.asked.append(count)
        return Outcome("feasible", self.found, None, 0.0)


def without_a_past(pool: Pool) -> Pool:
    """The same pool, in which nobody has worked before: all of a load is decided now."""
    idle = {"past_blocks": 0, "past_capacity": 0}
    people = tuple(s.model_copy(update=idle) for s in pool.specialists)
    return pool.with_rows(specialists=people)


def shared_out(it: Instance, seed: int) -> Ints:
    """Some pairs (P) drawn, each specialist within the blocks of the week."""
    chosen, left = np.zeros(it.pairs, dtype=np.int64), it.eligibility.frame.capacity.copy()
    for p in np.random.default_rng(seed).permutation(it.pairs)[:150].tolist():
        if left[it.specialist[p]] >= it.effort[p]:
            chosen[p] = 1
            left[it.specialist[p]] -= it.effort[p]
    return chosen


def test_an_unproven_count_does_not_cost_the_ones_after_it() -> None:
    """A solve cut short with no better count hands back loads that may be worse further down."""
    pool = without_a_past(family_pool(60, 40, 1))
    f = formulate(Instance.of(eligibility(pool, pool.horizon())), rules=())
    solution = np.zeros(f.program.columns, dtype=np.int64)
    leximin, solutions = Leximin(f), list[Ints]()
    for seed in range(12):
        solution[f.x] = shared_out(f.instance, seed)
        solutions.append(f.filled(solution))
    gains, refused = 0, 0
    for one, other in itertools.permutations(solutions, 2):
        solve = CutShort(other)
        result, kept = leximin.optimise(solve, one)
        is_better = leximin.improves(other, leximin.result(one))
        assert result.status == "feasible"
        assert kept is (other if is_better else one)
        assert result == leximin.result(kept)
        gains += is_better
        refused += not is_better and solve.asked[0].value(other) <= solve.asked[0].value(one)
    assert gains > 50
    assert refused > 5
