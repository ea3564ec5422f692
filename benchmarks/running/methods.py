"""The methods by name: ours twice, and what we are held against."""

from collections.abc import Callable
from importlib import import_module

from benchmarks.baselines.port import Baseline

OURS = "ours"
OURS_COVERAGE = "ours_coverage"
"""Ours with all tiers of the pool, and ours with coverage alone, the baselines' question."""
TIMEFOLD = "timefold"
BASELINES = ("cpsat", "highs", "greedy", "flow", TIMEFOLD)
METHODS = (OURS, OURS_COVERAGE, *BASELINES)


def baseline(name: str, timefold_python: str | None = None) -> Baseline:
    """A baseline by name; ``timefold`` runs under another interpreter, or says that it is absent.

    Raises:
        KeyError: there is no such baseline.
    """
    if name not in BASELINES:
        raise KeyError(name)
    if name == TIMEFOLD:
        make: Callable[[str | None], Baseline] = import_module(
            "benchmarks.baselines.constraint_streams.bridge"
        ).constraint_streams
        return make(timefold_python)
    found: Baseline = getattr(import_module(f"benchmarks.baselines.{name}"), name)
    return found
