"""Cuts of a program over patterns: of three rows of which each allows one, two patterns take all.

Three seats that are the only ones of their demands: patterns that hold two or all three of them
exclude each other, since two such patterns have a seat in common. Likewise two such seats and a
specialist: the specialist's patterns that hold one of the seats, and anybody's that hold both. Each
is a cut of Chvátal and Gomory with weights of a half, so every solution in whole numbers keeps it
(subset rows; Jepsen, Petersen, Spoorendonk and Pisinger 2008).
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.prices.knapsack import Floats

BROKEN = 0.02
"""A cut is made when a mixture breaks it by this much."""
MOST_CUTS = 100
"""Cuts that are made of one mixture, those that it breaks most."""
USED = 1e-6
"""Share of a mixture from which a pattern counts as used."""


class Subsets:
    """The patterns of a program, of which cuts are made.

    ``demand`` and ``of_pair``: of each pair of each pattern its demand and the pattern's number;
    ``specialist``: whose each pattern is (N); ``single``: whether a demand has one seat only (D).
    """

    def __init__(self, demand: Ints, of_pair: Ints, specialist: Ints, single: Bools) -> None:
        self._specialist, self._single = specialist, single
        self._holds = np.zeros((len(single), len(specialist)), dtype=np.bool_)
        self._holds[demand, of_pair] = True

    def broken(self, shares: Floats) -> list[Ints]:
        """Sets of patterns, each with no more than one in any plan, that a mixture breaks."""
        used = np.nonzero(shares > USED)[0]
        some = _Used(self._holds[:, used], self._specialist[used], self._single, shares[used])
        found = sorted(some.broken(), key=lambda cut: -cut[0])[:MOST_CUTS]
        return [self._patterns(seats, s) for _, seats, s in found]

    def _patterns(self, seats: tuple[int, ...], specialist: int) -> Ints:
        """The patterns that take two of some seats and a specialist (-1: of the seats alone)."""
        taken = self._holds[list(seats)].sum(axis=0) + (self._specialist == specialist)
        return np.nonzero(taken >= 2)[0]


class _Used:
    """What a mixture uses of the patterns: who holds which single seats, and how far."""

    def __init__(self, holds: Bools, specialist: Ints, single: Bools, shares: Floats) -> None:
        self._holds, self._specialist, self._shares = holds, specialist, shares
        seats = np.nonzero(single & holds.any(axis=1))[0]
        own = holds[seats].astype(np.float64)
        together = own @ own.T > 0
        np.fill_diagonal(together, val=False)
        self._beside = {
            seat: set(seats[beside].tolist())
            for seat, beside in zip(seats.tolist(), together, strict=True)
        }

    def broken(self) -> Iterator[tuple[float, tuple[int, ...], int]]:
        """By how much what is broken: seats, and a specialist or -1."""
        triples = {
            tuple(sorted((a, *two)))
            for a, beside in self._beside.items()
            for two in combinations(beside, 2)
        }
        for three in sorted(triples):
            over = self._over(self._holds[list(three)].sum(axis=0) >= 2)
            if over > BROKEN:
                yield over, three, -1
        for a, beside in self._beside.items():
            for b in sorted(other for other in beside if other > a):
                yield from self._with_specialist(a, b)

    def _with_specialist(self, a: int, b: int) -> Iterator[tuple[float, tuple[int, ...], int]]:
        taken = self._holds[a].astype(np.int64) + self._holds[b]
        for s in np.unique(self._specialist[taken == 1]).tolist():
            over = self._over(taken + (self._specialist == s) >= 2)
            if over > BROKEN:
                yield over, (a, b), s

    def _over(self, chosen: Bools) -> float:
        return float(self._shares[chosen].sum()) - 1.0
