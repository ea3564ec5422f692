"""Replans of tiny pools' plans after an absence or an arrival, against every plan there is."""

from collections import Counter
from collections.abc import Iterable, Iterator

from scheduler.explain import absent, replan, vacated
from scheduler.model import Plan, Pool, RowStatus
from scheduler.solver import make_plan
from scheduler.solver.nearby import SERVED
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.properties.pools import any_pool

PINS = (RowStatus.PINNED, RowStatus.NOTIFIED)


def faults(pool: Pool, plan: Plan, counts: Counter[str]) -> Iterator[str]:
    """Everything wrong with the replans after each specialist's absence."""
    for person in pool.specialists:
        counts["absences"] += 1
        yield from of_replan(absent(pool, plan, person.specialist), plan, counts, person.specialist)


def arriving(pool: Pool, counts: Counter[str]) -> Iterator[str]:
    """Everything wrong with the replans after a case has come in; each case once, two at most."""
    for case in pool.cases[:2]:
        before = without_case(pool, case.case)
        if before is None or (plan := make_plan(before, before.horizon()).plan) is None:
            continue
        counts["arrivals"] += 1
        yield from of_replan(pool, plan, counts, case.case)


def without_case(pool: Pool, case: str) -> Pool | None:
    """The pool before a case came in; None where something else of it names the case."""
    gone = {d.demand for d in pool.demands if d.case == case}
    if any(not isinstance(act.cases, str) and case in act.cases for act in pool.instruments):
        return None
    if any(row.case == case or row.demand in gone for row in pool.assignments):
        return None
    demands = tuple(d for d in pool.demands if d.case != case)
    before = pool.with_rows(
        cases=tuple(c for c in pool.cases if c.case != case),
        demands=demands,
        affinity=tuple(r for r in pool.affinity if r.demand not in gone),
    )
    known = {c.matter for c in before.cases}
    rows = (*pool.service_history, *pool.conflicts)
    is_named = {pool.case_of_id[case].matter} - known
    if any(getattr(row, "matter", getattr(row, "party", "")) in is_named for row in rows):
        return None
    return before if demands and before.horizon() == pool.horizon() else None


def of_replan(changed: Pool, plan: Plan, counts: Counter[str], what: str) -> Iterator[str]:
    """Everything wrong with a plan's replan on a changed pool."""
    own = frozenset((a.specialist, a.demand) for a in plan.assignments)
    told = replan(changed, plan)
    lost = {(row.specialist, row.demand) for row in told.lost}
    refused = {
        pair for pair in Board(changed).current(*PINS) if Board(changed).pairs[pair].refusals
    }
    if lost != refused:
        yield f"{what}: {lost} are told as lost, not {refused}"
    every = Every()
    board = Board(_without(changed, lost))
    BruteForce(board, every)
    if told.plan is None:
        if every.plans:
            yield f"{what}: there are plans"
        return
    rows = frozenset((a.specialist, a.demand) for a in told.plan.assignments)
    if not board.current(RowStatus.NOTIFIED) & own <= rows:
        yield f"{what}: a notified row has moved"
    tiers = changed.policy.tiers
    served = max((i + 1 for i, t in enumerate(tiers) if t in SERVED), default=0)
    best = max(key[:served] for key in every.plans.values())
    if every.plans[rows][:served] != best:
        yield f"{what}: fewer are served than can be"
    least = min(len(p ^ own) for p, key in every.plans.items() if key[:served] == best)
    moves = told.moves
    if moves is None or (moves.value, moves.bound, moves.status) != (least, least, "optimal"):
        yield f"{what}: {moves}, {least} moves are enough"
    if len(rows ^ own) != least:
        yield f"{what}: {len(rows ^ own)} rows move, {least} are enough"
    own_key = every.plans[rows]
    for i, tier in enumerate(told.plan.tiers):
        if tier.status == "optimal" and tier.value is not None:
            counts[f"{tier.tier} said to be optimal"] += 1
            alike = (key[i] for key in every.plans.values() if key[:i] == own_key[:i])
            if own_key[i] != max(alike):
                yield f"{what}: {tier.tier} is called optimal"


def faults_near(pool: Pool, plan: Plan, counts: Counter[str], *, to_prove: bool) -> Iterator[str]:
    """Everything wrong with the moves of replans that are sought as on a large pool.

    Compared with every plan that serves as many, no demand of another case with more people.
    """
    for person in pool.specialists:
        changed = absent(pool, plan, person.specialist)
        told = replan(changed, plan, to_prove=to_prove)
        if told.plan is None or told.moves is None:
            continue
        counts["replans"] += 1
        own = frozenset((a.specialist, a.demand) for a in plan.assignments)
        rows = frozenset((a.specialist, a.demand) for a in told.plan.assignments)
        lost = {(row.specialist, row.demand) for row in told.lost}
        board, every = Board(_without(changed, lost)), Every()
        BruteForce(board, every)
        if not board.current(RowStatus.NOTIFIED) & own <= rows:
            yield f"{person.specialist}: a notified row has moved"
        served = max((i + 1 for i, t in enumerate(pool.policy.tiers) if t in SERVED), default=0)
        asked = {changed.demand_of_id[d].case for d in vacated(changed, plan)}
        level, seats = every.plans[rows][:served], Counter(d for _, d in own)
        least = min(
            len(p ^ own)
            for p, key in every.plans.items()
            if all(a >= b for a, b in zip(key[:served], level, strict=True))
            and _keeps_down(changed, p, seats, asked)
        )
        moves = told.moves
        assert moves.bound is not None, "a number of moves has a bound"
        counts["proven"] += moves.status == "optimal"
        if len(rows ^ own) != moves.value:
            yield f"{person.specialist}: {moves} is told, {len(rows ^ own)} rows move"
        if moves.bound > least or (moves.status == "optimal" and moves.value != least):
            yield f"{person.specialist}: {moves}, {least} moves are enough"


def _without(pool: Pool, lost: set[tuple[str, str]]) -> Pool:
    """The pool without pins that are lost."""
    kept = tuple(
        r
        for r in pool.assignments
        if r.status not in PINS or (r.specialist, str(r.demand)) not in lost
    )
    return pool.with_rows(assignments=kept)


def _keeps_down(
    pool: Pool, rows: Iterable[tuple[str, str]], seats: Counter[str], asked: set[str]
) -> bool:
    """Whether no demand of a case that is not asked about has more people."""
    people = Counter(d for _, d in rows)
    return all(n <= seats[d] for d, n in people.items() if pool.demand_of_id[d].case not in asked)


def look(seed: int) -> tuple[list[str], Counter[str]]:
    """The faults of a seed's pool."""
    pool, counts = any_pool(seed), Counter({"pools": 1})
    plan = make_plan(pool, pool.horizon()).plan
    found = [] if plan is None else list(faults(pool, plan, counts))
    return [*found, *arriving(pool, counts)], counts
