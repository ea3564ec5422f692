"""stability, min: rows in force that are dropped, and new faces on cases that have a team."""

from collections.abc import Collection

import numpy as np

from scheduler.model import RowStatus, TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers.goal import LinearGoal

CURRENT = (RowStatus.IN_FORCE, RowStatus.PINNED, RowStatus.NOTIFIED)


def stability(f: Formulation) -> LinearGoal:
    """Σ over rows in force of (1 − x), plus Σ x over pairs that are new to a case with rows."""
    it = f.instance
    in_force = set(it.current_rows(RowStatus.IN_FORCE))
    kept = it.pair_numbers(*_columns(in_force))
    specialist, demand = _columns(set(it.current_rows(*CURRENT)))
    case = it.case_of_demand[demand]
    manned = np.zeros(len(it.cases), dtype=np.bool_)
    manned[case] = True
    on_case = np.isin(it.specialist * len(it.cases) + it.case, specialist * len(it.cases) + case)
    weight = (manned[it.case] & ~on_case).astype(np.int64)
    weight[kept[kept >= 0]] -= 1
    used = np.nonzero(weight)[0]
    objective = Objective(f.x[used], weight[used], len(in_force), maximise=False)
    return LinearGoal(TierName.STABILITY, objective, f.program)


def _columns(rows: Collection[tuple[int, int]]) -> tuple[Ints, Ints]:
    """The specialists and the demands of some rows."""
    specialist, demand = np.array(sorted(rows), dtype=np.int64).reshape(-1, 2).T
    return specialist, demand
