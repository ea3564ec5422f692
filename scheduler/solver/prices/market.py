"""The sum of both sides at given prices: a bound on a tier, and who would serve what.

A price vector is laid out in parts, named in ``Layout``: seats (an insider's and an outsider's a
demand, any sign), and, none of them below 0, lent blocks and lent heads of each agency, home
reserves, blocks under instruments, units of held tiers, and memberships in teams.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.patterns import Patterns, patterns_within
from scheduler.solver.prices.sides import Sides
from scheduler.solver.prices.specialists import Choice
from scheduler.solver.prices.teams import Bought
from scheduler.solver.prices.terms import Terms, Worths
from scheduler.solver.reserves import Reserve, reserves_of

AMPLE = 2**40
"""A limit that nothing reaches."""


@dataclass(frozen=True)
class Layout:
    """Where each part of a price vector lies."""

    seats: slice
    blocks: slice
    heads: slice
    reserves: slice
    acts: slice
    held: slice

    @classmethod
    def of(cls, *sizes: int) -> "Layout":
        """Parts of these sizes, one after the other."""
        ends = np.cumsum([0, *sizes]).tolist()
        return cls(*(slice(a, b) for a, b in pairwise(ends)))


@dataclass(frozen=True)
class Bound:
    """What the market comes to: ``total`` (in parts of 1/scale) bounds the tier's maximum.

    ``lent`` (A): the blocks that each agency then lends, the most where several are as good.
    """

    total: float
    choice: Choice
    bought: Bought
    lent: Ints


class Market:
    """Both sides of one tier with earlier tiers held; all a price vector needs to be judged.

    ``held``: earlier tiers with what they are worth now, as maxima.
    """

    def __init__(self, sides: Sides, goal: Terms, held: tuple[tuple[Terms, int], ...]) -> None:
        self.sides, self.goal, self.held = sides, goal, held
        self.formulation = sides.formulation
        self.instance = sides.formulation.instance
        self.frame = frame = self.instance.eligibility.frame
        self.specialists, self.teams = sides.specialists, sides.teams
        self.members: list[tuple[int, int]] = []
        agencies, acts = len(frame.agency_names), len(frame.pool.instruments)
        self.layout = Layout.of(
            2 * len(frame.demands), agencies, agencies, len(self.reserves), acts, len(held)
        )

    @property
    def size(self) -> int:
        """Prices but those of memberships."""
        return int(self.layout.held.stop)

    @property
    def worths(self) -> Worths:
        """What each of the held tiers is worth."""
        return {goal.tier: worth for goal, worth in self.held}

    @property
    def has_loads(self) -> bool:
        """Whether this tier or a held one has costs of load."""
        return bool(self.goal.load or any(goal.load for goal, _ in self.held))

    @property
    def asks_for_cases(self) -> bool:
        """Whether running cases are worth something; else people only change about among them."""
        return bool(self.goal.runs.any())

    @cached_property
    def counting(self) -> Bools:
        """Pairs of cases that count for this tier or a held one; the others can be left aside."""
        counts = np.zeros(len(self.instance.cases), dtype=np.bool_)
        for terms in (self.goal, *(terms for terms, _ in self.held)):
            counts |= (terms.runs != 0) | bool(terms.load)
            counts[self.instance.case[terms.pair != 0]] = True
        return counts[self.instance.case]

    # -- limits ------------------------------------------------------------------------------

    @cached_property
    def slot(self) -> Ints:
        """Pair to its seat: the demand's number, or for outsiders that and D."""
        it = self.instance
        return it.demand + np.where(it.lent, len(it.demands), 0)

    @cached_property
    def most_lent(self) -> Ints:
        """Agency: blocks that it can lend over the horizon."""
        frame = self.frame
        released = np.zeros(len(frame.agency_names), dtype=np.int64)
        np.add.at(released, frame.agency, frame.capacity)
        if Rule.LENDING_BLOCKS not in self.formulation.rules:
            return released
        return np.minimum(released, self._limits("max_lent_blocks"))

    @cached_property
    def most_heads(self) -> Ints:
        """Agency: people that it can lend, summed over the weeks."""
        if Rule.LENDING_HEADS not in self.formulation.rules:
            return np.full(len(self.frame.agency_names), AMPLE)
        return self._limits("max_lent_heads")

    def _limits(self, name: str) -> Ints:
        agencies = [self.frame.pool.agency_of_id[a] for a in self.frame.agency_names]
        weekly = [getattr(a, name) for a in agencies]
        weeks = self.frame.horizon.weeks
        return np.array([AMPLE if n is None else n * weeks for n in weekly], dtype=np.int64)

    @cached_property
    def reserves(self) -> tuple[Reserve, ...]:
        """Home reserves that keep somebody at home who counts in every week, in order of name."""
        if Rule.HOME_RESERVE not in self.formulation.rules:
            return ()
        some = [r for r in reserves_of(self.frame) if r.heads and r.always.any()]
        return tuple(sorted(some, key=lambda r: (r.agency, r.skill, r.level)))

    @cached_property
    def reserved(self) -> Floats:
        """(reserve, specialist): 1 where the specialist counts."""
        rows = [r.always for r in self.reserves]
        shape = (len(rows), self.specialists.count)
        return np.array(rows, dtype=np.float64).reshape(shape)

    @cached_property
    def acts(self) -> tuple[Ints, Ints]:
        """(pair, instrument) of pairs whose instruments all have ceilings."""
        if Rule.INSTRUMENT_CEILING not in self.formulation.rules:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return self.instance.under_ceilings

    @cached_property
    def limits(self) -> Ints:
        """What each price is charged for at most, laid out like the prices."""
        left = [i.blocks_left for i in self.frame.pool.instruments]
        return np.concatenate(
            [
                np.zeros(self.layout.seats.stop, dtype=np.int64),
                self.most_lent,
                self.most_heads,
                np.array([r.away.sum() for r in self.reserves], dtype=np.int64),
                np.array([AMPLE if n is None else n for n in left], dtype=np.int64),
                np.array([goal.constant - value for goal, value in self.held], dtype=np.int64),
            ]
        )

    def signed(self, duals: Floats) -> Floats:
        """Duals as prices: only those of seats may be below 0."""
        free = self.layout.seats.stop
        return np.concatenate([duals[:free], np.maximum(duals[free:], 0.0)])

    # -- loads -------------------------------------------------------------------------------

    @cached_property
    def load_cost(self) -> Ints:
        """φ: cost of a load of 0, 1, ... blocks of each specialist (S × most blocks + 1)."""
        frame = self.frame
        past = np.array([s.past_blocks for s in frame.specialists], dtype=np.int64)
        before = np.array([s.past_capacity for s in frame.specialists], dtype=np.int64)
        most = int(frame.capacity.max(initial=0))
        return self._costs(past, before + frame.capacity, np.ones(len(past), np.int64), most)

    @cached_property
    def lending_cost(self) -> Ints:
        """ψ: cost of lending 0, 1, ... blocks of each agency (A × most blocks + 1)."""
        frame = self.frame
        agencies = [frame.pool.agency_of_id[a] for a in frame.agency_names]
        released = np.zeros(len(agencies), dtype=np.int64)
        np.add.at(released, frame.agency, frame.capacity)
        past = np.array([a.past_lent_blocks for a in agencies], dtype=np.int64)
        pool = np.array([a.past_pool_blocks for a in agencies], dtype=np.int64) + released
        heads = np.bincount(frame.agency, minlength=len(agencies))
        return self._costs(past, pool, heads, int(self.most_lent.max(initial=0)))

    def _costs(self, past: Ints, capacity: Ints, members: Ints, most: int) -> Ints:
        scale = self.frame.pool.policy.balance_scale
        k = np.arange(1, most + 1)
        step = scale * members[:, None] * (2 * (past[:, None] + k) - 1)
        step = np.where(capacity[:, None] > 0, step // np.maximum(capacity, 1)[:, None] ** 2, 0)
        return np.concatenate([np.zeros((len(past), 1), np.int64), np.cumsum(step, axis=1)], axis=1)

    # -- the sum -----------------------------------------------------------------------------

    def evaluate(self, prices: Floats, scale: float = 1.0, *, exact: bool = True) -> Bound:
        """The bound that prices prove; they are in parts of 1/scale, as is the total.

        ``exact=False`` leaves the windows of specialists aside, which is faster and still true.
        """
        at = self.layout
        value, runs, head = self.worth(prices, scale)
        load = self._load_price(prices, scale)
        choice = self.specialists.best(value, head, load * self._load_cost, exact=exact)
        bought = self._bought(prices, runs)
        lent = np.arange(self.lending_cost.shape[1])
        lending = prices[at.blocks][:, None] * lent - load * self.lending_cost
        lending[lent > self.most_lent[:, None]] = -np.inf
        rest = slice(at.heads.start, at.held.stop)
        total = scale * self.goal.constant + choice.gain.sum() + bought.gain.sum()
        total += lending.max(axis=1, initial=-np.inf).sum() + prices[rest] @ self.limits[rest]
        most = lending.shape[1] - 1 - lending[:, ::-1].argmax(axis=1)
        return Bound(float(total), choice, bought, most)

    def gains(self, prices: Floats) -> Floats:
        """What each case gains at prices (C)."""
        return self._bought(prices, self.worth(prices)[1]).gain

    def _bought(self, prices: Floats, runs: Floats) -> Bought:
        return self.teams.best(prices[self.layout.seats], runs)

    def worth(self, prices: Floats, scale: float = 1.0) -> tuple[Floats, Floats, Floats]:
        """What a pair brings, what a case gains by running, what lending a person costs."""
        at, it = self.layout, self.instance
        value = scale * self.goal.pair - self._charged(prices)
        runs = scale * self.goal.runs.astype(np.float64)
        for price, (goal, _) in zip(prices[at.held].tolist(), self.held, strict=True):
            value += price * goal.pair
            runs += price * goal.runs
        np.add.at(runs, self._case_of_member, prices[self.size :])
        head = prices[at.heads][self.frame.agency] + prices[at.reserves] @ self.reserved
        head = np.where(np.bincount(it.specialist[it.lent], minlength=len(head)) > 0, head, 0.0)
        return value, runs, head

    def _load_price(self, prices: Floats, scale: float = 1.0) -> float:
        """What a unit of the costs of load is charged."""
        load = float(scale * self.goal.load)
        for price, (goal, _) in zip(prices[self.layout.held], self.held, strict=True):
            load += float(price) * goal.load
        return load

    @cached_property
    def _load_cost(self) -> Floats:
        return self.load_cost.astype(np.float64)

    def _charged(self, prices: Floats) -> Floats:
        """What each pair pays in all."""
        it, at = self.instance, self.layout
        lent = np.where(it.lent, it.effort, 0)
        charged = prices[at.seats][self.slot] + lent * prices[at.blocks][it.agency]
        act = self.cheapest_acts(prices)
        has = act >= 0
        charged[has] += it.effort[has] * prices[at.acts][act[has]]
        has = self.member_of_pair >= 0
        charged[has] += prices[self.size + self.member_of_pair[has]]
        return charged

    def cheapest_acts(self, prices: Floats) -> Ints:
        """The instrument with a ceiling that each pair would use, by number, or -1."""
        pair, act = self.acts
        used = np.full(self.instance.pairs, -1)
        order = np.lexsort((prices[self.layout.acts][act], pair))[::-1]  # the cheapest comes last
        used[pair[order]] = act[order]
        return used

    # -- what is close to the best -----------------------------------------------------------

    def losses(self, prices: Floats, scale: float = 1.0) -> Floats:
        """How much of their best gain a specialist loses at least by working a pair (P).

        Prices and losses are in parts of 1/scale.
        """
        return self.specialists.losses(*self._offer(prices, scale))

    def patterns(
        self,
        prices: Floats,
        losses: Floats,
        loss: float,
        most: int,
        scale: float = 1.0,
        stop: Stop = never,
    ) -> Patterns | None:
        """The patterns that lose at most so much; None if too many, or if ``stop`` says so.

        ``losses``: of the pairs.
        """
        ask = self._offer(prices, scale)
        return patterns_within(self.specialists, *ask, losses, loss, most, stop)

    def lost(self, prices: Floats, patterns: Patterns, scale: float = 1.0) -> Floats:
        """What each of some patterns loses of its specialist's best gain (N)."""
        return patterns.lost(self.specialists, *self._offer(prices, scale))

    def teams_within(self, prices: Floats, loss: float, scale: float = 1.0) -> Ints:
        """Numbers of the teams that lose at most so much."""
        losses = self.teams.losses(prices[self.layout.seats], self.worth(prices, scale)[1])
        return np.nonzero(losses <= loss)[0]

    def _offer(self, prices: Floats, scale: float) -> tuple[Floats, Floats, Floats]:
        """What the specialists are asked with: of pairs, of lending a person, of loads."""
        value, _, head = self.worth(prices, scale)
        return value, head, self.cost_of_load(prices, scale)

    def cost_of_load(self, prices: Floats, scale: float = 1.0) -> Floats:
        """What a load of 0, 1, ... blocks costs each specialist (S × most blocks + 1)."""
        return self._load_price(prices, scale) * self._load_cost

    # -- memberships -------------------------------------------------------------------------

    def add_members(self, members: list[tuple[int, int]]) -> None:
        """Price the membership of a specialist in a case's team: Σ_{d∈c} x(s,d) ≤ z(c)."""
        self.members += members
        for name in ("_case_of_member", "member_of_pair"):
            self.__dict__.pop(name, None)

    @cached_property
    def _case_of_member(self) -> Ints:
        return np.array([c for _, c in self.members], dtype=np.int64)

    @cached_property
    def member_of_pair(self) -> Ints:
        """Number of the priced membership of each pair, or -1."""
        it = self.instance
        number = {member: i for i, member in enumerate(self.members)}
        found = np.full(it.pairs, -1)
        if number:
            keys = it.specialist * len(it.cases) + it.case
            wanted = np.array([s * len(it.cases) + c for s, c in self.members])
            for p in np.nonzero(np.isin(keys, wanted))[0].tolist():
                found[p] = number[int(it.specialist[p]), int(it.case[p])]
        return found
