"""What facts and pins say of a move, before anything is solved.

A row that cannot stay, or that has to be there, needs no other reason. A row that could not be
there before has become possible: whether it is also needed is asked elsewhere. When a row is at
other half-days, the layout tells why: it follows from the rows of one person and from the facts of
their week alone.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from scheduler.check import rule_violations
from scheduler.check.facts import Pair
from scheduler.explain.change import RowRef
from scheduler.explain.changed import available, changed_times
from scheduler.explain.grounds import Ground, grounds
from scheduler.explain.inquiry import Inquiry
from scheduler.model import Refusal, RowStatus, Rule
from scheduler.model.record import Record
from scheduler.solver.clauses import Row

PINS = (RowStatus.PINNED, RowStatus.NOTIFIED)

Cause = Literal[
    "fact", "pin", "follow_on", "few_moves", "choice", "better", "undetermined", "not_asked"
]


class CodeChange(Record):
    """A code that refuses a pair in one of two pools, with its grounds in both.

    ``before`` and ``after`` are the grounds that do not hold, and those that they are held against.
    """

    code: Refusal
    before: tuple[Ground, ...]
    after: tuple[Ground, ...]


class Reason(Record):
    """Why a row has moved, as far as the two pools and plans tell it. ``key`` names its sentence.

    ``is_forced``: no plan of the later pool could do otherwise; else it is only what made the move
    possible. ``codes`` of a pair that is, or was, refused. Of a row at other half-days: ``blocks``
    of before that are no longer to be had, ``rows`` of the same person from which it follows, or
    ``rules`` that the old half-days would break.
    """

    cause: Cause
    key: str
    is_forced: bool = False
    codes: tuple[CodeChange, ...] = ()
    blocks: tuple[str, ...] = ()
    rows: tuple[RowRef, ...] = ()
    rules: tuple[Rule, ...] = ()


def of_removed(before: Inquiry, after: Inquiry, specialist: str, demand: str) -> Reason | None:
    """Why a row could not stay, or no longer had to; None where the pools do not tell."""
    key = _missing(after, specialist, demand)
    if key is not None:
        return Reason(cause="fact", key=f"no_{key}", is_forced=True)
    codes = _refusing(before, after, specialist, demand)
    if codes:
        is_ban = _is_ban(codes)
        key = "banned" if is_ban else "refused"
        return Reason(cause="pin" if is_ban else "fact", key=key, codes=codes, is_forced=True)
    if before.row[specialist, demand].pin is not None:
        return Reason(cause="pin", key="unpinned")
    return None


def of_added(before: Inquiry, after: Inquiry, specialist: str, demand: str) -> Reason | None:
    """Why a row has to be there, or could not be before; None where the pools do not tell."""
    pins = {(r.specialist, r.demand) for r in before.pool.assignments if r.status in PINS}
    if after.row[specialist, demand].pin is not None and (specialist, demand) not in pins:
        return Reason(cause="pin", key="pinned", is_forced=True)
    key = _missing(before, specialist, demand)
    if key is not None:
        return Reason(cause="fact", key=f"new_{key}")
    codes = _refusing(after, before, specialist, demand)
    if codes:
        codes = tuple(c.model_copy(update={"before": c.after, "after": c.before}) for c in codes)
        is_ban = _is_ban(codes)
        key = "unbanned" if is_ban else "was_refused"
        return Reason(cause="pin" if is_ban else "fact", key=key, codes=codes)
    return None


def _missing(inquiry: Inquiry, specialist: str, demand: str) -> str | None:
    """What of a row a pool does not have."""
    if specialist not in inquiry.pool.specialist_of_id:
        return "specialist"
    if demand not in inquiry.pool.demand_of_id:
        return "demand"
    return None if demand in inquiry.facts.windows else "window"


def _is_ban(codes: Sequence[CodeChange]) -> bool:
    return [change.code for change in codes] == [Refusal.BAN]


def _refusing(
    eligible: Inquiry, refused: Inquiry, specialist: str, demand: str
) -> tuple[CodeChange, ...]:
    """The codes that refuse a pair in one pool, with the grounds by which it was eligible.

    ``before`` are those of the pool in which it is eligible, ``after`` of the other.
    """
    lacking = [g for g in grounds(refused.facts, specialist, demand) if not g.holds]
    held = grounds(eligible.facts, specialist, demand) if lacking else ()
    return tuple(
        CodeChange(
            code=code,
            before=tuple(g for g in held if g.code == code and _is_about(g, lacking)),
            after=tuple(g for g in lacking if g.code == code),
        )
        for code in dict.fromkeys(g.code for g in lacking)
    )


def _is_about(ground: Ground, lacking: Iterable[Ground]) -> bool:
    """Whether a ground is about what one of the others is about; only skills are several."""
    if "skill" not in ground.facts:
        return True
    return any(ground.facts["skill"] == other.facts.get("skill") for other in lacking)


# -- other half-days ------------------------------------------------------------------------------


def of_moved(
    before: Inquiry, after: Inquiry, specialist: str, demand: str, changed: Iterable[RowRef]
) -> Reason:
    """Why a row that both plans have is at other half-days; ``changed``: rows of only one plan."""
    was, pair = before.row[specialist, demand], Pair(after.facts, specialist, demand)
    window = {after.facts.grid[b] for b in pair.window}
    gone = tuple(b for b in was.blocks if b not in window & available(after.facts, specialist))
    if gone:
        return Reason(cause="fact", key="blocks_gone", blocks=gone, is_forced=True)
    if len(was.blocks) != pair.effort or _travels(before, specialist, demand) != pair.travel:
        return Reason(cause="fact", key="other_effort", is_forced=True)
    own = tuple(row for row in changed if row.specialist == specialist)
    if own:
        return Reason(cause="follow_on", key="own_rows", rows=own)
    if _has_other_week(before, after, specialist):
        return Reason(cause="fact", key="other_week")
    rules = _broken_by_old_blocks(before, after, specialist)
    if rules:
        return Reason(cause="follow_on", key="rules", rules=rules)
    return Reason(cause="choice", key="laid_out")


def _travels(inquiry: Inquiry, specialist: str, demand: str) -> int:
    return Pair(inquiry.facts, specialist, demand).travel


def _has_other_week(before: Inquiry, after: Inquiry, specialist: str) -> bool:
    """Whether any fact that one person's layout rests on has changed; they serve the same."""
    one, other = (i.pool.specialist_of_id[specialist] for i in (before, after))
    if one.weekly_blocks != other.weekly_blocks:
        return True
    for demand in after.serves[specialist]:
        pairs = [Pair(i.facts, specialist, demand) for i in (before, after)]
        (was, is_now) = ((p.effort, p.travel, p.demand.fixed, p.case.case) for p in pairs)
        if was != is_now or any(changed_times(before, after, specialist, demand)):
            return True
    return False


def _broken_by_old_blocks(before: Inquiry, after: Inquiry, specialist: str) -> tuple[Rule, ...]:
    """The rules that the later plan would break with one person at the half-days of before."""
    rows = [
        a
        if a.specialist != specialist
        else a.model_copy(update={"blocks": before.row[specialist, a.demand].blocks})
        for a in after.plan.assignments
    ]
    found = rule_violations(after.pool, after.facts.horizon, rows)
    codes = {violation.code for violation in found}
    return tuple(rule for rule in Rule if rule in codes)


def rows_of(pairs: Iterable[Row], inquiry: Inquiry) -> tuple[RowRef, ...]:
    """Rows with their cases, by case and demand."""
    found = (RowRef(specialist=s, demand=d, case=inquiry.row[s, d].case) for s, d in pairs)
    return tuple(sorted(found, key=lambda row: (row.case, row.demand, row.specialist)))
