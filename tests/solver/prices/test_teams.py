"""The best team of a case is the best of all teams that the judge's rules on one case allow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest

from scheduler.check import rule_violations
from scheduler.model import PlannedAssignment, Pool, Rule
from scheduler.solver.prices import teams as module
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.team_rules import TeamRules
from scheduler.solver.prices.teams import Teams
from tests.builders import row
from tests.properties.pools import any_pool
from tests.solver.prices.staffing import staffing_pool
from tests.solver.sided import formulation_of

RULES = {
    Rule.HEADCOUNT,
    Rule.CORE_TEAM,
    Rule.ACCOMPANIED,
    Rule.LEAD_PRESENT,
    Rule.OUTSIDE_SHARE,
}
Seats = tuple[int, int]


@dataclass(frozen=True)
class Team:
    """Insiders and outsiders of each demand of a case, and whether the core is full."""

    seats: dict[int, Seats]
    runs: bool


class Judged:
    """Every team of each case of a pool that the judge allows."""

    def __init__(self, it: Pool, rules: set[Rule]) -> None:
        self.pool, self.formulation = it, formulation_of(it)
        self.of = [list(self._teams(c, rules)) for c in range(len(self.formulation.instance.cases))]

    def _teams(self, c: int, rules: set[Rule]) -> Iterator[Team]:
        it = self.formulation.instance
        own = np.nonzero(it.case_of_demand == c)[0].tolist()
        sellers = [
            [np.nonzero((it.demand == d) & (it.lent == lent))[0] for lent in (0, 1)] for d in own
        ]
        ranges = [range(min(len(p), 4) + 1) for sides in sellers for p in sides]
        for counts in product(*ranges):
            seats = list(zip(counts[::2], counts[1::2], strict=True))
            chosen = [
                int(pair)
                for sides, numbers in zip(sellers, seats, strict=True)
                for pairs, n in zip(sides, numbers, strict=True)
                for pair in pairs[:n]
            ]
            if not rule_violations(self.pool, self.pool.horizon(), self._rows(chosen), rules):
                critical = [(d, n) for d, n in zip(own, seats, strict=True) if it.critical[d]]
                runs = bool(critical) and all(sum(n) >= it.headcount[d] for d, n in critical)
                yield Team(dict(zip(own, seats, strict=True)), runs)

    def _rows(self, pairs: list[int]) -> list[PlannedAssignment]:
        it = self.formulation.instance
        people = it.eligibility.frame.specialists
        ids = [(people[int(it.specialist[p])], it.demands[int(it.demand[p])]) for p in pairs]
        return [row(self.pool, s.specialist, d.demand) for s, d in ids]

    def most(self, c: int, price: Floats, running: float) -> float:
        """The best of all teams of a case."""
        return max(self.worth(team, price, running) for team in self.of[c])

    def worth(self, team: Team, price: Floats, running: float) -> float:
        """What a team pays for its seats, and gets for running."""
        size = len(self.formulation.instance.demands)
        paid = sum(i * price[d] + o * price[size + d] for d, (i, o) in team.seats.items())
        return float(paid + running * team.runs)


def prices_of(judged: Judged, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Prices of seats, of any sign, and what running is worth."""
    it = judged.formulation.instance
    price = rng.integers(-15, 25, 2 * len(it.demands)).astype(np.float64)
    running = rng.integers(0, 60, len(it.cases)) * it.has_core
    return price, running.astype(np.float64)


@pytest.mark.parametrize("pool_of", [any_pool, staffing_pool])
def test_the_best_team_is_the_best_of_all(pool_of: Callable[[int], Pool]) -> None:
    """Its gain is what the judge's rules leave; its seats are such a team's, worth the gain."""
    some = runs = 0
    for seed in range(30):
        judged, rng = Judged(pool_of(seed), RULES), np.random.default_rng(seed)
        it, teams = judged.formulation.instance, Teams(TeamRules(judged.formulation))
        for _ in range(5):
            price, running = prices_of(judged, rng)
            bought = teams.best(price, running)
            seats = bought.seats.reshape(2, -1).astype(int)
            for c in range(len(it.cases)):
                assert bought.gain[c] == judged.most(c, price, float(running[c])), (seed, c)
                own = np.nonzero(it.case_of_demand == c)[0].tolist()
                found = Team(
                    {d: (int(seats[0, d]), int(seats[1, d])) for d in own},
                    bool(teams.runs[bought.team[c]]),
                )
                assert found in judged.of[c]
                assert judged.worth(found, price, float(running[c])) == bought.gain[c]
                assert teams.case[bought.team[c]] == c
                some += sum(map(sum, found.seats.values())) > 0
                runs += found.runs
    assert some > 100
    assert runs > 50


@pytest.mark.parametrize("pool_of", [any_pool, staffing_pool])
def test_too_many_teams_are_taken_seat_by_seat(
    pool_of: Callable[[int], Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then HEADCOUNT and CORE_TEAM alone are kept, which is never less."""
    monkeypatch.setattr(module, "MOST_TEAMS", 0)
    for seed in range(8):
        loose = Judged(pool_of(seed), {Rule.HEADCOUNT, Rule.CORE_TEAM})
        it, teams, rng = loose.formulation.instance, Teams(TeamRules(loose.formulation)), seed
        for draw in range(5):
            price, running = prices_of(loose, np.random.default_rng((rng, draw)))
            bought = teams.best(price, running)
            assert (bought.team == -1).all()
            for c in range(len(it.cases)):
                assert bought.gain[c] == loose.most(c, price, float(running[c])), (seed, c)
            paid = price @ bought.seats
            assert paid <= bought.gain.sum() <= paid + running.sum()
