"""Rules that are asked together still say what each of them says.

A rule writes a stronger row, or none, where another rule is there too: one of a demand's candidates
at a time because of HEADCOUNT, one role of a matter because of ONE_ROLE. What is left must be
neither more nor less than all of them.
"""

from collections import Counter
from random import Random

import pytest

from scheduler.check import rule_violations
from scheduler.model import Rule
from scheduler.solver import accepts
from scheduler.solver import instance as instances
from scheduler.solver.formulation import ALL_RULES
from tests.brute.board import Board, Pair
from tests.brute.layouts import Ids, layouts
from tests.brute.rules import ON_WEEKS
from tests.builders import case, demand, pool, specialist
from tests.properties.pools import any_board
from tests.verdict import asked

POOLS = 40
LEAST_VERDICTS = 6
TOGETHER = (
    {Rule.HEADCOUNT, Rule.CORE_TEAM},
    {Rule.ONE_ROLE, Rule.CORE_TEAM},
    {Rule.HEADCOUNT, Rule.ONE_ROLE, Rule.CORE_TEAM},
    {Rule.HEADCOUNT, Rule.ACCOMPANIED},
    {Rule.ONE_ROLE, Rule.ACCOMPANIED},
    {Rule.HEADCOUNT, Rule.ONE_ROLE, Rule.LEAD_PRESENT},
    {Rule.ONE_ROLE, Rule.LENDING_HEADS},
    {Rule.ONE_ROLE, Rule.CASELOAD, Rule.HOME_RESERVE},
    {Rule.TIME, Rule.WEEKLY_LIMIT, Rule.LENDING_HEADS},
    ALL_RULES - {Rule.PIN},
)


HEADS = (
    {Rule.CASELOAD, Rule.LENDING_HEADS},
    {Rule.LENDING_HEADS},
    {Rule.ONE_ROLE, Rule.CASELOAD, Rule.HOME_RESERVE},
    ALL_RULES - {Rule.PIN},
)


@pytest.mark.parametrize("rules", TOGETHER, ids=lambda rules: "+".join(sorted(rules)))
def test_solver_and_judge_agree_on_rules_together(rules: frozenset[Rule]) -> None:
    """The verdicts are equal, and there are enough of both kinds."""
    verdicts = _agreed(rules)
    assert min(verdicts[True], verdicts[False]) >= LEAST_VERDICTS, verdicts


@pytest.mark.parametrize("rules", HEADS, ids=lambda rules: "+".join(sorted(rules)))
def test_they_agree_where_heads_are_counted_by_cases(
    rules: frozenset[Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in huge pools: one row a head in place of one a role, where caseloads have a limit."""
    monkeypatch.setattr(instances, "HUGE", -1)
    verdicts = _agreed(rules)
    assert min(verdicts[True], verdicts[False]) >= LEAST_VERDICTS, verdicts


def _agreed(rules: set[Rule] | frozenset[Rule]) -> Counter[bool]:
    """How often which verdict fell, the same one by solver and judge."""
    verdicts: Counter[bool] = Counter()
    for seed in range(POOLS):
        board = any_board(seed)
        rng = Random(f"together/{sorted(rules)}/{seed}")
        for share in (0.15, 0.3, 0.6):
            pairs = [(p.specialist, p.demand) for p in _chosen(board, rules, rng, share)]
            verdict = accepts(board.pool, board.horizon, pairs, _with_time(board, rules))
            assert verdict == _judged(board, rules, pairs), (seed, pairs)
            verdicts[verdict] += 1
    return verdicts


def test_without_one_role_two_roles_of_a_matter_are_two_pairs() -> None:
    """Rows that lean on ONE_ROLE are not there without it: both roles may be taken at once."""
    twice = 0
    for seed in range(POOLS):
        board = any_board(seed)
        for rules in ({Rule.CORE_TEAM}, {Rule.LENDING_HEADS}, {Rule.ACCOMPANIED}):
            pairs = [(p.specialist, p.demand) for p in board.eligible]
            roles = Counter((s, board.pool.case_of_demand[d].matter) for s, d in pairs)
            twice += max(roles.values(), default=0) > 1
            verdict = accepts(board.pool, board.horizon, pairs, _with_time(board, rules))
            assert verdict == _judged(board, rules, pairs), (seed, rules)

    assert twice >= POOLS


def _with_time(board: Board, rules: set[Rule] | frozenset[Rule]) -> set[Rule]:
    """The rules, and what they are to be asked with."""
    return {one for rule in rules for one in asked(rule, board.horizon)}


def _judged(board: Board, rules: set[Rule] | frozenset[Rule], pairs: list[Ids]) -> bool:
    """Whether the judge allows the pairs with their blocks in some of the weeks."""
    wanted = _with_time(board, rules)
    return any(
        not tuple(rule_violations(board.pool, board.horizon, rows, rules=wanted))
        for rows in layouts(
            board.pool, pairs, board.horizon, every_split=bool(wanted & set(ON_WEEKS))
        )
    )


def _chosen(
    board: Board, rules: set[Rule] | frozenset[Rule], rng: Random, share: float
) -> list[Pair]:
    """What chance takes of the eligible pairs; where caseloads count, one role of a matter each."""
    taken: dict[object, Pair] = {}
    for pair in rng.sample(board.eligible, len(board.eligible)):
        if rng.random() < share:
            matter = board.cases[pair.case].matter
            role = matter if Rule.CASELOAD in rules else pair.demand
            taken.setdefault((pair.specialist, role), pair)
    return sorted(taken.values(), key=lambda p: (p.specialist, p.demand))


def test_two_cases_of_a_matter_run_on_their_own() -> None:
    """Whoever could serve either needs only the one served to run."""
    people = [specialist(name) for name in ("s1", "s2")]
    cases = [case("c1", matter="m"), case("c2", matter="m")]
    demands = [demand("d1", "c1", critical=True), demand("d2", "c2", critical=True, headcount=2)]
    it = pool(people, cases, demands)
    rules = {Rule.ONE_ROLE, Rule.CORE_TEAM}
    assert accepts(it, it.horizon(), [("s1", "d2"), ("s2", "d2")], rules)
    assert accepts(it, it.horizon(), [("s1", "d1")], rules)
    assert not accepts(it, it.horizon(), [("s1", "d2")], rules)
