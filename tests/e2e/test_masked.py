"""Masked agencies' people are ids in everything that leaves, whatever the pool says of them.

The demo's NIS slots have no names. Here they are given canaries: texts that stand nowhere else,
looked for in every byte of every outlet.
"""

import io
import json
import zipfile
from pathlib import Path

import pytest

import scheduler
from scheduler.exchange import plan_from_json, write_pool
from scheduler.model import InfeasibleError, Pool
from tests import builders as b
from tests.cli.conftest import Run, run_process
from tests.e2e.conftest import made
from tests.explain.masked import answers

NAME, TITLE, PLACE = "canary-name", "canary-title", "canary-place"
CANARY = "canary"
UNDISCLOSED = "undisclosed"


def with_canaries(demo: Pool) -> Pool:
    """The demo pool in which NIS tells who its people are and where they sit."""
    told = {"name": NAME, "title": TITLE, "station": PLACE}
    return demo.with_rows(
        specialists=tuple(
            s.model_copy(update={k: f"{v}-{s.specialist}" for k, v in told.items()})
            if s.agency == "NIS"
            else s
            for s in demo.specialists
        ),
        travel=tuple(t for t in demo.travel if UNDISCLOSED not in (t.station, t.site)),
    )


def text_of(content: bytes) -> str:
    """A file as text: every part of a workbook, the unfolded lines of a calendar."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig").replace("\r\n ", "")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


@pytest.fixture(scope="module")
def planned(demo: Pool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pool with canaries in ``pool`` and its plan's files in ``out``, by a real process."""
    folder = tmp_path_factory.mktemp("masked")
    write_pool(with_canaries(demo), folder / "pool")
    done = run_process("plan", folder / "pool", "--out", folder / "out")
    assert done.code == 0, done.err
    assert CANARY not in done.out + done.err
    return folder


def test_the_demo_tells_no_name_of_nis(demo: Pool, demo_out: Path) -> None:
    """Its slots have neither name nor title nor place, and still work in the plan."""
    slots = [s for s in demo.specialists if s.agency == "NIS"]
    assert {(s.name, s.title, s.station) for s in slots} == {("", "", UNDISCLOSED)}
    for name, content in made(demo_out).items():
        text = text_of(content)
        assert UNDISCLOSED not in text, name
    files = made(demo_out)
    assert "NIS-S01" in text_of(files["plan.csv"])
    assert "calendars/specialist-NIS-S01.ics" in files
    # NIS-S02 travels to a site of KNPA's; where to is nobody else's business
    assert "이동" in text_of(files["calendars/agency-NIS.ics"])
    assert "LOCATION" not in text_of(files["calendars/agency-NIS.ics"])
    assert "LOCATION" in text_of(files["calendars/agency-KNPA.ics"])


def test_no_file_of_a_plan_tells_a_masked_identity(planned: Path) -> None:
    """JSON, CSV, workbook, calendars and the run record; others are named where they belong."""
    files = {str(p): p.read_bytes() for p in (planned / "out").rglob("*") if p.is_file()}
    assert {Path(name).suffix for name in files} == {".json", ".csv", ".xlsx", ".ics"}
    assert [name for name, content in files.items() if CANARY in text_of(content)] == []
    assert any("NIS-S01" in text_of(content) for content in files.values())
    assert "표본-001" in text_of((planned / "out" / "plan.csv").read_bytes())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_command_prints_a_masked_identity(run: Run, planned: Path, language: str) -> None:
    """Plan, show, validate and check, for people and for machines."""
    pool, plan = planned / "pool", planned / "out" / "plan.json"
    for words in (
        ("plan", pool, "--warnings"),
        ("plan", pool, "--json"),
        ("show", plan, "--pool", pool),
        ("show", plan, "--pool", pool, "--specialist", "NIS-S01"),
        ("show", plan, "--pool", pool, "--agency", "NIS"),
        ("validate", pool),
        ("validate", pool, "--json"),
        ("check", pool, plan),
    ):
        done = run(*words, "--language", language)
        assert done.code == 0, words
        assert CANARY not in done.out + done.err, words


