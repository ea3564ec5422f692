"""Carrying a sweep out: a few tasks ahead, each result kept as it comes, nobody lost.

When a process dies, all that was in flight is begun again. What was in flight at two deaths is left
to the end and then tried alone, so that a third death is surely its own: it alone has failed then.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass

from scheduler.model import Near, Plan, Pool, SchedulerError, SolveOptions
from scheduler.whatif.scenarios import Scenario
from scheduler.whatif.sweeps.cache import Cache, known_row
from scheduler.whatif.sweeps.crew import Crew
from scheduler.whatif.sweeps.progress import SweepProgress, Tell
from scheduler.whatif.sweeps.task import KEPT, Found, Ground, Row, Task, failed, key_of

POLL_S = 0.25
MOST_DEATHS = 3
"""A scenario that has seen so many, the last one alone, has failed."""


@dataclass(frozen=True)
class Swept:
    """A row of a sweep: a scenario in one of its repetitions, and what came of it.

    ``key``: where the plan is kept; None where the scenario did not even make a pool.
    """

    scenario: Scenario
    repetition: int
    row: Row
    key: str | None = None
    is_reused: bool = False


@dataclass
class _Flight:
    """A task under way or about to be, and how many deaths it has seen."""

    task: Task
    deaths: int = 0


class Run:
    """The state of a sweep that is carried out; ``rows`` is what is known when it ends."""

    def __init__(
        self,
        base: tuple[Pool, Plan],
        wanted: Sequence[tuple[Scenario, int]],
        options: SolveOptions,
        crew: Crew,
        cache: Cache,
        tell: Tell,
        is_cancelled: Callable[[], bool],
        near: Near | None = None,
    ) -> None:
        self._pool, self._start = base
        self._ground, self._near = Ground.of(*base, near), near
        self._wanted, self._options = wanted, options
        self._crew, self._cache, self._tell = crew, cache, tell
        self._is_cancelled = is_cancelled
        self._began = time.monotonic()
        self._places = iter(range(len(wanted)))
        self._flying: dict[Future[Found], _Flight] = {}
        self._again: deque[_Flight] = deque()
        self._alone: deque[_Flight] = deque()
        # equal scenarios are solved once
        self._places_of: dict[str, list[int]] = defaultdict(list)
        self._rows: dict[int, Swept] = {}
        self._reused = self._failed = 0

    def rows(self) -> tuple[Swept, ...]:
        """A row for everything wanted, in its order; what is not known yet is ``cancelled``."""
        stopped = Row(status="cancelled")
        return tuple(
            self._rows.get(place) or Swept(scenario, repetition, stopped)
            for place, (scenario, repetition) in enumerate(self._wanted)
        )

    def go(self) -> None:
        """Carry everything out, or as much as there is time for before a cancellation."""
        self._report()
        while not self._is_cancelled():
            self._fill()
            if not self._flying:
                return
            done, _ = wait(self._flying, timeout=POLL_S, return_when=FIRST_COMPLETED)
            deaths = [self._land(future) for future in done]
            if any(deaths):
                self._mend()
            self._report()

    # -- out ----------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Have as many in flight as keep everybody busy."""
        while len(self._flying) < self._crew.width and not self._is_cancelled():
            flight = self._next()
            if flight is None:
                return
            try:
                self._flying[self._crew.submit(flight.task)] = flight
            except BrokenExecutor:
                self._again.appendleft(flight)
                self._mend()

    def _next(self) -> _Flight | None:
        if self._again:
            return self._again.popleft()
        for place in self._places:
            task = self._prepared(place)
            if task is not None:
                return _Flight(task)
            if self._is_cancelled():
                return None
        return self._alone.popleft() if self._alone and not self._flying else None

    def _prepared(self, place: int) -> Task | None:
        """The task of a row; None where the row is known already, or will be by another task."""
        from scheduler.solver.assemble import provenance

        scenario, _ = self._wanted[place]
        try:
            pool = scenario.apply(self._pool)
        except (SchedulerError, ValueError) as error:
            self._settle([place], failed(error))
            return None
        made = provenance(pool, self._options, self._start)
        key = key_of(made, self._start, self._near)
        self._places_of[key].append(place)
        if len(self._places_of[key]) > 1:
            self._follow(place, key)
            return None
        row = known_row(self._cache, key)
        if row is not None:
            self._settle([place], row, key, is_reused=True)
            return None
        text = scenario.model_dump_json(by_alias=True)
        return Task(key, self._ground, text, made.model_dump_json())

    def _follow(self, place: int, key: str) -> None:
        """A row whose twin is known is known; else it will be together with it."""
        first = self._rows.get(self._places_of[key][0])
        if first is not None:
            self._settle([place], first.row, key, is_reused=first.is_reused)

    # -- and back -----------------------------------------------------------------------------

    def _land(self, future: "Future[Found]") -> bool:
        """Take in what came of a task; True where whoever had it has died."""
        flight = self._flying.pop(future)
        try:
            found = future.result()
        except BrokenExecutor:
            flight.deaths += 1
            (self._again if flight.deaths < MOST_DEATHS - 1 else self._alone).append(flight)
            return True
        except Exception as error:  # a cluster's trouble with one task
            self._settle(self._places_of[flight.task.key], failed(error), flight.task.key)
            return False
        if found.row.status == "cancelled":
            return False
        if found.row.status in KEPT:
            self._cache.put(flight.task.key, found.kept)
        self._settle(self._places_of[flight.task.key], found.row, flight.task.key)
        return False

    def _mend(self) -> None:
        """After a death: everything in flight comes back, and everybody is alive again."""
        wait(self._flying)
        for future in list(self._flying):
            self._land(future)
        guilty = [flight for flight in self._alone if flight.deaths >= MOST_DEATHS]
        for flight in guilty:
            self._alone.remove(flight)
            died = SchedulerError("sweep.died", times=flight.deaths)
            self._settle(self._places_of[flight.task.key], failed(died), flight.task.key)
        if not self._crew.renew():
            self._give_up()

    def _give_up(self) -> None:
        """The executor is broken and not ours to mend: what is left has failed."""
        broken = failed(SchedulerError("sweep.broken"))
        self._settle([p for p in range(len(self._wanted)) if p not in self._rows], broken)
        self._again.clear()
        self._alone.clear()
        self._places = iter(range(0))

    def _settle(
        self, places: Sequence[int], row: Row, key: str | None = None, *, is_reused: bool = False
    ) -> None:
        for place in places:
            scenario, repetition = self._wanted[place]
            self._rows[place] = Swept(scenario, repetition, row, key, is_reused)
            self._reused += is_reused
            self._failed += row.status == "failed"
        self._report()

    def _report(self) -> None:
        self._tell(
            SweepProgress(
                done=len(self._rows),
                of=len(self._wanted),
                reused=self._reused,
                failed=self._failed,
                running=len(self._flying),
                seconds=time.monotonic() - self._began,
            )
        )
