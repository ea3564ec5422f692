"""From a pool to a plan with proof.

pool → eligibility (pairs, refusals) → instance (arrays) → formulation (rules as rows) → search
(tier after tier) → layout (blocks) → plan; and ``make_plan`` has the judge read it before anyone
else does.
"""

from scheduler.solver.eligibility import Eligibility, eligibility
from scheduler.solver.insertion import insertion
from scheduler.solver.planning import accepts, make_plan, solve

__all__ = ["Eligibility", "accepts", "eligibility", "insertion", "make_plan", "solve"]
