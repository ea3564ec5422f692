"""Q(c): the most that one case can pay for a team that its rules allow."""

from typing import NamedTuple

from scheduler.model import Case, Demand, Mode

Team = tuple[int, int, str]  # insiders, outsiders, the last power that somebody exercises


class Seats(NamedTuple):
    """A demand, how many are eligible, and the prices; the latter of (insiders, outsiders)."""

    demand: Demand
    eligible: tuple[int, int]
    price: tuple[int, int]

    def fillings(self, full: bool) -> list[tuple[int, int]]:
        """HEADCOUNT: the numbers of insiders and outsiders that there can be."""
        heads, (most_in, most_out) = self.demand.headcount, self.eligible
        return [
            (inside, outside)
            for inside in range(min(most_in, heads) + 1)
            for outside in range(min(most_out, heads - inside) + 1)
            if inside + outside == heads or not full
        ]


def most_paid(case: Case, seats: list[Seats], reward: int, must_run: bool) -> int:
    """Q(c), with a ``reward`` ≥ 0 for a full core; CORE_TEAM: who must run may have nobody."""
    partly = [0] if must_run else _teams(case, seats, full=False)
    return max([reward + paid for paid in _teams(case, seats, full=True)] + partly)


def _teams(case: Case, seats: list[Seats], full: bool) -> list[int]:
    """Demand by demand, the best price for each (insiders, outsiders, is the power exercised)."""
    # only a share asks how many there are, and LEAD_PRESENT whether there is anybody
    most = sum(s.demand.headcount for s in seats) if case.outside_share < 100 else case.lead_present
    teams = {(0, 0, ""): 0}
    for s in sorted(seats, key=lambda s: (s.demand.authority or "", s.demand.mode != "exercise")):
        power, mode, longer = s.demand.authority or "", s.demand.mode, dict[Team, int]()
        for (insiders, outsiders, led), paid in teams.items():
            for inside, outside in s.fillings(full and s.demand.critical):
                served = inside + outside > 0
                if served and mode is Mode.ASSIST and led != power:
                    continue  # ACCOMPANIED
                leads = power if led == power or (served and mode is Mode.EXERCISE) else ""
                team = min(most, insiders + inside), min(most, outsiders + outside), leads
                price = paid + inside * s.price[0] + outside * s.price[1]
                longer[team] = max(price, longer.get(team, price))
        teams = longer
    return [
        paid
        for (inside, outside, _), paid in teams.items()
        if (inside or not outside or not case.lead_present)  # LEAD_PRESENT
        and 100 * outside <= case.outside_share * (inside + outside)  # OUTSIDE_SHARE
    ]
