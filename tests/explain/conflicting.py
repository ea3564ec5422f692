"""Conflicts among edits of tiny pools' plans, against every plan there is."""

import itertools
from collections import Counter
from collections.abc import Iterator
from random import Random

from scheduler.explain import Draft, Edit, Inquiry, ban, pin
from scheduler.model import Plan, Pool, RowStatus
from scheduler.solver import make_plan
from scheduler.solver.clauses import Row
from tests.explain.agreement import EveryPlan
from tests.properties.pools import any_pool

MOST_PINS, MOST_BANS = 5, 2
Edits = frozenset[Edit]


def minimal(every: EveryPlan, edits: tuple[Edit, ...]) -> tuple[set[Edits], set[Edits]]:
    """The irreducible conflicts of some edits and their least ways out, by every plan."""

    def holds(kept: Edits) -> bool:
        rows = frozenset(row for e in kept for row in e.wanted)
        return bool(every.those(rows, frozenset(r for e in kept for r in gone(e))))

    sets = [
        frozenset(kept)
        for size in range(len(edits) + 1)
        for kept in itertools.combinations(edits, size)
    ]
    known = {s: holds(s) for s in sets}
    return (
        {s for s in sets if not known[s] and all(known[s - {e}] for e in s)},
        {
            frozenset(edits) - s
            for s in sets
            if known[s] and not any(known[s | {e}] for e in edits if e not in s)
        },
    )


def gone(edit: Edit) -> tuple[Row, ...]:
    """The rows that an edit takes out."""
    return () if edit.kind == "pin" else edit.rows


def faults(pool: Pool, plan: Plan, seed: int, counts: Counter[str]) -> Iterator[str]:
    """What is wrong with the conflicts told of some edits that a seed draws."""
    every, inquiry, draw = EveryPlan(pool, plan), Inquiry(pool, plan), Random(seed)
    fixed = every.board.current(RowStatus.NOTIFIED)
    pins = [r for r, pair in every.board.pairs.items() if not pair.refusals and r not in every.own]
    bans = sorted(every.own - fixed)
    edits = [pin(*row) for row in draw.sample(sorted(pins), min(MOST_PINS, len(pins)))]
    edits += [ban(*row) for row in draw.sample(bans, min(MOST_BANS, len(bans)))]
    draft = Draft(inquiry)
    for edit in edits:
        draft = draft.with_edit(edit)
    told = draft.verdict(most_conflicts=1_000)
    conflicts, ways_out = minimal(every, draft.edits)
    if (told.outcome == "impossible") != bool(conflicts):
        yield f"{told.outcome} with {len(conflicts)} conflicts"
    if {frozenset(c.edits) for c in told.conflicts} != conflicts:
        yield f"conflicts {told.conflicts}, not {conflicts}"
    if conflicts and {frozenset(way) for way in told.ways_out} != ways_out:
        yield f"ways out {told.ways_out}, not {ways_out}"
    if not told.is_complete or not all(conflict.rules for conflict in told.conflicts):
        yield "not complete, or without rules"
    counts["conflicts"] += len(told.conflicts)
    counts["ways out"] += len(told.ways_out)


def look(seed: int) -> tuple[list[str], Counter[str]]:
    """The faults of a seed's pool."""
    pool, counts = any_pool(seed), Counter({"pools": 1})
    plan = make_plan(pool, pool.horizon()).plan
    return ([] if plan is None else list(faults(pool, plan, seed, counts))), counts
