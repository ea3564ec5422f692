"""Planned blocks of specialists and lent blocks of agencies, counted in unary.

``reached[k]`` = 1 says that a load comes to at least k blocks. With it any cost that grows by
ever dearer steps is linear, and so is counting the loads above a threshold.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.groups import Groups


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
        loads = []
        for s, person in enumerate(frame.specialists):
            capacity = person.past_capacity + int(frame.capacity[s])
            if capacity > 0:
                pairs = it.pairs_of_specialist[s]
                most = min(int(frame.capacity[s]), int(it.effort[pairs].sum()))
                loads.append(Load(person.past_blocks, capacity, self._steps(pairs, most)))
        return tuple(loads)

    @cached_property
    def agencies(self) -> tuple[Load, ...]:
        """By agency in id order: lent blocks, against the pool of all its specialists."""
        it = self.formulation.instance
        frame = it.eligibility.frame
        lent = np.nonzero(it.lent)[0]
        lent_by = Groups.of(it.agency[lent], len(frame.agency_names))
        loads = []
        for agency in frame.pool.agencies:
            number = frame.agency_number.get(agency.agency, -1)  # -1: nobody is at home there
            people = frame.agency == number
            released = int(frame.capacity[people].sum())
            capacity = agency.past_pool_blocks + released
            if capacity > 0:
                pairs = lent[lent_by[number]] if number >= 0 else lent[:0]
                most = min(released, int(it.effort[pairs].sum()))
                if agency.max_lent_blocks is not None:
                    most = min(most, agency.max_lent_blocks * frame.horizon.weeks)
                steps = self._steps(pairs, most)
                loads.append(Load(agency.past_lent_blocks, capacity, steps, int(people.sum())))
        return tuple(loads)

    def _steps(self, pairs: Ints, most: int) -> Ints:
        """Columns 1..most with Σ steps = Σ e(p)·x(p), filled from below."""
        f = self.formulation
        if not len(pairs) or most == 0:
            return np.zeros(0, dtype=np.int64)
        effort, x = f.instance.effort[pairs], f.x[pairs]

        def fill(solution: Ints) -> Ints:
            return (np.arange(most) < int(effort @ solution[x])).astype(np.int64)

        steps = f.add_filled_columns(most, fill)
        f.program.add_row(
            np.concatenate([x, steps]),
            np.concatenate([effort, -np.ones(most, dtype=np.int64)]),
            lower=0,
            upper=0,
        )
        f.program.add_rows(
            np.repeat(np.arange(most - 1), 2),
            np.stack([steps[:-1], steps[1:]], axis=1).ravel(),
            np.tile([1, -1], most - 1),
            count=most - 1,
            lower=0,
        )
        return steps
