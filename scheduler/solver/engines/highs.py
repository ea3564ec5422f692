"""HiGHS behind the port: branch and cut on the linear relaxation.

HiGHS works in floating point, so its solutions are rounded and its bounds moved to the safe side;
the search checks each solution in exact integers. One thread: repeats bit by bit, and changing the
number of threads inside a process makes it fail. Its deterministic limit is a number of looks: the
moments at which branch and cut asks whether to go on are the same in every run.

The simplex method asks at every iteration. Branch and cut may be silent for many seconds (its
linear programs ask nobody), and so may the interior-point method before and between the rounds of a
large program. Both run in a thread of their own, which is left to itself once somebody wants to
stop: it ends at its next look.
"""

import math
import os
import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import highspy
import numpy as np
from numpy.typing import NDArray

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.aside import Aside, native
from scheduler.solver.engines.port import (
    Limits,
    Outcome,
    Status,
    Stop,
    Watch,
    is_beyond,
    never,
    safe_bound,
)
from scheduler.solver.engines.translation import linear_program, relaxed_program
from scheduler.solver.program import Objective, Program

WORK_PER_ENTRY, WORK_PER_ITERATION = 3e-6, 2e-4
"""Deterministic work charged: units an entry of the matrix for handing it over and presolve, and
units a simplex iteration. A unit is at most about a second on an ordinary machine."""
WORK_PER_ROUND, ROUNDS_BEFORE = 4.5e-9, 5
"""The same of a round of the interior-point method, units an entry and square root of the rows:
from 8,000 rows to 88,000 a round took 0.04 to 1 s. Presolve takes as long as some rounds."""
POLL_SECONDS, GRACE_SECONDS = 0.1, 0.3
MOST_ITERATIONS = 2**31 - 1
Options = tuple[tuple[str, float | bool | str], ...]
NO_HEURISTICS: Options = (
    ("mip_heuristic_effort", 0.0),
    ("mip_heuristic_run_feasibility_jump", False),
    ("mip_heuristic_run_rens", False),
    ("mip_heuristic_run_rins", False),
    ("mip_heuristic_run_root_reduced_cost", False),
    ("mip_allow_restart", False),
)
INTERIOR_TOLERANCE = 1e-4
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
        return self.first * _entries(program)

    def looks(self, program: Program, work: float) -> float:
        """The looks that so much work has room for after the first."""
        return (work - self.of_first(program)) / (self.each * _entries(program))


AT_PAIRS = Pace(2.5e-5, 5e-6)
AT_MANY_COLUMNS = Pace(1.2e-5, 6e-7)
"""Programs of many columns mostly cut and branch."""


def highs(
    program: Program,
    objective: Objective | None,
    hint: Ints | None,
    limits: Limits,
    watch: Watch,
) -> Outcome:
    """Solve with HiGHS."""
    return _branched(program, objective, hint, limits, watch)


def highs_any(
    program: Program, objective: Objective, hint: Ints | None, limits: Limits, watch: Watch
) -> Outcome:
    """The first solution that HiGHS comes upon on its way to the best one."""
    worst = float("-inf" if objective.maximise else "inf")
    return _branched(program, objective, hint, limits, watch, (("objective_target", worst),))


def highs_bound(
    program: Program, objective: Objective, solution: Ints | None, limits: Limits, watch: Watch
) -> Outcome:
    """Solve with HiGHS, intent on the bound: no heuristics look for solutions, or better ones.

    Nor does it begin anew with what it has fixed by then: programs that most often have no solution
    took up to twice as long so.
    "optimal" is its word that nothing is better; of a large value the bound may be less sure.
    """
    return _branched(program, objective, solution, limits, watch, NO_HEURISTICS)


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
    if not _run_aside(solver, heard, news.stopping, limits.seconds):
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
    work = each * _entries(program) + WORK_PER_ITERATION * max(0, info.simplex_iteration_count)
    return Outcome(word, solution, bound, work)


def _entries(program: Program) -> int:
    """The entries of a program's matrix, at least 1."""
    return max(1, len(program.matrix().column))


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


@cache
def _print_banner_nowhere() -> None:
    """Make the process's first solver while standard output is elsewhere.

    The library prints a banner at that moment, before any option can silence it, and would spoil
    what a command writes for other programs.
    """
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def quiet_solver() -> highspy.Highs:
    """A solver of one thread that prints nothing."""
    _print_banner_nowhere()
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    return solver


def run(solver: highspy.Highs, stop: Stop = never) -> None:
    """Let a solver run a linear program until it is done or told to stop.

    Raises:
        RuntimeError: it refused to, which it otherwise tells only in its return value.
    """
    if stop is never:
        _run(solver)
        return
    polled, is_stopping = time.monotonic(), False

    def look(event: highspy.HighsCallbackEvent) -> None:
        nonlocal polled, is_stopping
        now = time.monotonic()
        if now - polled >= POLL_SECONDS:
            polled, is_stopping = now, is_stopping or stop()
        event.interrupt(is_stopping)

    kinds = (solver.cbSimplexInterrupt, solver.cbIpmInterrupt)
    for kind in kinds:
        kind.subscribe(look)
    try:
        _run(solver)
    finally:
        for kind in kinds:
            kind.unsubscribe(look)


