"""From an incumbent to a better one and a true bound, before the whole program is tried.

Prices come first (``prices``): they bound the tier, and the mixture of patterns behind them says
where good plans lie. On all but small pools a plan is made along them at once; a dive solves the
program of what the mixture uses; neighbourhoods go on from there. Tiers without prices (``floor``,
leximin) have the plain linear relaxation instead.
"""

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from math import floor

import numpy as np

from scheduler.solver.around import made_around
from scheduler.solver.dive import EXTRA, USED, DiveSearch, dived, free_pairs
from scheduler.solver.drawing import Priced
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Limits, Watch, tighter
from scheduler.solver.engines.verified import verified
from scheduler.solver.enumeration import Enumeration
from scheduler.solver.formulation import Formulation
from scheduler.solver.large import Bound, LargeSearch
from scheduler.solver.meter import Meter
from scheduler.solver.nearby import Ask
from scheduler.solver.neighbourhood import (
    EARLY_PATIENCE,
    STALLED_AFTER,
    MayGoOn,
    NeighbourhoodSearch,
)
from scheduler.solver.prices import (
    Columns,
    Dives,
    Known,
    Leeways,
    Market,
    Prices,
    PriceSearch,
    Shortfall,
    can_be_listed,
    witness_of,
)
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.witness import Proof
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import Multipliers, lagrangian_bound, relaxed
from scheduler.solver.whole import WholeSearch
from scheduler.solver.wide import REACHES

EARLY_SHARE, PRICE_SHARE, DIVE_SHARE, NEIGHBOURHOOD_SHARE = 0.05, 0.5, 0.6, 0.9
"""Shares of what a tier has left that each step may use, one after the other."""
FIRST_PRICE_SHARE = 0.8
"""The same of a linear program on the way to prices: cut short, the first one leaves none at all,
and neighbourhoods draw blindly; so in coverage it may use as much of what all tiers have left.
Where memory counts, all steps to prices may use so much: there they bring more than
neighbourhoods."""
AS_LONG = 3.0
"""Times as long as prices took to come, in a large pool the first ones, coverage may take at least:
better prices, the plan along them and a dive need about as much again each."""
TINY_PAIRS, REARRANGED_SHARE = 1_000, 0.4
"""Pairs up to which the whole program is asked right after the dive in every tier; above, where no
case is worth anything, neighbourhoods have so much of the tier's rest at most, then come lists."""
SMALL_SHARE = 0.4
"""What of its rest a list may use where the whole program is asked after it."""
SMALL_PAIRS, MEDIUM_SHARE = 3_000, 0.5
"""Pairs up to which there is one dive, before the whole program is asked; above, where it still is,
there are many, and neighbourhoods have so much of what is left before it."""
DIVES_SHARE, EACH_DIVE, MOST_IN_VAIN = 0.6, 0.05, 12
"""What of a tier's rest dives into a list may use in all, and each of their small programs; and
after how many in vain they end."""
FIRST_DIVE, FIRST_DIVES = 0.2, 2.0
"""What each small program may use before the list: a share of a tier that has little time, since
one that is not solved brings nothing, and so many units at most, since what is not solved then
mostly takes several times as long, and another dive, with fewer torn, comes upon more."""
MOST_DIVED = 4_000_000
"""Pairs above which a dive and neighbourhoods take minutes and bring nothing: the plan made along
the prices is the last word."""
NEAR = 0.98
"""Part of a bound from which neighbourhoods come first: before prices, and before the dive."""
SLACK = 1e-6
"""Bounds on the way are sums in floating point; what is kept is added up in whole numbers."""


@dataclass(frozen=True)
class Reached:
    """Where a tier stands: a solution no worse than the given one, a true bound, its witness."""

    solution: Ints
    bound: int
    proof: Proof | None
    prices: Floats | None
    multipliers: Multipliers | None


@dataclass(frozen=True)
class _Lead:
    """What prices say: what each pair loses, in parts of ``unit``, and its share of a mixture (P).

    ``unit`` is the typical weight.
    """

    market: Market
    prices: Floats
    losses: Floats
    shares: Floats
    unit: float


