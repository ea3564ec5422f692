"""The grammar of cells: every accepted form, and the nearest right value of the others."""

from datetime import date, datetime
from typing import Any

import pytest

from scheduler.exchange.cells import (
    read_flag,
    read_id,
    read_key,
    read_number,
    read_text,
)
from scheduler.exchange.columns import Column
from scheduler.exchange.days import CellError, read_date, read_moment
from scheduler.exchange.lists import read_cell, read_designations, read_skills
from scheduler.exchange.vocabularies import read_enum
from scheduler.model import Half

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-24", "2026.11.24", "2026.11.24.", "2026. 11. 24.", "2026. 11. 24", "26.11.24",
        "26. 11. 24.", " 2026-11-24 ", "２０２６－１１－２４", "２０２６．１１．２４．",
        "2026-11-24 00:00:00", "2026-11-24T00:00:00", DAY, datetime(2026, 11, 24), 46350.0,
        "2026/11/24", "20261124", 20261124.0, "2026년 11월 24일", "2026년11월24일",
        "2026. 11. 24.(화)", "2026-11-24 (화)", "2026/11/24(화요일)", "2026년 11월 24일(화)",
        "20261124(Tue)", "26.11.24(tuesday)", "２０２６．１１．２４．（화）",
    ],
)  # fmt: skip
def test_dates_in_every_form(raw: object) -> None:
    """All forms of data.md, full-width forms, real Excel dates and their serial numbers."""
    assert read_date(raw) == DAY


@pytest.mark.parametrize(
    ("raw", "code", "nearest"),
    [
        ("2026.11/24", "exchange.date", "2026-11-24"),
        ("2026. 11. 24.(수)", "exchange.weekday", ""),
        ("2026. 11. 24.(작성)", "exchange.date", ""),
        # a number that counts days is one of a spreadsheet, of our times, or none
        (46350, "exchange.date", ""),
        (365.0, "exchange.date", ""),
        (2026.0, "exchange.date", ""),
        ("2026-11-45", "exchange.no_such_day", ""),
        ("2026-02-30", "exchange.no_such_day", "2026-02-28"),
        ("2026.13.01", "exchange.no_such_day", ""),
        ("0000-01-01", "exchange.no_such_day", "2000-01-01"),
        ("내일", "exchange.date", ""),
        # the year stands last: figures cut out of a number would make another day
        ("24.11.2026", "exchange.date", ""),
        ("07-09-2026", "exchange.date", ""),
        ("2026-11-245", "exchange.date", ""),
        ("202611245", "exchange.date", ""),
        (True, "exchange.date", ""),
        (12.5, "exchange.date", ""),
        (0, "exchange.date", ""),
        (10**12, "exchange.date", ""),
        (float("nan"), "exchange.date", ""),
        (datetime(2026, 11, 24, 9, 30), "exchange.date_with_time", "2026-11-24"),
    ],
)
def test_wrong_dates_name_the_nearest(raw: object, code: str, nearest: str) -> None:
    """No guess is taken silently; the closest day of the calendar is offered."""
    with pytest.raises(CellError) as caught:
        read_date(raw)

    assert (caught.value.code, caught.value.nearest) == (code, nearest)


@pytest.mark.parametrize(
    ("raw", "default", "expected"),
    [
        ("2026-11-24/am", Half.PM, "2026-11-24/am"),
        ("2026-11-24/PM", Half.AM, "2026-11-24/pm"),
        ("2026. 11. 24./오전", Half.PM, "2026-11-24/am"),
        ("2026. 11. 24. 오후", Half.AM, "2026-11-24/pm"),
        ("26.11.24 / 오후", Half.AM, "2026-11-24/pm"),
        ("2026-11-24", Half.AM, "2026-11-24/am"),
        ("2026-11-24", Half.PM, "2026-11-24/pm"),
        (DAY, Half.PM, "2026-11-24/pm"),
        ("2026/11/24", Half.PM, "2026-11-24/pm"),
        ("2026/11/24/am", Half.PM, "2026-11-24/am"),
        ("2026. 11. 24.(화) 오후", Half.AM, "2026-11-24/pm"),
        ("2026. 11. 24.(화)오후", Half.AM, "2026-11-24/pm"),
        ("2026년 11월 24일 오후", Half.AM, "2026-11-24/pm"),
        ("20261124/pm", Half.AM, "2026-11-24/pm"),
        (datetime(2026, 11, 24), Half.AM, "2026-11-24/am"),
    ],
)
def test_moments(raw: object, default: Half, expected: str) -> None:
    """With a half, that one; without one, the default of the column."""
    assert str(read_moment(raw, default)) == expected


