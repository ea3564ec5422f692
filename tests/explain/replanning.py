"""Replans of tiny pools' plans after an absence, against every plan of the changed pool."""

from collections import Counter
from collections.abc import Iterator

from scheduler.explain import absent, replan
from scheduler.model import Plan, Pool, RowStatus
from scheduler.solver import make_plan
from scheduler.solver.nearby import SERVED
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.properties.pools import any_pool


def faults(pool: Pool, plan: Plan, counts: Counter[str]) -> Iterator[str]:
    """Everything wrong with the replans after each specialist's absence."""
    own = frozenset((a.specialist, a.demand) for a in plan.assignments)
    for person in pool.specialists:
        who = person.specialist
        changed = absent(pool, plan, who)
        told = replan(changed, plan)
        counts["replans"] += 1
        lost = {(row.specialist, row.demand) for row in told.lost}
        kept = tuple(
            r
            for r in changed.assignments
            if r.status not in ("pinned", "notified") or (r.specialist, r.demand) not in lost
        )
        every = Every()
        board = Board(changed.with_rows(assignments=kept))
        BruteForce(board, every)
        if told.plan is None:
            if every.plans:
                yield f"without {who}: there are plans"
            continue
        rows = frozenset((a.specialist, a.demand) for a in told.plan.assignments)
        notified = board.current(RowStatus.NOTIFIED) & own
        if not notified <= rows:
            yield f"without {who}: a notified row has moved"
        if any(s == who for s, _ in lost) != bool(lost):
            yield f"without {who}: pins of others are lost"
        tiers = pool.policy.tiers
        served = max((i + 1 for i, t in enumerate(tiers) if t in SERVED), default=0)
        best = max(key[:served] for key in every.plans.values())
        if every.plans[rows][:served] != best:
            yield f"without {who}: fewer are served than can be"
        least = min(len(p ^ own) for p, key in every.plans.items() if key[:served] == best)
        moves = told.moves
        if moves is None or (moves.value, moves.bound, moves.status) != (least, least, "optimal"):
            yield f"without {who}: {moves}, {least} moves are enough"
        if len(rows ^ own) != least:
            yield f"without {who}: {len(rows ^ own)} rows move, {least} are enough"
        own_key = every.plans[rows]
        for i, tier in enumerate(told.plan.tiers):
            if tier.status == "optimal" and tier.value is not None:
                counts[f"{tier.tier} said to be optimal"] += 1
                alike = (key[i] for key in every.plans.values() if key[:i] == own_key[:i])
                if own_key[i] != max(alike):
                    yield f"without {who}: {tier.tier} is called optimal"


def look(seed: int) -> tuple[list[str], Counter[str]]:
    """The faults of a seed's pool."""
    pool, counts = any_pool(seed), Counter({"pools": 1})
    plan = make_plan(pool, pool.horizon()).plan
    return ([] if plan is None else list(faults(pool, plan, counts))), counts
