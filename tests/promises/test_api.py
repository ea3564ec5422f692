"""What the API refuses it refuses in words: public doors only, to be run against any version."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from scheduler.api import PREFIX, create_app
from scheduler.bootstrap import Settings, build
from scheduler.store import Store
from tests.cli.conftest import Run
from tests.world import OWN, World

PERSON: dict[str, Any] = {"station": "here", "weekly_blocks": 4, "max_cases": 1}
NEW = {"specialist": "MSS-900", **PERSON}
# seconds since 1970 that fall on a midnight, as numbers and as text
NUMBERS = [0, 86_400, -86_400, 1_764_547_200, "0", "86400", "1764547200"]
# the field, a value that is refused, and the expectation in both languages
EXPECTATIONS = [
    ("weekly_blocks", 11, "10 이하여야 합니다", "less than or equal to 10"),
    ("max_cases", -1, "0 이상이어야 합니다", "greater than or equal to 0"),
    ("weekly_blocks", "x", "정수를 적어 주십시오", "a whole number"),
    ("past_blocks", 100_001, "100,000 이하여야 합니다", "less than or equal to 100,000"),
    ("no_long_trip", 7, "true 또는 false", "true or false"),
    ("clearance", "grade_4", "다음 중 하나", "none"),
    ("phone", "1", "알 수 없는 항목", "not permitted"),
    ("fields", 3, "목록을", "list"),
    ("station", "a/b", "쓸 수 없는 글자", "may not hold"),
    ("clearance_until", "soon", "날짜가 아닙니다", "date"),
]


class Door:
    """The API as the registrar of MSS, over a database with facts."""

    def __init__(self, store: Store) -> None:
        world = World.over(store)
        world.make_current()
        self._client = TestClient(create_app(world.services), raise_server_exceptions=False)
        self._token = world.tokens[OWN]

    def send(self, method: str, path: str, body: object, language: str = "ko") -> Any:
        """The response."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept-Language": language}
        headers["If-Match"] = '"1"'
        return self._client.request(method, PREFIX + path, headers=headers, json=body)


@pytest.fixture
def door(run: Run, tmp_path: Path) -> Iterator[Door]:
    """Over a fresh database."""
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    assert run("db", "upgrade", "--database-url", url).code == 0
    services = build(Settings(database_url=url))
    yield Door(services.store)
    services.store.close()


@pytest.mark.parametrize("field", ["past_capacity", "past_blocks"])
@pytest.mark.parametrize("value", [100_001, 10**7, 10**12])
def test_past_work_above_the_limit_is_refused_and_no_defect(
    door: Door, field: str, value: int
) -> None:
    told = door.send("POST", "/specialists", {**NEW, "past_capacity": 100_000, field: value})
    assert told.status_code == 422, told.text
    assert field in told.text
    assert "100,000" in told.text


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_no_day_of_an_absence(door: Door, number: object) -> None:
    rows = [{"date": number, "half": "am", "status": "unavailable"}]
    told = door.send("PUT", "/specialists/MSS-001/availability", {"rows": rows})
    assert told.status_code == 422, told.text


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_no_end_of_a_clearance(door: Door, number: object) -> None:
    told = door.send("POST", "/specialists", {**NEW, "clearance_until": number})
    assert told.status_code == 422, told.text


@pytest.mark.parametrize(("field", "value", "ko", "en"), EXPECTATIONS)
def test_a_refused_field_is_told_with_its_expectation_in_both_languages(
    door: Door, field: str, value: object, ko: str, en: str
) -> None:
    body = {**NEW, field: value}
    korean, english = (
        door.send("POST", "/specialists", body, language) for language in ("ko", "en")
    )
    assert korean.status_code == english.status_code == 422
    assert ko in korean.text
    assert en in english.text
    assert field in korean.text


def test_a_missing_field_is_told_with_its_expectation_in_korean(door: Door) -> None:
    told = door.send("POST", "/specialists", PERSON)
    assert told.status_code == 422
    assert "꼭 필요한 항목이 없습니다" in told.text
