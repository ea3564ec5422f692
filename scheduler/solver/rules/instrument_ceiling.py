"""INSTRUMENT_CEILING: the blocks under an instrument stay within what it has left.

A pair that could work under an instrument without a ceiling takes nothing from the others, so
only pairs whose instruments all have ceilings choose one here.
"""

from scheduler.solver.formulation import Formulation


def instrument_ceiling(f: Formulation) -> None:
    """Σ_p e(p)·u(p,i) ≤ max(0, max_blocks − used_blocks), a row an instrument."""
    pool = f.instance.eligibility.frame.pool
    for name, (columns, pairs) in f.under_act.items():
        left = pool.instrument_of_id[name].blocks_left
        assert left is not None, "only instruments with a ceiling have columns"
        f.program.add_row(columns, f.instance.effort[pairs], upper=left)
