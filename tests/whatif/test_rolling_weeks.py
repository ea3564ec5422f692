"""Weeks one after the other: the ledger is the sum of the plans, and history evens out."""

import math
from itertools import pairwise
from typing import Any

import pytest

import scheduler
from scheduler.check import judge
from scheduler.model import Pool, RequestError, TierName
from scheduler.whatif.docket import Docket
from scheduler.whatif.fairness import _attainable, _unforeseen, _Year
from scheduler.whatif.rolling_weeks import (
    TARGET,
    WAYS,
    Rolling,
    RollingProgress,
    _balance_first,
    rolling,
)
from tests import builders as b

WEEKS = 3
TURNS = {
    "week": ["stability", "balance"],
    "history": ["stability", "balance"],
    "turns": ["balance", "stability"],
}


@pytest.fixture(scope="module")
def demo() -> Pool:
    """The demo pool."""
    return scheduler.load("sample_data/demo")


@pytest.fixture(scope="module")
def found(demo: Pool) -> Rolling:
    """Its first weeks in all ways."""
    return rolling(demo, WEEKS, language="en")


def test_the_past_columns_are_the_sum_of_the_plans_before(found: Rolling) -> None:
    """Worked, given, lent and released, from nothing; without history all stay 0."""
    for way in WAYS:
        worked, given = dict[str, int](), dict[str, int]()
        lent, released = dict[str, int](), dict[str, int]()
        for week in found.planned[way]:
            has = way != "week"
            for s in week.pool.specialists:
                past = (worked.get(s.specialist, 0), given.get(s.specialist, 0))
                assert (s.past_blocks, s.past_capacity) == (past if has else (0, 0))
            for a in week.pool.agencies:
                told = (lent.get(a.agency, 0), released.get(a.agency, 0))
                assert (a.past_lent_blocks, a.past_pool_blocks) == (told if has else (0, 0))
            for row in week.plan.assignments:
                add(worked, row.specialist, len(row.blocks))
                if row.agency != week.pool.case_of_id[row.case].lead_agency:
                    add(lent, row.agency, len(row.blocks))
            for s in week.pool.specialists:
                blocks = week.horizon.blocks
                there = sum(week.pool.is_available(s.specialist, m) for m in blocks)
                add(given, s.specialist, min(there, s.weekly_blocks))
                add(released, s.agency, min(there, s.weekly_blocks))


def add(ledger: dict[str, int], name: str, blocks: int) -> None:
    """So many half-days more."""
    ledger[name] = ledger.get(name, 0) + blocks


def test_every_week_is_a_judged_plan_of_the_same_cases_in_all_ways(found: Rolling) -> None:
    """Only the past columns, the people on the cases and the order of two goals differ."""
    for weeks in zip(*(found.planned[way] for way in WAYS), strict=True):
        for week in weeks:
            assert judge(week.pool, week.plan).is_accepted
            for table in ("cases", "demands", "availability", "instruments"):
                assert getattr(week.pool, table) == getattr(weeks[0].pool, table)


def test_only_by_turns_balance_comes_before_stability(found: Rolling) -> None:
    """Right before it; the rest of the order stays, and so does an order that has it so."""
    for way in WAYS:
        for week in found.planned[way]:
            tiers = list(week.pool.policy.tiers)
            assert tiers == ["statutory", "coverage", *TURNS[way], "fit"]
    again = found.planned["turns"][0].pool
    assert _balance_first(again).policy == again.policy
    kept = again.policy.model_copy(update={"tiers": (TierName.COVERAGE, TierName.BALANCE)})
    assert _balance_first(again.with_rows(policy=kept)).policy == kept


def test_whoever_is_on_a_case_that_goes_on_is_in_force_next_week(found: Rolling) -> None:
    """And nobody else, but for the bans of the pool."""
    docket = found.docket
    for way in WAYS:
        weeks = found.planned[way]
        for number, (was, now) in enumerate(pairwise(weeks)):
            asked = {d.demand for d in now.pool.demands}
            rows = {
                (a.specialist, a.demand)
                for a in was.plan.assignments
                if docket.goes_on(a.case, number) and a.demand in asked
            }
            told = {
                (r.specialist, r.demand) for r in now.pool.assignments if r.status == "in_force"
            }
            assert told == rows
            assert rows


