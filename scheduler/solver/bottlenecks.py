"""Bottlenecks: what a few people can do at all of what nobody else can do.

Some demands can be served by few people alone, and together they ask for more blocks than these
people have. The row that says so is the sum of their rows of time, so the relaxation knows it; but
over whole demands and whole cases it is a knapsack, of which branch and cut takes cuts, and it
hardly ever comes upon the right dozen of rows to add up by itself. In the national pool thirteen
inspectors are asked for three times the blocks they have, and most of coverage's gap lies there.
"""

from collections import defaultdict

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation, tied
from scheduler.solver.groups import Groups
from scheduler.solver.program import Program

FEWEST = 2
"""People and demands of which there are no fewer in a row: else another row says as much."""
NEEDED = frozenset({Rule.TIME, Rule.WEEKLY_LIMIT, Rule.HEADCOUNT, Rule.CORE_TEAM})
"""The rules that the rows follow from."""


class Bottlenecks:
    """A program with these rows, and with a column of the people of each demand in them.

    The program's own columns come first, so that a solution of the one begins with one of the
    other.
    """

    def __init__(self, formulation: Formulation, program: Program) -> None:
        self._f = formulation
        self.program, self._before = program.copy(), program.columns
        self._column: dict[int, int] = {}
        it = formulation.instance
        self._pairs = Groups.of(it.demand, len(it.demands))
        if formulation.rules >= NEEDED:
            self._add_rows()

    def extended(self, solution: Ints) -> Ints:
        """A solution of the program as it was, with the columns that were added."""
        grown = np.zeros(self.program.columns, dtype=np.int64)
        grown[: self._before] = solution
        for d, column in self._column.items():
            grown[column] = solution[self._f.x[self._pairs[d]]].sum()
        return grown

    def part(self, solution: Ints) -> Ints:
        """Of a solution what the program had as it was."""
        return solution[: self._before]

    def _add_rows(self) -> None:
        it, demands = self._f.instance, range(len(self._f.instance.demands))
        capacity = it.eligibility.frame.capacity
        people = [frozenset(it.specialist[self._pairs[d]].tolist()) for d in demands]
        asked = [d for d in demands if people[d]]
        effort = {d: int(it.effort[self._pairs[d]].min()) for d in asked}
        for group in sorted({people[d] for d in asked}, key=lambda g: (len(g), sorted(g))):
            own = [d for d in asked if people[d] <= group]
            room = int(capacity[list(group)].sum())
            if min(len(group), len(own)) < FEWEST:
                continue
            if sum(effort[d] * int(it.headcount[d]) for d in own) > room:
                self._add_row({d: effort[d] for d in own}, room)

    def _add_row(self, effort: dict[int, int], room: int) -> None:
        """Σ effort · people of each demand ≤ room; of a case that runs whole, its seats at once."""
        f, it, blocks = self._f, self._f.instance, defaultdict[int, int](int)
        for d, each in effort.items():
            c = it.case_of_demand[d]
            if it.critical[d] and f.idle_unless_run[c]:
                blocks[int(f.runs[c])] += each * int(it.headcount[d])
            else:
                blocks[self._people_of(d)] += each
        columns, weights = np.array(list(blocks)), np.array(list(blocks.values()))
        self.program.add_row(columns, weights, upper=room)

    def _people_of(self, d: int) -> int:
        """The column of how many people a demand has."""
        if d not in self._column:
            own = self._f.x[self._pairs[d]]
            most = min(int(self._f.instance.headcount[d]), len(own))
            column = self.program.add_columns(1, 0, most)
            tied(self.program, np.zeros_like(own), own, column, lower=0, upper=0)
            self._column[d] = int(column[0])
        return self._column[d]
