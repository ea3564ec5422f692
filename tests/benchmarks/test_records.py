"""What is written down, how it is kept in files, and what the tables make of it."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.records.bids import bids_summary
from benchmarks.records.files import append, begin, read
from benchmarks.records.rows import (
    BidsConditions,
    BidsLine,
    BidsRun,
    Conditions,
    FamilyRun,
    Machine,
    MethodRun,
    Moment,
    TierLine,
)
from benchmarks.records.summary import gap, summary
from benchmarks.records.tables import middle, most, number, percent, table
from benchmarks.report import report

MACHINE = Machine(
    architecture="abacus",
    processor="beads",
    cores=2,
    memory_mb=1_000,
    system="none",
    python="3",
    packages={"numpy": "1"},
)


def _conditions(**fields: Any) -> Conditions:
    known = {"specialists": 3_000, "cases": 2_500, "limit": 100.0, "memory_cap_mb": 10_000}
    return Conditions(**{**known, "our_workers": 1, "source": "abc", "machine": MACHINE, **fields})


def _method(name: str, *moments: tuple[float, int | None, int | None], **fields: Any) -> MethodRun:
    """An accepted run that was worth what its last moment says."""
    trace = tuple(Moment(seconds=s, value=v, bound=b) for s, v, b in moments)
    value, bound = moments[-1][1:] if moments else (None, None)
    known = {"seed": 1, "status": "done", "value": value, "bound": bound, "is_accepted": True}
    return MethodRun(**{"method": name, "trace": trace, **known, **fields})


OURS = _method("ours_coverage", (5, 80, 130), (20, 95, 110), (70, 105, 106))
HIGHS = _method("highs", (30, 90, None), (58, 100, 120), (90, 102, 118))
GREEDY = _method("greedy", (2, 70, None))


# -- one method --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "value", "bound"),
    [(1, None, None), (5, 80, 130), (19, 80, 130), (19.5, 95, 110), (20, 95, 110), (99, 105, 106)],
)
def test_value_and_bound_in_hand(seconds: float, value: int | None, bound: int | None) -> None:
    """What was known by then, with half a second's or two per cent's grace."""
    assert OURS.at(seconds) == value
    assert OURS.bound_at(seconds) == bound


def test_when_a_value_was_first_in_hand() -> None:
    """The first moment with at least that value; never, where it was not reached."""
    assert OURS.seconds_to(80) == 5
    assert OURS.seconds_to(81) == 20
    assert OURS.seconds_to(106) is None


def test_claims_beyond_the_judge_do_not_count() -> None:
    """A method that says 90 on its way and ends with a plan of 85 had 85 at most."""
    run = _method("flow", (1, 90, None), value=85)
    assert run.at(1) == 85
    assert run.seconds_to(86) is None


# -- files -------------------------------------------------------------------------------------


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Conditions and lines come back equal, whichever kind of run it is."""
    family, bids = tmp_path / "deep" / "family.jsonl", tmp_path / "bids.jsonl"
    assert begin(family, _conditions()) == ()
    append(family, OURS)
    append(family, HIGHS)
    assert read(family) == FamilyRun(conditions=_conditions(), runs=(OURS, HIGHS))
    begin(bids, _bids().conditions)
    append(bids, _bids().lines[0])
    assert read(bids) == _bids()


def test_a_run_goes_on_under_the_same_conditions_only(tmp_path: Path) -> None:
    """What is there already is told; another limit or source is another run."""
    path = tmp_path / "family.jsonl"
    begin(path, _conditions())
    append(path, OURS)
    assert begin(path, _conditions()) == (OURS,)
    with pytest.raises(ValueError, match="other conditions"):
        begin(path, _conditions(source="def"))
    assert read(path) == FamilyRun(conditions=_conditions(), runs=(OURS,))


def test_a_file_of_two_kinds_is_no_run(tmp_path: Path) -> None:
    """Nor is an empty one."""
    mixed, empty = tmp_path / "mixed.jsonl", tmp_path / "empty.jsonl"
    begin(mixed, _conditions())
    append(mixed, _bids().lines[0])
    empty.write_text("")
    for path in (mixed, empty):
        with pytest.raises(ValueError, match="no run"):
            read(path)


# -- tables ------------------------------------------------------------------------------------


def test_a_table_is_aligned() -> None:
    """Columns as wide as their widest cell, the first to the left and the others to the right."""
    assert table(["a", "long"], [["word", "1"]]).splitlines() == [
        "| a    | long |",
        "| ---- | ---: |",
        "| word |    1 |",
    ]


def test_numbers_in_words() -> None:
    """Medians and maxima only where every run has a value; gaps as in the plan file."""
    assert (middle([3, 1, 2]), middle([1, None]), middle([])) == (2, None, None)
    assert (most([3, 1, 2]), most([1, None]), most([])) == (3, None, None)
    assert (number(1234.56, 1), number(None)) == ("1,234.6", "–")
    assert (percent(0.12345), percent(None)) == ("12.35 %", "–")
    assert (gap(90, 100), gap(100, 90), gap(0, 0), gap(None, 1)) == (0.1, 0.1, 0, None)


