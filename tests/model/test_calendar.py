"""Weeks: how they are written, and how far they go."""

import pytest

from scheduler.model import Horizon, Policy, RequestError, Week
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
