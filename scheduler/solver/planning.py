"""The use of the solver: solve a pool, or make a plan that the judge has accepted."""

import time
from collections.abc import Callable, Collection

from scheduler.check import judge
from scheduler.model import (
    Horizon,
    Near,
    PhaseTime,
    Plan,
    PlanRejectedError,
    Pool,
    PoolError,
    Progress,
    Rule,
    RunRecord,
    SolveOptions,
    SolveResult,
)
from scheduler.model.integrity import horizon_complaints, pool_complaints
from scheduler.solver.assemble import assemble, provenance
from scheduler.solver.eligibility import eligibility
from scheduler.solver.engines.port import Watch
from scheduler.solver.engines.verified import settled
from scheduler.solver.first_plan import FirstPlan
from scheduler.solver.formulation import ALL_RULES, Formulation
from scheduler.solver.heartbeat import heartbeat
from scheduler.solver.instance import Instance
from scheduler.solver.memory import unsearched
from scheduler.solver.nearby import Ask
from scheduler.solver.nearsearch import NearSearch, further_goals
from scheduler.solver.rules import add_rows, formulate
from scheduler.solver.search import IsCancelled, OnProgress, Search
from scheduler.solver.start import Start

DEFAULT_OPTIONS = SolveOptions()
BUILD_PER_PAIR, BUILD_PER_ROW = 3e-6, 1e-4
"""Seconds, or units, until the search begins for an eligible pair, and for a specialist or demand.

Measured on pools from 300 × 150 to 3,000 × 2,500.
"""
JUDGE_PER_PAIR, JUDGE_PER_ROW = 3.5e-6, 4e-5
"""Seconds that the judge takes in a tier for an eligible pair, and for a specialist or a demand.

Measured on plans whose tiers all have witnesses, from 150 × 75 to 3,000 × 2,500: 0.7 to 1.5 of it.
"""
Clock = Callable[[], float]


def solve(
    pool: Pool,
    horizon: Horizon,
    options: SolveOptions = DEFAULT_OPTIONS,
    *,
    start: Plan | None = None,
    near: Near | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
    clock: Clock = time.monotonic,
) -> SolveResult:
    """Search the best plan of a pool in a horizon; the result is not judged yet.

    Without pins there is always a plan, made at once whatever the limit, with true bounds; with
    pins there is, too, where the one made around them keeps the rules, and else it is searched for.
    ``on_progress`` hears of each phase, of value and bound while a tier is searched, and in any
    case every second; it may be called from another thread. ``is_cancelled`` is polled; the best
    plan so far is kept.

    ``start`` is an earlier plan of this or another horizon and pool: what is left of it comes
    first, and its prices are tried first. What is proven is as true as without it. ``near``: behind
    the tiers the fewest changes from a base are sought; the plan's provenance tells of it.
    """
    with heartbeat(on_progress) as report:
        return _solved(pool, horizon, options, start, near, report, is_cancelled, clock)


def _solved(
    pool: Pool,
    horizon: Horizon,
    options: SolveOptions,
    start: Plan | None,
    near: Near | None,
    report: OnProgress,
    is_cancelled: IsCancelled | None,
    clock: Clock,
    is_judged: bool = False,
) -> SolveResult:
    began = clock()
    report(Progress(phase="eligibility"))
    judged = eligibility(pool, horizon)
    report(Progress(phase="instance", seconds=clock() - began))
    cancelled = is_cancelled or (lambda: False)
    formulation = Formulation.of(Instance.of(judged))
    first, columned = FirstPlan(formulation, pool.policy.tiers), clock()
    if start is None and formulation.instance.is_huge:  # a plan long before the rows
        value = first.value(Ask(Watch(lambda *_: None, cancelled), options.seed))
        if value is not None:
            now = clock() - began
            report(Progress(phase="tier", tier=first.tiers[0], value=value, seconds=now))
    told = clock()
    add_rows(formulation)
    known = None if start is None else Start.of(formulation.instance, start)
    built = clock()
    further = further_goals(near)
    building, judging = _foretold(formulation.instance)
    after = judging * len(first.tiers) if is_judged else 0.0
    limits = began, known, further, after, building
    search = Search(first, options, report, cancelled, clock, *limits)
    tiers, nearness = search.run(), None
    if tiers is not None and near is not None:
        tiers, nearness = NearSearch(search, near).run(tiers)
    found = clock()
    plan = None
    if tiers is not None and search.incumbent is not None:
        report(Progress(phase="layout", seconds=found - began))
        made = provenance(pool, options, start).model_copy(update={"near": nearness})
        with unsearched():
            plan = assemble(formulation, search.incumbent, tiers, search.witnesses(tiers), made)
    done = clock()
    status = "planned" if plan else "infeasible" if search.is_infeasible else "unknown"
    run = RunRecord(
        seconds=done - began,
        phases=(
            PhaseTime(name="build", seconds=columned - began + built - told),
            PhaseTime(name="first_plan", seconds=told - columned),
            *search.phase_times(),
            PhaseTime(name="layout", seconds=done - found),
        ),
        cancelled=search.cancelled,
        pairs_eligible=formulation.instance.pairs,
        demands=len(formulation.instance.demands),
        start_rows=known.rows if known else 0,
        start_kept=search.start_kept,
    )
    return SolveResult.model_validate({"status": status, "plan": plan, "run": run})