def _cells(text: str, first: str) -> list[list[str]]:
    """The cells of every table row that begins with a word."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return [row for row in rows if row and row[0] == first]


def test_the_summary_of_a_family() -> None:
    """Values and gaps at the moments 20, 60 and 100 s, and the race at 60 s."""
    run = FamilyRun(conditions=_conditions(), runs=(OURS, HIGHS, GREEDY))
    assert run.moments == (20, 60, 100)
    text = summary(run)
    assert "## 3,000×2,500, 100 s" in text
    values, gaps = _cells(text, "ours_coverage")
    assert values[1:4] == ["95", "95", "105"]
    assert gaps[1:] == ["13.64 %", "13.64 %", "0.94 %", "0.94 %"]
    assert _cells(text, "highs")[0][1:4] == ["–", "100", "102"]
    assert _cells(text, "greedy")[1][1:] == ["–", "–", "–", "33.96 %"]
    race = _cells(text, "1")
    assert race == [["1", "highs", "100", "58.0 s", "95", "0.9500", "70.0 s", "116.7 %"]]


def test_the_summary_takes_medians_over_seeds() -> None:
    """The middle of three; a dash where a seed has nothing."""
    seeds = [_method("greedy", (2, v, None), seed=i) for i, v in enumerate((70, 90, 75), start=1)]
    text = summary(FamilyRun(conditions=_conditions(), runs=tuple(seeds)))
    assert _cells(text, "greedy")[0][1:4] == ["75", "75", "75"]
    lost = _method("greedy", seed=4, status="died", words="SIGKILL", is_accepted=False)
    text = summary(FamilyRun(conditions=_conditions(), runs=(*seeds, lost)))
    assert _cells(text, "greedy")[0][1:4] == ["–", "–", "–"]
    assert "- `greedy`: died; SIGKILL (seeds 4)" in text
    assert "3 of 4" in text


def test_the_summary_says_who_was_wrong() -> None:
    """A plan that is not allowed and a claim beyond the judge's count stand under the table."""
    broken = _method("flow", (1, 9, None), is_accepted=False, violations=("a rule",))
    proud = _method("greedy", (1, 90, None), value=85)
    text = summary(FamilyRun(conditions=_conditions(), runs=(broken, proud)))
    assert "- `flow`: not allowed; a rule (seeds 1)" in text
    assert "- `greedy`: claimed 90, the judge counts 85 (seeds 1)" in text


def test_the_summary_has_our_tiers() -> None:
    """How often each is proven, when, and how far from its bound."""
    lines = [
        (TierLine(tier="statutory", status="optimal", value=3, bound=3, seconds=s), line)
        for s, line in [
            (1.0, TierLine(tier="coverage", status="feasible", value=90, bound=100, seconds=5.0)),
            (3.0, TierLine(tier="coverage", status="optimal", value=100, bound=100, seconds=7.0)),
        ]
    ]
    runs = tuple(_method("ours", (5, 90, 100), seed=i, tiers=t) for i, t in enumerate(lines))
    text = summary(FamilyRun(conditions=_conditions(), runs=runs))
    assert _cells(text, "statutory") == [
        ["statutory", "2 of 2", "2.0", "3.0", "0.00 %", "0.00 %"],
    ]
    assert _cells(text, "coverage")[-1] == ["coverage", "1 of 2", "6.0", "7.0", "5.00 %", "10.00 %"]


def _bids() -> BidsRun:
    line = BidsLine(
        conference="conf",
        order="coverage, floor, fit",
        papers=4,
        reviewers=3,
        full_papers=4,
        floor=25_000,
        floor_status="optimal",
        fit=12_425,
        fit_status="feasible",
        published=12_425,
        seconds=1.0,
    )
    conditions = BidsConditions(limit=60, our_workers=1, source="abc", machine=MACHINE)
    return BidsRun(conditions=conditions, lines=(line,))


def test_the_summary_of_reviewer_bids() -> None:
    """Similarities in their own unit, with a star where proven."""
    (row,) = _cells(bids_summary(_bids()), "conf")
    assert row[4:] == ["4 of 4", "0.250*", "124.25", "124.25", "1.0", "allowed"]


def test_the_page_has_every_run_by_size() -> None:
    """Small families first, reviewer bids last."""
    small = FamilyRun(conditions=_conditions(specialists=60, cases=40), runs=(GREEDY,))
    large = FamilyRun(conditions=_conditions(), runs=(OURS, HIGHS))
    heads = [
        line for line in report([_bids(), large, small]).splitlines() if line.startswith("## ")
    ]
    assert heads == ["## 60×40, 100 s", "## 3,000×2,500, 100 s", "## Reviewer bids, 60 s"]
