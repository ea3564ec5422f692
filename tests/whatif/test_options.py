"""Options of a solve that are none."""

from typing import Any

import pytest

import scheduler
from scheduler.model import RequestError, SolveOptions
from scheduler.whatif.options import solve_options
from tests import builders as b


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ({"mode": "fast"}, "whatif.bad_word", "It can be: certified, timed."),
        ({"sed": 1}, "whatif.no_option", "mode, time_limit_s, work_limit, seed, workers"),
        ({"workers": 0}, "whatif.bad_whole", "The option workers cannot be 0."),
        ({"workers": 65}, "whatif.bad_whole", "1–64"),
        ({"seed": "x"}, "whatif.bad_whole", "0–2,147,483,647"),
        ({"time_limit_s": 0}, "whatif.bad_number", "> 0, ≤ 86,400"),
    ],
)
def test_what_an_option_can_be_is_told(given: dict[str, Any], code: str, told: str) -> None:
    """By whoever takes options, before anything is solved."""
    with pytest.raises(RequestError) as error:
        scheduler.plan(b.pool(b.case("c1")), **given)
    assert error.value.code == code
    assert told in str(error.value)


def test_options_at_their_limits_are_taken() -> None:
    """And what is not given has its default."""
    assert solve_options({"workers": 64}) == SolveOptions(workers=64)
    assert solve_options({}) == SolveOptions()


def test_studies_and_sweeps_tell_it_too() -> None:
    """Whose options begin with those of their base."""
    planned = scheduler.plan(b.pool(b.case("c1")))
    for ask in (
        lambda: scheduler.study(planned, {"same": ()}, mode="fast"),
        lambda: scheduler.sweep(planned, [scheduler.scenario("same")], workers=1, mode="fast"),
    ):
        with pytest.raises(RequestError, match="certified, timed"):
            ask()
