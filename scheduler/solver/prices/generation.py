"""Better prices by column generation, with a trust region.

The master program mixes the patterns and teams seen so far (Dantzig-Wolfe decomposition of the
seats); its duals are new prices, at which the market names new patterns and teams. Left alone the
duals jump about, so slack columns keep them within a radius of the best prices so far ("boxstep"):
the radius grows after a step that kept its promise and shrinks after one that did not.

Once nothing more is to be had, memberships Σ_{d∈c} x(s,d) ≤ z(c) that the mixture breaks are priced
too, and it goes on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.engines.running import WORK_PER_ITERATION
from scheduler.solver.groups import first_of_each
from scheduler.solver.prices.columns import Columns, Pattern, Team
from scheduler.solver.prices.descent import Descent
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.linear import first_prices
from scheduler.solver.prices.listing import Listing
from scheduler.solver.prices.market import Bound, Market
from scheduler.solver.prices.master import Master, Mixture

RADIUS, WIDEST, NARROWEST = 0.3, 1000.0, 1e-4
"""First, largest and smallest radius of the trust region, in parts of the typical weight. The
largest is no limit to a good step: what a unit of an earlier tier is worth may lie far away."""
KEPT_PROMISE = 0.2
"""Share of the promised gain from which a step counts as a good one."""
PATIENCE = 4
"""Steps in a row that are not good after which the radius is halved: each has taught the master
new columns, so the first ones are no reason to be timid."""
MOST_STEPS, MOST_ROUNDS = 300, 12
STRETCH = 50
"""Steps that must bring as much as a list, where they take the place of lists."""
NEAR = 0.02
"""Distance of a start's bound from what is hoped for up to which it is taken without another."""
FEW = 3_000
"""Pairs up to which first prices cost so little that they are found beside any start, and a master
with the columns of earlier tiers too."""
BROKEN = 0.02
"""A membership is priced when the mixture breaks it by this much."""
WORK_PER_PAIR = 3e-7
"""Deterministic work charged for looking at prices, units a pair."""
MOST_DESCENTS = 200
WORTH_BEFORE_LISTS, WORTH_ALONE = 7e-4, 1.5e-4
"""Part of the bound that a stretch of steps down must bring: where lists follow, and where not."""
MOST_GENERATED, MOST_RELAXED, MOST_LISTED = 20_000, 60_000, 250_000
"""Pairs above which lists of patterns take the place of columns one by one, where a list holds all
that lose next to nothing; above which the first relaxation has only a part of the pairs, and steps
down follow; above which nothing else does."""
SELDOM, MOST_KEPT = 8, 160_000
"""Pairs a seat that the first relaxation keeps where there are too many for all of them; fewer, but
at least one, where that were more in all."""

LISTED_RADIUS, LISTED_LOSS, TEAM_LOSSES = 0.06, 0.06, 2.5
"""First radius and loss of a list, in parts of the typical weight; teams may lose so many times as
much as patterns."""
RESIZED = 1.5
"""What the radius is enlarged by after a list was right, and the loss reduced by where too many."""
FEW_LISTED, MANY_LISTED = 16, 32
"""Patterns a specialist that a list may hold at first, and once that brings too little."""
PARTS = (0.25, 0.5, 0.75, 1.0)
"""How far to go towards the prices that a list proposes."""
MIXED = 0.01
"""Share of a listed mixture from which a pair counts; an interior point has a little of all."""
WORTH_LISTING = 1e-4
"""Part of the bound that a list must bring to be followed by another one."""

MayGoOn = Callable[[float, float], bool]


@dataclass(frozen=True)
class Prices:
    """Prices (memberships last) and the bound, on the tier as a maximum, that they prove.

    It is infinite where nobody has looked at what they prove yet.
    """

    vector: Floats
    bound: float = np.inf

    @property
    def is_first(self) -> bool:
        """Whether they are a linear relaxation's, which others will come from."""
        return self.bound == np.inf


