"""CORE_TEAM: a case that is not yet under way runs with all its critical demands, or not at all."""

import numpy as np

from scheduler.solver.formulation import Formulation


def core_team(f: Formulation) -> None:
    """x(s,d) ≤ z(c) for every pair of a case with critical demands that is not under way."""
    it = f.instance
    bound = np.nonzero((it.has_core & ~it.under_way)[it.case])[0]
    row = np.arange(len(bound))
    f.program.add_rows(
        np.concatenate([row, row]),
        np.concatenate([f.x[bound], f.runs[it.case[bound]]]),
        np.concatenate([np.ones(len(row), np.int64), -np.ones(len(row), np.int64)]),
        count=len(bound),
        upper=0,
    )
