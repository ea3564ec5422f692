"""OUTSIDE_SHARE: no more than a share of the people on a case come from other agencies."""

import numpy as np

from scheduler.solver.formulation import Formulation


def outside_share(f: Formulation) -> None:
    """(100 − share)·outsiders − share·insiders ≤ 0, a row a case with a share below 100."""
    it = f.instance
    for c, case in enumerate(it.cases):
        share = case.outside_share
        if share == 100:
            continue
        pairs = it.pairs_of_case[c]
        f.program.add_row(f.x[pairs], np.where(it.lent[pairs], 100 - share, -share), upper=0)
