"""balance by squares, min: the sum of squared load ratios, in exact integer steps.

Each further block costs at least as much as the one before, so the steps fill from below.
"""

import numpy as np

from scheduler.model import TierName
from scheduler.solver.formulation import Formulation
from scheduler.solver.loads import Load, Loads
from scheduler.solver.program import Objective
from scheduler.solver.tiers.goal import LinearGoal


def step_costs(load: Load, scale: int) -> list[int]:
    """Cost of the 1st, 2nd, ... block: ⌊scale·members·(2(past + k) − 1) / capacity²⌋."""
    return [
        scale * load.members * (2 * (load.past + k) - 1) // load.capacity**2
        for k in range(1, len(load.steps) + 1)
    ]


def balance(f: Formulation) -> LinearGoal:
    """Σ_s φ_s(n_s) + Σ_a ψ_a(m_a) over the steps of all loads."""
    scale = f.instance.eligibility.frame.pool.policy.balance_scale
    loads = Loads(f)
    every = [*loads.specialists, *loads.agencies]
    nothing = np.zeros(0, dtype=np.int64)
    columns = np.concatenate([nothing, *(load.steps for load in every)])
    costs = np.array([c for load in every for c in step_costs(load, scale)], dtype=np.int64)
    return LinearGoal(TierName.BALANCE, Objective(columns, costs, 0, maximise=False), f.program)
