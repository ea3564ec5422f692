"""Tiers reached one after the other under held rows, those that fit into one sum together.

A sum in which a unit of each tier outweighs all that the later ones could gain has its optimum just
where the tiers, one after the other, have theirs: one question to each of two engines in place of
several. Only tiers of pairs and running cases go together, and only while the numbers stay small
enough for an engine that computes in floating point. Where the sum is not proven within the work,
its tiers are asked about one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from scheduler.model import TierName, TierResult
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.goals import SIMPLE
from scheduler.solver.program import Objective, exact_dot
from scheduler.solver.tiers import Goal, Held, LinearGoal, goal_of
from scheduler.solver.tierwise import asked, confirmed_of, found_of, with_bound

MOST_IN_ONE = 10**8
"""The largest value of a sum of tiers; HiGHS tells such values apart to the last unit."""

Step = TierName | None
"""A tier, or None for the fewest changes."""
Reached = tuple[Goal, TierResult]


@dataclass(frozen=True)
class Prior:
    """What is known of a policy's tiers beforehand.

    ``bound``: of the tier after some results. ``left_out``: rows by which what no plan as good in
    all of some results has is left out.
    """

    bound: Callable[[Sequence[TierResult]], int | None]
    left_out: Callable[[Sequence[TierResult]], tuple[Held, ...]]


@dataclass
class Stages:
    """A solution of a program, and what it has reached so far.

    ``changes``: the goal of fewest changes; ``counts_changes``: their number will be told.
    ``held``: rows that every solution keeps; each tier that was reached is among them from then on.
    ``work``: deterministic units a tier may take.
    """

    f: Formulation
    changes: LinearGoal
    counts_changes: bool
    held: tuple[Held, ...]
    solution: Ints
    work: float
    prior: Prior
    _reached: list[TierResult] = field(default_factory=list)

    def reach(self, steps: Sequence[Step], *, is_claimed: bool = True) -> list[Reached]:
        """The goals of some steps and their results, in their order.

        ``is_claimed``: something will be said of them. What comes after the fewest changes is the
        best among few plans only: no known bound holds of it, and nothing is said.
        """
        told = list[Reached]()
        while len(told) < len(steps):
            goals = self._next(steps[len(told) :])
            self.solution = self.f.filled(self.solution)
            found = self._known_best(goals) if is_claimed else []
            found = found or self._together(goals, is_claimed)
            found = found or [self._alone(goals[0], is_claimed)]
            self._hold(found)
            told += found
        return told

    def _hold(self, found: Sequence[Reached]) -> None:
        for goal, _ in found:
            self.held += goal.held(self.solution)
            if goal is not self.changes:
                self._reached.append(goal.result(self.solution))
        self.held += self.prior.left_out(self._reached)

    def _next(self, steps: Sequence[Step]) -> list[Goal]:
        """The next goal, and those after it that fit into one sum with it.

        A goal's columns burden every solve after it, so one that has columns is made in its turn.
        """
        goals = [self._goal(steps[0])]
        for step in steps[1:]:
            if not (step is None or step in SIMPLE) or _sum_of(goals, self.f) is None:
                break
            goals.append(self._goal(step))
        while len(goals) > 1 and _sum_of(goals, self.f) is None:
            goals.pop()
        return goals

    def _goal(self, step: Step) -> Goal:
        return self.changes if step is None else goal_of(step, self.f)

    def _known_best(self, goals: Sequence[Goal]) -> list[Reached]:
        """The first goals in which the solution has the best value, as is known without a solve."""
        told, results = list[Reached](), list(self._reached)
        for goal in goals:
            result = goal.result(self.solution)
            bound = self._bound(goal, results)
            if result.status != "optimal" and (bound is None or result.value != bound):
                break
            told.append((goal, _proven(result)))
            results += [] if goal is self.changes else [result]
        return told

    def _bound(self, goal: Goal, results: Sequence[TierResult]) -> int | None:
        return None if goal is self.changes else self.prior.bound(results)

    def _together(self, goals: Sequence[Goal], is_claimed: bool) -> list[Reached]:
        """All goals reached by one sum; nothing where there is but one, or it was not proven."""
        objective = _sum_of(goals, self.f) if len(goals) > 1 else None
        if objective is None:
            return []
        work = len(goals) * self.work
        found = found_of(self.f, self.held, self.solution, objective, work)
        is_certain = found.status == "optimal"
        if found.solution is not None:
            self.solution = found.solution
            if is_certain and is_claimed and not self._is_known(goals):
                sure = confirmed_of(self.f, self.held, objective, found, work)
                is_certain = sure.status == "optimal"
                self.solution = sure.solution if sure.solution is not None else self.solution
        return [(goal, _proven(goal.result(self.solution))) for goal in goals if is_certain]

    def _is_known(self, goals: Sequence[Goal]) -> bool:
        """Whether the solution's values are known to be the best, of all goals that are told."""
        told = [goal for goal in goals if goal is not self.changes or self.counts_changes]
        return len(self._known_best(told)) == len(told)

    def _alone(self, goal: Goal, is_claimed: bool) -> Reached:
        bound = self._bound(goal, self._reached) if is_claimed else None
        is_told = is_claimed and (goal is not self.changes or self.counts_changes)
        ask = partial(asked, self.f, self.solution, self.held, self.work, bound, is_told)
        result, solution = goal.optimise(ask, self.solution)
        self.solution = self.f.filled(solution)
        return goal, result


def _proven(result: TierResult) -> TierResult:
    """A result whose value nothing passes."""
    return result if result.status == "optimal" else with_bound(result, result.value)


def _sum_of(goals: Sequence[Goal], f: Formulation) -> Objective | None:
    """Goals one after the other as one objective; None where they are not of that kind."""
    found: Objective | None = None
    for goal in goals:
        if not isinstance(goal, LinearGoal) or goal.tier not in SIMPLE:
            return None
        found = goal.objective if found is None else found.then(goal.objective, f.program)
        if found is None:
            return None
    return found if found is not None and _size(found, f) <= MOST_IN_ONE else None


def _size(objective: Objective, f: Formulation) -> int:
    return exact_dot(abs(objective.coefficients), f.program.upper[objective.columns])