def _foretold(it: Instance) -> tuple[float, float]:
    """Seconds, or units, that go by before the search, and those of the judge for a tier."""
    rows = len(it.eligibility.frame.specialists) + len(it.demands)
    building = BUILD_PER_PAIR * it.pairs + BUILD_PER_ROW * rows
    return building, JUDGE_PER_PAIR * it.pairs + JUDGE_PER_ROW * rows


def make_plan(
    pool: Pool,
    horizon: Horizon,
    options: SolveOptions = DEFAULT_OPTIONS,
    *,
    start: Plan | None = None,
    near: Near | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> SolveResult:
    """Check the pool, solve, and have the judge accept the plan; the rest as for ``solve``.

    A limit of seconds holds for all of it: what the judge takes is kept back from the search.

    Raises:
        PoolError: the pool contradicts itself, or does not fit the horizon.
        RequestError: ``near`` lets a tier give up something that the policy does not use.
        PlanRejectedError: the judge refused the plan; nobody sees it.
    """
    demand_sound(pool, horizon)
    if near is not None:
        near.demand_fits(pool.policy)
    with heartbeat(on_progress) as report:
        asked = pool, horizon, options, start, near, report, is_cancelled
        result = _solved(*asked, time.monotonic, is_judged=True)
        if result.plan is not None:
            report(Progress(phase="check", seconds=result.run.seconds))
            demand_accepted(pool, result.plan)
        report(Progress(phase="done", seconds=result.run.seconds))
    return result


def demand_sound(pool: Pool, horizon: Horizon) -> None:
    """Pass a pool that does not contradict itself in a horizon.

    Raises:
        PoolError: it does.
    """
    complaints = (*pool_complaints(pool), *horizon_complaints(pool, horizon))
    if errors := [c for c in complaints if c.severity == "error"]:
        raise PoolError(errors)


def demand_accepted(pool: Pool, plan: Plan) -> None:
    """Pass a plan that the judge accepts.

    Raises:
        PlanRejectedError: the judge refuses it.
    """
    with unsearched():
        verdict = judge(pool, plan)
    if not verdict.is_accepted:
        first = verdict.violations[0].text("en")
        raise PlanRejectedError("plan.rejected", count=len(verdict.violations), first=first)


def accepts(
    pool: Pool,
    horizon: Horizon,
    pairs: Collection[tuple[str, str]],
    rules: Collection[Rule] = ALL_RULES,
) -> bool:
    """Whether exactly these (specialist, demand) pairs are allowed under only these rules.

    A pair that is not eligible is never allowed. Used to hold the rows against the judge, one rule
    at a time.
    """
    judged = eligibility(pool, horizon)
    if any(judged.refused_by(s, d) for s, d in pairs):
        return False
    formulation = formulate(Instance.of(judged), rules)
    it, program = formulation.instance, formulation.program.copy()
    frame = judged.frame
    chosen = {(frame.specialist_number[s], frame.demand_number[d]) for s, d in pairs}
    for p, pair in enumerate(zip(it.specialist.tolist(), it.demand.tolist(), strict=True)):
        wanted = int(pair in chosen)
        program.add_row(formulation.x[[p]], 1, lower=wanted, upper=wanted)
    return settled(program) is not None
