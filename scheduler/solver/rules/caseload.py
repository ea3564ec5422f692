"""CASELOAD: a specialist serves at most max_cases cases.

Written over demands, which is the same thing: ONE_ROLE leaves one demand a case.
"""

import numpy as np

from scheduler.solver.formulation import Formulation, at_most, numbered


def caseload(f: Formulation) -> None:
    """Σ_d x(s,d) ≤ max_cases(s), one row a specialist."""
    people = f.instance.eligibility.frame.specialists
    limit = np.array([s.max_cases for s in people], dtype=np.int64)
    specialist, first = numbered(f.instance.specialist)
    at_most(f.program, specialist, f.x, limit[f.instance.specialist[first]])
