"""LEAD_PRESENT: where a case asks for it, nobody works on it without one of its lead agency."""

import numpy as np

from scheduler.solver.formulation import Formulation


def lead_present(f: Formulation) -> None:
    """x(s,d) ≤ Σ x over the insiders of the case, for every outsider pair of such a case."""
    it = f.instance
    for c, case in enumerate(it.cases):
        if not case.lead_present:
            continue
        insiders = f.x[(it.case == c) & ~it.lent]
        for column in f.x[(it.case == c) & it.lent]:
            columns = np.concatenate([[column], insiders])
            f.program.add_row(columns, np.array([1] + [-1] * len(insiders)), upper=0)
