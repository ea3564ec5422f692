"""An answer grows: what needs no solving is told first, and nothing is taken back."""

from typing import get_args

import pytest

from scheduler.explain import Answer, Inquiry, Part, Repairs, Words, ask, repairs
from scheduler.model import Language, Plan, Pool
from scheduler.solver.engines import verified as engines
from scheduler.solver.engines.port import Outcome
from tests.explain.test_report import small
from tests.planned import plan_of

PRICES = {"another_case": 4, "lower_level": 9}


@pytest.fixture(scope="module")
def planned() -> tuple[Pool, Plan]:
    """The small pool with prices, and its plan."""
    pool = small()
    pool = pool.with_rows(policy=pool.policy.model_copy(update={"prices": PRICES}))
    return pool, plan_of(pool)


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The engines that have been asked so far."""
    asked = list[str]()
    for name in ("cpsat", "highs"):
        engine = getattr(engines, name)

        def heard(*given: object, name: str = name, engine: object = engine) -> Outcome:
            asked.append(name)
            answer = engine(*given)  # type: ignore[operator]  # an engine
            assert isinstance(answer, Outcome)
            return answer

        monkeypatch.setattr(engines, name, heard)
    return asked


@pytest.mark.parametrize("language", get_args(Language))
def test_each_answer_grows_from_what_needs_no_solving(
    planned: tuple[Pool, Plan], solved: list[str], language: Language
) -> None:
    """Every row and every empty seat: first without a solve, and each part begins the next."""
    pool, plan = planned
    inquiry, words = Inquiry(pool, plan), Words(pool, plan, language)
    questions: list[tuple[str, str | None]] = [(e.demand, None) for e in plan.empty_seats]
    questions += [(a.demand, a.specialist) for a in plan.assignments if a.pin is None]
    parts = 0
    for demand, specialist in questions:
        told = list[list[str]]()
        before = len(solved)

        def on_part(answer: Answer, still_open: frozenset[Part]) -> None:
            assert told or len(solved) == before  # noqa: B023 - it is called within the turn
            assert still_open
            told.append(words.answer(answer, still_open))  # noqa: B023

        whole = words.answer(ask(inquiry, demand, specialist, on_part))
        assert whole == words.answer(ask(inquiry, demand, specialist))
        for lines in told:
            assert lines == whole[: len(lines)]
            assert lines[0] == whole[0]
        assert [len(lines) for lines in told] == sorted(len(lines) for lines in told)
        parts += len(told)
    assert parts > 2 * len(questions)


def test_ways_come_one_by_one(planned: tuple[Pool, Plan], solved: list[str]) -> None:
    """First what is not for sale, before a solve; then each way, the cheapest first."""
    heard = list[tuple[Repairs, int]]()
    whole = repairs(
        Inquiry(*planned), ["d4"], on_part=lambda found, _: heard.append((found, len(solved)))
    )
    assert [len(found.ways) for found, _ in heard] == list(range(len(whole.ways) + 1))
    assert len(whole.ways) > 0
    assert heard[0][1] == 0
    assert heard[0][0].statutes == whole.statutes
    for found, _ in heard:
        assert found.ways == whole.ways[: len(found.ways)]
        assert not found.is_complete
