"""stability, min: rows in force that are dropped, and new faces on cases that have a team."""

import numpy as np

from scheduler.model import RowStatus, TierName
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers.goal import LinearGoal

CURRENT = (RowStatus.IN_FORCE, RowStatus.PINNED, RowStatus.NOTIFIED)


def stability(f: Formulation) -> LinearGoal:
    """Σ over rows in force of (1 − x), plus Σ x over pairs that are new to a case with rows."""
    it = f.instance
    in_force = set(it.current_rows(RowStatus.IN_FORCE))
    kept = [n for row in sorted(in_force) if (n := it.pair_number.get(row)) is not None]
    on_case = {(s, int(it.case_of_demand[d])) for s, d in it.current_rows(*CURRENT)}
    manned = {c for _, c in on_case}
    both = zip(it.specialist.tolist(), it.case.tolist(), strict=True)
    new = [p for p, (s, c) in enumerate(both) if c in manned and (s, c) not in on_case]
    weight = np.zeros(it.pairs, dtype=np.int64)
    weight[kept] -= 1
    weight[new] += 1
    used = np.nonzero(weight)[0]
    objective = Objective(f.x[used], weight[used], len(in_force), maximise=False)
    return LinearGoal(TierName.STABILITY, objective, f.program)
