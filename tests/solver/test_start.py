"""An earlier plan as a start: what of it is kept, and what its prices are taken for."""

from dataclasses import replace

import pytest

from scheduler.check import judge
from scheduler.model import (
    AgencyPrice,
    EmptySeat,
    Plan,
    Pool,
    SeatPrice,
    SolveResult,
    TeamPrice,
    TierName,
    Witness,
)
from scheduler.solver import make_plan
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.nearby import Ask
from scheduler.solver.prices import Market, Sides, terms_of, witness_of
from scheduler.solver.start import Start
from scheduler.solver.tiers import LinearGoal, goal_of
from scheduler.synth import family_pool
from tests.builders import case, current, demand, pin, plan, pool, row, specialist
from tests.planned import plan_of, with_tiers
from tests.solver.sided import formulation_of

POOL = pool(
    specialist("s1"),
    specialist("s2"),
    specialist("s3"),
    case("c1", priority=9),
    case("c2"),
    demand("d1", "c1"),
    demand("d2", "c2"),
)


def rows_of(it: Plan | None) -> set[tuple[str, str]]:
    """Who serves what."""
    assert it is not None
    return {(a.specialist, a.demand) for a in it.assignments}


def started(it: Pool, start: Plan) -> SolveResult:
    """A judged solve from a plan."""
    return make_plan(it, it.horizon(), start=start)


def first(it: Pool, start: Plan) -> tuple[set[tuple[str, str]], int] | None:
    """The first plan from a start, and how many rows it kept."""
    f = formulation_of(it)
    found = Start.of(f.instance, start).first(f, Ask(UNWATCHED))
    if found is None:
        return None
    frame = f.instance.eligibility.frame
    chosen = [p for p in range(f.instance.pairs) if found[0][f.x[p]]]
    names = {
        (
            frame.specialists[f.instance.specialist[p]].specialist,
            frame.demands[f.instance.demand[p]].demand,
        )
        for p in chosen
    }
    return names, found[1]


def test_a_start_that_is_allowed_is_kept_whole() -> None:
    """All rows stand, the run says so, and provenance names the start."""
    start = plan(POOL, row(POOL, "s3", "d1"), row(POOL, "s2", "d2"))
    result = started(POOL, start)

    assert first(POOL, start) == ({("s3", "d1"), ("s2", "d2")}, 2)
    assert (result.run.start_rows, result.run.start_kept) == (2, 2)
    assert result.plan is not None
    assert result.plan.provenance.start_sha256 == start.sha256


def test_without_a_start_nothing_is_said_of_one() -> None:
    """Provenance holds None, the run no rows."""
    result = make_plan(POOL, POOL.horizon())

    assert result.plan is not None
    assert result.plan.provenance.start_sha256 is None
    assert (result.run.start_rows, result.run.start_kept) == (0, 0)


def test_of_rows_that_clash_the_best_subset_is_kept() -> None:
    """Two people on the only seat, one of them elsewhere too with one case to serve."""
    it = POOL.with_rows(
        specialists=[s.model_copy(update={"max_cases": 1}) for s in POOL.specialists]
    )
    rows = [("s1", "d1"), ("s1", "d2"), ("s2", "d1")]
    start = plan(it, *(row(it, s, d) for s, d in rows))
    found = first(it, start)

    assert found is not None
    assert found[1] == 2
    assert sorted(what for _, what in found[0]) == ["d1", "d2"]


def test_around_a_row_that_is_lost_the_plan_is_mended() -> None:
    """The one who served d1 cannot any more; somebody who is idle does."""
    start = plan(POOL, row(POOL, "s1", "d1"), row(POOL, "s2", "d2"))
    gone = POOL.with_rows(specialists=[s for s in POOL.specialists if s.specialist != "s1"])
    found = first(gone, start)

    assert found == ({("s3", "d1"), ("s2", "d2")}, 1)


def test_pins_come_before_the_start() -> None:
    """Who is pinned to the seat takes it; the other row stays."""
    start = plan(POOL, row(POOL, "s1", "d1"), row(POOL, "s2", "d2"))
    it = POOL.with_rows(assignments=[pin("s3", "d1")])

    found = first(it, start)
    assert found is not None
    assert {("s3", "d1"), ("s2", "d2")} == found[0]
    assert {("s3", "d1"), ("s2", "d2")} <= rows_of(started(it, start).plan)


def test_pins_that_need_more_than_the_start_has_are_searched_for() -> None:
    """A pinned seat of a core that is not full without somebody the start does not name."""
    it = pool(
        specialist("s1"),
        specialist("s2"),
        specialist("s3"),
        case("c1"),
        case("c2"),
        demand("d1", "c1", headcount=2, critical=True),
        demand("d2", "c2"),
        pin("s1", "d1"),
    )
    start = plan(it, row(it, "s3", "d2"))
    result = started(it, start)

    assert first(it, start) is None
    assert result.run.start_kept == 1
    assert ("s3", "d2") in rows_of(result.plan) or len(rows_of(result.plan)) == 3


