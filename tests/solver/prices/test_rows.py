"""Rows that prices prove cut off no allowed plan."""

from random import Random

import numpy as np

from scheduler.solver.prices.generation import PriceSearch
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.rows import SCALE, add_price_rows
from scheduler.solver.program import Program
from tests.solver.prices.stalls import Stall, some_prices, stalls


def price_rows(stall: Stall, prices: Floats) -> Program:
    """The rows alone, on the columns of the whole program."""
    stall.solution(0)  # makes all columns
    program = Program()
    program.add_columns(stall.formulation.program.columns)
    add_price_rows(program, stall.market, prices)
    return program


def test_no_allowed_plan_breaks_them() -> None:
    """With any prices, and with good ones; the best plan as any that is no worse before it."""
    tight = programs = 0
    for stall in stalls(range(620, 645)):
        weeks, loads = stall.market.frame.horizon.weeks, stall.market.has_loads
        rng = Random(f"rows/{stall.seed}/{stall.tier}")
        for prices in (
            some_prices(stall.market, rng),
            some_prices(stall.market, rng) / 7,
            PriceSearch(stall.market, lambda *_: True, None).run().vector,
        ):
            if len(prices) < stall.market.size + len(stall.market.members):
                continue  # memberships came since
            program = price_rows(stall, prices)
            assert (program.rows > 0) == (weeks == 1 and not loads)
            if not program.rows:
                continue
            programs += 1
            matrix = program.matrix()
            for plan in range(len(stall.every.plans)):
                solution = stall.solution(plan)
                assert program.is_satisfied_by(solution), (stall.seed, stall.tier, plan)
                sums = matrix.sums(matrix.products(solution))
                tight += int((sums == matrix.upper).any())
    assert programs > 150
    assert tight > 500


def test_together_they_say_what_the_prices_prove() -> None:
    """The upper bounds of all rows and what the limits are worth come to the market's sum."""
    checked = 0
    for stall in stalls(range(700, 730)):
        prices = np.rint(some_prices(stall.market, Random(stall.seed)))
        program, market = price_rows(stall, prices), stall.market
        if not program.rows:
            continue
        at, whole = market.layout, prices * SCALE
        rest = slice(at.blocks.start, at.held.stop)
        worth = float(whole[rest] @ market.limits[rest])
        total = market.evaluate(whole, float(SCALE)).total
        rows = float(program.matrix().upper.sum()) + SCALE * market.goal.constant
        assert rows + worth == total
        checked += 1
    assert checked > 40
