"""The dynamic program against all sets of a specialist that counts alone allow."""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
import pytest

from scheduler.model import Pool
from scheduler.solver.prices import knapsack
from scheduler.solver.prices.knapsack import NEVER, Knapsack, Leaders
from tests.properties.pools import any_pool
from tests.solver.prices.crowded import crowded_pool
from tests.solver.prices.test_specialists import Draw, draws


def sets_of(draw: Draw, s: int, some: list[int]) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Every set of some pairs of a specialist within cases, blocks and matters, and its worth."""
    it, frame = draw.it, draw.it.eligibility.frame
    for size in range(1 + min(frame.specialists[s].max_cases, len(some))):
        for pairs in combinations(some, size):
            blocks = int(it.effort[list(pairs)].sum())
            alone = len({int(it.matter[p]) for p in pairs}) == size
            if alone and blocks <= frame.capacity[s]:
                yield float(draw.value[list(pairs)].sum() - draw.cost[s, blocks]), pairs


@pytest.mark.parametrize("pool_of", [any_pool, crowded_pool])
@pytest.mark.parametrize("entries", [knapsack.MOST_ENTRIES, 1])
def test_it_finds_the_best_of_all_sets(
    pool_of: Callable[[int], Pool], entries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all pairs or of some; also with one pair in it, whatever that brings."""
    monkeypatch.setattr(knapsack, "MOST_ENTRIES", entries)
    looked = 0
    for number, draw in enumerate(draws(map(pool_of, range(50)), times=2)):
        it, frame = draw.it, draw.it.eligibility.frame
        draw.value[:] = np.where(draw.value > 25, np.floor(draw.value / 20) * 20, draw.value)
        most = np.array([s.max_cases for s in frame.specialists], dtype=np.int64)
        program = Knapsack(it, most, frame.capacity)
        rng = np.random.default_rng(number)
        given = np.nonzero(rng.random(it.pairs) < (0.7 if number % 2 else 1.0))[0]
        gain, chosen = program.best(given, draw.value, draw.cost)
        forced = program.forced(given, draw.value, draw.cost)
        assert (forced[np.setdiff1d(np.arange(it.pairs), given)] == NEVER).all()
        for s in range(len(most)):
            own = [int(p) for p in given if it.specialist[p] == s]
            sets = list(sets_of(draw, s, own))
            assert gain[s] == max(worth for worth, _ in sets)
            best = tuple(np.nonzero(chosen & (it.specialist == s))[0].tolist())
            assert (gain[s], best) in sets
            for p in own:
                with_it = [worth for worth, pairs in sets if p in pairs]
                assert forced[p] == max(with_it, default=forced[p])
                assert with_it or forced[p] < NEVER / 2
                looked += len(with_it) > 0
    assert looked > 300


@pytest.mark.parametrize("pool_of", [any_pool, crowded_pool])
def test_leaders_are_few_and_worth_most(pool_of: Callable[[int], Pool]) -> None:
    """Of one effort as many as cases, one a matter; nobody left out is worth more."""
    left_out = 0
    for draw in draws(map(pool_of, range(50)), times=1):
        it, value = draw.it, draw.value
        most = np.array([s.max_cases for s in it.eligibility.frame.specialists], dtype=np.int64)
        every = np.arange(it.pairs)
        leaders = Leaders(it, most).of(every, value)
        assert (np.diff(leaders) > 0).all()
        for p in np.setdiff1d(every, leaders).tolist():
            rivals = leaders[
                (it.specialist[leaders] == it.specialist[p]) & (it.effort[leaders] == it.effort[p])
            ]
            same = rivals[it.matter[rivals] == it.matter[p]]
            assert (value[same] >= value[p]).all()
            assert len(same) or (value[rivals] >= value[p]).all()
            assert len(same) or len(rivals) == most.max()
            left_out += 1
        for s in range(len(most)):
            for effort in np.unique(it.effort).tolist():
                own = leaders[(it.specialist[leaders] == s) & (it.effort[leaders] == effort)]
                assert len(set(it.matter[own].tolist())) == len(own) <= most.max()
    assert left_out > 20
