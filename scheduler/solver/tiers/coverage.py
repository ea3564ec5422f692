"""coverage, max: filled seats and running cases, weighted by priority."""

import numpy as np

from scheduler.model import TierName
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers.goal import LinearGoal


def coverage(f: Formulation) -> LinearGoal:
    """Σ_c priority(c)·(core_bonus·z(c) + Σ_{d∈c} Σ_s x(s,d))."""
    it = f.instance
    bonus = it.eligibility.frame.pool.policy.core_bonus
    columns = np.concatenate([f.x, f.runs[it.has_core]])
    weights = np.concatenate([it.priority[it.case], bonus * it.priority[it.has_core]])
    return LinearGoal(TierName.COVERAGE, Objective(columns, weights, 0, maximise=True), f.program)
