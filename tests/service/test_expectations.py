"""A field of a request that does not read says what it should have held, in both languages."""

from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.model import Availability, Moment
from scheduler.service.expectations import expectation
from scheduler.service.people import AvailabilityFacts, NewSpecialist, SpecialistFacts
from scheduler.service.replies import RunRequest

PERSON: dict[str, Any] = {"station": "sejong", "weekly_blocks": 4, "max_cases": 2}


def _told(model: type, values: object) -> list[tuple[str, str, str]]:
    with pytest.raises(ValidationError) as raised:
        model.model_validate(values)  # type: ignore[attr-defined]
    return [
        (".".join(map(str, e["loc"])), expectation(e).ko, expectation(e).en)
        for e in raised.value.errors()
    ]


@pytest.mark.parametrize(
    ("changed", "place", "ko", "en"),
    [
        ({"weekly_blocks": 11}, "weekly_blocks", "10 이하여야 합니다", "less than or equal to 10"),
        ({"max_cases": -1}, "max_cases", "0 이상이어야 합니다", "greater than or equal to 0"),
        ({"weekly_blocks": "x"}, "weekly_blocks", "정수를 적어 주십시오", "a whole number"),
        ({"no_long_trip": 7}, "no_long_trip", "true 또는 false", "true or false"),
        ({"clearance": "grade_4"}, "clearance", "다음 중 하나", "one of: 'none'"),
        ({"phone": "1"}, "phone", "알 수 없는 항목", "not permitted"),
        ({"fields": 3}, "fields", "목록을", "a list"),
        ({"station": "a/b"}, "station", "쓸 수 없는 글자", "may not hold"),
        ({"clearance_until": 0}, "clearance_until", "2026-11-24와 같이", "like 2026-11-24"),
        ({"clearance_until": "46000"}, "clearance_until", "날짜가 아닙니다", "no date"),
    ],
)
def test_each_kind_of_error_is_told_with_its_expectation(
    changed: dict[str, Any], place: str, ko: str, en: str
) -> None:
    (found,) = _told(SpecialistFacts, PERSON | changed)

    assert found[0] == place
    assert ko in found[1]
    assert en in found[2]


def test_a_missing_field_is_told_in_korean() -> None:
    assert ("specialist", "꼭 필요한 항목이 없습니다", "Field required") in _told(
        NewSpecialist, PERSON
    )


def test_past_work_has_the_limit_of_the_model() -> None:
    """One more than the pool can hold is refused here and not by a defect further down."""
    SpecialistFacts.model_validate(PERSON | {"past_blocks": 100_000, "past_capacity": 100_000})
    for name in ("past_blocks", "past_capacity"):
        (found,) = _told(SpecialistFacts, PERSON | {name: 100_001})
        assert "100,000 이하" in found[1]


@pytest.mark.parametrize("day", [0, 20_000, 1.5, True, "0", "1764547200", "2026-11-24T00:00:00"])
def test_only_a_date_is_a_date(day: object) -> None:
    row = {"date": day, "half": "am", "status": "unavailable"}
    for model, values in (
        (AvailabilityFacts, {"rows": [row]}),
        (Availability, {"specialist": "s", **row}),
        (Moment, {"day": day, "half": "am"}),
    ):
        assert any("날짜가 아닙니다" in ko for _, ko, _ in _told(model, values)), model
    assert AvailabilityFacts.model_validate({"rows": [row | {"date": "2026-11-24"}]}).rows


def test_a_pattern_is_told() -> None:
    assert "정해진 형식" in _told(RunRequest, {"start": "W49"})[0][1]
