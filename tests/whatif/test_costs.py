"""What a cap on lending costs, and leximin against squares."""

from typing import Any

import pytest

import scheduler
from scheduler.model import BalanceRule, NotFoundError, Pool, RequestError, TierName
from scheduler.synth import family_pool
from scheduler.whatif import PlannedWeek
from scheduler.whatif.costs import balance_cost, lending_cost, lent_by, squares_of
from tests import builders as b
from tests.brute.board import Board
from tests.brute.search import BruteForce
from tests.properties.pools import any_pool


def lending_pool() -> Pool:
    """A lends its two people to B, whose three cases nobody else can serve; two half-days each."""
    return b.pool(
        b.specialist("a1", weekly_blocks=4),
        b.specialist("a2", weekly_blocks=2),
        *(b.case(f"c{i}", "B", priority=i) for i in (1, 2, 3)),
        *(b.demand(f"d{i}", f"c{i}", effort=2) for i in (1, 2, 3)),
    )


@pytest.fixture(scope="module")
def base() -> PlannedWeek:
    """That pool, planned."""
    return scheduler.plan(lending_pool(), language="en")


def test_each_cap_is_a_plan_under_it(base: PlannedWeek) -> None:
    """By hand: with six half-days all three cases, with four the two more urgent, and so on."""
    found = lending_cost(base, "A", [0, 2, 4, 6, 8])
    table = found.table
    assert table["cap"].tolist() == [0, 2, 4, 6, 8]
    assert table["lent"].tolist() == [0, 2, 4, 6, 6]
    assert table["coverage"].tolist() == [0, 3, 5, 6, 6]
    assert table["coverage_lost"].tolist() == [6, 3, 1, 0, 0]
    assert table["empty_seats"].tolist() == [3, 2, 1, 0, 0]
    assert table["first_loss"].tolist() == ["coverage"] * 3 + ["", ""]
    assert set(table["certainty"]) <= {"proven, checkable", "proven by the solver", ""}
    assert table["certainty"].iloc[0]


def test_the_caps_are_quarters_of_what_is_lent(base: PlannedWeek) -> None:
    """None and all among them; the plan of now loses nothing under the last."""
    table = lending_cost(base, "A").table
    assert lent_by(base, "A") == 6
    assert table["cap"].tolist() == [0, 1, 3, 4, 6]
    assert table["coverage_lost"].iloc[-1] == 0


def test_a_cap_under_which_a_pin_cannot_hold_is_a_row_that_says_so() -> None:
    """The numbers are missing there."""
    pool = lending_pool()
    pinned = scheduler.plan(pool.with_rows(assignments=[b.pin("a1", "d1")]), language="en")
    table = lending_cost(pinned, "A", [0, 6]).table
    assert table["coverage"].isna().tolist() == [True, False]
    assert table["why"].tolist() == ["cannot be (proven)", ""]


def test_who_does_not_lend_costs_nothing(base: PlannedWeek) -> None:
    """One row, for the cap of none."""
    table = lending_cost(base, "B").table
    assert (table["cap"].tolist(), table["coverage_lost"].tolist()) == ([0], [0])


def test_both_rules_of_balance_are_the_best_by_themselves() -> None:
    """Against every plan of tiny pools: each rule's own measure is at its best in its own plan."""
    differing = 0
    for seed in range(0, 60, 3):
        pool = scheduler.patch(
            any_pool(seed), scheduler.set_policy(tiers=("coverage", "balance"), balance="squares")
        )
        brute = BruteForce(Board(pool))
        if brute.is_infeasible or scheduler.plan(pool).load["load"].isna().all():
            continue
        found = balance_cost(scheduler.plan(pool))
        rows: Any = found.table.set_index("rule")
        assert rows.loc["squares", "squares"] == brute.values[TierName.BALANCE]
        assert rows.loc["squares", "squares"] <= rows.loc["leximin", "squares"]
        assert rows.loc["leximin", "largest"] <= rows.loc["squares", "largest"] + 1e-12
        assert rows["proven"].all()
        assert rows.loc["squares", "moved"] == 0
        differing += bool(rows.loc["leximin", "moved"])
    assert differing > 0


def test_either_rule_may_be_the_base_s() -> None:
    """The other one is planned anew from the same pool."""
    squares = scheduler.plan(family_pool(12, 8, 2))
    leximin = scheduler.plan(scheduler.patch(squares.pool, scheduler.set_policy(balance="leximin")))
    one, other = balance_cost(squares), balance_cost(leximin)
    assert one.squares is squares
    assert other.leximin is leximin
    for found in (one, other):
        assert found.squares.pool.policy.balance is BalanceRule.SQUARES
        assert found.leximin.pool.policy.balance is BalanceRule.LEXIMIN
    assert squares_of(squares) == squares.plan.tier(TierName.BALANCE).value
    assert one.table.drop(columns="moved").equals(other.table.drop(columns="moved"))


def test_what_cannot_be_asked_is_refused(base: PlannedWeek) -> None:
    """An agency that is not there, a policy without the tier."""
    with pytest.raises(NotFoundError):
        lending_cost(base, "Z")
    for tiers, ask in (
        (("stability", "balance"), lambda it: lending_cost(it, "A")),
        (("statutory", "coverage"), balance_cost),
    ):
        without = scheduler.plan(scheduler.patch(lending_pool(), scheduler.set_policy(tiers=tiers)))
        with pytest.raises(RequestError) as error:
            ask(without)
        assert error.value.code.startswith("costs.")
        assert error.value.hint("ko")
