"""Who could take a seat as things stand: ranked, and nothing said that the rules do not allow."""

from collections import Counter

import pytest

from scheduler.explain import (
    Words,
    absent,
    candidates,
    demands_of_case,
    replan,
    vacated,
)
from scheduler.model import Language, NotFoundError, Pool, RequestError
from scheduler.model.entities import Fact
from scheduler.solver import counterfactual, make_plan
from tests import builders as b
from tests.explain.ranking import look
from tests.planned import plan_of


def test_each_candidate_is_that_of_all_plans() -> None:
    """Of tiny pools: who can come, at what loss, and that nobody is left out."""
    seen = Counter[str]()
    for seed in range(400, 440):
        wrong, counts = look(seed)
        assert wrong == []
        seen.update(counts)
    assert seen["free"] + seen["leaving"] > 60
    assert seen["leaving"] > 30


def busy_pool(*more: Fact) -> Pool:
    """Two cases that are served, and whatever comes in."""
    return b.pool(
        b.specialist("s1", max_cases=1),
        b.specialist("s2", max_cases=1),
        b.specialist("s3", max_cases=2),
        b.case("c1", priority=30),
        b.case("c2", priority=20),
        b.demand("d1", "c1"),
        b.demand("d2", "c2"),
        b.affinity("s1", "d1", 90),
        b.affinity("s2", "d2", 90),
        *more,
    )


def test_an_urgent_case_asks_the_free_first_and_then_the_cheapest() -> None:
    """Nobody moves for it who need not; the replan moves one row, which is the new one."""
    pool = busy_pool()
    plan = plan_of(pool)
    changed = busy_pool(b.case("c3", priority=90), b.demand("d3", "c3"))
    told = candidates(changed, plan, demands_of_case(changed, plan, "c3"))
    assert [one.specialist for one in told.ranked] == ["s3", "s2", "s1"]
    assert [sum(part.loss for part in one.lost) for one in told.ranked] == [0, 20, 30]
    assert [one.is_free for one in told.ranked] == [True, False, False]
    new = replan(changed, plan)
    assert new.change is not None
    assert new.moves is not None
    assert [(row.specialist, row.demand) for row in new.change.added] == [("s3", "d3")]
    assert (new.moves.value, new.moves.bound) == (1, 1)


def test_on_a_large_pool_a_vacated_seat_is_taken_by_who_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fewer rows would change if it stayed empty; who is served comes first."""
    pool = busy_pool()
    plan = plan_of(pool)
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    changed = absent(pool, plan, "s1")
    assert vacated(changed, plan) == ("d1",)
    told = candidates(changed, plan, ("d1",))
    assert [one.specialist for one in told.ranked if one.is_free] == ["s3"]
    new = replan(changed, plan)
    assert new.plan is not None
    assert {(a.specialist, a.demand) for a in new.plan.assignments} == {("s3", "d1"), ("s2", "d2")}
    assert not new.is_whole


def test_what_cannot_be_asked() -> None:
    """A case without demands in these weeks, a demand that is not there, pins that clash."""
    pool = busy_pool()
    plan = plan_of(pool)
    for wrong in (lambda: demands_of_case(pool, plan, "c9"), lambda: candidates(pool, plan, ["x"])):
        with pytest.raises(NotFoundError):
            wrong()
    clash = busy_pool(b.pin("s1", "d1"), b.pin("s1", "d2"))
    with pytest.raises(RequestError):
        candidates(clash, plan, ["d1"])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_candidates_in_words(language: Language) -> None:
    """Free ones, those who leave something, and a seat that nobody can take."""
    pool = busy_pool(
        b.case("c3"),
        b.demand("d3", "c3"),
        b.demand("d4", "c3", clearance="grade_1"),
        b.ban("s3", case="c3"),
    )
    plan = make_plan(busy_pool(), busy_pool().horizon()).plan
    assert plan is not None
    words = Words(pool, plan, language)
    said = words.candidates(candidates(pool, plan, ("d3", "d4")), most=1)
    assert len(said) == 5
    assert "s2" in said[2]
    assert not set("{}") & set("".join(said))
