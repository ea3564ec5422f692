"""Can these pins hold together? The question that explanations of clashes are made of.

A pin stands, or it is lifted: its row is then gone from the pool, and SEPARATION no longer sees it.
So everything is asked of the pool without pinned and notified rows, in which each of them has a
column: it stands. "Under way" stays that of the pool as it is, whatever is lifted. Lifting can then
only widen what a plan may be: what holds still holds with fewer pins.

A yes is a solution checked row by row; a no is the word of two engines.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from scheduler.model import CurrentRow, Horizon, Pool, Refusal, RowStatus, Rule
from scheduler.solver.eligibility import eligibility
from scheduler.solver.eligibility.frame import Frame, Ints
from scheduler.solver.engines.verified import settled
from scheduler.solver.formulation import ALL_RULES, Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.program import Objective, Program
from scheduler.solver.rules import formulate

Pin = tuple[str, str]
"""Specialist id and demand id."""
UNPINNED = ALL_RULES - {Rule.PIN}
STANDING = (RowStatus.PINNED, RowStatus.NOTIFIED)


def without(pool: Pool, pins: Collection[Pin] | None = None) -> Pool:
    """The pool without the pinned and notified rows of these pins; None: of all."""

    def stays(row: CurrentRow) -> bool:
        is_pin = row.status in STANDING
        return not is_pin or (pins is not None and (row.specialist, row.demand) not in pins)

    return pool.with_rows(assignments=tuple(filter(stays, pool.assignments)))


class PinBoard:
    """The pins of a pool in a horizon, with the program of everything but them.

    A row on a demand outside this plan is a pin, too, where SEPARATION keeps its specialist off a
    demand of this plan because of it.
    """

    def __init__(self, pool: Pool, horizon: Horizon) -> None:
        bare = eligibility(without(pool), horizon)
        self.instance = Instance.of(replace(bare, frame=Frame.of(pool, horizon)))
        self._eligibility = self.instance.eligibility
        self._status: dict[Pin, RowStatus] = {}
        for status in STANDING:
            rows = (row for row in pool.assignments if row.status is status)
            self._status |= {(row.specialist, row.demand or ""): status for row in rows}
        self.pins: tuple[Pin, ...] = tuple(sorted(filter(self._matters, self._status)))

    def status(self, pin: Pin) -> RowStatus:
        """Pinned, or notified, which says more."""
        return self._status[pin]

    def is_planned(self, pin: Pin) -> bool:
        """Whether its demand is in this plan."""
        return pin[1] in self._eligibility.frame.demand_number

    def refused_by(self, pin: Pin, beside: Iterable[Pin] = ()) -> tuple[Refusal, ...]:
        """The codes that refuse the pair of a pin where of all others only some stand."""
        if not self.is_planned(pin):
            return ()
        own = self._eligibility.frame.demand_number[pin[1]]
        codes = set(self._eligibility.refused_by(*pin))
        if any(s == pin[0] and own in self._kept_off((s, d)) for s, d in beside):
            codes.add(Refusal.SEPARATION)
        return tuple(code for code in Refusal if code in codes)

    def can_hold(self, pins: Collection[Pin], rules: Collection[Rule] = UNPINNED) -> bool:
        """Whether pins hold together under some rules when all others are lifted.

        Raises:
            EngineError: the engines do not agree, or cannot tell.
        """
        if any(map(self.refused_by, pins)):
            return False
        if frozenset(rules) == UNPINNED:
            program, stands = self.program, self.stands
        else:
            program, stands = self._with_stands(formulate(self.instance, rules))
        return settled(self._with(program, stands, pins)) is not None

    def most_held_with(self, pins: Collection[Pin]) -> frozenset[Pin] | None:
        """The most pins that hold together with some that must; None if those cannot hold."""
        objective = Objective(self.stands, np.ones_like(self.stands), 0, maximise=True)
        solution = settled(self._with(self.program, self.stands, pins), objective)
        return None if solution is None else self.standing(solution)

    def standing(self, solution: Ints) -> frozenset[Pin]:
        """The pins that stand in a solution of the program."""
        held = solution[self.stands]
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

    # -- the program -------------------------------------------------------------------------

    @cached_property
    def formulation(self) -> Formulation:
        """Everything but the pins, under "under way" as it is."""
        return formulate(self.instance, UNPINNED)

    @property
    def program(self) -> Program:
        """The rows of everything but the pins, and of the pins that stand; not to be changed."""
        return self._whole[0]

    @property
    def stands(self) -> Ints:
        """The column of each pin in the program: 1, and its row stands in the pool."""
        return self._whole[1]

    @cached_property
    def _whole(self) -> tuple[Program, Ints]:
        return self._with_stands(self.formulation)

    def _with_stands(self, f: Formulation) -> tuple[Program, Ints]:
        """What stands is assigned, and keeps its specialist off what it is separated from."""
        program = f.program.copy()
        stands = program.add_columns(len(self.pins))
        for column, pin in zip(stands.tolist(), self.pins, strict=True):
            if self.is_planned(pin):
                own = f.x[self._pairs(pin[0], [self._eligibility.frame.demand_number[pin[1]]])]
                program.add_row(np.append(own, column), np.array([1] * len(own) + [-1]), lower=0)
            for pair in self._pairs(pin[0], self._kept_off(pin)).tolist():
                program.add_row(np.array([column, f.x[pair]]), 1, upper=1)
        return program, stands

    def _with(self, program: Program, stands: Ints, pins: Collection[Pin]) -> Program:
        asked = program.copy()
        for column in stands[[pin in pins for pin in self.pins]].tolist():
            asked.add_row(np.array([column]), 1, lower=1)
        return asked

    # -- what SEPARATION sees ----------------------------------------------------------------

    def _matters(self, pin: Pin) -> bool:
        return self.is_planned(pin) or len(self._pairs(pin[0], self._kept_off(pin))) > 0

    def _kept_off(self, pin: Pin) -> list[int]:
        """The demands of this plan that a pin's specialist may not serve while it stands."""
        frame = self._eligibility.frame
        own, case = frame.pool.demand_of_id[pin[1]], frame.pool.case_of_demand[pin[1]]
        return [
            d
            for d in self._demands_of_matter.get(case.matter, ())
            if frame.cases[d].case != case.case
            and frame.pool.policy.separates(own.mode, frame.demands[d].mode)
        ]

    @cached_property
    def _demands_of_matter(self) -> dict[str, list[int]]:
        demands = defaultdict[str, list[int]](list)
        for d, case in enumerate(self._eligibility.frame.cases):
            demands[case.matter].append(d)
        return demands

    def _pairs(self, specialist: str, demands: Sequence[int]) -> Ints:
        """The numbers of those pairs of a specialist that are eligible without any pin."""
        wanted = np.array(demands, dtype=np.int64)
        who = np.full_like(wanted, self._eligibility.frame.specialist_number[specialist])
        found = self.instance.pair_numbers(who, wanted)
        return found[found >= 0]
