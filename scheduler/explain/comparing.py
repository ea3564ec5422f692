"""Two plans compared: which rows have moved, why each did, and how few moves would have done.

Both plans have to be of their own pools and accepted by the judge. Why a row has moved is first
what the pools tell (``reasons``): a pair that is refused by now, a new pin. Any other move is asked
about: the plan is made anew on its own pool without the move. If that is worse, or cannot be, the
move follows from what has changed elsewhere; if it is as good, nothing forced it, and that is said.
"""

from collections.abc import Callable, Collection, Iterator

from scheduler.explain.apart import OnAnswer
from scheduler.explain.change import RowRef, TierChange, is_counted_alike, tier_changes
from scheduler.explain.changed import changed_facts
from scheduler.explain.compared import Compared, Kind, Move
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.reasons import Reason, of_added, of_moved, of_removed
from scheduler.explain.spared import asked, least
from scheduler.model import NotFoundError, Plan, PlannedAssignment, RequestError
from scheduler.model.plan import Source
from scheduler.solver.engines.stopping import StoppedError, stoppable


def compare(
    before: Inquiry,
    after: Inquiry,
    *,
    is_asked: bool = True,
    about: Collection[str] = (),
    on_answer: OnAnswer | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    source: Source = "verified",
) -> Compared:
    """What has changed from one plan to another, of the same weeks or of those that follow.

    ``is_asked``: also what is found by planning anew, which takes a second or two a move on a large
    pool: the causes that the pools do not tell, and the least number of moves. ``about``: only
    moves of these specialists, demands and cases are asked about; none means all are. ``source``:
    where the plans come from; a tier of both that nobody here has proven is ``claimed``.

    Raises:
        NotFoundError: no move is of one of them.
        RequestError: the later plan's weeks neither meet the earlier one's nor follow them.
    """
    _demand_adjoining(before.plan, after.plan)
    told = Compared(
        is_same_weeks=before.plan.fits(after.facts.horizon),
        rows=(len(before.plan.assignments), len(after.plan.assignments)),
        tiers=_tiers(before, after, source),
        moves=_moves(before, after),
    )
    for name in about:
        if not any(move.is_about([name]) for move in told.moves):
            raise NotFoundError("compare.no_move", name=name)
    if not is_asked:
        return told
    fewest, moves = None, list(told.moves)
    places = [i for i, move in enumerate(moves) if move.is_open and move.is_about(about)]
    for done, place in enumerate([None, *places], start=1):
        if is_cancelled():
            break
        try:
            with stoppable(is_cancelled):
                if place is None:
                    fewest = least(before, after)
                else:
                    moves[place] = asked(before, after, moves[place], fewest)
        except StoppedError:  # in the midst of it
            break
        if on_answer is not None:
            on_answer(done, 1 + len(places))
    is_complete = fewest is not None and all(moves[i].without is not None for i in places)
    return told.model_copy(
        update={"least": fewest, "moves": tuple(moves), "is_complete": is_complete}
    )


def _demand_adjoining(before: Plan, after: Plan) -> None:
    """Pass plans whose weeks are the same, meet, or follow each other.

    Raises:
        RequestError: they do not.
    """
    days = (after.start.monday - before.start.monday).days
    if not 0 <= days <= 7 * before.weeks:
        weeks = (f"{plan.start}+{plan.weeks}" for plan in (before, after))
        raise RequestError("compare.apart", **dict(zip(("before", "after"), weeks, strict=True)))


# -- tiers ----------------------------------------------------------------------------------------


def _tiers(before: Inquiry, after: Inquiry, source: Source) -> tuple[TierChange, ...]:
    """The tiers of both; certain only where both plans count the same over the same weeks."""
    is_same = before.plan.fits(after.facts.horizon)
    found = list[TierChange]()
    for tier in tier_changes(before.plan, after.plan):
        is_alike = is_same and is_counted_alike(tier.tier, before.pool.policy, after.pool.policy)
        plans = (before.plan, after.plan)
        is_believed = any(plan.standing(tier.tier, source) == "claimed" for plan in plans)
        certainty = tier.certainty
        if not is_alike:
            certainty = "not_comparable"
        elif certainty == "proven" and is_believed:
            certainty = "claimed"
        found.append(tier.model_copy(update={"certainty": certainty}))
    return tuple(found)


# -- rows -----------------------------------------------------------------------------------------


def _moves(before: Inquiry, after: Inquiry) -> tuple[Move, ...]:
    """Every move with what the pools tell of it, by case and demand."""
    found = [*_come_and_gone(before, after)]
    rows = (RowRef(specialist=m.specialist, demand=m.demand, case=m.case) for m in found)
    changed = sorted(rows, key=lambda row: (row.case, row.demand))
    if before.plan.fits(after.facts.horizon):
        found += _at_other_times(before, after, changed)
    return tuple(sorted(found, key=lambda m: (m.case, m.demand, m.specialist, m.kind)))


def _come_and_gone(before: Inquiry, after: Inquiry) -> Iterator[Move]:
    for s, d in before.row.keys() - after.row.keys():
        was = before.row[s, d]
        yield _move(before, after, "removed", was, of_removed(before, after, s, d), was, None)
    for s, d in after.row.keys() - before.row.keys():
        now = after.row[s, d]
        yield _move(before, after, "added", now, of_added(before, after, s, d), None, now)


def _at_other_times(before: Inquiry, after: Inquiry, changed: list[RowRef]) -> Iterator[Move]:
    for s, d in before.row.keys() & after.row.keys():
        was, now = before.row[s, d], after.row[s, d]
        if was.blocks != now.blocks:
            reason = of_moved(before, after, s, d, changed)
            yield _move(before, after, "moved", now, reason, was, now)


def _move(
    before: Inquiry,
    after: Inquiry,
    kind: Kind,
    row: PlannedAssignment,
    reason: Reason | None,
    was: PlannedAssignment | None,
    now: PlannedAssignment | None,
) -> Move:
    return Move(
        kind=kind,
        specialist=row.specialist,
        demand=row.demand,
        case=row.case,
        before=() if was is None else was.blocks,
        after=() if now is None else now.blocks,
        cause="not_asked" if reason is None else reason.cause,
        reason=reason,
        changed=changed_facts(before, after, row.specialist, row.demand),
    )
