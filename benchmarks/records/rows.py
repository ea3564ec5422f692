"""What is written down of a benchmark run: the conditions, and for every method its trace."""

from pydantic import BaseModel, ConfigDict

LATE_SHARE, LATE_S = 0.02, 0.5
"""A limit is checked now and then, not always: so much later than a moment still counts."""


class Record(BaseModel):
    """Frozen, and strict about what it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Machine(Record):
    """Where a run is made; memory in MB."""

    architecture: str
    processor: str
    cores: int
    memory_mb: int
    system: str
    python: str
    packages: dict[str, str]


class Conditions(Record):
    """What holds for every method of one run of a family.

    ``limit``: seconds for each method. ``memory_cap_mb``: MB of address space for each.
    ``source``: the first digits of a digest over the code of solver and benchmarks.
    """

    specialists: int
    cases: int
    limit: float
    memory_cap_mb: int
    our_workers: int
    source: str
    machine: Machine


class Moment(Record):
    """Value and bound in hand after so many seconds; None where there is none yet."""

    seconds: float
    value: int | None
    bound: int | None


class TierLine(Record):
    """One tier of our plan; ``seconds`` is when the search last told of it."""

    tier: str
    status: str
    value: int | None
    bound: int | None
    seconds: float | None


class MethodRun(Record):
    """One method on one seed.

    ``status``: ``done``, or in a word why there is nothing; ``words`` say more. ``value`` is what
    the judge counted, and ``is_accepted`` its word on the plan. Neither ``prepare_seconds``, for
    the eligible pairs, nor ``judge_seconds`` are in ``seconds``. Memory in MB at its peak, of the
    method's own process. ``load``: the machine's average of the minute before.
    """

    method: str
    seed: int
    status: str
    words: str = ""
    value: int | None = None
    bound: int | None = None
    is_accepted: bool = False
    violations: tuple[str, ...] = ()
    trace: tuple[Moment, ...] = ()
    tiers: tuple[TierLine, ...] = ()
    prepare_seconds: float | None = None
    seconds: float | None = None
    judge_seconds: float | None = None
    peak_mb: float | None = None
    load: float = 0.0

    def at(self, seconds: float) -> int | None:
        """The best value in hand at a moment; None where the plan was refused or not there yet.

        Never more than the judge counted in the end, whatever the method claimed on its way.
        """
        if not self.is_accepted or self.value is None:
            return None
        found = [m.value for m in self._until(seconds) if m.value is not None]
        return min(max(found), self.value) if found else None

    def bound_at(self, seconds: float) -> int | None:
        """The least bound known at a moment; None where there was none yet."""
        return min((m.bound for m in self._until(seconds) if m.bound is not None), default=None)

    def seconds_to(self, value: int) -> float | None:
        """When a value was first in hand; None where it never was."""
        if not self.is_accepted or self.value is None or value > self.value:
            return None
        found = (m.seconds for m in self.trace if m.value is not None and m.value >= value)
        return min(found, default=None)

    def _until(self, seconds: float) -> list[Moment]:
        until = seconds + max(LATE_S, LATE_SHARE * seconds)
        return [m for m in self.trace if m.seconds <= until]


class FamilyRun(Record):
    """One family: every method on every seed, one after another on one machine."""

    conditions: Conditions
    runs: tuple[MethodRun, ...]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds, in order."""
        return tuple(sorted({r.seed for r in self.runs}))

    @property
    def moments(self) -> tuple[float, ...]:
        """Seconds to read values at: the limit, a fifth of it, and the usual ones before it."""
        limit = self.conditions.limit
        return tuple(sorted({limit / 5, limit, *(m for m in (20.0, 60.0, 300.0) if m < limit)}))

    @property
    def race_at(self) -> float:
        """The moment whose best baseline value ours is to reach in a fifth: 60 s, or the limit."""
        return min(60.0, self.conditions.limit)


class BidsConditions(Record):
    """What holds for every conference of one run; ``limit`` in seconds for each order of tiers."""

    limit: float
    our_workers: int
    source: str
    machine: Machine


class BidsLine(Record):
    """One conference under one order of tiers; fits in hundredths of the similarity.

    ``violations`` are the judge's, none when the plan is allowed. ``published`` is the largest
    total known from the literature.
    """

    conference: str
    order: str
    papers: int
    reviewers: int
    full_papers: int
    floor: int | None
    floor_status: str
    fit: int
    fit_status: str
    published: int
    seconds: float
    violations: tuple[str, ...] = ()


class BidsRun(Record):
    """Reviewer bids of several conferences."""

    conditions: BidsConditions
    lines: tuple[BidsLine, ...]


class ChangeConditions(Record):
    """What holds for every change of one run; ``limit`` in seconds for each solve."""

    specialists: int
    cases: int
    limit: float
    our_workers: int
    source: str
    machine: Machine


class Way(Record):
    """One solve after a change: its coverage as it came, its tiers, what the judge found."""

    trace: tuple[Moment, ...]
    tiers: tuple[TierLine, ...]
    seconds: float
    violations: tuple[str, ...] = ()

    @property
    def coverage(self) -> TierLine:
        """The tier that is compared."""
        return next(tier for tier in self.tiers if tier.tier == "coverage")

    @property
    def is_proven(self) -> bool:
        """Whether every tier is optimal."""
        return all(tier.status == "optimal" for tier in self.tiers)

    def seconds_to(self, value: int | None = None, bound: int | None = None) -> float | None:
        """When coverage was worth so much and its bound was no more; None where it never was."""
        for moment in self.trace:
            is_worth = value is None or (moment.value is not None and moment.value >= value)
            is_bound = bound is None or (moment.bound is not None and moment.bound <= bound)
            if is_worth and is_bound:
                return moment.seconds
        return None


class ChangeLine(Record):
    """One change of one seed's pool, solved from nothing and from the plan before it.

    ``rows`` of that plan, of which ``kept`` were in the first plan of the second solve.
    ``insertion_seconds``, ``insertion_value``: a new case put into the plan, and its coverage.
    """

    change: str
    seed: int
    fresh: Way
    again: Way
    rows: int
    kept: int
    insertion_seconds: float | None = None
    insertion_value: int | None = None
    load: float = 0.0


class ChangeRun(Record):
    """Changes of a family's pools."""

    conditions: ChangeConditions
    lines: tuple[ChangeLine, ...]
