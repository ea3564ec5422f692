"""The plan: assignments, empty seats, tiers with value and bound, and where it came from.

A plan file holds nothing that depends on the clock or the machine; that is the run record's.
Half-days are written as texts (``2026-11-24/am``).
"""

import hashlib
import json
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from scheduler.model.calendar import Horizon, Week
from scheduler.model.enums import BalanceRule, Mode, Refusal, RowStatus, TierName
from scheduler.model.record import Record
from scheduler.model.witness import Witness

SCHEMA_VERSION = 1

TierStatus = Literal["optimal", "feasible"]
SolveMode = Literal["certified", "timed"]
TierStanding = Literal[
    "checkable",
    "by_solver",
    "proven",
    "bound_checkable",
    "feasible",
    "claimed_checkable",
    "claimed",
]
Source = Literal["solved", "verified", "read"]
"""How a process came by a plan: it solved it, or had it from a solve of its own service; it read
one whose witnesses the judge has verified; or it only read one."""


class SolveOptions(Record):
    """How to solve.

    ``certified``: one deterministic search, limited by ``work_limit`` (deterministic work units of
    CP-SAT, about a second each on a slow core); the same input gives the same bytes.
    ``timed``: limited by ``time_limit_s`` seconds of the clock; the best plan so far is kept.
    """

    mode: SolveMode = "certified"
    time_limit_s: float = Field(default=120.0, gt=0, le=86_400)
    work_limit: float = Field(default=120.0, gt=0, le=86_400)
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    workers: int = Field(default=1, ge=1, le=64)


class PlannedAssignment(Record):
    """One specialist on one demand, when, and on what legal ground.

    ``agency`` is the home agency. ``travel_blocks`` are part of ``blocks``. ``legal_basis`` joins
    the authority's and the right's; ``instrument`` is None where none is needed.
    """

    specialist: str
    demand: str
    case: str
    agency: str
    mode: Mode
    authority: str | None
    legal_basis: str
    instrument: str | None
    document_no: str | None
    blocks: tuple[str, ...]
    travel_blocks: tuple[str, ...] = ()
    fit: int
    pin: RowStatus | None = None
    with_oversight: bool = False


class RefusalCount(Record):
    """How many specialists a code refuses."""

    code: Refusal
    specialists: int


class BusyCandidate(Record):
    """An eligible specialist who does not fill the seat, and the demands they serve instead."""

    specialist: str
    serves: tuple[str, ...]


class EmptySeat(Record):
    """Seats of a demand that stay empty, and why.

    ``refused_by`` counts every code that refuses, over all specialists; ``waterfall`` counts each
    specialist once, at the first code that refuses; ``remaining`` are the eligible ones.
    """

    demand: str
    case: str
    seats: int
    refused_by: tuple[RefusalCount, ...]
    waterfall: tuple[RefusalCount, ...]
    remaining: tuple[BusyCandidate, ...]


class TierResult(Record):
    """Value and proven bound of one tier.

    Integers, but for balance by leximin: there ``ratios`` holds the exact loads of the
    specialists and ``agency_ratios`` those of the agencies' lending, largest first, as
    ``"numerator/denominator"`` in lowest terms, and value and bound are None.
    """

    tier: TierName
    status: TierStatus
    value: int | None
    bound: int | None
    rule: BalanceRule | None = None
    ratios: tuple[str, ...] = ()
    agency_ratios: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _optimal_means_value_is_bound(self) -> Self:
        if self.status == "optimal" and self.value != self.bound:
            raise ValueError(f"{self.tier}: optimal, but {self.value} is not {self.bound}")
        return self

    @property
    def gap(self) -> float | None:
        """|bound - value| / max(1, |value|, |bound|); None where there is no numeric bound."""
        if self.value is None or self.bound is None:
            return None
        return abs(self.bound - self.value) / max(1, abs(self.value), abs(self.bound))


class GivenUp(Record):
    """What a tier gave up for fewer changes, in its own unit, as differences for the worse.

    ``most``: what it was allowed to. ``best``: its value before; ``given``: how much worse it is.
    """

    tier: TierName
    most: int = Field(ge=0)
    best: int
    given: int = Field(ge=0)


class Nearness(Record):
    """How far a plan is from a base plan, and the least that any plan as good could be.

    ``moves``: rows (specialist, demand) that only one of the two has; rows of the base on demands
    outside these weeks do not count. ``bound``: no plan has fewer whose tiers are all at least what
    this one's were before ``given``, less what they may give up; ``optimal`` where it is reached.
    """

    base_sha256: str
    status: TierStatus
    moves: int
    bound: int
    given: tuple[GivenUp, ...] = ()

    @model_validator(mode="after")
    def _optimal_means_bound(self) -> Self:
        if (self.status == "optimal") != (self.moves == self.bound) or self.bound > self.moves:
            raise ValueError(f"{self.status}, with {self.moves} moves and the bound {self.bound}")
        return self


