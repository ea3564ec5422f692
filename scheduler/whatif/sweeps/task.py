"""One scenario as plain data, and what comes of it, in whichever process carries it out.

A task holds everything: the base packed small, the scenario as text, and the provenance that its
plan must have. So it can go to any process on any machine that has this program, and a process with
other versions refuses it.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from scheduler.model import (
    Near,
    Plan,
    Pool,
    PoolError,
    Provenance,
    RunRecord,
    SchedulerError,
    SolveResult,
    TierName,
    label,
    say,
)
from scheduler.model.plan import TierStanding
from scheduler.model.record import Record
from scheduler.whatif.comparison import claim, counts
from scheduler.whatif.scenarios import Scenario

FORMAT = 1
"""Of what is kept; another one is never found again, since it is part of the key."""
MOST_NAMED = 3

RowStatus = Literal["planned", "infeasible", "unknown", "invalid", "refused", "failed", "cancelled"]
"""``invalid``: the changed pool contradicts itself; ``refused``: the pool cannot be changed so."""
KEPT: frozenset[RowStatus] = frozenset({"planned", "infeasible", "unknown", "invalid"})
"""What is worth keeping, since it has been found or proven; a failure may be gone next time."""


class TierRow(Record):
    """A tier of a scenario's plan, and how certain its difference from the base is."""

    tier: TierName
    value: int | None
    bound: int | None
    standing: TierStanding
    certainty: str


class Row(Record):
    """What came of a scenario, without the plan. ``why`` says in both languages why there is none.

    ``added``, ``removed``, ``moved``: rows against the base. ``seconds``: of the solve.
    """

    status: RowStatus
    why_ko: str = ""
    why_en: str = ""
    tiers: tuple[TierRow, ...] = ()
    added: int | None = None
    removed: int | None = None
    moved: int | None = None
    seconds: float | None = None
    plan_sha256: str | None = None


@dataclass(frozen=True)
class Ground:
    """What every scenario of a sweep starts from: the pool and its plan, packed.

    ``near``: the plan that each is to be near to, if any, and what tiers may ``give`` up for that.
    """

    pool: bytes
    plan: bytes
    near: bytes | None = None
    give: tuple[tuple[TierName, int], ...] = ()

    @classmethod
    def of(cls, pool: Pool, plan: Plan, near: Near | None = None) -> "Ground":
        """Packed, about a tenth of their text."""
        ground = cls(_packed(pool), _packed(plan))
        if near is None:
            return ground
        return replace(ground, near=_packed(near.base), give=near.give)


def _packed(it: Pool | Plan) -> bytes:
    return zlib.compress(it.canonical_json().encode())


@lru_cache(maxsize=1)
def _unpacked(ground: Ground) -> tuple[Pool, Plan, Near | None]:
    """Read once a process, however many scenarios come by."""
    pool, plan = zlib.decompress(ground.pool), zlib.decompress(ground.plan)
    near = None
    if ground.near is not None:
        near = Near(Plan.model_validate_json(zlib.decompress(ground.near)), ground.give)
    return Pool.model_validate_json(pool), Plan.model_validate_json(plan), near


@dataclass(frozen=True)
class Task:
    """A scenario to plan; both texts are JSON. ``key``: where what comes of it is kept."""

    key: str
    ground: Ground
    scenario: str
    provenance: str


def key_of(made: Provenance, start: Plan, near: Near | None = None) -> str:
    """The name under which what comes of a solve is kept: the hash of all that decides it."""
    decides: list[object] = [FORMAT, str(start.start), start.weeks, made.model_dump(mode="json")]
    if near is not None:
        decides += [near.base.sha256, near.give]
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Found:
    """What came of a task: the row, and all of it as it is kept."""

    row: Row
    kept: bytes


