"""The goal behind all tiers: as few rows as can be that are not as in a base plan.

A change is a row (specialist, demand) that only one of two plans has; when its half-days are is no
matter, and rows of the base on demands outside these weeks do not count. The tiers are held at what
they have reached, less what they may give up. Where something was given up, the tiers are gone
through again in their order, among the plans with as few changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from scheduler.model import GivenUp, Near, Nearness, Plan, TierName, TierResult
from scheduler.solver.coarse import AmongAll
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Outcome
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.program import Objective
from scheduler.solver.tiers import Goal, Held, LinearGoal
from scheduler.solver.tierwise import no_worse, tightened, with_value

Ask = Callable[[Objective, tuple[Held, ...], Ints], Outcome]
"""The best solution for an objective under held rows, beginning with one that keeps them."""


@dataclass(frozen=True)
class BaseRows:
    """A base plan's rows on an instance.

    ``planned``: mask over the pairs. ``rows``: how many count, those among them that are refused by
    now.
    """

    it: Instance
    planned: Bools
    rows: int

    @classmethod
    def of(cls, it: Instance, base: Plan) -> "BaseRows":
        """The rows of a plan of this or of another pool and weeks."""
        frame = it.eligibility.frame
        people, demands = frame.specialist_number, frame.demand_number
        rows = [(a.specialist, a.demand) for a in base.assignments if a.demand in demands]
        known = [(people[s], demands[d]) for s, d in rows if s in people]
        planned = np.zeros(it.pairs, dtype=np.bool_)
        found = it.pair_numbers(*np.array(known, dtype=np.int64).reshape(-1, 2).T)
        planned[found[found >= 0]] = True
        return cls(it, planned, len(rows))

    @cached_property
    def forced(self) -> int:
        """Changes that every plan has: refused rows, rows beyond a demand's seats, new pins."""
        it = self.it
        staffed = np.bincount(it.demand[self.planned], minlength=len(it.demands))
        beyond = int(np.maximum(0, staffed - it.headcount).sum())
        pins = it.pair_numbers(*np.array(sorted(it.pins), dtype=np.int64).reshape(-1, 2).T)
        new = int((~self.planned[pins[pins >= 0]]).sum())
        return self.rows - int(self.planned.sum()) + beyond + new

    def changes(self, f: Formulation) -> LinearGoal:
        """Fewest rows that are not as in the base, on a formulation of all pairs."""
        weights = np.where(self.planned, -1, 1).astype(np.int64)
        objective = Objective(f.x, weights, self.rows, maximise=False)
        return LinearGoal(TierName.STABILITY, objective, f.program)


@dataclass(frozen=True)
class Nearest:
    """What the fewest changes are sought under, on a formulation of all pairs.

    ``goals``: the tiers in order; ``first``: how many of them stand before the changes, if not all.
    ``clauses``: rows that every solution keeps beside. ``ask``: who solves. ``may_relax``: whether
    there is time for a bound by relaxation, or use for one.
    """

    f: Formulation
    goals: Sequence[Goal]
    near: Near
    ask: Ask
    first: int | None = None
    clauses: tuple[Held, ...] = ()
    may_relax: Callable[[], bool] = lambda: True

    @cached_property
    def base(self) -> BaseRows:
        """The base's rows among the pairs."""
        return BaseRows.of(self.f.instance, self.near.base)

    def found(self, solution: Ints) -> tuple[Ints, TierResult]:
        """The best solution found, and its number of changes beside a bound of it.

        ``solution``: one with the tiers at their best, which are held.
        """
        kept = (*self.clauses, *self.levels(solution))
        changes = self.base.changes(self.f)
        solution, moves = self._fewest(changes, solution, kept)
        if self.near.give or self.first is not None:
            solution = self._again(solution, (*kept, *changes.held(solution)))
        return solution, moves

    def levels(self, solution: Ints) -> tuple[Held, ...]:
        """The rows by which the tiers are no worse than in a solution, but for what they give."""
        first = self.goals[: self.first]
        return tuple(row for g in first for row in g.held(solution, self.near.given(g.tier)))

    def _fewest(
        self, changes: LinearGoal, solution: Ints, kept: tuple[Held, ...]
    ) -> tuple[Ints, TierResult]:
        forced = self.base.forced
        moves = tightened(changes.result(solution), forced)
        if moves.status == "optimal":
            return solution, moves
        moves, solution = changes.optimise(partial(self._asked, kept, solution), solution)
        moves, solution = tightened(moves, forced), self.f.filled(solution)
        if moves.status != "optimal" and self.may_relax():
            among = AmongAll(self.f, self.base.planned, kept, changes.objective)
            moves = tightened(moves, among.least(solution))
        return solution, moves

    def _again(self, solution: Ints, kept: tuple[Held, ...]) -> Ints:
        """The tiers once more, in their order."""
        for goal in self.goals:
            _, solution = goal.optimise(partial(self._asked, kept, solution), solution)
            solution = self.f.filled(solution)
            kept = (*kept, *goal.held(solution))
        return solution

    def _asked(
        self, kept: tuple[Held, ...], hint: Ints, objective: Objective, extra: tuple[Held, ...]
    ) -> Outcome:
        return self.ask(objective, (*kept, *extra), hint)

    # -- what is said of it ------------------------------------------------------------------------

    def results(self, before: Sequence[TierResult], solution: Ints) -> tuple[TierResult, ...]:
        """The tiers of the solution found, with the bounds of before as far as they hold.

        A tier's bound was proven of the plans that are no worse in the earlier tiers. So it holds
        up to the first tier that gave something up, and after it only what needs no search does.
        """
        told, has_given = list[TierResult](), False
        for place, (goal, then) in enumerate(zip(self.goals, before, strict=True)):
            now, has_given = goal.result(solution), has_given or place == self.first
            if not has_given and now.value is not None:
                now = with_value(now, then)
            elif not has_given and no_worse(now, then):
                now = then
            has_given = has_given or not no_worse(now, then)
            told.append(now)
        return tuple(told)

    def nearness(
        self, before: Sequence[TierResult], now: Sequence[TierResult], moves: TierResult
    ) -> Nearness:
        """How near the solution is, and what each named tier gave up for it."""
        assert moves.value is not None, "changes are a number"
        assert moves.bound is not None, "and have a bound"
        tiers = {then.tier: (then.value, at.value) for then, at in zip(before, now, strict=True)}
        given = []
        for tier, most in self.near.give:
            then, value = tiers[tier]
            assert then is not None, "a tier that may give up is a number"
            assert value is not None, "and stays one"
            loss = then - value if tier.is_maximised else value - then
            given.append(GivenUp(tier=tier, most=most, best=then, given=max(0, loss)))
        return Nearness(
            base_sha256=self.near.base.sha256,
            status=moves.status,
            moves=moves.value,
            bound=moves.bound,
            given=tuple(given),
        )
