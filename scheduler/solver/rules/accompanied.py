"""ACCOMPANIED: who assists on site does so beside someone who exercises the same authority."""

import numpy as np

from scheduler.model import Mode
from scheduler.solver.formulation import Formulation


def accompanied(f: Formulation) -> None:
    """x(s,d) ≤ Σ x over the exercise demands of the case with d's authority, for assist d."""
    it = f.instance
    for d, demand in enumerate(it.demands):
        if demand.mode is not Mode.ASSIST:
            continue
        leaders = [
            k
            for k in it.eligibility.frame.demands_of_case[demand.case]
            if it.demands[k].mode is Mode.EXERCISE and it.demands[k].authority == demand.authority
        ]
        beside = f.x[np.isin(it.demand, leaders)]
        for column in f.x[it.demand == d]:
            columns = np.concatenate([[column], beside])
            f.program.add_row(columns, np.array([1] + [-1] * len(beside)), upper=0)
