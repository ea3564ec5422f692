"""First prices: the duals of the linear relaxation over single pairs.

It knows of each specialist only how many cases and blocks, and of each case only sums of seats, so
it is small; the prices are a start for ``generation``, which then knows whole patterns.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.model import Mode
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.linear import relaxation
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import AMPLE, Market
from scheduler.solver.program import NO_BOUND, Objective, Program

INTERIOR_PAIRS = 25_000
"""From so many pairs on the interior-point method is the faster one."""


@dataclass(frozen=True)
class First:
    """Prices from a relaxation, what it comes to, and simplex iterations it took (or as many)."""

    prices: Floats
    value: float
    iterations: float


def first_prices(
    market: Market,
    kept: Ints,
    seconds: float | None,
    iterations: int | None = None,
    stop: Stop = never,
) -> First | None:
    """Prices from the relaxation over some pairs; None when it was not solved in time."""
    rows = _Relaxation(market, kept)
    interior = len(kept) >= INTERIOR_PAIRS
    program = rows.program
    found = relaxation(
        program,
        rows.objective(),
        seconds,
        interior=interior,
        iterations=iterations,
        stop=stop,
    )
    if found is None:
        return None
    return First(market.signed(found.duals[: market.size]), found.value, found.iterations)


class _Relaxation:
    """The rows of the prices come first, in the layout's order."""

    def __init__(self, market: Market, kept: Ints) -> None:
        self._m, self._kept = market, kept
        self.program = p = Program()
        it, demands = market.instance, len(market.instance.demands)
        self._cost: list[tuple[Ints, Ints]] = []
        # rows that define steps; they come after the priced ones
        self._later: list[tuple[Ints, Ints, Ints, Ints, Ints, int]] = []
        self._x = p.add_columns(len(kept))
        self._seats = p.add_columns(2 * demands, 0, np.tile(it.headcount, 2))
        self._runs = p.add_columns(len(it.cases), 0, it.has_core.astype(np.int64))
        self._away = p.add_columns(market.specialists.count)
        self._lent = p.add_columns(len(market.most_lent), 0, market.most_lent)
        pair, self._act = market.acts
        number = np.full(it.pairs, -1)
        number[kept] = np.arange(len(kept))
        self._pair_of_act = number[pair]
        used = self._pair_of_act >= 0
        self._act, self._pair_of_act = self._act[used], self._pair_of_act[used]
        self._under = p.add_columns(len(self._act))
        self._add_loads()
        self._add_priced_rows()
        self._add_specialists()
        self._add_cases()

    def objective(self) -> Objective:
        """The tier itself."""
        m = self._m
        columns = [self._x, self._runs, *(c for c, _ in self._cost)]
        weights = [m.goal.pair[self._kept], m.goal.runs]
        weights += [-m.goal.load * cost for _, cost in self._cost]
        both = np.concatenate(columns), np.concatenate(weights)
        return Objective(*both, m.goal.constant, maximise=True)

    def _add_loads(self) -> None:
        """Steps of load, where a load costs: Σ e·x = Σ steps, the cheaper ones first."""
        m, p = self._m, self.program
        if not m.has_loads:
            return
        it, kept = m.instance, self._kept
        for table, most, sums in (
            (m.load_cost, m.frame.capacity, (it.specialist[kept], self._x, it.effort[kept])),
            (m.lending_cost, m.most_lent, (np.arange(len(self._lent)), self._lent, 1)),
        ):
            owner, step = np.nonzero(np.arange(1, table.shape[1]) <= most[:, None])
            column = p.add_columns(len(owner))
            self._cost.append((column, np.diff(table, axis=1)[owner, step]))
            group, charged, blocks = sums
            values = np.broadcast_to(np.asarray(blocks, dtype=np.int64), charged.shape)
            self._later.append((owner, column, group, charged, values, len(table)))

    def _add_priced_rows(self) -> None:
        m, p, it, kept = self._m, self.program, self._m.instance, self._kept
        seats = len(self._seats)
        ones, minus = np.ones(len(kept), np.int64), -np.ones(seats, np.int64)
        p.add_rows(
            np.concatenate([m.slot[kept], np.arange(seats)]),
            np.concatenate([self._x, self._seats]),
            np.concatenate([ones, minus]),
            count=seats,
            lower=0,
            upper=0,
        )
        lent, agencies = it.lent[kept], len(self._lent)
        p.add_rows(
            np.concatenate([it.agency[kept][lent], np.arange(agencies)]),
            np.concatenate([self._x[lent], self._lent]),
            np.concatenate([it.effort[kept][lent], -np.ones(agencies, np.int64)]),
            count=agencies,
            upper=0,
        )
        limit = np.where(m.limits >= AMPLE, NO_BOUND, m.limits)
        at = m.layout
        p.add_rows(m.frame.agency, self._away, 1, count=agencies, upper=limit[at.heads])
        reserve, member = np.nonzero(m.reserved)
        count = len(m.reserves)
        p.add_rows(reserve, self._away[member], 1, count=count, upper=limit[at.reserves])
        effort = it.effort[kept][self._pair_of_act]
        count = at.acts.stop - at.acts.start
        p.add_rows(self._act, self._under, effort, count=count, upper=limit[at.acts])
        for (goal, _), most in zip(m.held, limit[at.held].tolist(), strict=True):
            columns = [self._x, self._runs, *(c for c, _ in self._cost)]
            weights = [-goal.pair[kept], -goal.runs, *(goal.load * c for _, c in self._cost)]
            p.add_row(np.concatenate(columns), np.concatenate(weights), upper=most)
        for owner, column, group, charged, values, rows in self._later:
            p.add_rows(
                np.concatenate([group, owner]),
                np.concatenate([charged, column]),
                np.concatenate([values, -np.ones(len(column), np.int64)]),
                count=rows,
                lower=0,
                upper=0,
            )

    def _add_specialists(self) -> None:
        m, p, it, kept = self._m, self.program, self._m.instance, self._kept
        people, count = it.specialist[kept], m.specialists.count
        most = it.max_cases
        p.add_rows(people, self._x, 1, count=count, upper=most)
        p.add_rows(people, self._x, it.effort[kept], count=count, upper=m.frame.capacity)
        lent = np.nonzero(it.lent[kept])[0]
        effort = it.effort[kept][lent]
        for each, room in ((np.ones_like(effort), most), (effort, m.frame.capacity)):
            p.add_rows(
                np.concatenate([people[lent], np.arange(count)]),
                np.concatenate([self._x[lent], self._away]),
                np.concatenate([each, -room]),
                count=count,
                upper=0,
            )
        under, row = np.unique(self._pair_of_act, return_inverse=True)
        p.add_rows(
            np.concatenate([row.reshape(-1), np.arange(len(under))]),
            np.concatenate([self._under, self._x[under]]),
            np.concatenate([np.ones(len(self._under), np.int64), -np.ones(len(under), np.int64)]),
            count=len(under),
            lower=0,
            upper=0,
        )

    def _add_cases(self) -> None:
        """Seats, and the sums that the rules on a case's team come to."""
        p, it = self.program, self._m.instance
        demands = np.arange(len(it.demands))
        inside, outside = self._seats[demands], self._seats[demands + len(demands)]
        both = np.concatenate([inside, outside])
        ones = np.ones(len(both), np.int64)
        p.add_rows(np.tile(demands, 2), both, ones, count=len(demands), upper=it.headcount)
        bound = (it.has_core & ~it.under_way)[it.case_of_demand]
        for chosen, lower, upper in (
            (it.critical, 0, NO_BOUND),
            (bound, -NO_BOUND, 0),
        ):
            d = np.nonzero(chosen)[0]
            row = np.arange(len(d))
            p.add_rows(
                np.tile(row, 3),
                np.concatenate([inside[d], outside[d], self._runs[it.case_of_demand[d]]]),
                np.concatenate([np.ones(2 * len(d), np.int64), -it.headcount[d]]),
                count=len(d),
                lower=lower,
                upper=upper,
            )
        for c, case in enumerate(it.cases):
            own = np.nonzero(it.case_of_demand == c)[0]
            if case.outside_share < 100:
                weights = np.repeat([-case.outside_share, 100 - case.outside_share], len(own))
                p.add_row(np.concatenate([inside[own], outside[own]]), weights, upper=0)
            if case.lead_present and it.has_core[c] and not it.under_way[c]:
                columns = np.concatenate([inside[own], self._runs[[c]]])
                p.add_row(columns, np.append(-np.ones(len(own), np.int64), 1), upper=0)
            self._add_accompanied(own, inside, outside)

    def _add_accompanied(self, own: Ints, inside: Ints, outside: Ints) -> None:
        it = self._m.instance
        for d in own.tolist():
            if it.demands[d].mode is not Mode.ASSIST:
                continue
            leading = [
                e
                for e in own.tolist()
                if it.demands[e].mode is Mode.EXERCISE
                and it.demands[e].authority == it.demands[d].authority
            ]
            columns = np.concatenate([inside[[d, *leading]], outside[[d, *leading]]])
            weights = np.tile(np.array([1] + [-int(it.headcount[d])] * len(leading)), 2)
            self.program.add_row(columns, weights, upper=0)
