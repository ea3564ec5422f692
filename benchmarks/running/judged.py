"""From pairs to a plan the judge can read, and its word on it.

A coverage counts only when the judge allows every pair and every rule. Blocks and instruments are
put to a baseline's pairs here, earliest deadline first, which finds a timetable for one week
whenever there is one. What a plan file says of itself beyond its assignments (reasons of empty
seats, names of statutes) is no part of whether it is allowed, and is left out for all alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.baselines.problem import Pairs, Problem
from scheduler.check import judge, tier_values
from scheduler.model import (
    Horizon,
    Plan,
    PlannedAssignment,
    Pool,
    Provenance,
    Refusal,
    Rule,
    SolveOptions,
    TierName,
)
from scheduler.solver.instruments import ActChoice, choose_instruments

DECIDING = frozenset({"UNKNOWN", *map(str, Refusal), *map(str, Rule)})
"""Violations that make a plan not allowed: a pair unknown or refused, a rule broken."""
MOST_SHOWN = 3


@dataclass(frozen=True)
class Judged:
    """What the judge counts on each tier, and the first of what is wrong; none when allowed."""

    values: dict[TierName, int]
    violations: tuple[str, ...]

    @property
    def coverage(self) -> int:
        """The value that all methods are compared by."""
        return self.values[TierName.COVERAGE]


def judged(problem: Problem, pairs: Pairs) -> Judged:
    """What the judge says of a plan with exactly these pairs.

    Raises:
        KeyError: a pair is not eligible.
    """
    rows = _rows(problem, problem.numbers(pairs))
    return judged_rows(problem.pool, problem.horizon, rows)


def judged_plan(pool: Pool, plan: Plan) -> Judged:
    """What the judge says of a plan of ours; a tier claimed at another value is a violation."""
    found = judged_rows(pool, pool.horizon(plan.start, plan.weeks), plan.assignments)
    wrong = [
        f"{tier.tier}: {tier.value} claimed, {found.values[tier.tier]} counted"
        for tier in plan.tiers
        if tier.value is not None and tier.value != found.values[tier.tier]
    ]
    return Judged(found.values, (*found.violations, *wrong)[:MOST_SHOWN])


def judged_rows(pool: Pool, horizon: Horizon, rows: Sequence[PlannedAssignment]) -> Judged:
    """What the judge says of assignments, pair by pair and rule by rule."""
    bare = Plan(
        start=horizon.start,
        weeks=horizon.weeks,
        assignments=tuple(rows),
        empty_seats=(),
        tiers=(),
        provenance=Provenance(
            pool_sha256=pool.sha256, software="benchmark", solvers={}, options=SolveOptions()
        ),
    )
    wrong = [v.text("en") for v in judge(pool, bare).violations if v.code in DECIDING]
    counted = tier_values(pool, horizon, rows)
    values = {tier: value for tier, value in counted.items() if isinstance(value, int)}
    return Judged(values, tuple(wrong[:MOST_SHOWN]))


def _rows(problem: Problem, pairs: list[int]) -> list[PlannedAssignment]:
    it, moments = problem.it, [str(moment) for moment in problem.horizon.blocks]
    acts, blocks = _acts(problem, pairs), _blocks(problem, pairs)
    rows = []
    for pair in pairs:
        who, what = problem.ids(pair)
        demand = problem.pool.demand_of_id[what]
        row = PlannedAssignment(
            specialist=who,
            demand=what,
            case=demand.case,
            agency=problem.pool.specialist_of_id[who].agency,
            mode=demand.mode,
            authority=demand.authority,
            legal_basis="",
            instrument=acts.get(pair),
            document_no=None,
            blocks=tuple(moments[b] for b in blocks[pair]),
            fit=int(it.fit[pair]),
        )
        rows.append(row)
    return rows


def _acts(problem: Problem, pairs: list[int]) -> dict[int, str]:
    """Each pair's instrument: the choice that keeps the ceilings, or else the first there is."""
    named = {pair: acts for pair in pairs if (acts := problem.acts(pair))}
    of_id = problem.pool.instrument_of_id
    choices = [
        ActChoice(int(problem.it.effort[pair]), tuple(of_id[act] for act in acts))
        for pair, acts in named.items()
    ]
    chosen = choose_instruments(choices)
    if chosen is None:
        return {pair: acts[0] for pair, acts in named.items()}
    return {pair: act.instrument for pair, act in zip(named, chosen, strict=True)}


def _blocks(problem: Problem, pairs: list[int]) -> dict[int, list[int]]:
    it, there = problem.it, problem.there_before
    work: dict[int, list[int]] = {}
    for pair in pairs:
        work.setdefault(int(it.specialist[pair]), []).append(pair)
    laid: dict[int, list[int]] = {pair: [] for pair in pairs}
    for s, jobs in work.items():
        for b in range(problem.horizon.size):
            if there[s][b + 1] == there[s][b]:
                continue
            due = [
                (int(it.stop[pair]), pair)
                for pair in jobs
                if it.start[pair] <= b < it.stop[pair] and len(laid[pair]) < it.effort[pair]
            ]
            if due:
                laid[min(due)[1]].append(b)
    return laid
