"""The two sides as rows of a program: what whole patterns and teams know that single rows do not.

At given prices no specialist gains more than their best pattern does, and no case more than its
best team; both are valid rows. With them the linear relaxation of the program is at least as tight
as the bound that the prices prove.
"""

import numpy as np

from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import Market
from scheduler.solver.program import Program

SCALE = 1_000


def add_price_rows(program: Program, market: Market, prices: Floats) -> None:
    """Append a row a specialist and a row a case, where they say something.

    Only for a horizon of one week and tiers without loads; otherwise nothing is added.
    """
    f, it, at = market.formulation, market.instance, market.layout
    whole = np.rint(prices * SCALE)
    if market.frame.horizon.weeks > 1 or market.has_loads:
        return
    bound = market.evaluate(whole, float(SCALE))
    value, runs, head = market.worth(whole, float(SCALE))
    away = f.away[:, 0]
    lent = np.nonzero((away >= 0) & (head > 0))[0]
    _add(
        program,
        np.concatenate([it.specialist, lent]),
        np.concatenate([f.x, away[lent]]),
        np.concatenate([value, -head[lent]]),
        bound.choice.gain,
    )
    core = np.nonzero(it.has_core)[0]
    _add(
        program,
        np.concatenate([it.case, core]),
        np.concatenate([f.x, f.runs[core]]),
        np.concatenate([whole[at.seats][market.slot], runs[core]]),
        bound.bought.gain,
    )


def _add(program: Program, row: Floats, column: Floats, weight: Floats, upper: Floats) -> None:
    used = weight != 0
    program.add_rows(
        row[used],
        column[used],
        np.rint(weight[used]).astype(np.int64),
        count=len(upper),
        upper=np.rint(upper).astype(np.int64),
    )
