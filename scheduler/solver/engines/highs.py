"""HiGHS behind the port: branch and cut on the linear relaxation.

HiGHS works in floating point, so its solutions are rounded and its bounds moved to the safe side;
the search checks each solution in exact integers. One thread: repeats bit by bit, and changing the
number of threads inside a process makes it fail. Its deterministic limit is a number of looks: the
moments at which branch and cut asks whether to go on are the same in every run.
"""

import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import (
    Limits,
    Outcome,
    Status,
    Watch,
    is_beyond,
    safe_bound,
)
from scheduler.solver.engines.running import (
    WORK_PER_ENTRY,
    WORK_PER_ITERATION,
    entries,
    quiet_solver,
    run_aside,
)
from scheduler.solver.engines.stopping import heeding
from scheduler.solver.engines.translation import linear_program
from scheduler.solver.program import Objective, Program

Options = tuple[tuple[str, float | bool | str], ...]
NO_HEURISTICS: Options = (
    ("mip_heuristic_effort", 0.0),
    ("mip_heuristic_run_feasibility_jump", False),
    ("mip_heuristic_run_rens", False),
    ("mip_heuristic_run_rins", False),
    ("mip_heuristic_run_root_reduced_cost", False),
    ("mip_allow_restart", False),
)
STATUS: dict[object, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
}


@dataclass(frozen=True)
class Pace:
    """What branch and cut takes, units an entry of the matrix: to its first look, and to each next.

    Nobody can ask it how far it has come, so where there is no work for the first look it does not
    begin: presolve alone took 20 s of a program of 700,000 entries.
    """

    first: float
    each: float

    def of_first(self, program: Program) -> float:
        """The units up to the first look at a program."""
        return self.first * entries(program)

    def looks(self, program: Program, work: float) -> float:
        """The looks that so much work has room for after the first."""
        return (work - self.of_first(program)) / (self.each * entries(program))


AT_PAIRS = Pace(2.5e-5, 5e-6)
AT_MANY_COLUMNS = Pace(1.2e-5, 6e-7)
"""Programs of many columns mostly cut and branch."""


@heeding
def highs(
    program: Program,
    objective: Objective | None,
    hint: Ints | None,
    limits: Limits,
    watch: Watch,
) -> Outcome:
    """Solve with HiGHS."""
    return _branched(program, objective, hint, limits, watch)


@heeding
def highs_any(
    program: Program, objective: Objective, hint: Ints | None, limits: Limits, watch: Watch
) -> Outcome:
    """The first solution that HiGHS comes upon on its way to the best one."""
    worst = float("-inf" if objective.maximise else "inf")
    return _branched(program, objective, hint, limits, watch, (("objective_target", worst),))


@heeding
def highs_bound(
    program: Program, objective: Objective, solution: Ints | None, limits: Limits, watch: Watch
) -> Outcome:
    """Solve with HiGHS, intent on the bound: no heuristics look for solutions, or better ones.

    Nor does it begin anew with what it has fixed by then: programs that most often have no solution
    took up to twice as long so.
    "optimal" is its word that nothing is better; of a large value the bound may be less sure.
    """
    return _branched(program, objective, solution, limits, watch, NO_HEURISTICS)


@heeding
def highs_bound_of_many(
    program: Program, objective: Objective, least: int, limits: Limits, watch: Watch
) -> Outcome:
    """The same of a program of many columns, to be maximised, with a row that asks for ``least``.

    Knowing that, it fixes what the multipliers of its linear program leave no room for, as it would
    beside a solution. The first linear program is solved from the inside, in a third of the time,
    and ends where what follows takes less: both together took lists of patterns at 300 × 150 from
    30 to 13 s, and from more than 200 to 68 s.
    """
    known = ("objective_bound", 0.5 - least)  # it minimises, and values are whole numbers
    options = (*NO_HEURISTICS, ("mip_lp_solver", "ipm"), known)
    return _branched(program, objective, None, limits, watch, options, AT_MANY_COLUMNS)


