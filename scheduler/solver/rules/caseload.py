"""CASELOAD: a specialist serves at most max_cases cases.

Written over demands, which is the same thing: ONE_ROLE leaves one demand a case.
"""

from scheduler.solver.formulation import Formulation, at_most
from scheduler.solver.groups import numbered


def caseload(f: Formulation) -> None:
    """Σ_d x(s,d) ≤ max_cases(s), one row a specialist."""
    it = f.instance
    specialist, first = numbered(it.specialist)
    at_most(f.program, specialist, f.x, it.max_cases[it.specialist[first]])
