"""Patches of what agencies agree on: written acts, lending limits, reserves at home."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from scheduler.model import (
    Agency,
    Fact,
    HomeReserve,
    Instrument,
    InstrumentKind,
    Language,
    Mode,
    Pool,
    RequestError,
    label,
    say,
)
from scheduler.model.entities import Count, Id, Level
from scheduler.model.told import Day
from scheduler.whatif.patches.base import Scope, as_date, as_scope, known


class SignedInstrument(Fact):
    """One more written act in force."""

    kind: Literal["signed_instrument"] = "signed_instrument"
    act: Instrument

    def apply(self, pool: Pool) -> Pool:
        """The pool with the instrument in it."""
        if self.act.instrument in pool.instrument_of_id:
            raise RequestError("patch.instrument_exists", instrument=self.act.instrument)
        for agency in (self.act.from_agency, self.act.to_agency):
            known(pool.agency_of_id, "agency", agency)
        return pool.with_rows(instruments=(*pool.instruments, self.act))

    def text(self, language: Language = "en") -> str:
        """Which act lets whose people into whose cases, and until when."""
        return say(
            "patch.sign_instrument",
            language,
            instrument=self.act.instrument,
            kind=label("instrument_kind", self.act.kind, language),
            giver=self.act.from_agency,
            taker=self.act.to_agency,
            first=self.act.from_.isoformat(),
            last=self.act.to.isoformat(),
        )


class InstrumentEnd(Fact):
    """The last day on which a written act is in force, sooner or later than it says."""

    kind: Literal["instrument_end"] = "instrument_end"
    instrument: Id
    last: Day

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the act ends on that day.

        Raises:
            RequestError: it begins only after it.
        """
        old = known(pool.instrument_of_id, "instrument", self.instrument)
        if self.last < old.from_:
            raise RequestError("patch.days_backwards", first=old.from_, last=self.last)
        return _with_act(pool, old.model_copy(update={"to": self.last}))

    def text(self, language: Language = "en") -> str:
        """Which act ends when."""
        return say("patch.end_instrument", language, instrument=self.instrument, last=self.last)


class Ceiling(Fact):
    """The half-days that a written act allows over its life; None: as many as one likes."""

    kind: Literal["ceiling"] = "ceiling"
    instrument: Id
    max_blocks: Count | None

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the act has this ceiling."""
        old = known(pool.instrument_of_id, "instrument", self.instrument)
        return _with_act(pool, old.model_copy(update={"max_blocks": self.max_blocks}))

    def text(self, language: Language = "en") -> str:
        """Which act allows how much."""
        code = "patch.ceiling.none" if self.max_blocks is None else "patch.ceiling.blocks"
        return say(code, language, instrument=self.instrument, limit=self.max_blocks)


class LendingLimit(Fact):
    """An agency's weekly lending caps; a cap that is None stays as it is."""

    kind: Literal["lending_limit"] = "lending_limit"
    agency: Id
    blocks: Count | None = None
    heads: Count | None = None

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the agency has these caps."""
        old = known(pool.agency_of_id, "agency", self.agency)
        caps = {"max_lent_blocks": self.blocks, "max_lent_heads": self.heads}
        given = {name: cap for name, cap in caps.items() if cap is not None}
        return _with_agency(pool, old.model_copy(update=given))

    def text(self, language: Language = "en") -> str:
        """Whose caps become what."""
        parts = [
            say(f"patch.lending_limit.{name}", language, agency=self.agency, limit=limit)
            for name, limit in (("blocks", self.blocks), ("heads", self.heads))
            if limit is not None
        ]
        return " ".join(parts) or say("patch.lending_limit.none", language, agency=self.agency)


class NoLendingLimit(Fact):
    """An agency lends without a cap."""

    kind: Literal["no_lending_limit"] = "no_lending_limit"
    agency: Id

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the agency has no caps."""
        old = known(pool.agency_of_id, "agency", self.agency)
        free = {"max_lent_blocks": None, "max_lent_heads": None}
        return _with_agency(pool, old.model_copy(update=free))

    def text(self, language: Language = "en") -> str:
        """Who lends freely."""
        return say("patch.no_lending_limit", language, agency=self.agency)


