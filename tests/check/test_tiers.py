"""The exact value of each tier, on pools small enough for mental arithmetic."""

from fractions import Fraction
from typing import Any

import pytest

from scheduler.check import Violation, judge, tier_values
from scheduler.model import BalanceRule, Fact, PlannedAssignment, Pool, TierName, TierResult
from tests.builders import (
    absence,
    affinity,
    agency,
    case,
    current,
    demand,
    plan,
    pool,
    row,
    served,
    skill,
    specialist,
    travel,
)


def value(tier: str, it: Pool, *rows: PlannedAssignment) -> object:
    """What one tier is worth."""
    return tier_values(it, it.horizon(), rows)[TierName(tier)]


@pytest.mark.parametrize(
    ("deadline", "worth"),
    [
        ("2026-12-13", 1),  # the Sunday of the week after
        ("2026-12-14", 0),
        ("2026-01-01", 1),  # overdue
        (None, 0),
    ],
)
def test_statutory(deadline: str | None, worth: int) -> None:
    """Running cases with critical demands and a deadline that is near."""
    facts: list[Fact] = [specialist("s"), case("c1", statutory_deadline=deadline)]
    critical = pool(*facts, demand("d1", critical=True), demand("d2"))
    lax = pool(*facts, demand("d1"), demand("d2"))

    assert value("statutory", critical, row(critical, "s", "d1")) == worth
    assert value("statutory", critical, row(critical, "s", "d2")) == 0  # it does not run
    assert value("statutory", lax, row(lax, "s", "d1")) == 0  # it has nothing critical


def test_coverage() -> None:
    """Priority times people, and ten more for a case that has critical demands and runs."""
    it = pool(
        *(specialist(s) for s in "rst"),
        case("c1", priority=7),
        case("c2", priority=2),
        demand("d1", "c1", headcount=2, critical=True),
        demand("d2", "c2"),
        demand("d3", "c2", critical=True, from_="2027-01-04"),
    )

    half, whole = [row(it, s, "d1") for s in "r"], [row(it, s, "d1") for s in "rs"]
    assert value("coverage", it) == 0
    assert value("coverage", it, *half) == 7
    assert value("coverage", it, *whole) == 2 * 7 + 10 * 7
    assert value("coverage", it, *whole, row(it, "t", "d2")) == 84 + 2


@pytest.mark.parametrize(("status", "dropped"), [("in_force", 1), ("pinned", 0), ("notified", 0)])
def test_stability(status: str, dropped: int) -> None:
    """Rows in force that are gone, and newcomers on cases that had somebody."""
    it = pool(
        specialist("s"),
        specialist("t"),
        case("c1"),
        case("c2"),
        demand("d1"),
        demand("e1"),
        demand("d2", "c2"),
        demand("later", "c2", from_="2027-01-04"),
        current("s", "d1", status),
        current("t", "later"),
    )

    assert value("stability", it) == dropped
    assert value("stability", it, row(it, "s", "d1")) == 0
    assert value("stability", it, row(it, "s", "e1")) == dropped  # still on the case: not new
    assert value("stability", it, row(it, "t", "d1")) == dropped + 1
    assert value("stability", it, row(it, "s", "d1"), row(it, "t", "d2")) == 0  # c2 had nobody


def balance_pool(**policy: Any) -> Pool:
    """Person s worked 2 of 3 blocks and can give 4; B lent 1 of 8; r has no capacity at all."""
    return pool(
        agency("B", past_lent_blocks=1, past_pool_blocks=4),
        specialist("r", "A", weekly_blocks=0),
        specialist("s", "B", weekly_blocks=4, past_blocks=2, past_capacity=3),
        specialist("t", "B", weekly_blocks=10),
        *(absence("t", f"2026-{day}") for day in ("11-30", "12-01", "12-02", "12-03", "12-04")),
        case("c1", "A"),
        demand("d1", "c1", effort=2),
        **policy,
    )


def test_balance_adds_up_floored_steps() -> None:
    """Two more blocks of s, both lent: each step is floored by itself."""
    it = balance_pool(balance_scale=1000)
    people = 1000 * 5 // 49 + 1000 * 7 // 49  # steps 3 and 4 of a capacity of 3 + 4
    agencies = 1000 * 2 * 3 // 64 + 1000 * 2 * 5 // 64  # two people, steps 2 and 3 of 4 + 4

    assert value("balance", it) == 0
    assert value("balance", it, row(it, "s", "d1", (0, 1))) == people + agencies


def test_leximin_lists_exact_ratios() -> None:
    """Largest first; who has no capacity is left out, who has no work is not."""
    it = balance_pool(balance="leximin")
    rows = (row(it, "s", "d1", (0, 1)),)

    assert value("balance", it) == ([Fraction(2, 7)], [Fraction(1, 8)])
    assert value("balance", it, *rows) == ([Fraction(4, 7)], [Fraction(3, 8)])


