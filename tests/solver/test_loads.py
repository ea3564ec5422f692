"""Loads in unary: columns that say of each load how many blocks it comes to at least."""

from dataclasses import dataclass

import numpy as np
import pytest

from scheduler.solver import eligibility
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.instance import Instance
from scheduler.solver.loads import Loads
from scheduler.solver.rules import formulate
from scheduler.synth import family_pool
from tests.tiny import tiny_pool


@dataclass(frozen=True)
class Side:
    """A specialist or an agency; ``pairs`` load it, with so many blocks at ``most``."""

    past: int
    capacity: int
    members: int
    pairs: Bools
    most: int


def sides(it: Instance) -> list[Side]:
    """Whose load counts: the specialists, then the agencies by what they lend."""
    frame, every = it.eligibility.frame, list[Side]()
    for i, (s, now) in enumerate(zip(frame.specialists, frame.capacity.tolist(), strict=True)):
        mine = it.specialist == i
        most = min(now, int(it.effort[mine].sum()))
        every.append(Side(s.past_blocks, s.past_capacity + now, 1, mine, most))
    for a in frame.pool.agencies:
        home = [s.agency == a.agency for s in frame.specialists]
        now = int(frame.capacity[home].sum())
        mine = it.lent & np.array(home, dtype=np.bool_)[it.specialist]
        most = min(now, int(it.effort[mine].sum()))
        if a.max_lent_blocks is not None:
            most = min(most, a.max_lent_blocks * frame.horizon.weeks)
        every.append(Side(a.past_lent_blocks, a.past_pool_blocks + now, sum(home), mine, most))
    return [side for side in every if side.capacity > 0]


def drawn(it: Instance, every: list[Side], seed: int) -> Ints:
    """Some pairs (P) that come to no more blocks than anybody's and any agency's most."""
    chosen, left = np.zeros(it.pairs, dtype=np.int64), [side.most for side in every]
    for p in np.random.default_rng(seed).permutation(it.pairs).tolist():
        loaded = [i for i, side in enumerate(every) if side.pairs[p]]
        if all(left[i] >= it.effort[p] for i in loaded):
            chosen[p] = 1
            for i in loaded:
                left[i] -= int(it.effort[p])
    return chosen


@pytest.mark.parametrize("seed", range(40))
def test_steps_count_what_is_planned_and_what_is_lent(seed: int) -> None:
    """Filled from below, they keep the rows that define them; with one less they do not."""
    pool = tiny_pool(seed) if seed else family_pool(60, 40, 1)
    f = formulate(Instance.of(eligibility(pool, pool.horizon())), rules=())
    it, columns, rows = f.instance, f.program.columns, f.program.rows
    every, loads = sides(it), (*Loads(f).specialists, *Loads(f).agencies)
    steps = np.concatenate([load.steps for load in loads])
    assert steps.tolist() == list(range(columns, f.program.columns))
    assert f.program.rows - rows == len(steps)

    solution = np.zeros(columns, dtype=np.int64)
    solution[f.x] = drawn(it, every, seed)
    filled = f.filled(solution)
    assert f.program.is_satisfied_by(filled)
    for load, side in zip(loads, every, strict=True):
        assert (load.past, load.capacity) == (side.past, side.capacity)
        assert (load.members, len(load.steps)) == (side.members, side.most)
        taken = int(it.effort[side.pairs] @ solution[f.x][side.pairs])
        assert filled[load.steps].tolist() == [1] * taken + [0] * (side.most - taken)
        for last in (taken - 1, taken):  # one less, or one more
            if 0 <= last < side.most:
                other = filled.copy()
                other[load.steps[last]] ^= 1
                assert not f.program.is_satisfied_by(other)
        if 0 < taken < side.most:
            other = filled.copy()
            other[load.steps[[taken - 1, taken]]] = 0, 1
            assert not f.program.is_satisfied_by(other)
