"""The fewest moves of a replan on a large pool, and the proof that there are no fewer.

What is compared are the plans that serve as many, by each tier of who is served, and in which no
demand of another case gets more people than it had. First the fewest are sought in a wider program
near the plan. Then all pairs are looked at: the linear relaxation, with the rows by which who comes
has somebody go, gives a bound in exact integers. Where that is no proof and one is wanted, its
reduced costs tell which pairs can be in a plan with fewer moves, and whether there is one is asked
coarsely at first, of two engines (``coarse``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.solver.coarse import Around
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome
from scheduler.solver.engines.verified import a_solution, better_than
from scheduler.solver.exchanges import with_exchanges
from scheduler.solver.formulation import Formulation
from scheduler.solver.nearby import SERVED, Ask, solution_of
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import Reduced, reduced_costs, relaxed
from scheduler.solver.tiers import LINEAR, Held, longer
from scheduler.solver.vicinity import REACHES, Vicinity

NEAR_WORK = 100.0
"""Deterministic work units (of HiGHS) of the search near the plan."""
BOUND_WORK = 5.0
"""Those of the linear relaxation."""

Kept = Callable[[Formulation], Sequence[Held]]
"""The rows of a program that every plan in question keeps."""


def fewest_moves(
    near: Vicinity, f: Formulation, solution: Ints, cases: Ints, kept: Kept, *, to_prove: bool
) -> tuple[Ints, int]:
    """The pairs, by number, of a plan with the fewest moves found; and what no plan is below.

    ``solution``: one of a program near the plan, as good as is wanted. ``cases``: those in
    question, whose demands may get more people. ``to_prove``: all plans are searched if need be,
    which takes up to some minutes.
    """
    policy = near.it.eligibility.frame.pool.policy
    served = [tier for tier in policy.tiers if tier in SERVED]
    levels = {tier: LINEAR[tier](f).objective.value(solution) for tier in served}

    def held(g: Formulation) -> list[Held]:
        """The rows of a program by which its plans serve as many."""
        goals = ((LINEAR[tier](g).objective, level) for tier, level in levels.items())
        rows = (Held(o.columns, o.coefficients, lower=level - o.constant) for o, level in goals)
        return [*kept(g), *rows]

    pairs = near.chosen(f, solution)
    if near.moves(pairs) > near.forced:
        pairs = _found_near(near, near.program(cases, REACHES[-1], pairs), pairs, held)
    if near.moves(pairs) > near.forced:
        return _of_all(near, near.whole_program(cases), pairs, held, to_prove=to_prove)
    return pairs, near.forced


def _found_near(near: Vicinity, f: Formulation, pairs: Ints, held: Kept) -> Ints:
    """The pairs of the solution of a program that has the fewest moves found; no more than these.

    Some pairs are known to be such a solution.
    """
    program, changes = longer(f.program, held(f)), near.changes(f).objective
    start = _solution(near, f, pairs)
    if start is None or not program.is_satisfied_by(start):
        return pairs
    found, _ = a_solution(program, changes, start, Limits(work=NEAR_WORK), UNWATCHED)
    if found is None or changes.value(found) >= changes.value(start):
        return pairs
    return near.chosen(f, found)


def _of_all(
    near: Vicinity, f: Formulation, pairs: Ints, held: Kept, *, to_prove: bool
) -> tuple[Ints, int]:
    """Pairs of all plans with the fewest moves found, and a number that no plan is below."""
    start = _solution(near, f, pairs)
    if start is None:
        return pairs, near.forced
    question = AmongAll(f, near.planned[near.numbers_in(f)], held(f), near.changes(f).objective)
    found, least = question.best(start) if to_prove else (start, question.least(start))
    return near.chosen(f, found), max(near.forced, least)


def _solution(near: Vicinity, f: Formulation, pairs: Ints) -> Ints | None:
    own = f.instance.pair_numbers(near.it.specialist[pairs], near.it.demand[pairs])
    return solution_of(f, own, Ask(UNWATCHED))


@dataclass(frozen=True)
class AmongAll:
    """What is asked among all solutions of a formulation's program: the least of an objective.

    ``held``: rows that they keep beside. ``planned``: pairs (a mask) near which good ones are.
    """

    f: Formulation
    planned: Bools
    held: Sequence[Held]
    objective: Objective

    @cached_property
    def program(self) -> Program:
        """The formulation's program, then the rows around what is planned, then the held ones."""
        return longer(with_exchanges(self.f, self.planned), self.held)

    def least(self, start: Ints) -> int:
        """What no solution is below, by the relaxation; at most what a known one has."""
        priced = self._priced
        bound = self.objective.box_bound(self.program) if priced is None else priced.bound
        return min(bound, self.objective.value(start))

    def best(self, start: Ints) -> tuple[Ints, int]:
        """The best solution found, beginning with one; and what none is below."""
        best, least = start, self.least(start)
        while least < self.objective.value(best):
            outcome = self._better(best)
            if outcome.solution is None:
                value = self.objective.value(best)
                return best, value if outcome.status == "infeasible" else least
            best = outcome.solution
        return best, least

    def _better(self, known: Ints) -> Outcome:
        """A solution better than a known one, if there is any."""
        value, program, priced = self.objective.value(known), self.program, self._priced
        if priced is not None:
            stays = ~priced.can_leave(value - 1)
            program = program.within(
                np.where(stays, priced.best, program.lower),
                np.where(stays, priced.best, program.upper),
            )
        exchanges = range(self.f.program.rows, program.rows - len(self.held))
        below = better_than(program, self.objective, value)
        return Around(self.f, self.planned, below, exchanges).solution(self.objective, known)

    @cached_property
    def _priced(self) -> Reduced | None:
        held = len(self.held)
        multipliers, _ = relaxed(self.program, self.objective, held, None, BOUND_WORK)
        return reduced_costs(self.program, self.objective, multipliers.over(self.program, held))
