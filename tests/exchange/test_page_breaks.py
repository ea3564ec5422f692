"""A printed page is full but for the heading that would stand alone at its end."""

import io

import openpyxl
import pytest

from scheduler.exchange import plan_to_xlsx
from scheduler.exchange.page_breaks import A3_LANDSCAPE, Line, page_breaks
from scheduler.model import Language, Pool
from tests import builders as b

_HEAD, _ROW = Line(18, keeps=2), Line(26)


@pytest.mark.parametrize(
    ("rows", "breaks"),
    [
        (0, []),  # the heading alone
        (3, []),  # exactly full
        (4, [4]),
        (6, [4]),
        (7, [4, 7]),  # later pages are shorter
    ],
)
def test_a_page_takes_what_it_has_room_for(rows: int, breaks: list[int]) -> None:
    """And one more line begins the next one."""
    assert page_breaks([_HEAD, *[_ROW] * rows], first=18 + 3 * 26, later=3 * 26) == breaks


@pytest.mark.parametrize(
    ("before", "breaks"),
    [
        (2, []),  # heading and its two lines have their place
        (3, [4]),  # one of them would have none
        (4, [5]),  # both of them
        (5, [5]),  # the page ends before the heading anyway
    ],
)
def test_a_heading_stays_with_its_lines(before: int, breaks: list[int]) -> None:
    """It goes to the next page with them."""
    lines = [_HEAD, *[_ROW] * before, _HEAD, _ROW, _ROW]
    room = 18 + 2 * 26 + 18 + 2 * 26
    assert page_breaks(lines, room, room) == breaks


def test_what_no_page_can_hold_is_broken_all_the_same() -> None:
    """A page has one line at least, however high."""
    assert page_breaks([_HEAD, _ROW, _ROW], 10, 10) == [1, 2]
    assert page_breaks([], 10, 10) == []


def test_wide_columns_make_room_for_more_lines() -> None:
    """They are made smaller to fit, and so are the lines; columns that fit are left as they are."""
    narrow, wide = A3_LANDSCAPE.room([14] * 5), A3_LANDSCAPE.room([14] * 30)
    assert narrow == A3_LANDSCAPE.room([14])
    assert narrow < A3_LANDSCAPE.height - A3_LANDSCAPE.down
    assert wide == pytest.approx(narrow * 30 * 103 * 0.75 / (1190.6 - 57.6))


def _board(people: int) -> Pool:
    """Two agencies; the second one has two people."""
    names = [f"p{n:02}" for n in range(people)]
    return b.pool(
        b.agency("A"),
        b.agency("B"),
        *(b.specialist(name, "A") for name in names),
        *(b.specialist(name, "B") for name in ("q1", "q2")),
    )


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("people", range(20, 34))
def test_no_page_of_the_week_board_ends_with_a_band(people: int, language: Language) -> None:
    """However many people stand before it."""
    pool = _board(people)
    data = plan_to_xlsx(b.plan(pool), pool, language)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    keys = [str(sheet.cell(y, 1).value) for y in range(1, sheet.max_row + 1)]
    band = 5 + 1 + people + 1
    assert keys[band:] == ["q1", "q2"]
    ends = [int(brk.id) for brk in sheet.row_breaks.brk]
    assert not {band, band + 1} & set(ends)
    assert all(end < len(keys) for end in ends)
    if people >= 30:
        assert ends