def _run_interior(solver: highspy.Highs, stop: Stop, seconds: float | None) -> bool:
    """Let a solver run the interior-point method; False if it was left to itself, told to stop.

    Raises:
        RuntimeError: it refused to run.
    """
    stopping = threading.Event()
    solver.cbIpmInterrupt += lambda event: event.interrupt(stopping.is_set())
    return _run_aside(solver, Watch(lambda *_: None, stop), stopping, seconds)


def _run(solver: highspy.Highs) -> None:
    """Run; an error that it ran into on the way is a status like others, and says nothing."""
    with native():
        told = solver.run()
    has_failed = solver.getModelStatus() == highspy.HighsModelStatus.kSolveError
    if told == highspy.HighsStatus.kError and not has_failed:
        raise RuntimeError("HiGHS refused to run")


def _run_aside(
    solver: highspy.Highs, watch: Watch, stopping: threading.Event, seconds: float | None
) -> bool:
    """Let a solver run in a thread; False if it was left there, to end at its next look.

    That is told to it where somebody wants to stop, who is not kept waiting for it, or where it has
    not looked at the clock after so many ``seconds``.

    Raises:
        RuntimeError: it refused to run.
    """
    refused: list[RuntimeError] = []
    ends = float("inf") if seconds is None else time.monotonic() + seconds + GRACE_SECONDS

    def work() -> None:
        try:
            _run(solver)
        except RuntimeError as error:
            refused.append(error)

    aside, is_stopped = Aside(work, "highs"), False
    try:
        aside.start()
        while not (aside.is_over or time.monotonic() > ends or (is_stopped := watch.stop())):
            watch.report(None, None)
            aside.wait(POLL_SECONDS)
    finally:
        stopping.set()
    is_over = aside.wait(POLL_SECONDS if is_stopped else GRACE_SECONDS)
    if refused:
        raise refused[0]
    return is_over


def limit_run(
    solver: highspy.Highs, seconds: float | None, iterations: int | None, each: float = 1.0
) -> None:
    """Limit the next run of a linear program: seconds of the clock, iterations of the simplex.

    ``each``: the iterations that a round of the interior-point method counts as.
    """
    limit = highspy.kHighsInf if seconds is None else solver.getRunTime() + seconds
    solver.setOptionValue("time_limit", limit)
    most = MOST_ITERATIONS if iterations is None else max(1, min(iterations, MOST_ITERATIONS))
    solver.setOptionValue("simplex_iteration_limit", most)
    solver.setOptionValue("ipm_iteration_limit", max(1, int(most / each) - ROUNDS_BEFORE))


@dataclass(frozen=True)
class Relaxed:
    """A solved linear relaxation: its value, row duals, column values, and iterations taken.

    Those are iterations of the simplex method, or as many as cost the same.
    """

    value: float
    duals: NDArray[np.float64]
    columns: NDArray[np.float64]
    iterations: float


def relaxation(
    program: Program,
    objective: Objective,
    seconds: float | None,
    *,
    interior: bool = False,
    iterations: int | None = None,
    stop: Stop = never,
) -> Relaxed | None:
    """The linear relaxation of a program; None if out of time.

    ``iterations`` of the simplex method are the most it may take; ``stop`` is polled meanwhile.

    ``interior``: by the interior-point method without crossover, which is faster on large programs;
    its duals are near the best ones, and not at a corner.
    """
    solver = quiet_solver()
    solver.setOptionValue("solver", "ipm" if interior else "simplex")
    each = 1.0
    if interior:
        solver.setOptionValue("run_crossover", "off")
        solver.setOptionValue("ipm_optimality_tolerance", INTERIOR_TOLERANCE)
        each = _iterations_per_round(program)
    limit_run(solver, seconds, iterations, each)
    solver.passModel(relaxed_program(program, objective))
    solved = {highspy.HighsModelStatus.kOptimal}
    if interior:  # without crossover the end is not always called optimal
        solved.add(highspy.HighsModelStatus.kUnknown)
        if not _run_interior(solver, stop, seconds):
            return None
    else:
        run(solver, stop)
    found = solver.getSolution()
    dual = np.array(found.row_dual)
    if solver.getModelStatus() not in solved or not np.isfinite(dual).all():
        return None
    info = solver.getInfo()
    taken = info.ipm_iteration_count if interior else info.simplex_iteration_count
    value, columns = info.objective_function_value, np.array(found.col_value)
    return Relaxed(value, dual, columns, each * (taken + (ROUNDS_BEFORE if interior else 0)))


def _iterations_per_round(program: Program) -> float:
    """The iterations of the simplex method that cost as much as a round of the interior one."""
    work = WORK_PER_ROUND * _entries(program) * math.sqrt(program.rows)
    return work / WORK_PER_ITERATION
