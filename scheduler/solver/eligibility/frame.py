"""The pool as arrays: who, what, when. Everything below is indexed S (specialists) × D (demands).

Specialists and demands stand in id order; a demand whose window meets no block of the horizon is
not in the frame at all. Dates are day numbers (``date.toordinal``), an open end is ``FOREVER``.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.model import Case, Demand, Horizon, Pool, Specialist

FOREVER = date.max.toordinal()
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def day_number(day: date | None) -> int:
    """A date as a day number; None, an open end, is ``FOREVER``."""
    return FOREVER if day is None else day.toordinal()


@dataclass(frozen=True)
class Frame:
    """A pool cut to a horizon, in arrays.

    ``window_start``/``window_stop`` are half-open block numbers of a demand's own window;
    ``travel[s, d]`` is 0..2 blocks; ``charged[s, d]`` the part of it that lies in the horizon.
    """

    pool: Pool
    horizon: Horizon
    specialists: tuple[Specialist, ...]
    demands: tuple[Demand, ...]
    cases: tuple[Case, ...]
    window_start: Ints
    window_stop: Ints

    @classmethod
    def of(cls, pool: Pool, horizon: Horizon) -> "Frame":
        """Cut a pool to a horizon."""
        windows = [(d, horizon.cut(d.from_, d.to)) for d in pool.demands]
        inside = [(d, w) for d, w in windows if len(w)]
        return cls(
            pool=pool,
            horizon=horizon,
            specialists=pool.specialists,
            demands=tuple(d for d, _ in inside),
            cases=tuple(pool.case_of_id[d.case] for d, _ in inside),
            window_start=np.array([w.start for _, w in inside], dtype=np.int64),
            window_stop=np.array([w.stop for _, w in inside], dtype=np.int64),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """(number of specialists, number of demands)."""
        return len(self.specialists), len(self.demands)

    @cached_property
    def specialist_number(self) -> dict[str, int]:
        """Specialist id to row."""
        return {s.specialist: i for i, s in enumerate(self.specialists)}

    @cached_property
    def demand_number(self) -> dict[str, int]:
        """Demand id to column."""
        return {d.demand: i for i, d in enumerate(self.demands)}

    @cached_property
    def demands_of_case(self) -> dict[str, list[int]]:
        """Case id to the columns of its demands in this plan."""
        columns: dict[str, list[int]] = {}
        for i, demand in enumerate(self.demands):
            columns.setdefault(demand.case, []).append(i)
        return columns

    @cached_property
    def agency_names(self) -> tuple[str, ...]:
        """Home agencies of the specialists, sorted."""
        return tuple(sorted({s.agency for s in self.specialists}))

    @cached_property
    def agency(self) -> Ints:
        """Specialist to the number of the home agency."""
        number = {a: i for i, a in enumerate(self.agency_names)}
        return np.array([number[s.agency] for s in self.specialists], dtype=np.int64)

    @cached_property
    def insider(self) -> Bools:
        """S×D: the specialist's home agency leads the demand's case."""
        number = {a: i for i, a in enumerate(self.agency_names)}
        lead = np.array([number.get(c.lead_agency, -1) for c in self.cases], dtype=np.int64)
        insider: Bools = self.agency[:, None] == lead[None, :]
        return insider

    @cached_property
    def fixed(self) -> Bools:
        """Demand: a fixed session."""
        return np.array([d.fixed for d in self.demands], dtype=np.bool_)

    @cached_property
    def travel(self) -> Ints:
        """S×D: blocks from the specialist's station to the site; 0 unless on site."""
        stations = sorted({s.station for s in self.specialists})
        sites = sorted({c.site for c in self.cases})
        table = np.array(
            [[self.pool.travel_blocks(a, b) for b in sites] for a in stations], dtype=np.int64
        ).reshape(len(stations), len(sites))
        station = {a: i for i, a in enumerate(stations)}
        site = {b: i for i, b in enumerate(sites)}
        rows = np.array([station[s.station] for s in self.specialists], dtype=np.int64)
        columns = np.array([site[c.site] for c in self.cases], dtype=np.int64)
        on_site = np.array([d.on_site for d in self.demands], dtype=np.int64)
        travel: Ints = table[np.ix_(rows, columns)] * on_site[None, :]
        return travel

    @cached_property
    def charged(self) -> Ints:
        """S×D: travel blocks that count; those of a session before the horizon do not."""
        room = np.where(self.fixed, self.window_start, self.horizon.size)
        return np.minimum(self.travel, room[None, :])

    @cached_property
    def effort(self) -> Ints:
        """S×D: e(s,d), blocks of the pair, charged travel included."""
        own = np.array([d.effort for d in self.demands], dtype=np.int64)
        return own[None, :] + self.charged

    @cached_property
    def pair_start(self) -> Ints:
        """S×D: first block of w(s,d); a session is widened to the front by its travel."""
        return self.window_start[None, :] - np.where(self.fixed[None, :], self.charged, 0)

    @cached_property
    def first_day(self) -> Ints:
        """S×D: day number of the first block of w(s,d)."""
        days = np.array([m.day.toordinal() for m in self.horizon.blocks], dtype=np.int64)
        first: Ints = days[self.pair_start]
        return first

    @cached_property
    def last_day(self) -> Ints:
        """Demand: day number of the last block of its window."""
        days = np.array([m.day.toordinal() for m in self.horizon.blocks], dtype=np.int64)
        last: Ints = days[self.window_stop - 1]
        return last

    @cached_property
    def available(self) -> Bools:
        """S×T: the specialist is there in the block."""
        grid = np.ones((len(self.specialists), self.horizon.size), dtype=np.bool_)
        touched = {row.specialist for row in self.pool.availability}
        for i, s in enumerate(self.specialists):
            if s.specialist in touched:
                grid[i] = [self.pool.is_available(s.specialist, m) for m in self.horizon.blocks]
        return grid

    @cached_property
    def available_before(self) -> Ints:
        """S×(T+1): available blocks in [0, b); a difference counts any interval."""
        sums = np.zeros((len(self.specialists), self.horizon.size + 1), dtype=np.int64)
        np.cumsum(self.available, axis=1, out=sums[:, 1:])
        return sums

    @cached_property
    def weekly_blocks(self) -> Ints:
        """Specialist: blocks released to the pool in a week."""
        return np.array([s.weekly_blocks for s in self.specialists], dtype=np.int64)

    @cached_property
    def capacity(self) -> Ints:
        """Specialist: Σ over the weeks of min(released, available), blocks of the horizon."""
        total = np.zeros(len(self.specialists), dtype=np.int64)
        for week in self.horizon.week_ranges:
            there = self.available_before[:, week.stop] - self.available_before[:, week.start]
            total += np.minimum(there, self.weekly_blocks)
        return total
