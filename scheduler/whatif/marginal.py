"""Key persons, gaps and permissions as tables, what matters most first.

In each, ``<tier>`` is what the best plan then serves and ``<tier>_change`` how much that is more
than now (negative: less); both are missing where no plan is known. ``fewer`` and ``more`` name the
demands that lose or gain people.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, get_args

from scheduler.model import Grade, Language, TierResult, label

if TYPE_CHECKING:
    import pandas as pd

    from scheduler.explain import Effect, Gaps, KeyPersons, MarginalWords, Permissions, Seats
    from scheduler.model import Pool

OF_EFFECT = ("fewer", "more", "outcome", "certainty")


def key_persons(told: "KeyPersons", pool: "Pool", language: Language) -> "pd.DataFrame":
    """One row a specialist. ``lost_pins``: demands whose pin or notice cannot be kept."""
    rows = [
        {
            "specialist": one.specialist,
            "name": pool.open_name(one.specialist),
            "agency": pool.specialist_of_id[one.specialist].agency,
            "lost_pins": " ".join(row.demand for row in one.lost),
            **_effect(one.effect, language),
        }
        for one in told.people
    ]
    frame = _frame(rows, told.tiers, texts=("specialist", "name", "agency", "lost_pins"))
    return _marked(frame, told)


def gaps(told: "Gaps", language: Language) -> "pd.DataFrame":
    """One row an agency, skills and grade. ``eligible``: demands that no code refuses them for."""
    import pandas as pd

    rows = [
        {
            "agency": one.agency,
            "skills": " ".join(f"{need.skill}>={need.level}" for need in one.skills),
            "clearance": one.clearance.value,
            "weekly_blocks": one.person.weekly_blocks,
            "max_cases": one.person.max_cases,
            "eligible": len(one.demands),
            **_effect(one.effect, language),
        }
        for one in told.gaps
    ]
    counts = ("weekly_blocks", "max_cases", "eligible")
    names = ("agency", "skills", "clearance", *counts)
    frame = _frame(rows, told.tiers, texts=names[:2], counts=counts, names=names)
    grades = pd.CategoricalDtype([grade.value for grade in Grade], ordered=True)
    return _marked(frame.astype({"clearance": grades}), told)


def permissions(told: "Permissions", words: "MarginalWords") -> "pd.DataFrame":
    """One row a unit of a limit, or an act. ``opens``: pairs that become eligible."""
    import pandas as pd

    from scheduler.explain.permissions import PERMISSIONS

    rows = [
        {
            "kind": one.kind,
            "subject": " ".join(part for part in one.subject if part),
            "text": words.about(one),
            "opens": one.opens,
            **_effect(one.effect, words.language),
        }
        for one in told.permissions
    ]
    names = ("kind", "subject", "text", "opens")
    frame = _frame(rows, told.tiers, texts=names[1:3], counts=("opens",), names=names)
    return _marked(frame.astype({"kind": pd.CategoricalDtype(list(PERMISSIONS))}), told)


def _marked(frame: "pd.DataFrame", told: "KeyPersons | Gaps | Permissions") -> "pd.DataFrame":
    """The table, which says whether every question was answered."""
    frame.attrs["is_complete"] = told.is_complete
    return frame


def _effect(effect: "Effect", language: Language) -> dict[str, object]:
    values: dict[str, object] = {}
    for tier, gain in zip(effect.tiers, effect.gains, strict=True):
        values |= {f"{tier.tier}": tier.after, f"{tier.tier}_change": gain}
    return {
        **values,
        "fewer": _seats(effect.fewer),
        "more": _seats(effect.more),
        "outcome": effect.outcome,
        "certainty": label("marginal_certainty", effect.certainty, language),
    }


def _seats(seats: Iterable["Seats"]) -> str:
    return " ".join(one.demand if one.seats == 1 else f"{one.demand}×{one.seats}" for one in seats)


def _frame(
    rows: Sequence[dict[str, object]],
    tiers: Iterable[TierResult],
    *,
    texts: Sequence[str],
    counts: Sequence[str] = (),
    names: Sequence[str] = (),
) -> "pd.DataFrame":
    """The rows with typed columns, those of the tiers after the others."""
    import pandas as pd

    from scheduler.explain import Effect

    values = [f"{tier.tier}{end}" for tier in tiers for end in ("", "_change")]
    frame = pd.DataFrame(rows, columns=[*(names or texts), *values, *OF_EFFECT])
    outcomes = pd.CategoricalDtype(list(get_args(Effect.model_fields["outcome"].annotation)))
    kinds = dict.fromkeys((*texts, "fewer", "more", "certainty"), "string")
    numbers = {**dict.fromkeys(counts, "int64"), **dict.fromkeys(values, "Int64")}
    return frame.astype({**kinds, **numbers, "outcome": outcomes})
