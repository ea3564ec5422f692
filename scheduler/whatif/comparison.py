"""Two plans of the same weeks, row by row and tier by tier.

Says what differs; why a move was needed ``scheduler.explain`` says, where it is asked for.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from scheduler.model import (
    Language,
    Plan,
    PlannedAssignment,
    RequestError,
    TierResult,
    label,
    say,
)
from scheduler.whatif import notebook
from scheduler.whatif.planned import PlannedWeek

if TYPE_CHECKING:
    import pandas as pd

    from scheduler.explain import Compared
    from scheduler.explain.apart import OnAnswer

Change = Literal["added", "removed", "moved"]
KINDS: tuple[Change, ...] = ("added", "removed", "moved")


@dataclass(frozen=True)
class Comparison:
    """What the second plan changes: ``rows`` and ``tiers`` are DataFrames.

    ``rows``: one row an assignment that is added, removed, or moved to other half-days; ``before``
    and ``after`` list them, a whole day as its date and a half as ``2026-12-01/am``. ``tiers``:
    value before and after, and how certain the difference is: nothing is claimed of a tier that the
    two policies count differently.

    Where causes were asked for, ``rows`` has the columns ``cause`` and ``why`` too, ``least`` says
    how few moves would have done, and ``compared`` holds the facts behind the sentences.
    """

    rows: "pd.DataFrame"
    tiers: "pd.DataFrame"
    language: Language = "ko"
    least: str = ""
    compared: "Compared | None" = None

    def counts(self) -> dict[str, int]:
        """How many rows are added, removed, and moved in time."""
        counts = self.rows["change"].value_counts()
        return {kind: int(counts.get(kind, 0)) for kind in KINDS}

    def summary(self) -> str:
        """The changes counted, in one sentence."""
        return say("whatif.comparison", self.language, **self.counts())

    def __repr__(self) -> str:
        return f"<Comparison {self.summary()}>"

    def _repr_html_(self) -> str:
        least = notebook.paragraphs([self.least] if self.least else [])
        tables = [notebook.table(table) for table in (self.tiers, self.rows)]
        return notebook.page(self.summary(), least, *tables)


def compare(
    before: PlannedWeek,
    after: PlannedWeek,
    *,
    causes: bool = False,
    on_answer: "OnAnswer | None" = None,
) -> Comparison:
    """What changes from one plan to another of the same weeks.

    ``causes``: also why each row has moved, and how few moves would have done. That is planned
    anew, a second or two a move on a large pool; ``on_answer`` hears how much of it is done.

    Raises:
        RequestError: the plans are for different weeks.
    """
    one, other = before.plan, after.plan
    if (one.start, one.weeks) != (other.start, other.weeks):
        raise RequestError(
            "whatif.other_horizon",
            before=f"{one.start}+{one.weeks}",
            after=f"{other.start}+{other.weeks}",
        )
    found = Comparison(rows=_rows(one, other), tiers=_tiers(before, after), language=after.language)
    return _with_causes(found, before, after, on_answer) if causes else found


def _with_causes(
    found: Comparison, before: PlannedWeek, after: PlannedWeek, on_answer: "OnAnswer | None"
) -> Comparison:
    """A comparison with the cause of each row, and the fewest moves."""
    from scheduler.explain import ComparedWords, Inquiry
    from scheduler.explain import compare as compared

    sides = Inquiry(before.pool, before.plan), Inquiry(after.pool, after.plan)
    told, words = compared(*sides, on_answer=on_answer), ComparedWords(*sides, after.language)
    move_of = {(move.specialist, move.demand): move for move in told.moves}
    keys = zip(found.rows["specialist"], found.rows["demand"], strict=True)
    moves = [move_of[key] for key in keys]
    rows = found.rows.assign(
        cause=[label("move_cause", move.cause, after.language) for move in moves],
        why=[words.why(move) for move in moves],
    )
    least = "" if told.least is None else " ".join(words.least(told, told.least))
    rows = rows.astype({"cause": "string", "why": "string"})
    return replace(found, rows=rows, least=least, compared=told)


def counts(before: Plan, after: Plan) -> dict[Change, int]:
    """How many rows a plan of the same weeks adds, removes, and moves in time."""
    found = Counter(change for change, _, _ in _changes(before, after))
    return {kind: found[kind] for kind in KINDS}


def _changes(
    before: Plan, after: Plan
) -> Iterator[tuple[Change, PlannedAssignment | None, PlannedAssignment | None]]:
    """Each row that differs, as it was and as it is now."""
    old = {(a.specialist, a.demand): a for a in before.assignments}
    new = {(a.specialist, a.demand): a for a in after.assignments}
    # by case, so that who leaves and who comes in their place stand side by side
    for key in sorted(old.keys() | new.keys(), key=lambda k: (*reversed(k),)):
        was, is_now = old.get(key), new.get(key)
        change = _change(was, is_now)
        if change is not None:
            yield change, was, is_now


def _rows(before: Plan, after: Plan) -> "pd.DataFrame":
    import pandas as pd

    records = []
    for change, was, is_now in _changes(before, after):
        row = was or is_now
        assert row is not None  # one of the two named the key
        records.append(
            {
                "change": change,
                "case": row.case,
                "demand": row.demand,
                "specialist": row.specialist,
                "agency": row.agency,
                "before": _when(was) if was else None,
                "after": _when(is_now) if is_now else None,
            }
        )
    names = ["change", "case", "demand", "specialist", "agency", "before", "after"]
    frame = pd.DataFrame(records, columns=names)
    kinds = pd.CategoricalDtype(["added", "removed", "moved"])
    return frame.astype({**dict.fromkeys(names[1:], "string"), "change": kinds})


def _when(row: PlannedAssignment) -> str:
    """The half-days of a row; a whole day is its date alone."""
    halves: dict[str, list[str]] = {}
    for block in row.blocks:
        halves.setdefault(block.partition("/")[0], []).append(block)
    return " ".join(day if len(blocks) == 2 else blocks[0] for day, blocks in halves.items())


def _change(was: PlannedAssignment | None, is_now: PlannedAssignment | None) -> Change | None:
    if was is None:
        return "added"
    if is_now is None:
        return "removed"
    return "moved" if was.blocks != is_now.blocks else None


def _tiers(before: PlannedWeek, after: PlannedWeek) -> "pd.DataFrame":
    import pandas as pd

    from scheduler.explain.change import is_counted_alike

    def certain(tier: TierResult) -> str:
        is_alike = is_counted_alike(tier.tier, before.pool.policy, after.pool.policy)
        found = claim(before.plan, after.plan, tier) if is_alike else "not_comparable"
        return label("difference", found, after.language)

    old = {t.tier: t for t in before.plan.tiers}
    pairs = [(old[t.tier], t) for t in after.plan.tiers if t.tier in old]
    differences = [
        None if a.value is None or b.value is None else b.value - a.value for a, b in pairs
    ]
    frame = pd.DataFrame(
        {
            "tier": [label("tier", b.tier, after.language) for _, b in pairs],
            "before": [a.value for a, _ in pairs],
            "after": [b.value for _, b in pairs],
            "difference": differences,
            "certainty": [certain(b) for _, b in pairs],
        }
    )
    counts = dict.fromkeys(("before", "after", "difference"), "Int64")
    return frame.astype({"tier": "string", "certainty": "string", **counts})


def claim(before: Plan, after: Plan, tier: TierResult) -> str:
    """How certain a tier's difference is, and where it is proven, if both bounds can be checked.

    A code of the table ``difference``.

    Raises:
        KeyError: the plan before has no such tier.
    """
    from scheduler.explain.change import certainty

    found = certainty(before.tier(tier.tier), tier)
    if found != "proven":
        return found
    both = before.is_checkable(tier.tier) and after.is_checkable(tier.tier)
    return "proven_checkable" if both else "proven_by_solver"
