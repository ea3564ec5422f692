"""The quote rule: nothing runs in a spreadsheet, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.exchange.quoting import neutralised, restored

ACTIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "\t=1", "\r=1", "\x00=1",
          " =1", "\n=1", "'=1", "''+1", "\ttext"]  # fmt: skip


@pytest.mark.parametrize("text", ACTIVE)
def test_active_texts_get_an_apostrophe(text: str) -> None:
    """One in front, and one taken away again."""
    assert neutralised(text) == f"'{text}"
    assert restored(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "가나", "a=b", "'quoted'", "1-2", "2026-11-24", "''"])
def test_other_texts_stay(text: str) -> None:
    """No apostrophe where none is needed, none taken where none was put."""
    assert neutralised(text) == text
    assert restored(text) == text


@given(st.text() | st.text(alphabet="'=+-@＝ \t\r\n\x00a"))
def test_nothing_is_lost(text: str) -> None:
    """Restoring undoes neutralising for every text, and no neutralised text is active."""
    shown = neutralised(text)

    assert restored(shown) == text
    assert shown.lstrip(" \t\r\n\x00")[:1] not in set("=+-@＝＋－＠")
