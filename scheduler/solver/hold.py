"""Can these pins hold together? The question that explanations of clashes are made of.

A yes is a solution checked row by row; a no is the word of two engines.
"""

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from scheduler.model import Horizon, Pool, Refusal, RowStatus, Rule
from scheduler.solver.eligibility import Eligibility, eligibility
from scheduler.solver.engines.verified import settled
from scheduler.solver.formulation import ALL_RULES, Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.program import Objective, Program
from scheduler.solver.rules import formulate

Pin = tuple[str, str]
"""Specialist id and demand id."""
UNPINNED = ALL_RULES - {Rule.PIN}


class PinBoard:
    """The pins of a pool in a horizon, with the program of everything but them."""

    def __init__(self, pool: Pool, horizon: Horizon) -> None:
        self._eligibility: Eligibility = eligibility(pool, horizon)
        self._instance = Instance.of(self._eligibility)
        frame = self._eligibility.frame
        self._status: dict[Pin, RowStatus] = {}
        for status in (RowStatus.PINNED, RowStatus.NOTIFIED):
            for s, d in self._instance.current_rows(status):
                pin = frame.specialists[s].specialist, frame.demands[d].demand
                self._status[pin] = status
        self.pins: tuple[Pin, ...] = tuple(sorted(self._status))

    def status(self, pin: Pin) -> RowStatus:
        """Pinned, or notified, which says more."""
        return self._status[pin]

    def refused_by(self, pin: Pin) -> tuple[Refusal, ...]:
        """The codes that refuse the pair of a pin."""
        return self._eligibility.refused_by(*pin)

    @cached_property
    def _formulation(self) -> Formulation:
        return formulate(self._instance, UNPINNED)

    def _column(self, f: Formulation, pin: Pin) -> int:
        frame = self._eligibility.frame
        pair = frame.specialist_number[pin[0]], frame.demand_number[pin[1]]
        number = self._instance.pair_number(*pair)
        assert number is not None, "only eligible pins are asked about"
        return int(f.x[number])

    def _with(self, f: Formulation, pins: Collection[Pin]) -> Program:
        program = f.program.copy()
        for pin in pins:
            program.add_row(np.array([self._column(f, pin)]), 1, lower=1)
        return program

    def can_hold(self, pins: Collection[Pin], rules: Collection[Rule] = UNPINNED) -> bool:
        """Whether eligible pins hold together under some rules.

        Raises:
            EngineError: the engines do not agree, or cannot tell.
        """
        f = self._formulation if frozenset(rules) == UNPINNED else formulate(self._instance, rules)
        return settled(self._with(f, pins)) is not None

    def most_held_with(self, pins: Collection[Pin]) -> frozenset[Pin] | None:
        """The most pins that hold together with some that must; None if those cannot hold."""
        f = self._formulation
        columns = np.array([self._column(f, pin) for pin in self.pins], dtype=np.int64)
        objective = Objective(columns, np.ones(len(columns), dtype=np.int64), 0, maximise=True)
        solution = settled(self._with(f, pins), objective)
        if solution is None:
            return None
        held = solution[columns]
        return frozenset(pin for pin, on in zip(self.pins, held, strict=True) if on)

    def smallest_hitting(self, sets: Sequence[frozenset[Pin]]) -> frozenset[Pin]:
        """A smallest set of pins with a member in each of some sets; empty when there are none."""
        program = Program()
        columns = program.add_columns(len(self.pins))
        for wanted in sets:
            members = np.array([pin in wanted for pin in self.pins], dtype=np.bool_)
            program.add_row(columns[members], 1, lower=1)
        objective = Objective(columns, np.ones(len(columns), dtype=np.int64), 0, maximise=False)
        solution = settled(program, objective, is_claimed=True)
        assert solution is not None, "every way out names a pin, so all pins hit them all"
        return frozenset(p for p, on in zip(self.pins, solution, strict=True) if on)
