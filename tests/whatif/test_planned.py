"""From a pool to typed tables, whatever the plan holds."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import scheduler
from scheduler.exchange import write_pool
from scheduler.explain import pin
from scheduler.model import InfeasibleError, Language, Pool, RequestError
from scheduler.whatif import PlannedWeek
from tests import builders as b


def small() -> Pool:
    """An insider and an outsider, two seats anybody may take and one that nobody can."""
    return b.pool(
        b.specialist("s1", "A", past_blocks=3, past_capacity=10),
        b.specialist("s2", "B", weekly_blocks=4),
        b.specialist("s3", "B", weekly_blocks=0),
        b.absence("s2", b.DAYS[0]),
        b.case("c1", "A"),
        b.demand("d1", effort=2),
        b.case("c2", "A"),
        b.demand("d2", "c2", effort=4, headcount=1),
        b.demand("d3", "c2", skills=({"skill": "x"},)),
        b.pin("s2", "d2"),
    )


@pytest.fixture(scope="module")
def planned() -> PlannedWeek:
    """The small pool, planned once for this file."""
    return scheduler.plan(small(), language="en")


def test_three_lines_from_a_folder_to_a_table(tmp_path: Path) -> None:
    """Load, plan, look."""
    write_pool(small(), tmp_path / "pool")
    pool = scheduler.load(tmp_path / "pool")
    planned = scheduler.plan(pool)
    assert len(planned.assignments) == 2
    assert pool.sha256 == planned.plan.provenance.pool_sha256


def test_assignments_have_typed_columns(planned: PlannedWeek) -> None:
    """Counts are numbers, days are days, vocabularies are categories."""
    table = planned.assignments
    assert list(table["demand"]) == [a.demand for a in planned.plan.assignments]
    row = table.set_index("demand").loc["d2"]
    assert (row["specialist"], row["blocks"], row["lent"], row["pin"]) == ("s2", 4, True, "pinned")
    assert row["first"] == pd.Timestamp(b.DAYS[1])
    kinds = table.dtypes.astype(str)
    assert kinds["blocks"] == "int64"
    assert kinds["lent"] == "bool"
    assert kinds["mode"] == "category"
    assert kinds["first"].startswith("datetime64")


def test_the_schedule_has_a_row_for_every_half_day(planned: PlannedWeek) -> None:
    """As many rows as blocks are worked, none twice for one person."""
    table = planned.schedule
    assert len(table) == sum(planned.assignments["blocks"]) == 6
    assert not table.duplicated(["specialist", "block"]).any()
    assert not table["travel"].any()


def test_tiers_keep_their_order_and_their_proof(planned: PlannedWeek) -> None:
    """Every tier of a pool this small is proven."""
    table = planned.tiers
    assert list(table["tier"]) == ["statutory", "coverage", "stability", "balance", "fit"]
    assert table["value"].tolist() == table["bound"].tolist()
    checkable = [planned.plan.is_checkable(tier.tier) for tier in planned.plan.tiers]
    assert table["checkable"].tolist() == checkable
    status = {True: "optimal (proven, checkable)", False: "optimal (proven by the solver)"}
    assert table["status"].tolist() == [status[is_checkable] for is_checkable in checkable]
    assert table.set_index("tier").loc["coverage", "checkable"]
    assert table.dtypes.astype(str)["checkable"] == "bool"


def test_an_empty_seat_comes_with_its_reason(planned: PlannedWeek) -> None:
    """Nobody has the skill, so the skill is the reason."""
    table = planned.empty_seats
    assert list(table["demand"]) == ["d3"]
    assert table["reason"].tolist() == ["skill or level missing: 3"]
    assert table["eligible"].tolist() == [0]


def test_the_load_counts_what_was_released_and_available(planned: PlannedWeek) -> None:
    """A person who releases nothing has no load, not an infinite one."""
    table = planned.load.set_index("specialist")
    assert all(table.loc["s2", name] == 4 for name in ("planned", "lent", "capacity"))
    assert table.loc["s1", "capacity"] == 10
    assert table.loc["s1", "load"] == pytest.approx((3 + 2) / 20)
    assert table["load"].isna().to_dict() == {"s1": False, "s2": False, "s3": True}


def test_a_plan_without_assignments_still_has_typed_tables() -> None:
    """Columns and types do not depend on there being rows."""
    empty = scheduler.plan(b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1", effort=99)))
    full = scheduler.plan(small())
    for name in ("assignments", "schedule", "tiers", "empty_seats", "load"):
        bare, filled = getattr(empty, name), getattr(full, name)
        assert list(bare.columns) == list(filled.columns)
        assert bare.dtypes.astype(str).tolist() == filled.dtypes.astype(str).tolist()


def test_a_planned_week_shows_itself_small(planned: PlannedWeek) -> None:
    """The summary and the tiers, not the rows."""
    html = planned._repr_html_()
    assert "Plan of 2026-W49: 2 assignments, 1 empty seat" in html
    assert html.count("<tr") == 6
    assert "2 assignments" in repr(planned)


def test_clashing_pins_are_named() -> None:
    """Two pins on one half-day of one person: the error names them."""
    pool = b.pool(
        b.specialist("s1"),
        b.case("c1"),
        b.session("d1"),
        b.case("c2"),
        b.session("d2", "c2"),
        b.pin("s1", "d1"),
        b.pin("s1", "d2"),
    )
    with pytest.raises(InfeasibleError) as caught:
        scheduler.plan(pool)
    languages: tuple[Language, ...] = ("ko", "en")
    for language in languages:
        text = caught.value.what(language)
        assert "d1" in text
        assert "d2" in text
        assert "s1 → d1" in caught.value.hint(language)


def test_what_may_be_done_is_told_as_in_the_terminal() -> None:
    """Repairs, edits and an absence: the same objects and sentences, small in a notebook."""
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.specialist("s2", max_cases=0),
        b.case("c1", priority=9),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
        prices={"another_case": 4},
    )
    planned = scheduler.plan(pool, language="en")
    repaired = planned.repair("d2")
    assert repaired.answer.ways[0].price == 4
    edited = planned.edit(pin("s1", "d2", "a promise"))
    assert edited.answer.outcome == "worse"
    away = planned.absent("s1")
    assert away.answer.plan is not None
    assert not away.answer.plan.assignments
    for told in (repaired, edited, away):
        assert told.lines[0] in str(told)
        assert told._repr_html_().startswith("<p><strong>")
    plain = scheduler.plan(pool.with_rows(policy=pool.policy.model_copy(update={"prices": {}})))
    with pytest.raises(RequestError):
        plain.repair("d2")


def test_a_week_may_be_named_as_text() -> None:
    """The argument wins over the policy; a week that is none is refused."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    assert str(scheduler.plan(pool, "2026-W50").plan.start) == "2026-W50"
    with pytest.raises(RequestError):
        scheduler.plan(pool, "next week")


def test_importing_the_face_loads_nothing_heavy() -> None:
    """Solvers and tables cost seconds; the first use of a name pays, not the import."""
    heavy = {"ortools", "pandas", "numpy", "sqlalchemy", "fastapi", "pydantic"}
    script = "import scheduler, sys; dir(scheduler); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not heavy & set(done.stdout.split())


def test_the_face_has_what_it_names() -> None:
    """Every name of the face is there, and nothing else is."""
    for name in scheduler.__all__:
        assert getattr(scheduler, name) is not None
    with pytest.raises(AttributeError):
        getattr(scheduler, "solve")  # noqa: B009 - a name the face does not have
