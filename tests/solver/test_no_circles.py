"""What a search has made is gone with it, not only once garbage is looked for.

On large pools each tier has arrays of hundreds of megabytes; those of objects that refer to each
other in a circle stay while the next tiers have theirs.
"""

import gc
from typing import Literal

import pytest

from scheduler.model import SolveOptions
from scheduler.solver import approach, search, solve
from scheduler.solver.drawing import Priced
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.prices import Market
from scheduler.synth import family_pool


def left_behind(kinds: tuple[type, ...]) -> list[str]:
    """The types of what only looking for garbage frees."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        return sorted(
            type(thing).__name__
            for thing in gc.garbage
            if isinstance(thing, kinds) or type(thing).__module__.startswith("scheduler.solver.")
        )
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


@pytest.mark.parametrize("mode", ["certified", "timed"])
@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_nothing_is_left_to_be_looked_for(
    size: str, mode: Literal["certified", "timed"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of the search nor of what an engine was asked with, in any tier."""
    if size == "large":
        monkeypatch.setattr(search, "LARGE_PAIRS", -1)
    if size == "medium":
        monkeypatch.setattr(approach, "SMALL_PAIRS", 100)
    seen: list[Priced] = []
    prefer = NeighbourhoodSearch.prefer

    def watched(self: NeighbourhoodSearch, priced: Priced) -> None:
        seen.append(priced)
        prefer(self, priced)

    monkeypatch.setattr(NeighbourhoodSearch, "prefer", watched)
    pool = family_pool(60, 40, 1)
    gc.collect()
    gc.disable()
    try:
        limits = {"work_limit": 20} if mode == "certified" else {"time_limit_s": 20, "workers": 2}
        options = SolveOptions.model_validate({"mode": mode, **limits})
        result = solve(pool, pool.horizon(), options)
        assert result.plan is not None
        assert seen  # neighbourhoods were drawn along prices
        seen.clear()
        assert left_behind(()) == []
    finally:
        gc.enable()


def test_a_large_pool_keeps_the_market_of_no_earlier_tier(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no lists come nobody asks what an earlier tier's prices leave."""
    pool = family_pool(60, 40, 1)
    there: list[int] = []
    begun = approach.Approach.priced

    def watched(self: approach.Approach, *given: object) -> approach.Reached:
        there.append(sum(isinstance(thing, Market) for thing in gc.get_objects()))
        return begun(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(approach.Approach, "priced", watched)
    monkeypatch.setattr(search, "LARGE_PAIRS", -1)
    gc.collect()
    before = sum(isinstance(thing, Market) for thing in gc.get_objects())
    assert solve(pool, pool.horizon(), SolveOptions(work_limit=20)).plan is not None
    assert len(there) > 3
    assert max(there) - before == 1
