"""The master program over all patterns and teams that lose little, written down and solved at once.

At good prices few patterns and teams lose less than some threshold, and they hold the best mixture
of all, or one that is nearly as good. So where column by column would take too long, the whole list
is made and solved by the interior-point method; its duals are the next prices. As in ``master``,
slack columns keep the duals within a radius of the prices that the list was made for.

Rows: those of the prices in their layout, memberships last; then shares of each specialist's and
each case's columns; then, of each pair under instruments, the choice of one.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.linear import relaxation
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import AMPLE, Market
from scheduler.solver.prices.patterns import Patterns
from scheduler.solver.program import NO_BOUND, Objective, Program

SCALE = 1_000
"""Programs are in whole numbers, so prices are in parts of this."""
MOST_SLACK = 10**6


@dataclass(frozen=True)
class Listed:
    """A solved list: new prices, how far each pair is in the mixture, and what was promised.

    ``value``: what the mixture comes to, slack included; ``iterations`` of the simplex method that
    would have cost as much.
    """

    prices: Floats
    shares: Floats
    value: float
    iterations: float


def can_be_listed(market: Market) -> bool:
    """Whether patterns and teams say all: no loads have costs, no teams are left."""
    return not market.has_loads and market.teams.all_written_down


class Listing:
    """The program of one list of patterns and teams."""

    def __init__(self, market: Market, patterns: Patterns, teams: Ints) -> None:
        self._m, self._patterns, self._teams = market, patterns, teams
        self._program = p = Program()
        self._pattern, self._team = p.add_columns(patterns.count), p.add_columns(len(teams))
        self._boxed = market.size + len(market.members)
        self._slack = p.add_columns(2 * self._boxed, 0, MOST_SLACK)
        pair, act = market.acts
        used = np.isin(pair, patterns.pair)
        self._act_pair, self._act = pair[used], act[used]
        self._under = p.add_columns(len(self._act))
        agency, step = np.nonzero(np.arange(1, market.lending_cost.shape[1]) <= self._lendable)
        self._lender, self._lent = agency, p.add_columns(len(agency))
        self._lending_cost = np.diff(market.lending_cost, axis=1)[agency, step]
        self._rows: list[Ints] = []
        self._columns: list[Ints] = []
        self._weights: list[Ints] = []
        self._add_priced_rows()
        self._add_shares()

    def boxed(self, centre: Floats, radius: float) -> tuple[Program, Objective]:
        """The program with slack that keeps the duals near a centre, and the tier times ``SCALE``.

        The columns are the patterns, then the teams, each in the order given, then others.
        """
        return self._program, self._objective(centre, radius)

    def whole(self) -> tuple[Program, Objective]:
        """The program without slack, and the tier as a maximum: whose solutions mix nothing.

        Its columns are the patterns, then the teams, each in the order given, then others.
        """
        program, m = self._program, self._m
        kept = np.ones(program.columns, dtype=np.bool_)
        kept[self._slack] = False
        low = program.lower
        smaller, _ = program.restricted(kept, low)
        worth = [
            self._worth(m.goal.pair, m.goal.load),
            self._worth_of_teams(m.goal.runs),
            -m.goal.load * self._lending_cost,
        ]
        columns = np.concatenate([self._pattern, self._team, self._lent - 2 * self._boxed])
        return smaller, Objective(columns, np.concatenate(worth), m.goal.constant, maximise=True)

    @property
    def slack(self) -> Ints:
        """The columns that ``boxed`` has and ``whole`` has not."""
        return self._slack

    @property
    def _lendable(self) -> Ints:
        """Agency: blocks that are lent one by one, as their cost grows; none where it does not."""
        most = self._m.most_lent[:, None]
        return most if self._m.has_loads else np.zeros_like(most)

    def solve(
        self,
        centre: Floats,
        radius: float,
        seconds: float | None,
        iterations: int | None = None,
        stop: Stop = never,
    ) -> Listed | None:
        """The best mixture with its duals near a centre; None if out of time."""
        program, m = self._program, self._m
        found = relaxation(
            program,
            self._objective(centre, radius),
            seconds,
            interior=True,
            iterations=iterations,
            stop=stop,
        )
        if found is None:
            return None
        duals = found.duals[: self._boxed] / SCALE
        shares = np.zeros(m.instance.pairs)
        share = found.columns[self._pattern]
        np.add.at(shares, self._patterns.pair, share[self._patterns.of_pair])
        return Listed(
            m.signed(duals), shares, found.value / SCALE + m.goal.constant, found.iterations
        )

    def _objective(self, centre: Floats, radius: float) -> Objective:
        m = self._m
        below, above = np.rint((centre - radius) * SCALE), -np.rint((centre + radius) * SCALE)
        weights = [
            SCALE * self._worth(m.goal.pair, m.goal.load),
            SCALE * self._worth_of_teams(m.goal.runs),
            np.concatenate([below, above]).astype(np.int64),
            -SCALE * m.goal.load * self._lending_cost,
        ]
        columns = np.concatenate([self._pattern, self._team, self._slack, self._lent])
        return Objective(columns, np.concatenate(weights), 0, maximise=True)

    # -- columns -----------------------------------------------------------------------------

    def _sums(self, weight: Ints) -> Ints:
        """Σ over the pairs of each pattern."""
        total = np.zeros(self._patterns.count, dtype=np.int64)
        np.add.at(total, self._patterns.of_pair, weight[self._patterns.pair])
        return total

    def _worth(self, pair: Ints, load: int) -> Ints:
        """What a tier gives for each pattern."""
        worth = self._sums(pair)
        if load:
            blocks = self._sums(self._m.instance.effort)
            worth -= load * self._m.load_cost[self._patterns.specialist, blocks]
        return worth

    def _worth_of_teams(self, runs: Ints) -> Ints:
        teams = self._m.teams
        return np.where(teams.runs[self._teams], runs[teams.case[self._teams]], 0)

    # -- rows --------------------------------------------------------------------------------

    def _charge(self, row: int | Ints, column: Ints, weight: int | Ints) -> None:
        """Entries of the priced rows; weights of 0 are left out."""
        weights = np.broadcast_to(np.asarray(weight, dtype=np.int64), column.shape)
        used = weights != 0
        rows = np.broadcast_to(np.asarray(row, dtype=np.int64), column.shape)
        self._rows.append(rows[used])
        self._columns.append(column[used])
        self._weights.append(weights[used])

    def _add_priced_rows(self) -> None:
        m, it, at, some = self._m, self._m.instance, self._m.layout, self._patterns
        of_pair, who = some.of_pair, some.specialist
        self._charge(m.slot[some.pair], self._pattern[of_pair], 1)
        self._charge_teams()
        lent = self._sums(np.where(it.lent, it.effort, 0))
        self._charge(at.blocks.start + m.frame.agency[who], self._pattern, lent)
        away = np.nonzero(lent > 0)[0]
        self._charge(at.heads.start + m.frame.agency[who[away]], self._pattern[away], 1)
        reserve, place = np.nonzero(m.reserved[:, who[away]])
        self._charge(at.reserves.start + reserve, self._pattern[away[place]], 1)
        self._charge(at.acts.start + self._act, self._under, it.effort[self._act_pair])
        self._charge(at.blocks.start + self._lender, self._lent, -1)
        for i, (goal, _) in enumerate(m.held):
            row = at.held.start + i
            self._charge(row, self._pattern, -self._worth(goal.pair, goal.load))
            self._charge(row, self._team, -self._worth_of_teams(goal.runs))
            self._charge(row, self._lent, goal.load * self._lending_cost)
        member = m.member_of_pair[some.pair]
        inside = np.nonzero(member >= 0)[0]
        self._charge(m.size + member[inside], self._pattern[of_pair[inside]], 1)
        self._charge_slack()
        limits = np.concatenate([m.limits, np.zeros(len(m.members), np.int64)])
        upper = np.where(limits >= AMPLE, NO_BOUND, limits)
        if m.has_loads:
            upper[at.blocks] = 0
        lower = np.full(self._boxed, -NO_BOUND)
        lower[at.seats] = 0
        self._program.add_rows(
            np.concatenate(self._rows),
            np.concatenate(self._columns),
            np.concatenate(self._weights),
            count=self._boxed,
            lower=lower,
            upper=upper,
        )

    def _charge_teams(self) -> None:
        m, teams = self._m, self._m.teams
        sizes = np.diff(teams.bound)[self._teams]
        ends = np.cumsum(sizes)
        entry = np.repeat(teams.bound[self._teams] - (ends - sizes), sizes)
        entry = entry + np.arange(len(entry))
        self._charge(teams.slot[entry], np.repeat(self._team, sizes), -teams.people[entry])
        running = np.nonzero(teams.runs[self._teams])[0]
        case = teams.case[self._teams[running]]
        for i, (_, c) in enumerate(m.members):
            self._charge(m.size + i, self._team[running[case == c]], -1)

    def _charge_slack(self) -> None:
        count = self._boxed
        row, sign = np.tile(np.arange(count), 2), np.repeat([1, -1], count)
        self._charge(row, self._slack, sign)

    def _add_shares(self) -> None:
        m, p, some = self._m, self._program, self._patterns
        whole = np.where(m.specialists.has_pins, 1, -NO_BOUND)  # all of their patterns hold them
        whole[np.bincount(some.specialist, minlength=len(whole)) == 0] = -NO_BOUND
        p.add_rows(some.specialist, self._pattern, 1, count=len(whole), lower=whole, upper=1)
        case = m.teams.case[self._teams]  # each has one, and be it the team of nobody
        p.add_rows(case, self._team, 1, count=m.teams.count, lower=1, upper=1)
        torn, row = np.unique(self._act_pair, return_inverse=True)
        number = np.full(m.instance.pairs, -1)
        number[torn] = np.arange(len(torn))
        under = np.nonzero(number[some.pair] >= 0)[0]
        p.add_rows(
            np.concatenate([row.reshape(-1), number[some.pair[under]]]),
            np.concatenate([self._under, self._pattern[some.of_pair[under]]]),
            np.concatenate([np.ones(len(row), np.int64), -np.ones(len(under), np.int64)]),
            count=len(torn),
            lower=0,
            upper=0,
        )