def test_tables_are_the_sums_of_the_plans(found: Rolling) -> None:
    """Of the weeks, and up to each of them."""
    load = found.load
    assert len(load) == 3 * WEEKS * len(found.docket.pool.specialists)
    for way in WAYS:
        plans = [week.plan for week in found.planned[way]]
        mine = load[load["way"] == way]
        assert mine["planned"].sum() == sum(len(a.blocks) for p in plans for a in p.assignments)
        end = mine[mine["week"] == WEEKS - 1].set_index("specialist")
        total = mine.groupby("specialist")["planned"].sum()
        assert (end["worked"] == total).all()
        assert ((end["worked"] / end["given"]) - end["load"]).abs().max() < 1e-12
        weeks = found.weeks.query("way == @way")
        assert weeks["coverage"].tolist() == [p.tier(TierName.COVERAGE).value for p in plans]


def test_pairs_are_of_one_agency_station_and_release(found: Rolling) -> None:
    """Their ratio is that of the loads, and no better than what was attainable."""
    people = found.docket.pool.specialist_of_id
    ends = found.load.query("week == @WEEKS - 1").set_index(["way", "specialist"])["load"]
    assert found.pairs["comparable"].any()
    assert (found.pairs.query("comparable")["unforeseen"] <= TARGET).all()
    for _, row in found.pairs.iterrows():
        one, other = people[row["one"]], people[row["other"]]
        assert one.agency == other.agency == row["agency"]
        assert (one.station, one.weekly_blocks) == (other.station, other.weekly_blocks)
        loads = sorted((ends[row["way"], row["one"]], ends[row["way"], row["other"]]))
        ratio = 1.0 if not loads[1] else loads[1] / loads[0] if loads[0] else math.inf
        assert row["ratio"] == pytest.approx(ratio)
        assert row["attainable"] <= row["ratio"] + 1e-12
        assert row["attainable"] <= row["unforeseen"] + 1e-12
    last = found.ratios.query("week == @WEEKS - 1").set_index("way")["largest"]
    told = found.pairs.query("comparable").groupby("way", observed=True)["ratio"].max()
    assert last.to_dict() == pytest.approx(told.to_dict())


def two(*, demands: int, **fields: Any) -> Pool:
    """Two people who may do the same work, of which one is a little better at it."""
    return b.pool(
        b.specialist("s1", fields=("x",)),
        b.specialist("s2", **fields),
        *(b.case(f"c{i}", field="x") for i in range(demands)),
        *(b.demand(f"d{i}", f"c{i}", effort=2) for i in range(demands)),
    )


def test_without_history_the_better_one_has_all_the_rest() -> None:
    """One odd seat a week: fit decides each week anew; with history they take turns."""
    found = rolling(two(demands=1), 6, life=1, gap=0, away=0)
    assert found.ratio("week") == math.inf
    assert found.ratio("history") == 1.0
    assert found.pairs["comparable"].all()
    assert found.pairs["attainable"].tolist() == [1.0, 1.0, 1.0]
    assert "∞" in found.summary()


def test_what_only_one_may_do_is_not_attainable_for_the_other() -> None:
    """Then the two are not comparable, however alike their work."""
    pool = two(demands=3)
    only = pool.with_rows(
        assignments=[b.ban("s2", case="c1"), b.ban("s2", case="c2")], policy=pool.policy
    )
    found = rolling(only, 4, life=1, gap=0, away=0)
    row = found.pairs.query("way == 'history'").iloc[0]
    assert row["alike"] == pytest.approx(1 / 3)
    assert row["attainable"] == 2.0
    assert not row["comparable"]
    assert found.ratio("history") == 1.0  # of no pair at all