@pytest.mark.parametrize(
    ("raw", "nearest"),
    [
        ("2026-11-24/day", "2026-11-24/am"),
        ("2026-11-24/p.m.", "2026-11-24/pm"),
        ("2026-11-31/pm", "2026-11-30/pm"),
        ("2026/11/24 noon", "2026-11-24/am"),
        (datetime(2026, 11, 24, 14), "2026-11-24/pm"),
        ("soon", ""),
    ],
)
def test_wrong_moments(raw: object, nearest: str) -> None:
    """The nearest half-day keeps the half that was meant."""
    with pytest.raises(CellError) as caught:
        read_moment(raw, Half.AM)

    assert caught.value.nearest == nearest


@pytest.mark.parametrize("raw", ["yes", "Y", "TRUE", "1", "예", "네", True, 1, 1.0, "Ｙ", " Yes "])
def test_yes(raw: object) -> None:
    """Every form of yes."""
    assert read_flag(raw) is True


@pytest.mark.parametrize("raw", ["no", "N", "false", "0", "아니오", "아니요", False, 0, "Ｎ"])
def test_no(raw: object) -> None:
    """Every form of no."""
    assert read_flag(raw) is False


@pytest.mark.parametrize("raw", ["O", "x", "2", "maybe", 2, 0.5])
def test_neither_yes_nor_no(raw: object) -> None:
    """The letter O is refused: it looks like the 0 that means no."""
    with pytest.raises(CellError):
        read_flag(raw)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("grade", "Ⅲ급", "grade_3"), ("grade", "III급", "grade_3"), ("grade", "3급비밀", "grade_3"),
        ("grade", "Ⅱ급 비밀", "grade_2"), ("grade", "１급", "grade_1"),
        ("grade", "대외비", "restricted"),
        ("grade", "GRADE-3", "grade_3"), ("grade", "없음", "none"), ("half", "오전", "am"),
        ("half", "오후", "pm"), ("half", "종일", "day"), ("half", "AM", "am"),
        ("mode", "권한 행사", "exercise"), ("mode", "동행ㆍ보조", "assist"),
        ("instrument_kind", "협조 요청", "cooperation_request"), ("row_status", "고정", "pinned"),
        ("conflict_status", "회피", "recused"), ("availability_status", "불가", "unavailable"),
        ("right", "불가", "never"),
    ],
)  # fmt: skip
def test_spellings(kind: str, raw: str, value: str) -> None:
    """Korean labels and spellings in use."""
    assert read_enum(raw, kind) == value


@pytest.mark.parametrize("raw", ["lll급", "IIII급", "4급", "II", "Ⅳ급", "ⅠⅠⅠ", "급", "grade"])
def test_a_slip_in_a_grade_is_refused(raw: str) -> None:
    """A clearance is never guessed."""
    with pytest.raises(CellError) as caught:
        read_enum(raw, "grade")

    assert caught.value.code == "exchange.enum"
    assert "grade_3(Ⅲ급)" in caught.value.expected


@pytest.mark.parametrize(
    ("raw", "number"),
    [("3", 3), ("3.0", 3), (3.0, 3), ("３", 3), ("1,200", 1200), (" 7 ", 7), ("0", 0), ("+4", 4)],
)
def test_whole_numbers(raw: object, number: int) -> None:
    """Whole is whole, however a spreadsheet writes it."""
    assert read_number(raw) == number


