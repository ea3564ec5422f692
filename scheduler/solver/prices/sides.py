"""The two sides of one formulation, made once for all its tiers."""

from scheduler.solver.formulation import Formulation
from scheduler.solver.prices.specialists import Specialists
from scheduler.solver.prices.teams import Teams


class Sides:
    """What sells and what buys, whatever the tier."""

    def __init__(self, f: Formulation) -> None:
        self.formulation = f
        self.specialists = Specialists(f.instance)
        self.teams = Teams(f)