def test_no_explanation_prints_a_masked_identity(run: Run, planned: Path) -> None:
    """Why, why not, why nobody with what would fill the seat, and an absence."""
    pool, plan = planned / "pool", planned / "out" / "plan.json"
    week = plan_from_json(plan.read_bytes())
    row = next(a for a in week.assignments if a.agency == "NIS")
    seat = week.empty_seats[0].demand
    asked = (
        ("explain", "--demand", row.demand, "--specialist", row.specialist, "--language", "ko"),
        ("explain", "--demand", seat, "--specialist", row.specialist, "--language", "en"),
        ("explain", "--demand", seat, "--json"),
        ("absent", "--specialist", row.specialist, "--language", "en"),
    )
    told = [run(command, pool, plan, *rest) for command, *rest in asked]

    assert [done.code for done in told] == [0] * len(asked)
    assert row.specialist in told[0].out
    assert [done.out for done in told if CANARY in done.out + done.err] == []


def test_no_registrar_is_told_a_masked_identity(planned: Path) -> None:
    """Not by any answer to any question about the demo's plan; and none comes from a solver."""
    pool = scheduler.load(planned / "pool")
    plan = plan_from_json((planned / "out" / "plan.json").read_bytes())
    kinds = set[str]()
    for agency in pool.agency_of_id:
        found = answers(pool, plan, agency, pool.specialist_of_id, pool.demand_of_id)
        told = [one for one in found.values() if one.answer is not None]
        kinds |= {f"{one.answer.kind} {agency == 'NIS'}" for one in told if one.answer}
        assert CANARY not in str(told)

    assert {f"{kind} {own}" for kind in ("why", "why_not") for own in (True, False)} <= kinds
    assert "why_empty False" in kinds


def test_no_table_of_a_notebook_tells_a_masked_identity(planned: Path) -> None:
    """Every table and every text of a planned week."""
    week = scheduler.plan(scheduler.load(planned / "pool"))
    tables = (week.assignments, week.schedule, week.load, week.empty_seats, week.tiers)
    texts = [*(table.to_csv() for table in tables), repr(week), week._repr_html_()]
    assert "NIS-S01" in texts[0]
    assert "표본-001" in texts[2]
    assert [text for text in texts if CANARY in text] == []


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_no_error_tells_a_masked_identity(
    run: Run, planned: Path, tmp_path: Path, as_json: tuple[str, ...]
) -> None:
    """A clash, a wrong cell in a masked row, and a plan that the judge refuses."""
    pool = scheduler.load(planned / "pool")
    pins = [
        b.pin("NIS-S02", d.demand)
        for d in pool.demands
        if d.case == "C26-036" and d.role == "방첩 연락관"
    ]
    pins += [b.pin("NIS-S02", "C26-025-D1")]
    write_pool(pool.with_rows(assignments=(*pool.assignments, *pins)), tmp_path / "clash")
    with pytest.raises(InfeasibleError) as clash:
        scheduler.plan(scheduler.load(tmp_path / "clash"))
    assert CANARY not in f"{clash.value!r} {clash.value}"
    said = [run("plan", tmp_path / "clash", *as_json)]

    write_pool(pool, tmp_path / "wrong")
    rows = (tmp_path / "wrong" / "specialists.csv").read_text("utf-8").replace(",grade_2,", ",g2,")
    (tmp_path / "wrong" / "specialists.csv").write_text(rows, encoding="utf-8")
    said += [run("plan", tmp_path / "wrong", *as_json)]

    plan = json.loads((planned / "out" / "plan.json").read_text("utf-8"))
    for row in plan["assignments"]:
        row["fit"] += row["agency"] == "NIS"
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(plan), encoding="utf-8")
    assert plan_from_json(forged.read_bytes())
    said += [run("check", planned / "pool", forged, *as_json)]

    assert [done.code for done in said] == [4, 3, 5]
    for done in said:
        assert "NIS-S" in done.out + done.err or "specialists.csv" in done.out + done.err
        assert CANARY not in done.out + done.err
