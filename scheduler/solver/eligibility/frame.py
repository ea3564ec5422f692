"""The pool as arrays: who, what, when. S specialists, D demands, and tables between them.

Specialists and demands stand in id order; a demand whose window meets no block of the horizon is
not in the frame at all. Dates are day numbers (``date.toordinal``), an open end is ``FOREVER``.

Nothing here has a cell a pair. A specialist touches the window and the effort of a pair only by
the travel that is charged, so ``travel`` and ``charged`` take any specialists and demands that
numpy can pair off (numbers, arrays, ``EVERYONE``), and what follows takes a demand and the charge.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.model import Case, Demand, Horizon, Pool, Specialist

FOREVER = date.max.toordinal()
EVERYONE = slice(None)
"""All specialists, as an index."""
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Which = int | slice | Ints


def day_number(day: date | None) -> int:
    """A date as a day number; None, an open end, is ``FOREVER``."""
    return FOREVER if day is None else day.toordinal()


@dataclass(frozen=True)
class Frame:
    """A pool cut to a horizon, in arrays.

    ``window_start``/``window_stop`` are half-open block numbers of a demand's own window.
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
        """Specialist id to number."""
        return {s.specialist: i for i, s in enumerate(self.specialists)}

    @cached_property
    def demand_number(self) -> dict[str, int]:
        """Demand id to number."""
        return {d.demand: i for i, d in enumerate(self.demands)}

    @cached_property
    def demands_of_case(self) -> dict[str, list[int]]:
        """Case id to the numbers of its demands in this plan."""
        numbers: dict[str, list[int]] = {}
        for i, demand in enumerate(self.demands):
            numbers.setdefault(demand.case, []).append(i)
        return numbers

    # -- specialists -------------------------------------------------------------------------

    @cached_property
    def everybody(self) -> Bools:
        """Specialist: true. Shared, and read only."""
        everybody = np.ones(len(self.specialists), dtype=np.bool_)
        everybody.setflags(write=False)
        return everybody

    @cached_property
    def agency_names(self) -> tuple[str, ...]:
        """Home agencies of the specialists, sorted."""
        return tuple(sorted({s.agency for s in self.specialists}))

    @cached_property
    def agency_number(self) -> dict[str, int]:
        """Home agency id to number."""
        return {a: i for i, a in enumerate(self.agency_names)}

    @cached_property
    def agency(self) -> Ints:
        """Specialist to the number of the home agency."""
        return np.array([self.agency_number[s.agency] for s in self.specialists], dtype=np.int64)

    @cached_property
    def skill_number(self) -> dict[str, int]:
        """Skill to its row of ``levels``; skills that are asked for but nobody has, too."""
        names = {row.skill for row in self.pool.specialist_skills}
        names |= {need.skill for demand in self.demands for need in demand.skills}
        return {skill: i for i, skill in enumerate(sorted(names))}

    @cached_property
    def levels(self) -> NDArray[np.int8]:
        """Skill × S: level held, 0 for none."""
        levels = np.zeros((len(self.skill_number), len(self.specialists)), dtype=np.int8)
        for row in self.pool.specialist_skills:
            levels[self.skill_number[row.skill], self.specialist_number[row.specialist]] = row.level
        return levels

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
        sums = np.zeros((self.horizon.size + 1, len(self.specialists)), dtype=np.int64)
        np.cumsum(self.available.T, axis=0, out=sums[1:])
        return sums.T  # laid out block by block: all specialists at one block are read at once

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

    # -- demands -----------------------------------------------------------------------------

    @cached_property
    def fixed(self) -> Bools:
        """Demand: a fixed session."""
        return np.array([d.fixed for d in self.demands], dtype=np.bool_)

    @cached_property
    def on_site(self) -> Bools:
        """Demand: served at the case's site."""
        return np.array([d.on_site for d in self.demands], dtype=np.bool_)

    @cached_property
    def lead(self) -> Ints:
        """Demand: number of the agency that leads its case, -1 when nobody is at home there."""
        leads = [self.agency_number.get(c.lead_agency, -1) for c in self.cases]
        return np.array(leads, dtype=np.int64)

    @cached_property
    def last_day(self) -> Ints:
        """Demand: day number of the last block of its window."""
        last: Ints = self._days[self.window_stop - 1]
        return last

    @cached_property
    def _days(self) -> Ints:
        return np.array([m.day.toordinal() for m in self.horizon.blocks], dtype=np.int64)

    # -- pairs: travel and what follows from it ----------------------------------------------

    @cached_property
    def _road(self) -> tuple[Ints, Ints, Ints]:
        """Blocks from station to site; the station of each specialist, the site of each demand."""
        stations = sorted({s.station for s in self.specialists})
        sites = sorted({c.site for c in self.cases})
        table = [[self.pool.travel_blocks(a, b) for b in sites] for a in stations]
        station = {a: i for i, a in enumerate(stations)}
        site = {b: i for i, b in enumerate(sites)}
        return (
            np.array(table, dtype=np.int64).reshape(len(stations), len(sites)),
            np.array([station[s.station] for s in self.specialists], dtype=np.int64),
            np.array([site[c.site] for c in self.cases], dtype=np.int64),
        )

    @cached_property
    def _travel(self) -> Ints:
        """Station × D: blocks to the site; 0 unless on site."""
        table, _, site = self._road
        blocks: Ints = table[:, site] * self.on_site
        return blocks

    @cached_property
    def _charged(self) -> Ints:
        """Station × D: travel blocks that count."""
        room = np.where(self.fixed, self.window_start, self.horizon.size)
        charged: Ints = np.minimum(self._travel, room)
        return charged

    def travel(self, s: Which, d: Which) -> Ints:
        """Blocks from the specialist's station to the site, 0..2; 0 unless on site."""
        blocks: Ints = self._travel[self._road[1][s], d]
        return blocks

    def charged(self, s: Which, d: Which) -> Ints:
        """Travel blocks that count, 0..2; those of a session before the horizon do not."""
        blocks: Ints = self._charged[self._road[1][s], d]
        return blocks

    @cached_property
    def _own_effort(self) -> Ints:
        return np.array([d.effort for d in self.demands], dtype=np.int64)

    def effort(self, d: Which, charged: int | Ints) -> Ints:
        """e(s,d), blocks of a pair, the travel charged to it included."""
        effort: Ints = self._own_effort[d] + charged
        return effort

    def pair_start(self, d: Which, charged: int | Ints) -> Ints:
        """First block of w(s,d); a session is widened to the front by the travel charged."""
        start: Ints = self.window_start[d] - np.where(self.fixed[d], charged, 0)
        return start

    def first_day(self, d: Which, charged: int | Ints) -> Ints:
        """Day number of the first block of w(s,d)."""
        first: Ints = self._days[self.pair_start(d, charged)]
        return first

    def insider(self, s: Which, d: Which) -> Bools:
        """The specialist's home agency leads the demand's case."""
        insider: Bools = self.agency[s] == self.lead[d]
        return insider