def _is_none(value: object) -> bool:
    return value is None


class Provenance(Record):
    """Where a plan came from; enough to make it again.

    ``start_sha256``: of the canonical text of the earlier plan that the search started from; None
    where it started from nothing. ``near``: how near the plan is to a base that it was to be near
    to; not written where there was none.
    """

    pool_sha256: str
    software: str
    solvers: dict[str, str]
    options: SolveOptions
    start_sha256: str | None = None
    near: Nearness | None = Field(default=None, exclude_if=_is_none)


class Plan(Record):
    """All assignments of a horizon with the value and bound of every tier."""

    schema_version: Literal[1] = 1
    start: Week
    weeks: int
    assignments: tuple[PlannedAssignment, ...]
    empty_seats: tuple[EmptySeat, ...]
    tiers: tuple[TierResult, ...]
    witnesses: tuple[Witness, ...] = ()
    provenance: Provenance

    def tier(self, name: TierName) -> TierResult:
        """The result of a tier.

        Raises:
            KeyError: the policy does not use that tier.
        """
        for result in self.tiers:
            if result.tier == name:
                return result
        raise KeyError(name)

    def is_checkable(self, name: TierName) -> bool:
        """Whether a tier's bound comes with a witness, so that no solver need be trusted."""
        return any(witness.tier == name for witness in self.witnesses)

    def standing(self, name: TierName, source: Source = "solved") -> TierStanding:
        """What the claim of a tier rests on, for whoever reads its status.

        Of a plan that this process has solved:

        ``checkable``: optimal, and a witness proves it without a solver. ``by_solver``: optimal on
        a solver's word. ``proven``: optimal in a copy of the plan that keeps the numbers back, and
        with them whether there is a witness. ``bound_checkable``: not optimal, but a witness proves
        the bound. ``feasible``: neither. That a witness does prove it is for the judge to say.
        Of a plan from elsewhere that something is optimal is ``claimed`` where no witness proves
        it, and ``claimed_checkable`` where nobody has verified its witness.

        Raises:
            KeyError: the policy does not use that tier.
        """
        tier, has_witness = self.tier(name), self.is_checkable(name)
        if tier.status == "feasible":
            return "bound_checkable" if has_witness else "feasible"
        if source == "read" and has_witness:
            return "claimed_checkable"
        if source != "solved" and not has_witness:
            return "claimed"
        if has_witness:
            return "checkable"
        return "proven" if tier.value is None and not tier.ratios else "by_solver"

    @property
    def is_proven(self) -> bool:
        """Whether every tier is optimal."""
        return all(t.status == "optimal" for t in self.tiers)

    def fits(self, horizon: Horizon) -> bool:
        """Whether the plan is for this horizon."""
        return (self.start, self.weeks) == (horizon.start, horizon.weeks)

    @cached_property
    def sha256(self) -> str:
        """Hash of the canonical text, which is that of the plan's file."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()

    def canonical_json(self) -> str:
        """The plan's one text: sorted keys, one space of indent, a line end at the end."""
        made = self.model_dump(mode="json")
        return json.dumps(made, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


class Progress(Record):
    """What a running solve reports, at least once a second while it searches.

    ``loading`` is said for it while the process that solves is started. ``used`` of ``limit``:
    units of the options' mode, work or seconds, used when the search last told of itself.
    """

    phase: Literal["loading", "eligibility", "instance", "tier", "layout", "check", "done"]
    tier: TierName | None = None
    value: int | None = None
    bound: int | None = None
    seconds: float = 0.0
    used: float | None = None
    limit: float | None = None


class PhaseTime(Record):
    """Seconds spent on one phase; ``name`` is a phase or a tier."""

    name: str
    seconds: float


class RunRecord(Record):
    """What depends on the clock and the machine, kept beside the plan and never in it.

    Of an earlier plan that the search started from: its rows, and how many of them the first plan
    had that obeys all rules.
    """

    seconds: float
    phases: tuple[PhaseTime, ...]
    cancelled: bool = False
    pairs_eligible: int = 0
    demands: int = 0
    start_rows: int = 0
    start_kept: int = 0


class SolveResult(Record):
    """What a solve comes to.

    ``planned``: ``plan`` holds a plan (not yet judged). ``infeasible``: proven that the pins
    cannot hold together. ``unknown``: with pins, nothing was found and nothing proven in time.
    """

    status: Literal["planned", "infeasible", "unknown"]
    plan: Plan | None
    run: RunRecord
