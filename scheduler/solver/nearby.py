"""A small program around some cases: a plan's pairs, and those that could make it better there.

Of an instance only some pairs are kept, and every rule is written for these alone; what is not
kept is 0. So a plan of the small instance is a plan of the whole one, and a best one near the plan
that it was made around; it says nothing about plans farther off.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from scheduler.model import BalanceRule, TierName, TierResult
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.highs import AT_PAIRS
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome, Watch
from scheduler.solver.engines.verified import a_solution, verified
from scheduler.solver.formulation import Formulation, at_most
from scheduler.solver.groups import first_of_each
from scheduler.solver.instance import Instance
from scheduler.solver.program import Objective, Program
from scheduler.solver.tiers import LINEAR, Goal, Held, LinearGoal, goal_of, longer

SERVED = (TierName.STATUTORY, TierName.COVERAGE)
WORK_PER_PAIR = 3e-6
"""Deterministic work of a plan made at once, or of a dive begun: units a pair of the instance, as
both look at all pairs some dozen times."""
CANDIDATES = 16
"""Pairs a demand that is asked for keeps, the most promising first."""
OTHERS = 4
"""As many keep the demands of cases that its candidates work for now."""
RIVALS = 30
"""Most such cases."""
WORK_EACH = 1.5
"""Deterministic work units that one solve of a small program may take, unless told otherwise."""
MOST_POINTS = 100
"""The best fit of a pair."""

MakeGoal = Callable[[], Goal]


@dataclass
class Ask:
    """Asks an engine about small programs, and counts the deterministic work.

    ``each``: the units that one may take; ``seconds`` by the clock, where that limits.
    """

    watch: Watch = UNWATCHED
    seed: int = 0
    each: float = WORK_EACH
    seconds: float | None = None
    work: float = 0.0

    def __call__(
        self, program: Program, objective: Objective | None = None, hint: Ints | None = None
    ) -> Outcome:
        """The best solution of a program, as far as the limit of one goes."""
        limits = Limits(self.seconds, self.each, self.seed)
        outcome = verified(program, objective, hint, limits, self.watch)
        self.work += outcome.work
        return outcome

    def count_plan(self, pairs: int) -> None:
        """Count a plan made at once, which nobody was asked about: it looks at all pairs."""
        self.work += WORK_PER_PAIR * pairs


def only(instance: Instance, pairs: Ints) -> Instance:
    """The instance of some of the pairs, ascending."""
    return Instance(instance.eligibility, instance.specialist[pairs], instance.demand[pairs])


def around(instance: Instance, cases: Ints, planned: Bools, reach: int = 1) -> Ints:
    """Pairs worth trying, so that these cases fare better beside what is planned, ascending.

    Theirs, the most promising ones of each demand; and of the cases that these people work for now
    the pairs by which they could be relieved there. ``reach`` times as many of each.
    """
    it = instance
    load = np.bincount(it.specialist, it.effort * planned, minlength=_people(it))
    room = it.eligibility.frame.capacity - load
    burden = np.maximum(0, it.effort - room[it.specialist])  # blocks that would have to be freed
    wanted = np.isin(it.case, cases)
    chosen = _first_of_each(it, wanted, burden, reach * CANDIDATES)
    candidates = np.isin(it.specialist, it.specialist[chosen])
    busy, at_work = np.unique(it.case[planned & candidates & ~wanted], return_counts=True)
    rivals = busy[np.argsort(-at_work, kind="stable")[: reach * RIVALS]]
    beside = np.isin(it.case, rivals)
    swap = _first_of_each(it, beside & candidates, burden, reach * OTHERS)
    relief = _first_of_each(it, beside & ~candidates, burden, reach * OTHERS)
    return np.union1d(np.union1d(chosen, swap), relief)


def _people(it: Instance) -> int:
    return len(it.eligibility.frame.specialists)


def _first_of_each(it: Instance, among: Bools, burden: Ints, most: int) -> Ints:
    """Of each demand the pairs with the least burden and then the best fit."""
    pairs = np.nonzero(among)[0]
    return np.sort(pairs[first_of_each(it.demand[pairs], most, burden[pairs], -it.fit[pairs])])


# -- solutions ------------------------------------------------------------------------------------


def solution_of(f: Formulation, pairs: Ints, ask: Ask) -> Ints | None:
    """A solution in which just these pairs are assigned; None where the rules do not allow it.

    What else the program decides (shares by week, instruments) is found by an engine.
    """
    program = f.program
    free = np.ones(program.columns, dtype=np.bool_)
    free[f.x] = False
    free[f.x[pairs]] = True
    low = program.lower.copy()
    low[f.x[pairs]] = 1
    small, kept = program.within(low, program.upper).restricted(free, program.lower)
    outcome = ask(small)
    if outcome.solution is None:
        return None
    return f.put_back(program.lower, kept, outcome.solution)


def solution_under(program: Program, f: Formulation, pairs: Ints, ask: Ask) -> Ints | None:
    """The same, where a program that holds more rows, those of earlier tiers, allows it."""
    found = solution_of(f, pairs, ask)
    return found if found is not None and program.is_satisfied_by(found) else None


def moved(
    f: Formulation,
    solution: Ints,
    pairs: Bools,
    objective: Objective,
    work: float,
    *,
    held: Iterable[Held] = (),
    least: Ints | None = None,
) -> Ints | None:
    """The best solution found in which only some pairs differ; None where none was found.

    ``held``: further rows. ``least``: lower bounds of all columns, where they are not the
    program's own. What is decided beside x may change with the pairs. One engine is asked, for so
    many deterministic work units after its first look, and nothing is claimed of its answer but
    that it obeys the rows.
    """
    program = longer(f.program, held)
    derived = np.ones(program.columns, dtype=np.bool_)
    derived[f.x] = False
    free = np.zeros(program.columns, dtype=np.bool_)
    free[f.x[pairs]] = True
    for _ in range(2):  # what is decided by the pairs, and what shares a row with that
        free[program.columns_beside(free, derived)] = True
    if least is not None:
        program = program.within(least, program.upper)
    small, kept = program.restricted(free, solution)
    hint = solution[kept] if least is None else None
    limits = Limits(work=AT_PAIRS.of_first(small) + work)
    found, _ = a_solution(small, objective.restricted(free), hint, limits, UNWATCHED)
    if found is None:
        return None
    after = solution.copy()
    after[kept] = found
    return f.filled(after)


def improved(f: Formulation, goals: Iterable[MakeGoal], solution: Ints, ask: Ask) -> Ints:
    """The best solution found of a small formulation, goal after goal; it begins with one."""
    held: tuple[Held, ...] = ()
    for make in goals:
        goal = make()
        solution = f.filled(solution)
        _, solution = goal.optimise(partial(_solved, f, ask, solution, held), solution)
        held += goal.held(solution)
    return solution


def _solved(
    f: Formulation,
    ask: Ask,
    hint: Ints,
    held: tuple[Held, ...],
    objective: Objective,
    extra: tuple[Held, ...],
) -> Outcome:
    program = f.program.copy()
    for row in (*held, *extra):
        row.add_to(program)
    outcome = ask(program, objective, hint)
    if outcome.solution is None:
        return outcome
    return Outcome(outcome.status, f.filled(outcome.solution), outcome.bound, outcome.work)


def goals_of(f: Formulation, planned: Bools, cases: Ints) -> tuple[list[MakeGoal], int]:
    """The tiers of the policy and, after those of who is served, fewest changes; and its place.

    A change is a row of the plan (a mask over pairs) that goes, or one that comes on a case other
    than these.
    """
    it = f.instance
    tiers = it.eligibility.frame.pool.policy.tiers
    goals: list[MakeGoal] = [partial(goal_of, tier, f) for tier in tiers]
    place = max((i + 1 for i, tier in enumerate(tiers) if tier in SERVED), default=0)
    weights = np.where(planned, -1, np.where(np.isin(it.case, cases), 0, 1)).astype(np.int64)
    changes = Objective(f.x, weights, int(planned.sum()), maximise=False)
    goals.insert(place, partial(LinearGoal, TierName.STABILITY, changes, f.program))
    return goals, place


def in_one(f: Formulation, tiers: Iterable[TierName], last: Objective) -> Objective:
    """Linear tiers one after the other, and another objective at the end, as one sum.

    Where the numbers get too large for one sum, the later ones are left out.
    """
    found, *others = [*(LINEAR[tier](f).objective for tier in tiers), last]
    for other in others:
        found = found.then(other, f.program) or found
    return found


def keep_down(f: Formulation, but: Ints, seats: Ints) -> None:
    """Rows by which no demand, but some, has more people than so many seats (D).

    So a case of which a critical demand stays short does not run.
    """
    it = f.instance
    other = np.nonzero(~np.isin(it.demand, but))[0]
    demand, group = np.unique(it.demand[other], return_inverse=True)
    at_most(f.program, group, f.x[other], seats[demand])
    short = it.critical & (seats < it.headcount) & ~np.isin(np.arange(len(it.demands)), but)
    idle = np.unique(it.case_of_demand[short])
    at_most(f.program, np.arange(len(idle)), f.runs[idle], 0)


# -- what is said of a solution -------------------------------------------------------------------


def loose_results(f: Formulation, whole: Instance, solution: Ints) -> tuple[TierResult, ...]:
    """Values, with bounds that need no search: weak, and true of every plan of the whole pool."""
    policy = whole.eligibility.frame.pool.policy
    results = []
    for tier in policy.tiers:
        result = goal_of(tier, f).result(f.filled(solution))
        if tier is TierName.BALANCE and policy.balance is BalanceRule.LEXIMIN:
            results.append(result.model_copy(update={"status": "feasible"}))
            continue
        bound = _bound(whole, tier)
        status = "optimal" if bound == result.value else "feasible"
        results.append(result.model_copy(update={"bound": bound, "status": status}))
    return tuple(results)


def _bound(it: Instance, tier: TierName) -> int:
    """What no plan passes: every seat filled at its best, nothing changed, no load."""
    frame = it.eligibility.frame
    if tier is TierName.STATUTORY:
        until = frame.horizon.statutory_until
        due = [c.statutory_deadline is not None and c.statutory_deadline <= until for c in it.cases]
        return int((np.array(due, dtype=np.bool_) & it.has_core).sum())
    if tier is TierName.COVERAGE:
        bonus = frame.pool.policy.core_bonus * it.priority[it.has_core].sum()
        return int(bonus + (it.priority[it.case_of_demand] * it.headcount).sum())
    if tier is TierName.FIT:
        best = np.zeros(len(it.demands), dtype=np.int64)
        np.maximum.at(best, it.demand, it.fit)
        return int((best * it.headcount).sum())
    return 1000 * MOST_POINTS if tier is TierName.FLOOR else 0
