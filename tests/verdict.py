"""What solver and judge say about one thing, side by side; a test fails where they differ.

Both are asked about one rule at a time: judged all together, a lost coefficient can hide behind
another rule.
"""

from collections.abc import Sequence

from scheduler.check import refusals as judged_refusals
from scheduler.check import rule_violations
from scheduler.model import Horizon, PlannedAssignment, Pool, Refusal, Rule
from scheduler.solver import accepts, eligibility
from tests.brute.board import Board
from tests.brute.layouts import Ids, layouts
from tests.brute.rules import ON_WEEKS


class DisagreementError(AssertionError):
    """Two of solver, judge and brute force say different things."""


def asked(rule: Rule, horizon: Horizon) -> set[Rule]:
    """The rules to ask about for a verdict on one.

    WEEKLY_LIMIT is asked together with TIME, which holds what presence alone rules out; so are,
    over several weeks, all rules that count by week: TIME says how much of a pair a week holds.
    """
    needs_time = rule is Rule.WEEKLY_LIMIT or (rule in ON_WEEKS and horizon.weeks > 1)
    return {rule, Rule.TIME} if needs_time else {rule}


def solver_allows(
    pool: Pool, pairs: Sequence[Ids], rule: Rule, horizon: Horizon | None = None
) -> bool:
    """Whether the solver finds exactly these pairs feasible under one rule."""
    grid = horizon or pool.horizon()
    return accepts(pool, grid, set(pairs), rules=asked(rule, grid))


def judge_allows_rows(
    pool: Pool, rows: Sequence[PlannedAssignment], rule: Rule, horizon: Horizon | None = None
) -> bool:
    """Whether the judge finds nothing wrong with these assignments under one rule."""
    grid = horizon or pool.horizon()
    return not tuple(rule_violations(pool, grid, rows, rules=asked(rule, grid)))


def judge_allows(
    pool: Pool, pairs: Sequence[Ids], rule: Rule, horizon: Horizon | None = None
) -> bool:
    """Whether the judge allows these pairs with their blocks in some of the weeks."""
    every = layouts(pool, pairs, horizon, every_split=rule in ON_WEEKS)
    return any(judge_allows_rows(pool, rows, rule, horizon) for rows in every)


def allows(pool: Pool, *pairs: Ids, rule: Rule, horizon: Horizon | None = None) -> bool:
    """Whether solver and judge allow exactly these pairs under one rule.

    Raises:
        DisagreementError: they do not agree.
    """
    solver = solver_allows(pool, pairs, rule, horizon)
    judge = judge_allows(pool, pairs, rule, horizon)
    if solver is not judge:
        raise DisagreementError(f"{rule} on {pairs}: solver {solver}, judge {judge}")
    return solver


def refused_by(
    pool: Pool, specialist: str, demand: str, horizon: Horizon | None = None
) -> tuple[Refusal, ...]:
    """The codes by which solver, judge and brute force refuse a pair.

    Raises:
        DisagreementError: they do not agree.
    """
    grid = horizon or pool.horizon()
    solver = eligibility(pool, grid).refused_by(specialist, demand)
    judge = tuple(judged_refusals(pool, grid, specialist, demand))
    brute = Board(pool, grid).pairs[specialist, demand].refusals
    if not solver == judge == brute:
        raise DisagreementError(
            f"{specialist}, {demand}: solver {solver}, judge {judge}, brute force {brute}"
        )
    return solver
