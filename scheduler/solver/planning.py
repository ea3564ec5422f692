"""The use of the solver: solve a pool, or make a plan that the judge has accepted."""

import time
from collections.abc import Callable, Collection

from scheduler.check import judge
from scheduler.model import (
    Horizon,
    PhaseTime,
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
from scheduler.solver.assemble import assemble
from scheduler.solver.eligibility import eligibility
from scheduler.solver.engines.verified import settled
from scheduler.solver.formulation import ALL_RULES
from scheduler.solver.instance import Instance
from scheduler.solver.rules import formulate
from scheduler.solver.search import IsCancelled, OnProgress, Search

DEFAULT_OPTIONS = SolveOptions()
Clock = Callable[[], float]


def solve(
    pool: Pool,
    horizon: Horizon,
    options: SolveOptions = DEFAULT_OPTIONS,
    *,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
    clock: Clock = time.monotonic,
) -> SolveResult:
    """Search the best plan of a pool in a horizon; the result is not judged yet.

    Without pins there is always a plan, at worst the empty one with true bounds. ``on_progress``
    hears of each phase and, while a tier is searched, of value and bound at least every second;
    it may be called from another thread. ``is_cancelled`` is polled; the best plan so far is kept.
    """
    report = on_progress or (lambda _: None)
    began = clock()
    report(Progress(phase="eligibility"))
    judged = eligibility(pool, horizon)
    report(Progress(phase="instance", seconds=clock() - began))
    formulation = formulate(Instance.of(judged))
    built = clock()
    search = Search(formulation, options, report, is_cancelled or (lambda: False), clock)
    tiers = search.run(pool.policy.tiers)
    found = clock()
    plan = None
    if tiers is not None and search.incumbent is not None:
        report(Progress(phase="layout", seconds=found - began))
        plan = assemble(formulation, search.incumbent, tiers, search.witnesses(tiers), options)
    done = clock()
    status = "planned" if plan else "infeasible" if search.is_infeasible else "unknown"
    run = RunRecord(
        seconds=done - began,
        phases=(
            PhaseTime(name="build", seconds=built - began),
            *search.phase_times(),
            PhaseTime(name="layout", seconds=done - found),
        ),
        cancelled=search.cancelled,
        pairs_eligible=formulation.instance.pairs,
        demands=len(formulation.instance.demands),
    )
    return SolveResult.model_validate({"status": status, "plan": plan, "run": run})


def make_plan(
    pool: Pool,
    horizon: Horizon,
    options: SolveOptions = DEFAULT_OPTIONS,
    *,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> SolveResult:
    """Check the pool, solve, and have the judge accept the plan.

    Raises:
        PoolError: the pool contradicts itself, or does not fit the horizon.
        PlanRejectedError: the judge refused the plan; nobody sees it.
    """
    complaints = (*pool_complaints(pool), *horizon_complaints(pool, horizon))
    errors = [c for c in complaints if c.severity == "error"]
    if errors:
        raise PoolError(errors)
    result = solve(pool, horizon, options, on_progress=on_progress, is_cancelled=is_cancelled)
    if result.plan is not None:
        if on_progress is not None:
            on_progress(Progress(phase="check", seconds=result.run.seconds))
        verdict = judge(pool, result.plan)
        if not verdict.is_accepted:
            first = verdict.violations[0]
            raise PlanRejectedError(
                "plan.rejected", count=len(verdict.violations), first=first.text("en")
            )
    if on_progress is not None:
        on_progress(Progress(phase="done", seconds=result.run.seconds))
    return result


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
