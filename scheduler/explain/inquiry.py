"""One plan of one pool, ready to be asked about: what all questions have in common.

The plan has to be of this pool, fact for fact, and the judge has to accept it: an explanation of
a stale plan would be wrong however well it was found.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property

from scheduler.check import judge
from scheduler.check.facts import Facts
from scheduler.model import (
    NotFoundError,
    Plan,
    PlannedAssignment,
    PlanRejectedError,
    Pool,
    RequestError,
    Rule,
)
from scheduler.solver.clauses import Clause, Row
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.engines.port import UnsettledError
from scheduler.solver.formulation import ALL_RULES


class Inquiry:
    """A judged plan, its pool, the judge's facts, and the solver's answers to "what if"."""

    def __init__(self, pool: Pool, plan: Plan) -> None:
        """Read and judge.

        Raises:
            RequestError: the plan was made from another pool.
            PlanRejectedError: the judge refuses the plan.
        """
        if plan.provenance.pool_sha256 != pool.sha256:
            made = plan.provenance.pool_sha256[:12]
            raise RequestError("explain.other_pool", made=made, given=pool.sha256[:12])
        verdict = judge(pool, plan)
        if not verdict.is_accepted:
            first = verdict.violations[0].text("en")
            raise PlanRejectedError("plan.rejected", count=len(verdict.violations), first=first)
        self.pool, self.plan = pool, plan
        self.facts = Facts(pool, pool.horizon(plan.start, plan.weeks), plan.assignments)

    @cached_property
    def whatif(self) -> Counterfactuals:
        """What the best plan would be under clauses."""
        return Counterfactuals(self.pool, self.plan)

    @cached_property
    def row(self) -> Mapping[Row, PlannedAssignment]:
        """Rows of the plan by specialist and demand."""
        return {(a.specialist, a.demand): a for a in self.plan.assignments}

    @cached_property
    def on(self) -> Mapping[str, tuple[str, ...]]:
        """Demand to those assigned to it."""
        found: dict[str, list[str]] = defaultdict(list)
        for specialist, demand in self.row:
            found[demand].append(specialist)
        return {demand: tuple(sorted(people)) for demand, people in found.items()}

    @cached_property
    def serves(self) -> Mapping[str, tuple[str, ...]]:
        """Specialist to the demands they are assigned to."""
        found: dict[str, list[str]] = defaultdict(list)
        for specialist, demand in self.row:
            found[specialist].append(demand)
        return {specialist: tuple(sorted(demands)) for specialist, demands in found.items()}

    def candidates(self, demand: str) -> tuple[str, ...]:
        """The specialists whom no code refuses for a demand, by id."""
        return tuple(sorted(s for s, _ in self.whatif.rows_of(demand)))

    def rows_of(self, demand: str) -> frozenset[Row]:
        """Every row that a demand could have."""
        return self.whatif.rows_of(demand)

    def irreducible_rules(self, clauses: Collection[Clause]) -> tuple[Rule, ...]:
        """Rules under which clauses cannot hold, none of which can be left out.

        None where that stays open on a large pool: a set that is too large is not told.
        """
        try:
            guessed = self.whatif.blamed_rules(list(clauses))
            if self.whatif.can_hold(clauses, guessed):
                guessed = ALL_RULES
            rules = [rule for rule in Rule if rule in guessed]
            for rule in list(rules):
                fewer = [r for r in rules if r is not rule]
                if not self.whatif.can_hold(clauses, fewer):
                    rules = fewer
        except UnsettledError:
            return ()
        return tuple(rules)

    def demand_known(self, specialist: str | None, demand: str) -> None:
        """Pass ids that this pool and these weeks have.

        Raises:
            NotFoundError: they do not have one of them.
        """
        if specialist is not None and specialist not in self.pool.specialist_of_id:
            raise NotFoundError("explain.no_specialist", specialist=specialist)
        if demand not in self.facts.windows:
            raise NotFoundError("explain.no_demand", demand=demand)
