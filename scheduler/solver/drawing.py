"""Which cases a neighbourhood frees, and which of their pairs.

Without prices: cases that compete with one that is short, those of one lead agency, or any, each
with some pairs drawn for every demand. Prices say more: of which case the bound is missed, and
which pairs lose so little that they are worth freeing; a neighbourhood then grows from such a case
along such pairs. Three in ten free pairs that lose next to nothing; three free no pairs but those
of the mixture behind the prices (Danna, Rothberg and Le Pape 2005), and so can be larger; three
free pairs that lose much, too, of fewer cases: one that misses a great deal is helped by these.
Each way of drawing has a size of its own, which follows how hard the last ones were.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.groups import first_of_each
from scheduler.solver.prices.knapsack import Floats

CANDIDATES = 12
"""Pairs drawn for each demand of a neighbourhood, besides those of the solution."""
NEAR, FAR = 0.05, 0.5
"""Losses of pairs, in parts of the typical weight, up to which they are near, and far."""
ROUNDS = 3
"""So many of each that prices draw come before one that is drawn without them."""
LEAST_MISSED = 0.01
"""What is taken to be missed at every case, so that any of them may be drawn."""
FIRST_SIZE, SMALLEST, LARGEST = 40, 8, 400
"""Cases of a neighbourhood."""
EASIER, HARDER = 1.5, 0.8
"""What a neighbourhood that took no work at all is enlarged by, and one too hard is reduced by."""


@dataclass(frozen=True)
class Priced:
    """What prices say: the loss of each pair and whether it is in their mixture (P).

    And what a solution misses at each case (C).
    """

    loss: Floats
    mixed: Bools
    missed: Callable[[Ints], Floats]


@dataclass
class _Kind:
    """One way to draw, and how many cases at a time.

    It is handed the drawing each time: one that it held would be in a circle with it, and with all
    that a search knows would stay in memory until garbage is looked for.
    """

    cases: Callable[["Drawing", int], list[int]]
    pairs: Callable[["Drawing", Ints], Bools]
    size: float = FIRST_SIZE


@dataclass(frozen=True)
class Drawn:
    """One neighbourhood: some cases by number, and the pairs (a mask) that are worth freeing."""

    cases: Ints
    pairs: Bools
    kind: _Kind

    def learn(self, strain: float) -> None:
        """What part of the work allowed it took; more than 1 if that was not enough."""
        factor = HARDER if strain > 1 else EASIER - (EASIER - 1) * strain
        self.kind.size = min(LARGEST, max(SMALLEST, self.kind.size * factor))


class Drawing:
    """Draws neighbourhoods of solutions of one formulation.

    ``gains``: what the own columns of each case could still add to a solution's value (C).
    """

    def __init__(self, f: Formulation, gains: Callable[[Ints], Ints], seed: int) -> None:
        self._f, self._gains = f, gains
        self._random, self._draws = random.Random(seed), np.random.default_rng(seed)
        self._priced: Priced | None = None
        self._kinds = self._others = [
            _Kind(cases, Drawing._drawn_pairs)
            for cases in (Drawing._competing, Drawing._of_one_agency, Drawing._anywhere)
        ]
        self._turn = 0

    def prefer(self, priced: Priced) -> None:
        """Draw as prices say, too."""
        self._priced = priced
        near = _Kind(partial(Drawing._related, loss=NEAR), partial(Drawing._cheap, loss=NEAR))
        mixed = _Kind(partial(Drawing._related, loss=NEAR), Drawing._mixed)
        far = _Kind(partial(Drawing._related, loss=FAR), partial(Drawing._cheap, loss=FAR))
        by_prices = [near, mixed, far] * ROUNDS
        self._kinds = [kind for other in self._others for kind in (*by_prices, other)]

    def draw(self, solution: Ints) -> Drawn | None:
        """A neighbourhood of a solution; None of a pool without cases."""
        if not self._f.instance.cases:
            return None
        self._solution = solution
        kind = self._kinds[self._turn % len(self._kinds)]
        self._turn += 1
        cases = self._filled_up(kind.cases(self, int(kind.size)), int(kind.size))
        return Drawn(cases, kind.pairs(self, cases), kind)

    # -- cases, at most so many --------------------------------------------------------------

    def _competing(self, size: int) -> list[int]:
        """A case that could gain, and those that its candidates work for now."""
        it = self._f.instance
        centre = self._centre(self._gains(self._solution))
        candidates = np.unique(it.specialist[it.case == centre])
        busy = self._busy & np.isin(it.specialist, candidates)
        rivals = [c for c in np.unique(it.case[busy]).tolist() if c != centre]
        self._random.shuffle(rivals)
        return [centre, *rivals][:size]

    def _of_one_agency(self, size: int) -> list[int]:
        """Cases of one lead agency."""
        cases = self._f.instance.cases
        lead = self._random.choice(cases).lead_agency
        led = [c for c, case in enumerate(cases) if case.lead_agency == lead]
        self._random.shuffle(led)
        return led[:size]

    def _anywhere(self, _: int) -> list[int]:
        """Any cases."""
        return []

    def _related(self, size: int, loss: float) -> list[int]:
        """A case of which the bound is missed, those that its people work for, and so on.

        Its people are those who work on it or would lose no more than so much by it.
        """
        assert self._priced is not None
        it, busy, near = self._f.instance, self._busy, self._up_to(loss)
        chosen = np.zeros(len(it.cases), dtype=np.bool_)
        chosen[self._centre(self._priced.missed(self._solution) + LEAST_MISSED)] = True
        new = chosen
        while new.any() and chosen.sum() < size:
            people = np.zeros(len(it.eligibility.frame.specialists), dtype=np.bool_)
            people[it.specialist[near & new[it.case]]] = True
            reached = np.zeros_like(chosen)
            reached[it.case[busy & people[it.specialist]]] = True
            cases = np.nonzero(reached & ~chosen)[0].tolist()
            room = size - int(chosen.sum())
            cases = self._random.sample(cases, room) if len(cases) > room else cases
            new = np.zeros_like(chosen)
            new[cases] = True
            chosen = chosen | new
        numbers: list[int] = np.nonzero(chosen)[0].tolist()
        return numbers

    def _centre(self, weights: Ints | Floats) -> int:
        """A case drawn by weight, or any where none has some."""
        drawn = weights if weights.any() else np.ones_like(weights)
        return self._random.choices(range(len(drawn)), drawn.tolist())[0]

    def _filled_up(self, chosen: list[int], size: int) -> Ints:
        others = sorted(set(range(len(self._f.instance.cases))) - set(chosen))
        room = max(0, min(size - len(chosen), len(others)))
        return np.array(chosen + self._random.sample(others, room), dtype=np.int64)

    # -- pairs -------------------------------------------------------------------------------

    @property
    def _busy(self) -> Bools:
        busy: Bools = self._solution[self._f.x] == 1
        return busy

    def _up_to(self, loss: float) -> Bools:
        """Pairs of the solution, and those that lose no more than so much."""
        assert self._priced is not None
        pairs: Bools = self._busy | (self._priced.loss <= loss)
        return pairs

    def _cheap(self, _: Ints, loss: float) -> Bools:
        """Whatever the cases, pairs that lose no more than so much."""
        return self._up_to(loss)

    def _mixed(self, _: Ints) -> Bools:
        """Pairs of the solution, and those of the mixture behind the prices."""
        assert self._priced is not None
        return self._busy | self._priced.mixed

    def _drawn_pairs(self, cases: Ints) -> Bools:
        """Pairs of the solution, and a few drawn from each demand of some cases."""
        pairs = self._f.instance.pairs_of_case.union(cases.tolist())
        chosen = self._busy
        demand, draws = self._f.instance.demand[pairs], self.draws(len(pairs))
        chosen[pairs[first_of_each(demand, CANDIDATES, draws)]] = True
        return chosen

    def draws(self, count: int) -> Floats:
        """So many random numbers."""
        return self._draws.random(count)
