"""A plan after somebody has fallen away: as many served as can be, with the fewest changes."""

from collections import Counter

import pytest

from scheduler.explain import absent, replan
from scheduler.model import NotFoundError, RequestError, TierName
from scheduler.solver import coarse, counterfactual
from scheduler.synth import family_pool
from tests import builders as b
from tests.campaigns.replans import look
from tests.planned import plan_of


@pytest.mark.parametrize("seed", range(900, 912))
def test_nobody_moves_without_need(seed: int) -> None:
    """Each specialist of a tiny pool falls away once."""
    assert look(seed).faults == []


def test_a_notified_row_of_whoever_is_away_is_named() -> None:
    """It cannot be kept; that of another stays, though somebody else would fit better."""
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.specialist("s2", max_cases=1),
        b.specialist("s3", max_cases=1),
        b.case("c1", priority=9),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
        b.current("s1", "d1", "notified"),
        b.current("s2", "d2", "notified"),
    )
    plan = plan_of(pool)
    told = replan(absent(pool, plan, "s1"), plan)
    assert [(row.specialist, row.demand) for row in told.lost] == [("s1", "d1")]
    assert told.plan is not None
    rows = {(a.specialist, a.demand) for a in told.plan.assignments}
    assert rows == {("s2", "d2"), ("s3", "d1")}
    assert told.moves is not None
    assert (told.moves.value, told.moves.status) == (2, "optimal")


@pytest.mark.parametrize(
    ("gone", "moves"),
    [
        ({"specialists": (b.specialist("s2"),)}, 2),
        ({"demands": (b.demand("d2", "c2"),)}, 1),
        ({"demands": (b.demand("d1", **{"from": "2026-12-07"}), b.demand("d2", "c2"))}, 1),
    ],
    ids=["specialist", "demand", "window"],
)
def test_rows_of_what_is_gone_are_dropped(gone: dict[str, object], moves: int) -> None:
    """Somebody or a demand that the pool or the weeks have no longer; the rest stays."""
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.specialist("s2", max_cases=1),
        b.case("c1", priority=9),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
    )
    plan = plan_of(pool)
    told = replan(pool.with_rows(**gone), plan)
    assert told.plan is not None
    assert told.moves is not None
    assert (told.moves.value, told.moves.status) == (moves, "optimal")


def test_absence_on_a_day_and_what_is_no_day() -> None:
    """Only those half-days; a weekend is refused, and so is somebody unknown."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    plan = plan_of(pool)
    away = absent(pool, plan, "s1", (b.DAYS[0],))
    horizon = pool.horizon()
    there = [m for m in horizon.blocks if away.is_available("s1", m)]
    assert len(there) == len(horizon.blocks) - 2
    with pytest.raises(RequestError):
        absent(pool, plan, "s1", ("2026-12-05",))
    with pytest.raises(NotFoundError):
        absent(pool, plan, "nobody")


def test_on_a_large_pool_what_is_not_proven_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan near the old one, judged; its number is proven where the bound says so."""
    pool = family_pool(40, 26, 3)
    plan = plan_of(pool)
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    own = Counter(a.specialist for a in plan.assignments)
    searched = 0
    for person in sorted(own)[:12]:
        told = replan(absent(pool, plan, person), plan)
        assert told.plan is not None
        assert not told.is_whole
        assert not [a for a in told.plan.assignments if a.specialist == person]
        assert told.change is not None
        assert told.moves is not None
        assert told.moves.value == len(told.change.added) + len(told.change.removed)
        assert (told.moves.status == "optimal") == (told.moves.value == told.moves.bound)
        searched += told.moves.value > own[person]
        with monkeypatch.context() as patch:
            patch.setattr(coarse.AmongAll, "least", lambda *_: 1)
            weak = replan(absent(pool, plan, person), plan).moves
        assert weak is not None
        # what is refused by now goes in any plan
        assert weak.bound == own[person]
        assert (weak.status == "optimal") == (weak.value == own[person])
    assert searched


def test_what_is_best_among_few_moves_is_not_called_optimal() -> None:
    """Somebody else fits better by now; nobody moves for it, and the fit is not said to be best."""
    facts = (
        b.specialist("s1"),
        b.specialist("s2"),
        b.case("c1"),
        b.demand("d1"),
    )
    pool = b.pool(*facts, b.affinity("s1", "d1", 90), tiers=("coverage", "fit"))
    plan = plan_of(pool)
    changed = pool.with_rows(affinity=(b.affinity("s1", "d1", 10), b.affinity("s2", "d1", 99)))
    told = replan(changed, plan)
    assert told.plan is not None
    assert [a.specialist for a in told.plan.assignments] == ["s1"]
    fit = told.plan.tier(TierName.FIT)
    assert (fit.value, fit.status) == (10, "feasible")
    assert fit.bound is not None
    assert fit.bound >= 99


def test_on_a_large_pool_a_seat_is_filled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few changes do not come before who is served: a replacement takes the seat."""
    pool = b.pool(
        b.specialist("s1"),
        b.specialist("s2"),
        b.case("c1", priority=9),
        b.demand("d1"),
        b.affinity("s1", "d1", 90),
        b.affinity("s2", "d1", 10),
    )
    plan = plan_of(pool)
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    told = replan(absent(pool, plan, "s1"), plan)
    assert told.plan is not None
    assert [(a.specialist, a.demand) for a in told.plan.assignments] == [("s2", "d1")]
