"""Markets of tiny pools, each beside all plans that the pool allows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np

from scheduler.model import Pool, TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import AMPLE, Market
from scheduler.solver.prices.sides import Sides
from scheduler.solver.prices.terms import Terms, terms_of
from scheduler.solver.tiers import goal_of
from scheduler.solver.tiers.goal import LinearGoal
from tests.brute.board import Board
from tests.check.proof.every_plan import EveryPlan, Values
from tests.check.proof.tables import is_sum
from tests.properties.pools import any_pool
from tests.solver.sided import formulation_of

SIZES = {
    TierName.STATUTORY: (1, 2),
    TierName.COVERAGE: (3, 30, 300),
    TierName.STABILITY: (1, 2),
    TierName.BALANCE: (100, 3_000, 30_000),
    TierName.FIT: (10, 50, 200),
}
"""About what prices of a tier come to."""


@dataclass(frozen=True)
class Stall:
    """The market of one tier of a pool, with a plan's values of the earlier tiers held."""

    seed: int
    every: EveryPlan
    formulation: Formulation
    market: Market
    goal: LinearGoal
    held: Values

    @property
    def pool(self) -> Pool:
        """The pool."""
        return self.every.board.pool

    @property
    def tier(self) -> TierName:
        """The tier."""
        return self.goal.tier

    @property
    def best(self) -> int:
        """The best value of the tier, as a maximum."""
        return self.worth(self.every.best(self.tier, self.held))

    def worth(self, value: int) -> int:
        """A value of the tier as a maximum."""
        return value if self.tier.is_maximised else -value

    def solution(self, plan: int) -> Ints:
        """Whom a plan (by number) assigns, who is away and what runs, in columns of the program."""
        f, it = self.formulation, self.formulation.instance
        frame = it.eligibility.frame
        f.away  # noqa: B018 - its columns must be there before they are counted
        columns = np.zeros(f.program.columns, dtype=np.int64)
        for s, d in self.every.pairs[plan]:
            pair = it.pair_number(frame.specialist_number[s], frame.demand_number[d])
            assert pair is not None
            columns[f.x[pair]] = 1
            weeks = f.away[it.specialist[pair]]
            if it.lent[pair] and (weeks >= 0).all():
                columns[weeks] = 1
        return f.filled(columns)


@cache
def every_plan(seed: int) -> EveryPlan:
    """All plans of a seed's pool; several tests ask for the same ones."""
    return EveryPlan(Board(any_pool(seed)))


def stalls(seeds: Iterable[int]) -> Iterator[Stall]:
    """A market for every tier that is a sum: of the best plan, and of any plan."""
    for seed in seeds:
        every = every_plan(seed)
        if not every.plans:
            continue
        formulation, rng = formulation_of(every.board.pool), Random(f"stalls/{seed}")
        for held in (every.plans[0], rng.choice(every.plans)):
            for goal, market in markets(formulation, held):
                yield Stall(seed, every, formulation, market, goal, held)


def markets(formulation: Formulation, held: Values) -> Iterator[tuple[LinearGoal, Market]]:
    """The market of every tier that is a sum, the earlier ones held at these values."""
    pool, sides = formulation.instance.eligibility.frame.pool, Sides(formulation)
    earlier: list[tuple[Terms, int]] = []
    for tier in (tier for tier in pool.policy.tiers if is_sum(pool, tier)):
        goal, value = goal_of(tier, formulation), held[tier]
        assert isinstance(goal, LinearGoal)
        assert isinstance(value, int)
        terms = terms_of(formulation, tier, goal.objective)
        assert terms is not None
        yield goal, Market(sides, terms, tuple(earlier))
        earlier.append((terms, terms.worth(value)))


def some_prices(market: Market, rng: Random, *, members: bool = True) -> Floats:
    """Prices of everything that has one, in whole numbers; sometimes of memberships too."""
    it, size = market.instance, rng.choice(SIZES[market.goal.tier])
    if members and rng.random() < 0.5:
        starts = it.has_core & ~it.under_way
        people, cases = range(market.specialists.count), np.nonzero(starts)[0].tolist()
        every = [(s, c) for s in people for c in cases if (s, c) not in market.members]
        market.add_members(rng.sample(every, rng.randint(0, len(every))))
    share = rng.choice((0.2, 0.6, 1.0))
    count = market.size + len(market.members)
    drawn = [rng.randint(0, size) * (rng.random() < share) for _ in range(count)]
    prices = np.array(drawn, dtype=np.float64)
    for i in range(market.layout.seats.stop):
        prices[i] *= rng.choice((1, 1, -1))
    prices[: market.size][market.limits >= AMPLE] = 0  # what has no limit has no price
    return prices
