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
from scheduler.solver.large import LargeProgram
from scheduler.solver.meter import Meter
from scheduler.solver.program import Objective
from scheduler.solver.tiers import Goal, Held, goal_of

OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]
REPORT_EVERY_S = 0.5
EXACT_PAIRS = 8_000
"""Up to so many pairs a tier is solved as a whole at once; above, ``large`` comes first."""


@dataclass
class Search:
    """One lexicographic search on one formulation.

    ``incumbent`` is the best solution so far in the order of the tiers. ``clock`` gives seconds;
    limits by the clock count from the search's start.
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
    _reported: float = 0.0

    def run(self, tiers: tuple[TierName, ...]) -> tuple[TierResult, ...] | None:
        """Search all tiers; None when not even a first solution was found or exists.

        Afterwards ``is_infeasible`` tells which of the two.
        """
        self._meter = Meter(self.options, self.clock)
        self._meter.open(len(tiers) + 1)
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
            self._meter.open(len(tiers) - i)
            results.append(self._improve(goals, i))
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
        outcome = self._solve_program(None, None, ())
        if outcome.solution is not None:
            self.incumbent = outcome.solution
        self.is_infeasible = outcome.status == "infeasible"
        return self.incumbent is not None

    def _improve(self, goals: list[Goal], i: int) -> TierResult:
        """Improve tier i with the earlier ones held."""
        goal, fixed = goals[i], tuple(h for g in goals[:i] for h in g.held(self._best()))

        def solve(objective: Objective, extra: tuple[Held, ...]) -> Outcome:
            return self._solve_program(goal.tier, objective, (*fixed, *extra))

        if self._is_stopped() or self._meter.is_spent():
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
        self, tier: TierName | None, objective: Objective | None, held: tuple[Held, ...]
    ) -> Outcome:
        """The program with rows that hold earlier tiers, solved as far as the tier's limit goes."""
        program = self.formulation.program.copy()
        for row in held:
            row.add_to(program)
        hint = self.incumbent
        if hint is not None and not program.is_satisfied_by(hint):
            hint = None
        bound: int | None = None
        if self.formulation.instance.pairs > EXACT_PAIRS and objective and hint is not None:
            watch = self._watch(tier)
            large = LargeProgram(self.formulation, program, objective, self._meter, watch)
            bound, hint = large.approach(hint)
            if objective.value(hint) == bound:
                return Outcome("optimal", hint, bound, 0.0)
            if self._is_stopped() or self._meter.is_over():
                return Outcome("feasible", hint, bound, 0.0)
        known = objective, bound
        outcome = verified(program, objective, hint, self._limits(), self._watch(tier, *known))
        self._meter.charge(outcome.work)
        if outcome.solution is None and bound is not None:
            return Outcome("feasible", hint, bound, 0.0)
        if outcome.solution is None:
            return outcome
        solution = self.formulation.filled(outcome.solution)
        tightest = _tighter(objective, bound, outcome.bound)
        return Outcome(outcome.status, solution, tightest, outcome.work)

    def _limits(self) -> Limits:
        return self._meter.limits(self.options.seed, self.options.workers)

    def _is_stopped(self) -> bool:
        self.cancelled = self.cancelled or self.is_cancelled()
        return self.cancelled

    def _watch(
        self, tier: TierName | None, objective: Objective | None = None, bound: int | None = None
    ) -> Watch:
        def report(value: int | None, proven: int | None) -> None:
            self._report(tier, value, _tighter(objective, bound, proven))

        return Watch(report=report, stop=self._is_stopped)

    def _report(
        self, tier: TierName | None, value: int | None, bound: int | None, *, force: bool = False
    ) -> None:
        now = self._meter.seconds()
        if force or now - self._reported >= REPORT_EVERY_S:
            self._reported = now
            self.on_progress(
                Progress(phase="tier", tier=tier, value=value, bound=bound, seconds=now)
            )

    def phase_times(self) -> tuple[PhaseTime, ...]:
        """Seconds spent on each tier."""
        return tuple(PhaseTime(name=name, seconds=s) for name, s in self.phases.items())


def _tighter(objective: Objective | None, one: int | None, other: int | None) -> int | None:
    """The better of two true bounds."""
    if objective is None or one is None or other is None:
        return other if one is None else one
    return min(one, other) if objective.maximise else max(one, other)
