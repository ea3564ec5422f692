"""The buying side: the best team of each case, given what a seat costs an insider and an outsider.

Teams are counts of insiders and outsiders a demand, all of them written down once: only counts
matter to HEADCOUNT, CORE_TEAM, ACCOMPANIED, LEAD_PRESENT and OUTSIDE_SHARE. Of a case with too many
of them only HEADCOUNT and CORE_TEAM are kept, seat by seat, which is a bound too.
"""

from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.team_rules import TeamRules

MOST_TEAMS = 20_000
"""Teams of one case that are written down."""


@dataclass(frozen=True)
class Bought:
    """What each case gains at best, the seats it then uses (2D), and its team's number or -1."""

    gain: Floats
    seats: Floats
    team: Ints


class Teams:
    """All teams of all cases, as one sparse matrix of seats."""

    def __init__(self, rules: TeamRules) -> None:
        self._rules = rules
        self._it = it = rules.formulation.instance
        offered = np.zeros((2, len(it.demands)), dtype=np.int64)
        np.add.at(offered, (it.lent.astype(np.int64), it.demand), 1)
        options = [
            [(i, o) for i in range(min(a, seats) + 1) for o in range(min(b, seats - i) + 1)]
            for a, b, seats in zip(*offered.tolist(), it.headcount.tolist(), strict=True)
        ]
        self._options = options
        self._loose = [
            c
            for c, own in enumerate(rules.demands)
            if prod(len(options[d]) for d in own) > MOST_TEAMS
        ]
        self._list_teams()

    @property
    def count(self) -> int:
        """C."""
        return len(self._it.cases)

    @property
    def all_written_down(self) -> bool:
        """Whether no case has too many teams to have them all written down."""
        return not self._loose

    def _list_teams(self) -> None:
        column: list[int] = []
        people: list[int] = []
        bound, runs, first = [0], list[bool](), [0]
        loose = set(self._loose)
        for c, own in enumerate(self._rules.demands):
            choices = [self._options[d] for d in own]
            nobody = [tuple((0, 0) for _ in own)]
            for team in nobody if c in loose else product(*choices):
                full = self._rules.is_full(c, team)
                if c in loose or self._rules.allows(c, team):
                    for d, (insiders, outsiders) in zip(own, team, strict=True):
                        if insiders:
                            column.append(d)
                            people.append(insiders)
                        if outsiders:
                            column.append(d + len(self._it.demands))
                            people.append(outsiders)
                    bound.append(len(column))
                    runs.append(full)
            first.append(len(runs))
        self.slot = np.array(column, dtype=np.int64)
        self.people = np.array(people, dtype=np.int64)
        self.bound = np.array(bound, dtype=np.int64)
        self.runs = np.array(runs, dtype=np.bool_)
        self._first = np.array(first, dtype=np.int64)
        self.case = np.repeat(np.arange(self.count), np.diff(self._first))

    # -- the best ones -----------------------------------------------------------------------

    def best(self, price: Floats, running: Floats) -> Bought:
        """The best team of each case; ``price`` (2D) is paid a seat, ``running`` (C) if it runs."""
        worth = self._worth(price, running)
        gain = np.maximum.reduceat(worth, self._first[:-1]) if len(worth) else np.zeros(0)
        place = np.nonzero(worth == gain[self.case])[0]
        _, one = np.unique(self.case[place], return_index=True)
        team = place[one]
        picked = np.zeros(len(worth), dtype=np.bool_)
        picked[team] = True
        entry = np.repeat(picked, np.diff(self.bound))
        seats = np.zeros(len(price))
        np.add.at(seats, self.slot[entry], self.people[entry])
        for c in self._loose:
            gain[c], team[c] = self._seat_by_seat(c, price, float(running[c]), seats), -1
        return Bought(gain, seats, team)

    def losses(self, price: Floats, running: Floats) -> Floats:
        """How much each team written down loses of its case's best gain (0 or more)."""
        worth = self._worth(price, running)
        best = np.maximum.reduceat(worth, self._first[:-1]) if len(worth) else worth
        return best[self.case] - worth

    def _worth(self, price: Floats, running: Floats) -> Floats:
        """What each team written down is worth."""
        sums = np.concatenate([[0.0], np.cumsum(price[self.slot] * self.people)])
        worth: Floats = sums[self.bound[1:]] - sums[self.bound[:-1]]
        return worth + running[self.case] * self.runs

    def _seat_by_seat(self, c: int, price: Floats, running: float, seats: Floats) -> float:
        it, size = self._it, len(self._it.demands)
        free, forced = [], []
        for d in self._rules.demands[c]:
            paid = [(i * price[d] + o * price[size + d], i, o) for i, o in self._options[d]]
            full = [p for p in paid if p[1] + p[2] == it.headcount[d]] if it.critical[d] else paid
            free.append((d, max(paid)))
            forced.append((d, max(full, default=(-np.inf, 0, 0))))
        some = it.has_core[c]
        choices: list[tuple[float, list[tuple[int, tuple[float, int, int]]]]] = [(0.0, [])]
        if not some or it.under_way[c]:
            choices.append((sum(p[0] for _, p in free), free))
        if some:
            choices.append((running + sum(p[0] for _, p in forced), forced))
        gain, used = max(choices, key=lambda choice: choice[0])
        for d, (_, insiders, outsiders) in used:
            seats[d] += insiders
            seats[size + d] += outsiders
        return float(gain)


__all__ = ["Bools", "Bought", "Teams"]
