"""Many scenarios, each planned from the base's plan, by as many processes as there are.

What comes out depends on the scenarios alone: not on who carried them out, how many there were, in
which order, or what had to be begun again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.model import Give, Language, Plan, RequestError, TierName, say
from scheduler.whatif import notebook
from scheduler.whatif.comparison import Comparison, compare
from scheduler.whatif.interrupts import heard
from scheduler.whatif.options import solve_options, wish
from scheduler.whatif.planned import PlannedWeek
from scheduler.whatif.scenarios import Patches, Scenario, scenario
from scheduler.whatif.sweeps.cache import Cache, Folder, Memory
from scheduler.whatif.sweeps.crew import crew
from scheduler.whatif.sweeps.progress import SweepProgress, shown_bar
from scheduler.whatif.sweeps.run import Run, Swept
from scheduler.whatif.sweeps.task import kept_plan

if TYPE_CHECKING:
    import pandas as pd

Scenarios = Iterable[Scenario] | Mapping[str, Patches]

TEXTS = ("scenario", "change", "status", "why", "plan_sha256")
COUNTS = ("seed", "added", "removed", "moved")
OF_A_TIER = ("value", "bound", "difference", "certainty", "tier")
COLUMNS = frozenset(
    {*TEXTS, *COUNTS, *OF_A_TIER, "repetition", "seconds", "reused"}
    | {f"{tier}{end}" for tier in TierName for end in ("", "_bound", "_status")}
)
"""Columns of the tables; no factor may be called like one."""


@dataclass(frozen=True)
class Sweep:
    """A base and what came of its scenarios, in their order, each with all its repetitions.

    The plans stay where they are kept, packed, and are read when they are asked for.
    """

    base: PlannedWeek
    swept: tuple[Swept, ...]
    cache: Cache
    language: Language = "ko"

    def __getitem__(self, which: str | tuple[str, int]) -> PlannedWeek:
        """The planned week of a scenario, or of one of its repetitions, read and judged.

        Raises:
            KeyError: it has no plan.
            PlanRejectedError: what was kept is no plan that the judge accepts.
        """
        from scheduler.solver.planning import demand_accepted

        name, repetition = (which, 0) if isinstance(which, str) else which
        for it in self.swept:
            if (it.scenario.name, it.repetition, it.row.status) == (name, repetition, "planned"):
                break
        else:
            raise KeyError(which)
        kept = self.cache.get(it.key) if it.key is not None else None
        if kept is None:
            raise KeyError(which)
        run, plan = kept_plan(kept)
        pool = it.scenario.apply(self.base.pool)
        demand_accepted(pool, plan)
        return PlannedWeek(pool, plan, run, self.language)

    def compare(self, name: str, repetition: int = 0) -> Comparison:
        """What a scenario changes against the base; KeyError where it has no plan."""
        return compare(self.base, self[name, repetition])

    @property
    def table(self) -> "pd.DataFrame":
        """One row a scenario and repetition.

        ``scenario``, the factors of a grid, ``repetition``, ``seed`` of what is drawn, ``change``
        in words, ``status`` and ``why``; rows ``added``, ``removed`` and ``moved`` in time against
        the base; of each tier its value, and as ``..._bound`` and ``..._status`` its bound and
        standing; ``plan_sha256``; ``seconds`` of the solve and whether it was ``reused``.
        """
        from scheduler.whatif.sweeps.tables import table

        return table(self)

    @property
    def tiers(self) -> "pd.DataFrame":
        """One row a scenario, repetition and tier: ``difference`` from the base, how certain."""
        from scheduler.whatif.sweeps.tables import tiers

        return tiers(self)

    def summary(self) -> str:
        """The rows counted, in one sentence."""
        counts = Counter(it.row.status for it in self.swept)
        planned, failed, cancelled = (counts[s] for s in ("planned", "failed", "cancelled"))
        return say(
            "sweep.summary",
            self.language,
            rows=len(self.swept),
            planned=planned,
            failed=failed,
            cancelled=cancelled,
            without=len(self.swept) - planned - failed - cancelled,
        )

    def __repr__(self) -> str:
        return f"<Sweep {self.summary()}>"

    def _repr_html_(self) -> str:
        """The summary, and of the table what fits on a page."""
        from scheduler.whatif.sweeps.tables import short

        return notebook.page(self.summary(), notebook.table(short(self)))


def sweep(
    base: PlannedWeek,
    scenarios: Scenarios,
    *,
    repetitions: int = 1,
    executor: Executor | str | None = None,
    workers: int | None = None,
    cache: str | Path | None = None,
    near: PlannedWeek | Plan | None = None,
    give: Give | None = None,
    bar: bool | None = None,
    on_progress: Callable[[SweepProgress], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    **options: Any,
) -> Sweep:
    """Every scenario planned for the base's weeks, from the base's plan and prices.

    ``repetitions``: each moves the seeds of what a scenario draws by one; what draws nothing is
    solved once. ``executor``: None spawns ``workers`` processes (default: one a core), a text is
    the address of a Dask cluster (``"tcp://host:8786"``), else an executor of yours, which should
    have so many workers. ``cache``: a folder in which each result is kept as soon as it is there;
    whoever sweeps with it again computes nothing that is finished. ``bar``: None shows a bar
    where somebody looks. ``near`` and ``give`` are those of ``plan``: each scenario is the nearest
    to one base plan, which need not be the sweep's. ``options`` are fields of
    ``SolveOptions``; those of the base hold where nothing is said, in ``certified`` mode, so that a
    table is the same wherever it is made.

    A scenario that has no plan, cannot be applied, fails, or takes its process down three times is
    a row that says so. Where ``is_cancelled`` says so, or the keyboard interrupts, what is done is
    kept and the rest is ``cancelled``.

    Raises:
        RequestError: there is no scenario, two have one name, there is no such cluster, or
            ``options`` are none of a solve; or a tier cannot give up what ``give`` says.
        SchedulerError: no process can be started at all.
    """
    wanted, wished = _wanted(base, scenarios, repetitions), wish(near, give)
    if wished is not None:
        wished.demand_fits(base.pool.policy)
    base_options = base.plan.provenance.options.model_dump()
    chosen = solve_options({**base_options, "mode": "certified", **options, "workers": 1})
    keeper: Cache = Memory() if cache is None else Folder(Path(cache).resolve())
    hands = crew(executor, workers)
    try:
        with heard(is_cancelled) as is_stopping, shown_bar(bar, base.language) as shown:

            def tell(progress: SweepProgress) -> None:
                shown(progress)
                if on_progress is not None:
                    on_progress(progress)

            run = Run(
                (base.pool, base.plan),
                wanted,
                chosen,
                hands,
                keeper,
                tell,
                is_stopping,
                wished,
            )
            with suppress(KeyboardInterrupt):  # a second one; what is done is kept
                run.go()
            return Sweep(base, run.rows(), keeper, base.language)
    finally:
        hands.close()


def _wanted(
    base: PlannedWeek, scenarios: Scenarios, repetitions: int
) -> list[tuple[Scenario, int]]:
    """Each scenario in each repetition, with its seeds and weeks settled."""
    given = (
        [scenario(name, patches) for name, patches in scenarios.items()]
        if isinstance(scenarios, Mapping)
        else list(scenarios)
    )
    if not given or repetitions < 1:
        raise RequestError("sweep.nothing", scenarios=len(given), repetitions=repetitions)
    for name, count in Counter(it.name for it in given).items():
        if count > 1:
            raise RequestError("sweep.same_name", name=name, count=count)
    for factor in sorted({factor for it in given for factor in it.factors}):
        if factor in COLUMNS:
            raise RequestError("sweep.factor_name", name=factor)
    return [
        (it.drawn(number, base.horizon), number) for it in given for number in range(repetitions)
    ]