@dataclass(frozen=True)
class Known:
    """Prices (memberships last) to begin with; ``is_own``: a search of this tier has found them."""

    vector: Floats
    is_own: bool = False


class PriceSearch:
    """Searches the prices of the least bound.

    ``may_go_on(work, bound)`` hears of the deterministic work since the last call and of the bound
    so far, and says whether to go on; ``stop`` is polled while a linear program is solved, which
    may take some seconds of the clock or so much deterministic work, the first one ``patience``
    times as much. ``columns`` are those of earlier searches on the same two sides; on small pools
    they come first, and new ones are added.
    """

    def __init__(
        self,
        market: Market,
        may_go_on: MayGoOn,
        seconds: float | None,
        work: float | None = None,
        stop: Stop = never,
        columns: Columns | None = None,
        patience: float = 1.0,
    ) -> None:
        self._m, self._go_on, self._patience = market, may_go_on, patience
        iterations = None if work is None else int(work / WORK_PER_ITERATION)
        self._limits = seconds, iterations, stop
        is_small = market.instance.pairs <= FEW
        self._takes_columns = market.instance.pairs <= MOST_GENERATED
        self._columns = columns if columns is not None and is_small else Columns()
        self.unit = _typical_weight(market)
        self._work = 0.0
        self._best: Prices | None = None
        self._last: Mixture | None = None
        self._shares: Floats | None = None

    # -- the whole search --------------------------------------------------------------------

    def run(self, start: Known | None = None, enough: float = -np.inf) -> Prices:
        """The best prices found; it ends early at a bound below ``enough``."""
        *_, best = self.stages(start, enough)
        return best

    def stages(self, start: Known | None = None, enough: float = -np.inf) -> Iterator[Prices]:
        """The best prices found; before them, where those take long, the first good ones.

        Of large pools those of the linear relaxation come before these. It ends early at a bound
        below ``enough``. Where known prices to start from are far from that, and not this search's
        own, first ones are found too.
        """
        self._enough = enough
        near = enough + (NEAR * abs(enough) if self._m.instance.pairs > FEW else -1e-6)
        if start is None or (self._look(start.vector) > near and not start.is_own):
            prices, aim = self._first()
            if self._m.instance.pairs > MOST_RELAXED:
                yield Prices(prices)
                prices = self._descended(prices, aim)
            self._look(prices)
        elif self._m.instance.pairs > MOST_RELAXED and self._continues():
            self._look(self._descended(start.vector, enough))
        first = None
        if self._m.instance.pairs <= MOST_GENERATED:
            self._generate()
        elif self._m.instance.pairs <= MOST_LISTED:
            assert self._best is not None
            yield (first := self._best)
            if not self._continues():
                return
            if self._has_few_patterns():
                self._list()
            elif self._m.instance.pairs <= MOST_RELAXED and not self._m.asks_for_cases:
                self._takes_columns = True
                self._look(self._best.vector)  # for the columns that it names
                self._generate()
        assert self._best is not None
        if self._best is not first:
            yield self._best

    def _generate(self) -> None:
        """Columns one by one, and memberships where the mixture breaks them."""
        for _ in range(MOST_ROUNDS):
            mixture = self._improve()
            broken = self._broken(mixture) if mixture is not None else []
            if not broken or not self._continues():
                return
            self._m.add_members(broken)
            assert self._best is not None
            grown = np.concatenate([self._best.vector, np.zeros(len(broken))])
            self._best = Prices(grown, self._best.bound)

    def _first(self) -> tuple[Floats, float]:
        """First prices, of a linear relaxation, on large pools of a part; what to aim at from them.

        None at all where it does not end in its time.
        """
        it = self._m.instance
        kept = np.nonzero(self._m.counting)[0]
        if it.pairs > MOST_RELAXED:
            draw = np.random.default_rng(0).random(it.pairs)
            each = min(SELDOM, max(1, MOST_KEPT // self._m.layout.seats.stop))
            kept = np.sort(kept[first_of_each(self._m.slot[kept], each, draw[kept])])
        seconds, iterations, stop = self._limits
        seconds = None if seconds is None else self._patience * seconds
        iterations = None if iterations is None else int(self._patience * iterations)
        found = first_prices(self._m, kept, seconds, iterations, stop)
        self._work += WORK_PER_ITERATION * (
            (iterations or 0) if found is None else found.iterations
        )
        prices = np.zeros(self._m.size + len(self._m.members))
        aim = self._enough
        if found is not None:
            prices[: self._m.size], aim = found.prices, max(aim, found.value)
        return prices, aim

    def _descended(self, prices: Floats, aim: float) -> Floats:
        """Prices that some cheap steps lead to; how far pairs are in the mixture is kept."""
        descent = Descent(self._m, prices)

        def may_go_on(bound: float) -> bool:
            work, self._work = self._work, 0.0
            return self._go_on(work + self._work_of_look, bound) and bound >= self._enough

        lists_follow = self._m.instance.pairs <= MOST_LISTED
        worthwhile = WORTH_BEFORE_LISTS if lists_follow else WORTH_ALONE
        descent.run(MOST_DESCENTS, aim, worthwhile, may_go_on)
        self._shares = descent.shares
        return descent.best

    @property
    def _work_of_look(self) -> float:
        return WORK_PER_PAIR * self._m.instance.pairs

    def _continues(self) -> bool:
        assert self._best is not None
        work, self._work = self._work, 0.0
        return self._go_on(work, self._best.bound) and self._best.bound >= self._enough

    def _look(self, prices: Floats) -> float:
        """Evaluate prices and take the columns they name, if any will; the bound they prove."""
        bound = self._m.evaluate(prices)
        self._work += self._work_of_look
        if self._best is None or bound.total < self._best.bound:
            self._best = Prices(prices, bound.total)
        if self._takes_columns:
            self._take(bound, self._m.cheapest_acts(prices))
        return bound.total

    # -- lists of patterns -------------------------------------------------------------------

    def _has_few_patterns(self) -> bool:
        """Whether those that lose next to nothing are few.

        Whoever is not needed loses nothing by any of thousands, and no list holds all of these.
        """
        assert self._best is not None
        prices, loss = self._best.vector, NARROWEST * self.unit
        losses, most = self._m.losses(prices), FEW_LISTED * self._m.specialists.count
        return self._m.patterns(prices, losses, loss, most, stop=self._limits[2]) is not None

    def _list(self) -> None:
        """Solve lists of patterns that lose little, as long as that is worth it."""
        radius, loss, many = LISTED_RADIUS * self.unit, LISTED_LOSS * self.unit, FEW_LISTED
        while self._continues() and loss > NARROWEST * self.unit:
            assert self._best is not None
            centre, bound = self._best.vector, self._best.bound
            losses = self._m.losses(centre)
            most = many * self._m.specialists.count
            patterns = self._m.patterns(centre, losses, loss, most, stop=self._limits[2])
            if patterns is None:
                loss /= RESIZED
                continue
            teams = self._m.teams_within(centre, TEAM_LOSSES * loss)
            listed = Listing(self._m, patterns, teams).solve(centre, radius, *self._limits)
            if listed is None:
                self._work += WORK_PER_ITERATION * (self._limits[1] or 0)
                return
            self._shares = np.where(listed.shares > MIXED, listed.shares, 0.0)
            self._work += WORK_PER_ITERATION * listed.iterations
            steps = [(self._look(centre + p * (listed.prices - centre)), p) for p in PARTS]
            least, part = min(steps)
            radius *= RESIZED if part == PARTS[-1] else 1.0 if part > PARTS[1] else 0.5
            if bound - least <= WORTH_LISTING * abs(bound):
                if many == MANY_LISTED:
                    return
                many, loss = MANY_LISTED, 2 * loss

    # -- the trust region --------------------------------------------------------------------

    def _improve(self) -> Floats | None:
        """Steps until nothing more is gained; the mixture of columns that shows it, or None."""
        assert self._best is not None
        master = Master(self._m)
        radius, poor, before = RADIUS, 0, np.inf
        for step in range(MOST_STEPS):
            centre, bound = self._best.vector, self._best.bound
            if not self._continues():
                return None
            if step % STRETCH == 0 and self._m.instance.pairs > MOST_GENERATED:
                if before - bound < WORTH_LISTING * abs(bound):
                    return None
                before = bound
            master.extend(self._columns.all)
            solved = master.solve(centre, radius * self.unit, *self._limits)
            if solved is None:
                return None
            self._last = solved
            self._work += WORK_PER_ITERATION * solved.iterations
            promised = bound - solved.objective
            if promised <= max(1e-6 * abs(bound), 1e-3 * self.unit):
                if solved.slack < 1e-7 or radius >= WIDEST:
                    return solved.shares if solved.slack < 1e-7 else None
                radius = min(WIDEST, 4 * radius)
                continue
            gained = bound - self._look(solved.prices)
            if gained >= KEPT_PROMISE * promised:
                radius, poor = min(WIDEST, radius * 1.5), 0
                continue
            poor += 1
            if poor % PATIENCE == 0:
                radius = max(NARROWEST, radius / 2)
        return None

    # -- what the last mixture says ----------------------------------------------------------

    def shares(self) -> Floats:
        """How far each pair is in the last mixture (P), or in what was descended from."""
        x = np.zeros(self._m.instance.pairs)
        if self._last is None and self._shares is not None:
            return self._shares
        if self._last is not None:
            for column, share in zip(self._columns.all, self._last.shares.tolist(), strict=False):
                if isinstance(column, Pattern):
                    x[list(column.pairs)] += share
        return x

    # -- columns -----------------------------------------------------------------------------

    def _take(self, bound: Bound, act: Ints) -> None:
        own = self._m.specialists.patterns(bound.choice.chosen)
        self._columns.add(
            Pattern(s, tuple(pairs), tuple(act[pairs].tolist())) for s, pairs in own.items()
        )
        teams = enumerate(bound.bought.team.tolist())
        self._columns.add(Team(c, number) for c, number in teams if number >= 0)

    def _broken(self, mixture: Floats) -> list[tuple[int, int]]:
        """Memberships that the mixture breaks, of cases that run or have nobody."""
        m, it = self._m, self._m.instance
        x, runs = np.zeros(it.pairs), np.zeros(len(it.cases))
        for column, share in zip(self._columns.all, mixture.tolist(), strict=True):
            if isinstance(column, Pattern):
                x[list(column.pairs)] += share
            elif m.teams.runs[column.number]:
                runs[column.case] += share
        bound = (it.has_core & ~it.under_way)[it.case]
        used = np.nonzero(bound & (x > 1e-6))[0]
        key, place = np.unique(
            it.specialist[used] * len(it.cases) + it.case[used], return_inverse=True
        )
        total = np.zeros(len(key))
        np.add.at(total, place.reshape(-1), x[used])
        over = key[total - runs[key % len(it.cases)] > BROKEN]
        members = [divmod(k, len(it.cases)) for k in over.tolist()]
        return [member for member in members if member not in set(m.members)]


def _typical_weight(market: Market) -> float:
    """The median of what pairs and cases are worth, or of what a block of load costs."""
    weights = np.concatenate([np.abs(market.goal.pair), np.abs(market.goal.runs)])
    if market.goal.load:
        weights = np.concatenate([weights, np.diff(market.load_cost, axis=1).ravel()])
    heavy = weights[weights > 0]
    return float(np.median(heavy)) if len(heavy) else 1.0
