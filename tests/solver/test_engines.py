"""Two engines behind one port agree; and no engine is believed on its word."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver.engines import verified as module
from scheduler.solver.engines.cpsat import cpsat
from scheduler.solver.engines.highs import highs, highs_bound_of_many
from scheduler.solver.engines.port import UNWATCHED, EngineError, Limits, Outcome
from scheduler.solver.engines.verified import better_than, verified
from scheduler.solver.program import NO_BOUND, Objective, Program
from scheduler.solver.tiers import goal_of
from scheduler.solver.tiers.goal import LinearGoal
from scheduler.synth import family_pool
from tests.solver.sided import formulation_of


@pytest.mark.parametrize("seed", range(6))
def test_a_second_engine_finds_the_same_optimum(seed: int) -> None:
    """On medium pools CP-SAT and HiGHS prove the same value of every linear tier."""
    pool = family_pool(24, 16, seed)
    formulation = formulation_of(pool)
    for tier in (TierName.STATUTORY, TierName.COVERAGE, TierName.BALANCE, TierName.FIT):
        goal = goal_of(tier, formulation)
        assert isinstance(goal, LinearGoal)
        ask = (formulation.program, goal.objective, None, Limits(), UNWATCHED)
        one, other = cpsat(*ask), highs(*ask)
        assert one.status == other.status == "optimal"
        assert one.bound == other.bound


def test_what_is_asked_for_is_found_if_it_is_there() -> None:
    """The best that there is when asked for that or less, nothing when asked for more.

    A cutoff beside the constant of an objective, or with the wrong sign, would lose the best.
    """
    for seed in range(15):
        rng = np.random.default_rng(seed)
        program, columns = Program(), 24
        objective = Objective(
            program.add_columns(columns),
            rng.integers(1, 30, columns) * rng.choice((1, -1)),
            int(rng.integers(-500, 500)),
            maximise=True,
        )
        for _ in range(6):
            weights = rng.integers(0, 9, columns)
            program.add_row(objective.columns, weights, lower=10, upper=int(weights.sum()) // 2)
        best = cpsat(program, objective, None, Limits(), UNWATCHED).bound
        assert best is not None
        for least in (best - 3, best, best + 1):
            asks = better_than(program, objective, least - 1)
            found = highs_bound_of_many(asks, objective, least, Limits(), UNWATCHED)
            if least > best:
                assert (found.status, found.solution) == ("infeasible", None)
            else:
                assert found.status == "optimal"
                assert found.solution is not None
                assert asks.is_satisfied_by(found.solution)
                assert objective.value(found.solution) == found.bound == best


SOLVE_ERROR = Path(__file__).parent / "models" / "highs_solve_error.json"


def test_an_error_that_highs_runs_into_is_no_word() -> None:
    """Its presolve breaks the bounds of this program (1.16.0): nothing is said, nothing raised."""
    told = json.loads(SOLVE_ERROR.read_text(encoding="utf-8"))
    starts = np.array(told["starts"], dtype=np.int64)
    row = np.array(told["row"], dtype=np.int64)
    column = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    order = np.lexsort((column, row))
    program, bounds = Program(), []
    columns = program.add_columns(len(starts) - 1)
    for side, none in (("lower", -NO_BOUND), ("upper", NO_BOUND)):
        bounds.append(np.array([none if v is None else v for v in told[side]], dtype=np.int64))
    program.add_rows(
        row[order],
        column[order],
        np.array(told["coefficient"], dtype=np.int64)[order],
        count=len(bounds[0]),
        lower=bounds[0],
        upper=bounds[1],
    )
    costs = np.array(told["cost"], dtype=np.int64)
    objective = Objective(columns, costs, 0, maximise=told["maximise"])
    outcome = highs(program, objective, None, Limits(work=1.0), UNWATCHED)
    assert outcome.status in ("unknown", "optimal", "feasible")
    assert outcome.solution is None or program.is_satisfied_by(outcome.solution)
    known = cpsat(program, objective, None, Limits(work=1.0), UNWATCHED)
    assert known.status == "optimal"


def contradictory() -> Program:
    program = Program()
    columns = program.add_columns(2)
    program.add_row(columns, 1, lower=3)
    return program


def open_program() -> Program:
    program = Program()
    program.add_row(program.add_columns(2), 1, lower=1)
    return program


def test_infeasible_is_the_word_of_two() -> None:
    """A program without a solution is called infeasible once both say so."""
    assert verified(contradictory(), None, None, Limits(), UNWATCHED).status == "infeasible"


def lie(outcome: Outcome) -> object:
    return lambda *_: outcome


def test_a_false_infeasible_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the second engine solves was not infeasible."""
    monkeypatch.setattr(module, "cpsat", lie(Outcome("infeasible", None, None, 0.0)))
    with pytest.raises(EngineError):
        verified(open_program(), None, None, Limits(), UNWATCHED)


def test_an_unconfirmed_infeasible_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the second engine cannot tell, nobody says infeasible."""
    monkeypatch.setattr(module, "cpsat", lie(Outcome("infeasible", None, None, 0.0)))
    monkeypatch.setattr(module, "highs", lie(Outcome("unknown", None, None, 0.0)))
    assert verified(open_program(), None, None, Limits(), UNWATCHED).status == "unknown"


def test_a_solution_that_breaks_a_row_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solution is put into every row before it is used."""
    broken = Outcome("optimal", np.zeros(2, dtype=np.int64), None, 0.0)
    monkeypatch.setattr(module, "cpsat", lie(broken))
    with pytest.raises(EngineError):
        verified(open_program(), None, None, Limits(), UNWATCHED)


@pytest.mark.parametrize(("lower", "status"), [(0, "optimal"), (1, "infeasible")])
def test_a_program_without_columns_is_decided_without_engines(lower: int, status: str) -> None:
    """Nothing to choose: its rows hold with 0, or nothing makes them hold."""
    program = Program()
    program.add_row(np.zeros(0, dtype=np.int64), 1, lower=lower)
    assert verified(program, None, None, Limits(), UNWATCHED).status == status


def loaded_by(statement: str) -> set[str]:
    """The modules that a statement loads in a process of its own."""
    script = f"{statement}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_engines_come_without_tables() -> None:
    """Pandas takes longer to import than most questions take to answer."""
    loaded = loaded_by("import scheduler.solver.engines.incumbents")
    assert "ortools" in loaded
    assert "pandas" not in loaded


def test_what_is_answered_without_an_engine_does_not_wait_for_one() -> None:
    assert "ortools" not in loaded_by("import scheduler.solver, scheduler.explain")
