"""Cuts change no value: they only spare the search what no allowed plan does."""

import pytest

from scheduler.solver import rules, solve
from scheduler.solver.formulation import Formulation
from scheduler.synth import family_pool
from tests.tiny import tiny_pool


def no_cuts(f: Formulation) -> None:
    """Add nothing."""


@pytest.mark.parametrize("seed", [*range(24), 70, 71])
def test_values_are_the_same_without_cuts(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tier is worth the same with and without them, on small and medium pools."""
    pool = tiny_pool(seed) if seed < 70 else family_pool(20, 14, seed)
    with_cuts = solve(pool, pool.horizon())
    monkeypatch.setattr(rules, "add_cuts", no_cuts)
    without = solve(pool, pool.horizon())
    assert with_cuts.status == without.status
    if with_cuts.plan is not None:
        assert without.plan is not None
        assert with_cuts.plan.tiers == without.plan.tiers
