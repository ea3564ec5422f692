"""HEADCOUNT: a demand is served by no more people than it has seats."""

import numpy as np

from scheduler.solver.formulation import Formulation, at_most, within
from scheduler.solver.groups import numbered


def headcount(f: Formulation) -> None:
    """One row a demand: Σ_s x(s,d) ≤ its seats; ≤ its seats · z(c) where CORE_TEAM binds c."""
    it = f.instance
    idle = f.idle_unless_run[it.case]
    free, bound = np.nonzero(~idle)[0], np.nonzero(idle)[0]
    demand, first = numbered(it.demand[free])
    at_most(f.program, demand, f.x[free], it.headcount[it.demand[free[first]]])
    demand, first = numbered(it.demand[bound])
    place = bound[first]
    seats = it.headcount[it.demand[place]]
    within(f.program, demand, f.x[bound], f.runs[it.case[place]], seats)
