"""Repairs of a tiny pool's plan against every set of changes that is cheaper."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from random import Random
from typing import NamedTuple

from scheduler.explain import Inquiry, Repair, repairs
from scheduler.explain.applying import applied
from scheduler.model import Grade, Plan, Pool, RowStatus, Specialist
from scheduler.model.policy import CHANGES
from scheduler.solver import make_plan
from scheduler.solver.clauses import Clause
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.offers import Bought, Option
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.properties.pools import any_pool

Core = tuple[str, ...]
"""Critical demands that have to be full."""
MOST_UNITS = 3
MOST_SETS, SAMPLE = 600, 60
"""Cheaper sets up to which all are tried; of more so many are drawn."""


class Asked(NamedTuple):
    """People wanted of each demand, critical ones that have to be full, and what it is about."""

    seats: Mapping[str, int]
    core: Core
    what: str


def with_core(pool: Pool, seats: Mapping[str, int], core: Core) -> dict[str, int]:
    """People wanted of each demand of a changed pool, whose headcounts may be others."""
    full = {d: pool.demand_of_id[d].headcount for d in core}
    return dict(seats) | {d: max(n, seats.get(d, 0)) for d, n in full.items()}


def priced_pool(seed: int) -> Pool:
    """The pool of a seed with a price on each kind of change, or on most."""
    pool, rng = any_pool(seed), Random(f"prices/{seed}")
    prices = {kind: rng.randint(3, 9) for kind in CHANGES if rng.random() < 0.9}
    return pool.with_rows(policy=pool.policy.model_copy(update={"prices": prices}))


def everything_for_sale(pool: Pool, asked: Collection[str]) -> Iterator[Option]:
    """Every change of every kind, useful or not; windows of the demands asked about."""
    horizon = pool.horizon()
    here = [d for d in pool.demands if horizon.cut(d.from_, d.to)]
    for s in pool.specialists:
        yield from _of_person(pool, s)
    for agency in pool.agencies:
        if agency.max_lent_blocks is not None:
            yield Option("lend_block", (agency.agency,))
        if agency.max_lent_heads is not None:
            yield Option("lend_head", (agency.agency,))
        for d in here:
            lead, authority = pool.case_of_id[d.case].lead_agency, d.authority or ""
            yield Option("sign_instrument", (agency.agency, lead, d.mode, authority, d.case))
    for reserve in pool.home_reserve:
        if reserve.heads:
            ids = (reserve.agency, reserve.skill, str(reserve.level))
            yield Option("reserve_head", ids)
    for act in pool.instruments:
        kind = "extend_instrument" if act.max_blocks is None else "raise_ceiling"
        yield Option(kind, (act.instrument,))
    yield from (Option("lower_headcount", (d.demand,)) for d in here if d.headcount > 1)
    for d in here:
        for skill in {need.skill for need in d.skills if need.level > 1}:
            yield Option("lower_level", (d.demand, skill))
    yield from _rows_for_sale(pool, {d.demand for d in here})
    for d in here:
        is_short = len(horizon.cut(d.from_, d.to)) < horizon.size
        if d.demand in asked and not d.fixed and is_short:
            yield Option("move_window", (d.demand,))


def _of_person(pool: Pool, s: Specialist) -> Iterator[Option]:
    horizon = pool.horizon()
    yield Option("another_case", (s.specialist,))
    if horizon.weeks == 1:
        yield Option("another_block", (s.specialist,))
        for moment in horizon.blocks:
            if not pool.is_available(s.specialist, moment):
                yield Option("free_half_day", (s.specialist, str(moment)))
    for grade in Grade:
        if grade.rank > s.clearance.rank:
            yield Option("grant_clearance", (s.specialist, grade))
    if s.clearance_until is not None:
        yield Option("extend_clearance", (s.specialist,))
    for authority in pool.authorities:
        yield Option("designate", (s.specialist, authority.authority))


def _rows_for_sale(pool: Pool, here: set[str]) -> Iterator[Option]:
    matters = Counter(pool.case_of_id[c].matter for c in {pool.demand_of_id[d].case for d in here})
    notified = {(r.specialist, r.demand) for r in pool.assignments if r.status == "notified"}
    for row in pool.assignments:
        if row.status is RowStatus.BANNED:
            kind, name = ("demand", row.demand) if row.demand else ("case", row.case)
            yield Option("lift_ban", (row.specialist, kind, str(name)))
        elif row.status is RowStatus.PINNED and row.demand in here:
            alone = matters[pool.case_of_demand[row.demand].matter] == 1
            if alone and (row.specialist, row.demand) not in notified:
                yield Option("lift_pin", (row.specialist, row.demand))


def cheaper_sets(pool: Pool, below: int, asked: Collection[str]) -> Iterator[tuple[Bought, ...]]:
    """Sets of at most three changes that cost less, each of some units."""
    prices = pool.policy.prices
    single = [
        Bought(option, units)
        for option in sorted(set(everything_for_sale(pool, asked)))
        if option.kind in prices
        for units in range(1, 1 + (1 if is_single(option) else MOST_UNITS))
        if prices[option.kind] * units < below and can_be(pool, option, units)
    ]
    for size in (1, 2, 3):
        for chosen in combinations(single, size):
            options = {one.option for one in chosen}
            cost = sum(prices[one.option.kind] * one.units for one in chosen)
            if len(options) == size and cost < below:
                yield chosen


def is_single(option: Option) -> bool:
    """Whether the change has no measure."""
    measured = ("another_block", "another_case", "lend_block", "lend_head", "reserve_head")
    return option.kind not in (*measured, "raise_ceiling", "lower_level", "lower_headcount")


def can_be(pool: Pool, option: Option, units: int) -> bool:
    """Whether a demand has so many levels, or a reserve so many heads, to give away."""
    if option.kind == "lower_level":
        demand, skill = option.subject
        needs = pool.demand_of_id[demand].skills
        return units < max(need.level for need in needs if need.skill == skill)
    if option.kind == "lower_headcount":
        return units < pool.demand_of_id[option.subject[0]].headcount
    if option.kind == "reserve_head":
        return any(
            (r.agency, r.skill, str(r.level)) == option.subject and units <= r.heads
            for r in pool.home_reserve
        )
    return True


def is_filled(pool: Pool, seats: Mapping[str, int], core: Core = ()) -> bool:
    """Whether some plan, of all there are, gives each demand so many people and fills the core."""
    seats = with_core(pool, seats, core)
    every = Every()
    BruteForce(Board(pool), every)
    counts = (Counter(demand for _, demand in plan) for plan in every.plans)
    return any(all(count[d] >= n for d, n in seats.items()) for count in counts)


def faults(pool: Pool, plan: Plan, counts: Counter[str]) -> Iterator[str]:
    """Every repair that does not do what it says, and every cheaper one that was not found."""
    inquiry = Inquiry(pool, plan)
    kept = {d: len(people) for d, people in inquiry.on.items()}
    for seat in plan.empty_seats:
        found = repairs(inquiry, [seat.demand])
        asked = Asked(kept | {seat.demand: kept.get(seat.demand, 0) + 1}, (), seat.demand)
        counts["seats"] += 1
        yield from _of_ways(pool, plan, asked, found.ways, counts)
    for case in sorted({seat.case for seat in plan.empty_seats}):
        core = tuple(d.demand for d in Board(pool).demands_of(case) if d.critical)
        if any(kept.get(d, 0) < pool.demand_of_id[d].headcount for d in core):
            counts["cases"] += 1
            found = repairs(inquiry, cases=[case])
            yield from _of_ways(pool, plan, Asked(kept, core, case), found.ways, counts)


def _of_ways(
    pool: Pool, plan: Plan, asked: Asked, ways: tuple[Repair, ...], counts: Counter[str]
) -> Iterator[str]:
    for way in ways:
        counts["ways"] += 1
        yield from _of_way(pool, asked, way)
    yield from _of_all(pool, plan, asked, ways, counts)
    prices = [way.price for way in ways]
    if prices != sorted(prices):
        yield f"{asked.what}: {prices} are out of order"


def bought(way: Repair) -> list[Bought]:
    """What a way buys."""
    return [Bought(Option(step.kind, step.subject), step.units) for step in way.steps]


def _of_way(pool: Pool, asked: Asked, way: Repair) -> Iterator[str]:
    seats, core, d = asked
    changed = applied(pool, bought(way), pool.horizon())
    if not is_filled(changed, seats, core):
        yield f"{d}: {way.steps} does not fill the seat"
    for step in way.steps:
        fewer = [b for b in bought(way) if b.option != Option(step.kind, step.subject)]
        if step.units > 1:
            fewer.append(Bought(Option(step.kind, step.subject), step.units - 1))
        if is_filled(applied(pool, fewer, pool.horizon()), seats, core):
            yield f"{d}: {way.steps} would do with less {step.kind}"
    cost = sum(pool.policy.prices[step.kind] * step.units for step in way.steps)
    if cost != way.price or cost != sum(step.price for step in way.steps):
        yield f"{d}: {way.steps} costs {cost}, not {way.price}"


def _of_all(
    pool: Pool, plan: Plan, asked: Asked, ways: tuple[Repair, ...], counts: Counter[str]
) -> Iterator[str]:
    """No set that costs less, or none at all where no way was found, fills the seat."""
    seats, core, d = asked
    below = ways[0].price if ways else 2 * max(pool.policy.prices.values(), default=1)
    sets = list(cheaper_sets(pool, below, core or (d,)))
    if len(sets) > MOST_SETS:
        counts["sampled"] += 1
        sets = Random(f"{d}/{below}/{len(sets)}").sample(sets, SAMPLE)
    for chosen in sets:
        counts["cheaper sets"] += 1
        changed = applied(pool, chosen, pool.horizon())
        board = Counterfactuals(changed, plan)
        wanted = with_core(changed, seats, core)
        if board.can_hold([Clause(board.rows_of(x), least=n) for x, n in wanted.items()]):
            yield f"{d}: {chosen} is cheaper than {ways[0].steps if ways else 'nothing'}"
            return


def look(seed: int) -> tuple[list[str], Counter[str]]:
    """The faults of a seed's pool."""
    pool = priced_pool(seed)
    plan, counts = make_plan(pool, pool.horizon()).plan, Counter({"pools": 1})
    if plan is None:
        return [], counts
    return list(faults(pool, plan, counts)), counts
