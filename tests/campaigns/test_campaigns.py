"""The campaigns run, say what they found, and fail where there is a difference."""

import json
from collections import Counter
from pathlib import Path

import pytest

from scheduler.exchange import write_pool
from scheduler.model import TierName
from scheduler.solver import make_plan
from tests.campaigns import (
    clashes,
    comparisons,
    conceding,
    frontiers,
    leximin,
    lists,
    marginals,
    medium,
    near,
    rolls,
    shares,
    small,
    sweeps,
    timed,
    witnesses,
)
from tests.campaigns.running import Looked, campaign
from tests.tiny import tiny_pool


@pytest.mark.parametrize(
    ("module", "count"),
    [
        (small, 6),
        (timed, 6),
        (leximin, 6),
        (frontiers, 6),
        (medium, 2),
        (lists, 2),
        (witnesses, 6),
        (comparisons, 6),
        (marginals, 3),
        (shares, 3),
        (near, 8),
        (conceding, 4),
        (clashes, 3),
    ],
    ids=lambda m: str(m)[-40:],
)
def test_a_few_seeds_are_without_a_difference(
    module: object, count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One JSON line a seed, and the summary as the last line."""
    out = tmp_path / "lines.jsonl"
    one_by_one = (small, timed, leximin, frontiers, medium, lists, witnesses, near)
    alike = (comparisons, marginals, shares, conceding, clashes)
    main = {one: one.main for one in (*one_by_one, *alike)}[module]  # type: ignore[index]

    assert main(["--first", "3", "--count", str(count), "--out", str(out)]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["seed"] for row in rows] == list(range(3, 3 + count))
    assert f"3..{2 + count}: 0 with a difference" in capsys.readouterr().out.splitlines()[-1]


def test_a_difference_is_said_and_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """So is whatever is raised; the seeds after it are looked at all the same."""

    def look(seed: int) -> Looked:
        if seed == 1:
            raise ValueError("odd")
        return Looked(["wrong"] if seed == 2 else [], Counter(pools=1))

    assert campaign("any", look, 4, []) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("seed 1: ValueError at ")
    assert said[1] == "seed 2: wrong"
    assert said[2].startswith("any 0..3: 2 with a difference; pools 3, raised 1; ")


@pytest.mark.parametrize("count", [0, -2])
def test_no_seeds_are_no_campaign(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing that was looked at is without a difference, too."""
    with pytest.raises(SystemExit) as ended:
        campaign("any", lambda _: Looked(), 4, ["--count", str(count)])
    assert ended.value.code == 2
    assert f"--count: {count}: at least 1" in capsys.readouterr().err


def test_the_second_engine_finds_a_bound_that_is_not_true() -> None:
    """A bound a little too tight, or a value that the plan has not, is a difference."""
    pool = medium.medium_pool(0)
    plan = make_plan(pool, pool.horizon()).plan
    assert plan is not None
    coverage = plan.tier(TierName.COVERAGE)
    assert coverage.bound is not None
    for changes, said in (
        ({"bound": coverage.bound - 1}, "beats the bound"),
        ({"value": coverage.bound + 1}, "on plain columns"),
    ):
        wrong = [t.model_copy(update=changes) if t is coverage else t for t in plan.tiers]
        lie = plan.model_copy(update={"tiers": tuple(wrong[:2])})
        assert said in " ".join(medium.second_opinion(pool, lie, Counter()))
    short = plan.model_copy(update={"assignments": plan.assignments[1:]})
    found = list(medium.second_opinion(pool, short, Counter()))
    assert found  # a plain row is broken, or the values are not those that are stated


@pytest.mark.slow
def test_a_sweep_survives_the_deaths_of_its_processes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a worker and of the parent, and on a cluster; what is wrong is said: memory, here."""
    monkeypatch.setattr(sweeps, "MOST_MB", 1)
    assert sweeps.main(["sample_data/demo", "--scenarios", "6", "--limit", "5"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("a worker killed: 6 scenarios: 6 planned, ")
    assert said[1].startswith("the parent killed: ")
    assert said[1].split(";")[0].endswith(" reused, 0 again")
    assert said[2].startswith("on a cluster: 6 scenarios: 6 planned, ")
    assert said[3].startswith("fault: ")
    assert said[3].endswith(" MB were held")
    assert said[4:] == ["sweeps of 6: 1 faults"]


def test_weeks_are_rolled_and_a_wrong_count_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a week, and how many counts were looked at."""
    write_pool(tiny_pool(4), tmp_path)
    given = [str(tmp_path), "--weeks", "3", "--limit", "1"]
    assert rolls.main(given) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 4
    assert said[-1].endswith("past columns, 0 wrong")
    monkeypatch.setattr(rolls, "faults", lambda _: ["week 1: s1: (1, 2) are told"])
    assert rolls.main(given) == 1
    assert "week 1: s1" in capsys.readouterr().out
