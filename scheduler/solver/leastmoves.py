"""The fewest moves of a replan on a large pool, and the proof that there are no fewer.

What is compared are the plans that serve as many, by each tier of who is served, and in which no
demand of another case gets more people than it had. First the fewest are sought in a wider program
near the plan. Then all pairs are looked at: the linear relaxation, with the rows by which who comes
has somebody go, gives a bound in exact integers. Where that is no proof and one is wanted, its
reduced costs tell which pairs can be in a plan with no more moves, and what is left of the program
is asked of two engines.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.engines.verified import a_solution, least_or_most
from scheduler.solver.exchanges import with_exchanges
from scheduler.solver.formulation import Formulation
from scheduler.solver.nearby import SERVED, Ask, solution_of
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import Reduced, reduced_costs, relaxed
from scheduler.solver.tiers import LINEAR, Held, longer
from scheduler.solver.vicinity import REACHES, Vicinity

NEAR_WORK, WHOLE_WORK = 100.0, 5_000.0
"""Deterministic work units (of HiGHS) of the search near the plan, and of that among all plans."""
SECOND_WORK = 5.0
"""Those (of CP-SAT) of its second opinion."""
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
    question = AmongAll.of(f, near.planned[near.numbers_in(f)], held(f), near.changes(f).objective)
    found, least = question.best(start) if to_prove else (start, question.least(start))
    return near.chosen(f, found), max(near.forced, least)


def _solution(near: Vicinity, f: Formulation, pairs: Ints) -> Ints | None:
    own = f.instance.pair_numbers(near.it.specialist[pairs], near.it.demand[pairs])
    return solution_of(f, own, Ask(UNWATCHED))


@dataclass(frozen=True)
class AmongAll:
    """What is asked among all solutions of a program: the least of an objective.

    ``longer``: the program with more rows that all of its solutions keep, so many held ones at its
    end.
    """

    program: Program
    longer: Program
    held: int
    objective: Objective

    @classmethod
    def of(
        cls, f: Formulation, planned: Bools, held: Sequence[Held], objective: Objective
    ) -> "AmongAll":
        """The question about a formulation under held rows, near some planned pairs (a mask)."""
        program = longer(f.program, held)
        return cls(program, longer(with_exchanges(f, planned), held), len(held), objective)

    def least(self, start: Ints) -> int:
        """What no solution is below, by the relaxation; at most what a known one has."""
        priced = self._priced
        bound = self.objective.box_bound(self.program) if priced is None else priced.bound
        return min(bound, self.objective.value(start))

    def best(self, start: Ints) -> tuple[Ints, int]:
        """The best solution found, beginning with one; and what none is below."""
        least, priced = self.least(start), self._priced
        if priced is None or least == self.objective.value(start):
            return start, least
        free = priced.can_leave(self.objective.value(start))
        found, small = priced.best.copy(), self.program
        small, columns = small.matrix().restricted(free, found, small.lower, small.upper)
        limits, second = Limits(work=WHOLE_WORK), Limits(work=SECOND_WORK)
        part = self.objective.restricted(free)
        outcome = least_or_most(small, part, start[columns], limits, second)
        assert outcome.solution is not None, "it begins with one"
        found[columns] = outcome.solution
        value = self.objective.value(found)
        return found, value if outcome.status == "optimal" else min(value, least)

    @cached_property
    def _priced(self) -> Reduced | None:
        multipliers, _ = relaxed(self.longer, self.objective, self.held, None, BOUND_WORK)
        rows = multipliers.over(self.longer, self.held)
        return reduced_costs(self.longer, self.objective, rows)
