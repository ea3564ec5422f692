"""What changes between two plans of one week, and how certain it is."""

from dataclasses import replace

import pytest

import scheduler
from scheduler.explain.change import Certainty, certainty
from scheduler.model import Language, Pool, RequestError, TierName, TierResult
from scheduler.model.plan import TierStatus
from scheduler.whatif import Comparison, PlannedWeek, compare
from tests import builders as b


def small() -> Pool:
    """Two people who can do either of two things; the better one is fitter for both."""
    return b.pool(
        b.specialist("s1", fields=("ai",)),
        b.specialist("s2"),
        b.case("c1", field="ai"),
        b.demand("d1", effort=3),
        tiers=["coverage", "fit"],
    )


@pytest.fixture(scope="module")
def change() -> Comparison:
    """The fitter one falls ill for the whole week."""
    pool = small()
    away = scheduler.absence("s1", b.DAYS[0], until=b.DAYS[-1])
    return compare(
        scheduler.plan(pool, language="en"),
        scheduler.plan(scheduler.patch(pool, away), language="en"),
    )


def test_who_leaves_and_who_comes_stand_side_by_side(change: Comparison) -> None:
    """One row each, with the half-days before and after."""
    rows = change.rows.set_index("specialist")
    assert rows["change"].to_dict() == {"s1": "removed", "s2": "added"}
    assert rows.loc["s1", "before"] == "2026-11-30 2026-12-01/am"
    assert rows["after"].isna().to_dict() == {"s1": True, "s2": False}


def test_the_tiers_say_what_it_cost(change: Comparison) -> None:
    """Nothing of coverage, and 20 points of fit for the field."""
    tiers = change.tiers.set_index("tier")
    assert tiers["difference"].to_dict() == {"coverage": 0, "fit": -20}
    assert tiers.loc["coverage", "certainty"] == "proven, checkable"
    assert all(word.startswith("proven") for word in tiers["certainty"])


@pytest.mark.parametrize(
    ("language", "words"), [("en", "proven by the solver"), ("ko", "최적화 엔진이 증명")]
)
def test_a_difference_is_checkable_where_both_bounds_are(language: Language, words: str) -> None:
    """One plan without its witnesses, and the solver's word is part of the proof."""
    one = scheduler.plan(small(), language=language)
    bare = replace(one, plan=one.plan.model_copy(update={"witnesses": ()}))
    for before, after in ((one, bare), (bare, one)):
        assert set(compare(before, after).tiers["certainty"]) == {words}


def test_what_two_policies_count_differently_is_not_called_proven() -> None:
    """As the terminal says of the same two plans; the other tiers stay proven."""
    one = scheduler.plan(small(), language="en")
    dearer = scheduler.patch(small(), scheduler.set_policy(core_bonus=11))
    tiers = compare(one, scheduler.plan(dearer, language="en")).tiers.set_index("tier")
    assert tiers["certainty"].to_dict() == {
        "coverage": "not comparable",
        "fit": "proven, checkable",
    }


def test_a_comparison_shows_itself(change: Comparison) -> None:
    """The counts in words, and both tables."""
    assert change.summary() == "1 added, 1 removed, 0 moved in time"
    assert change._repr_html_().count("<table") == 2
    assert "1 added" in repr(change)


def test_the_same_person_at_other_hours_is_moved() -> None:
    """Neither added nor removed."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    away = scheduler.absence("s1", b.DAYS[0])
    rows = compare(scheduler.plan(pool), scheduler.plan(scheduler.patch(pool, away))).rows
    assert rows["change"].tolist() == ["moved"]
    assert rows["after"].tolist() == ["2026-12-01/am"]


def test_equal_plans_have_no_rows() -> None:
    """Nothing changed is an empty table with its columns."""
    planned = scheduler.plan(small())
    rows = compare(planned, planned).rows
    assert rows.empty
    assert "change" in rows


def test_plans_of_different_weeks_are_not_compared() -> None:
    """Their half-days have nothing to do with each other."""

    def at(week: str) -> PlannedWeek:
        return scheduler.plan(small(), week)

    with pytest.raises(RequestError, match="2026-W50"):
        compare(at("2026-W49"), at("2026-W50"))


def tier(value: int | None, bound: int | None) -> TierResult:
    """A coverage tier with this value and bound."""
    status: TierStatus = "optimal" if value == bound and value is not None else "feasible"
    return TierResult(tier=TierName.COVERAGE, status=status, value=value, bound=bound)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((10, 10), (12, 12), "proven"),
        ((10, 11), (12, 15), "proven"),  # even the bound of the first is below the second
        ((10, 12), (12, 12), "within_gap"),  # the first might reach 12 too
        ((10, 15), (12, 13), "within_gap"),
        ((None, None), (12, 12), "not_comparable"),
    ],
)
def test_a_difference_is_as_certain_as_its_bounds(
    before: tuple[int | None, int | None],
    after: tuple[int | None, int | None],
    expected: Certainty,
) -> None:
    """Proven when the spans from value to bound are apart, or both are proven."""
    assert certainty(tier(*before), tier(*after)) == expected


def test_causes_are_columns_where_they_are_asked_for() -> None:
    """A cause and a sentence a row, and how few moves would have done; by default neither."""
    pool = small()
    away = scheduler.absence("s1", b.DAYS[0], until=b.DAYS[-1])
    before = scheduler.plan(pool, language="en")
    after = scheduler.plan(scheduler.patch(pool, away), language="en")
    heard: list[tuple[int, int]] = []
    told = compare(before, after, causes=True, on_answer=lambda *done: heard.append(done))
    rows = told.rows.set_index("specialist")
    assert rows["cause"].to_dict() == {"s1": "fact", "s2": "follow-on"}
    assert str(rows.loc["s1", "why"]).startswith(
        "The pair is no longer eligible: not enough time. · "
    )
    assert str(rows.loc["s2", "why"]).startswith(
        "Without the row, coverage points fall from 1 to 0"
    )
    assert told.least.startswith("2 rows were added or removed: it is proven")
    assert told.least.replace("'", "&#x27;") in told._repr_html_()
    assert heard == [(1, 2), (2, 2)]
    assert told.compared is not None
    assert told.compared.is_complete
    quick = compare(before, after)
    assert "cause" not in quick.rows
    assert quick.compared is None
    unchanged = compare(before, before, causes=True)
    assert unchanged.rows.empty
    assert "why" in unchanged.rows