class Reserve(Fact):
    """How many specialists of a skill an agency keeps at home each week; 0: none."""

    kind: Literal["reserve"] = "reserve"
    agency: Id
    skill: Id
    level: Level = 1
    heads: Count

    def apply(self, pool: Pool) -> Pool:
        """The pool with this reserve in place of the agency's older one of that skill and level."""
        known(pool.agency_of_id, "agency", self.agency)
        key = (self.agency, self.skill, self.level)
        rest = [r for r in pool.home_reserve if (r.agency, r.skill, r.level) != key]
        if self.heads:
            agency, skill, level = key
            rest.append(HomeReserve(agency=agency, skill=skill, level=level, heads=self.heads))
        return pool.with_rows(home_reserve=tuple(rest))

    def text(self, language: Language = "en") -> str:
        """Who keeps how many of what."""
        return say(
            "patch.reserve",
            language,
            agency=self.agency,
            skill=f"{self.skill}>={self.level}",
            heads=self.heads,
        )


def _with_act(pool: Pool, act: Instrument) -> Pool:
    rest = [i for i in pool.instruments if i.instrument != act.instrument]
    return pool.with_rows(instruments=(*rest, act))


def _with_agency(pool: Pool, agency: Agency) -> Pool:
    rest = [a for a in pool.agencies if a.agency != agency.agency]
    return pool.with_rows(agencies=(*rest, agency))


# -- as one writes them ---------------------------------------------------------------------------


def sign_instrument(
    instrument: str,
    kind: InstrumentKind | str,
    from_agency: str,
    to_agency: str,
    *,
    first: date | str,
    last: date | str,
    authorities: Scope = "*",
    modes: Scope | Iterable[Mode] = "*",
    cases: Scope = "*",
    specialists: Scope = "*",
    max_blocks: int | None = None,
    document_no: str = "",
) -> SignedInstrument:
    """One more written act, in force from ``first`` through ``last``; scopes are ``*`` or lists."""
    act = Instrument.model_validate(
        {
            "instrument": instrument,
            "kind": InstrumentKind(kind),
            "from_agency": from_agency,
            "to_agency": to_agency,
            "authorities": as_scope(authorities),
            "modes": as_scope(modes),
            "cases": as_scope(cases),
            "specialists": as_scope(specialists),
            "from": as_date(first),
            "to": as_date(last),
            "max_blocks": max_blocks,
            "document_no": document_no or instrument,
        }
    )
    return SignedInstrument(act=act)


def end_instrument(instrument: str, last: date | str) -> InstrumentEnd:
    """A written act is in force through ``last``, sooner or later than it says."""
    return InstrumentEnd(instrument=instrument, last=as_date(last))


def set_ceiling(instrument: str, max_blocks: int | None) -> Ceiling:
    """A written act allows so many half-days over its life; None lifts the ceiling."""
    return Ceiling(instrument=instrument, max_blocks=max_blocks)


def lending_limit(
    agency: str, *, blocks: int | None = None, heads: int | None = None
) -> LendingLimit:
    """An agency lends at most so many half-days, or people, a week; 0 is none."""
    return LendingLimit(agency=agency, blocks=blocks, heads=heads)


def no_lending_limit(agency: str) -> NoLendingLimit:
    """An agency lends without a cap."""
    return NoLendingLimit(agency=agency)


def home_reserve(agency: str, skill: str, heads: int, *, level: int = 1) -> Reserve:
    """An agency keeps so many specialists of a skill at home each week; 0 is none."""
    return Reserve(agency=agency, skill=skill, level=level, heads=heads)