@pytest.mark.parametrize(
    ("ratios", "agency_ratios", "changes", "accepted"),
    [
        (("4/7",), ("3/8",), {}, True),
        (("4/7",), ("1/8",), {}, False),
        (("8/14",), ("3/8",), {}, False),  # not in lowest terms
        (("4/7", "0/1"), ("3/8",), {}, False),
        ((), (), {}, False),
        (("4/7",), ("3/8",), {"bound": 1}, False),
        (("4/7",), ("3/8",), {"value": 1}, False),
    ],
)
def test_leximin_is_written_in_lowest_terms(
    ratios: tuple[str, ...],
    agency_ratios: tuple[str, ...],
    changes: dict[str, Any],
    accepted: bool,
) -> None:
    """The plan lists both lists and no number."""
    it = balance_pool(balance="leximin", tiers=["balance"])
    known = {"value": None, "bound": None, "rule": BalanceRule.LEXIMIN, "status": "feasible"}
    claim = {"ratios": ratios, "agency_ratios": agency_ratios, **known, **changes}
    tier = TierResult.model_validate({"tier": "balance", **claim})
    it_plan = plan(it, row(it, "s", "d1", (0, 1))).model_copy(update={"tiers": (tier,)})

    assert judge(it, it_plan).is_accepted == accepted


def test_floor() -> None:
    """The worst served running case counts, per seat; a case without critical demands does not."""
    tiers = ["floor", "fit"]
    facts: list[Fact] = [
        specialist("s"),
        specialist("t"),
        case("c1"),
        case("c2"),
        demand("d1", "c1", critical=True),
        demand("d2", "c1", headcount=2),
        demand("later", "c2", from_="2027-01-04"),
        affinity("s", "d1", 50),
        affinity("t", "d2", 60),
    ]
    it = pool(*facts, tiers=tiers)
    rows = (row(it, "s", "d1"), row(it, "t", "d2"))

    assert value("floor", it) == 0  # nothing runs
    assert value("floor", it, rows[1]) == 0
    assert value("floor", it, rows[0]) == 1000 * 50 // 3
    assert value("floor", it, *rows) == 1000 * 110 // 3
    more = pool(*facts, demand("d3", "c2"), tiers=tiers)  # runs with nobody: nothing is critical
    assert value("floor", more, *rows) == 1000 * 110 // 3
    assert value("floor", more) == 0


@pytest.mark.parametrize(
    ("skilled", "fact", "points"),
    [
        (False, skill("s", "x"), 20 + 20 + 15),  # nothing is asked: two levels above
        (True, skill("s", "x", 2), 20 + 0 + 15),
        (True, skill("s", "x", 3), 20 + 10 + 15),
        (True, skill("s", "x", 4), 20 + 20 + 15),
        (False, served("s", "m", "advise"), 20 + 20 + 15 + 15),
        (False, served("s", "c1", "advise"), 20 + 20 + 15),
        (False, affinity("s", "d1", 0), 0),
        (False, affinity("s", "d1", 100), 100),
    ],
)
def test_fit(skilled: bool, fact: Fact, points: int) -> None:
    """The formula, one part at a time; a given score replaces it."""
    needs = [{"skill": "x", "level": 2}] if skilled else []
    it = pool(specialist("s"), case("c1", matter="m"), demand("d1", skills=needs), fact)

    assert value("fit", it, row(it, "s", "d1")) == points


def test_fit_of_fields_kinds_outsiders_and_journeys() -> None:
    """Each adds or costs its points; the sum stays within 0 and 100."""
    person = specialist("s", "B", fields=["chips"], preferred_kinds=["leak"])
    trip = (case("c1", "A", site="there", field="chips"), travel("here", "there", 2))
    it = pool(person, *trip, demand("d1", on_site=True))
    cheap, rich = (
        pool(person, *trip, demand("d1", on_site=True), fit=points)
        for points in ({"travel": 50}, {"base": 90})
    )

    assert value("fit", it, row(it, "s", "d1")) == 20 + 20 + 20 + 0 + 10 - 10
    assert value("fit", cheap, row(cheap, "s", "d1")) == 0
    assert value("fit", rich, row(rich, "s", "d1")) == 100


def test_only_the_policys_tiers_are_worth_something() -> None:
    """In its order."""
    it = pool(specialist("s"), case("c1"), demand("d1"), tiers=["fit", "coverage"])

    assert list(tier_values(it, it.horizon(), ())) == [TierName.FIT, TierName.COVERAGE]
    wanted = Violation("TIER", "*", "fit coverage", "")
    assert wanted in judge(it, plan(it)).violations
