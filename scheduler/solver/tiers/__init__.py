"""The ordered goals, one file a tier: what it is worth, and what holds it for later ones."""

from collections.abc import Callable

from scheduler.model import BalanceRule, TierName
from scheduler.solver.formulation import Formulation
from scheduler.solver.tiers.balance import balance
from scheduler.solver.tiers.coverage import coverage
from scheduler.solver.tiers.fit import fit
from scheduler.solver.tiers.floor import Floor
from scheduler.solver.tiers.goal import Goal, Held, LinearGoal, longer
from scheduler.solver.tiers.leximin import Leximin
from scheduler.solver.tiers.stability import stability
from scheduler.solver.tiers.statutory import statutory

__all__ = ["LINEAR", "Goal", "Held", "LinearGoal", "goal_of", "longer"]

LINEAR: dict[TierName, Callable[[Formulation], LinearGoal]] = {
    TierName.STATUTORY: statutory,
    TierName.COVERAGE: coverage,
    TierName.STABILITY: stability,
    TierName.BALANCE: balance,
    TierName.FIT: fit,
}


def goal_of(tier: TierName, f: Formulation) -> Goal:
    """The goal of a tier on a formulation; its columns are added to the program."""
    if tier is TierName.FLOOR:
        return Floor(f)
    policy = f.instance.eligibility.frame.pool.policy
    if tier is TierName.BALANCE and policy.balance is BalanceRule.LEXIMIN:
        return Leximin(f)
    return LINEAR[tier](f)
