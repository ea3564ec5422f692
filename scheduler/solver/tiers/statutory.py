"""statutory, max: running cases with critical demands whose statutory deadline is near."""

import numpy as np

from scheduler.model import TierName
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers.goal import LinearGoal


def statutory(f: Formulation) -> LinearGoal:
    """Σ_c z(c) over cases due on or before the Sunday of the week after the horizon."""
    it = f.instance
    until = it.eligibility.frame.horizon.statutory_until
    due = np.array(
        [c.statutory_deadline is not None and c.statutory_deadline <= until for c in it.cases],
        dtype=np.bool_,
    )
    columns = f.runs[due & it.has_core]
    objective = Objective(columns, np.ones(len(columns), dtype=np.int64), 0, maximise=True)
    return LinearGoal(TierName.STATUTORY, objective, f.program)
