"""What ``scheduler check`` says of a plan that it refuses or cannot read."""

import os
from pathlib import Path

import pytest

from scheduler.cli.look import MOST_OF_A_RULE
from scheduler.exchange import plan_to_json, write_pool
from scheduler.model import Fact
from tests import builders as b
from tests.cli.conftest import Run
from tests.planned import plan_of

SEATS = MOST_OF_A_RULE + 5


@pytest.fixture
def mixed_up(tmp_path: Path) -> tuple[Path, Path]:
    """A pool, and the plan of another one, of whose rows it knows none."""
    facts = list[Fact]()
    for number in range(SEATS):
        facts += [b.specialist(f"s{number}"), b.case(f"c{number}")]
        facts.append(b.demand(f"d{number}", f"c{number}"))
    other = b.pool(*facts)
    plan = plan_of(other)
    (tmp_path / "plan.json").write_bytes(plan_to_json(plan))
    write_pool(b.pool(b.specialist("x"), b.case("y"), b.demand("z", "y")), tmp_path / "pool")
    return tmp_path / "pool", tmp_path / "plan.json"


@pytest.mark.parametrize(
    ("language", "last", "more"),
    [
        ("ko", "만들 때의 자료를 지정해 주십시오.", "이 규칙의 위반이 5건 더 있습니다."),
        ("en", "name the one it was made from.", "5 more of this rule."),
    ],
)
def test_the_plan_of_another_pool_is_called_that(
    run: Run, mixed_up: tuple[Path, Path], language: str, last: str, more: str
) -> None:
    """The cause comes last, where it is read, after a list that ends; programs get the whole."""
    done = run("check", *mixed_up, "--language", language)
    assert done.code == 5
    assert done.out.rstrip().endswith(last)
    assert "scheduler plan" not in done.out
    assert more in done.out
    rows = [line.split()[0] for line in done.out.splitlines() if line.strip()]
    assert rows.count("UNKNOWN") == MOST_OF_A_RULE + 1
    assert rows.count("PROVENANCE") == 1
    told = run("check", *mixed_up, "--json").document["violations"]
    assert [v["code"] for v in told].count("UNKNOWN") == SEATS


@pytest.mark.parametrize(
    ("language", "said", "way_out"),
    [
        ("ko", "폴더이고 배정안 파일이 아닙니다.", "plan.json"),
        ("en", "is a folder, not a plan.", "plan.json"),
    ],
)
def test_a_folder_is_not_said_to_be_missing(
    run: Run, mixed_up: tuple[Path, Path], language: str, said: str, way_out: str
) -> None:
    """Who names the folder that ``plan`` wrote to is told which file of it is meant."""
    pool, plan = mixed_up
    done = run("check", pool, plan.parent, "--language", language)
    assert done.code == 2
    told = " ".join(done.err.split())
    assert said in told
    assert way_out in told


def test_a_plan_that_is_not_there_is_said_to_be_missing(
    run: Run, mixed_up: tuple[Path, Path]
) -> None:
    pool, plan = mixed_up
    done = run("check", pool, plan.with_name("other.json"), "--language", "en")
    assert done.code == 2
    assert "There is no" in done.err
    assert "other.json" in done.err


def test_a_plan_is_read_from_a_pipe(run: Run, mixed_up: tuple[Path, Path]) -> None:
    """As the shell's ``<(...)`` gives it."""
    pool, plan = mixed_up
    end, start = os.pipe()
    with os.fdopen(end), os.fdopen(start, "wb") as into:
        into.write(plan.read_bytes())
        into.close()
        done = run("check", pool, f"/dev/fd/{end}", "--json")
    assert done.document == run("check", pool, plan, "--json").document
