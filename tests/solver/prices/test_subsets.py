"""Cuts over patterns: mixtures break them, plans do not."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.prices.subsets import BROKEN, Subsets

Patterns = list[tuple[int, tuple[int, ...]]]


def subsets(patterns: Patterns, demands: int, single: set[int]) -> Subsets:
    """Patterns as (specialist, demands)."""
    demand = [d for _, own in patterns for d in own]
    of_pair = [n for n, (_, own) in enumerate(patterns) for _ in own]
    return Subsets(
        np.array(demand, dtype=np.int64),
        np.array(of_pair, dtype=np.int64),
        np.array([s for s, _ in patterns], dtype=np.int64),
        np.array([d in single for d in range(demands)], dtype=np.bool_),
    )


def test_three_people_with_two_of_three_seats_each() -> None:
    """Half of each pattern breaks the cut; a third of each does not."""
    patterns: Patterns = [(0, (0, 1)), (1, (1, 2)), (2, (0, 2)), (2, (1,))]
    every = subsets(patterns, 3, {0, 1, 2})
    (cut,) = every.broken(np.array([0.5, 0.5, 0.5, 0.0]))
    assert cut.tolist() == [0, 1, 2]
    assert not every.broken(np.array([1 / 3, 1 / 3, 1 / 3, 0.0]))
    assert not subsets(patterns, 3, {0, 1}).broken(np.array([0.5, 0.5, 0.5, 0.0]))


def test_a_specialist_and_two_seats() -> None:
    """Who holds one of two seats, and another who holds both."""
    patterns: Patterns = [(0, (0,)), (0, (1,)), (1, (0, 1)), (1, (2,))]
    (cut,) = subsets(patterns, 3, {0, 1}).broken(np.array([0.5, 0.5, 0.5, 0.5]))
    assert cut.tolist() == [0, 1, 2]


def plans(patterns: Patterns, single: set[int]) -> Iterator[Ints]:
    """Patterns of different specialists that hold no single seat twice."""
    for size in range(4):
        for some in combinations(range(len(patterns)), size):
            people = [patterns[n][0] for n in some]
            seats = [d for n in some for d in patterns[n][1] if d in single]
            if len(set(people)) == size and len(set(seats)) == len(seats):
                yield np.array(some, dtype=np.int64)


def test_no_plan_breaks_a_cut_that_a_mixture_breaks() -> None:
    """Patterns and mixtures of all kinds."""
    made = 0
    for seed in range(40):
        rng = Random(f"subsets/{seed}")
        patterns: Patterns = [
            (rng.randrange(4), tuple(sorted(rng.sample(range(6), rng.randint(1, 3)))))
            for _ in range(12)
        ]
        single = set(rng.sample(range(6), 5))
        shares = np.array([rng.choice((0.0, 0.3, 0.5)) for _ in patterns])
        for cut in subsets(patterns, 6, single).broken(shares):
            assert shares[cut].sum() > 1 + BROKEN
            assert all(np.isin(plan, cut).sum() <= 1 for plan in plans(patterns, single))
            made += 1
    assert made > 300
