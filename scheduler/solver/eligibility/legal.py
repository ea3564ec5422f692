"""On what legal ground a pair stands: the row of rights, and the instruments that cover it.

Rights and instruments depend on the home agency, a few words of the demand and its case, and the
first and last day of the pair's window only. So there is one ``Ground`` for each combination of
those words and days, with an answer for each agency.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from scheduler.model import (
    AuthorityRight,
    Instrument,
    Mode,
    Right,
    covers,
    in_force_through,
)
from scheduler.solver.eligibility.frame import Bools, Frame, Ints
from scheduler.solver.groups import Groups


class Terms(NamedTuple):
    """What of a demand matters in law. ``case`` is "" where no instrument names cases."""

    authority: str | None
    mode: Mode
    lead: str
    case: str
    first: date
    last: date


@dataclass(frozen=True)
class Ground:
    """What the people of each agency may do under some terms; tuples and arrays by agency number.

    ``rights``: the row in force, none where no authority is named. ``has_authority``: AUTHORITY
    holds. ``acts``: the instruments in id order that cover the terms, whoever goes; empty where
    none is needed. ``is_open``: none is needed, or one covers everybody. ``named``: numbers of
    the specialists whom one covers by name.
    """

    rights: tuple[AuthorityRight | None, ...]
    has_authority: Bools
    acts: tuple[tuple[Instrument, ...], ...]
    is_open: Bools
    named: Ints


@dataclass(frozen=True)
class LegalGround:
    """Rights and instruments of every pair of a frame."""

    frame: Frame
    _grounds: dict[Terms, Ground] = field(default_factory=dict, repr=False, compare=False)
    _known: dict[tuple[int, int], Ground] = field(default_factory=dict, repr=False, compare=False)

    def terms(self, d: int, charged: int) -> Terms:
        """The terms of a demand for those who are charged so many blocks of travel."""
        frame, case = self.frame, self.frame.cases[d]
        return Terms(
            frame.demands[d].authority,
            frame.demands[d].mode,
            case.lead_agency,
            case.case if case.lead_agency in self._naming_cases else "",
            date.fromordinal(int(frame.first_day(d, charged))),
            date.fromordinal(int(frame.last_day[d])),
        )

    def ground(self, terms: Terms) -> Ground:
        """The ground under some terms; looked up once."""
        if terms not in self._grounds:
            self._grounds[terms] = self._look_up(terms)
        return self._grounds[terms]

    def of(self, d: int, charged: int) -> Ground:
        """The ground of a demand for those who are charged so many blocks of travel."""
        if (d, charged) not in self._known:
            self._known[d, charged] = self.ground(self.terms(d, charged))
        return self._known[d, charged]

    def usable(self, s: int, d: int, charged: int) -> tuple[Instrument, ...]:
        """The instruments, in id order, that cover one pair; empty where none is needed."""
        acts = self.of(d, charged).acts[self.frame.agency[s]]
        person = self.frame.specialists[s].specialist
        return tuple(act for act in acts if covers(act.specialists, person))

    def basis(self, s: int, d: int) -> str:
        """Statute and article of one pair: the authority's, then the right's where it differs."""
        demand = self.frame.demands[d]
        if demand.authority is None:
            return ""
        power = self.frame.pool.authority_of_id[demand.authority]
        right = self.of(d, int(self.frame.charged(s, d))).rights[self.frame.agency[s]]
        extra = right.legal_basis if right is not None else ""
        return "; ".join(dict.fromkeys(text for text in (power.legal_basis, extra) if text))

    def under_ceilings(self, specialist: Ints, demand: Ints, charged: Ints) -> tuple[Ints, Ints]:
        """(pair, instrument) by number, for pairs whose usable instruments all have ceilings.

        By pair, then by instrument; pairs that need none are left out. ``charged``: travel blocks.
        """
        number = {act.instrument: i for i, act in enumerate(self.frame.pool.instruments)}
        pairs, acts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for alike, covering in self._covered(specialist, demand, charged):
            usable = np.stack([self._sends(act, specialist[alike]) for act in covering])
            capped = np.array([act.max_blocks is not None for act in covering])
            act, place = np.nonzero(usable & ~usable[~capped].any(axis=0))
            pairs.append(alike[place])
            acts.append(np.array([number[act.instrument] for act in covering])[act])
        pair = np.concatenate(pairs)
        order = np.argsort(pair, kind="stable")
        return pair[order], np.concatenate(acts)[order]

    def _covered(
        self, specialist: Ints, demand: Ints, charged: Ints
    ) -> Iterator[tuple[Ints, tuple[Instrument, ...]]]:
        """(pairs of the same terms and agency, the instruments that cover those), if any do."""
        charges = 1 + int(charged.max(initial=0))
        code_of, number = demand * charges + charged, dict[Terms, int]()
        terms = np.zeros(len(self.frame.demands) * charges, dtype=np.int64)
        for code in np.nonzero(np.bincount(code_of))[0].tolist():
            terms[code] = number.setdefault(self.terms(*divmod(code, charges)), len(number))
        acts = [covering for one in number for covering in self.ground(one).acts]
        kind = terms[code_of] * len(self.frame.agency_names)
        alike = Groups.of(kind + self.frame.agency[specialist], len(acts))
        for i, covering in enumerate(acts):
            if covering and len(alike[i]):
                yield alike[i], covering

    def _sends(self, act: Instrument, specialist: Ints) -> Bools:
        """Whether an instrument covers each of some specialists."""
        if act.specialists == "*":
            return np.ones(len(specialist), dtype=np.bool_)
        return np.isin(specialist, self._numbers(act.specialists))

    def _numbers(self, specialists: Iterable[str]) -> list[int]:
        """The numbers of those who are in the pool."""
        number = self.frame.specialist_number
        return [number[name] for name in specialists if name in number]

    # -- one look-up -------------------------------------------------------------------------

    def _look_up(self, terms: Terms) -> Ground:
        names = self.frame.agency_names
        rights = tuple(self._right(terms, agency) for agency in names)
        needing = [
            agency != terms.lead and _needs_instrument(terms, right)
            for agency, right in zip(names, rights, strict=True)
        ]
        acts: list[tuple[Instrument, ...]] = [()] * len(names)
        for act in self._to_agency[terms.lead]:
            a = self.frame.agency_number.get(act.from_agency, -1)
            if a >= 0 and needing[a] and _covers(act, terms):
                acts[a] += (act,)
        is_open = [
            not needs or any(act.specialists == "*" for act in usable)
            for needs, usable in zip(needing, acts, strict=True)
        ]
        return Ground(
            rights=rights,
            has_authority=np.array(self._authorised(terms, rights), dtype=np.bool_),
            acts=tuple(acts),
            is_open=np.array(is_open, dtype=np.bool_),
            named=self._named(acts),
        )

    def _right(self, terms: Terms, agency: str) -> AuthorityRight | None:
        """The first row of rights, in order of its dates, that is in force and not ``never``."""
        if terms.authority is None:
            return None
        rows = self.frame.pool.rights_of.get((terms.authority, agency, terms.mode), ())
        in_force = [
            row
            for row in rows
            if row.right is not Right.NEVER
            and in_force_through(row.in_force_from, row.in_force_to, terms.first, terms.last)
        ]
        in_force.sort(
            key=lambda r: (r.in_force_from or date.min, r.in_force_to or date.max, r.right)
        )
        return in_force[0] if in_force else None

    def _authorised(self, terms: Terms, rights: tuple[AuthorityRight | None, ...]) -> list[bool]:
        """Agency: no authority is named, or it and one row of rights hold through the window."""
        if terms.authority is None:
            return [True] * len(rights)
        power = self.frame.pool.authority_of_id[terms.authority]
        lasts = in_force_through(power.in_force_from, power.in_force_to, terms.first, terms.last)
        return [lasts and right is not None for right in rights]

    def _named(self, acts: list[tuple[Instrument, ...]]) -> Ints:
        """Numbers of the specialists of the giving agencies whom an instrument names."""
        numbers = {
            s
            for a, usable in enumerate(acts)
            for act in usable
            if act.specialists != "*"
            for s in self._numbers(act.specialists)
            if self.frame.agency[s] == a
        }
        return np.array(sorted(numbers), dtype=np.int64)

    @cached_property
    def _to_agency(self) -> dict[str, list[Instrument]]:
        """The instruments in id order by the agency that takes the people."""
        acts: dict[str, list[Instrument]] = defaultdict(list)
        for act in self.frame.pool.instruments:
            acts[act.to_agency].append(act)
        return acts

    @cached_property
    def _naming_cases(self) -> frozenset[str]:
        """The taking agencies of instruments that name cases."""
        return frozenset(act.to_agency for act in self.frame.pool.instruments if act.cases != "*")


def _needs_instrument(terms: Terms, right: AuthorityRight | None) -> bool:
    """Whether an outsider needs a written act, in this mode and under this right."""
    if terms.mode is Mode.ADVISE:
        return False
    return right is None or right.right is not Right.ALLOWED_OUTSIDE


def _covers(act: Instrument, terms: Terms) -> bool:
    """Whether an instrument covers the terms, whoever goes."""
    return (
        in_force_through(act.from_, act.to, terms.first, terms.last)
        and covers(act.modes, terms.mode)
        and covers(act.cases, terms.case)
        and (terms.authority is None or covers(act.authorities, terms.authority))
    )
