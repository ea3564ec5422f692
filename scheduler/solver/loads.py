"""Planned blocks of specialists and lent blocks of agencies, counted in unary.

``reached[k]`` = 1 says that a load comes to at least k blocks. With it any cost that grows by
ever dearer steps is linear, and so is counting the loads above a threshold.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import NO_BOUND


@dataclass(frozen=True)
class Load:
    """One specialist's or agency's load in this plan, blocks, on top of ``past`` of ``capacity``.

    ``steps``: columns of "at least 1, 2, ... blocks"; empty for who cannot be loaded.
    ``members``: 1 for a specialist, the number of specialists for an agency.
    """

    past: int
    capacity: int
    steps: Ints
    members: int = 1


@dataclass(frozen=True)
class Loads:
    """All loads of a formulation whose capacity is above 0; the others are left out of balance."""

    formulation: Formulation

    @cached_property
    def specialists(self) -> tuple[Load, ...]:
        """By specialist number: past blocks, and capacity over past and horizon."""
        it = self.formulation.instance
        frame = it.eligibility.frame
        steps = self._steps(np.ones(it.pairs, dtype=np.bool_), it.specialist, frame.capacity)
        return tuple(
            Load(s.past_blocks, s.past_capacity + now, own)
            for s, now, own in zip(frame.specialists, frame.capacity.tolist(), steps, strict=True)
            if s.past_capacity + now > 0
        )

    @cached_property
    def agencies(self) -> tuple[Load, ...]:
        """By agency in id order: lent blocks, against the pool of all its specialists."""
        it = self.formulation.instance
        frame = it.eligibility.frame
        numbers = [frame.agency_number.get(a.agency, -1) for a in frame.pool.agencies]
        people = [frame.agency == number for number in numbers]  # nobody's home is number -1
        released = [int(frame.capacity[home].sum()) for home in people]
        most = np.zeros(len(frame.agency_names), dtype=np.int64)
        for a, number, blocks in zip(frame.pool.agencies, numbers, released, strict=True):
            if number >= 0:
                limit, weeks = a.max_lent_blocks, frame.horizon.weeks
                most[number] = blocks if limit is None else min(blocks, limit * weeks)
        steps = [*self._steps(it.lent, it.agency, most), np.zeros(0, dtype=np.int64)]
        return tuple(
            Load(a.past_lent_blocks, a.past_pool_blocks + blocks, steps[number], int(home.sum()))
            for a, number, home, blocks in zip(
                frame.pool.agencies, numbers, people, released, strict=True
            )
            if a.past_pool_blocks + blocks > 0
        )

    def _steps(self, counts: Bools, owner: Ints, most: Ints) -> list[Ints]:
        """Of each owner columns with Σ steps = Σ e(p)·x(p), filled from below.

        ``owner``: whose each pair is, if it counts at all; ``most``: how many blocks an owner may
        come to.
        """
        f, effort = self.formulation, self.formulation.instance.effort
        x, pairs = f.x, np.nonzero(counts)[0]
        whole = np.zeros(len(most), dtype=np.int64)
        np.add.at(whole, owner[pairs], effort[pairs])
        most = np.minimum(most, whole)
        bound = np.concatenate([[0], np.cumsum(most)])
        if not bound[-1]:
            return [np.zeros(0, dtype=np.int64)] * len(most)
        mine = np.repeat(np.arange(len(most)), most)  # whose each step is, and which of his
        place = np.arange(bound[-1]) - bound[mine]
        pairs = pairs[most[owner[pairs]] > 0]

        def fill(solution: Ints) -> Ints:
            # without arrays of its own that are as long as there are pairs: it is kept
            works = np.nonzero(counts & (solution[x] == 1))[0]
            load = np.zeros(len(most), dtype=np.int64)
            np.add.at(load, owner[works], effort[works])
            taken: Ints = (place < load[mine]).astype(np.int64)
            return taken

        steps = f.add_filled_columns(len(place), fill)
        later = np.nonzero(place > 0)[0]  # each has a row: it is taken only after the one before
        ones = np.ones(len(later), dtype=np.int64)
        f.program.add_rows(
            np.concatenate([bound[owner[pairs]], bound[mine], later, later]),
            np.concatenate([x[pairs], steps, steps[later - 1], steps[later]]),
            np.concatenate([effort[pairs], -np.ones(len(place), dtype=np.int64), ones, -ones]),
            count=len(place),
            lower=0,
            upper=np.where(place > 0, NO_BOUND, 0),
        )
        return np.split(steps, bound[1:-1])