@pytest.mark.parametrize(
    ("raw", "low", "high", "code", "nearest"),
    [
        ("101", 1, 100, "exchange.range", "100"),
        ("0", 1, None, "exchange.range", "1"),
        ("-3", 0, None, "exchange.range", "3"),
        ("9", 1, 4, "exchange.range", ""),
        ("3~4명", 0, None, "exchange.number", ""),
        ("3.5", 0, None, "exchange.number", "4"),
        ("4일", 0, None, "exchange.number", ""),
        ("많음", 0, None, "exchange.number", ""),
        (True, 0, None, "exchange.number", ""),
        (float("inf"), 0, None, "exchange.number", ""),
        ("9" * 400, 0, None, "exchange.number", ""),
        ("1,20", 0, None, "exchange.number", ""),
    ],
)
def test_wrong_numbers(raw: object, low: int, high: int | None, code: str, nearest: str) -> None:
    """The nearest number lies inside the range."""
    with pytest.raises(CellError) as caught:
        read_number(raw, low, high)

    assert (caught.value.code, caught.value.nearest) == (code, nearest)


def test_ids_are_plain() -> None:
    """Full-width letters count as plain ones; a number of Excel is its digits."""
    assert read_id("ＭＳＳ－０１") == "MSS-01"
    assert read_id(1001.0) == "1001"
    assert read_id("한글") == "한글"  # composed of parts on some systems


def test_a_key_names_one_thing() -> None:
    """Two firms in one cell would be a firm that nobody has a conflict with."""
    with pytest.raises(CellError) as caught:
        read_key("가상(주)；예시")

    assert caught.value.code == "exchange.one_id"
    assert read_key("가상:예시(주)") == "가상:예시(주)"


@pytest.mark.parametrize(
    ("raw", "code", "nearest"),
    [
        ("A;B", "exchange.one_id", ""),
        ("A：B", "exchange.id", "A-B"),
        ("a/b", "exchange.id", "a-b"),
        ("*", "exchange.id", ""),
        ("A\u200bB", "exchange.invisible", "AB"),
        ("\u202eA", "exchange.invisible", "A"),
        (datetime(2026, 3, 1), "exchange.became_date", ""),
        (["A"], "exchange.one_value", ""),
    ],
)
def test_wrong_ids(raw: object, code: str, nearest: str) -> None:
    """Separators and invisible characters are no part of an id."""
    with pytest.raises(CellError) as caught:
        read_id(raw)

    assert (caught.value.code, caught.value.nearest) == (code, nearest)


def _cell(kind: str, raw: object) -> Any:
    return read_cell(Column("t", "c", kind, required=False), raw)


def test_lists() -> None:
    """Items by ``;``, plain or full-width; an end mark too many is forgiven; ``*`` is all."""
    assert _cell("ids", "A; B；C;") == ("A", "B", "C")
    assert _cell("scope", "*") == "*"
    assert _cell("scope", " ＊ ") == "*"
    assert _cell("scope", "A;B") == ("A", "B")
    assert _cell("scope", ["A", "B"]) == ("A", "B")
    assert _cell("mode_scope", "조정·중재위원;assist") == ("panel", "assist")
    assert _cell("scope", ";") == ()


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("scope", "*;A", "exchange.star_alone"),
        ("ids", "A;;B", "exchange.empty_item"),
        ("ids", "*", "exchange.id"),
        ("modes", "assist;fly", "exchange.enum"),
        ("ids", date(2026, 1, 1), "exchange.became_date"),
    ],
)
def test_wrong_lists(kind: str, raw: object, code: str) -> None:
    """``*`` stands alone, no item is empty."""
    with pytest.raises(CellError) as caught:
        _cell(kind, raw)

    assert caught.value.code == code


def test_skills_and_designations() -> None:
    """``skill>=level`` with level 1 when silent, ``authority:until``."""
    assert read_skills("forensics>=3; damage ;코드≥2") == (
        {"skill": "forensics", "level": 3},
        {"skill": "damage", "level": 1},
        {"skill": "코드", "level": 2},
    )
    assert read_designations("survey;seizure:2026. 11. 24.") == (
        {"authority": "survey", "until": None},
        {"authority": "seizure", "until": DAY},
    )
    for wrong in ("forensics>=5", "forensics>=", ">=2", "a>2"):
        with pytest.raises(CellError):
            read_skills(wrong)
    with pytest.raises(CellError):
        read_designations("survey:soon")


def test_free_text_keeps_its_form() -> None:
    """Only line ends are made one; full-width forms stay."""
    assert read_text("가\r\n나 ＡＢ") == "가\n나 ＡＢ"
    with pytest.raises(CellError):
        read_text("가\x00나")
