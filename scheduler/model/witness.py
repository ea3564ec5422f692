"""Witnesses: prices from which anyone can work out the bound of a tier again, without a solver.

``docs/proofs.md`` has the theorem, ``scheduler.check.proof`` does the sum. A price of 0 is not
written down; rows stand sorted by their key, each key once.
"""

from itertools import pairwise
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from scheduler.model.enums import TierName
from scheduler.model.record import Record


class PriceRow(Record):
    """Base of all prices. A price is a whole number of parts of 1/scale of the tier's unit."""

    @property
    def key(self) -> str:
        """What the price is for: ids joined by ``/``."""
        return "/".join(str(v) for n, v in self if n not in ("price", "insider", "outsider"))


Row = TypeVar("Row", bound=PriceRow)
Price = Annotated[int, Field(ge=1)]


def _in_order(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    for one, other in pairwise(row.key for row in rows):
        if one >= other:
            raise ValueError(f"{other} comes after {one}: each stands once, sorted by its key")
    return rows


Rows = Annotated[tuple[Row, ...], AfterValidator(_in_order)]


class SeatPrice(PriceRow):
    """What a seat of a demand costs an insider, and an outsider; below 0: what it brings them."""

    demand: str
    insider: int = 0
    outsider: int = 0

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.insider == self.outsider == 0:
            raise ValueError(f"{self.demand}: a price of 0 is left out")
        return self


class AgencyPrice(PriceRow):
    """What an agency takes for a block that it lends, or for a person whom it lends."""

    agency: str
    price: Price


class ReservePrice(PriceRow):
    """What lending somebody of a home reserve costs."""

    agency: str
    skill: str
    level: int
    price: Price


class InstrumentPrice(PriceRow):
    """What a block under an instrument with a ceiling costs."""

    instrument: str
    price: Price


class TeamPrice(PriceRow):
    """What a specialist pays to be in the team of a case, which it gets only if it runs."""

    specialist: str
    case: str
    price: Price


class HeldPrice(PriceRow):
    """The weight of an earlier tier, which the plan holds: parts of 1/scale for one unit of it."""

    tier: TierName
    price: Price


OnePrice = AgencyPrice | ReservePrice | InstrumentPrice | TeamPrice | HeldPrice


class Witness(Record):
    """What proves the bound of a tier: prices in parts of 1/``scale`` of a unit of its value."""

    tier: TierName
    scale: int = Field(ge=1)
    seats: Rows[SeatPrice] = ()
    lent_blocks: Rows[AgencyPrice] = ()
    lent_heads: Rows[AgencyPrice] = ()
    reserves: Rows[ReservePrice] = ()
    instruments: Rows[InstrumentPrice] = ()
    teams: Rows[TeamPrice] = ()
    held: Rows[HeldPrice] = ()