@dataclass(frozen=True)
class Approach:
    """One tier's program (held rows in it) on the way to a good solution.

    ``is_large``: no engine will be asked for the whole program, so everything is tried here.
    ``tie``: what neighbourhoods are to look for among equals. ``columns``: those that the prices of
    earlier tiers have brought up; ``leeways``: those prices, to which this tier's are added.
    """

    formulation: Formulation
    program: Program
    objective: Objective
    meter: Meter
    watch: Watch
    is_large: bool
    tie: Objective | None = None
    columns: Columns | None = None
    leeways: Leeways = field(default_factory=Leeways)

    # -- with prices -------------------------------------------------------------------------

    def priced(self, market: Market, solution: Ints, start: Known | None = None) -> Reached:
        """Prices (from known ones, if there are some), dive, neighbourhoods."""
        box, search = self.objective.box_bound(self.program), self._neighbourhoods()
        search.only(market.counting)
        self._tidy()
        builds = self.is_large and self.objective.maximise
        if builds and self.objective.value(solution) >= NEAR * box:
            until = self._until(EARLY_SHARE, box)
            solution = self._large.early(market, search, solution, box, until)
            if self.objective.value(solution) == box:
                return Reached(solution, box, None, None, None)
        beside = self._large.beside(solution) if self.is_large else nullcontext()
        with beside as at_work:
            return self._priced(market, search, solution, start, at_work)

    def _priced(
        self,
        market: Market,
        search: NeighbourhoodSearch,
        solution: Ints,
        start: Known | None,
        at_work: WholeSearch | None,
    ) -> Reached:
        seed, box = self.meter.options.seed, self.objective.box_bound(self.program)
        began, limits = self.meter.used(), self.meter.limits(seed, FIRST_PRICE_SHARE)
        share = FIRST_PRICE_SHARE if self.formulation.instance.is_huge else PRICE_SHARE
        sign = 1 if self.objective.maximise else -1
        waits = market.asks_for_cases and bool(market.goal.pair.any())  # coverage does
        patience = self.meter.patience() if waits else 1.0

        def go_on_as_long() -> None:
            nonlocal waits
            if waits:
                waits = False
                self.meter.reach(began + AS_LONG * (self.meter.used() - began))

        def may_go_on(work: float, bound: float) -> bool:
            self.meter.charge(work)
            if self.is_large:
                go_on_as_long()
            self.watch.report(self.objective.value(solution), sign * floor(bound + SLACK))
            is_met = self.objective.value(solution) == sign * floor(bound + SLACK)
            is_late = self.meter.used() >= began + share * (self.meter.stop - began)
            return not (is_met or self.watch.stop() or is_late)

        most = limits.seconds, limits.work, self.watch.stop
        prices = PriceSearch(market, may_go_on, *most, self.columns, patience)
        enough = sign * self.objective.value(solution) + 1
        for best in prices.stages(start, enough):
            go_on_as_long()
            if best.is_first:
                solution = self._sketched(market, best.vector, prices.unit, solution)
                continue
            proof = self._proof(market, best)
            bound = box if proof is None else tighter(self.objective, box, proof.bound)
            if self.watch.stop() or self.meter.is_spent():  # the next steps take a moment each, too
                return Reached(solution, bound, proof, best.vector, None)
            losses, shares = market.losses(best.vector) / prices.unit, prices.shares()
            lead = _Lead(market, best.vector, losses, shares, prices.unit)
            solution = self._led(lead, search, solution, bound)
        if not self.is_large:  # no lists: nobody would ask
            self.leeways.learn(market, best.vector)
        if self.formulation.instance.pairs > MOST_DIVED:
            return Reached(solution, bound, proof, best.vector, None)
        is_met = self.objective.value(solution) == bound
        if self.is_large and not is_met:
            frees = [(shares > USED) | (market.counting & (losses <= reach)) for reach in REACHES]
            solution, bound = self._large.improve(search, solution, bound, frees, at_work)
        if self._is_rearranged(market) and not is_met:
            solution, bound = self._rearranged(lead, search, solution, bound)
        elif self._is_medium and not is_met:
            solution, bound = self._narrowed(lead, search, solution, bound)
        elif not (self.is_large or self._is_tiny or is_met):
            lists = replace(self._lists(), share=SMALL_SHARE)
            solution, bound = lists.closed(lead.market, lead.prices, solution, bound)
        return Reached(solution, bound, proof, best.vector, None)

    @property
    def _large(self) -> LargeSearch:
        tier = self.formulation, self.program, self.objective
        return LargeSearch(*tier, self.meter, self.watch, self._until)

    @property
    def _is_medium(self) -> bool:
        """Whether the whole program is asked, but not before everything else was tried."""
        return not self.is_large and self.formulation.instance.pairs > SMALL_PAIRS

    @property
    def _is_tiny(self) -> bool:
        return self.formulation.instance.pairs <= TINY_PAIRS

    def _is_rearranged(self, market: Market) -> bool:
        """Whether no case is worth anything, and the whole program is not solved in a moment."""
        is_easy = self._is_tiny if market.teams.all_written_down else not self._is_medium
        return not (self.is_large or is_easy or market.asks_for_cases)

    def _rearranged(
        self, lead: _Lead, search: NeighbourhoodSearch, solution: Ints, bound: int
    ) -> tuple[Ints, int]:
        """A better solution and bound where no case is worth anything.

        Without dives: they hardly ever keep what the earlier tiers are worth; neighbourhoods, which
        begin with a plan that does, always do. What those tiers leave is mostly so little that a
        list of all that could be better says more than either.
        """
        patience = None if self._is_medium else EARLY_PATIENCE
        until = self._until(REARRANGED_SHARE, bound)
        solution = search.improve(solution, bound, until, patience)
        solution, bound = self._lists().closed(lead.market, lead.prices, solution, bound)
        if self._is_medium:
            until = self._until(NEIGHBOURHOOD_SHARE, bound)
            solution = search.improve(solution, bound, until)
        return solution, bound

    def _narrowed(
        self, lead: _Lead, search: NeighbourhoodSearch, solution: Ints, bound: int
    ) -> tuple[Ints, int]:
        """A better solution and bound of a medium pool.

        Dives and neighbourhoods, all that could be better, and what time is left dives again.
        """
        goes_on = self._until(MEDIUM_SHARE, bound)
        if not can_be_listed(lead.market):
            return search.improve(solution, bound, goes_on, STALLED_AFTER), bound
        dives, value = self._dives(lead), self.objective.value
        seed, at_most = self.meter.options.seed, self.meter.used() + FIRST_DIVES
        each = self.meter.limits(seed, EACH_DIVE)
        first = self.meter.limits_until(min(self.meter.until(FIRST_DIVE), at_most), seed)
        solution = dives.improve(solution, self._until(DIVES_SHARE, bound), first, MOST_IN_VAIN)
        solution = search.improve(solution, bound, goes_on, STALLED_AFTER)
        solution, bound = self._lists().closed(lead.market, lead.prices, solution, bound)
        if value(solution) != bound:
            until = self._until(NEIGHBOURHOOD_SHARE, bound)
            solution = dives.improve(solution, until, each, MOST_IN_VAIN)
        return solution, bound

    def _lists(self) -> Enumeration:
        """All that could be better, where that is little."""
        return Enumeration(
            self.formulation, self.program, self.objective, self.meter, self.watch, self.leeways
        )

    def _dives(self, lead: _Lead) -> DiveSearch:
        """Dives into a list of patterns that lose little at prices."""
        limits = self.meter.limits(self.meter.options.seed, DIVES_SHARE)
        dives = Dives(lead.market, lead.prices, lead.unit, limits, self._is_over)
        tier = self.formulation, self.program, self.objective
        return DiveSearch(*tier, lead.market, dives, self.meter.threads)

    def _is_over(self) -> bool:
        return self.watch.stop() or self.meter.is_over()

    def _proof(self, market: Market, best: Prices) -> Proof | None:
        """The witness of prices; of none at all where there was no time for better ones."""
        nothing = np.zeros(len(best.vector))
        if self.is_large and market.evaluate(nothing, exact=False).total < best.bound:
            return witness_of(market, nothing)
        return witness_of(market, best.vector)

    def _led(self, lead: _Lead, search: NeighbourhoodSearch, solution: Ints, bound: int) -> Ints:
        """What a plan made at once and a dive along prices make of a solution.

        Neighbourhoods prefer from then on what the prices do.
        """
        self._tidy()
        seeks = self.objective.maximise and self.objective.value(solution) != bound
        if seeks and (self.is_large or self._is_medium):
            solution = self._built(lead, solution)
            self.watch.report(self.objective.value(solution), bound)
        if self.formulation.instance.pairs > MOST_DIVED:
            return solution
        priced = Shortfall(lead.market, lead.prices)
        search.prefer(Priced(lead.losses, lead.shares > USED, priced))
        if self.is_large and seeks and NEAR * bound <= self.objective.value(solution) < bound:
            until = self._until(EARLY_SHARE, bound)
            solution = search.improve(solution, bound, until, EARLY_PATIENCE)
        if self.objective.value(solution) == bound or self.watch.stop():
            return solution
        if self._is_rearranged(lead.market) or (self._is_medium and can_be_listed(lead.market)):
            return solution  # neighbourhoods and lists follow, or dives into a list
        if self.is_large:
            free = free_pairs(lead.market, lead.losses, lead.shares, 0)
            return self._large.dived(free, solution, bound)
        free = free_pairs(lead.market, lead.losses, lead.shares, EXTRA)
        return self._dived(free, solution, bound)

    def _sketched(self, market: Market, prices: Floats, unit: float, solution: Ints) -> Ints:
        """A plan at once along first prices, where better ones take long and more is better."""
        if not self.objective.maximise or not prices.any():
            return solution
        losses = market.losses(prices) / unit
        return self._built(_Lead(market, prices, losses, np.zeros(len(losses)), unit), solution)

    def _built(self, lead: _Lead, solution: Ints) -> Ints:
        """A plan made at once along prices, if it is better and keeps the earlier tiers.

        Teams of cases that bring something to those stay.
        """
        market, held = lead.market, [terms for terms, _ in lead.market.held]
        gain = market.gains(lead.prices)
        ask = Ask(self.watch, self.meter.options.seed)
        keeps = self.program, market.sides, held, solution
        found = made_around(*keeps, np.argsort(-gain, kind="stable"), lead.losses, ask)
        self.meter.charge(ask.work)
        if found is None:
            return solution
        return max(solution, found, key=self.objective.value)

    def _dived(self, free: Bools, solution: Ints, bound: int) -> Ints:
        """The best solution among those of free pairs and of a solution, as far as limits go."""
        limits = self.meter.limits(self.meter.options.seed, DIVE_SHARE)
        tier, told = (self.formulation, self.program, self.objective), (limits, self.watch)
        solution, work = dived(tier, free, solution, bound, *told, _said)
        self.meter.charge(work)
        return solution

    # -- without -----------------------------------------------------------------------------

    def relaxed(self, solution: Ints, known: Multipliers | None) -> Reached:
        """The linear relaxation and neighbourhoods.

        Multipliers known from an earlier search of the tier spare the relaxation; so does a first
        round of neighbourhoods that meets the box's bound.
        """
        seed, box = self.meter.options.seed, self.objective.box_bound(self.program)
        search = self._neighbourhoods()
        if self.objective.value(solution) == box:
            return Reached(solution, box, None, None, known)
        held = self.program.rows - self.formulation.program.rows
        if known is None:
            limits = self.meter.limits(seed, share=PRICE_SHARE)
            most = limits.seconds, limits.work, self.watch.stop
            known, work = relaxed(self.program, self.objective, held, *most)
            self.meter.charge(work)
        bound = lagrangian_bound(self.program, self.objective, known.over(self.program, held))
        solution = search.improve(solution, bound, self._until(NEIGHBOURHOOD_SHARE, bound))
        return Reached(solution, bound, None, None, known)

    def _tidy(self) -> None:
        if self.is_large:
            self._large.tidy()

    def _neighbourhoods(self) -> NeighbourhoodSearch:
        tier, seed = (self.formulation, self.program, self.objective), self.meter.options.seed
        threads = self._large.threads if self.is_large else self.meter.threads
        return NeighbourhoodSearch(*tier, seed, self.tie, threads)

    def _until(self, share: float, bound: Bound) -> MayGoOn:
        """Lets a search go on until a share of what the tier has left is used."""
        until = self.meter.until(share)

        def may_go_on(work: float, value: int) -> bool:
            known = bound if isinstance(bound, int) else bound()
            self.meter.charge(work)
            self.watch.report(value, known)
            return value != known and not self.watch.stop() and self.meter.used() < until

        return may_go_on


def _said(
    program: Program, objective: Objective, hint: Ints, limits: Limits, watch: Watch
) -> tuple[Ints | None, float]:
    outcome = verified(program, objective, hint, limits, watch)
    return outcome.solution, outcome.work
