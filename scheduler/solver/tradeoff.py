"""The best plan in any order of tiers, under levels that some tiers have to reach.

The epsilon-constraint method asks for it again and again: the best of one tier among the plans in
which another one is at least so good. A level is a row of the program and changes no fact, so each
tier counts as it always does. On a small pool each tier is confirmed by a second engine; on a large
one an answer within the work allowed may stay unproven, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from scheduler.model import Horizon, Plan, Pool, SolveOptions, TierName, TierResult
from scheduler.solver.assemble import assemble, provenance
from scheduler.solver.eligibility import eligibility
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.engines.verified import settled, verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.planning import demand_accepted
from scheduler.solver.program import Program
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import Goal, Held, LinearGoal, goal_of, longer
from scheduler.solver.tierwise import asked


@dataclass(frozen=True)
class Level:
    """A tier whose value is at least so good: no smaller if maximised, else no larger."""

    tier: TierName
    value: int


@dataclass(frozen=True)
class Best:
    """A judged plan, and whether two engines say that no plan at these levels is better.

    ``proven``: of each tier that was asked for, in that order.
    """

    plan: Plan
    proven: tuple[bool, ...]


class Tradeoffs:
    """Questions about the plans of one pool in some weeks; what they share is built once.

    ``work``: deterministic work units that each engine may take for a tier of an answer.
    """

    def __init__(self, pool: Pool, horizon: Horizon, work: float) -> None:
        self.pool, self.horizon, self._work = pool, horizon, work
        self._it = Instance.of(eligibility(pool, horizon))

    @cached_property
    def _whole(self) -> tuple[Formulation, dict[TierName, Goal]]:
        f = formulate(self._it)
        goals = {tier: goal_of(tier, f) for tier in self.pool.policy.tiers}
        return f, goals

    def is_linear(self, tier: TierName) -> bool:
        """Whether a level can be asked of a tier."""
        return isinstance(self._whole[1].get(tier), LinearGoal)

    def best(
        self, order: Sequence[TierName], levels: Sequence[Level], near: Plan | None = None
    ) -> Best | None:
        """The best plan at these levels, tier after tier in an order; None if there is none.

        Two engines say that there is none. ``near``: a plan of the pool to begin at, if it reaches
        the levels.

        Raises:
            UnsettledError: no plan at these levels was found, and none was ruled out.
            PlanRejectedError: the judge refused the plan; nobody sees it.
        """
        f, goals = self._whole
        held = tuple(self._row(level) for level in levels)
        program = longer(f.program, held)
        solution = None if near is None else self._at(f, program, near)
        if solution is None:
            solution = settled(program, work=self._work)
        if solution is None:
            return None
        solution, results = f.filled(solution), list[TierResult]()
        for tier in order:
            ask = partial(asked, f, solution, held, self._work, None, True)
            result, solution = goals[tier].optimise(ask, solution)
            solution = f.filled(solution)
            held = (*held, *goals[tier].held(solution))
            results.append(result)
        proven = tuple(result.status == "optimal" for result in results)
        return Best(self._told(f, goals, solution, len(levels)), proven)

    def _at(self, f: Formulation, program: Program, plan: Plan) -> Ints | None:
        """The solution that a plan is; None where it does not keep the program's rows."""
        frame = self._it.eligibility.frame
        rows = [(a.specialist, a.demand) for a in plan.assignments]
        numbers = [(frame.specialist_number[s], frame.demand_number[d]) for s, d in rows]
        specialist, demand = np.array(numbers, dtype=np.int64).reshape(-1, 2).T
        pairs = self._it.pair_numbers(specialist, demand)
        values = np.zeros(self._it.pairs, dtype=np.int64)
        values[pairs[pairs >= 0]] = 1
        fixed, every = program.copy(), np.arange(self._it.pairs, dtype=np.int64)
        fixed.add_rows(every, f.x, 1, count=self._it.pairs, lower=values, upper=values)
        return verified(fixed, None, None, Limits(work=self._work), UNWATCHED).solution

    def _row(self, level: Level) -> Held:
        goal = self._whole[1][level.tier]
        assert isinstance(goal, LinearGoal), "levels are asked of linear tiers only"
        objective = goal.objective
        least = level.value - objective.constant
        row = (objective.columns, objective.coefficients)
        return Held(*row, lower=least) if objective.maximise else Held(*row, upper=least)

    def _told(
        self, f: Formulation, goals: dict[TierName, Goal], solution: Ints, levels: int
    ) -> Plan:
        """The plan; its bounds are those that need no search, for it is best only at its levels."""
        made = provenance(self.pool, SolveOptions(), None)
        made = made.model_copy(update={"software": f"{made.software}; {levels} levels"})
        results = tuple(goals[tier].result(solution) for tier in self.pool.policy.tiers)
        plan = assemble(f, solution, results, (), made)
        demand_accepted(self.pool, plan)
        return plan
