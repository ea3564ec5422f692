"""fit, max: how well the people suit their seats."""

from scheduler.model import TierName
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers.goal import LinearGoal


def fit(f: Formulation) -> LinearGoal:
    """Σ over the assigned pairs of their fit."""
    return LinearGoal(TierName.FIT, Objective(f.x, f.instance.fit, 0, maximise=True), f.program)
