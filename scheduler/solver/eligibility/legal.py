"""On what legal ground a pair stands: the row of rights, and the instruments that cover it.

Rights and instruments depend on the home agency, the demand and the first and last day of the
pair's window only, so each such combination is looked up once.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from scheduler.model import (
    AuthorityRight,
    Instrument,
    Mode,
    Right,
    covers,
    in_force_through,
)
from scheduler.solver.eligibility.frame import Bools, Frame


@dataclass(frozen=True)
class LegalGround:
    """Rights and instruments of every pair of a frame."""

    frame: Frame

    @cached_property
    def _variants(self) -> dict[tuple[int, int, int], np.ndarray]:
        """(agency, demand, first day) to the specialists of that agency with that first day."""
        groups: dict[tuple[int, int, int], np.ndarray] = {}
        for a in range(len(self.frame.agency_names)):
            people = np.nonzero(self.frame.agency == a)[0]
            firsts = self.frame.first_day[people]
            for d in range(self.frame.shape[1]):
                column = firsts[:, d]
                for first in np.unique(column):
                    groups[a, d, int(first)] = people[column == first]
        return groups

    @cached_property
    def _rights(self) -> dict[tuple[str, str, Mode, int, int], AuthorityRight | None]:
        return {}

    def _right(self, agency: int, d: int, first: int) -> AuthorityRight | None:
        """The first row of rights, in order of its dates, that is in force and not ``never``."""
        demand = self.frame.demands[d]
        assert demand.authority is not None
        last = int(self.frame.last_day[d])
        key = (demand.authority, self.frame.agency_names[agency], demand.mode, first, last)
        if key not in self._rights:
            self._rights[key] = self._look_up(*key)
        return self._rights[key]

    def _look_up(
        self, authority: str, agency: str, mode: Mode, first: int, last: int
    ) -> AuthorityRight | None:
        days = date.fromordinal(first), date.fromordinal(last)
        rows = self.frame.pool.rights_of.get((authority, agency, mode), ())
        in_force = [
            row
            for row in rows
            if row.right is not Right.NEVER
            and in_force_through(row.in_force_from, row.in_force_to, *days)
        ]
        in_force.sort(
            key=lambda r: (r.in_force_from or date.min, r.in_force_to or date.max, r.right)
        )
        return in_force[0] if in_force else None

    @cached_property
    def has_authority(self) -> Bools:
        """S×D: no authority is named, or it and one row of rights hold through the window."""
        holds = np.ones(self.frame.shape, dtype=np.bool_)
        for (agency, d, first), people in self._variants.items():
            demand = self.frame.demands[d]
            if demand.authority is None:
                continue
            power = self.frame.pool.authority_of_id[demand.authority]
            days = date.fromordinal(first), date.fromordinal(int(self.frame.last_day[d]))
            holds[people, d] = (
                in_force_through(power.in_force_from, power.in_force_to, *days)
                and self._right(agency, d, first) is not None
            )
        return holds

    @cached_property
    def needs_instrument(self) -> Bools:
        """S×D: an outsider, in a mode and under a right that ask for a written act."""
        needs: Bools = ~self.frame.insider
        for (agency, d, first), people in self._variants.items():
            demand = self.frame.demands[d]
            if demand.mode is Mode.ADVISE:
                needs[people, d] = False
            elif demand.authority is not None:
                right = self._right(agency, d, first)
                if right is not None and right.right is Right.ALLOWED_OUTSIDE:
                    needs[people, d] = False
        return needs

    @cached_property
    def _between(self) -> dict[tuple[str, str], list[Instrument]]:
        acts: dict[tuple[str, str], list[Instrument]] = defaultdict(list)
        for act in self.frame.pool.instruments:
            acts[act.from_agency, act.to_agency].append(act)
        return acts

    @cached_property
    def _covering(self) -> dict[tuple[int, int, int], tuple[Instrument, ...]]:
        return {}

    def _acts(self, s: int, d: int) -> tuple[Instrument, ...]:
        """The instruments in id order that cover the demand for the agency, whoever goes."""
        key = (int(self.frame.agency[s]), d, int(self.frame.first_day[s, d]))
        if key not in self._covering:
            demand, case = self.frame.demands[d], self.frame.cases[d]
            days = date.fromordinal(key[2]), date.fromordinal(int(self.frame.last_day[d]))
            self._covering[key] = tuple(
                act
                for act in self._between[self.frame.agency_names[key[0]], case.lead_agency]
                if in_force_through(act.from_, act.to, *days)
                and covers(act.modes, demand.mode)
                and covers(act.cases, case.case)
                and (demand.authority is None or covers(act.authorities, demand.authority))
            )
        return self._covering[key]

    def usable(self, s: int, d: int) -> tuple[Instrument, ...]:
        """The instruments, in id order, that cover one pair."""
        person = self.frame.specialists[s].specialist
        return tuple(act for act in self._acts(s, d) if covers(act.specialists, person))

    def is_covered(self, s: int, d: int) -> bool:
        """Whether any instrument covers one pair."""
        person = self.frame.specialists[s].specialist
        return any(covers(act.specialists, person) for act in self._acts(s, d))

    def basis(self, s: int, d: int) -> str:
        """Statute and article of one pair: the authority's, then the right's where it differs."""
        demand = self.frame.demands[d]
        if demand.authority is None:
            return ""
        power = self.frame.pool.authority_of_id[demand.authority]
        right = self._right(int(self.frame.agency[s]), d, int(self.frame.first_day[s, d]))
        extra = right.legal_basis if right is not None else ""
        return "; ".join(dict.fromkeys(text for text in (power.legal_basis, extra) if text))
