"""Weeks: how they are written, and how far they go."""

import importlib.metadata
import subprocess
import sys

import pytest

from scheduler.model import Horizon, Policy, RequestError, Week
from scheduler.model import calendar as module
from tests.builders import agency, pool


@pytest.mark.parametrize("text", ["1900-W01", "2026-W49", "2026-W53", "2999-W52"])
def test_a_week_is_written_as_it_is_read(text: str) -> None:
    assert str(Week.parse(text)) == text


def test_full_width_digits_are_plain_ones() -> None:
    assert str(Week.parse(" ２０２６-Ｗ４９")) == "2026-W49"


@pytest.mark.parametrize("text", ["0001-W01", "1899-W52", "3000-W01", "9999-W52"])
def test_a_week_of_a_far_year_is_refused_kindly(text: str) -> None:
    with pytest.raises(RequestError) as refused:
        Week.parse(text)

    assert refused.value.code == "week.far"
    assert "1900" in refused.value.what("ko")


@pytest.mark.parametrize("text", ["", "2026-W54", "2025-W53", "1-W01", "٢٠٢٦-W٤٩", "\ud800"])
def test_what_is_no_week_is_unreadable(text: str) -> None:
    with pytest.raises(RequestError) as refused:
        Week.parse(text)

    assert refused.value.code == "week.unreadable"


@pytest.mark.parametrize("year", [1, 1899, 3000, 9999])
def test_a_week_cannot_be_made_of_a_far_year_either(year: int) -> None:
    with pytest.raises(ValueError, match="year"):
        Week(year=year, number=1)


def test_a_horizon_ends_where_weeks_end() -> None:
    last = Horizon(start=Week.parse("2999-W50"), weeks=3)
    assert str(last.week_list[-1]) == "2999-W52"
    assert last.statutory_until.year == 3000

    with pytest.raises(RequestError) as refused:
        Horizon(start=Week.parse("2999-W50"), weeks=4)
    assert refused.value.code == "week.far"


def test_a_far_start_of_the_policy_is_refused_like_one_of_the_call() -> None:
    with pytest.raises(ValueError, match="year"):
        Policy.model_validate({"start": "0001-W01"})

    late = Policy(start=Week.parse("2999-W52"))
    with pytest.raises(RequestError) as refused:
        pool(agency("A")).with_rows(policy=late).horizon(None, 13)
    assert refused.value.code == "week.far"


def test_the_kept_holidays_are_those_of_the_package() -> None:
    """All kept years, of the very version that is installed; other years come from the package."""
    kept = module._kept_holidays()
    assert kept.keys() == set(range(2020, 2046)), "write korean_holidays.toml anew"
    for year, days in kept.items():
        assert days == module.holidays_of_the_package(year), year
    assert module.korean_holidays(2050) == module.holidays_of_the_package(2050)


def test_another_version_of_the_package_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is of one version only."""
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0")
    module._kept_holidays.cache_clear()
    try:
        assert module._kept_holidays() == {}
    finally:
        monkeypatch.undo()
        module._kept_holidays.cache_clear()


def test_a_week_of_ours_needs_no_country_of_the_world() -> None:
    """The package imports every country first, which takes half a second."""
    script = "from scheduler.model import Week; import scheduler.model.calendar as c, sys;"
    script += "print(len(c.korean_holidays(2026)), 'holidays' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["22", "False"]
