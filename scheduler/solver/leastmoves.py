"""The fewest moves of a replan on a large pool, and the proof that there are no fewer.

What is compared are the plans that serve as many, by each tier of who is served, and in which no
demand of another case gets more people than it had. First the fewest are sought in a wider program
near the plan. Then all plans are looked at coarsely (``coarse``): a relaxation gives a bound in
exact integers, and where that is no proof and one is wanted, two engines are asked.
"""

from collections.abc import Callable, Sequence

from scheduler.solver.coarse import AmongAll
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.engines.verified import a_solution
from scheduler.solver.formulation import Formulation
from scheduler.solver.nearby import SERVED, Ask, solution_of
from scheduler.solver.tiers import LINEAR, Held, longer
from scheduler.solver.vicinity import REACHES, Vicinity

NEAR_WORK = 100.0
"""Deterministic work units (of HiGHS) of the search near the plan."""

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