def test_pins_that_clash_are_as_infeasible_as_ever() -> None:
    """A start cannot make them hold."""
    it = POOL.with_rows(assignments=[pin("s1", "d1"), pin("s2", "d1")])
    start = plan(POOL, row(POOL, "s1", "d1"))

    assert started(it, start).status == "infeasible"


def test_a_start_full_of_unknown_ids_is_no_more_than_none() -> None:
    """People, demands and prices that are not here are passed over."""
    one = row(POOL, "s1", "d1")
    rows = [one.model_copy(update={"specialist": f"x{i}", "demand": f"y{i}"}) for i in range(50)]
    rows += [one.model_copy(update={"specialist": "x"}), one.model_copy(update={"demand": "y"})]
    seat = EmptySeat(demand="y", case="z", seats=10**30, refused_by=(), waterfall=(), remaining=())
    prices = Witness(
        tier=TierName.COVERAGE,
        scale=7,
        seats=(SeatPrice(demand="y", insider=3),),
        lent_blocks=(AgencyPrice(agency="Y", price=3),),
        teams=(TeamPrice(specialist="x", case="z", price=3),),
    )
    start = plan(POOL, *rows).model_copy(
        update={"empty_seats": (seat,), "witnesses": (prices,), "weeks": 10**6}
    )
    result = started(POOL, start)
    fresh = make_plan(POOL, POOL.horizon())

    assert (result.run.start_rows, result.run.start_kept) == (52, 0)
    assert result.plan is not None
    assert fresh.plan is not None
    assert result.plan.tiers == fresh.plan.tiers


@pytest.mark.parametrize(
    "price", [10**6, -(10**6), 10**400], ids=["million", "minus million", "wild"]
)
def test_any_prices_prove_something_true(price: int) -> None:
    """Wrong prices cost time: the plan is as good and as proven, and accepted."""
    it = family_pool(20, 14, 8)
    known = plan_of(it)
    wrong = [
        w.model_copy(
            update={"seats": tuple(SeatPrice(demand=s.demand, insider=price) for s in w.seats)}
        )
        for w in known.witnesses
    ]
    again = started(it, known.model_copy(update={"witnesses": tuple(wrong)})).plan

    assert again is not None
    assert again.tiers == known.tiers
    assert judge(it, again).is_accepted


def _market(it: Pool) -> tuple[Market, LinearGoal]:
    f = formulation_of(it)
    goal = goal_of(TierName.COVERAGE, f)
    assert isinstance(goal, LinearGoal)
    terms = terms_of(f, goal.tier, goal.objective)
    assert terms is not None
    return Market(Sides(f), terms, ()), goal


def test_prices_go_out_as_a_witness_and_come_back() -> None:
    """The same bound as the plan's, to the last unit, before any search."""
    it = with_tiers(family_pool(60, 40, 1), TierName.COVERAGE)
    known = plan_of(it)
    market, _ = _market(it)
    prices = Start.of(market.instance, known).prices(market)

    assert prices is not None
    proof = witness_of(market, prices)
    assert proof is not None
    assert proof.bound == known.tier(TierName.COVERAGE).bound


def test_a_new_seat_costs_what_it_is_worth() -> None:
    """One more case raises the bound of the old prices by no more than the case's own worth."""
    it = with_tiers(family_pool(60, 40, 1), TierName.COVERAGE)
    fewer = it.with_rows(
        cases=it.cases[1:],
        demands=[d for d in it.demands if d.case != it.cases[0].case],
        assignments=[
            r for r in it.assignments if it.demand_of_id[r.demand or ""].case != it.cases[0].case
        ],
    )
    known = plan_of(fewer)
    bound = known.tier(TierName.COVERAGE).bound
    assert bound is not None
    market, _ = _market(it)
    prices = Start.of(market.instance, known).prices(market)
    assert prices is not None
    own = [d for d in it.demands if d.case == it.cases[0].case]
    worth = it.cases[0].priority * (it.policy.core_bonus + sum(d.headcount for d in own))

    assert bound <= market.evaluate(prices).total <= bound + worth + 1


def test_teams_of_cases_under_way_have_no_price() -> None:
    """Only a case that runs or has nobody may price who is in its team."""
    it = pool(
        specialist("s1"),
        case("c1"),
        case("c2"),
        demand("d1", "c1", critical=True),
        demand("d2", "c2", critical=True),
        current("s1", "d1"),
    )
    teams = tuple(TeamPrice(specialist="s1", case=c, price=5) for c in ("c1", "c2"))
    witness = Witness(tier=TierName.COVERAGE, scale=1, teams=teams)
    market, _ = _market(it)
    start = replace(Start.of(market.instance, plan(it)), witnesses={TierName.COVERAGE: witness})
    prices = start.prices(market)

    assert prices is not None
    assert market.members == [(0, 1)]
    assert prices[market.size :].tolist() == [5.0]
