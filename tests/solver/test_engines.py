"""Two engines behind one port agree; and no engine is believed on its word."""

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver import eligibility
from scheduler.solver.engines import verified as module
from scheduler.solver.engines.cpsat import cpsat
from scheduler.solver.engines.highs import highs
from scheduler.solver.engines.port import UNWATCHED, EngineError, Limits, Outcome
from scheduler.solver.engines.verified import verified
from scheduler.solver.instance import Instance
from scheduler.solver.program import Program
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import goal_of
from scheduler.solver.tiers.goal import LinearGoal
from scheduler.synth import family_pool


@pytest.mark.parametrize("seed", range(20))
def test_a_second_engine_finds_the_same_optimum(seed: int) -> None:
    """On medium pools CP-SAT and HiGHS prove the same value of every linear tier."""
    pool = family_pool(24, 16, seed)
    formulation = formulate(Instance.of(eligibility(pool, pool.horizon())))
    for tier in (TierName.STATUTORY, TierName.COVERAGE, TierName.BALANCE, TierName.FIT):
        goal = goal_of(tier, formulation)
        assert isinstance(goal, LinearGoal)
        ask = (formulation.program, goal.objective, None, Limits(), UNWATCHED)
        one, other = cpsat(*ask), highs(*ask)
        assert one.status == other.status == "optimal"
        assert one.bound == other.bound


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
