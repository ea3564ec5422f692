"""The commands: a run into a file and on from it, the page, and bids from a folder."""

import argparse
import ast
from pathlib import Path

import pytest

from benchmarks import fairness, families, reviewer_bids
from benchmarks import report as reporting
from benchmarks.records.files import read
from benchmarks.records.rows import FamilyRun
from benchmarks.running.arguments import existing_path
from benchmarks.running.machine import source
from scheduler.model import TierName

ROOT = Path(__file__).parents[2]


def test_a_family_is_run_once_and_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file holds a line a method; the same command again measures nothing anew."""
    path, page = tmp_path / "24x14.jsonl", tmp_path / "RESULTS.md"
    command = ["24x14", "--seeds", "1-2", "--limit", "5", "--only", "greedy", "--into", str(path)]
    families.main(command)
    first = path.read_text()
    run = read(path)
    assert isinstance(run, FamilyRun)
    assert run.seeds == (1, 2)
    assert all(r.is_accepted for r in run.runs)
    families.main(command)
    assert path.read_text() == first
    reporting.main([str(tmp_path), "--into", str(page)])
    assert "## 24×14, 5 s" in page.read_text()
    assert capsys.readouterr().out.count("## 24×14, 5 s") == 2


def test_half_a_year_is_a_line_a_seed(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the first week, which has no history, two ways are one; the third changes more people."""
    fairness.main(["sample_data/demo", "--weeks", "1", "--seeds", "4,5", "--workers", "1"])
    head, _, *rows = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in capsys.readouterr().out.splitlines()
    ]
    assert [row[:2] for row in rows] == [["3, 3", "4"], ["3, 3", "5"]]
    for row in rows:
        assert len(row) == len(head)
        told = dict(zip(head, row, strict=True))
        assert told["week"] == told["history"]
        assert told["hindsight: week"] == told["hindsight: history"]
        week, history, turns = map(int, told["changes"].split(" / "))
        assert week == history < turns
        assert told["proven"] == "3 of 3"


def test_the_words_of_the_command_line() -> None:
    """Sizes, seeds and methods as people write them; five seeds of the smaller families."""
    assert families.sizes("300x150") == families.sizes("300×150") == (300, 150)
    assert families.seeds("1-3,7") == (1, 2, 3, 7)
    assert families.methods("ours,cpsat") == ("ours", "cpsat")
    with pytest.raises(argparse.ArgumentTypeError, match="simplex: not of ours"):
        families.methods("ours,simplex")
    assert families.default_seeds(1_000) == (1, 2, 3, 4, 5)
    assert families.default_seeds(3_000) == (1, 2, 3)


def _conference(folder: Path, similarities: list[list[float]], bids: list[str]) -> None:
    """A conference ``mini`` in the two files of its folder."""
    papers = len(similarities)
    rows = [" ".join(map(str, row)) for row in similarities]
    (folder / "mini.in").write_text("\n".join([f"{papers} {len(bids)}", *rows, ""]))
    names = [f"{p},Paper {p}" for p in range(papers)]
    counts = f"{len(bids)},{len(bids)},{len(bids)}"
    lines = [str(papers), *names, counts, *(f"1,{bid}" for bid in bids)]
    (folder / "mini.toi").write_text("\n".join([*lines, ""]))


