"""Who could take seats as things stand, ranked within a second: for an urgent case, or an absence.

Everybody else stays and nobody takes over what a candidate leaves, so each row says what the
candidate's coming costs at most. A replan, which moves whoever it needs to, may lose less.
"""

from collections.abc import Collection

from scheduler.explain.change import RowRef
from scheduler.explain.replan import without_lost_pins
from scheduler.model import NotFoundError, Plan, Pool, RequestError, TierName
from scheduler.model.record import Record
from scheduler.solver.clauses import Row
from scheduler.solver.engines.port import UnsettledError
from scheduler.solver.seating import Seat, Seating


class TierLoss(Record):
    """By how much a tier gets worse elsewhere."""

    tier: TierName
    loss: int


class Candidate(Record):
    """Somebody who could take a seat.

    ``leaves``: their own rows that would go; ``falls``: rows of others on cases that would stop.
    ``lost``: the tiers of who is served, in the policy's order. ``blocks`` and ``capacity``: their
    half-days in these weeks after it, and those they have. ``fit``: 0..100.
    """

    specialist: str
    demand: str
    case: str
    leaves: tuple[RowRef, ...]
    falls: tuple[RowRef, ...]
    lost: tuple[TierLoss, ...]
    blocks: int
    capacity: int
    fit: int

    @property
    def is_free(self) -> bool:
        """Whether nothing has to go."""
        return not self.leaves and not self.falls


class Candidates(Record):
    """Candidates for seats of demands, the best first.

    In order: what is lost elsewhere, tier by tier; how many rows go; the share of their half-days
    that is taken; fit; id. ``eligible``: how many pairs no code refuses; of those that are not
    ranked none was found that leaves everybody else where they are.
    """

    demands: tuple[str, ...]
    ranked: tuple[Candidate, ...]
    eligible: int


def candidates(pool: Pool, plan: Plan, demands: Collection[str]) -> Candidates:
    """Ranked candidates for one more person on each of some demands.

    ``pool`` may have changed since the plan was made; what of its rows still stands counts.

    Raises:
        NotFoundError: there is no such demand in the plan's weeks.
        RequestError: the pins of the pool cannot hold together.
    """
    in_weeks = demands_in(pool, plan)
    for demand in demands:
        if demand not in in_weeks:
            raise NotFoundError("explain.no_demand", demand=demand)
    try:
        seating = Seating(without_lost_pins(pool, plan), plan, sorted(set(demands)))
    except UnsettledError as error:
        raise RequestError("explain.pins_clash") from error
    found = [_candidate(pool, seat) for seat in seating.seats()]
    return Candidates(
        demands=tuple(sorted(set(demands))),
        ranked=tuple(sorted(found, key=_rank)),
        eligible=seating.eligible,
    )


def demands_of_case(pool: Pool, plan: Plan, case: str) -> tuple[str, ...]:
    """The demands of a case in a plan's weeks.

    Raises:
        NotFoundError: there are none.
    """
    in_weeks = demands_in(pool, plan)
    found = tuple(d.demand for d in pool.demands if d.case == case and d.demand in in_weeks)
    if not found:
        raise NotFoundError("plan.no_case", case=case)
    return found


def demands_in(pool: Pool, plan: Plan) -> frozenset[str]:
    """The demands whose window meets a plan's weeks."""
    horizon = pool.horizon(plan.start, plan.weeks)
    return frozenset(d.demand for d in pool.demands if len(horizon.cut(d.from_, d.to)))


def _candidate(pool: Pool, seat: Seat) -> Candidate:
    def told(rows: tuple[Row, ...]) -> tuple[RowRef, ...]:
        found = (RowRef(specialist=s, demand=d, case=pool.demand_of_id[d].case) for s, d in rows)
        return tuple(sorted(found, key=lambda row: (row.case, row.demand, row.specialist)))

    (row,) = told((seat.row,))
    return Candidate(
        **row.model_dump(),
        leaves=told(seat.leaves),
        falls=told(seat.falls),
        lost=tuple(TierLoss(tier=tier, loss=loss) for tier, loss in seat.lost),
        blocks=seat.blocks,
        capacity=seat.capacity,
        fit=seat.fit,
    )


def _rank(one: Candidate) -> tuple[object, ...]:
    taken = one.blocks / one.capacity if one.capacity else 1.0
    rows = len(one.leaves) + len(one.falls)
    return [part.loss for part in one.lost], rows, taken, -one.fit, one.specialist, one.demand
