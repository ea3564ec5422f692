"""``scheduler edit`` and ``clashes``."""

import json
from pathlib import Path

import pytest

from scheduler.exchange import load_pool, plan_to_json, write_pool
from scheduler.model import RowStatus
from tests.cli.conftest import Run
from tests.explain.test_clash import three_pins_for_two_cases
from tests.explain.test_edits import small
from tests.planned import plan_of


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A small pool in a folder and its plan in a file."""
    inquiry = small()
    write_pool(inquiry.pool, tmp_path / "pool")
    (tmp_path / "plan.json").write_bytes(plan_to_json(inquiry.plan))
    return tmp_path / "pool", tmp_path / "plan.json"


def test_an_edit_that_can_hold_is_written_with_its_reason(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """The cost is told; the pool that is written makes a plan with the row."""
    out = tmp_path / "edited"
    done = run("edit", *files, "--pin", "s1:d3", "--reason", "a promise", "--out", out)
    assert done.code == 0
    assert "고정 s1" in done.out
    verdict = json.loads((out / "verdict.json").read_text(encoding="utf-8"))
    assert verdict["edits"][0]["reason"] == "a promise"
    assert verdict["outcome"] == "worse"
    pool = load_pool(out / "pool")
    rows = {(r.specialist, r.demand): r.status for r in pool.assignments}
    assert rows["s1", "d3"] is RowStatus.PINNED
    plan = plan_of(pool)
    assert ("s1", "d3") in {(a.specialist, a.demand) for a in plan.assignments}


def test_a_pinned_row_is_not_banned_until_its_pin_is_lifted(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """The rule that is named is the pin's, and nothing is written."""
    first, second = tmp_path / "first", tmp_path / "second"
    assert run("edit", *files, "--pin", "s1:d1", "--out", first).code == 0
    pool = load_pool(first / "pool")
    plan = plan_of(pool)
    (tmp_path / "again.json").write_bytes(plan_to_json(plan))
    asked = (first / "pool", tmp_path / "again.json", "--ban", "s1:d1", "--out", second)
    done = run("edit", *asked)
    assert done.code == 4
    assert "고정" in done.out
    assert not second.exists()


def test_edits_that_cannot_hold_are_named(run: Run, files: tuple[Path, Path]) -> None:
    """A refused pair by its code; a set by its rules and its ways out."""
    refused = run("edit", *files, "--pin", "s2:d3")
    assert refused.code == 4
    assert "배제" in refused.out
    clash = run("edit", *files, "--pin", "s1:d1", "--pin", "s1:d3", "--conflicts", "9", "--json")
    assert clash.code == 4
    answer = clash.document["answer"]
    assert [len(conflict["edits"]) for conflict in answer["conflicts"]] == [2]
    assert [len(way) for way in answer["ways_out"]] == [1, 1]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 2),
        (("--pin", "s1"), 2),
        (("--pin", "s1:"), 2),
        (("--pin", "s1:d1:d2"), 2),
        (("--swap", "s1:d1"), 2),
        (("--swap", "s1:d1/s2:d2/s1:d3"), 2),
        (("--swap", "s1:d1/s1:d3"), 2),
        (("--pin", "nobody:d1"), 7),
        (("--ban", "s2:d2"), 8),
        (("--swap", "s1:d1/s2:d2"), 8),
    ],
)
def test_what_is_no_edit(
    run: Run, files: tuple[Path, Path], options: tuple[str, ...], code: int
) -> None:
    """The exit code and a way out."""
    done = run("edit", *files, *options, "--language", "en")
    assert done.code == code
    assert len(done.err.strip().splitlines()) >= 2


def test_clashes_of_a_pool(run: Run, tmp_path: Path) -> None:
    """All of them with what to lift, and a plain word where there is none."""
    write_pool(three_pins_for_two_cases(), tmp_path / "pool")
    done = run("clashes", tmp_path / "pool")
    assert done.code == 4
    assert done.out.count("고정을 해제하면") == 3
    assert run("clashes", tmp_path / "pool", "--json").document["answer"]["is_complete"]