@pytest.fixture
def mini(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two papers, five reviewers of one paper each but the first, who has a conflict with paper 1.

    Each paper needs three, so the six seats cannot all be filled by five single reviewers; with
    two papers each there is room. Best is to give paper 1 everybody but the first, as they like.
    """
    monkeypatch.setattr(reviewer_bids, "MOST_PAPERS", {"mini": 2})
    monkeypatch.setattr(reviewer_bids, "PUBLISHED", {"mini": 425})
    similarities = [[0.25, 1.0, 0.5, 0.5, 0.0], [1.0, 0.5, 1.0, 0.25, 0.75]]
    bids = ["{0},{}", "{0},{1}", "{1},{0}", "{0},{1},{}", "{},{0,1}"]
    _conference(tmp_path, similarities, bids)
    return tmp_path


def test_ours_and_highs_agree_on_made_up_bids(capsys: pytest.CaptureFixture[str]) -> None:
    """Under both orders of tiers, each value proven by both."""
    families.main(["bids-20x40", "--seeds", "1", "--limit", "20"])

    rows = [row.split("|")[1:-1] for row in capsys.readouterr().out.splitlines() if "|" in row][2:]
    cells = [[cell.strip() for cell in row] for row in rows]
    found = {(order, method): values for _, order, method, *values, _, _, _ in cells}
    assert [method for _, method in found] == ["ours", "highs"] * 2
    for order in ("coverage, fit", "coverage, floor, fit"):
        assert found[order, "ours"] == found[order, "highs"]
        assert all(value.endswith("*") for value in found[order, "ours"] if value != "–")
    assert [row[-1] for row in cells] == ["allowed", "–"] * 2


def test_a_run_over_bids_is_not_written_down(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        families.main(["bids-20x40", "--into", str(tmp_path / "bids.jsonl")])


def test_reviewer_bids_are_planned_to_the_best_total(
    mini: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paper 0: 1 + 0.5 + 0.5; paper 1 without its conflict: 1 + 0.75 + 0.5; in all 4.25, proven."""
    into = mini / "run.jsonl"
    reviewer_bids.main([str(mini), "--only", "mini", "--limit", "20", "--into", str(into)])
    printed = capsys.readouterr().out
    rows = [line for line in printed.splitlines() if line.startswith("| mini")]
    assert len(rows) == 2
    for row in rows:
        assert "2 of 2" in row
        assert "4.25* |" in row
        assert "allowed" in row
    assert "0.667*" in rows[1]
    before = into.read_text()
    reviewer_bids.main([str(mini), "--only", "mini", "--limit", "20", "--into", str(into)])
    assert into.read_text() == before


def test_a_paper_in_no_group_is_a_recusal(mini: Path) -> None:
    """The first reviewer of the small conference has one, nobody else."""
    pool = reviewer_bids.bids_pool(mini, "mini", (TierName.COVERAGE, TierName.FIT))
    assert [(row.specialist, row.party) for row in pool.conflicts] == [("R000", "P001")]
    assert {row.headcount for row in pool.demands} == {3}
    assert {(s.max_cases, s.weekly_blocks) for s in pool.specialists} == {(2, 2)}


def test_a_folder_that_is_not_there_is_refused(
    mini: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that says which folder or file is missing, in place of a traceback."""
    for command in (reviewer_bids, fairness):
        with pytest.raises(SystemExit) as ended:
            command.main([str(mini / "nowhere")])
        assert ended.value.code == 2
        assert "nowhere: there is no such folder or file" in capsys.readouterr().err
    (mini / "mini.toi").unlink()
    with pytest.raises(SystemExit) as ended:
        reviewer_bids.main([str(mini), "--only", "mini"])
    assert ended.value.code == 2
    assert f"{mini} has no mini.toi" in capsys.readouterr().err


def test_a_pool_may_be_one_file(tmp_path: Path) -> None:
    """A workbook or a JSON file is a path like a folder."""
    pool = tmp_path / "pool.json"
    pool.write_text("{}")
    assert existing_path(str(pool)) == pool
    assert existing_path(str(tmp_path)) == tmp_path


def test_files_of_different_conferences_are_refused(mini: Path) -> None:
    """Similarities of four reviewers and bids of five do not belong together."""
    rows = ["2 4", "0 0 0 0", "0 0 0 0"]
    (mini / "mini.in").write_text("\n".join(rows))
    with pytest.raises(ValueError, match="differ in reviewers"):
        reviewer_bids.bids_pool(mini, "mini", (TierName.FIT,))
    (mini / "mini.in").write_text("\n".join(rows[:2]))
    with pytest.raises(ValueError, match="2 papers announced, 1 found"):
        reviewer_bids.bids_pool(mini, "mini", (TierName.FIT,))


def test_the_program_knows_nothing_of_its_benchmarks() -> None:
    """No module of the package imports them, so the package is whole without this folder."""
    modules = list((ROOT / "scheduler").rglob("*.py"))
    assert modules
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            assert not [name for name in names if name.split(".")[0] == "benchmarks"], path


def test_the_source_is_known_by_twelve_digits() -> None:
    """The same code has the same digits."""
    assert len(source()) == 12
    assert source() == source()
