"""All allowed plans of a tiny pool, each with the value of every tier of its policy."""

from itertools import product

from scheduler.model import TierName, TierResult
from tests.brute.search import BruteForce
from tests.brute.tiers import VALUES, Value, preference

Values = dict[TierName, Value]


class EveryPlan(BruteForce):
    """The values of all allowed plans, the best first."""

    plans: list[Values]

    def _look_at_everything(self) -> None:
        tiers, found = self.board.pool.policy.tiers, []
        alone = [
            [turn for turn in self._turns(s) if any(not broken for _, broken in turn.ways)]
            for s in self.board.people
        ]
        for turns in product(*alone):
            chosen = [pair for turn in turns for pair in turn.pairs]
            if self._blame(turns, chosen) == frozenset():
                found.append({tier: VALUES[tier](self.board, chosen) for tier in tiers})
        self.plans = sorted(found, key=lambda plan: [preference(*it) for it in plan.items()])[::-1]

    def best(self, tier: TierName, held: Values) -> int:
        """The best value of a tier among all plans that are no worse in each earlier one."""
        tiers = self.board.pool.policy.tiers
        earlier = tiers[: tiers.index(tier)]
        values = [
            value
            for plan in self.plans
            if all(preference(t, plan[t]) >= preference(t, held[t]) for t in earlier)
            if isinstance(value := plan[tier], int)
        ]
        return max(values) if tier.is_maximised else min(values)


def results(plan: Values) -> tuple[TierResult, ...]:
    """What a plan file says of these values, without any bound."""
    return tuple(
        TierResult(
            tier=tier,
            status="feasible",
            value=value if isinstance(value, int) else None,
            bound=None,
        )
        for tier, value in plan.items()
    )
