"""Dives: what a mixture of patterns has most of is fixed, until little is left to decide.

At good prices the patterns that lose little are written down with the teams that do (``listing``).
Of their best mixture, which is the linear relaxation's, a batch of patterns is fixed, those that it
has most of; it is mixed anew from where it stood, and so on (diving; Joncour, Michel, Sadykov,
Sverdlov and Vanderbeck 2010). A batch that costs too much is halved. What is drawn beside the
shares makes every dive another one. Whoever is torn in the end is left with the list's patterns, of
those that the last mixture's multipliers leave room for in a better plan.
"""

from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.fixing import Fixed, FixingProgram
from scheduler.solver.engines.port import Limits, Stop
from scheduler.solver.engines.running import WORK_PER_ITERATION
from scheduler.solver.prices.complete import Contenders
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.listing import SCALE, Listing
from scheduler.solver.prices.market import Market
from scheduler.solver.prices.patterns import Patterns

LISTED = 40
"""Patterns a specialist that a list may hold; one that holds so many times ``FULL`` is taken."""
FULL = 0.6
FIRST_LOSS, TEAM_LOSSES, TRIES = 0.2, 5.0, 12
"""The loss that is tried first, in parts of the typical weight; teams may lose so many times as
much as patterns; and how often another loss is tried."""
BATCH, DRAWN = 0.1, (0.2, 0.3, 0.3)
"""Part of the torn patterns in a batch, and what is drawn beside their shares, dive after dive."""
DEAR = 0.4
"""What a batch may cost before it is halved, in parts of the typical weight."""
RADIUS = 10.0
"""What a seat too many or too few costs beside its price, in parts of the typical weight: prices
that are not the best ones yet have no mixture in the list that keeps all seats."""
MOST_BATCHES, MOST_HALVED = 20, 12
NO_PATTERNS = Patterns(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(0, np.int64))
TORN = 1e-6
"""Share of a mixture, or of what is missing to a whole pattern, from which it counts."""


@dataclass(frozen=True)
class Remainder:
    """Where a dive ended: a mixture of patterns and teams, and what else the list decides.

    ``shares``: how far it has each; ``losses``: what a whole one more would take off, infinite
    where the dive has ruled it out; ``most``: what the mixture is worth, and so at most any plan of
    what is left.
    """

    shares: Floats
    losses: Floats
    most: float


