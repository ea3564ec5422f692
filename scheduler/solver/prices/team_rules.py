"""The rules on the team of one case, of which only counts matter: insiders and outsiders a demand.

HEADCOUNT is the caller's: nobody asks about more people than a demand has seats.
"""

from collections.abc import Sequence

from scheduler.model import Mode, Rule
from scheduler.solver.formulation import Formulation
from scheduler.solver.groups import Groups

Seats = tuple[int, int]
"""Insiders and outsiders."""


class TeamRules:
    """CORE_TEAM, LEAD_PRESENT, OUTSIDE_SHARE and ACCOMPANIED, for all cases of a formulation.

    ``demands``: those of each case, in whose order a team counts its people.
    """

    def __init__(self, f: Formulation) -> None:
        self.formulation, it = f, f.instance
        groups = Groups.of(it.case_of_demand, len(it.cases))
        self.demands: list[list[int]] = [groups[c].tolist() for c in range(len(it.cases))]
        self._seats: list[int] = it.headcount.tolist()
        self._critical: list[bool] = it.critical.tolist()
        self._idle_unless_run: list[bool] = f.idle_unless_run.tolist()

    def is_full(self, c: int, team: Sequence[Seats]) -> bool:
        """All critical demands of a case are full, and there are some."""
        own = self.demands[c]
        critical = [
            sum(n) == self._seats[d] for d, n in zip(own, team, strict=True) if self._critical[d]
        ]
        return bool(critical) and all(critical)

    def allows(self, c: int, team: Sequence[Seats]) -> bool:
        """Whether the rules of a case let a team work: insiders and outsiders of each demand."""
        rules = self.formulation.rules
        insiders, outsiders = (sum(n) for n in zip(*team, strict=True))
        if insiders + outsiders == 0:
            return True
        case = self.formulation.instance.cases[c]
        if self._idle_unless_run[c] and not self.is_full(c, team):
            return False
        if Rule.LEAD_PRESENT in rules and case.lead_present and insiders == 0:
            return False
        share = case.outside_share
        if Rule.OUTSIDE_SHARE in rules and 100 * outsiders > share * (insiders + outsiders):
            return False
        return Rule.ACCOMPANIED not in rules or self._is_accompanied(c, team)

    def _is_accompanied(self, c: int, team: Sequence[Seats]) -> bool:
        demands = self.formulation.instance.demands
        served = [demands[d] for d, n in zip(self.demands[c], team, strict=True) if sum(n)]
        led = {d.authority for d in served if d.mode is Mode.EXERCISE}
        return all(d.authority in led for d in served if d.mode is Mode.ASSIST)
