"""A plan made anew after something has happened, with as few rows changed as can be.

Somebody falls away, an urgent case comes in, or another fact of the pool changes. First as many
are served as can be (the tiers of who is served); then the fewest rows that are not as in the plan;
then the other tiers. Notified rows stay. Only where their own pair is refused by now they cannot,
and then they are named.
"""

from scheduler.check.eligibility import refusals_of
from scheduler.check.facts import Facts, Pair
from scheduler.explain.change import Change, RowRef, change
from scheduler.model import (
    Availability,
    AvailabilityStatus,
    Give,
    GivenUp,
    Half,
    Near,
    NotFoundError,
    Plan,
    Pool,
    RequestError,
    RowStatus,
    TierName,
    TierResult,
)
from scheduler.model.record import Record
from scheduler.solver.clauses import Alternative
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.nearby import SERVED
from scheduler.solver.sparing import Sparing, served_first

PINS = (RowStatus.PINNED, RowStatus.NOTIFIED)


class Replan(Record):
    """The plan after a change of the pool, and how far it is from the one before.

    ``moves``: rows dropped and rows new; its ``bound`` is the least number that any plan serving as
    many has (on a large pool any in which, besides, no demand of another case gets more people).
    ``lost``: pinned and notified rows whose pair is refused by now. ``plan`` is None
    where the pins that are left exclude each other, or nothing was found. ``given``: what tiers of
    who is served gave up for fewer moves, where they may; the bound holds for plans that give up no
    more.
    """

    plan: Plan | None
    change: Change | None
    moves: TierResult | None
    lost: tuple[RowRef, ...]
    is_whole: bool
    given: tuple[GivenUp, ...] = ()


class Concession(Record):
    """How few rows move where fewer seats are filled.

    ``seats``: so many fewer than in the replan; ``coverage``: so much of the tier is given up.
    ``moves``: the fewest, and a bound over all plans that give up no more of it.
    """

    seats: int
    coverage: int
    moves: TierResult


def replan(pool: Pool, plan: Plan, *, to_prove: bool = False, give: Give | None = None) -> Replan:
    """The plan of a changed pool that is nearest to a plan made before the change.

    ``to_prove``: on a large pool all plans are searched for one with fewer moves, up to some
    minutes; without it the bound is the relaxation's. On a small one the number is always proven.
    ``give``: how much worse the tiers of who is served may be for fewer moves.

    Raises:
        RequestError: another tier is to give something up, or an amount is none.
        PlanRejectedError: the judge refused the new plan; nobody sees it.
    """
    near = conceded(pool, plan, give)
    lost = _lost_pins(pool, plan)
    board = Counterfactuals(without_lost_pins(pool, plan), plan)
    touched = {a.demand for a in plan.assignments if (a.specialist, a.demand) in board.dropped}
    touched |= set(board.eligibility.frame.demand_number) - _known(plan)
    found = board.best((), touched, is_near=True, to_prove=to_prove)
    if any(most for _, most in near.give) and found.plan is not None:
        found = _conceding(board, found.plan, near)
    nearness = None if found.plan is None else found.plan.provenance.near
    return Replan(
        plan=found.plan,
        change=None if found.plan is None else change(plan, found.plan),
        moves=found.moves,
        lost=lost,
        is_whole=found.is_whole,
        given=() if nearness is None else nearness.given,
    )


def conceded(pool: Pool, plan: Plan, give: Give | None) -> Near:
    """The wish of a replan, which only the tiers of who is served can give up something for.

    Raises:
        RequestError: another tier is to give something up, or an amount is none.
    """
    near = Near.of(plan, give)
    near.demand_fits(pool.policy, tuple(t for t in pool.policy.tiers if t in SERVED))
    return near


