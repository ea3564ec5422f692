"""How a week stands illness: shares of weeks, held against the illnesses that were drawn."""

import pickle
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest

import scheduler
from scheduler.model import InfeasibleError, Pool, RequestError, RowStatus
from scheduler.synth import family_pool
from scheduler.whatif import PlannedWeek, Stress, stress
from scheduler.whatif.patches import Absence, Illness
from scheduler.whatif.stress_weeks import rows_of
from tests import builders as b

WEEKS = 24
TUESDAY, THURSDAY = (date.fromisoformat(b.DAYS[i]) for i in (1, 3))


@pytest.fixture(scope="module")
def thread() -> Iterator[Executor]:
    """The executor of somebody else, without the cost of new processes."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


def pool_of_two(*facts: object) -> Pool:
    """Only s1 can serve the session on Tuesday; s2 and s3 both could that on Thursday."""
    return b.pool(
        *(b.specialist(name) for name in ("s1", "s2", "s3")),
        b.skill("s1", "x"),
        b.skill("s2", "y"),
        b.skill("s3", "y"),
        b.case("c1", priority=3),
        b.case("c2"),
        b.session("d1", at=f"{b.DAYS[1]}/am", skills=[{"skill": "x", "level": 1}]),
        b.session("d2", "c2", at=f"{b.DAYS[3]}/am", skills=[{"skill": "y", "level": 1}]),
        *facts,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def found(thread: Executor) -> Stress:
    """The week of these three, two in five of whom fall ill."""
    base = scheduler.plan(pool_of_two(), language="en")
    return stress(base, 0.4, repetitions=WEEKS, seed=5, executor=thread)


def absences(it: Stress) -> list[tuple[Absence, ...]]:
    """Who is away, week by week."""
    drawn = [patch for swept in it.sweep.swept for patch in swept.scenario.patches]
    return [patch.absences(it.sweep.base.pool) for patch in drawn if isinstance(patch, Illness)]


def is_there(away: tuple[Absence, ...], specialist: str, day: date) -> bool:
    """Whether somebody is not ill on a day."""
    return not any(
        a.specialist == specialist and a.first <= day <= (a.last or a.first) for a in away
    )


def test_shares_are_those_of_the_illnesses(found: Stress) -> None:
    """Nobody stands in for s1; for whoever has Thursday the other one does."""
    drawn = absences(found)
    told = found.cases.set_index("case")[["well", "kept", "covered"]].T.to_dict("list")
    assert len(drawn) == WEEKS
    tuesday = sum(is_there(away, "s1", TUESDAY) for away in drawn) / WEEKS
    assert 0 < tuesday < 1
    assert told["c1"][1:] == pytest.approx([tuesday, tuesday])

    (who,) = (s for s, d in rows_of(found.sweep.base) if d == "d2")
    there = [{s for s in ("s2", "s3") if is_there(away, s, THURSDAY)} for away in drawn]
    kept = sum(who in people for people in there) / WEEKS
    covered = sum(bool(people) for people in there) / WEEKS
    assert kept < covered < 1
    well = sum(all(a.specialist != who for a in away) for away in drawn) / WEEKS
    assert told["c2"] == pytest.approx([well, kept, covered])
    assert well < kept  # many who are ill are back by Thursday, or not ill yet


def test_demands_and_weeks_add_up(found: Stress) -> None:
    """Here each case has one demand; the columns of a week count what the shares share."""
    cases, demands, weeks = found.cases, found.demands, found.weeks
    one = demands.set_index("case")[["well", "kept", "covered"]]
    pd.testing.assert_frame_equal(
        one.sort_index(), cases.set_index("case")[one.columns].sort_index(), check_names=False
    )
    assert demands["fewest"].tolist() == [0, 0]
    assert weeks["seed"].tolist() == list(range(5, 5 + WEEKS))
    assert weeks["ill"].tolist() == [len(away) for away in absences(found)]
    assert weeks["kept"].sum() == pytest.approx(cases["kept"].sum() * WEEKS)
    assert weeks["covered"].sum() == pytest.approx(demands["covered"].sum() * WEEKS)
    assert (cases["kept"].is_monotonic_increasing, len(cases)) == (True, 2)


def test_columns_are_typed_and_the_result_travels(found: Stress) -> None:
    """Texts, whole numbers and shares; it prints, and is the same after a pickle."""
    for table in (found.cases, found.demands, found.weeks):
        assert "object" not in table.dtypes.astype(str).tolist()
    again = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(again.cases, found.cases)
    assert f"Over {WEEKS} weeks" in repr(found)
    assert "the teams of 2 cases" in found.summary()
    assert "<table" in found._repr_html_()
    assert "not counted" not in found.summary()


def test_whoever_is_well_stays(thread: Executor) -> None:
    """Also where the plan is of many, and others would now be as good: nobody moves for nothing."""
    base = scheduler.plan(family_pool(30, 20, 3), language="en")
    calm = stress(base, 0.0, repetitions=3, executor=thread)
    assert rows_of(calm.sweep.base) == rows_of(base)
    assert (calm.cases[["well", "kept", "covered"]] == 1).all(axis=None)
    assert calm.weeks["ill"].tolist() == [0, 0, 0]
    some = stress(base, 0.15, repetitions=4, executor=thread)
    assert (some.cases["kept"] < 1).any()
    assert some.cases["kept"].mean() > some.cases["well"].mean() - 0.2


def test_a_notified_name_that_is_ill_does_not_hold(thread: Executor) -> None:
    """The week is planned all the same; as a pin that stays it could not be."""
    pool = pool_of_two(b.current("s1", "d1", "notified"), b.pin("s2", "d2"))
    base = scheduler.plan(pool, language="en")
    found = stress(base, 1.0, repetitions=4, days=10, executor=thread)
    assert {str(status) for status in found.weeks["status"]} == {"planned"}
    assert found.cases.query("case == 'c1' and kept < 1")["people"].tolist() == [1]
    held = found.sweep.base.pool.assignments
    assert {(r.specialist, r.status) for r in held} == {
        ("s1", RowStatus.NOTIFIED),
        ("s2", RowStatus.PINNED),
    }
    draws = [scheduler.illness(1.0, seed, days=10) for seed in range(1, 5)]
    ill = next(one for one in draws if not is_there(one.absences(pool), "s1", TUESDAY))
    with pytest.raises(InfeasibleError):
        scheduler.plan(scheduler.patch(pool, ill))


def test_weeks_without_a_plan_are_told_and_not_counted(thread: Executor) -> None:
    """What was stopped has no plan; with no week at all the shares are missing."""
    base = scheduler.plan(pool_of_two(), language="ko")
    told: list[int] = []
    found = stress(
        base,
        0.4,
        repetitions=6,
        seed=5,
        executor=thread,
        on_progress=lambda p: told.append(p.done),
        is_cancelled=lambda: told[-1] >= 2,
    )
    count = found.weeks["kept"].notna().sum()
    assert 2 <= count < 6
    assert f"배정안이 없는 {6 - count}주" in found.summary()
    none = stress(base, 0.4, repetitions=2, executor=thread, is_cancelled=lambda: True)
    assert none.cases["kept"].isna().all()
    assert none.summary() == "배정안이 없는 2주는 세지 않았습니다."
    assert "<table" in none._repr_html_()


def test_what_cannot_be_drawn_is_refused() -> None:
    """Before anything is planned, where it can be said then."""
    base = scheduler.plan(pool_of_two())
    with pytest.raises(ValueError, match="share"):
        stress(base, 1.5)
    with pytest.raises(RequestError):
        stress(base, 0.1, repetitions=0)


def test_rows_that_are_over_are_in_force_no_longer(thread: Executor) -> None:
    """A row in force that the plan has dropped is not one of the team; bans stay."""
    pool = pool_of_two(b.current("s3", "d2"), b.absence("s3", b.DAYS[3]), b.ban("s3", case="c1"))
    base: PlannedWeek = scheduler.plan(pool)
    held = stress(base, 0.0, repetitions=1, executor=thread).sweep.base.pool.assignments
    assert {(r.specialist, str(r.status)) for r in held} == {
        ("s1", "in_force"),
        ("s2", "in_force"),
        ("s3", "banned"),
    }