def set_up(
    program: Program,
    objective: Objective | None,
    hint: Ints | None,
    limits: Limits,
    options: Options,
) -> highspy.Highs:
    """A solver that has a program, its options, and a solution to start from."""
    solver = quiet_solver()
    for option, value in (
        *options,
        ("random_seed", limits.seed),
        ("mip_rel_gap", limits.gap),
        ("mip_abs_gap", 0.999),
        ("mip_feasibility_tolerance", 1e-7),
        ("time_limit", 1e30 if limits.seconds is None else limits.seconds),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(linear_program(program, objective))
    if hint is not None:
        solver.setSolution(len(hint), np.arange(len(hint), dtype=np.int32), hint.astype(float))
    return solver


def _branched(
    program: Program,
    objective: Objective | None,
    hint: Ints | None,
    limits: Limits,
    watch: Watch,
    options: Options = (),
    pace: Pace = AT_PAIRS,
) -> Outcome:
    most = float("inf")
    if limits.work is not None:
        if limits.work < pace.of_first(program):
            return Outcome("unknown", None, None, 0.0)
        most = pace.looks(program, limits.work)
    solver = set_up(program, objective, hint, limits, options)
    news = News(program, objective, most, limits.enough)
    known = weakref.ref(solver)  # else it would live on until cycles are collected

    def on_solution(event: highspy.HighsCallbackEvent) -> None:
        """End where it is good enough: the linear program that may come next asks for its time."""
        news.on_solution(event)
        at_work = known()
        if news.is_enough and at_work is not None:
            at_work.setOptionValue("time_limit", 0.0)

    solver.cbMipImprovingSolution += on_solution
    solver.cbMipInterrupt += news.on_look
    heard = Watch(lambda *_: watch.report(news.value, news.bound), watch.stop)
    if not run_aside(solver, heard, news.stopping, limits.seconds):
        word: Status = "unknown" if news.solution is None else "feasible"
        return Outcome(word, news.solution, news.bound, 0.0)
    status = solver.getModelStatus()
    info = solver.getInfo()
    word = STATUS.get(status, "unknown")
    solution = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        solution = whole_numbers(solver.getSolution().col_value)
        word = "feasible" if word == "unknown" else word
    bound = None
    if objective is not None and word != "infeasible":
        bound = on_the_safe_side(objective, program, info.mip_dual_bound)
        if word == "optimal" and solution is not None:
            gap = abs(info.mip_dual_bound - objective.value(solution))
            word = "optimal" if gap < 1 else "feasible"  # values are whole numbers
    each = pace.first if news.has_looked else WORK_PER_ENTRY
    work = each * entries(program) + WORK_PER_ITERATION * max(0, info.simplex_iteration_count)
    return Outcome(word, solution, bound, work)


class News:
    """What branch and cut has come to so far, for those who do not wait for its end.

    It is told to stop after so many looks, or by ``stopping``.
    """

    def __init__(
        self,
        program: Program,
        objective: Objective | None,
        most_looks: float,
        enough: int | None,
    ) -> None:
        self._program, self._objective, self._looks = program, objective, most_looks
        self._enough = enough
        self.has_looked = False
        self.stopping = threading.Event()
        self.value: int | None = None
        self.bound = None if objective is None else objective.box_bound(program)
        self.solution: Ints | None = None

    def on_solution(self, event: highspy.HighsCallbackEvent) -> None:
        """Keep a better solution."""
        self.solution = whole_numbers(event.data_out.mip_solution)

    @property
    def is_enough(self) -> bool:
        """Whether the last solution is good enough."""
        if self._enough is None or self._objective is None or self.solution is None:
            return False
        return not is_beyond(self._objective, self._enough, self._objective.value(self.solution))

    def on_look(self, event: highspy.HighsCallbackEvent) -> None:
        """Note value and bound, and stop if it is time to."""
        self.has_looked = True
        self._looks -= 1
        value, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        if self._objective is not None and abs(bound) < 2**53:
            self.bound = on_the_safe_side(self._objective, self._program, bound)
            self.value = round(value) if abs(value) < 2**53 else None
        event.interrupt(self.stopping.is_set() or self._looks < 0)


def whole_numbers(values: Sequence[float] | NDArray[np.float64]) -> Ints:
    """The nearest whole numbers."""
    whole: Ints = np.rint(np.array(values)).astype(np.int64)
    return whole


def on_the_safe_side(objective: Objective, program: Program, bound: float) -> int:
    """Its bounds are floating-point sums: moved by a millionth of their size."""
    return safe_bound(objective, program, bound, 1e-6 * max(1.0, abs(bound)))
