"""A sweep as tidy, typed DataFrames."""

import pandas as pd

from scheduler.model import TierName, label
from scheduler.whatif.sweeps.run import Swept
from scheduler.whatif.sweeps.sweep import COUNTS, TEXTS, Sweep


def table(it: Sweep) -> pd.DataFrame:
    """One row a scenario and repetition; see :attr:`scheduler.whatif.sweeps.sweep.Sweep.table`."""
    factors = _factors(it)
    tiers = _tiers(it)
    names = ["scenario", *factors, "repetition", "seed", "change", "status", "why"]
    names += ["added", "removed", "moved"]
    names += [f"{tier}{end}" for tier in tiers for end in ("", "_bound", "_status")]
    names += ["plan_sha256", "seconds", "reused"]
    frame = pd.DataFrame([_row(it, swept) for swept in it.swept], columns=names)
    texts = [*TEXTS, *(f"{tier}_status" for tier in tiers)]
    counts = [*COUNTS, *(f"{tier}{end}" for tier in tiers for end in ("", "_bound"))]
    return frame.astype(
        {
            **dict.fromkeys(texts, "string"),
            **dict.fromkeys(counts, "Int64"),
            **{name: pd.CategoricalDtype(alternatives) for name, alternatives in factors.items()},
            **{"repetition": "int64", "seconds": "float64", "reused": "bool"},
        }
    )


def short(it: Sweep) -> pd.DataFrame:
    """Scenario, status, rows that change, and the values of the tiers."""
    factors = [*_factors(it)]
    named = ["scenario", *factors, "repetition", "seed", "status", "added", "removed", "moved"]
    return table(it)[[*named, *map(str, _tiers(it))]]


def tiers(it: Sweep) -> pd.DataFrame:
    """One row a scenario, repetition and tier; see :attr:`..sweep.Sweep.tiers`."""
    base = {tier.tier: tier.value for tier in it.base.plan.tiers}
    rows = [
        {
            "scenario": swept.scenario.name,
            **swept.scenario.factors,
            "repetition": swept.repetition,
            "tier": tier.tier.value,
            "value": tier.value,
            "bound": tier.bound,
            "status": label("tier_standing", tier.standing, it.language),
            "difference": _difference(base.get(tier.tier), tier.value),
            "certainty": label("difference", tier.certainty, it.language),
        }
        for swept in it.swept
        for tier in swept.row.tiers
    ]
    factors = _factors(it)
    names = ["scenario", *factors, "repetition", "tier", "value", "bound", "status"]
    frame = pd.DataFrame(rows, columns=[*names, "difference", "certainty"])
    return frame.astype(
        {
            **dict.fromkeys(("scenario", "status", "certainty"), "string"),
            **dict.fromkeys(("value", "bound", "difference"), "Int64"),
            **{name: pd.CategoricalDtype(alternatives) for name, alternatives in factors.items()},
            **{"repetition": "int64", "tier": pd.CategoricalDtype([t.value for t in TierName])},
        }
    )


def _factors(it: Sweep) -> dict[str, list[str]]:
    """The factors and their alternatives, in the order in which the scenarios name them."""
    found: dict[str, dict[str, None]] = {}
    for swept in it.swept:
        for factor, alternative in swept.scenario.factors.items():
            found.setdefault(factor, {})[alternative] = None
    return {factor: list(alternatives) for factor, alternatives in found.items()}


def _tiers(it: Sweep) -> list[TierName]:
    """The base's tiers, then those that only scenarios have."""
    own = [tier.tier for tier in it.base.plan.tiers]
    theirs = [tier.tier for swept in it.swept for tier in swept.row.tiers]
    return list(dict.fromkeys([*own, *theirs]))


def _row(it: Sweep, swept: Swept) -> dict[str, object]:
    row = swept.row
    told: dict[str, object] = {
        "scenario": swept.scenario.name,
        **swept.scenario.factors,
        "repetition": swept.repetition,
        "seed": swept.scenario.seed,
        "change": swept.scenario.text(it.language),
        "status": label("variant_status", row.status, it.language),
        "why": row.why_ko if it.language == "ko" else row.why_en,
        "added": row.added,
        "removed": row.removed,
        "moved": row.moved,
        "plan_sha256": row.plan_sha256,
        "seconds": row.seconds,
        "reused": swept.is_reused,
    }
    for tier in row.tiers:
        told |= {f"{tier.tier}": tier.value, f"{tier.tier}_bound": tier.bound}
        told[f"{tier.tier}_status"] = label("tier_standing", tier.standing, it.language)
    return told


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before
