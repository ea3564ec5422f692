"""Rows around a plan: who comes where there is no room left has somebody go.

In a row Σ a·x ≤ b over pairs, let C be some of those that are planned. If they leave no room for j,
a_j + Σ_C a > b, then x_j + Σ_C x ≤ |C|: j comes only if one of C goes. Every plan keeps these rows
(they are cover inequalities), but the linear relaxation does not know them, and lets a half of
somebody come into the room that is left. The fewest of the planned are taken, the largest first;
and of one person's pairs with one role, at most one of which is assigned, those that need as many
stand in one row.
"""

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import NO_BOUND, Program


def with_exchanges(f: Formulation, planned: Bools) -> Program:
    """A copy of a formulation's program with these rows for some planned pairs (a mask)."""
    program, seen = f.program.copy(), dict[bytes, tuple[Ints, int]]()
    pair, solution = np.full(program.columns, -1), np.zeros(program.columns, dtype=np.int64)
    pair[f.x] = np.arange(f.instance.pairs)
    solution[f.x[planned]] = 1
    matrix = program.matrix()
    other = (pair[matrix.column] < 0) | (matrix.coefficient <= 0)
    # of a row that lets one in it is known by itself
    limits = (matrix.upper > 1) & (matrix.upper < NO_BOUND) & (matrix.sums(other) == 0)
    filled = matrix.sums(matrix.products(solution)) > 0
    for r in np.nonzero(limits & filled)[0].tolist():
        own = slice(matrix.starts[r], matrix.starts[r + 1])
        pairs, need = pair[matrix.column[own]], matrix.coefficient[own].astype(np.int64)
        for members, size in _of_row(f, pairs, need, int(matrix.upper[r]), planned[pairs]):
            seen.setdefault(members.tobytes(), (members, size))
    if seen:
        each, sizes = zip(*seen.values(), strict=True)
        row = np.repeat(np.arange(len(sizes)), [len(members) for members in each])
        column = f.x[np.concatenate(each)]
        program.add_rows(row, column, 1, count=len(sizes), upper=np.array(sizes))
    return program


def _of_row(
    f: Formulation, pairs: Ints, need: Ints, limit: int, is_planned: Bools
) -> list[tuple[Ints, int]]:
    """Pairs of which at most so many are assigned, as one row Σ need·x ≤ limit has it."""
    it, found = f.instance, list[tuple[Ints, int]]()
    largest = np.argsort(-need[is_planned], kind="stable")
    planned, taken = pairs[is_planned][largest], np.cumsum(need[is_planned][largest])
    coming, room = pairs[~is_planned], limit - need[~is_planned]
    size = 1 + np.searchsorted(taken, room, side="right")  # of C, for each who could come
    crowded = size <= len(planned)
    coming, size = coming[crowded], size[crowded]
    order = np.lexsort((size, f.role[coming], it.specialist[coming]))
    coming, size = coming[order], size[order]
    person, role = it.specialist[coming], f.role[coming]
    starts = np.ones(len(coming), dtype=np.bool_)
    starts[1:] = (person[1:] != person[:-1]) | (role[1:] != role[:-1])
    ends = np.append(starts[1:] | (size[1:] != size[:-1]), True)[: len(coming)]
    first = np.maximum.accumulate(np.where(starts, np.arange(len(coming)), 0))
    for last in np.nonzero(ends)[0].tolist():
        count = int(size[last])
        found.append((np.concatenate([planned[:count], coming[first[last] : last + 1]]), count))
    return found
