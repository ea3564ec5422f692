"""Which pins to lift so that there is a plan: the cheapest sets, each planned before it is told.

Lifting is planning without the row. SEPARATION no longer sees it, and a notified row no longer puts
its case under way, so that the rest of a team may have to go with it. Both stand in one program:
the pins that stand are columns, and the price of those that do not is least. What it finds is no
dearer than any real way out, and is then tried on the pool without those rows.
"""

from collections.abc import Mapping

import numpy as np

from scheduler.model import Horizon, Plan, Pool, RowStatus
from scheduler.solver.assemble import assemble, provenance
from scheduler.solver.eligibility import eligibility
from scheduler.solver.engines.port import EngineError
from scheduler.solver.engines.verified import settled
from scheduler.solver.hold import Pin, PinBoard, without
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import loose_results
from scheduler.solver.planning import DEFAULT_OPTIONS, demand_accepted
from scheduler.solver.program import Objective, Program
from scheduler.solver.rules import formulate


def any_plan(pool: Pool, horizon: Horizon) -> Plan | None:
    """Some plan, however good, that the judge accepts; None where two engines say there is none.

    Raises:
        EngineError: the engines do not agree, or cannot tell.
        PlanRejectedError: the judge refused the plan.
    """
    f = formulate(Instance.of(eligibility(pool, horizon)))
    solution = settled(f.program)
    if solution is None:
        return None
    made = provenance(pool, DEFAULT_OPTIONS, None)
    plan = assemble(f, solution, loose_results(f, f.instance, solution), (), made)
    demand_accepted(pool, plan)
    return plan


def ways_out(
    pool: Pool, horizon: Horizon, board: PinBoard, prices: Mapping[Pin, int], most: int
) -> tuple[tuple[frozenset[Pin], ...], bool]:
    """The cheapest sets of pins without whose rows there is a plan, and whether these are all.

    At most so many, the cheapest first; of none can a part be lifted alone. Empty where all pins
    hold. ``prices``: above 0, a pin.

    Raises:
        EngineError: the engines do not agree, or cannot tell.
    """
    program = _true_program(board)
    worth = np.array([prices[pin] for pin in board.pins], dtype=np.int64)
    objective = Objective(board.stands, worth, 0, maximise=True)
    found = list[frozenset[Pin]]()
    while True:
        solution = settled(program, objective, is_claimed=True)
        if solution is None:
            return tuple(found), True
        lifted = frozenset(board.pins) - board.standing(solution)
        if not lifted:
            return (), True
        if len(found) == most:
            return tuple(found), False
        if any_plan(without(pool, lifted), horizon) is None:
            raise EngineError("what the program calls a way out has no plan")
        found.append(lifted)
        # whatever lifts more than these is no better: one of them stands from here on
        program.add_row(board.stands[[pin in lifted for pin in board.pins]], 1, lower=1)


def _true_program(board: PinBoard) -> Program:
    """The board's program where a case is under way only while a row that says so stands."""
    f, it, program = board.formulation, board.instance, board.program.copy()
    said = [case for _, d in it.current_rows(RowStatus.IN_FORCE) for case in [it.case_of_demand[d]]]
    named = it.has_core & it.under_way
    named[np.array(said, dtype=np.int64)] = False
    case_of = {case.case: c for c, case in enumerate(it.cases)}
    pool = it.eligibility.frame.pool
    for c in np.nonzero(named)[0].tolist():
        keeps = [
            column
            for column, pin in zip(board.stands.tolist(), board.pins, strict=True)
            if board.status(pin) is RowStatus.NOTIFIED
            and board.is_planned(pin)
            and case_of[pool.case_of_demand[pin[1]].case] == c
        ]
        weights = np.array([1] + [-1] * (1 + len(keeps)))
        for pair in it.pairs_of_case[c].tolist():
            program.add_row(np.array([f.x[pair], f.runs[c], *keeps]), weights, upper=0)
    return program
