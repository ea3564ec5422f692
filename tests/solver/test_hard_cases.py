"""Cases that once took for ever, overflowed, or claimed too much."""

from itertools import pairwise

import numpy as np
import pytest
from pydantic import ValidationError

from scheduler.model import BalanceRule, SolveOptions, TierName
from scheduler.solver import solve
from scheduler.solver.groups import Groups
from scheduler.solver.instruments import ActChoice, choose_instruments
from scheduler.solver.intervals import interval_rows
from scheduler.solver.layout import Desk, Piece, lay_out
from scheduler.solver.program import NO_BOUND, Objective, Program, exact_dot
from scheduler.solver.relaxation import DENOMINATOR, lagrangian_bound
from scheduler.synth import family_pool
from tests.builders import case, demand, instrument, pool, specialist
from tests.planned import plan_of


def test_a_long_horizon_with_few_blocks_a_week_is_laid_out() -> None:
    """Eleven weeks, three demands of eleven blocks, four blocks a week: few long stretches."""
    grid = range(110)
    desk = Desk(tuple(grid), [b // 2 for b in grid], [b // 10 for b in grid], weekly=4)
    laid = lay_out(desk, [Piece(job, job, 0, 110, 11) for job in range(3)])
    weeks = [b // 10 for b in laid]
    assert sorted(laid.values()) == [0] * 11 + [1] * 11 + [2] * 11
    assert all(weeks.count(w) <= 4 for w in range(11))
    order = [laid.get(b) for b in grid]
    stretches = sum(1 for a, b in pairwise([None, *order]) if b is not None and a != b)
    assert stretches == 6  # no stretch is longer than 8, so each demand needs two


def test_a_tight_ceiling_is_kept_among_many_pairs() -> None:
    """The last pair needs all of the first instrument; thirty earlier ones must leave it alone."""
    one, two = (
        instrument(name, "A", "B", max_blocks=most) for name, most in (("i1", 10), ("i2", 99))
    )
    choices = [ActChoice(1, (one, two))] * 30 + [ActChoice(10, (one,))]
    chosen = choose_instruments(choices)
    assert chosen is not None
    assert [act.instrument for act in chosen] == ["i2"] * 30 + ["i1"]


def test_an_impossible_ceiling_is_found_out() -> None:
    """Thirty pairs for ten blocks: no choice, and not after trying them all."""
    acts = tuple(instrument(f"i{n}", "A", "B", max_blocks=5) for n in (1, 2))
    assert choose_instruments([ActChoice(1, acts)] * 30) is None


@pytest.mark.parametrize("seed", [1007, 1015])
def test_nothing_is_proven_behind_an_unproven_leximin(seed: int) -> None:
    """An unproven leximin is held value by value, so later tiers claim no optimum from it."""
    pool = family_pool(40, 30, seed)
    policy = pool.policy.model_copy(update={"balance": BalanceRule.LEXIMIN})
    result = solve(pool.with_rows(policy=policy), pool.horizon(), SolveOptions(work_limit=0.1))
    assert result.plan is not None
    balance, fit = result.plan.tier(TierName.BALANCE), result.plan.tier(TierName.FIT)
    assert balance.status == "feasible"
    assert fit.status == "feasible"
    assert fit.bound is not None
    assert fit.value is not None
    assert fit.bound > fit.value


def test_counts_have_sane_ends() -> None:
    """A slip of the keyboard is refused as a value, and does not overflow the search."""
    with pytest.raises(ValidationError):
        specialist("s1", past_blocks=10**15, past_capacity=10)


def test_sums_beyond_64_bits_are_exact() -> None:
    """Objective values are exact whatever their size."""
    big = np.full(4, 2**61, dtype=np.int64)
    assert exact_dot(big, np.array([3, 3, 3, 3])) == 12 * 2**61


def test_multipliers_that_would_overflow_prove_the_box() -> None:
    """Where reduced costs might not fit, the weak bound stands in place of a false one."""
    program = Program()
    columns = program.add_columns(2)
    program.add_row(columns, 1, lower=-NO_BOUND, upper=1)
    objective = Objective(columns, np.array([-(10**13), -(10**13)]), 0, maximise=False)
    bound = lagrangian_bound(program, objective, np.array([-(10**13) * DENOMINATOR // 4]))
    assert bound == -2 * 10**13


def test_many_windows_of_one_person_make_few_rows() -> None:
    """Two hundred windows, and every interval that can overflow is still covered."""
    draw = np.random.default_rng(1)
    start = draw.integers(0, 120, 200)
    stop = start + draw.integers(1, 10, 200)
    most = np.ones(200, dtype=np.int64)
    one_person = np.zeros(200, dtype=np.int64)
    rows = interval_rows(one_person, start, stop, most, lambda _, a, b: (b - a)[None] // 2)
    by_row = Groups.of(rows.row, len(rows.room))
    works = [rows.work[by_row[row]] for row in range(len(rows.room))]
    for a in range(0, 130, 10):
        for b in range(a + 1, 131, 10):
            inside = (start >= a) & (stop <= b)
            if inside.sum() > (b - a) // 2:
                assert any(np.isin(np.flatnonzero(inside), work).all() for work in works)


def test_nobody_may_have_a_case() -> None:
    """A pool in which every caseload is nought is planned: nobody has anything."""
    facts = pool(
        specialist("s1", max_cases=0),
        specialist("s2", max_cases=0),
        case("c1"),
        demand("d1", headcount=2),
    )
    plan = plan_of(facts)
    assert plan.is_proven
    assert not plan.assignments
