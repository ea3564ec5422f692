"""What a later plan would be without a move, and how few moves would have done: planned anew."""

from scheduler.explain.change import Change, change
from scheduler.explain.compared import Least, Move, Without
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.reasons import Cause, rows_of
from scheduler.explain.why_not import outcome_of, under
from scheduler.solver.clauses import Clause, Row, barred, wanted
from scheduler.solver.fewest import fewest, fewest_serving
from scheduler.solver.nearby import SERVED


def least(before: Inquiry, after: Inquiry) -> Least:
    """The fewest moves of a plan that is no worse than the later one in any tier."""
    found = fewest(after.whatif, before.row.keys())
    if found.plan is after.plan:
        return Least(moves=found.moves, is_whole=found.is_whole)
    rows = {(a.specialist, a.demand) for a in found.plan.assignments}
    spared = (after.row.keys() - before.row.keys()) - rows
    kept = (before.row.keys() - after.row.keys()) & rows
    return Least(
        moves=found.moves,
        is_whole=found.is_whole,
        plan=found.plan,
        change=change(after.plan, found.plan),
        needless=(*rows_of(kept, before), *rows_of(spared, after)),
    )


def asked(before: Inquiry, after: Inquiry, move: Move, fewest_moves: Least | None) -> Move:
    """A move with what the plan would be without it, and so its cause."""
    without = _spared(move, fewest_moves) or _without(after, move)
    if without.change is not None:
        moves = len(before.row.keys() ^ _rows(after, without.change))
        without = without.model_copy(update={"moves": moves})
    own = len(before.row.keys() ^ after.row.keys())
    first = None if without.change is None else without.change.first
    if without.outcome == "better" and first is not None and first.tier not in SERVED:
        fewest = fewest_serving(after.whatif, before.row.keys(), [_clause(move)])
        without = without.model_copy(update={"fewest": fewest})
    cause = _cause(move, without, own)
    return move.model_copy(update={"cause": cause, "without": without})


def _cause(move: Move, without: Without, own: int) -> Cause:
    """As good without the move is a choice, whatever made it possible; ``own``: all moves."""
    if without.outcome == "equal":
        return "choice"
    if without.outcome == "better":
        needs_more = without.fewest is not None and (without.fewest.value or 0) > own
        return "few_moves" if needs_more else "better"
    if move.reason is not None:
        return move.reason.cause
    return "undetermined" if without.outcome == "undetermined" else "follow_on"


def _rows(after: Inquiry, change: Change) -> set[Row]:
    """The rows of a plan that is told as a change of the later one."""
    gone = {(row.specialist, row.demand) for row in change.removed}
    return (after.row.keys() - gone) | {(row.specialist, row.demand) for row in change.added}


def _spared(move: Move, found: Least | None) -> Without | None:
    """What the plan with the fewest moves shows of a move that it does without."""
    if found is None or found.change is None:
        return None
    if (move.specialist, move.demand) not in {(r.specialist, r.demand) for r in found.needless}:
        return None
    return Without(outcome=outcome_of(found.change), change=found.change)


def _without(after: Inquiry, move: Move) -> Without:
    outcome, rules, changed, is_whole = under(after, [_clause(move)])
    return Without(outcome=outcome, rules=rules, change=changed, is_whole=is_whole)


def _clause(move: Move) -> Clause:
    row = move.specialist, move.demand
    return wanted(row) if move.kind == "removed" else barred(row)
