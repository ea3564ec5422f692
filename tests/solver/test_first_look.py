"""What the first look at a relaxation settles is what looking at every plan finds."""

import pytest

from scheduler.check import judge
from scheduler.model import Plan, Pool, SolveOptions, TierName
from scheduler.solver import first_look, solve
from scheduler.solver.corner import Corner, is_even
from scheduler.solver.eligibility import eligibility
from scheduler.solver.instance import Instance
from scheduler.synth import bids_pool, family_pool
from scheduler.synth.bids import BID_ORDERS
from tests.brute.board import Board
from tests.brute.search import BruteForce
from tests.properties.agreement import differences
from tests.properties.pools import any_pool

WITH_FLOOR = BID_ORDERS["coverage, floor, fit"]


def planned(it: Pool, **options: object) -> Plan:
    plan = solve(it, it.horizon(), SolveOptions.model_validate(options)).plan
    assert plan is not None
    assert judge(it, plan).is_accepted
    return plan


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everybody looks, however tiny the pool; what the looks came to."""
    seen = list[str]()
    look = Corner.look

    def spied(self: Corner, hint: object) -> object:
        found = look(self, hint)  # type: ignore[arg-type]
        seen.append(found.outcome.status)
        return found

    monkeypatch.setattr(first_look, "TINY_PAIRS", -1)
    monkeypatch.setattr(first_look, "is_even", lambda _: True)
    monkeypatch.setattr(Corner, "look", spied)
    return seen


def test_tiny_pools_are_worth_what_brute_force_finds(looks: list[str]) -> None:
    """Also where pieces of work differ, and no corner need be whole."""
    faults = []
    for seed in range(40):
        it = any_pool(seed)
        faults += [f"seed {seed}: {f}" for f in differences(it, BruteForce(Board(it)))]

    assert not faults, "\n".join(faults)
    assert {"optimal", "infeasible"} <= set(looks)


def test_pieces_of_one_size_are_even_and_others_are_not() -> None:
    def even(it: Pool) -> bool:
        return is_even(Instance.of(eligibility(it, it.horizon())))

    assert even(bids_pool(10, 12, 1))
    assert not even(family_pool(60, 40, 1))


@pytest.mark.parametrize("order", BID_ORDERS)
def test_sixty_reviewers_are_proven_with_little_work(order: str) -> None:
    """Every paper has its reviewers, and every tier its proof; sums have a witness too."""
    plan = planned(bids_pool(60, 160, 1, BID_ORDERS[order]), work_limit=10.0)

    assert [t.status for t in plan.tiers] == ["optimal"] * len(BID_ORDERS[order])
    assert plan.tiers[0].value == 160 * 13
    assert {w.tier for w in plan.witnesses} == {TierName.COVERAGE, TierName.FIT}


def test_the_same_bids_have_the_same_plan() -> None:
    """Bytes and all, in certified mode."""
    it = bids_pool(40, 100, 3, WITH_FLOOR)
    assert planned(it).model_dump_json() == planned(it).model_dump_json()
