"""All cases at once: never worse, allowed by every row, and kept when it ends early."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from scheduler.model import SolveOptions, TierName
from scheduler.solver import large, search, solve, wide
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Limits, Watch
from scheduler.solver.program import Objective, Program
from scheduler.solver.wide import WideSearch
from scheduler.synth import family_pool
from tests.planned import with_tiers
from tests.solver.prices.stalls import stalls
from tests.solver.test_dive import whole_solution


def always(_: float, __: int) -> bool:
    """Nothing ends it."""
    return True


def test_what_is_found_fits_and_is_the_best_of_what_is_free() -> None:
    """With one thread one set of pairs is tried, with two both, and the better answer counts."""
    better = tries = 0
    for stall in stalls(range(900, 930)):
        f, rng = stall.formulation, Random(f"wide/{stall.seed}/{stall.tier}")
        given = whole_solution(stall, rng.randrange(len(stall.every.plans)))
        assert given is not None
        objective = stall.goal.objective
        one, other = (
            np.array([rng.random() < part for _ in f.x], dtype=np.bool_) for part in (0.3, 0.6)
        )
        worth = []
        for threads, frees in ((1, [one, other]), (1, [other]), (2, [one, other])):
            found = WideSearch(f, f.program, objective, threads).improve(
                given, frees, always, Limits(work=1.0)
            )
            assert f.program.is_satisfied_by(found)
            worth.append(stall.worth(objective.value(found)))
        assert worth[2] == max(worth)
        assert min(worth) >= stall.worth(objective.value(given))
        better += worth[2] > worth[0]
        tries += 1
    assert tries > 50
    assert better > 5


@pytest.mark.parametrize("has_constant", [False, True])
def test_what_it_has_when_it_is_told_to_end_is_kept(
    monkeypatch: pytest.MonkeyPatch, has_constant: bool
) -> None:
    """Whoever cancels gets the better solution that the engine has by then, and hears of it."""
    stall = next(
        s
        for s in stalls(range(900, 930))
        if bool(s.goal.objective.constant) == has_constant and len(s.every.plans) > 1
    )
    f, objective = stall.formulation, stall.goal.objective
    solutions = [whole_solution(stall, n) for n in range(len(stall.every.plans))]
    ranked = sorted(
        (solution for solution in solutions if solution is not None),
        key=lambda solution: stall.worth(objective.value(solution)),
    )
    worst, best = ranked[0], ranked[-1]
    assert objective.value(best) != objective.value(worst)

    def never_ends(
        program: Program, less: Objective, hint: Ints | None, limits: Limits, watch: Watch
    ) -> tuple[Ints | None, float]:
        assert hint is not None
        watch.report(less.value(best), None)
        while not watch.stop():
            pass
        return best, 1.0

    heard: list[int] = []

    def until_heard(_: float, value: int) -> bool:
        heard.append(value)
        return value == objective.value(worst)

    monkeypatch.setattr(wide, "a_solution", never_ends)
    everything = np.ones(len(f.x), dtype=np.bool_)
    found = WideSearch(f, f.program, objective, 1).improve(
        worst, [everything], until_heard, Limits(work=1.0)
    )
    assert objective.value(found) == objective.value(best)
    assert heard[-1] == objective.value(best)


def test_without_time_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solution that meets the bound, or a search that is over, is left as it is."""
    stall = next(iter(stalls(range(900, 930))))
    f = stall.formulation
    given = whole_solution(stall, 0)
    assert given is not None
    monkeypatch.delattr(wide, "a_solution")
    at_once = WideSearch(f, f.program, stall.goal.objective, 1)
    assert at_once.improve(given, [], lambda *_: False, Limits()) is given


@pytest.mark.parametrize("least", [0.0, 1e9])
def test_a_large_pool_with_much_time_is_tried_at_once(
    monkeypatch: pytest.MonkeyPatch, least: float
) -> None:
    """Between two rounds of neighbourhoods, with pairs of the mixture and those near to it."""
    monkeypatch.setattr(search, "LARGE_PAIRS", -1)
    monkeypatch.setattr(wide, "LEAST", least)
    monkeypatch.setattr(large, "NARROW_SHARE", 0.01)
    tried: list[list[Bools]] = []
    real = WideSearch.improve

    def improve(
        self: WideSearch,
        solution: Ints,
        frees: list[Bools],
        may_go_on: Callable[[float, int], bool],
        each: Limits,
    ) -> Ints:
        tried.append(frees)
        if len(tried) == 3:
            monkeypatch.setattr(wide, "LEAST", 1e9)
        return real(self, solution, frees, may_go_on, each)

    monkeypatch.setattr(WideSearch, "improve", improve)
    pool = with_tiers(family_pool(60, 40, 4), TierName.COVERAGE)
    result = solve(pool, pool.horizon(), SolveOptions(work_limit=3))
    assert result.plan is not None
    assert bool(tried) == (least == 0.0)
    for wider, narrower in tried:
        assert (narrower <= wider).all()
        assert 0 < narrower.sum() < len(wider)
