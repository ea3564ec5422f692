"""``--near`` and ``--give`` of ``plan`` and ``edit``, ``--concessions`` of ``absent``."""

import json
from pathlib import Path

import pytest

from scheduler.exchange import plan_to_json, write_pool
from scheduler.model import Plan
from tests import builders as b
from tests.cli.conftest import Run
from tests.planned import plan_of
from tests.whatif.test_near import pool


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The pool in a folder, and the plan with s3 on d1 and s2 on d2 in a file."""
    write_pool(pool(), tmp_path / "pool")
    pinned = pool().with_rows(assignments=(b.pin("s3", "d1"), b.pin("s2", "d2")))
    plan = plan_of(pinned)
    (tmp_path / "base.json").write_bytes(plan_to_json(plan))
    return tmp_path / "pool", tmp_path / "base.json"


def test_a_plan_near_to_a_base_is_written_and_shown(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """The rows are the base's; terminal, file, ``show`` and the tables say how near it is."""
    out = tmp_path / "near"
    done = run("plan", files[0], "--near", files[1], "--out", out)
    assert done.code == 0
    said = "기준 배정안과 다른 배정: 0건(이 수준을 지키면서 이보다 적게 바꿀 수는 없음이 증명됨)."
    assert said in done.out
    plan = Plan.model_validate_json((out / "plan.json").read_text(encoding="utf-8"))
    assert {(a.specialist, a.demand) for a in plan.assignments} == {("s3", "d1"), ("s2", "d2")}
    assert plan.provenance.near is not None
    assert plan.provenance.near.status == "optimal"
    assert said in run("show", out / "plan.json").out
    assert run("check", files[0], out / "plan.json").code == 0
    assert (out / "plan.xlsx").stat().st_size


def test_a_goal_gives_up_what_it_may_for_fewer_changes(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """With somebody away one row goes instead of two that move, and the answer says so."""
    away = pool().with_rows(availability=(b.absence("s3", day) for day in b.DAYS))
    write_pool(away, tmp_path / "away")
    near = ("plan", tmp_path / "away", "--near", files[1], "--json")
    full = run(*near).document["plan"]["provenance"]["near"]
    less = run(*near, "--give", "coverage=9").document["plan"]
    assert (full["moves"], less["provenance"]["near"]["moves"]) == (2, 1)
    assert less["provenance"]["near"]["given"] == [
        {"tier": "coverage", "most": 9, "best": 10, "given": 9}
    ]
    assert (less["tiers"][0]["value"], less["tiers"][0]["bound"]) == (1, 10)
    told = run(*near[:-1], "--give", "coverage=9", "--language", "en").out
    assert "Given up for fewer changes: coverage 10 → 1 (by 9 at most)" in told


def test_an_edit_near_to_another_plan(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    """Changes are counted from the plan that is named, or from its own where goals give up."""
    run("plan", files[0], "--near", files[1], "--out", tmp_path / "own")
    ban = ("edit", files[0], tmp_path / "own" / "plan.json", "--ban", "s3:d1", "--json")
    near = run(*ban, "--near", files[1]).document["answer"]["near"]
    assert (near["moves"], near["status"]) == (2, "optimal")
    assert run(*ban, "--give", "coverage=9").document["answer"]["near"]["moves"] == 1
    assert "near" not in run(*ban).document["answer"]


def test_concessions_are_offered_listed_and_planned(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """One line that there is a list, the list as a table, and a line of it as a plan."""
    run("plan", files[0], "--near", files[1], "--out", tmp_path / "own")
    absent = ("absent", files[0], tmp_path / "own" / "plan.json", "--specialist", "s3")
    assert "--concessions" in run(*absent).out
    listed = run(*absent, "--concessions", "--json").document
    rows = [(one["coverage"], one["seats"], one["moves"]["value"]) for one in listed["concessions"]]
    assert rows == [(0, 0, 2), (9, 1, 1)]
    table = run(*absent, "--concessions", "--language", "en").out
    assert "--give coverage=9" in table
    assert "coverage given up" in table
    out = tmp_path / "after"
    told = run(*absent, "--give", "coverage=9", "--out", out)
    assert "양보한 목표: 충원 10 → 1" in told.out
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert len(plan["assignments"]) == 1
    assert run("check", out / "pool", out / "plan.json").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--give", "coverage=1"), "기준 배정안이 없습니다"),
        (("--near", "BASE", "--give", "coverage"), "목표와 양보량을 알 수 없습니다"),
        (("--near", "BASE", "--give", "coverage=a"), "목표와 양보량을 알 수 없습니다"),
        (("--near", "BASE", "--give", "coverage=-1"), "0 이상의 정수가 아닙니다"),
        (("--near", "BASE", "--give", "cover=1"), "목표의 이름이 아닙니다"),
        (("--near", "BASE", "--give", "fit=1"), "여기서 양보할 수 없습니다"),
    ],
)
def test_what_cannot_be_given_up_is_said(
    run: Run, files: tuple[Path, Path], options: tuple[str, ...], said: str
) -> None:
    """Exit code 2 and a way out, before anything is solved."""
    named = [str(files[1]) if option == "BASE" else option for option in options]
    done = run("plan", files[0], *named)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_replan_gives_up_only_of_who_is_served(run: Run, files: tuple[Path, Path]) -> None:
    """The other goals come after the changes in any case."""
    done = run("absent", *files, "--specialist", "s3", "--give", "stability=1")
    assert done.code == 2
    assert "양보할 수 있는 목표: coverage" in done.err
