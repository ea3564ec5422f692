"""Plans as typed DataFrames. Ids are never replaced by labels: labels stand beside them.

Counts are ``int64``, possibly missing ones ``Int64``; vocabularies are categories in their order;
days are ``datetime64``. Names of masked agencies' people are empty.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from scheduler.exchange.seat_reason import seat_reason
from scheduler.model import (
    Half,
    Horizon,
    Language,
    Mode,
    Moment,
    Plan,
    Pool,
    RowStatus,
    TierName,
    label,
)
from scheduler.whatif.comparison import compare
from scheduler.whatif.studies import Study, Variant

if TYPE_CHECKING:
    from scheduler.explain import Concession

_TEXT = ["specialist", "name", "agency", "demand", "case", "role", "authority", "legal_basis"]
_TEXT += ["instrument", "document_no"]
_OTHER = ["mode", "lent", "blocks", "travel_blocks", "first", "last", "fit", "pin"]


def assignments(pool: Pool, plan: Plan) -> pd.DataFrame:
    """One row an assignment. ``blocks`` are half-days, travel included; ``lent``: an outsider."""
    columns: dict[str, list[object]] = {name: [] for name in (*_TEXT, *_OTHER)}
    for row in plan.assignments:
        values = {
            **row.model_dump(),
            "name": pool.open_name(row.specialist),
            "role": pool.demand_of_id[row.demand].role,
            "mode": row.mode.value,
            "lent": row.agency != pool.case_of_id[row.case].lead_agency,
            "blocks": len(row.blocks),
            "travel_blocks": len(row.travel_blocks),
            "first": row.blocks[0].partition("/")[0] if row.blocks else None,
            "last": row.blocks[-1].partition("/")[0] if row.blocks else None,
            "pin": row.pin.value if row.pin else None,
        }
        for name, kept in columns.items():
            kept.append(values[name])
    frame = pd.DataFrame(columns)
    frame = frame.astype(dict.fromkeys(_TEXT, "string"))
    for name in ("first", "last"):
        frame[name] = _days(frame[name])
    counts = dict.fromkeys(("blocks", "travel_blocks", "fit"), "int64")
    vocabularies = {
        "mode": pd.CategoricalDtype([m.value for m in Mode]),
        "pin": pd.CategoricalDtype([RowStatus.PINNED.value, RowStatus.NOTIFIED.value]),
    }
    return frame.astype({**counts, **vocabularies, "lent": "bool"})


def schedule(pool: Pool, plan: Plan) -> pd.DataFrame:
    """One row a half-day: specialist, day, half, block number, demand, case, travel or not."""
    number = pool.horizon(plan.start, plan.weeks).block_number
    rows = [
        {
            "specialist": row.specialist,
            "name": pool.open_name(row.specialist),
            "agency": row.agency,
            "day": moment.partition("/")[0],
            "half": moment.partition("/")[2],
            "block": number[moment],
            "demand": row.demand,
            "case": row.case,
            "travel": moment in row.travel_blocks,
        }
        for row in plan.assignments
        for moment in row.blocks
    ]
    names = ["specialist", "name", "agency", "day", "half", "block", "demand", "case", "travel"]
    frame = pd.DataFrame(rows, columns=names)
    frame["day"] = _days(frame["day"])
    halves = pd.CategoricalDtype([Half.AM.value, Half.PM.value], ordered=True)
    for name in ("specialist", "name", "agency", "demand", "case"):
        frame[name] = frame[name].astype("string")
    frame = frame.astype({"half": halves, "block": "int64", "travel": "bool"})
    return frame.sort_values(["specialist", "block"], ignore_index=True)


def tiers(plan: Plan, language: Language) -> pd.DataFrame:
    """One row a tier in order; leximin balance has no number, only a status.

    ``checkable``: the plan holds a witness that proves the bound without a solver.
    """
    frame = pd.DataFrame(
        {
            "tier": [t.tier.value for t in plan.tiers],
            "label": [label("tier", t.tier, language) for t in plan.tiers],
            "value": [t.value for t in plan.tiers],
            "bound": [t.bound for t in plan.tiers],
            "gap": [t.gap for t in plan.tiers],
            "status": [label("tier_standing", plan.standing(t.tier), language) for t in plan.tiers],
            "checkable": [plan.is_checkable(t.tier) for t in plan.tiers],
        }
    )
    order = pd.CategoricalDtype([t.value for t in TierName])
    frame = frame.astype({"label": "string", "status": "string", "checkable": "bool"})
    return frame.astype({"tier": order, "gap": "float64", "value": "Int64", "bound": "Int64"})


def empty_seats(pool: Pool, plan: Plan, language: Language) -> pd.DataFrame:
    """One row a demand with empty seats; ``reason`` is the step that takes away the most."""
    rows = [
        {
            "demand": seat.demand,
            "case": seat.case,
            "role": pool.demand_of_id[seat.demand].role,
            "seats": seat.seats,
            "eligible": len(seat.remaining),
            "reason": seat_reason(seat, language),
        }
        for seat in plan.empty_seats
    ]
    names = ["demand", "case", "role", "seats", "eligible", "reason"]
    frame = pd.DataFrame(rows, columns=names)
    texts = dict.fromkeys(("demand", "case", "role", "reason"), "string")
    return frame.astype({**texts, "seats": "int64", "eligible": "int64"})


def load(pool: Pool, plan: Plan) -> pd.DataFrame:
    """One row a specialist: planned and past half-days, capacity, and (past + planned) / cap.

    ``capacity`` is what they can give in the horizon: each week the smaller of the released and
    the available half-days. ``load`` is missing where nothing was ever released.
    """
    horizon = pool.horizon(plan.start, plan.weeks)
    planned: Counter[str] = Counter()
    lent: Counter[str] = Counter()
    for row in plan.assignments:
        planned[row.specialist] += len(row.blocks)
        if row.agency != pool.case_of_id[row.case].lead_agency:
            lent[row.specialist] += len(row.blocks)
    frame = pd.DataFrame(
        {
            "specialist": [s.specialist for s in pool.specialists],
            "name": [pool.open_name(s.specialist) for s in pool.specialists],
            "agency": [s.agency for s in pool.specialists],
            "planned": [planned[s.specialist] for s in pool.specialists],
            "lent": [lent[s.specialist] for s in pool.specialists],
            "capacity": [_capacity(pool, horizon, s.specialist) for s in pool.specialists],
            "past": [s.past_blocks for s in pool.specialists],
            "past_capacity": [s.past_capacity for s in pool.specialists],
        }
    )
    cap = (frame["capacity"] + frame["past_capacity"]).astype("float64")
    frame["load"] = (frame["past"] + frame["planned"]) / cap.where(cap > 0)
    texts = dict.fromkeys(("specialist", "name", "agency"), "string")
    counts = dict.fromkeys(("planned", "lent", "capacity", "past", "past_capacity"), "int64")
    return frame.astype({**texts, **counts, "load": "float64"})


def study(it: Study) -> pd.DataFrame:
    """One row a variant, the base first; see :attr:`scheduler.whatif.studies.Study.table`."""
    variants = (Variant(name="", change="", status="planned", planned=it.base), *it.variants)
    plans = [v.planned.plan for v in variants if v.planned is not None]
    tiers = list(dict.fromkeys(tier.tier for plan in plans for tier in plan.tiers))
    names = ["variant", "change", "status", "why", "added", "removed", "moved"]
    names += [f"{tier}{end}" for tier in tiers for end in ("", "_bound", "_status")]
    rows = [_variant_row(it, variant) for variant in variants]
    frame = pd.DataFrame(rows, columns=[*names, "seconds"])
    texts = [*names[:4], *(f"{tier}_status" for tier in tiers)]
    counts = [name for name in names if name not in texts]
    kinds = {**dict.fromkeys(texts, "string"), **dict.fromkeys(counts, "Int64")}
    return frame.astype({**kinds, "seconds": "float64"})


def _variant_row(it: Study, variant: Variant) -> dict[str, object]:
    row: dict[str, object] = {
        "variant": variant.name,
        "change": variant.change,
        "status": label("variant_status", variant.status, it.language),
        "why": variant.why,
    }
    if variant.planned is None:
        return row
    plan = variant.planned.plan
    for tier in plan.tiers:
        standing = label("tier_standing", plan.standing(tier.tier), it.language)
        row |= {f"{tier.tier}": tier.value, f"{tier.tier}_bound": tier.bound}
        row[f"{tier.tier}_status"] = standing
    counts = compare(it.base, variant.planned).counts()
    return {**row, **counts, "seconds": variant.planned.run.seconds}


def _days(texts: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    """Days as ``datetime64[s]``; pandas would choose another unit where there are no rows."""
    return pd.to_datetime(texts, format="%Y-%m-%d").astype("datetime64[s]")


def _capacity(pool: Pool, horizon: Horizon, specialist: str) -> int:
    released = pool.specialist_of_id[specialist].weekly_blocks
    moments: tuple[Moment, ...] = horizon.blocks
    return sum(
        min(released, sum(pool.is_available(specialist, moments[b]) for b in week))
        for week in horizon.week_ranges
    )


def concessions(told: "Iterable[Concession]") -> pd.DataFrame:
    """One row a concession: coverage given up, seats fewer, rows that move, what none is below."""
    rows = [(it.coverage, it.seats, it.moves.value, it.moves.bound) for it in told]
    frame = pd.DataFrame(rows, columns=["coverage_given", "seats", "moves", "bound"], dtype="int64")
    frame["proven"] = (frame["moves"] == frame["bound"]).astype("bool")
    return frame
