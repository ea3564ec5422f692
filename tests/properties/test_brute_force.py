"""On tiny pools the solver's plan is worth exactly what looking at every plan finds.

The test prints (``-s``) how often each rule was binding and in how many pools each code refused a
pair.
"""

from collections import Counter
from dataclasses import dataclass, field

from scheduler.model import Refusal, Rule
from tests.brute.board import Board
from tests.brute.search import BruteForce
from tests.properties.agreement import differences
from tests.properties.pools import any_pool

POOLS = 220
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


def test_every_tier_is_worth_what_brute_force_finds() -> None:
    """Status, every value, the set of optimal plans and the layout; each rule binds somewhere."""
    census, faults = Census(), []
    for seed in range(POOLS):
        pool = any_pool(seed)
        brute = BruteForce(Board(pool))
        census.count(brute)
        faults += [f"seed {seed}: {fault}" for fault in differences(pool, brute)]
    print(census.table())

    assert not faults, "\n".join(faults)
    assert {r for r in Rule if census.binding[r] < SHARE_BINDING * POOLS} == set()
    assert {c for c in Refusal if not census.refusing[c]} == set()