def _conceding(board: Counterfactuals, found: Plan, near: Near) -> Alternative:
    """A replan with fewer moves, for what its tiers may give up."""
    plan = Sparing(board, found, near, served_first(board.pool.policy.tiers)).nearer()
    nearness = None if plan is None else plan.provenance.near
    if nearness is None:
        return Alternative("unknown", None, is_whole=board.is_small)
    moves = TierResult(
        tier=TierName.STABILITY,
        status=nearness.status,
        value=nearness.moves,
        bound=nearness.bound,
    )
    return Alternative("planned", plan, is_whole=board.is_small, moves=moves)


def concessions(pool: Pool, plan: Plan, found: Replan) -> tuple[Concession, ...]:
    """The fewest moves for each seat lost: first the replan's own, then fewer and fewer.

    Each gives up as little of coverage as any plan with fewer moves than the one before, on a large
    pool as any found. The last has no moves but those that no plan can avoid, or is one of many.
    """
    if found.plan is None or found.moves is None:
        return ()
    board = Counterfactuals(without_lost_pins(pool, plan), plan)
    sparing = Sparing(board, found.plan, Near(plan), served_first(pool.policy.tiers))
    return tuple(
        Concession(seats=one.seats, coverage=one.coverage, moves=one.moves)
        for one in sparing.concessions(found.moves)
    )


def _known(plan: Plan) -> set[str]:
    """The demands that a plan was made for."""
    return {a.demand for a in plan.assignments} | {seat.demand for seat in plan.empty_seats}


def vacated(pool: Pool, plan: Plan) -> tuple[str, ...]:
    """Demands of a changed pool on which some row of the plan is refused by now."""
    facts = Facts(pool, pool.horizon(plan.start, plan.weeks))
    gone = {
        a.demand
        for a in plan.assignments
        if a.demand in facts.windows
        and (
            a.specialist not in pool.specialist_of_id
            or refusals_of(facts, Pair(facts, a.specialist, a.demand))
        )
    }
    return tuple(sorted(gone))


def without_lost_pins(pool: Pool, plan: Plan) -> Pool:
    """The pool that a replan is of: without the pins whose pair is refused by now."""
    gone = {(row.specialist, row.demand) for row in _lost_pins(pool, plan)}
    if not gone:
        return pool
    kept = tuple(
        r for r in pool.assignments if r.status not in PINS or (r.specialist, r.demand) not in gone
    )
    return pool.with_rows(assignments=kept)


def absent(pool: Pool, plan: Plan, specialist: str, days: tuple[str, ...] = ()) -> Pool:
    """The pool in which somebody is away, on some days (as ``2026-11-30``) or all of the weeks.

    Raises:
        NotFoundError: there is no such specialist.
        RequestError: a day is no working day of the plan's weeks.
    """
    if specialist not in pool.specialist_of_id:
        raise NotFoundError("explain.no_specialist", specialist=specialist)
    horizon = pool.horizon(plan.start, plan.weeks)
    working = {str(moment.day): moment.day for moment in horizon.blocks}
    for day in days:
        if day not in working:
            raise RequestError("explain.no_day", day=day)
    away = {working[day] for day in days or working}
    others = (a for a in pool.availability if a.specialist != specialist or a.date not in away)
    rows = (
        Availability(
            specialist=specialist,
            date=day,
            half=Half.DAY,
            status=AvailabilityStatus.UNAVAILABLE,
        )
        for day in sorted(away)
    )
    return pool.with_rows(availability=(*others, *rows))


def _lost_pins(pool: Pool, plan: Plan) -> tuple[RowRef, ...]:
    """Pins and notified rows whose pair some code refuses."""
    facts = Facts(pool, pool.horizon(plan.start, plan.weeks))
    lost = []
    for row in pool.assignments:
        if row.status not in PINS or row.demand not in facts.windows:
            continue
        if refusals_of(facts, Pair(facts, row.specialist, row.demand)):
            case = pool.case_of_demand[row.demand].case
            lost.append(RowRef(specialist=row.specialist, demand=row.demand, case=case))
    return tuple(sorted(lost, key=lambda row: (row.case, row.demand, row.specialist)))
