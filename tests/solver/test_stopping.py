"""A solve that is told to stop returns at once, whichever engine is at work."""

import gc
import threading
import weakref
from collections.abc import Callable

import highspy
import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver import approach
from scheduler.solver.engines import highs as module
from scheduler.solver.engines import running
from scheduler.solver.engines.cpsat import cpsat
from scheduler.solver.engines.growing import NO_LIMIT, GrowingProgram
from scheduler.solver.engines.highs import highs
from scheduler.solver.engines.linear import relaxation
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome, Watch, is_beyond, never
from scheduler.solver.engines.running import quiet_solver
from scheduler.solver.large import LargeSearch
from scheduler.solver.meter import Meter
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import lagrangian_bound, relaxed
from scheduler.solver.tiers import goal_of
from scheduler.solver.tiers.goal import LinearGoal
from scheduler.synth import family_pool
from tests.solver.sided import formulation_of
from tests.solver.test_approach_steps import reached, starts

PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def hard() -> tuple[Program, Objective]:
    """A tier that no engine proves within a second."""
    pool = family_pool(150, 100, 1)
    formulation = formulation_of(pool)
    goal = goal_of(TierName.COVERAGE, formulation)
    assert isinstance(goal, LinearGoal)
    return formulation.program, goal.objective


@pytest.fixture
def polled_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask at every iteration, so that no clock decides."""
    monkeypatch.setattr(running, "POLL_SECONDS", 0.0)


def at_call(n: int) -> Callable[[], bool]:
    calls = iter(range(10**9))
    return lambda: next(calls) >= n


@pytest.mark.parametrize("engine", [cpsat, highs])
def test_an_engine_stops_and_was_heard(
    hard: tuple[Program, Objective], engine: Callable[..., Outcome]
) -> None:
    """After some polls; it has reported before, and its bound is true."""
    program, objective = hard
    reports: list[object] = []
    watch = Watch(lambda *news: reports.append(news), at_call(3))
    told = engine(program, objective, None, Limits(), watch)
    assert told.status in ("feasible", "unknown")
    assert len(reports) >= 3
    assert told.bound is not None
    assert told.bound >= 0


def test_branch_and_cut_that_was_left_alone_ends_by_itself(
    hard: tuple[Program, Objective],
) -> None:
    """Its thread outlives the call by no more than the way to its next look."""
    program, objective = hard
    told = highs(program, objective, None, Limits(), Watch(lambda *_: None, lambda: True))
    assert told.status in ("feasible", "unknown")
    for thread in threading.enumerate():
        if thread.name == "highs":
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()


def test_branch_and_cut_repeats_under_a_limit_of_work(hard: tuple[Program, Objective]) -> None:
    """Looks are counted, not seconds: the same bound, solution and work twice."""
    program, objective = hard
    once, twice = (highs(program, objective, None, Limits(work=0.5), UNWATCHED) for _ in range(2))
    assert (once.status, once.bound, once.work) == (twice.status, twice.bound, twice.work)
    assert once.status != "optimal"
    assert (once.solution is None) == (twice.solution is None)
    if once.solution is not None and twice.solution is not None:
        assert once.solution.tolist() == twice.solution.tolist()


def test_branch_and_cut_ends_at_a_solution_that_is_good_enough(
    hard: tuple[Program, Objective], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its first linear program, with what a heuristic came upon; and nothing is kept."""
    program, objective = hard
    solvers: list[weakref.ref[object]] = []

    def known() -> object:
        solver = quiet_solver()
        solvers.append(weakref.ref(solver))
        return solver

    monkeypatch.setattr(module, "quiet_solver", known)
    worst = objective.value(program.lower)
    better = worst + (1 if objective.maximise else -1)
    gc.disable()
    try:
        told = highs(program, objective, program.lower, Limits(enough=better), UNWATCHED)
        assert [solver() for solver in solvers] == [None]
    finally:
        gc.enable()
    assert told.status == "feasible"
    assert told.solution is not None
    assert program.is_satisfied_by(told.solution)
    assert not is_beyond(objective, better, objective.value(told.solution))
    assert told.work == pytest.approx(module.AT_PAIRS.of_first(program))


@pytest.mark.usefixtures("polled_always")
@pytest.mark.parametrize("interior", [False, True])
def test_a_relaxation_stops(hard: tuple[Program, Objective], interior: bool) -> None:
    """By the simplex or the interior-point method; what is cut short is not solved."""
    assert relaxation(*hard, None, interior=interior, stop=at_call(3)) is None
    assert relaxation(*hard, None, interior=interior, stop=lambda: False) is not None


