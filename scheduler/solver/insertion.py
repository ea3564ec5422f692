"""Taking one more case into a plan: what it would cost, found within a second and near the plan.

The rows of the plan may go, and around the case others may come in their place: its own pairs, and
those of the cases that its candidates work for now. No other demand gets more people than it had,
so that what is lost is the price of this case. Of the plans of the small program that take the case
in, a best one is found: first by the tiers of who is served, then by the fewest rows that are not
as they were, then by the other tiers. That nothing better exists farther off is not said.
"""

import time
from collections.abc import Callable

import numpy as np

from scheduler.model import (
    NotFoundError,
    PhaseTime,
    Plan,
    Pool,
    RunRecord,
    SolveOptions,
    SolveResult,
)
from scheduler.solver.assemble import assemble, provenance
from scheduler.solver.eligibility import eligibility
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import Ask, around, goals_of, improved, keep_down, loose_results, only
from scheduler.solver.planning import demand_accepted, demand_sound
from scheduler.solver.rules import formulate
from scheduler.solver.start import Start
from scheduler.solver.tiers.coverage import coverage

REACHES = (1, 4, 100)
"""How far around the case is looked, while it cannot be taken in."""
WORK_EACH = 0.15
"""Deterministic work units that each tier may take: an answer is wanted at once."""


def insertion(
    pool: Pool, plan: Plan, case: str, *, clock: Callable[[], float] = time.monotonic
) -> SolveResult:
    """A judged plan that takes in one more case of the pool and leaves the others as they are.

    A case with critical demands is taken in when it runs, another one when somebody works on it.
    ``unknown``: no such plan was found near this one. ``infeasible`` is never said.

    Raises:
        PoolError: the pool contradicts itself, or does not fit the plan's weeks.
        NotFoundError: the pool has no such case with a demand in these weeks.
        PlanRejectedError: the judge refused the plan; nobody sees it.
    """
    began = clock()
    horizon = pool.horizon(plan.start, plan.weeks)
    demand_sound(pool, horizon)
    it = Instance.of(eligibility(pool, horizon))
    number = {c.case: i for i, c in enumerate(it.cases)}.get(case)
    if number is None:
        raise NotFoundError("plan.no_case", case=case)
    built = clock()
    start, ask = Start.of(it, plan), Ask(UNWATCHED, each=WORK_EACH)
    found = _inserted(start, number, ask)
    searched = clock()
    made = None
    if found is not None:
        f, solution = found
        came = provenance(pool, SolveOptions(), plan)
        came = came.model_copy(update={"software": f"{came.software}; insertion of {case}"})
        made = assemble(f, solution, loose_results(f, it, solution), (), came)
        demand_accepted(pool, made)
    run = RunRecord(
        seconds=clock() - began,
        phases=(
            PhaseTime(name="build", seconds=built - began),
            PhaseTime(name="insertion", seconds=searched - built),
            PhaseTime(name="layout", seconds=clock() - searched),
        ),
        pairs_eligible=it.pairs,
        demands=len(it.demands),
        start_rows=start.rows,
        start_kept=len(_rows(plan) & _rows(made)) if made else 0,
    )
    return SolveResult(status="planned" if made else "unknown", plan=made, run=run)


def _rows(plan: Plan) -> set[tuple[str, str]]:
    return {(a.specialist, a.demand) for a in plan.assignments}


# -- the small program ----------------------------------------------------------------------------


def _inserted(start: Start, case: int, ask: Ask) -> tuple[Formulation, Ints] | None:
    """A small formulation and its best solution found that takes the case in."""
    it, kept = start.instance, start.kept(ask)
    if kept is None:
        return None
    planned = np.zeros(it.pairs, dtype=np.bool_)
    planned[kept] = True
    for reach in REACHES:
        near = around(it, np.array([case]), planned, reach)
        seats = np.bincount(it.demand[kept], minlength=len(it.demands))
        near = near[(it.case[near] == case) | (seats[it.demand[near]] > 0)]
        pairs = np.union1d(kept, near)
        f = formulate(only(it, pairs))
        _take_in(f, case)
        keep_down(f, np.nonzero(it.case_of_demand == case)[0], seats)
        outcome = ask(f.program, coverage(f).objective)
        if outcome.solution is not None:
            goals, _ = goals_of(f, planned[pairs], np.array([case]))
            return f, improved(f, goals, f.filled(outcome.solution), ask)
    return None


def _take_in(f: Formulation, case: int) -> None:
    """Rows by which a case runs, or has somebody where it has no critical demand."""
    it = f.instance
    columns = f.runs[[case]] if it.has_core[case] else f.x[it.case == case]
    f.program.add_row(columns, 1, lower=1)
