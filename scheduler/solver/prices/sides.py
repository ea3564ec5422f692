"""The two sides of one formulation, made once for all its tiers."""

from functools import cached_property

from scheduler.solver.formulation import Formulation
from scheduler.solver.prices.specialists import Specialists
from scheduler.solver.prices.team_rules import TeamRules
from scheduler.solver.prices.teams import Teams


class Sides:
    """What sells and what buys, whatever the tier."""

    def __init__(self, f: Formulation) -> None:
        self.formulation = f
        self.team_rules = TeamRules(f)
        self.specialists = Specialists(f.instance)

    @cached_property
    def teams(self) -> Teams:
        """All teams, written down."""
        return Teams(self.team_rules)
