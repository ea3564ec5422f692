"""What a plan's prices say of every plan: held against all plans of tiny pools."""

import numpy as np

from scheduler.model import Plan, Pool, TierResult
from scheduler.solver import make_plan
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.known_prices import KnownPrices
from scheduler.solver.nearby import Ask, solution_of
from scheduler.solver.start import Start
from scheduler.solver.tiers import goal_of
from scheduler.synth import family_pool
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every, Pairs
from tests.planned import plan_of
from tests.properties.pools import any_pool

MOST_PLANS = 60


def known(pool: Pool, plan: Plan) -> tuple[Counterfactuals, KnownPrices]:
    """A plan's questions, and its prices."""
    board = Counterfactuals(pool, plan)
    return board, KnownPrices(board._it, Start.of(board._it, plan))


def every_plan(pool: Pool) -> list[Pairs]:
    """All plans of a tiny pool, at most some of them."""
    every = Every()
    BruteForce(Board(pool), every)
    plans = sorted(every.plans, key=lambda rows: (len(rows), sorted(rows)))
    return plans[:: 1 + len(plans) // MOST_PLANS]


def no_worse(one: list[TierResult], other: list[TierResult]) -> bool:
    """Whether one plan is as good as another in each tier."""
    return all(
        a.value is not None
        and b.value is not None
        and (a.value >= b.value if a.tier.is_maximised else a.value <= b.value)
        for a, b in zip(one, other, strict=True)
    )


def test_every_plan_keeps_the_rows_and_none_as_good_is_left_out() -> None:
    """Rows and left out pairs, beside plans of other pools' prices as well."""
    closed = kept = 0
    for seed in range(400, 440):
        pool = any_pool(seed)
        plan = make_plan(pool, pool.horizon()).plan
        if plan is None or pool.policy.balance == "leximin" or "floor" in pool.policy.tiers:
            continue
        board, prices = known(pool, plan)
        told = []
        for rows in every_plan(pool):
            f = prices.formulation()
            solution = solution_of(f, board._pairs(sorted(rows)), Ask(UNWATCHED))
            assert solution is not None, (seed, rows)
            results = list[TierResult]()
            for tier in pool.policy.tiers:
                goal = goal_of(tier, f)
                results.append(goal.result(f.filled(solution)))
            told.append((results, solution))
        for results, _ in told:
            for first in range(len(results) + 1):
                held = prices.left_out(results[:first])
                for other, solution in told:
                    if not held or not no_worse(other[:first], results[:first]):
                        continue
                    assert not solution[held[0].columns].any(), seed
                    kept += 1
                closed += len(held)
    assert closed > 100
    assert kept > 200


def test_the_rows_are_there_and_shorten_what_is_left() -> None:
    """On a pool of some hundred pairs the best plan's tiers leave out a part of them."""
    pool = family_pool(40, 26, 3)
    plan = plan_of(pool)
    board, prices = known(pool, plan)
    bare = KnownPrices(board._it, Start.of(board._it, plan.model_copy(update={"witnesses": ()})))
    assert prices.formulation().program.rows > bare.formulation().program.rows
    assert not bare.left_out(plan.tiers)
    (held,) = prices.left_out(plan.tiers)
    assert not np.isin(held.columns, prices.formulation().x[board._planned]).any()
    assert len(held.columns) > board._it.pairs // 10


def test_a_formulation_grows_apart_from_the_one_it_was_copied_from() -> None:
    """Columns and rows of one question are not there in the next one."""
    pool = family_pool(40, 26, 3)
    plan = plan_of(pool)
    _, prices = known(pool, plan)
    one, other = prices.formulation(), prices.formulation()
    size = other.program.columns, other.program.rows
    for tier in pool.policy.tiers:
        goal_of(tier, one)
    assert one.program.columns > size[0]
    assert (other.program.columns, other.program.rows) == size
    assert len(other.filled(np.zeros(size[0], dtype=np.int64))) == size[0]
