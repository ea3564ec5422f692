"""What ``scheduler check`` says of a plan that it refuses."""

from pathlib import Path

import pytest

from scheduler.cli.look import MOST_OF_A_RULE
from scheduler.exchange import plan_to_json, write_pool
from scheduler.model import Fact
from scheduler.solver import make_plan
from tests import builders as b
from tests.cli.conftest import Run

SEATS = MOST_OF_A_RULE + 5


@pytest.fixture
def mixed_up(tmp_path: Path) -> tuple[Path, Path]:
    """A pool, and the plan of another one, of whose rows it knows none."""
    facts = list[Fact]()
    for number in range(SEATS):
        facts += [b.specialist(f"s{number}"), b.case(f"c{number}")]
        facts.append(b.demand(f"d{number}", f"c{number}"))
    other = b.pool(*facts)
    plan = make_plan(other, other.horizon()).plan
    assert plan is not None
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
