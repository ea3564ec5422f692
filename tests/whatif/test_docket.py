"""A docket: which cases are open and who is away, from a seed and nothing else."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

import scheduler
from scheduler.forward import roll
from scheduler.model import CurrentRow, Pool, RequestError, RowStatus
from scheduler.model.integrity import horizon_complaints, pool_complaints
from scheduler.whatif.docket import Docket
from tests import builders as b

WEEKS = 8


@pytest.fixture(scope="module")
def demo() -> Pool:
    """The demo pool."""
    return scheduler.load("sample_data/demo")


def test_the_same_seed_gives_the_same_weeks_and_another_one_others(demo: Pool) -> None:
    """Cases and absences, week by week."""
    one, again, other = (Docket(demo, WEEKS, seed=seed) for seed in (0, 0, 1))
    assert one.arrivals == again.arrivals
    assert [one.pool_of(w) for w in range(3)] == [again.pool_of(w) for w in range(3)]
    assert one.arrivals != other.arrivals
    assert one.pool_of(1).availability != other.pool_of(1).availability


def test_every_week_is_a_sound_pool(demo: Pool) -> None:
    """Through the holidays of winter, too."""
    docket = Docket(demo, 14)
    for number in range(14):
        pool = docket.pool_of(number)
        found = (*pool_complaints(pool), *horizon_complaints(pool, pool.horizon()))
        assert [c for c in found if c.severity == "error"] == []
        assert str(pool.horizon().start) == str(docket.week(number))


def test_a_case_ends_and_one_like_it_arrives() -> None:
    """Each case is open in a run of weeks; the next run has a later arrival."""
    pool = b.pool(b.specialist("s1"), *(b.case(f"c{i}") for i in range(20)),
                  *(b.demand(f"d{i}", f"c{i}") for i in range(20)))  # fmt: skip
    docket = Docket(pool, 40, life=4, gap=2)
    spans: list[int] = []
    for weeks in docket.arrivals.values():
        assert weeks[0] == 0
        arrived = [w for w in weeks if w is not None]
        assert arrived == sorted(arrived)
        assert all(since == weeks[since] for since in set(arrived))
        spans += [arrived.count(since) for since in set(arrived)]
    share = sum(w is not None for weeks in docket.arrivals.values() for w in weeks) / 800
    assert 3 < sum(spans) / len(spans) < 5
    assert 0.55 < share < 0.78


def test_demands_stand_on_the_weekdays_of_the_first_week() -> None:
    """A session on Tuesday afternoon is one every week; without gap every case is there."""
    pool = b.pool(
        b.specialist("s1"),
        b.case("c1"),
        b.session("d1", at=f"{b.DAYS[1]}/pm"),
        b.demand("d2", effort=3, to=f"{b.DAYS[2]}/pm"),
    )
    docket = Docket(pool, 3, gap=0)
    later = {d.demand: d for d in docket.pool_of(2).demands}
    assert str(later["d1"].from_) == str(later["d1"].to) == "2026-12-15/pm"
    assert (str(later["d2"].from_), str(later["d2"].to)) == ("2026-12-14/am", "2026-12-16/pm")
    assert later["d2"].effort == 3


def test_holidays_shorten_a_session_and_leave_out_what_has_no_day() -> None:
    """Christmas 2026 is the Friday of week 52."""
    friday = b.DAYS[4]
    pool = b.pool(
        b.specialist("s1"),
        b.case("c1"),
        b.session("d1", at=f"{friday}/am", blocks=2),
        b.session("d2", at=f"{b.DAYS[3]}/am", blocks=4),
        b.demand("d3", effort=9),
    )
    week = Docket(pool, 4, life=1000).pool_of(3)
    grid = week.horizon()
    asked = {d.demand for d in week.demands if grid.cut(d.from_, d.to)}
    assert asked == {"d2", "d3"}
    christmas = week.demand_of_id
    assert str(christmas["d1"].to) == "2026-12-25/pm"
    assert christmas["d2"].effort == 2
    assert christmas["d3"].effort == 8


def test_grades_designations_and_acts_of_the_first_week_last(demo: Pool) -> None:
    """What ends within the first week ends; the rest is renewed."""
    later = Docket(demo, 20).pool_of(15)
    first = demo.horizon()
    for was, now in zip(demo.specialists, later.specialists, strict=True):
        ends = was.clearance_until
        assert now.clearance_until == (None if ends is None or ends >= last(first.blocks) else ends)
    acts: Mapping[str, date] = {i.instrument: i.to for i in demo.instruments}
    for act in later.instruments:
        renewed = acts[act.instrument] >= last(first.blocks)
        assert (act.to >= later.horizon().last_day) == renewed
        assert act.used_blocks == demo.instrument_of_id[act.instrument].used_blocks


def last(blocks: tuple[object, ...]) -> date:
    """The day of the last half-day."""
    return date.fromisoformat(str(blocks[-1]).partition("/")[0])


def test_a_later_case_has_the_time_that_its_statute_gives() -> None:
    """Counted from its own arrival."""
    days = {"opened": "2026-11-02", "statutory_deadline": "2026-12-12"}
    pool = b.pool(b.specialist("s1"), b.case("c1", **days), b.demand("d1"))
    docket = Docket(pool, 60, life=2, gap=1)
    for number, since in enumerate(docket.arrivals["c1"]):
        case = docket.pool_of(number).case_of_id["c1"]
        if since:
            monday = docket.week(since).monday
            assert (case.opened, case.statutory_deadline) == (monday, monday + timedelta(days=40))
        else:
            assert str(case.opened) == "2026-11-02"
    assert len(set(docket.arrivals["c1"])) > 5


def test_pins_are_of_the_first_week_and_bans_stay() -> None:
    """Whoever is in force is said by the week before."""
    pool = b.pool(
        b.specialist("s1"), b.specialist("s2"), b.case("c1"), b.demand("d1", headcount=2),
        b.pin("s1", "d1"), b.ban("s2", case="c1"),
    )  # fmt: skip
    docket = Docket(pool, 3, life=1000)
    row = CurrentRow(specialist="s1", demand="d1", status=RowStatus.IN_FORCE)
    first = docket.pool_of(0)
    assert first.assignments == pool.assignments
    later = roll(first, b.plan(first, b.row(first, "s1", "d1")), docket.changes(0)).pool
    assert b.pin("s1", "d1") in later.assignments
    assert set(docket.pool_of(1, later).assignments) == {row, b.ban("s2", case="c1")}


def test_the_changes_after_a_week_make_the_pool_of_the_next(demo: Pool) -> None:
    """Rolling alone comes to the same cases, demands and absences, but for what never changes."""
    docket = Docket(demo, WEEKS, life=3, gap=1)
    pool = docket.pool_of(0)
    ended, arrived = 0, 0
    for number in range(WEEKS - 1):
        changes = docket.changes(number)
        pool = roll(pool, b.plan(pool), changes).pool
        wanted = docket.pool_of(number + 1)
        ended += len(changes.ended)
        arrived += len(changes.rows.get("cases", ()))
        open_ = {d.case for d in wanted.demands}
        assert {d for d in pool.demands if d.case in open_} == set(wanted.demands)
        assert {c for c in pool.cases if c.case in open_} == {
            c for c in wanted.cases if c.case in open_
        }
        assert pool.availability == wanted.availability
    assert ended
    assert arrived


def test_a_pin_of_somebody_who_is_away_in_the_first_week_does_not_hold() -> None:
    """Else the draw could leave no plan at all; bans and the pins of others stay."""
    pins, ban = (b.pin("s1", "d1"), b.pin("s2", "d1")), b.ban("s2", case="c1")
    people = (b.specialist("s1"), b.specialist("s2"))
    pool = b.pool(*people, b.case("c1"), b.demand("d1", headcount=2), *pins, ban)
    seen = set[int]()
    for seed in range(30):
        first = Docket(pool, 1, seed=seed, away=0.15).pool_of(0)
        away = {row.specialist for row in first.availability}
        told = {r.specialist: r.status for r in first.assignments if r.demand == "d1"}
        status = {True: RowStatus.IN_FORCE, False: RowStatus.PINNED}
        assert told == {s.specialist: status[s.specialist in away] for s in people}
        assert ban in first.assignments
        seen.add(len(away))
    assert seen == {0, 1, 2}


@pytest.mark.parametrize("wrong", [{"weeks": 0}, {"life": 0.5}, {"gap": -1}, {"away": 1.0}])
def test_numbers_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    """With the ranges."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    with pytest.raises(RequestError) as error:
        Docket(**{"pool": pool, "weeks": 2, **wrong})  # type: ignore[arg-type]
    assert error.value.code == "rolling.numbers"
    assert error.value.what("ko")
    assert error.value.hint("ko")
