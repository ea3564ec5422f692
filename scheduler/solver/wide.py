"""All cases at once, among the few pairs that lose next to nothing at the prices.

Neighbourhoods change some cases at a time; once they bring little more, what is left lies between
many of them. The pairs near the prices are few enough for HiGHS to take the program of all cases
and to improve the solution by heuristics of its own, among them neighbourhoods of its relaxation
(Danna, Rothberg and Le Pape 2005). Its first gain takes half a minute: less time is not worth it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.solver.dive import restricted_to
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Limits, Stop, Watch
from scheduler.solver.engines.verified import a_solution
from scheduler.solver.formulation import Formulation
from scheduler.solver.neighbourhood import MayGoOn
from scheduler.solver.program import Objective, Program
from scheduler.solver.trials import Trials

REACHES = 0.03, 0.02
"""Losses, in parts of the typical weight, up to which pairs are free; a thread has one each."""
LEAST = 40.0
"""Units of the limit without which it is not begun."""


@dataclass(frozen=True)
class WideSearch:
    """Improves solutions of one program for one objective; so many ``threads`` at a time."""

    formulation: Formulation
    program: Program
    objective: Objective
    threads: int

    def improve(
        self, solution: Ints, frees: Sequence[Bools], may_go_on: MayGoOn, each: Limits
    ) -> Ints:
        """The best of what becomes of a solution where some pairs are free (masks, one a try).

        ``each``: what one of them may take. What they have when it ends early is kept.
        """
        if not may_go_on(0.0, self.objective.value(solution)):
            return solution
        pick = max if self.objective.maximise else min
        told = [self.objective.value(solution)]

        def attempt(free: Bools, seed: int, stop: Stop) -> tuple[Ints | None, float]:
            program, objective, kept = restricted_to(
                self.program, self.objective, self.formulation.x, free, solution
            )

            def hear(value: int | None, _: int | None) -> None:
                if value is not None:
                    told.append(value + self.objective.constant)

            limits, watch = replace(each, seed=seed), Watch(hear, stop)
            best, work = a_solution(program, objective, solution[kept], limits, watch)
            if best is None:
                return None, work
            return self.formulation.put_back(self.program.lower, kept, best), work

        best = solution
        with Trials(self.threads, attempt, each.seed) as trials:
            for free in frees[: self.threads]:
                trials.start(free)
            while trials.at_hand:
                if not may_go_on(0.0, pick(told)):
                    trials.stop()
                for found, work in trials.ended():
                    may_go_on(work, pick(told))
                    if found is not None:
                        best = pick(best, found, key=self.objective.value)
        return best
