"""Rows of bottlenecks: every plan keeps them, and they ask for no more than people have."""

import numpy as np
import pytest

from scheduler.model import Rule
from scheduler.solver.bottlenecks import Bottlenecks
from scheduler.solver.engines.linear import relaxation
from scheduler.solver.engines.verified import settled
from scheduler.solver.rules import formulate
from scheduler.solver.tiers.coverage import coverage
from scheduler.synth import family_pool
from tests.solver.sided import formulation_of
from tests.solver.test_approach_steps import solution_of, starts


def test_every_plan_keeps_them_and_the_best_value_is_the_same() -> None:
    """All plans of tiny pools; and the program with them is worth as much as without."""
    rows = columns = plans = 0
    for stall, program, solution in starts(range(900, 930)):
        f, objective = stall.formulation, stall.goal.objective
        it = Bottlenecks(f, program)
        rows += it.program.rows - program.rows
        columns += it.program.columns - program.columns
        assert it.part(it.extended(solution)).tolist() == solution.tolist()
        for plan in stall.every.no_worse(stall.tier, stall.held)[:20]:
            allowed = solution_of(stall, program, plan)
            assert allowed is not None
            assert it.program.is_satisfied_by(it.extended(allowed))
            plans += 1
        best = settled(it.program, objective)
        assert best is not None
        assert program.is_satisfied_by(f.filled(it.part(best)))
        assert stall.worth(objective.value(best)) == stall.best
    assert min(rows, columns, plans) > 30


def test_a_row_says_what_people_have_who_alone_can_serve() -> None:
    """Of the demands that nobody else can serve: blocks of seats, of a whole case at once."""
    f = formulation_of(family_pool(40, 60, 1))
    it, capacity = f.instance, f.instance.eligibility.frame.capacity
    grown = Bottlenecks(f, f.program).program
    matrix, begin = grown.matrix(), f.program.rows
    assert grown.rows > begin
    counted = np.zeros(0, dtype=np.int64)
    limits = 0
    for r in range(begin, grown.rows):
        own = slice(matrix.starts[r], matrix.starts[r + 1])
        columns, weights = matrix.column[own], matrix.coefficient[own]
        if matrix.lower[r] == 0:  # how many people a demand has
            pairs = np.searchsorted(f.x, columns[columns < f.program.columns])
            demand = np.unique(it.demand[pairs])
            assert len(demand) == 1
            assert len(pairs) == (it.demand == demand[0]).sum()
            counted = np.append(counted, demand)
            continue
        limits += 1
        assert (weights > 0).all()
        room = int(matrix.upper[r])
        assert room < (weights * grown.upper[columns]).sum()
        assert room <= capacity.sum()
    assert limits
    assert len(np.unique(counted)) == len(counted)


def test_the_relaxation_is_as_it_was() -> None:
    """They are sums of rows that are there: only branch and cut makes something of them."""
    f = formulation_of(family_pool(40, 60, 1))
    objective = coverage(f).objective
    before = relaxation(f.program, objective, None)
    after = relaxation(Bottlenecks(f, f.program).program, objective, None)
    assert before is not None
    assert after is not None
    assert after.value == pytest.approx(before.value)


@pytest.mark.parametrize(
    "rule", [Rule.TIME, Rule.WEEKLY_LIMIT, Rule.HEADCOUNT, Rule.CORE_TEAM], ids=str
)
def test_there_are_none_without_the_rules_that_they_follow_from(rule: Rule) -> None:
    """A program that leaves one of them out allows more."""
    instance = formulation_of(family_pool(40, 60, 1)).instance
    f = formulate(instance, frozenset(Rule) - {rule})
    assert Bottlenecks(f, f.program).program.rows == f.program.rows
