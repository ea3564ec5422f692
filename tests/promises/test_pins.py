"""Lifting a pin is planning without its row: public doors only, to be run against any version."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from scheduler.exchange import write_pool
from scheduler.model import Pool
from tests import builders as b
from tests.cli.conftest import Done, Run

Pair = tuple[str, str]
OPINION, PANEL = ("s1", "opinion"), ("s1", "panel")


def of_one_matter() -> Pool:
    """One person is notified on an opinion and pinned on a panel of the same matter."""
    return b.pool(
        b.specialist("s1"),
        b.case("c1", matter="m", priority=1),
        b.case("c2", matter="m", priority=90),
        b.demand("opinion", "c1", "opinion"),
        b.demand("panel", "c2", "panel"),
        b.current("s1", "opinion", "notified"),
        b.pin("s1", "panel"),
    )


def under_way_by_its_notified_name() -> Pool:
    """The name that alone puts a case under way cannot be, nor can its core team be whole."""
    return b.pool(
        b.specialist("s1"),
        b.specialist("s2"),
        b.case("c1"),
        b.demand("d1", "c1", critical=True, clearance="grade_2"),
        b.demand("d2", "c1"),
        b.current("s1", "d1", "notified"),
        b.pin("s2", "d2"),
    )


POOLS = [of_one_matter, under_way_by_its_notified_name]


def lift(folder: Path, rows: Iterable[Pair]) -> None:
    """The pool on disk is then without these rows of the table of assignments."""
    path = folder / "assignments.csv"
    with path.open(encoding="utf-8-sig", newline="") as text:
        header, *table = csv.reader(text)
    who, what = header.index("specialist"), header.index("demand")
    gone = set(rows)
    kept = [row for row in table if (row[who], row[what]) not in gone]
    assert len(kept) == len(table) - len(gone)
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([header, *kept])


def pairs(pins: list[dict[str, Any]]) -> set[Pair]:
    """(specialist, demand) of each pin of an answer."""
    return {(pin["specialist"], pin["demand"]) for pin in pins}


def answer_of(done: Done) -> dict[str, Any]:
    """What ``clashes`` answered."""
    answer = done.document["answer"]
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize(
    ("language", "reason", "way"),
    [
        ("ko", "2건", "s1 → panel"),
        ("en", "2 pins", "Lift the pin s1 → panel: all the others can then hold."),
    ],
)
def test_plan_names_the_pair_as_the_clash_and_the_planners_pin_to_lift(
    run: Run, tmp_path: Path, language: str, reason: str, way: str
) -> None:
    write_pool(of_one_matter(), tmp_path)
    done = run("plan", tmp_path, "--json", "--language", language)
    error = done.document["error"]

    assert done.code == 4
    for text in (reason, "s1 → opinion", "s1 → panel"):
        assert text in error["message"]
    assert way in error["hint"]
    assert "s1 → opinion" not in error["hint"]


def test_clashes_tells_one_clash_of_the_pair(run: Run, tmp_path: Path) -> None:
    write_pool(of_one_matter(), tmp_path)
    clashes = answer_of(run("clashes", tmp_path, "--json"))["clashes"]

    assert [pairs(clash["pins"]) for clash in clashes] == [{OPINION, PANEL}]
    assert pairs([clashes[0]["cheapest_to_lift"]]) == {PANEL}
    assert clashes[0]["is_enough"]


def test_clashes_offers_one_pin_where_one_is_enough(run: Run, tmp_path: Path) -> None:
    """The planner's first."""
    write_pool(of_one_matter(), tmp_path)
    ways = answer_of(run("clashes", tmp_path, "--json"))["ways_out"]

    assert [pairs(way) for way in ways] == [{PANEL}, {OPINION}]


def test_a_lifted_notified_row_no_longer_makes_its_case_under_way(run: Run, tmp_path: Path) -> None:
    """The pin beside it, which clashes with nothing, has to go with it."""
    write_pool(under_way_by_its_notified_name(), tmp_path)
    answer = answer_of(run("clashes", tmp_path, "--json"))

    assert not answer["clashes"][0]["is_enough"]
    assert [pairs(way) for way in answer["ways_out"]] == [{("s1", "d1"), ("s2", "d2")}]


@pytest.mark.parametrize("made", POOLS)
def test_every_way_out_plans_and_none_of_its_parts_does(
    run: Run, tmp_path: Path, made: Callable[[], Pool]
) -> None:
    """So that no more than needed is lifted."""
    write_pool(made(), tmp_path / "asked")
    ways = answer_of(run("clashes", tmp_path / "asked", "--json"))["ways_out"]
    assert ways
    for number, way in enumerate(map(pairs, ways)):
        for left in (None, *way):
            folder = tmp_path / f"{number} without {left}"
            write_pool(made(), folder)
            lift(folder, way - {left} if left else way)
            assert run("plan", folder, "--json").code == (4 if left else 0)


@pytest.mark.parametrize("made", POOLS)
def test_whether_the_cheapest_pin_is_enough_is_what_planning_without_its_row_says(
    run: Run, tmp_path: Path, made: Callable[[], Pool]
) -> None:
    write_pool(made(), tmp_path)
    clash = answer_of(run("clashes", tmp_path, "--json"))["clashes"][0]
    lift(tmp_path, pairs([clash["cheapest_to_lift"]]))

    assert run("plan", tmp_path, "--json").code == (0 if clash["is_enough"] else 4)