class Dives:
    """Dives into one list; ``unit`` is the typical weight. ``work`` counts deterministic units."""

    def __init__(self, market: Market, prices: Floats, unit: float, limits: Limits, stop: Stop):
        self._market, self._unit, self._limits, self._stop = market, unit, limits, stop
        self._random = np.random.default_rng(limits.seed)
        self._count, self.work = 0, 0.0
        self._patterns, loss = self._listed(prices)
        teams = market.teams_within(prices, TEAM_LOSSES * loss)
        self._case, self._runs = market.teams.case[teams], market.teams.runs[teams]
        listing = Listing(market, self._patterns, teams)
        self._whole, self._slack = listing.whole(), listing.slack
        self._program = FixingProgram(*listing.boxed(prices, RADIUS * unit))
        self._dear = DEAR * unit * SCALE
        self._root = self._mixed()

    def dive(self, most: int) -> Remainder | None:
        """A mixture in which at most so many people are torn, with a batch fixed at least.

        More are torn where to fix more costs too much; None where there is no mixture at all.
        """
        mixture = self._root
        if mixture is None:
            return None
        self._program.restart()
        drawn = DRAWN[self._count % len(DRAWN)]
        self._count += 1
        for step in range(MOST_BATCHES):
            mixture = self._settled(mixture)
            torn = self._torn(mixture)
            people = len(np.unique(self._patterns.specialist[torn]))
            if people == 0 or (people <= most and step > 0):
                break
            batch = self._batch(mixture, torn, BATCH, drawn)
            after = self._fixed(batch, mixture.value)
            if after is None:
                break
            mixture = after
        shares = np.delete(mixture.columns, self._slack)
        losses = np.delete(mixture.losses, self._slack) / SCALE
        return Remainder(shares, losses, mixture.value / SCALE + self._market.goal.constant)

    def contenders(self, left: Remainder, least: int) -> Contenders | None:
        """What plans worth ``least`` or more are made of that keep what a dive has settled.

        Worths are of the tier as a maximum. None where the mixture says that there is no such plan.
        """
        if left.most < least - TORN:
            return None
        program, objective = self._whole
        count, who = self._patterns.count, self._patterns.specialist
        settled = left.shares[:count] > 1 - TORN
        free = (left.losses <= left.most - least + TORN) | (left.shares > TORN)
        free[:count] &= settled | ~np.isin(who, who[settled])
        low = program.lower.copy()
        low[:count][settled] = 1
        small, number = program.within(low, program.upper).restricted(free, program.lower)
        part = replace(objective.restricted(free), constant=objective.constant)
        return Contenders(self._market, self._patterns, small, part, number, least)

    def _listed(self, prices: Floats) -> tuple[Patterns, float]:
        """The patterns that lose little, as many as a list may hold, and what they lose at most."""
        market = self._market
        losses, most = market.losses(prices), LISTED * market.specialists.count
        known, least = NO_PATTERNS, 0.0
        loss, many = FIRST_LOSS * self._unit, np.inf
        for _ in range(TRIES):
            some = market.patterns(prices, losses, loss, most, stop=self._stop)
            if some is None:
                many = loss
            else:
                known, least = some, loss
                if some.count >= FULL * most:
                    break
            loss = 2 * loss if many == np.inf else (least + many) / 2
        return known, least

    def _mixed(self) -> Fixed | None:
        """The best mixture with what is fixed."""
        limits, most = self._limits, None
        if limits.work is not None:
            most = int(limits.work / WORK_PER_ITERATION)
        found = self._program.solve(limits.seconds, most, self._stop)
        if found is not None:
            self.work += WORK_PER_ITERATION * found.iterations
        return found

    def _torn(self, mixture: Fixed) -> Ints:
        """The patterns that a mixture has a part of."""
        share = mixture.columns[: self._patterns.count]
        return np.nonzero((share > TORN) & (share < 1 - TORN))[0]

    def _settled(self, mixture: Fixed) -> Fixed:
        """The best mixture with each case running or not that was half running, one by one."""
        size = self._patterns.count
        for _ in range(self._market.teams.count):
            runs = np.zeros(self._market.teams.count)
            share = mixture.columns[size : size + len(self._case)]
            np.add.at(runs, self._case[self._runs], share[self._runs])
            half = np.nonzero((runs > TORN) & (runs < 1 - TORN))[0]
            if not len(half):
                break
            case = half[np.argmax(runs[half] + self._random.random(len(half)))]
            after = self._decided(int(case), mixture.value)
            if after is None:
                break
            mixture = after
        return mixture

    def _decided(self, case: int, value: float) -> Fixed | None:
        """The best mixture with a case running, unless that costs much and not running less."""
        size = self._patterns.count
        running = size + np.nonzero((self._case == case) & self._runs)[0]
        others = size + np.nonzero((self._case == case) & ~self._runs)[0]
        self._program.fix(others, 0)
        yes = self._mixed()
        if yes is not None and yes.value >= value - self._dear:
            return yes
        self._program.free(others)
        self._program.fix(running, 0)
        no = self._mixed()
        if yes is None or (no is not None and no.value >= yes.value):
            return no
        self._program.free(running)
        self._program.fix(others, 0)
        return self._mixed()

    def _batch(self, mixture: Fixed, torn: Ints, part: float, drawn: float) -> Ints:
        """Patterns to fix, one a specialist: of what is torn that which most is there of."""
        share = mixture.columns[torn]
        order = torn[np.argsort(-(share + drawn * self._random.random(len(torn))), kind="stable")]
        _, first = np.unique(self._patterns.specialist[order], return_index=True)
        batch = order[np.sort(first)][: max(1, int(part * len(torn)))]
        half = mixture.columns[batch] >= 1 / 2
        return batch[half] if half.any() else batch[:1]

    def _fixed(self, batch: Ints, value: float) -> Fixed | None:
        """The best mixture with as much of a batch as costs little; None if that is nothing."""
        self._program.fix(batch, 1)
        for _ in range(MOST_HALVED):
            found = self._mixed()
            if self._stop():
                return None
            if found is not None and found.value >= value - self._dear:
                return found
            kept = len(batch) // 2
            self._program.free(batch[kept:])
            if not kept:
                self._program.fix(batch, 0)
                return self._mixed()
            batch = batch[:kept]
        return None
