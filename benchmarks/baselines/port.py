"""What a baseline is: a function from a problem and seconds to pairs, reporting as it goes."""

from collections.abc import Callable
from typing import Protocol

from benchmarks.baselines.problem import Pairs, Problem

OnValue = Callable[[int | None, int | None], None]
"""Hears of a coverage value in hand and of a bound on any; None where there is none yet."""


class Baseline(Protocol):
    """One way somebody would otherwise solve the problem, for coverage alone."""

    def __call__(self, problem: Problem, seconds: float, on_value: OnValue) -> Pairs:
        """The best pairs found in so many seconds, counted from the call.

        Raises:
            NotSolvedError: it has nothing to show, and says why.
        """
        ...


class NotSolvedError(Exception):
    """A baseline ends without a plan; the words go into the table."""
