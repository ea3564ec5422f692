"""What a limit that is short for its pool is spent on."""

import pytest

from scheduler.model import TierName
from scheduler.solver import approach as module
from scheduler.solver.meter import Meter
from tests.solver.test_approach_steps import reached, starts


@pytest.mark.parametrize("is_large", [True, False])
def test_coverage_goes_on_for_as_long_as_its_prices_took(
    is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However short its share of a limit is; the other tiers end with theirs."""
    asked = list[tuple[float, float]]()

    def spied(self: Meter, until: float) -> None:
        asked.append((until, self.used()))

    monkeypatch.setattr(Meter, "reach", spied)
    for stall, program, solution in starts(range(900, 930)):
        asked.clear()
        got = reached(stall, program, solution, is_large=is_large)
        if stall.tier is not TierName.COVERAGE or not stall.market.asks_for_cases:
            assert not asked
        elif got.prices is not None:
            [(until, used)] = asked
            assert until == pytest.approx(module.AS_LONG * used)
