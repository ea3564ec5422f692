"""Solvers of HiGHS as they are made, run, interrupted, and left to themselves.

The simplex method asks at every iteration whether to go on. Branch and cut may be silent for many
seconds (its linear programs ask nobody), and so may the interior-point method before and between
the rounds of a large program. Both run in a thread of their own, which is left to itself once
somebody wants to stop: it ends at its next look.
"""

import os
import threading
import time
from functools import cache

import highspy

from scheduler.solver.engines.aside import Aside, native
from scheduler.solver.engines.port import Stop, Watch, never
from scheduler.solver.program import Program

WORK_PER_ENTRY, WORK_PER_ITERATION = 3e-6, 2e-4
"""Deterministic work charged: units an entry of the matrix for handing it over and presolve, and
units a simplex iteration. A unit is at most about a second on an ordinary machine."""
POLL_SECONDS, GRACE_SECONDS = 0.1, 0.3


def entries(program: Program) -> int:
    """The entries of a program's matrix, at least 1."""
    return max(1, len(program.matrix().column))


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
        run_whole(solver)
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
        run_whole(solver)
    finally:
        for kind in kinds:
            kind.unsubscribe(look)


def run_whole(solver: highspy.Highs) -> None:
    """Run; an error that it ran into on the way is a status like others, and says nothing."""
    with native():
        told = solver.run()
    has_failed = solver.getModelStatus() == highspy.HighsModelStatus.kSolveError
    if told == highspy.HighsStatus.kError and not has_failed:
        raise RuntimeError("HiGHS refused to run")


def run_aside(
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
            run_whole(solver)
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
