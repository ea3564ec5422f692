"""Key persons, gaps and permissions as tables."""

import pandas as pd
import pytest

import scheduler
from scheduler.explain import gaps, key_persons, permissions
from scheduler.model import Language
from scheduler.whatif import PlannedWeek
from tests.explain.test_permissions import limited
from tests.explain.test_report import small


@pytest.fixture(scope="module")
def planned() -> PlannedWeek:
    """The small pool, planned."""
    return scheduler.plan(small())


def test_one_row_a_specialist(planned: PlannedWeek) -> None:
    """Typed, ranked, and without the name of anybody masked."""
    told: list[tuple[int, int]] = []
    table = planned.key_persons(on_answer=lambda *now: told.append(now))
    answer = key_persons(planned.pool, planned.plan)
    assert list(table["specialist"]) == [one.specialist for one in answer.people]
    assert list(table["coverage_change"]) == [one.effect.gains[1] for one in answer.people]
    assert list(table["fewer"])[:1] == ["d2 d4"]
    assert list(table["lost_pins"]) == ["d4", "", ""]
    assert dict(zip(table["specialist"], table["name"], strict=True))["s3"] == ""
    assert str(table.dtypes["coverage"]) == "Int64"
    assert str(table.dtypes["outcome"]) == "category"
    assert set(table["certainty"]) == {"증명됨"}
    assert told[-1] == (3, 3)


def test_one_row_a_newcomer(planned: PlannedWeek) -> None:
    """Grades in their order, skills as in the pool's files."""
    table = planned.gaps()
    answer = gaps(planned.pool, planned.plan)
    assert list(table["agency"]) == [gap.agency for gap in answer.gaps]
    assert set(table["skills"]) == {"", "x>=2", "y>=1"}
    assert isinstance(table["clearance"].dtype, pd.CategoricalDtype)
    assert table["clearance"].dtype.ordered
    assert list(table["eligible"]) == [len(gap.demands) for gap in answer.gaps]
    assert table["coverage_change"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ko", "E에서 L로 협조요청 공문 시행"), ("en", "sign a cooperation request from E to L")],
)
def test_one_row_a_permission(language: Language, sentence: str) -> None:
    """With its sentence in the language of the week."""
    week = scheduler.plan(limited(), language=language)
    table = week.permissions()
    answer = permissions(week.pool, week.plan)
    assert list(table["kind"]) == [one.kind for one in answer.permissions]
    assert table.loc[0, "kind"] == "reserve_head"
    assert table.loc[0, "subject"] == "F f 1"
    assert sentence in str(table.loc[1, "text"])
    assert list(table["opens"])[:2] == [0, 1]


def test_no_row_has_the_same_columns(planned: PlannedWeek) -> None:
    """Where nothing can be asked about, the table is empty and typed all the same."""
    none = planned.permissions()
    some = scheduler.plan(limited()).permissions()
    assert none.empty
    assert set(some.columns) <= set(none.columns)
    kinds: pd.Series[str] = none.dtypes.astype(str)
    assert kinds["opens"] == "int64"
    assert kinds["text"] == "string"
