"""Runs a method in a spawned process of its own and writes down what it sent.

Spawned, not forked: its memory is its own from the first byte. A process that neither sends nor
ends is ended from here once its time, and time enough to wind up, is over.
"""

import multiprocessing
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from benchmarks.records.rows import MethodRun, Moment, TierLine
from benchmarks.running.child import Ended, Job, Prepared, Step, Verdict, run
from benchmarks.running.machine import load
from scheduler.model import TierName

PREPARE_S = 1_800.0
"""Longest wait for the pool and its eligible pairs, and for the judge."""
LATE_SHARE = 0.25
"""Part of its limit that a method may take beyond it, to hand over what it has."""
THIN_S, THIN_SHARE = 0.05, 0.01
"""Steps closer than this count as one, at the later time."""


def grace(seconds: float) -> float:
    """Seconds that a method may take beyond its limit before it is ended."""
    return max(30.0, LATE_SHARE * seconds)


def measure(job: Job) -> MethodRun:
    """The run of one job; whatever happens in its process is told, never raised."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    log = Log(job, load())
    process = context.Process(target=run, args=(job, theirs), daemon=False)
    process.start()
    theirs.close()
    stopped = listen(ours, log)
    if stopped:
        process.terminate()
    process.join(timeout=10)
    if process.is_alive():
        process.kill()
        process.join()
    return log.as_run(stopped, process.exitcode or 0)


def listen(pipe: Connection, log: "Log") -> bool:
    """Note what comes until the other side closes; True when it took too long."""
    seconds = log.job.seconds
    until = time.monotonic() + PREPARE_S
    while True:
        if not pipe.poll(max(0.0, until - time.monotonic())):
            return True
        try:
            message = pipe.recv()
        except EOFError:
            return False
        log.note(message)
        if isinstance(message, Prepared):
            until = time.monotonic() + seconds + grace(seconds)
        elif isinstance(message, Ended):
            until = time.monotonic() + PREPARE_S


@dataclass
class Log:
    """What a process has sent so far."""

    job: Job
    load: float
    prepared: Prepared | None = None
    steps: list[Step] = field(default_factory=list)
    ended: Ended | None = None
    verdict: Verdict | None = None

    def note(self, message: object) -> None:
        """Put a message where it belongs."""
        match message:
            case Prepared():
                self.prepared = message
            case Step():
                self.steps.append(message)
            case Ended():
                self.ended = message
            case Verdict():
                self.verdict = message

    def as_run(self, stopped: bool, exit_code: int) -> MethodRun:
        """All of it as one record."""
        status, words = self._status(stopped, exit_code)
        verdict, ended = self.verdict, self.ended
        return MethodRun(
            method=self.job.method,
            seed=self.job.seed,
            status=status,
            words=words,
            value=verdict.coverage if verdict else None,
            bound=self._bound(),
            is_accepted=verdict is not None and not verdict.violations,
            violations=verdict.violations if verdict else (),
            trace=self._trace(),
            tiers=self._tiers(),
            prepare_seconds=self.prepared.seconds if self.prepared else None,
            seconds=ended.seconds if ended else None,
            judge_seconds=verdict.seconds if verdict else None,
            peak_mb=round(ended.megabytes) if ended else None,
            load=self.load,
        )

    def _status(self, stopped: bool, exit_code: int) -> tuple[str, str]:
        if stopped:
            limit = self.job.seconds + grace(self.job.seconds)
            return "ended from outside", f"not over after {limit:.0f} s"
        if self.ended is None or (self.ended.status == "done" and self.verdict is None):
            name = signal.Signals(-exit_code).name if exit_code < 0 else f"exit {exit_code}"
            return "died", f"{name}, under a cap of {self.job.memory_cap_mb:,} MB"
        return self.ended.status, self.ended.words

    def _bound(self) -> int | None:
        """Ours from the plan, a baseline's the least it said."""
        tiers = self.verdict.tiers if self.verdict else ()
        said = [bound for tier, _, _, bound in tiers if tier == TierName.COVERAGE]
        heard = [s.bound for s in self.steps if s.tier == TierName.COVERAGE and s.bound is not None]
        return said[0] if said else min(heard, default=None)

    def _trace(self) -> tuple[Moment, ...]:
        """The better values and bounds, and in the end what the judge counted."""
        trace = thinned([s for s in self.steps if s.tier == TierName.COVERAGE])
        if self.verdict is not None and self.ended is not None:
            end = self.ended.seconds
            trace.append(Moment(seconds=end, value=self.verdict.coverage, bound=self._bound()))
        return tuple(trace)

    def _tiers(self) -> tuple[TierLine, ...]:
        if self.verdict is None:
            return ()
        lines = []
        for tier, status, value, bound in self.verdict.tiers:
            when = max((s.seconds for s in self.steps if s.tier == tier), default=None)
            line = TierLine(tier=tier, status=status, value=value, bound=bound, seconds=when)
            lines.append(line)
        return tuple(lines)


def thinned(steps: list[Step]) -> list[Moment]:
    """The best value and least bound so far at each step that bettered one; close ones as one."""
    kept: list[Moment] = []
    value: int | None = None
    bound: int | None = None
    for step in steps:
        before = value, bound
        value = max((v for v in (value, step.value) if v is not None), default=None)
        bound = min((b for b in (bound, step.bound) if b is not None), default=None)
        if (value, bound) == before:
            continue
        now = Moment(seconds=step.seconds, value=value, bound=bound)
        close = max(THIN_S, THIN_SHARE * step.seconds)
        if len(kept) > 1 and step.seconds - kept[-2].seconds < close:
            kept.pop()
        kept.append(now)
    return kept
