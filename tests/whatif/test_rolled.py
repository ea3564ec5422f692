"""``scheduler.roll``: next week's pool and its tables, from a planned week."""

from pathlib import Path

import pytest

import scheduler
from scheduler.forward import Changes, Ended
from scheduler.model import PlanRejectedError, PoolError
from tests import builders as b

NEXT = f"{b.NEXT_DAYS[4]}/pm"


def planned() -> scheduler.PlannedWeek:
    pool = b.pool(
        b.specialist("s1"), b.specialist("s2", agency="B"), b.case("c1"), b.case("c2"),
        b.demand("d1", to=NEXT), b.demand("d2", "c2", to=NEXT), b.absence("s1", b.DAYS[0]),
    )  # fmt: skip
    return scheduler.plan(pool, language="en")


def test_the_next_week_is_planned_from_the_pool() -> None:
    """Tables of what differs and of the ledger; the sums are those of the plan."""
    week = planned()
    rolled = scheduler.roll(week)
    assert isinstance(rolled, scheduler.RolledWeek)
    assert str(scheduler.plan(rolled.pool).plan.start) == "2026-W50"
    diff = rolled.diff
    start = diff[diff["table"] == "policy"].iloc[0]
    assert (start["column"], start["before"], start["after"]) == ("start", "2026-W49", "2026-W50")
    moved = diff[(diff["table"] == "specialists") & (diff["key"] == "s1")]
    assert dict(zip(moved["column"], moved["after"], strict=True)) == {
        "past_blocks": str(rolled.pool.specialist_of_id["s1"].past_blocks),
        "past_capacity": "8",
    }
    own = rolled.ledger[rolled.ledger["specialist"].notna()]
    load = week.load.set_index("specialist")
    assert own.set_index("specialist")["blocks"].to_dict() == load["planned"].to_dict()
    assert own.set_index("specialist")["capacity"].to_dict() == load["capacity"].to_dict()
    counts = rolled.counts.set_index("table")
    assert counts.loc["availability", "removed"] == 1
    assert len(rolled.pool.ledger) == counts.loc["ledger", "added"] == len(rolled.ledger)
    assert "Rolled from 2026-W49 to 2026-W50" in repr(rolled)
    assert "Rolled from" in rolled._repr_html_()


def test_changes_are_given_as_values_or_as_files(tmp_path: Path) -> None:
    """The same pool comes of both; a wrong row is told with its file."""
    week = planned()
    by_value = scheduler.roll(week, Changes.of(Ended(case="c2")))
    (tmp_path / "ended.csv").write_text("case\nc2\n")
    assert scheduler.roll(week, changes=tmp_path).pool == by_value.pool
    assert scheduler.roll(week, str(tmp_path)).pool == by_value.pool
    (tmp_path / "ended.csv").write_text("case\nc2\nc9\n")
    with pytest.raises(PoolError) as error:
        scheduler.roll(week, tmp_path)
    assert [(c.file, c.row, c.value) for c in error.value.complaints] == [("ended.csv", 3, "c9")]


def test_a_plan_that_the_judge_refuses_is_not_rolled() -> None:
    """Whatever made it."""
    week = planned()
    short = week.plan.model_copy(update={"assignments": week.plan.assignments[1:]})
    forged = scheduler.PlannedWeek(pool=week.pool, plan=short, run=week.run)
    with pytest.raises(PlanRejectedError) as error:
        scheduler.roll(forged)
    assert error.value.code == "roll.refused"
    assert error.value.hint("ko")
