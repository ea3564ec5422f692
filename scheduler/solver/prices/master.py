"""The master program: a mixture of patterns and teams that keeps all that the two sides share.

Its rows are those of the prices, then one a specialist and one a case (shares add up to 1). Slack
columns keep each dual within a radius of a centre, at the cost of what lies beyond.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.solver.engines.growing import NO_LIMIT, GrowingProgram
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.prices.columns import Column, Pattern, Team
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import AMPLE, Market


@dataclass(frozen=True)
class Mixture:
    """A solved master: its value, the duals as prices, each column's share, the slack in use."""

    objective: float
    prices: Floats
    shares: Floats
    slack: float
    iterations: int


class Master:
    """One master program for the memberships that a market prices now."""

    def __init__(self, market: Market) -> None:
        self._m = market
        self._boxed = market.size + len(market.members)
        self._people = self._boxed
        self._cases = self._people + market.specialists.count
        rows = self._cases + market.teams.count
        lower, upper = np.full(rows, -NO_LIMIT), np.zeros(rows)
        lower[market.layout.seats] = 0.0
        limits = market.limits
        upper[: market.size] = np.where(limits >= AMPLE, NO_LIMIT, limits.astype(np.float64))
        upper[self._people :] = 1.0
        if market.has_loads:
            upper[market.layout.blocks] = 0.0
        self._program = GrowingProgram(lower, upper)
        self._member = {member: i for i, member in enumerate(market.members)}
        self._members_of_case: dict[int, list[int]] = {}
        for i, (_, c) in enumerate(market.members):
            self._members_of_case.setdefault(c, []).append(i)
        self._taken = 0
        self._add_slack()
        if market.has_loads:
            self._add_lending()
        self._first = self._program.columns

    def _add_slack(self) -> None:
        count = self._boxed
        self._program.add_columns(
            np.zeros(2 * count),
            np.full(2 * count, NO_LIMIT),
            np.arange(2 * count),
            np.tile(np.arange(count), 2),
            np.repeat([1.0, -1.0], count),
        )

    def _add_lending(self) -> None:
        """What agencies lend, block by block: the cheaper blocks come first of themselves."""
        m = self._m
        agency, step = np.nonzero(np.arange(1, m.lending_cost.shape[1]) <= m.most_lent[:, None])
        cost = np.diff(m.lending_cost, axis=1)[agency, step]
        entries = [{m.layout.blocks.start + int(a): -1.0} for a in agency]
        for entry, c in zip(entries, cost.tolist(), strict=True):
            for i, (goal, _) in enumerate(m.held):
                if goal.load:
                    entry[m.layout.held.start + i] = float(goal.load * c)
        self._add(-m.goal.load * cost.astype(np.float64), entries, 1.0)

    def _add(self, cost: Floats, entries: Sequence[dict[int, float]], upper: float) -> None:
        sizes = [len(entry) for entry in entries]
        starts = np.cumsum([0, *sizes[:-1]])
        row = np.array([r for entry in entries for r in entry], dtype=np.int64)
        value = np.array([v for entry in entries for v in entry.values()], dtype=np.float64)
        self._program.add_columns(cost, np.full(len(cost), upper), starts, row, value)

    # -- columns -----------------------------------------------------------------------------

    def extend(self, columns: Sequence[Column]) -> None:
        """Append the columns that came since the last time."""
        new = columns[self._taken :]
        if new:
            both = [self._pattern(c) if isinstance(c, Pattern) else self._team(c) for c in new]
            self._add(np.array([cost for cost, _ in both]), [entry for _, entry in both], NO_LIMIT)
            self._taken = len(columns)

    def _pattern(self, column: Pattern) -> tuple[float, dict[int, float]]:
        m, it, at, s = self._m, self._m.instance, self._m.layout, column.specialist
        entry: dict[int, float] = {self._people + s: 1.0}

        def charge(row: int, amount: float) -> None:
            entry[row] = entry.get(row, 0.0) + amount

        blocks, lent = 0, False
        for p, act in zip(column.pairs, column.acts, strict=True):
            effort = int(it.effort[p])
            blocks += effort
            charge(int(m.slot[p]), 1.0)
            if it.lent[p]:
                lent = True
                charge(at.blocks.start + int(it.agency[p]), effort)
            if act >= 0:
                charge(at.acts.start + act, effort)
            member = self._member.get((s, int(it.case[p])))
            if member is not None:
                charge(m.size + member, 1.0)
        if lent:
            charge(at.heads.start + int(m.frame.agency[s]), 1.0)
            for i in np.nonzero(m.reserved[:, s])[0].tolist():
                charge(at.reserves.start + i, 1.0)
        pairs, load = list(column.pairs), int(m.load_cost[s, blocks])
        for i, (goal, _) in enumerate(m.held):
            charge(at.held.start + i, float(goal.load * load - goal.pair[pairs].sum()))
        return float(m.goal.pair[pairs].sum() - m.goal.load * load), entry

    def _team(self, column: Team) -> tuple[float, dict[int, float]]:
        m, teams = self._m, self._m.teams
        entry: dict[int, float] = {self._cases + column.case: 1.0}
        own = slice(*teams.bound[column.number : column.number + 2].tolist())
        for slot, people in zip(teams.slot[own].tolist(), teams.people[own].tolist(), strict=True):
            entry[slot] = -float(people)
        if not teams.runs[column.number]:
            return 0.0, entry
        for member in self._members_of_case.get(column.case, ()):
            entry[m.size + member] = -1.0
        for i, (goal, _) in enumerate(m.held):
            entry[m.layout.held.start + i] = -float(goal.runs[column.case])
        return float(m.goal.runs[column.case]), entry

    # -- solving -----------------------------------------------------------------------------

    def solve(
        self,
        centre: Floats,
        radius: float,
        seconds: float | None,
        iterations: int | None = None,
        stop: Stop = never,
    ) -> Mixture | None:
        """The best mixture with its duals in the box around a centre; None if out of time."""
        below, above = centre - radius, centre + radius
        self._program.set_costs(np.arange(2 * self._boxed), np.concatenate([below, -above]))
        solved = self._program.solve(seconds, iterations, stop)
        if solved is None:
            return None
        objective, duals, values, iterations = solved
        return Mixture(
            objective + self._m.goal.constant,
            self._m.signed(duals[: self._boxed]),
            values[self._first :],
            float(values[: 2 * self._boxed].sum()),
            iterations,
        )
