"""The judge: is a plan allowed, and what is each tier worth? It shares no line with the solver."""

from collections.abc import Iterable
from importlib import import_module

from scheduler.check.eligibility import refusals_of
from scheduler.check.facts import Facts, Pair, Rows, Violation, Violations
from scheduler.check.proof import unproven
from scheduler.check.record import assignments, empty_seats
from scheduler.check.tiers import TierValue, tiers, values
from scheduler.check.violation import Verdict
from scheduler.model import Horizon, Plan, Pool, Refusal, Rule, TierName

__all__ = ["Verdict", "Violation", "judge", "refusals", "rule_violations", "tier_values"]


def judge(pool: Pool, plan: Plan) -> Verdict:
    """Everything that is wrong with a plan; the pool is free of errors.

    Raises:
        RequestError: the plan's weeks are not 1 to 13.
    """
    facts = Facts(pool, pool.horizon(plan.start, plan.weeks), plan.assignments)
    found = [*assignments(facts, plan), *_broken(facts, Rule), *empty_seats(facts, plan)]
    return Verdict((*found, *tiers(facts, plan), *unproven(facts, plan.tiers, plan.witnesses)))


def rule_violations(
    pool: Pool, horizon: Horizon, assignments: Rows, rules: Iterable[Rule] | None = None
) -> tuple[Violation, ...]:
    """What breaks some rules (default: all), whatever else is wrong with the assignments."""
    return tuple(_broken(Facts(pool, horizon, assignments), Rule if rules is None else rules))


def refusals(pool: Pool, horizon: Horizon, specialist: str, demand: str) -> tuple[Refusal, ...]:
    """Every code that refuses a pair, in the problem's order; KeyError if there is no such pair."""
    facts = Facts(pool, horizon)
    return tuple(refusals_of(facts, Pair(facts, specialist, demand)))


def tier_values(pool: Pool, horizon: Horizon, assignments: Rows) -> dict[TierName, TierValue]:
    """The value of each tier of the policy; for leximin the loads, then the agencies' lending."""
    return values(Facts(pool, horizon, assignments))


def _broken(facts: Facts, rules: Iterable[Rule]) -> Violations:
    for name in [rule.lower() for rule in sorted(rules, key=list(Rule).index)]:
        yield from getattr(import_module(f"scheduler.check.rules.{name}"), name)(facts)
