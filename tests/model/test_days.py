"""Dates in sentences: as official papers write them in Korean, as files do in English."""

from datetime import date

import pytest

from scheduler.model import say
from scheduler.model.texts.days import with_days


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("2026-12-02", "2026. 12. 2.(수)"),
        (date(2026, 11, 24), "2026. 11. 24.(화)"),
        ("2026-13-01", "2026-13-01"),  # a cell as it was found
        ("2026-W49", "2026-W49"),
        ("KNPA-02", "KNPA-02"),
        (2026, 2026),
    ],
)
def test_a_day_is_told_as_official_papers_write_it(fact: object, told: object) -> None:
    """With its weekday; what is no day stays as it is."""
    assert with_days({"fact": fact}) == {"fact": told}


def test_only_korean_sentences_turn_days_round() -> None:
    """English ones keep the form of the files, and large numbers have commas in both."""
    assert say("explain.no_day", "ko", day="2026-12-05").startswith("2026. 12. 5.(토)은 ")
    assert say("explain.no_day", "en", day="2026-12-05").startswith("2026-12-05 ")
    assert "300,001" in say("exchange.too_many_rows", "ko", limit=300_000, rows=300_001)
