"""On tiny pools the solver's plan is worth exactly what looking at every plan finds.

The tests go through the pools in two halves, so that two processes share them. Each half prints
(``-s``) how often each rule was binding and in how many pools each code refused a pair.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from scheduler.model import Plan, Pool, Refusal, Rule, TierResult
from scheduler.solver import make_plan
from tests.brute.board import Board, Pair
from tests.brute.search import BruteForce
from tests.brute.tiers import Value
from tests.brute.timetable import Split, best_layout
from tests.properties.pools import any_pool

HALF = 330
SHARE_BINDING = 0.01


@dataclass
class Census:
    """What the pools of one run have in them."""

    pools: int = 0
    infeasible: int = 0
    binding: Counter[Rule] = field(default_factory=Counter)
    refusing: Counter[Refusal] = field(default_factory=Counter)

    def count(self, brute: BruteForce) -> None:
        """Add one pool."""
        self.pools += 1
        self.infeasible += brute.is_infeasible
        self.binding.update(brute.binding)
        self.refusing.update({c for p in brute.board.pairs.values() for c in p.refusals})

    def table(self) -> str:
        """Rules and codes with the number of pools, one a line."""
        lines = [f"{self.pools} pools, {self.infeasible} of them infeasible"]
        lines += [f"{rule:20}{self.binding[rule]:5} binding" for rule in Rule]
        lines += [f"{code:20}{self.refusing[code]:5} refusing" for code in Refusal]
        return "\n".join(lines)


@pytest.mark.parametrize("first", [0, HALF])
def test_every_tier_is_worth_what_brute_force_finds(first: int) -> None:
    """Status, every value, the set of optimal plans and the layout; each rule binds somewhere."""
    census, faults = Census(), []
    for seed in range(first, first + HALF):
        pool = any_pool(seed)
        brute = BruteForce(Board(pool))
        census.count(brute)
        faults += [f"seed {seed}: {fault}" for fault in differences(pool, brute)]
    print(census.table())

    assert not faults, "\n".join(faults)
    assert {r for r in Rule if census.binding[r] < SHARE_BINDING * HALF} == set()
    assert {c for c in Refusal if not census.refusing[c]} == set()


def differences(pool: Pool, brute: BruteForce) -> Iterator[str]:
    """Everything in which the solver's answer is not the brute force's."""
    result = make_plan(pool, brute.board.horizon)
    plan = result.plan
    if brute.is_infeasible or plan is None:
        if brute.is_infeasible != (result.status == "infeasible"):
            yield f"{result.status}, brute force {'in' if brute.is_infeasible else ''}feasible"
        return
    for tier, value in brute.values.items():
        found = plan.tier(tier)
        if found.status != "optimal" or value_of(found) != value:
            yield f"{tier}: {found.status} {value_of(found)}, brute force {value}"
    chosen = frozenset((a.specialist, a.demand) for a in plan.assignments)
    if chosen not in brute.allowed.sets:
        yield f"{sorted(chosen)} is not among the {len(brute.allowed.sets)} optimal plans"
    yield from layout_differences(brute.board, plan)


def value_of(result: TierResult) -> Value | None:
    """A tier's value as the brute force writes it."""
    if result.ratios or result.agency_ratios or result.value is None:
        return tuple(map(Fraction, result.ratios)), tuple(map(Fraction, result.agency_ratios))
    return result.value


def layout_differences(board: Board, plan: Plan) -> Iterator[str]:
    """Every specialist whose blocks are not the best layout of their demands."""
    number = board.horizon.block_number
    for s in board.people:
        rows = {a.demand: a for a in plan.assignments if a.specialist == s}
        pairs = [board.pairs[s, d] for d in sorted(rows)]
        blocks = {d: tuple(number[b] for b in a.blocks) for d, a in rows.items()}
        best = best_layout(board, pairs, _kept_split(board, pairs, blocks))
        if best != blocks:
            yield f"{s} works {blocks}, the best layout is {best}"
        for pair in pairs:
            if rows[pair.demand].travel_blocks != rows[pair.demand].blocks[: pair.charged]:
                yield f"{s}, {pair.demand}: travel blocks {rows[pair.demand].travel_blocks}"


def _kept_split(
    board: Board, pairs: list[Pair], blocks: dict[str, tuple[int, ...]]
) -> Split | None:
    """The weekly shares that the layout has to keep; None where nothing decides them."""
    if not pairs or board.horizon.weeks == 1:
        return None
    agency = board.pool.agency_of_id[board.people[pairs[0].specialist].agency]
    if (
        agency.max_lent_blocks is None
        and agency.max_lent_heads is None
        and all(r.agency != agency.agency or not r.heads for r in board.pool.home_reserve)
    ):
        return None
    week = board.horizon.week_of_block
    return tuple(
        tuple(sum(week[b] == w for b in blocks[p.demand]) for w in range(board.horizon.weeks))
        for p in pairs
    )
