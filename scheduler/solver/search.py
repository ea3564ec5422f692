"""Tier after tier: improve, hold, go on; and start again where an earlier tier gets better.

The search trusts no engine: it asks them through ``engines.verified`` only.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from scheduler.model import PhaseTime, Progress, SolveOptions, TierName, TierResult
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Limits, Outcome, Watch
from scheduler.solver.engines.verified import verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers import Goal, Held, goal_of

OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]
REPORT_EVERY_S = 0.5
SHARE_OF_REST = 0.6
"""A tier that is not the last may use this share of what is left of the limit."""


@dataclass
class Search:
    """One lexicographic search on one formulation.

    ``incumbent`` is the best solution so far in the order of the tiers; ``results`` the tiers that
    are finished. ``clock`` gives seconds; limits by the clock count from the search's start.
    """

    formulation: Formulation
    options: SolveOptions
    on_progress: OnProgress
    is_cancelled: IsCancelled
    clock: Callable[[], float] = time.monotonic
    incumbent: Ints | None = None
    phases: dict[str, float] = field(default_factory=dict)
    cancelled: bool = False
    is_infeasible: bool = False
    _work: float = 0.0
    _started: float = 0.0
    _reported: float = 0.0

    def run(self, tiers: tuple[TierName, ...]) -> tuple[TierResult, ...] | None:
        """Search all tiers; None when not even a first solution was found or exists.

        Afterwards ``is_infeasible`` tells which of the two.
        """
        self._started = self.clock()
        if not self._first():
            return None
        goals: list[Goal] = []
        results: list[TierResult] = []
        while len(results) < len(tiers):
            i = len(results)
            if len(goals) == i:
                goals.append(goal_of(tiers[i], self.formulation))
                self.incumbent = self.formulation.filled(self._best())
            began = self.clock()
            results.append(self._improve(goals, i, last=i == len(tiers) - 1))
            spent = self.clock() - began
            self.phases[tiers[i]] = self.phases.get(tiers[i], 0.0) + spent
            results = self._restart(goals, results)
        return tuple(results)

    # -- steps -------------------------------------------------------------------------------

    def _best(self) -> Ints:
        assert self.incumbent is not None
        return self.incumbent

    def _first(self) -> bool:
        """Find any solution. Without pins the empty plan is one; with pins it is searched for."""
        if not self.formulation.instance.pins:
            nothing = self.formulation.program.lower
            self.incumbent = self.formulation.filled(nothing)
            return True
        outcome = self._solve_program(None, None, (), last=False)
        if outcome.solution is not None:
            self.incumbent = outcome.solution
        self.is_infeasible = outcome.status == "infeasible"
        return self.incumbent is not None

    def _improve(self, goals: list[Goal], i: int, *, last: bool) -> TierResult:
        """Improve tier i with the earlier ones held."""
        goal, fixed = goals[i], tuple(h for g in goals[:i] for h in g.held(self._best()))

        def solve(objective: Objective, extra: tuple[Held, ...]) -> Outcome:
            return self._solve_program(goal.tier, objective, (*fixed, *extra), last=last)

        if self._exhausted():
            return goal.result(self._best())
        result, self.incumbent = goal.optimise(solve, self._best())
        self._report(goal.tier, result.value, result.bound, force=True)
        return result

    def _restart(self, goals: list[Goal], results: list[TierResult]) -> list[TierResult]:
        """Drop the tiers from the first one that the incumbent has meanwhile improved on.

        That tier keeps the better value with its earlier bound; the later ones are searched anew.
        """
        for i, (goal, result) in enumerate(zip(goals, results[:-1], strict=False)):
            if result.status == "feasible" and goal.improves(self._best(), result):
                better = goal.result(self._best())
                if result.bound is not None and better.value is not None:
                    status = "optimal" if better.value == result.bound else "feasible"
                    better = better.model_copy(update={"bound": result.bound, "status": status})
                return [*results[:i], better]
        return results

    # -- one solve ---------------------------------------------------------------------------

    def _solve_program(
        self,
        tier: TierName | None,
        objective: Objective | None,
        held: tuple[Held, ...],
        *,
        last: bool,
    ) -> Outcome:
        """Ask the engine, with rows that hold earlier tiers; verify what it says."""
        program = self.formulation.program.copy()
        for row in held:
            row.add_to(program)
        watch = Watch(
            report=lambda value, bound: self._report(tier, value, bound),
            stop=self._is_stopped,
        )
        limits = self._limits(last)
        hint = self.incumbent
        if hint is not None and not program.is_satisfied_by(hint):
            hint = None
        outcome = verified(program, objective, hint, limits, watch)
        self._work += outcome.work
        if outcome.solution is None:
            return outcome
        solution = self.formulation.filled(outcome.solution)
        return Outcome(outcome.status, solution, outcome.bound, outcome.work)

    # -- limits and reports ------------------------------------------------------------------

    def _limits(self, last: bool) -> Limits:
        share = 1.0 if last else SHARE_OF_REST
        options = self.options
        if options.mode == "certified":
            left = max(0.001, options.work_limit - self._work)
            return Limits(work=share * left, seed=options.seed, workers=1)
        left = max(0.01, options.time_limit_s - (self.clock() - self._started))
        return Limits(seconds=share * left, seed=options.seed, workers=options.workers)

    def _exhausted(self) -> bool:
        """Whether nothing is left to search with."""
        if self._is_stopped():
            return True
        if self.options.mode == "certified":
            return self._work >= self.options.work_limit
        return self.clock() - self._started >= self.options.time_limit_s

    def _is_stopped(self) -> bool:
        self.cancelled = self.cancelled or self.is_cancelled()
        return self.cancelled

    def _report(
        self, tier: TierName | None, value: int | None, bound: int | None, *, force: bool = False
    ) -> None:
        now = self.clock() - self._started
        if force or now - self._reported >= REPORT_EVERY_S:
            self._reported = now
            self.on_progress(
                Progress(phase="tier", tier=tier, value=value, bound=bound, seconds=now)
            )

    def phase_times(self) -> tuple[PhaseTime, ...]:
        """Seconds spent on each tier."""
        return tuple(PhaseTime(name=name, seconds=s) for name, s in self.phases.items())
