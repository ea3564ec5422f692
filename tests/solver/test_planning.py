"""How a limit is shared between the search and the judge."""

from typing import Any

import pytest

from scheduler.model import SolveOptions
from scheduler.solver import make_plan, solve
from scheduler.solver.search import Search
from scheduler.synth import family_pool


def test_a_judged_plan_keeps_back_what_the_judge_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever solves alone has the whole limit for the search."""
    kept = list[float]()

    class Spied(Search):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            kept.append(self.after)

    monkeypatch.setattr("scheduler.solver.planning.Search", Spied)
    options = SolveOptions(mode="timed", time_limit_s=1)
    for people, cases in ((20, 15), (60, 40)):
        pool = family_pool(people, cases, seed=1)
        solve(pool, pool.horizon(), options)
        make_plan(pool, pool.horizon(), options)
    alone, judged, alone_larger, judged_larger = kept
    assert alone == alone_larger == 0
    assert 0 < judged < judged_larger < options.time_limit_s
