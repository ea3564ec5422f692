"""The best set of a specialist is the best of all sets that fit, looked at one by one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import pytest

from scheduler.model import Pool, RowStatus, Rule
from scheduler.solver import eligibility
from scheduler.solver.instance import Instance
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.specialists import Choice, Specialists
from tests.brute.board import Board
from tests.brute.rules import ON_PAIRS
from tests.brute.search import BruteForce
from tests.properties.pools import any_pool
from tests.solver.prices.crowded import crowded_pool

PINS = (RowStatus.PINNED, RowStatus.NOTIFIED)


class Sets(BruteForce):
    """Of each specialist every set of pairs that fits, and that holds all their pins."""

    of: dict[str, list[list[tuple[str, str]]]]

    def _look_at_everything(self) -> None:
        pins = self.board.current(*PINS)
        self.of = {}
        for s in self.board.people:
            mine = {(who, d) for who, d in pins if who == s}
            self.of[s] = [
                [(p.specialist, p.demand) for p in turn.pairs]
                for turn in self._turns(s)
                if any(not broken for _, broken in turn.ways)
                if all(ON_PAIRS[r](self.board, turn.pairs) for r in (Rule.ONE_ROLE, Rule.CASELOAD))
                if mine <= {(p.specialist, p.demand) for p in turn.pairs}
            ]


@dataclass(frozen=True)
class Draw:
    """Specialists, what their pairs bring, and what lending and loads cost them."""

    it: Instance
    value: Floats
    head: Floats
    cost: Floats
    sets: Sets

    def best(self, *, exact: bool) -> Choice:
        """The specialists' own answer."""
        return Specialists(self.it).best(self.value, self.head, self.cost, exact=exact)

    def worth(self, s: int, pairs: list[int]) -> float:
        """Σ value - cost of the load - the price of lending them at all."""
        blocks = int(self.it.effort[pairs].sum())
        away = self.head[s] if self.it.lent[pairs].any() else 0.0
        return float(self.value[pairs].sum() - self.cost[s, blocks] - away)

    def most(self, s: int) -> float:
        """The best of all sets of a specialist."""
        frame = self.it.eligibility.frame
        every = self.sets.of[frame.specialists[s].specialist]
        return max(self.worth(s, [self.pair(*ids) for ids in ids_of]) for ids_of in every)

    def pair(self, who: str, demand: str) -> int:
        frame = self.it.eligibility.frame
        pair = self.it.pair_number(frame.specialist_number[who], frame.demand_number[demand])
        assert pair is not None
        return pair


def draws(pools: Iterable[Pool], times: int = 4) -> Iterator[Draw]:
    """Values of any sign, heads that cost nothing or a lot, loads that cost more and more."""
    for seed, pool in enumerate(pools):
        rng = np.random.default_rng(seed)
        sets = Sets(Board(pool))
        if not all(sets.of.values()):
            continue  # pins that clash
        it = Instance.of(eligibility(pool, pool.horizon()))
        people, blocks = len(pool.specialists), int(it.eligibility.frame.capacity.max(initial=0))
        for _ in range(times):
            value = rng.integers(-20, 60, it.pairs).astype(np.float64)
            head = rng.integers(0, 40, people) * rng.integers(0, 2, people).astype(np.float64)
            steps = np.sort(rng.integers(0, 15, (people, blocks)), axis=1) * rng.integers(0, 2)
            cost = np.concatenate([np.zeros((people, 1)), np.cumsum(steps, axis=1)], axis=1)
            yield Draw(it, value, head.astype(np.float64), cost.astype(np.float64), sets)


@pytest.mark.parametrize("pool_of", [any_pool, crowded_pool])
def test_the_best_set_is_the_best_of_all(pool_of: Callable[[int], Pool]) -> None:
    """Its gain is what enumeration finds; the pairs it names are such a set and worth the gain."""
    searched = lent = stayed = 0
    for draw in draws(map(pool_of, range(120))):
        exact, loose = draw.best(exact=True), draw.best(exact=False)
        assert (loose.gain >= exact.gain).all()
        frame = draw.it.eligibility.frame
        for s, who in enumerate(frame.specialists):
            assert exact.gain[s] == draw.most(s), (s, who)
            own = np.nonzero(exact.chosen & (draw.it.specialist == s))[0].tolist()
            ids = {(who.specialist, draw.it.demands[int(draw.it.demand[p])].demand) for p in own}
            assert any(ids == set(some) for some in draw.sets.of[who.specialist])
            assert draw.worth(s, own) == exact.gain[s]
            assert bool(draw.it.lent[own].any()) <= bool(exact.away[s])
            searched += loose.gain[s] > exact.gain[s]
            lent += bool(exact.away[s])
            stayed += bool(draw.head[s]) and not exact.away[s] and bool(own)
    assert searched > (50 if pool_of is crowded_pool else 2)
    assert lent > 20
    assert stayed > 20


def test_a_search_cut_short_leaves_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gain is then no less than of any set that fits, and what is chosen is such a set."""
    cut = 0
    for draw in draws(map(crowded_pool, range(60))):
        monkeypatch.setattr("scheduler.solver.prices.specialists.LOOKS", 4)
        short, loose = draw.best(exact=True), draw.best(exact=False)
        monkeypatch.undo()
        exact = draw.best(exact=True)
        assert (exact.gain <= short.gain).all()
        assert (short.gain <= loose.gain).all()
        cut += int((short.gain > exact.gain).sum())
        for s, who in enumerate(draw.it.eligibility.frame.specialists):
            own = np.nonzero(short.chosen & (draw.it.specialist == s))[0].tolist()
            ids = {(who.specialist, draw.it.demands[int(draw.it.demand[p])].demand) for p in own}
            assert any(ids == set(some) for some in draw.sets.of[who.specialist])
            assert draw.worth(s, own) <= exact.gain[s]
    assert cut > 20


def test_what_fits_is_what_finds_its_blocks() -> None:
    """Of any pairs of one person, one a matter: the intervals against a timetable."""
    rng, said = Random("fits"), set[bool]()
    for pool in (crowded_pool(seed).with_rows(assignments=()) for seed in range(120)):
        sets = Sets(Board(pool))
        it = Instance.of(eligibility(pool, pool.horizon()))
        specialists, frame = Specialists(it), it.eligibility.frame
        for s, who in enumerate(frame.specialists):
            mine = np.nonzero(it.specialist == s)[0].tolist()
            some = rng.sample(mine, rng.randint(0, min(3, len(mine))))
            if len(set(it.matter[some].tolist())) < len(some) or len(some) > who.max_cases:
                continue
            ids = {(who.specialist, it.demands[int(it.demand[p])].demand) for p in some}
            fits = any(ids == set(known) for known in sets.of[who.specialist])
            assert specialists.fits(s, some) == fits
            said.add(fits)
    assert said == {True, False}


def test_nobody_and_nothing() -> None:
    """Values that are all below 0 leave everybody idle, but for pins."""
    for draw in draws(map(any_pool, range(30)), times=1):
        nothing = np.full(draw.it.pairs, -1.0)
        pins = {draw.it.pair_number(*pin) for pin in draw.it.pins}
        choice = Specialists(draw.it).best(nothing, draw.head * 0, draw.cost * 0, exact=True)
        assert set(np.nonzero(choice.chosen)[0].tolist()) == pins
        assert choice.gain.sum() == -len(pins)
