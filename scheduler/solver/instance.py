"""The instance: the eligible pairs of a pool as integer arrays.

One column x(s,d) a pair; pairs stand in order of specialist, then demand. P pairs, D demands,
C cases with a demand in this plan. Whatever a rule or a tier needs is here as an array; the pool
itself is not read again until the plan is written.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.model import Case, Demand, Instrument, RowStatus
from scheduler.solver.eligibility import Eligibility
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.fit import fit_of_pairs
from scheduler.solver.groups import Groups

HUGE = 250_000
"""Pairs above which memory counts, and the rows of the program take seconds to write down."""


@dataclass(frozen=True)
class Instance:
    """Pairs, demands and cases of one solve.

    ``specialist``, ``demand``: numbers of each pair. ``start``/``stop``: the half-open window
    w(s,d). ``effort``: e(s,d) in blocks. ``lent``: the specialist is an outsider.
    """

    eligibility: Eligibility
    specialist: Ints
    demand: Ints

    @classmethod
    def of(cls, eligibility: Eligibility) -> "Instance":
        """Take the eligible pairs out of the matrix of refusals."""
        return cls(eligibility, *eligibility.pairs())

    # -- pairs -------------------------------------------------------------------------------

    @property
    def pairs(self) -> int:
        """P."""
        return len(self.specialist)

    @property
    def is_huge(self) -> bool:
        """Whether memory counts, and whatever reads all rows takes long."""
        return self.pairs > HUGE

    @cached_property
    def charged(self) -> Ints:
        """Travel blocks that count of each pair."""
        return self.eligibility.frame.charged(self.specialist, self.demand)

    @cached_property
    def effort(self) -> Ints:
        """e(s,d) of each pair, blocks."""
        return self.eligibility.frame.effort(self.demand, self.charged)

    @cached_property
    def start(self) -> Ints:
        """First block of each pair's window."""
        return self.eligibility.frame.pair_start(self.demand, self.charged)

    @cached_property
    def stop(self) -> Ints:
        """Block after the last of each pair's window."""
        return self.eligibility.frame.window_stop[self.demand]

    @cached_property
    def fixed(self) -> Bools:
        """The pair's demand is a fixed session."""
        return self.eligibility.frame.fixed[self.demand]

    @cached_property
    def lent(self) -> Bools:
        """The specialist works for another agency's case."""
        return ~self.eligibility.frame.insider(self.specialist, self.demand)

    @cached_property
    def agency(self) -> Ints:
        """Number of the home agency of each pair's specialist."""
        return self.eligibility.frame.agency[self.specialist]

    @cached_property
    def case(self) -> Ints:
        """Number of each pair's case."""
        return self.case_of_demand[self.demand]

    @cached_property
    def matter(self) -> Ints:
        """Number of each pair's matter."""
        names = sorted({c.matter for c in self.cases})
        number = {m: i for i, m in enumerate(names)}
        of_case = np.array([number[c.matter] for c in self.cases], dtype=np.int64)
        matter: Ints = of_case[self.case]
        return matter

    @cached_property
    def fit(self) -> Ints:
        """Fit of each pair, 0..100."""
        return fit_of_pairs(self.eligibility.frame, self.specialist, self.demand)

    def pair_number(self, s: int, d: int) -> int | None:
        """The pair of a specialist and a demand by number; None when it is refused."""
        found = int(self.pair_numbers(np.array([s]), np.array([d]))[0])
        return found if found >= 0 else None

    def pair_numbers(self, specialist: Ints, demand: Ints) -> Ints:
        """The pair of each specialist and demand by number; -1 where it is refused."""
        wanted = specialist * len(self.demands) + demand
        place = np.searchsorted(self._keys, wanted)
        known = np.append(self._keys, -1)[place] == wanted
        return np.where(known, place, -1)

    @cached_property
    def _keys(self) -> Ints:
        """Specialist and demand of each pair in one number; ascending, as the pairs stand."""
        return self.specialist * len(self.demands) + self.demand

    def acts(self, p: int) -> tuple[Instrument, ...]:
        """Usable instruments of a pair in id order; empty where none is needed."""
        s, d, charged = self.specialist[p], self.demand[p], self.charged[p]
        return self.eligibility.legal.usable(int(s), int(d), int(charged))

    @cached_property
    def under_ceilings(self) -> tuple[Ints, Ints]:
        """(pair, instrument) by number, for pairs whose usable instruments all have ceilings."""
        return self.eligibility.legal.under_ceilings(self.specialist, self.demand, self.charged)

    @cached_property
    def pairs_of_case(self) -> Groups:
        """Case to its pairs."""
        return Groups.of(self.case, len(self.cases))

    @cached_property
    def pairs_of_demand(self) -> Groups:
        """Demand to its pairs."""
        return Groups.of(self.demand, len(self.demands))

    @cached_property
    def max_cases(self) -> Ints:
        """Specialist: cases they may have at most."""
        people = self.eligibility.frame.specialists
        return np.array([s.max_cases for s in people], dtype=np.int64)

    # -- demands and cases -------------------------------------------------------------------

    @property
    def demands(self) -> tuple[Demand, ...]:
        """Demands in this plan, by number."""
        return self.eligibility.frame.demands

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Cases with a demand in this plan, by number."""
        unique = {c.case: c for c in self.eligibility.frame.cases}
        return tuple(unique[name] for name in sorted(unique))

    @cached_property
    def case_of_demand(self) -> Ints:
        """Demand to the number of its case."""
        number = {c.case: i for i, c in enumerate(self.cases)}
        return np.array([number[d.case] for d in self.demands], dtype=np.int64)

    @cached_property
    def headcount(self) -> Ints:
        """Demand: seats."""
        return np.array([d.headcount for d in self.demands], dtype=np.int64)

    @cached_property
    def critical(self) -> Bools:
        """Demand: its case runs only when it is fully staffed."""
        return np.array([d.critical for d in self.demands], dtype=np.bool_)

    @cached_property
    def has_core(self) -> Bools:
        """Case: has critical demands in this plan."""
        core = np.zeros(len(self.cases), dtype=np.bool_)
        core[self.case_of_demand[self.critical]] = True
        return core

    @cached_property
    def under_way(self) -> Bools:
        """Case: has an in_force or notified row on a demand of this plan."""
        under_way = np.zeros(len(self.cases), dtype=np.bool_)
        for status in (RowStatus.IN_FORCE, RowStatus.NOTIFIED):
            for _, d in self.current_rows(status):
                under_way[self.case_of_demand[d]] = True
        return under_way

    @cached_property
    def priority(self) -> Ints:
        """Case: 1..100."""
        return np.array([c.priority for c in self.cases], dtype=np.int64)

    def current_rows(self, *statuses: RowStatus) -> list[tuple[int, int]]:
        """(specialist, demand) numbers of current rows in these states, on demands of this plan."""
        frame = self.eligibility.frame
        return [
            (frame.specialist_number[row.specialist], frame.demand_number[row.demand])
            for row in frame.pool.assignments
            if row.status in statuses and row.demand in frame.demand_number
        ]

    @cached_property
    def pins(self) -> list[tuple[int, int]]:
        """(specialist, demand) numbers that must be assigned, eligible or not."""
        return sorted(set(self.current_rows(RowStatus.PINNED, RowStatus.NOTIFIED)))
