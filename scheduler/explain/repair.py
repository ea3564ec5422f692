"""The cheapest changes of the pool that fill seats or run cases, each tried on the changed pool.

Prices are the policy's; a kind without a price is never proposed, and no change touches what rests
on statute: powers and their modes, recusals, separated roles, agencies that a demand excludes.
Filled means: the seats have their people, and every other demand has as many as before. A case
runs when its critical demands are full, of which a change may ask for fewer people.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from scheduler.explain.applying import applied
from scheduler.explain.change import Change, change
from scheduler.explain.grounds import Ground, grounds
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.parts import OnPart, unheard
from scheduler.model import NotFoundError, Refusal
from scheduler.model.record import Record
from scheduler.solver.clauses import Clause
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.eligibility import Eligibility, eligibility
from scheduler.solver.eligibility.frame import Bools
from scheduler.solver.engines.port import UnsettledError
from scheduler.solver.offers import Bought, Option
from scheduler.solver.repairing import Repairing
from scheduler.solver.windows import twin_of, with_twins

MARKET_WORK = 6.0
"""Deterministic work units that a cheapest set on a large pool may take."""
MOST_WAYS = 3
MOST_FAILED = 20
"""Sets that turn out not to be enough, after which no more are tried."""
STATUTORY = frozenset(
    {Refusal.AUTHORITY, Refusal.EXCLUDED_AGENCY, Refusal.CONFLICT, Refusal.SEPARATION}
)
"""Codes that no change is proposed against."""


class Step(Record):
    """So many units of one kind of change about one thing (its ids), and their price in points."""

    kind: str
    subject: tuple[str, ...]
    units: int
    price: int


class Repair(Record):
    """One way to fill the seats: its steps, their price, and what the plan would then be.

    ``change``: from the plan to the best plan of the changed pool in which the seats are filled.
    ``fills``: who takes them.
    """

    steps: tuple[Step, ...]
    price: int
    fills: tuple[str, ...]
    change: Change


class Repairs(Record):
    """The cheapest ways to fill seats of demands and run cases, and what is not for sale.

    The cheapest comes first; each way after it leaves out some change of each before.
    ``is_whole``: no set of priced changes is cheaper than the first, as two engines say; otherwise
    only changes near the seats were looked at. ``is_complete``: there is no further way.
    ``statutes``: grounds on statute or on a tie that keep people with the skills off the seats.
    """

    seats: dict[str, int]
    cases: tuple[str, ...] = ()
    ways: tuple[Repair, ...]
    is_whole: bool
    is_complete: bool
    statutes: tuple[Ground, ...] = ()


def repairs(
    inquiry: Inquiry,
    demands: Collection[str] = (),
    cases: Collection[str] = (),
    *,
    on_part: OnPart[Repairs] = unheard,
) -> Repairs:
    """The cheapest ways to give each of some demands one person more and run cases, all at once.

    ``on_part`` hears first what is not for sale, then each way as it is proven.

    Raises:
        NotFoundError: there is no such demand, or no such case with critical ones, in these weeks;
            or a demand has no empty seat.
    """
    empty = {seat.demand for seat in inquiry.plan.empty_seats}
    for demand in demands:
        inquiry.demand_known(None, demand)
        if demand not in empty:  # nobody beyond its headcount is for sale: "proven", and no answer
            raise NotFoundError("explain.no_empty_seat", demand=demand)
    core = _core(inquiry, cases)
    seats = {d: len(people) for d, people in inquiry.on.items()}
    wanted = {d: len(inquiry.on.get(d, ())) + 1 for d in demands}
    told = Repairs(
        seats=wanted,
        cases=tuple(sorted(cases)),
        ways=(),
        is_whole=inquiry.whatif.is_small,
        is_complete=False,
        statutes=_statutes(inquiry, (*demands, *core)),
    )
    on_part(told, frozenset({"repairs"}))
    market = _market(inquiry, (*demands, *core))
    ways, failed = list[Repair](), list[tuple[Bought, ...]]()
    bought: tuple[Bought, ...] | None = ()
    while len(ways) < MOST_WAYS and len(failed) < MOST_FAILED:
        others_than = [{Option(step.kind, step.subject) for step in way.steps} for way in ways]
        try:
            bought = market.cheapest(seats | wanted, cases, others_than, failed)
        except UnsettledError:  # on a large pool; what was found so far is told, and no more
            break
        if bought is None:
            break
        way = _tried(inquiry, market, bought, seats | wanted, (demands, core))
        if way is None:
            failed.append(bought)
        else:
            ways.append(way)
            on_part(told.model_copy(update={"ways": tuple(ways)}), frozenset({"repairs"}))
    return told.model_copy(update={"ways": tuple(ways), "is_complete": bought is None})


def _core(inquiry: Inquiry, cases: Collection[str]) -> tuple[str, ...]:
    """The critical demands of some cases in these weeks."""
    found: list[str] = []
    for case in cases:
        core = [
            d.demand
            for d in inquiry.pool.demands
            if d.case == case and d.critical and d.demand in inquiry.facts.windows
        ]
        if not core:
            raise NotFoundError("repair.no_core", case=case)
        found += core
    return tuple(found)


def _market(inquiry: Inquiry, demands: Collection[str]) -> Repairing:
    """What may be bought: over all pairs of a small pool, else over those near the seats."""
    whatif = inquiry.whatif
    frame = whatif.eligibility.frame
    if whatif.is_small:
        mask = np.ones(frame.shape, dtype=np.bool_)
    else:
        mask = np.zeros(frame.shape, dtype=np.bool_)
        mask[whatif.near_pairs(demands)] = True
        cases = {inquiry.pool.demand_of_id[d].case for d in demands}
        mask[:, [frame.demand_number[d.demand] for d in frame.demands if d.case in cases]] = True
    prices = inquiry.pool.policy.prices
    work = None if whatif.is_small else MARKET_WORK
    found = whatif.eligibility
    if "move_window" in prices:
        found, mask = _twinned(inquiry, demands, mask)
    specialist, demand = np.nonzero(mask)
    return Repairing(found, (specialist, demand), prices, work)


def _twinned(inquiry: Inquiry, demands: Collection[str], mask: Bools) -> tuple[Eligibility, Bools]:
    """Eligibility with twins of the demands asked about, and the mask over its pairs."""
    horizon, number = inquiry.whatif.horizon, inquiry.whatif.eligibility.frame.demand_number
    found = eligibility(with_twins(inquiry.pool, horizon, demands), horizon)
    of = [number[twin_of(d.demand)] for d in found.frame.demands]
    return found, mask[:, of]


def _tried(
    inquiry: Inquiry,
    market: Repairing,
    bought: tuple[Bought, ...],
    seats: Mapping[str, int],
    asked: tuple[Collection[str], Collection[str]],
) -> Repair | None:
    """A way that was tried on the changed pool; None where it is not enough there.

    ``asked``: demands that get one person more, and critical ones that have to be full.
    """
    changed_pool = applied(inquiry.pool, bought, inquiry.whatif.horizon)
    board = Counterfactuals(changed_pool, inquiry.plan)
    demands = {*asked[0], *asked[1]}
    full = {d: changed_pool.demand_of_id[d].headcount for d in asked[1]}
    least = sorted((d, max(n, full.get(d, 0))) for d, n in (full | dict(seats)).items())
    found = board.best([Clause(board.rows_of(d), least=n) for d, n in least], demands)
    if found.plan is None:
        return None
    changed = change(inquiry.plan, found.plan)
    return Repair(
        steps=tuple(
            Step(kind=o.kind, subject=o.subject, units=n, price=market.price([Bought(o, n)]))
            for o, n in bought
        ),
        price=market.price(bought),
        fills=tuple(row.specialist for row in changed.added if row.demand in demands),
        change=changed,
    )


def _statutes(inquiry: Inquiry, demands: Collection[str]) -> tuple[Ground, ...]:
    """Each ground on statute or a tie once, of those who have the skills."""
    found: dict[str, Ground] = {}
    frame, refused = inquiry.whatif.eligibility.frame, inquiry.whatif.eligibility.refused
    skill, barred = 1 << list(Refusal).index(Refusal.SKILL), _bits(STATUTORY)
    for demand in demands:
        column = refused[:, frame.demand_number[demand]]
        for s in np.nonzero((column & skill == 0) & (column & barred != 0))[0].tolist():
            who = frame.specialists[s].specialist
            for ground in grounds(inquiry.facts, who, demand):
                if not ground.holds and ground.code in STATUTORY:
                    found.setdefault(ground.model_dump_json(), ground)
    return tuple(ground for _, ground in sorted(found.items()))


def _bits(codes: Iterable[Refusal]) -> int:
    order = list(Refusal)
    return sum(1 << order.index(code) for code in codes)