@pytest.mark.parametrize("seconds", [None, 0.0])
def test_a_silent_interior_point_run_is_left_to_itself(
    hard: tuple[Program, Objective], seconds: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its first round it asks nobody; whoever wants to stop, or has no time, goes on."""
    heard, alive = threading.Event(), []
    run = running.run_whole

    def silent(solver: highspy.Highs) -> None:
        assert heard.wait(PATIENCE_SECONDS)
        run(solver)
        alive.append(solver.getModelStatus())

    monkeypatch.setattr(running, "run_whole", silent)
    monkeypatch.setattr(running, "GRACE_SECONDS", 0.05)
    stop = never if seconds is not None else at_call(1)
    assert relaxation(*hard, seconds, interior=True, stop=stop) is None
    left = [thread for thread in threading.enumerate() if thread.name == "highs"]
    assert left
    assert not alive
    heard.set()
    for thread in left:
        thread.join(PATIENCE_SECONDS)
    limits = {highspy.HighsModelStatus.kInterrupt, highspy.HighsModelStatus.kTimeLimit}
    assert set(alive) <= limits
    assert alive


@pytest.mark.parametrize("interior", [False, True])
def test_a_relaxation_is_limited_by_iterations(
    hard: tuple[Program, Objective], interior: bool
) -> None:
    """So that it cannot run away where no clock is asked."""
    assert relaxation(*hard, None, interior=interior, iterations=5) is None
    whole = relaxation(*hard, None, interior=interior, iterations=10**6)
    assert whole is not None
    assert whole.iterations > 5


def test_branch_and_cut_without_work_for_a_first_look_does_not_begin(
    hard: tuple[Program, Objective],
) -> None:
    """It could not be stopped before: presolve of a large program alone takes many seconds."""
    first = module.AT_PAIRS.of_first(hard[0])
    none = highs(*hard, hard[0].lower, Limits(work=0.99 * first), UNWATCHED)
    assert (none.status, none.solution, none.bound, none.work) == ("unknown", None, None, 0.0)
    some = highs(*hard, hard[0].lower, Limits(work=first), UNWATCHED)
    assert some.status != "unknown"
    assert some.work >= first


def test_a_small_engine_charges_for_being_handed_the_program(
    hard: tuple[Program, Objective],
) -> None:
    """So a unit is a second of many small programs, too; how hard they were is told apart."""
    told = cpsat(*hard, hard[0].lower, Limits(work=0.3), UNWATCHED)
    assert told.searched == pytest.approx(0.3, rel=0.1)
    assert told.work - told.searched == pytest.approx(1e-5 * len(hard[0].matrix().column))


@pytest.mark.usefixtures("polled_always")
def test_a_relaxation_that_was_cut_short_still_proves_a_bound(
    hard: tuple[Program, Objective],
) -> None:
    """By its limit of work, or because somebody asked."""
    program, objective = hard
    full, work = relaxed(program, objective, 0, None)
    best = lagrangian_bound(program, objective, full.over(program, 0))
    for short, spent in (
        relaxed(program, objective, 0, None, work=0.02),
        relaxed(program, objective, 0, None, stop=at_call(20)),
    ):
        assert lagrangian_bound(program, objective, short.over(program, 0)) >= best
        assert spent < work


@pytest.mark.usefixtures("polled_always")
def test_a_growing_program_stops_and_goes_on() -> None:
    """Cut short by iterations or by request it has no answer; asked again it has."""
    rng = np.random.default_rng(1)
    rows, columns = 40, 200
    program = GrowingProgram(np.full(rows, -NO_LIMIT), np.full(rows, 5.0))
    value = rng.random((columns, rows))
    row = np.tile(np.arange(rows), columns)
    starts = np.arange(columns) * rows
    program.add_columns(rng.random(columns), np.ones(columns), starts, row, value.ravel())
    assert program.solve(None, iterations=2) is None
    assert program.solve(None, stop=at_call(2)) is None
    assert program.solve(None, iterations=10_000) is not None
    assert program.solve(None) is not None


@pytest.mark.parametrize("is_large", [True, False])
def test_whoever_wants_to_stop_waits_for_no_step(
    is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is made along the prices so far, which still prove a bound."""
    steps = list[str]()
    for name in ("_led", "_narrowed", "_rearranged", "_lists"):
        monkeypatch.setattr(approach.Approach, name, lambda *_, name=name: steps.append(name))
    monkeypatch.setattr(LargeSearch, "improve", lambda *_: steps.append("large"))
    monkeypatch.setattr(approach, "TINY_PAIRS", 0)
    proven, watch = 0, Watch(lambda *_: None, lambda: True)
    for stall, program, solution in starts(range(900, 920)):
        got = reached(stall, program, solution, watch, is_large=is_large)
        assert got.solution is solution
        assert stall.worth(got.bound) >= stall.best
        proven += got.proof is not None and got.proof.bound == got.bound
    assert not steps
    assert proven > 10


def test_once_the_limit_is_used_up_no_plan_is_made_along_prices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bound is told and the solution stays, whatever a plan at once would have brought."""
    monkeypatch.setattr(approach.Approach, "_led", None)  # nobody asks for it
    monkeypatch.setattr(Meter, "is_spent", lambda _: True)
    kept = 0
    for stall, program, solution in starts(range(900, 930)):
        got = reached(stall, program, solution, is_large=True)
        assert stall.best <= stall.worth(got.bound)
        kept += (got.solution == solution).all() and got.proof is not None
    assert kept > 10
