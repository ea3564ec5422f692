"""HiGHS at work on a program in a thread of its own, while others go on with something else.

They look at what it has come to, and offer it better solutions, which it takes up between two
linear programs. As everywhere, its solutions are to be checked, and its bounds lie on the safe
side.
"""

from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Self

import highspy

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.aside import Aside
from scheduler.solver.engines.highs import STATUS, News, on_the_safe_side, set_up
from scheduler.solver.engines.port import Limits, is_beyond, tighter
from scheduler.solver.engines.running import run
from scheduler.solver.program import Objective, Program


class BranchAndCut:
    """One run on a program; a context that begins it, and ends it when it is left.

    ``hint``: a solution to start from; the limits are of the clock. ``bound`` is true at any time.
    """

    def __init__(self, program: Program, objective: Objective, hint: Ints, limits: Limits) -> None:
        self._program, self._objective = program, objective
        self._news = News(program, objective, float("inf"), None)
        self._known, self._offered = objective.value(hint), None
        self._refused: RuntimeError | None = None
        solver = set_up(program, objective, hint, replace(limits, work=None), ())
        solver.cbMipImprovingSolution += self._news.on_solution
        solver.cbMipInterrupt += self._news.on_look
        solver.cbMipUserSolution += self._on_question
        # the thread alone has the solver, which knows us: else both live on until cycles are
        # collected
        self._aside = Aside(partial(self._work, solver), "beside")

    _offered: Ints | None

    def __enter__(self) -> Self:
        self._aside.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._news.stopping.set()  # it ends at its next look, which nobody waits for
        if self._refused is not None and error is None:
            raise self._refused

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""
        return self._aside.is_over

    @property
    def bound(self) -> int:
        """The best bound so far."""
        assert self._news.bound is not None
        return self._news.bound

    @property
    def solution(self) -> Ints | None:
        """The last solution that it has come upon itself, unchecked."""
        return self._news.solution

    def wait(self, seconds: float) -> None:
        """Wait for its end, so long at most."""
        self._aside.wait(seconds)

    def offer(self, solution: Ints) -> None:
        """Have it take up a solution if that is better than all offered before."""
        value = self._objective.value(solution)
        if is_beyond(self._objective, value, self._known):
            self._known, self._offered = value, solution

    def _on_question(self, event: highspy.HighsCallbackEvent) -> None:
        offered, self._offered = self._offered, None
        if offered is not None and event.data_in is not None:
            event.data_in.setSolution(offered.astype(float))

    def _work(self, solver: highspy.Highs) -> None:
        try:
            run(solver)
        except RuntimeError as error:
            self._refused = error
            return
        if STATUS.get(solver.getModelStatus()) == "optimal":
            said = solver.getInfo().mip_dual_bound
            last = on_the_safe_side(self._objective, self._program, said)
            self._news.bound = tighter(self._objective, self.bound, last)
