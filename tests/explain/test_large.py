"""On a large pool a question may stay open: then nothing is said that is not certain."""

import pytest

from scheduler.explain import Inquiry, repairs, shortage, why_not
from scheduler.model import Plan, Pool
from scheduler.solver import counterfactual, repairing
from scheduler.solver.engines.port import UnsettledError
from scheduler.solver.engines.verified import settled
from tests import builders as b
from tests.planned import planned


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> tuple[Pool, Plan]:
    """A small pool that is treated as a large one, on which no engine can tell."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.case("c1", priority=9),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
        b.demand("d3", "c2", headcount=2, critical=True),
        prices={"another_case": 5},
    )
    return planned(pool)


def unsettled(*_: object, work: float | None, **__: object) -> None:
    """An engine out of work; it was told how much it may do."""
    assert work is not None
    raise UnsettledError("no certain answer")


def test_within_the_limit_all_is_said(large: tuple[Pool, Plan]) -> None:
    """As on a small pool."""
    inquiry = Inquiry(*large)
    told = why_not(inquiry, "s1", "d2")
    assert told.outcome == "impossible"
    assert told.rules
    assert shortage(inquiry, "d2") is not None


def test_beyond_it_nothing_is_called_impossible(
    large: tuple[Pool, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No group, no further way; and the search of ways is not called complete."""
    inquiry = Inquiry(*large)
    monkeypatch.setattr(counterfactual, "settled", unsettled)
    monkeypatch.setattr(repairing, "settled", unsettled)
    told = why_not(inquiry, "s1", "d2")
    assert told.outcome == "undetermined"
    assert shortage(inquiry, "d2") is None
    found = repairs(inquiry, ["d2"])
    assert (found.ways, found.is_complete, found.is_whole) == ((), False, False)


def test_rules_that_stay_open_are_not_told(
    large: tuple[Pool, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the row cannot be is certain; why is not."""
    inquiry = Inquiry(*large)
    asked: list[object] = []

    def once(*arguments: object, **limits: object) -> object:
        asked.append(arguments)
        if len(asked) == 1:
            return settled(*arguments, **limits)  # type: ignore[arg-type]
        raise UnsettledError("no certain answer")

    monkeypatch.setattr(counterfactual, "settled", once)
    told = why_not(inquiry, "s1", "d2")
    assert (told.outcome, told.rules) == ("impossible", ())
