"""All allowed plans of a tiny pool, each with the value of every tier of its policy."""

from itertools import product

from scheduler.model import TierName, TierResult
from tests.brute.search import BruteForce, Pairs
from tests.brute.tiers import VALUES, Value, preference

Values = dict[TierName, Value]


class EveryPlan(BruteForce):
    """The values of all allowed plans, the best first."""

    plans: list[Values]
    pairs: list[Pairs]
    """Of each plan, in the same order."""

    def _look_at_everything(self) -> None:
        tiers, found = self.board.pool.policy.tiers, []
        alone = [
            [turn for turn in self._turns(s) if any(not broken for _, broken in turn.ways)]
            for s in self.board.people
        ]
        for turns in product(*alone):
            chosen = [pair for turn in turns for pair in turn.pairs]
            if self._blame(turns, chosen) == frozenset():
                pairs = frozenset((pair.specialist, pair.demand) for pair in chosen)
                found.append(({t: VALUES[t](self.board, chosen) for t in tiers}, pairs))
        found.sort(key=lambda plan: [preference(*it) for it in plan[0].items()], reverse=True)
        self.plans, self.pairs = [plan for plan, _ in found], [pairs for _, pairs in found]

    def best(self, tier: TierName, held: Values) -> int:
        """The best value of a tier among all plans that are no worse in each earlier one."""
        left = [self.plans[i] for i in self.no_worse(tier, held)]
        values = [value for plan in left if isinstance(value := plan[tier], int)]
        return max(values) if tier.is_maximised else min(values)

    def no_worse(self, tier: TierName, held: Values) -> list[int]:
        """The numbers of the plans that are no worse in each tier before one."""
        tiers = self.board.pool.policy.tiers
        earlier = tiers[: tiers.index(tier)]
        return [
            i
            for i, plan in enumerate(self.plans)
            if all(preference(t, plan[t]) >= preference(t, held[t]) for t in earlier)
        ]


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