def carry_out(task: Task, is_cancelled: Callable[[], bool] | None = None) -> Found:
    """Plan a scenario from the base's plan; whatever goes wrong is told in the row."""
    try:
        row, result = _planned(task, is_cancelled)
    except Exception as error:  # one scenario's trouble is its own: the others go on
        row, result = failed(error), None
    return Found(row, packed(row, result))


def _planned(task: Task, is_cancelled: Callable[[], bool] | None) -> tuple[Row, SolveResult | None]:
    from scheduler.solver import make_plan
    from scheduler.solver.assemble import provenance

    base, start, near = _unpacked(task.ground)
    wanted = Provenance.model_validate_json(task.provenance)
    pool = Scenario.model_validate_json(task.scenario).apply(base)
    if provenance(pool, wanted.options, start) != wanted:
        raise SchedulerError("sweep.other_versions")
    horizon = pool.horizon(start.start, start.weeks)
    result = make_plan(
        pool, horizon, wanted.options, start=start, near=near, is_cancelled=is_cancelled
    )
    return row_of(start, result), result


def row_of(base: Plan, result: SolveResult) -> Row:
    """A solve in short, against the base."""
    seconds = result.run.seconds
    if result.run.cancelled:
        return Row(status="cancelled")
    if result.plan is None:
        status: RowStatus = "infeasible" if result.status == "infeasible" else "unknown"
        why = {f"why_{ln}": label("variant_status", status, ln) for ln in ("ko", "en")}
        return Row.model_validate({"status": status, "seconds": seconds, **why})
    plan = result.plan
    known, changes = {tier.tier for tier in base.tiers}, counts(base, plan)
    tiers = tuple(
        TierRow(
            tier=tier.tier,
            value=tier.value,
            bound=tier.bound,
            standing=plan.standing(tier.tier),
            certainty=claim(base, plan, tier) if tier.tier in known else "not_comparable",
        )
        for tier in plan.tiers
    )
    return Row(
        status="planned",
        tiers=tiers,
        seconds=seconds,
        plan_sha256=plan.sha256,
        added=changes["added"],
        removed=changes["removed"],
        moved=changes["moved"],
    )


def failed(error: BaseException) -> Row:
    """The row of a scenario that came to nothing, with the reason in both languages."""
    if isinstance(error, PoolError):
        named = error.complaints[:MOST_NAMED]
        ko, en = (" ".join((error.what(ln), *(c.text(ln) for c in named))) for ln in ("ko", "en"))
        return Row(status="invalid", why_ko=ko, why_en=en)
    if isinstance(error, SchedulerError):
        is_wrong = error.http_status < 500
        status: RowStatus = "refused" if is_wrong else "failed"
        return Row(status=status, why_ko=error.what("ko"), why_en=error.what("en"))
    facts = {"kind": type(error).__name__, "text": str(error)}
    ko, en = say("sweep.trouble", "ko", **facts), say("sweep.trouble", "en", **facts)
    return Row(status="failed", why_ko=ko, why_en=en)


# -- as it is kept --------------------------------------------------------------------------------


def packed(row: Row, result: SolveResult | None) -> bytes:
    """The row on the first line, the run and the plan, if there is one, on the next two."""
    lines = [row.model_dump_json()]
    if result is not None and result.plan is not None:
        lines += [result.run.model_dump_json(), result.plan.model_dump_json()]
    return gzip.compress("\n".join(lines).encode(), compresslevel=6, mtime=0)


def kept_row(kept: bytes) -> Row:
    """The row of what was kept.

    Raises:
        ValueError: it is damaged.
    """
    return Row.model_validate_json(_lines(kept)[0])


def kept_plan(kept: bytes) -> tuple[RunRecord, Plan]:
    """The run and the plan of what was kept.

    Raises:
        ValueError: it is damaged, or there is no plan in it.
    """
    _, run, plan = _lines(kept)
    return RunRecord.model_validate_json(run), Plan.model_validate_json(plan)


def _lines(kept: bytes) -> list[bytes]:
    try:
        return gzip.decompress(kept).split(b"\n")
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(str(error)) from error