def test_what_comes_last_can_only_be_evened_out_by_who_foresees_it() -> None:
    """Shared work in the first weeks, and then some that only one of the two may do.

    With hindsight the other one has all that was shared; week by week they are even until then.
    """
    idle = _Year([{}, {}, {}], [4, 4, 4])
    later = _Year([{"a": 2}, {"a": 2}, {"b": 4}], [4, 4, 4]), idle
    assert _attainable(*later, {"a", "b"}, {"a"}) == pytest.approx(1.0)
    assert _unforeseen(*later, {"a", "b"}, {"a"}) == pytest.approx(3.0)
    first = _Year([{"b": 4}, {"a": 2}, {"a": 2}], [4, 4, 4]), idle
    assert _unforeseen(*first, {"a", "b"}, {"a"}) == pytest.approx(1.0)
    short = first[0], _Year([{}, {}, {}], [4, 2, 1])
    assert _unforeseen(*short, {"a", "b"}, {"a"}) == pytest.approx((6 / 12) / (2 / 7))


def test_a_demand_goes_whole_to_one_and_what_both_serve_stays_with_both() -> None:
    """Three half-days of one demand cannot be halved, nor can one do the other's seat."""
    whole = _Year([{"a": 3}], [4]), _Year([{}], [4])
    assert _attainable(*whole, {"a"}, {"a"}) == _unforeseen(*whole, {"a"}, {"a"}) == math.inf
    pieces = _Year([{"a": 3, "b": 1, "c": 2}], [10]), _Year([{}], [10])
    everything = {"a", "b", "c"}
    assert _attainable(*pieces, everything, everything) == pytest.approx(1.0)
    seats = _Year([{"a": 3, "b": 1}], [10]), _Year([{"a": 3}], [10])
    assert _attainable(*seats, everything, everything) == pytest.approx(4 / 3)
    # of 3, 3 and 2 half-days, somebody who gave four has one at most
    full = _Year([{"a": 3, "b": 3}], [10]), _Year([{"c": 2}], [4])
    assert _attainable(*full, everything, everything) == pytest.approx((6 / 10) / (2 / 4))


def test_a_notified_name_that_is_away_leaves_the_first_week_a_plan(demo: Pool) -> None:
    """With this seed MSS-04, notified on C26-002-D2, is away on too many of its days."""
    found = rolling(demo, 1, seed=8)
    status = {r.specialist: r.status for r in found.planned["week"][0].pool.assignments}
    assert status["MSS-04"] == "in_force"
    assert all(len(weeks) == 1 for weeks in found.planned.values())


def test_other_stations_or_releases_are_no_pair() -> None:
    """Travel is work, and squares give more to whoever releases more."""
    for fields in ({"station": "there"}, {"weekly_blocks": 8}):
        assert rolling(two(demands=1, **fields), 2).pairs.empty


def test_progress_and_the_same_answer_again() -> None:
    """Every week of every way is told; the same seed gives the same plans, by processes, too."""
    told: list[RollingProgress] = []
    one = rolling(two(demands=3), 3, on_progress=told.append)
    assert [(p.way, p.done) for p in told] == [(way, n) for way in WAYS[::-1] for n in range(3)]
    told.clear()
    again = rolling(two(demands=3), 3, workers=2, on_progress=told.append)
    assert told == [RollingProgress(way, 3, 3) for way in WAYS[::-1]]
    for way in WAYS:
        assert [w.plan for w in one.planned[way]] == [w.plan for w in again.planned[way]]
    assert "3주" in one.summary()


def test_a_demand_without_a_working_day_keeps_its_people() -> None:
    """Who was on it before Christmas is in force on it after."""
    pool = b.pool(
        *(b.specialist(f"s{i}") for i in range(3)),
        b.case("c1"),
        b.session("d1", at=f"{b.DAYS[4]}/am", blocks=2),
    )
    found = rolling(pool, 5, life=1000, away=0)
    weeks = found.planned["week"]
    assert [len(w.plan.assignments) for w in weeks] == [1, 1, 1, 0, 0]
    assert isinstance(found.docket, Docket)
    later = rolling(pool, 6, life=1000, away=0).planned["week"][5]
    assert [a.specialist for a in later.plan.assignments] == [
        weeks[0].plan.assignments[0].specialist
    ]
    assert later.plan.tier(TierName.STABILITY).value == 0


def test_nobody_can_be_at_work_on_it(demo: Pool) -> None:
    """Fewer than one process is refused."""
    with pytest.raises(RequestError) as error:
        rolling(demo, 1, workers=0)
    assert error.value.code == "sweep.workers"
