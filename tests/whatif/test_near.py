"""``near=`` and ``give=`` of plan, study, sweep and edit."""

from pathlib import Path
from typing import Any

import pytest

import scheduler
from scheduler.model import Pool, RequestError
from scheduler.whatif import PlannedWeek, study, sweep
from tests import builders as b


def pool() -> Pool:
    """Three equals for two demands, and nothing that decides among them."""
    return b.pool(
        *(b.specialist(name, max_cases=1) for name in ("s1", "s2", "s3")),
        b.case("c1", priority=9),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
        tiers=("coverage", "stability"),
    )


def rows(planned: PlannedWeek) -> set[tuple[str, str]]:
    """Who serves what."""
    return {(a.specialist, a.demand) for a in planned.plan.assignments}


@pytest.fixture(scope="module")
def given() -> PlannedWeek:
    """A plan of the week with whoever comes last."""
    pinned = pool().with_rows(assignments=(b.pin("s3", "d1"), b.pin("s2", "d2")))
    return scheduler.plan(pinned, language="en")


def test_a_plan_is_the_nearest_and_says_so(given: PlannedWeek) -> None:
    """By a planned week or its plan; without a base there is nothing to say."""
    for near in (given, given.plan):
        planned = scheduler.plan(pool(), near=near)
        assert rows(planned) == {("s3", "d1"), ("s2", "d2")}
        assert planned.near is not None
        assert (planned.near.moves, planned.near.status) == (0, "optimal")
    assert scheduler.plan(pool()).near is None


def test_a_study_and_a_sweep_find_the_same_nearest_plans(
    given: PlannedWeek, tmp_path: Path
) -> None:
    """Each variant is near to the base that is named; a cache tells wishes apart."""
    base = scheduler.plan(pool(), language="en")
    variants: dict[str, scheduler.whatif.Patch | tuple[scheduler.whatif.Patch, ...]]
    variants = {
        "s3 away": scheduler.absence("s3", "2026-11-30", until="2026-12-04"),
        "as it is": (),
    }
    found = study(base, variants, near=given)
    assert found["s3 away"].near is not None
    assert ("s2", "d2") in rows(found["s3 away"])
    assert found["s3 away"].near.moves == 2
    assert rows(found["as it is"]) == rows(given)
    wishes: tuple[dict[str, Any], ...]
    wishes = ({"near": given}, {"near": given, "give": {"coverage": 9}}, {}, {"near": given})
    for wish in wishes:
        swept = sweep(base, variants, workers=1, bar=False, cache=tmp_path, **wish)
        again = study(base, variants, **wish)
        for name in variants:
            assert swept[name].plan == again[name].plan
            assert (swept[name].near is None) == (not wish)
    assert all(row.is_reused for row in swept.swept)


def test_what_is_given_up_is_told(given: PlannedWeek) -> None:
    """The demand of priority 1 stays empty where that spares a change."""
    away = scheduler.patch(pool(), scheduler.absence("s3", "2026-11-30", until="2026-12-04"))
    full = scheduler.plan(away, near=given)
    assert len(rows(full)) == 2
    less = scheduler.plan(away, near=given, give={"coverage": 9})
    assert rows(less) == {("s2", "d2")}
    assert less.near is not None
    (told,) = less.near.given
    assert (told.best, told.given, told.most, less.near.moves) == (10, 9, 9, 1)
    assert "충원 10 → 1" in " ".join(scheduler.model.nearness_lines(less.near, "ko"))


def test_an_edit_counts_changes_from_whichever_plan(given: PlannedWeek) -> None:
    """From another plan by ``near``; from its own where only something is given up."""
    base = scheduler.plan(pool(), language="en", near=given)
    moved = base.edit(scheduler.ban("s3", "d1"))
    assert moved.answer.near is None
    assert moved.answer.change is not None
    near = base.edit(scheduler.ban("s3", "d1"), near=given).answer
    assert near.near is not None
    assert (near.near.moves, near.near.status) == (2, "optimal")
    assert near.near.base_sha256 == given.plan.sha256
    spared = base.edit(scheduler.ban("s3", "d1"), give={"coverage": 9})
    assert spared.answer.near is not None
    assert spared.answer.near.base_sha256 == base.plan.sha256
    assert spared.answer.near.moves == 1
    assert "coverage 10 → 1" in str(spared)


def test_concessions_are_a_table_whose_rows_can_be_planned() -> None:
    """After an absence: first nothing given up, then as little as spares a change."""
    base = scheduler.plan(pool(), language="en")
    who = next(s for s, d in rows(base) if d == "d1")
    table = base.concessions(who)
    assert list(table["coverage_given"])[:1] == [0]
    assert table["moves"].is_monotonic_decreasing
    assert table["proven"].all()
    assert len(table) == 2
    last = table.iloc[-1]
    told = base.absent(who, give={"coverage": int(last["coverage_given"])}).answer
    assert told.moves is not None
    assert told.moves.value == last["moves"]


def test_wishes_that_cannot_be_are_refused_before_anything_is_solved(given: PlannedWeek) -> None:
    """No base, no such goal, a goal that comes after the changes."""
    with pytest.raises(RequestError) as raised:
        scheduler.plan(pool(), give={"coverage": 1})
    assert raised.value.code == "near.no_base"
    for call in (
        lambda: study(given, {"a": ()}, near=given, give={"fit": 1}),
        lambda: sweep(given, {"a": ()}, near=given, give={"fit": 1}, bar=False),
        lambda: given.absent("s1", give={"stability": 1}),
        lambda: given.edit(scheduler.ban("s1", "d1"), give={"fit": 1}),
    ):
        with pytest.raises(RequestError) as raised:
            call()
        assert raised.value.code == "near.unused"
