"""Numbers before what they count, in English."""

import re

import pytest

from scheduler.model.texts import table
from scheduler.model.texts.counts import counted


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [
        ("{n:#half-day}", 1, "1 half-day"),
        ("{n:#half-day}", "1", "1 half-day"),
        ("{n:#half-day is/half-days are}", "2", "2 half-days are"),
        ("{n:#half-day is/half-days are}", "1,879", "1,879 half-days are"),
        ("{n:#half-day}", 2, "2 half-days"),
        ("{n:#half-day}", 0, "0 half-days"),
        ("{n:#more person/more people}", 1, "1 more person"),
        ("{n:#more person/more people}", 3, "3 more people"),
        ("{n}", 1, "1"),
        ("{n:,}", 1234, "1,234"),
        ("{n}", 9_999, "9999"),
        ("{n}", 300_001, "300,001"),
        ("{n:#row}", 300_001, "300,001 rows"),
    ],
)
def test_one_and_many(text: str, number: int | str, said: str) -> None:
    """One is one, everything else is many; other formats stay."""
    assert text.format(**counted({"n": number})) == said


def test_what_is_no_number_stays() -> None:
    """A word, a yes, and nothing at all."""
    facts = {"a": "–", "b": True, "c": None}
    assert counted(facts) == facts


def test_no_english_sentence_counts_without_looking() -> None:
    """What may be one has a singular, in each text."""
    counts = "count errors warnings rows seats assignments cases demands attempts times moves"
    bare = re.compile(rf"\{{({counts.replace(' ', '|')})}} (?!(?:is|has|does|was)\b)[a-z-]+s\b")
    found = [code for code, entry in table().items() if bare.search(entry.en + entry.hint_en)]
    assert found == []
