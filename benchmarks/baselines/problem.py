"""What every baseline is given: the eligible pairs of a pool and the limits of its rules.

The pairs are those of ``scheduler.solver.eligibility``, the same data our own search starts from,
and making them is not counted against a baseline. None of our rows, cuts or searches is used: the
limits are read from the pool. Horizons of one week without pins, as the benchmark pools are.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from scheduler.model import Horizon, Mode, Pool
from scheduler.solver import eligibility
from scheduler.solver.instance import Instance

Ints = NDArray[np.int64]
Pairs = frozenset[tuple[str, str]]
"""(specialist id, demand id) of each assignment."""


@dataclass(frozen=True)
class Reserve:
    """At most ``most_away`` of these specialists (numbers) may work on others' cases."""

    members: tuple[int, ...]
    most_away: int


@dataclass(frozen=True)
class Problem:
    """A pool cut to one week, in numbers; a pair is its place in the instance's arrays."""

    pool: Pool
    horizon: Horizon
    it: Instance

    @classmethod
    def of(cls, pool: Pool) -> "Problem":
        """The problem of a pool in its own week.

        Raises:
            ValueError: the pool has pins or a horizon of several weeks.
        """
        horizon = pool.horizon()
        it = Instance.of(eligibility(pool, horizon))
        if horizon.weeks != 1 or it.pins:
            raise ValueError("the baselines are written for one week without pins")
        return cls(pool, horizon, it)

    # -- pairs -------------------------------------------------------------------------------

    @cached_property
    def _by_demand(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.it.demand, kind="stable")
        edges = np.searchsorted(self.it.demand[order], np.arange(len(self.it.demands) + 1))
        return order, edges

    def pairs_of_demand(self, d: int) -> Ints:
        """The pairs that could fill a seat of a demand."""
        order, edges = self._by_demand
        return order[edges[d] : edges[d + 1]]

    def ids(self, pair: int) -> tuple[str, str]:
        """(specialist id, demand id) of a pair."""
        person = self.pool.specialists[int(self.it.specialist[pair])]
        return person.specialist, self.it.demands[int(self.it.demand[pair])].demand

    def numbers(self, pairs: Pairs) -> list[int]:
        """The places of pairs in the instance, in order.

        Raises:
            KeyError: a pair is not eligible, or there is no such specialist or demand.
        """
        who = {s.specialist: i for i, s in enumerate(self.pool.specialists)}
        what = {d.demand: i for i, d in enumerate(self.it.demands)}
        size = len(self.it.demands)
        wanted = np.array(sorted(who[s] * size + what[d] for s, d in pairs), dtype=np.int64)
        keys = self.it.specialist * size + self.it.demand  # pairs stand in this order
        places = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
        if len(wanted) and (not len(keys) or (keys[places] != wanted).any()):
            raise KeyError("some pair is not eligible")
        numbers: list[int] = places.tolist()
        return numbers

    def acts(self, pair: int) -> tuple[str, ...]:
        """Ids of the instruments a pair could work under; empty where it needs none."""
        if not self.it.lent[pair]:
            return ()
        return tuple(act.instrument for act in self.it.acts(pair))

    # -- limits ------------------------------------------------------------------------------

    @cached_property
    def blocks_left(self) -> dict[str, int]:
        """Instrument with a ceiling to the blocks it has left."""
        left = {i.instrument: i.blocks_left for i in self.pool.instruments}
        return {name: blocks for name, blocks in left.items() if blocks is not None}

    @cached_property
    def released(self) -> list[int]:
        """Specialist: blocks of the week released to the pool."""
        return [s.weekly_blocks for s in self.pool.specialists]

    @cached_property
    def most_cases(self) -> list[int]:
        """Specialist: largest number of cases."""
        return [s.max_cases for s in self.pool.specialists]

    @cached_property
    def there_before(self) -> list[list[int]]:
        """Specialist: available blocks among the first n, for n in 0..T."""
        grid, is_there = self.horizon.blocks, self.pool.is_available
        return [
            list(accumulate((is_there(s.specialist, b) for b in grid), initial=0))
            for s in self.pool.specialists
        ]

    def room(self, s: int, start: int, stop: int) -> int:
        """Blocks that a specialist can give in [start, stop)."""
        there = self.there_before[s]
        return min(there[stop] - there[start], self.released[s])

    @cached_property
    def agency(self) -> list[int]:
        """Specialist to the number of the home agency in the pool."""
        number = {a.agency: i for i, a in enumerate(self.pool.agencies)}
        return [number[s.agency] for s in self.pool.specialists]

    @cached_property
    def lent_limits(self) -> list[tuple[int | None, int | None]]:
        """Agency number: most lent blocks, most lent heads; None is no limit."""
        return [(a.max_lent_blocks, a.max_lent_heads) for a in self.pool.agencies]

    @cached_property
    def reserves(self) -> tuple[Reserve, ...]:
        """The home reserves as how many of whom may be away."""
        levels, blocks, found = self.pool.skill_levels, self.horizon.size, []
        for row in self.pool.home_reserve:
            members = tuple(
                s
                for s, person in enumerate(self.pool.specialists)
                if person.agency == row.agency
                and levels[person.specialist].get(row.skill, 0) >= row.level
                and 2 * self.there_before[s][blocks] >= blocks
            )
            found.append(Reserve(members, len(members) - min(row.heads, len(members))))
        return tuple(found)

    # -- cases -------------------------------------------------------------------------------

    @cached_property
    def demands_of_case(self) -> list[list[int]]:
        """Case number to the numbers of its demands."""
        groups: list[list[int]] = [[] for _ in self.it.cases]
        for d, c in enumerate(self.it.case_of_demand.tolist()):
            groups[c].append(d)
        return groups

    @cached_property
    def power(self) -> list[tuple[str, str | None, Mode]]:
        """Demand: case, authority and mode."""
        return [(d.case, d.authority, d.mode) for d in self.it.demands]

    def coverage(self, chosen: list[int]) -> int:
        """The coverage of allowed pairs: priority · (bonus if the core runs + people), summed."""
        it, bonus = self.it, self.pool.policy.core_bonus
        pairs = np.array(chosen, dtype=np.int64)
        filled = np.bincount(it.demand[pairs], minlength=len(it.demands))
        runs = it.has_core.copy()
        runs[it.case_of_demand[it.critical & (filled < it.headcount)]] = False
        people = np.bincount(it.case[pairs], minlength=len(it.cases))
        return int((it.priority * (bonus * runs + people)).sum())
