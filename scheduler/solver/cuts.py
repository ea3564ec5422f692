"""Rows that every allowed plan keeps anyway, but that the linear relaxation does not know.

They change no value and no plan; they only bring the bound nearer. Each is there only if the rules
it follows from are.
"""

import numpy as np

from scheduler.model import Rule
from scheduler.solver.formulation import Formulation, numbered


def add_cuts(f: Formulation) -> None:
    """Add all cuts that the formulation's rules imply."""
    if {Rule.ONE_ROLE, Rule.CORE_TEAM} <= f.rules:
        _one_role_in_a_running_case(f)
    if {Rule.HEADCOUNT, Rule.CORE_TEAM} <= f.rules:
        _seats_of_a_running_case(f)
    if Rule.OUTSIDE_SHARE in f.rules:
        _whole_insiders(f)


def _one_role_in_a_running_case(f: Formulation) -> None:
    """Σ_{d∈c} x(s,d) ≤ z(c): one role a specialist, and none before the case runs."""
    it = f.instance
    bound = np.nonzero((it.has_core & ~it.under_way)[it.case])[0]
    if not len(bound):
        return
    group, first = numbered(it.specialist[bound], it.case[bound])
    count = len(first)
    f.program.add_rows(
        np.concatenate([group, np.arange(count)]),
        np.concatenate([f.x[bound], f.runs[it.case[bound[first]]]]),
        np.concatenate([np.ones(len(bound), np.int64), -np.ones(count, np.int64)]),
        count=count,
        upper=0,
    )


def _seats_of_a_running_case(f: Formulation) -> None:
    """Σ_s x(s,d) ≤ headcount(d)·z(c) for the demands of a case that is not under way."""
    it = f.instance
    bound = np.nonzero((it.has_core & ~it.under_way)[it.case])[0]
    if not len(bound):
        return
    group, first = numbered(it.demand[bound])
    demand = it.demand[bound[first]]
    f.program.add_rows(
        np.concatenate([group, np.arange(len(first))]),
        np.concatenate([f.x[bound], f.runs[it.case_of_demand[demand]]]),
        np.concatenate([np.ones(len(bound), np.int64), -it.headcount[demand]]),
        count=len(first),
        upper=0,
    )


def _whole_insiders(f: Formulation) -> None:
    """Σ insiders x ≥ ⌈seats·(100 − share)/100⌉·z(c): a running case fills its critical seats.

    Of at least that many people, all but the outside share are insiders, in whole numbers.
    """
    it = f.instance
    for c, case in enumerate(it.cases):
        share = case.outside_share
        if share in (0, 100) or not it.has_core[c]:
            continue
        seats = int(it.headcount[it.critical & (it.case_of_demand == c)].sum())
        insiders = f.x[(it.case == c) & ~it.lent]
        need = -(-seats * (100 - share) // 100)
        column = np.concatenate([insiders, f.runs[[c]]])
        weight = np.concatenate([np.ones(len(insiders), np.int64), [-need]])
        f.program.add_row(column, weight, lower=0)
