"""PIN: pinned and notified pairs are assigned. A pin on a refused pair cannot be kept."""

import numpy as np

from scheduler.solver.formulation import Formulation


def pin(f: Formulation) -> None:
    """x(s,d) = 1 for every pin; a pin on a refused pair makes a row that nothing satisfies."""
    nothing = np.zeros(0, dtype=np.int64)
    for pair in f.instance.pins:
        number = f.instance.pair_number(*pair)
        column = nothing if number is None else f.x[[number]]
        f.program.add_row(column, 1, lower=1)
