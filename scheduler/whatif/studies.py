"""Many what-ifs that share a base: each solved from the base's plan and prices, on its own.

The variants know nothing of each other, so their order does not matter, and each comes out as if it
had been asked alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from scheduler.model import (
    Give,
    Language,
    Near,
    Plan,
    Pool,
    PoolError,
    Progress,
    RequestError,
    SolveOptions,
    label,
    say,
)
from scheduler.whatif import notebook
from scheduler.whatif.comparison import Comparison, compare
from scheduler.whatif.interrupts import heeded
from scheduler.whatif.options import solve_options, wish
from scheduler.whatif.patches import Patch, pool_with
from scheduler.whatif.planned import PlannedWeek

if TYPE_CHECKING:
    import pandas as pd

VariantStatus = Literal["planned", "infeasible", "unknown", "invalid", "cancelled"]


@dataclass(frozen=True)
class StudyProgress:
    """How far a study is: ``done`` of ``of`` variants are over, ``variant`` is being solved."""

    variant: str
    done: int
    of: int
    solve: Progress


@dataclass(frozen=True)
class Variant:
    """One what-if: what it changes, and what came of it. ``why`` says why there is no plan."""

    name: str
    change: str
    status: VariantStatus
    planned: PlannedWeek | None = None
    why: str = ""


@dataclass(frozen=True)
class Study:
    """A base and its variants in the order in which they were given."""

    base: PlannedWeek
    variants: tuple[Variant, ...]
    language: Language = "ko"

    def __getitem__(self, name: str) -> PlannedWeek:
        """The planned week of a variant; KeyError where there is none."""
        for variant in self.variants:
            if variant.name == name and variant.planned is not None:
                return variant.planned
        raise KeyError(name)

    def compare(self, name: str) -> Comparison:
        """What a variant changes against the base; KeyError where it has no plan."""
        return compare(self.base, self[name])

    @property
    def table(self) -> "pd.DataFrame":
        """One row a variant, the base first.

        ``status``; rows ``added``, ``removed`` and ``moved`` in time against the base; of each tier
        its value, and as ``..._bound`` and ``..._status`` its bound and standing; ``seconds``.
        """
        from scheduler.whatif.tables import study

        return study(self)

    def summary(self) -> str:
        """The variants counted, in one sentence."""
        counts = Counter(variant.status for variant in self.variants)
        planned, cancelled = counts["planned"], counts["cancelled"]
        return say(
            "whatif.study",
            self.language,
            variants=len(self.variants),
            planned=planned,
            cancelled=cancelled,
            without=len(self.variants) - planned - cancelled,
        )

    def __repr__(self) -> str:
        return f"<Study {self.summary()}>"

    def _repr_html_(self) -> str:
        """The summary, and of the table what fits on a page."""
        table = self.table
        short = [name for name in table.columns if not name.endswith(("_bound", "_status"))]
        return notebook.page(self.summary(), notebook.table(table[short]))


def study(
    base: PlannedWeek,
    variants: Mapping[str, Patch | Iterable[Patch]],
    *,
    near: PlannedWeek | Plan | None = None,
    give: Give | None = None,
    on_progress: Callable[[StudyProgress], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    **options: Any,
) -> Study:
    """Every variant planned for the base's weeks, from the base's plan and prices.

    ``near`` and ``give`` are those of ``plan``: each variant is the nearest to one base plan, which
    need not be the study's. ``options`` are fields of ``SolveOptions``; those of the base
    hold where nothing is said. Where ``is_cancelled`` says so, or the keyboard interrupts, what is
    done is kept, and the variant at hand and the rest are ``cancelled``.

    Raises:
        RequestError: there is no variant, a patch adds what is already there, or ``options`` are
            none of a solve; a tier cannot give up what ``give`` says.
        NotFoundError: a patch names what the pool does not know; nothing has been solved then.
    """
    if not variants:
        raise RequestError("whatif.no_variants")
    chosen = solve_options({**base.plan.provenance.options.model_dump(), **options})
    pools = [(name, *_patched(base, given)) for name, given in variants.items()]
    wished = wish(near, give)
    for _, pool, _ in pools:
        if wished is not None:
            wished.demand_fits(pool.policy)
    done: list[Variant] = []

    def work(stop: Callable[[], bool]) -> None:
        for name, pool, change in pools:
            if stop():
                return
            tell = None
            if on_progress is not None:
                tell = partial(_told, on_progress, name, len(done), len(pools))
            variant = _solved(base, name, pool, change, chosen, wished, tell, stop)
            if variant is None:
                return
            done.append(variant)

    with suppress(KeyboardInterrupt):  # a second one; what is done is kept
        heeded(work, is_cancelled)
    rest = pools[len(done) :]
    done += [Variant(name, change, "cancelled") for name, _, change in rest]
    return Study(base, tuple(done), base.language)


def _patched(base: PlannedWeek, given: Patch | Iterable[Patch]) -> tuple[Pool, str]:
    """The pool of a variant, and what it changes in words."""
    patches: tuple[Patch, ...] = (given,) if isinstance(given, Patch) else tuple(given)
    pool = pool_with(base.pool, *patches)
    return pool, " ".join(patch.text(base.language) for patch in patches)


def _told(
    on_progress: Callable[[StudyProgress], None], name: str, done: int, of: int, solve: Progress
) -> None:
    on_progress(StudyProgress(variant=name, done=done, of=of, solve=solve))


def _solved(
    base: PlannedWeek,
    name: str,
    pool: Pool,
    change: str,
    options: SolveOptions,
    near: Near | None,
    on_progress: Callable[[Progress], None] | None,
    is_cancelled: Callable[[], bool],
) -> Variant | None:
    """A variant solved from the base; None where it was stopped meanwhile."""
    from scheduler.solver import make_plan

    horizon = pool.horizon(base.plan.start, base.plan.weeks)
    try:
        result = make_plan(
            pool,
            horizon,
            options,
            start=base.plan,
            near=near,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )
    except PoolError as error:
        return Variant(name, change, "invalid", why=error.what(base.language))
    if result.run.cancelled:
        return None
    if result.plan is None:
        why = label("variant_status", result.status, base.language)
        status: VariantStatus = "infeasible" if result.status == "infeasible" else "unknown"
        return Variant(name, change, status, why=why)
    planned = PlannedWeek(pool, result.plan, result.run, base.language)
    return Variant(name, change, "planned", planned)
