"""One method on one pool in a process of its own: what runs there, and what it sends back.

The process makes the pool and the eligible pairs, starts the clock, runs the method, notes its
memory, and then has the judge read the plan. Every better value is sent as it comes, so that
something is known of a method that is ended from outside. The eligible pairs are the same for all
and made by the same code; nobody's clock has started then.
"""

import os
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

from benchmarks.baselines.port import NotSolvedError
from benchmarks.baselines.problem import Pairs, Problem
from benchmarks.running.judged import Judged, judged, judged_plan
from benchmarks.running.machine import cap_memory, lift_cap, peak_mb
from benchmarks.running.methods import OURS, OURS_COVERAGE, baseline
from scheduler.model import Pool, Progress, SolveOptions, TierName
from scheduler.solver import solve
from scheduler.synth import family_pool

CLOCK_STARTS = "instance"
"""The phase of ours that begins when the eligible pairs are known."""


@dataclass(frozen=True)
class Job:
    """A method on one seed of a family, its seconds and its memory in MB."""

    method: str
    specialists: int
    cases: int
    seed: int
    seconds: float
    memory_cap_mb: int
    our_workers: int = 1
    timefold_python: str | None = None


@dataclass(frozen=True)
class Prepared:
    """The clock starts; so many seconds went into the eligible pairs."""

    seconds: float


@dataclass(frozen=True)
class Step:
    """Value and bound of a tier (``coverage`` for a baseline) after so many seconds."""

    seconds: float
    tier: str
    value: int | None
    bound: int | None


@dataclass(frozen=True)
class Ended:
    """The method is over; ``status`` is ``done``, or in a word why there is no plan."""

    status: str
    words: str
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Verdict:
    """What the judge counted in so many seconds, and the first of what is wrong.

    Ours has its tiers' ends too: name, status, value, bound.
    """

    seconds: float
    coverage: int
    violations: tuple[str, ...]
    tiers: tuple[tuple[str, str, int | None, int | None], ...] = ()


def run(job: Job, pipe: Connection) -> None:
    """Do a job and send Prepared, Steps, Ended and, where there is a plan, a Verdict."""
    os.dup2(2, 1)  # libraries print banners; standard output is for the tables
    cap_memory(job.memory_cap_mb)
    clock = _Clock()
    try:
        pool = family_pool(job.specialists, job.cases, job.seed)
        clock.restart()
        if job.method in (OURS, OURS_COVERAGE):
            _ours(job, pool, pipe, clock)
        else:
            _baseline(job, pool, pipe, clock)
    except MemoryError:
        lift_cap()
        words = f"more than {job.memory_cap_mb:,} MB of address space"
        pipe.send(Ended("out of memory", words, clock.seconds, peak_mb()))
    pipe.close()


def _baseline(job: Job, pool: Pool, pipe: Connection, clock: "_Clock") -> None:
    problem = Problem.of(pool)
    pipe.send(Prepared(clock.restart()))

    def on_value(value: int | None, bound: int | None) -> None:
        pipe.send(Step(clock.seconds, TierName.COVERAGE, value, bound))

    pairs: Pairs | None = None
    status, words = "done", ""
    try:
        pairs = baseline(job.method, job.timefold_python)(problem, job.seconds, on_value)
    except NotSolvedError as error:
        status, words = "nothing", str(error)
    pipe.send(Ended(status, words, clock.restart(), peak_mb()))
    if pairs is not None:
        pipe.send(_verdict(judged(problem, pairs), clock))


def _ours(job: Job, pool: Pool, pipe: Connection, clock: "_Clock") -> None:
    """Ours builds, searches and lays out within its seconds; no part is left to the judge."""
    if job.method == OURS_COVERAGE:
        pool = pool.with_rows(policy=pool.policy.model_copy(update={"tiers": (TierName.COVERAGE,)}))
    options = SolveOptions(mode="timed", time_limit_s=job.seconds, workers=job.our_workers)

    is_prepared = False

    def hear(progress: Progress) -> None:
        nonlocal is_prepared
        if progress.phase == CLOCK_STARTS and not is_prepared:  # it may be said again and again
            is_prepared = True
            pipe.send(Prepared(clock.restart()))
        if progress.tier is not None:
            pipe.send(Step(clock.seconds, progress.tier, progress.value, progress.bound))

    plan = solve(pool, pool.horizon(), options, on_progress=hear).plan
    pipe.send(Ended("done" if plan else "nothing", "", clock.restart(), peak_mb()))
    if plan is not None:
        tiers = tuple((str(t.tier), t.status, t.value, t.bound) for t in plan.tiers)
        pipe.send(_verdict(judged_plan(pool, plan), clock, tiers))


def _verdict(
    found: Judged,
    clock: "_Clock",
    tiers: tuple[tuple[str, str, int | None, int | None], ...] = (),
) -> Verdict:
    return Verdict(clock.seconds, found.coverage, found.violations, tiers)


class _Clock:
    """Seconds since it was made or started again."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self._began, 3)

    def restart(self) -> float:
        """Begin at nought; the seconds until then."""
        seconds, self._began = self.seconds, time.monotonic()
        return seconds
