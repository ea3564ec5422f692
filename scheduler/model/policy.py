"""The policy of a run: tiers and their order, balance, weights, separations, prices."""

from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from scheduler.model.calendar import MAX_WEEKS, Week
from scheduler.model.entities import Count, Fact, Modes
from scheduler.model.enums import BalanceRule, Mode, TierName

MOST_ROLLING_WEEKS = 520
DEFAULT_TIERS = (
    TierName.STATUTORY,
    TierName.COVERAGE,
    TierName.STABILITY,
    TierName.BALANCE,
    TierName.FIT,
)

CHANGES = (
    "another_block",
    "another_case",
    "free_half_day",
    "lend_block",
    "lend_head",
    "reserve_head",
    "raise_ceiling",
    "sign_instrument",
    "extend_instrument",
    "grant_clearance",
    "extend_clearance",
    "designate",
    "lower_level",
    "lower_headcount",
    "move_window",
    "lift_ban",
    "lift_pin",
)
"""Kinds of change that a policy may put a price on."""


class FitWeights(Fact):
    """Points of the fit of a pair; ``travel`` is subtracted for each block of travel."""

    base: Count = 20
    skill: Count = 10
    field: Count = 20
    home: Count = 15
    history: Count = 15
    preference: Count = 10
    travel: Count = 5


class Separation(Fact):
    """Modes that exclude each other on one matter, in both directions."""

    modes: Modes
    excludes: Modes

    def separates(self, one: Mode, other: Mode) -> bool:
        """Whether nobody may serve in both modes on one matter."""
        return (one in self.modes and other in self.excludes) or (
            other in self.modes and one in self.excludes
        )


DEFAULT_SEPARATION = (
    Separation(modes=(Mode.EXERCISE, Mode.ASSIST, Mode.OPINION), excludes=(Mode.PANEL,)),
)


class Term(Fact):
    """The Korean and English label of an open vocabulary's value, e.g. of a skill."""

    ko: str
    en: str


class Policy(Fact):
    """Everything about a run that is a choice and no fact. Defaults are the secretariat's."""

    start: Week | None = None
    weeks: int = Field(default=1, ge=1, le=MAX_WEEKS)
    tiers: tuple[TierName, ...] = DEFAULT_TIERS
    balance: BalanceRule = BalanceRule.SQUARES
    balance_scale: int = Field(default=100_000, ge=1, le=10_000_000)
    core_bonus: int = Field(default=10, ge=0, le=1_000)
    rolling_weeks: int = Field(default=12, ge=1, le=MOST_ROLLING_WEEKS)
    fit: FitWeights = FitWeights()
    separation: tuple[Separation, ...] = DEFAULT_SEPARATION
    prices: dict[str, Count] = Field(default_factory=dict)
    catalogue: dict[str, dict[str, Term]] = Field(default_factory=dict)

    @field_validator("tiers", mode="after")
    @classmethod
    def _each_once(cls, value: tuple[TierName, ...]) -> tuple[TierName, ...]:
        if not value or len(set(value)) != len(value):
            raise ValueError("each tier stands once, and there is at least one")
        return value

    @model_validator(mode="before")
    @classmethod
    def _sorted_tables(cls, value: Any) -> Any:
        if isinstance(value, dict):
            value = dict(value)
            for name in ("prices", "catalogue"):
                if isinstance(value.get(name), dict):
                    value[name] = dict(sorted(value[name].items()))
        return value

    @model_validator(mode="after")
    def _floor_before_fit(self) -> Self:
        tiers = self.tiers
        both = TierName.FLOOR in tiers and TierName.FIT in tiers
        if both and tiers.index(TierName.FLOOR) > tiers.index(TierName.FIT):
            raise ValueError("floor stands before fit")
        return self

    def separates(self, one: Mode, other: Mode) -> bool:
        """Whether nobody may serve in both modes on one matter."""
        return any(rule.separates(one, other) for rule in self.separation)

    def term(self, kind: str, value: str) -> Term | None:
        """The label a pool gives to a value of an open vocabulary, if it gives one."""
        return self.catalogue.get(kind, {}).get(value)
