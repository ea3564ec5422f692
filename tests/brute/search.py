"""The best plans of a tiny pool by looking at every set of eligible pairs.

A set that breaks exactly one rule is kept apart under that rule: it shows what the optimum would
be without the rule, hence whether the rule was binding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product

from scheduler.model import Rule, TierName
from tests.brute.board import Board, Pair
from tests.brute.rules import ON_PAIRS, broken_by_lending
from tests.brute.tiers import VALUES, Value, preference
from tests.brute.timetable import splits, timetable, within_weekly_limit

Pairs = frozenset[tuple[str, str]]
Key = tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Turn:
    """What one specialist could do: pairs, and per way of sharing the weeks what it breaks."""

    pairs: tuple[Pair, ...]
    ways: tuple[tuple[tuple[int, ...], frozenset[Rule]], ...]
    """(lent blocks by week, rules of one person broken), each way once."""


@dataclass
class Best:
    """The best value seen, and every set of pairs that has it."""

    key: Key | None = None
    sets: set[Pairs] = field(default_factory=set)

    def offer(self, key: Key, pairs: Pairs) -> None:
        """Take a set of pairs into account."""
        if self.key is None or key > self.key:
            self.key, self.sets = key, {pairs}
        elif key == self.key:
            self.sets.add(pairs)


@dataclass
class Every(Best):
    """The best value seen, and every set of pairs that is allowed, with its value."""

    plans: dict[Pairs, Key] = field(default_factory=dict)

    def offer(self, key: Key, pairs: Pairs) -> None:
        """Keep a set of pairs."""
        super().offer(key, pairs)
        self.plans[pairs] = key


class BruteForce:
    """Every set of pairs of a tiny pool, looked at once; ``allowed`` keeps what it is told to."""

    def __init__(self, board: Board, allowed: Best | None = None) -> None:
        self.board = board
        self.allowed = allowed or Best()
        self.without: dict[Rule, Best] = {rule: Best() for rule in Rule}
        self._agency_cache: dict[object, frozenset[Rule] | None] = {}
        self._look_at_everything()

    @property
    def is_infeasible(self) -> bool:
        """Whether no set of pairs satisfies all rules."""
        return self.allowed.key is None

    @cached_property
    def values(self) -> dict[TierName, Value]:
        """The optimal value of every tier of the policy."""
        pairs = min(self.allowed.sets, key=sorted)
        chosen = [self.board.pairs[pair] for pair in sorted(pairs)]
        return {t: VALUES[t](self.board, chosen) for t in self.board.pool.policy.tiers}

    @cached_property
    def binding(self) -> frozenset[Rule]:
        """Rules without which the optimum, or the set of optimal plans, would be another."""
        return frozenset(
            rule
            for rule, best in self.without.items()
            if best.key is not None and (self.allowed.key is None or best.key >= self.allowed.key)
        )

    # -- the search ----------------------------------------------------------------------------

    def _look_at_everything(self) -> None:
        turns = [list(self._turns(s)) for s in self.board.people]
        for combination in product(*turns):
            chosen = [p for turn in combination for p in turn.pairs]
            blame = self._blame(combination, chosen)
            if blame is None:
                continue
            key = tuple(
                preference(t, VALUES[t](self.board, chosen)) for t in self.board.pool.policy.tiers
            )
            pairs = frozenset((p.specialist, p.demand) for p in chosen)
            if not blame:
                self.allowed.offer(key, pairs)
            for rule in blame:
                self.without[rule].offer(key, pairs)

    def _turns(self, specialist: str) -> Iterator[Turn]:
        """Every set of one specialist's pairs that breaks at most one rule on its own."""
        mine = [p for p in self.board.eligible if p.specialist == specialist]
        for size in range(len(mine) + 1):
            for pairs in combinations(mine, size):
                ways = {
                    way
                    for split in splits(self.board, pairs)
                    if len((way := self._way(pairs, split))[1]) <= 1
                }
                if ways:
                    yield Turn(pairs, tuple(sorted(ways, key=lambda w: (w[0], sorted(w[1])))))

    def _way(
        self, pairs: Sequence[Pair], split: tuple[tuple[int, ...], ...]
    ) -> tuple[tuple[int, ...], frozenset[Rule]]:
        broken = set()
        if timetable(self.board, pairs, split) is None:
            broken.add(Rule.TIME)
        if not within_weekly_limit(self.board, pairs, split):
            broken.add(Rule.WEEKLY_LIMIT)
        lent = tuple(
            sum(share[w] for pair, share in zip(pairs, split, strict=True) if pair.outsider)
            for w in range(self.board.horizon.weeks)
        )
        return lent, frozenset(broken)

    def _blame(self, turns: Sequence[Turn], chosen: Sequence[Pair]) -> frozenset[Rule] | None:
        """No rule when all hold; the rules any one of which alone must go; None otherwise."""
        broken: set[Rule] = set()
        for rule, holds in ON_PAIRS.items():
            if not holds(self.board, chosen):
                broken.add(rule)
                if len(broken) > 1:
                    return None
        culprits = frozenset(broken) or None
        for agency in self.board.pool.agencies:
            blame = self._agency_blame(agency.agency, turns)
            if blame is None:
                return None
            if blame:
                culprits = blame if culprits is None else culprits & blame
                if not culprits:
                    return None
        return culprits or frozenset()

    def _agency_blame(self, agency: str, turns: Sequence[Turn]) -> frozenset[Rule] | None:
        """The same for the rules by week of one agency's people, over all ways of sharing."""
        people = [
            (s, turn)
            for (s, who), turn in zip(self.board.people.items(), turns, strict=True)
            if who.agency == agency
        ]
        key = (agency, tuple(turn.ways for _, turn in people))
        if key not in self._agency_cache:
            self._agency_cache[key] = self._try_ways(agency, people)
        return self._agency_cache[key]

    def _try_ways(self, agency: str, people: Sequence[tuple[str, Turn]]) -> frozenset[Rule] | None:
        culprits: set[Rule] = set()
        for ways in product(*(turn.ways for _, turn in people)):
            lent = {s: way[0] for (s, _), way in zip(people, ways, strict=True)}
            broken = set(broken_by_lending(self.board, agency, lent)).union(
                *(way[1] for way in ways)
            )
            if not broken:
                return frozenset()
            if len(broken) == 1:
                culprits |= broken
        return frozenset(culprits) or None
