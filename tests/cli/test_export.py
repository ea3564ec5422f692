"""Files for people from a plan file, and calendars that tell what has changed since another one."""

import json
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.exchange import plan_from_json, plan_to_json, write_pool
from scheduler.model import Pool
from tests import builders as b
from tests.cli.conftest import Run, small_pool
from tests.planned import plan_of


def saved(folder: Path, pool: Pool) -> tuple[Path, Path]:
    """A pool and its plan in files."""
    plan = plan_of(pool)
    write_pool(pool, folder / "pool")
    path = folder / "only" / "plan.json"
    path.parent.mkdir()
    path.write_bytes(plan_to_json(plan))
    return folder / "pool", path


def events(path: Path) -> dict[str, Any]:
    """The events of a calendar by UID."""
    calendar = Calendar.from_ical(path.read_bytes())
    assert str(calendar["method"]) == "PUBLISH"
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_all_files_come_of_a_plan_file(run: Run, tmp_path: Path) -> None:
    """With names where the pool is named; the plan is the same, byte for byte."""
    pool, path = saved(tmp_path, small_pool())
    done = run("export", path, "--pool", pool, "--out", tmp_path / "out", "--language", "en")
    assert done.code == 0, done.err
    out = tmp_path / "out"
    assert {p.name for p in out.iterdir()} == {
        *("plan.json", "plan.csv", "plan.xlsx", "run.json", "calendars")
    }
    assert (out / "plan.json").read_bytes() == path.read_bytes()
    assert "이두리" in (out / "plan.csv").read_text("utf-8-sig")
    run("export", path, "--out", tmp_path / "ids")
    assert "이두리" not in (tmp_path / "ids" / "plan.csv").read_text("utf-8-sig")
    assert "s2" in (tmp_path / "ids" / "plan.csv").read_text("utf-8-sig")
    assert len(events(tmp_path / "ids/calendars/specialist-s2.ics")) > 0


def test_only_the_kinds_that_are_asked_for(run: Run, tmp_path: Path) -> None:
    """What else an earlier writing of the same plan has left stays."""
    pool, path = saved(tmp_path, small_pool())
    out = tmp_path / "out"
    run("export", path, "--out", out, "--format", "csv")
    assert {p.name for p in out.iterdir()} == {"plan.json", "plan.csv", "run.json"}
    run("export", path, "--pool", pool, "--out", out, "--format", "ics", "--format", "xlsx")
    run("export", path, "--pool", pool, "--out", out, "--format", "csv")
    assert (out / "calendars/all.ics").is_file()
    assert "plan.xlsx" in json.loads((out / "run.json").read_text())["files"]
    refused = run("export", path, "--out", out, "--format", "pdf")
    assert refused.code == 2
    assert "xlsx, csv, ics" in refused.err


def test_a_workbook_says_proven_of_what_was_verified_only(run: Run, tmp_path: Path) -> None:
    """Without the pool nothing is verified, and all is claimed."""
    from openpyxl import load_workbook

    pool, path = saved(tmp_path, small_pool())
    run("export", path, "--pool", pool, "--out", tmp_path / "a", "--language", "en")
    run("export", path, "--out", tmp_path / "b", "--language", "en")
    told = {}
    for name in ("a", "b"):
        sheet = load_workbook(tmp_path / name / "plan.xlsx")["Goals"]
        told[name] = {str(row[6].value) for row in sheet.iter_rows(min_row=3)}
    assert "optimal (proven, checkable)" in told["a"]
    assert not {word for word in told["b"] if "proven" in word}


