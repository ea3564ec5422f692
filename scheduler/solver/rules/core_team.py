"""CORE_TEAM: a case that is not yet under way runs with all its critical demands, or not at all."""

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation, within
from scheduler.solver.groups import numbered


def core_team(f: Formulation) -> None:
    """Σ_{d∈c} x(s,d) ≤ z(c) for every specialist and case that has to run to be worked on.

    Without ONE_ROLE, x(s,d) ≤ z(c). A single pair on a demand of one seat is HEADCOUNT's row.
    """
    it = f.instance
    pairs = np.nonzero(f.idle_unless_run[it.case])[0]
    group, first = _roles(f, pairs)
    if Rule.HEADCOUNT in f.rules:
        said = (np.bincount(group) == 1) & (it.headcount[it.demand[pairs[first]]] == 1)
        pairs = pairs[~said[group]]
        group, first = _roles(f, pairs)
    within(f.program, group, f.x[pairs], f.runs[it.case[pairs[first]]])


def _roles(f: Formulation, pairs: Ints) -> tuple[Ints, Ints]:
    """Pairs grouped by specialist, case and role; at most one of a group is assigned."""
    return numbered(f.instance.specialist[pairs], f.instance.case[pairs], f.role[pairs])
