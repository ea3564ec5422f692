"""Solver, judge and brute force say the same of any forced set of pairs, one rule at a time.

A set is what chance takes of the eligible pairs, with the blocks a brute-force timetable finds.
"""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from scheduler.check import refusals
from scheduler.model import Rule
from scheduler.solver import eligibility
from tests.brute.board import Board, Pair
from tests.brute.rules import ON_PAIRS
from tests.properties.pools import any_board
from tests.verdict import allows

POOLS = 50
SETS = 3
LEAST_VERDICTS = 6
"""Of each kind, so that a rule that always says yes, or always no, is seen."""


@pytest.mark.parametrize("first", [0, 1000, 2000])
def test_solver_judge_and_brute_force_agree_on_pairs(first: int) -> None:
    """Every refusing code of every pair, in the order of the waterfall."""
    for seed in range(first, first + 100):
        board = any_board(seed)
        pool, judged = board.pool, eligibility(board.pool, board.horizon)
        for s, d in board.pairs:
            brute = board.pairs[s, d].refusals
            assert judged.refused_by(s, d) == brute, (seed, s, d)
            assert refusals(pool, board.horizon, s, d) == brute, (seed, s, d)


@pytest.mark.parametrize("rule", Rule)
def test_solver_and_judge_agree_on_forced_sets(rule: Rule) -> None:
    """The verdicts are equal, and there are enough of both kinds."""
    verdicts: Counter[bool] = Counter()
    for seed in range(POOLS):
        board = any_board(seed)
        for chosen in _sets(board, rule, Random(f"sets/{rule}/{seed}")):
            pairs = [(p.specialist, p.demand) for p in chosen]
            verdict = allows(board.pool, *pairs, rule=rule, horizon=board.horizon)
            verdicts[verdict] += 1
            if rule in ON_PAIRS:
                assert verdict == ON_PAIRS[rule](board, chosen), (seed, pairs)

    assert verdicts.total() == POOLS * SETS
    assert min(verdicts[True], verdicts[False]) >= LEAST_VERDICTS, verdicts


def _sets(board: Board, rule: Rule, rng: Random) -> Iterator[list[Pair]]:
    """Random sets of eligible pairs; but for ONE_ROLE itself, one role of a matter each.

    Caseloads are counted over demands where nobody has two roles, so the other rules are
    compared on such sets only.
    """
    for share in (0.3, 0.6, 0.95)[:SETS]:
        taken: dict[object, Pair] = {}
        for pair in rng.sample(board.eligible, len(board.eligible)):
            if rng.random() < share:
                matter = board.cases[pair.case].matter
                role = pair.demand if rule is Rule.ONE_ROLE else matter
                taken.setdefault((pair.specialist, role), pair)
        yield sorted(taken.values(), key=lambda p: (p.specialist, p.demand))