def test_a_plan_that_the_judge_refuses_is_written_with_a_word(run: Run, tmp_path: Path) -> None:
    """The files are of the plan as it stands."""
    _, path = saved(tmp_path, small_pool())
    write_pool(b.pool(b.agency("B")), tmp_path / "other")
    done = run("export", path, "--pool", tmp_path / "other", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert "심사를 통과하지 못한" in done.err


@pytest.fixture
def weekly(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """A pool and its plan, with the calendars of both people."""
    pool = b.pool(
        b.specialist("s1", weekly_blocks=6),
        b.specialist("s2", weekly_blocks=6),
        b.case("c1"),
        b.demand("d1", effort=2),
        b.case("c2"),
        b.demand("d2", "c2", effort=2),
        b.current("s1", "d1"),
        b.current("s2", "d2"),
    )
    write_pool(pool, tmp_path / "pool")
    assert run("plan", tmp_path / "pool", "--out", tmp_path / "before").code == 0
    return tmp_path / "pool", tmp_path / "before"


def test_who_is_absent_has_their_events_cancelled(
    run: Run, tmp_path: Path, weekly: tuple[Path, Path]
) -> None:
    """``absent --out`` writes every file, with calendars beside those of the plan before."""
    pool, before = weekly
    ask = ("absent", pool, before / "plan.json", "--specialist", "s1", "--out", tmp_path / "after")
    done = run(*ask)
    assert done.code == 0, done.err
    after = tmp_path / "after"
    assert {p.name for p in after.iterdir()} >= {"plan.xlsx", "plan.csv", "pool", "run.json"}
    old, own = events(before / "calendars/all.ics"), events(after / "calendars/specialist-s1.ics")
    gone = {uid for uid, event in own.items() if event.get("status") == "CANCELLED"}
    assert gone == set(own) == set(events(before / "calendars/specialist-s1.ics"))
    assert {own[uid]["sequence"] for uid in gone} == {1}
    everybody = events(after / "calendars/all.ics")
    rows = plan_from_json((after / "plan.json").read_bytes()).assignments
    live = {uid for uid, event in everybody.items() if event.get("status") != "CANCELLED"}
    assert len(live) == sum(len({block[:10] for block in row.blocks}) for row in rows)
    assert {everybody[uid]["sequence"] for uid in live & old.keys()} <= {0}


def test_an_event_that_comes_back_has_a_higher_number(
    run: Run, tmp_path: Path, weekly: tuple[Path, Path]
) -> None:
    """Cancelled with 1, it comes again with 2: whoever has heard of the first takes the last."""
    pool, before = weekly
    path = before / "plan.json"
    run("absent", pool, path, "--specialist", "s1", "--out", tmp_path / "after")
    ask = ("export", path, "--pool", pool, "--out", tmp_path / "again")
    done = run(*ask, "--before", tmp_path / "after" / "plan.json")
    assert done.code == 0, done.err
    own = events(tmp_path / "again/calendars/specialist-s1.ics")
    assert {(e["sequence"], e.get("status")) for e in own.values()} == {(2, None)}


def test_a_changed_event_has_a_higher_number(run: Run, tmp_path: Path) -> None:
    """The same person, case and half-day, and something else about it; others keep theirs."""
    pool, path = saved(tmp_path, small_pool())
    out = tmp_path / "out"
    run("export", path, "--pool", pool, "--out", out)
    plan = plan_from_json(path.read_bytes())
    first, *rest = plan.assignments
    other = first.model_copy(update={"legal_basis": "새 근거"})
    (tmp_path / "new.json").write_bytes(
        plan_to_json(plan.model_copy(update={"assignments": (other, *rest)}))
    )
    new = (
        "export",
        tmp_path / "new.json",
        "--out",
        tmp_path / "new",
        "--before",
        out / "plan.json",
    )
    assert run(*new, "--pool", pool).code == 0
    numbers = {
        uid: (event["sequence"], "새 근거" in event["description"])
        for uid, event in events(tmp_path / "new/calendars/all.ics").items()
    }
    assert set(numbers.values()) == {(1, True), (0, False)}
    assert numbers.keys() == events(out / "calendars/all.ics").keys()


def test_a_plan_of_another_week_cancels_nothing(run: Run, tmp_path: Path) -> None:
    """What was done last week stays in the calendar."""
    pool, path = saved(tmp_path, small_pool())
    assert run("plan", pool, "--week", "2026-W50", "--out", tmp_path / "next").code == 0
    ask = ("export", tmp_path / "next" / "plan.json", "--pool", pool, "--out", tmp_path / "out")
    assert run(*ask, "--before", path).code == 0
    told = events(tmp_path / "out/calendars/all.ics")
    assert told
    assert not [event for event in told.values() if event.get("status") == "CANCELLED"]
