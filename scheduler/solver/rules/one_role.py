"""ONE_ROLE: a specialist serves at most one demand of a matter."""

from scheduler.solver.formulation import Formulation, at_most
from scheduler.solver.groups import numbered


def one_role(f: Formulation) -> None:
    """Σ_{d of the matter} x(s,d) ≤ 1, one row a specialist and matter."""
    role, _ = numbered(f.instance.specialist, f.instance.matter)
    at_most(f.program, role, f.x, 1)
