"""What a list that was not looked through says of plans that it does not hold."""

import numpy as np
import pytest

from scheduler.model import Pool, SolveOptions, TierName
from scheduler.solver import enumeration
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Watch
from scheduler.solver.enumeration import Enumeration
from scheduler.solver.formulation import Formulation
from scheduler.solver.meter import Meter
from scheduler.solver.nearby import Ask, solution_of
from scheduler.solver.prices import Contenders, Leeways, Market, PriceSearch, terms_of, witness_of
from scheduler.solver.prices.sides import Sides
from scheduler.solver.tiers import goal_of
from scheduler.solver.tiers.goal import LinearGoal
from tests.planned import plan_of, with_tiers
from tests.properties.pools import any_pool
from tests.solver.prices.test_generation import Ear
from tests.solver.sided import formulation_of

TIERS = TierName.COVERAGE, TierName.FIT


@pytest.mark.parametrize("seed", [51, 65, 76, 80])
def test_a_list_that_is_cut_short_says_nothing_of_other_plans(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it holds next to nothing, its box is below what they are worth."""
    pool = with_tiers(any_pool(seed), *TIERS)
    f = formulation_of(pool)
    solution, leeways, is_over, boxes = best_of(pool, f), Leeways(), [False], list[int]()

    def cut_short(left: Contenders, *_: object) -> bool:
        boxes.append(left.objective.box_bound(left.program))
        is_over[0] = True
        return True

    monkeypatch.setattr(Contenders, "tightened", cut_short)
    monkeypatch.setattr(enumeration, "CONTENDERS", (1, 2, 3, 5, 8, 13))
    first, last = (goal_of(tier, f) for tier in TIERS)
    assert isinstance(first, LinearGoal)
    assert isinstance(last, LinearGoal)
    terms, sides = [terms_of(f, goal.tier, goal.objective) for goal in (first, last)], Sides(f)
    assert terms[0] is not None
    assert terms[1] is not None
    before = Market(sides, terms[0], ())
    leeways.learn(before, PriceSearch(before, Ear(), None).run().vector)
    market = Market(sides, terms[1], ((terms[0], first.objective.value(solution)),))
    nothing, program = np.zeros(market.size), f.program.copy()
    for row in first.held(solution):
        row.add_to(program)
    proof, meter = witness_of(market, nothing), Meter(SolveOptions(), lambda: 0.0, 0.0)
    assert proof is not None
    meter.open(1)
    watch, value = Watch(lambda *_: None, lambda: is_over[0]), last.objective.value(solution)
    lists = Enumeration(f, program, last.objective, meter, watch, leeways)
    _, bound = lists.closed(market, nothing, solution, proof.bound)
    assert bound >= value
    assert min(boxes) < value < proof.bound


def best_of(pool: Pool, f: Formulation) -> Ints:
    """The solution of a best plan."""
    plan = plan_of(pool)
    assert all(tier.status == "optimal" for tier in plan.tiers)
    frame, it = f.instance.eligibility.frame, f.instance
    numbers = [
        it.pair_number(frame.specialist_number[a.specialist], frame.demand_number[a.demand])
        for a in plan.assignments
    ]
    pairs = np.sort(np.array([n for n in numbers if n is not None], dtype=np.int64))
    solution = solution_of(f, pairs, Ask(UNWATCHED))
    assert solution is not None
    return solution
