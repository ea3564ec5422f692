"""What clerks, e-mail gateways and other programs did in a blind trial of the reader.

Each of these kinds once had a first message that named a symptom, or a message that merely had to
stay as it was.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from scheduler.exchange import PoolReading, read_pool
from scheduler.model import label
from tests.exchange.spoiled.forms import (
    FILES,
    SAFETY,
    Edit,
    Grid,
    Spoiled,
    alone,
    as_xlsx,
    csv_bytes,
    files_with,
    folder_with,
    grids,
    in_csv,
    in_json,
    in_xlsx,
    put,
    renamed,
)

_SEVERAL: Final = "integrity.several_firms"
_MORE: Final = "integrity.firm_with_more"
_IDS: Final = "integrity.several_ids"
_MARK: Final = "exchange.separator"
_CASE: Final = ("cases", "2026-137")
_RESPONDENTS: Final = (*_CASE, "respondents")
_CONFLICT: Final = ("conflicts", "KFTC-02")
_PERSON: Final = ("specialists", "MSS-01")
_DEMAND: Final = ("demands", "D-1")
_PAPER: Final = ("instruments", "NM-2")
_CHANGED: Final = ["status", "party"]
_CELLS: Final[tuple[tuple[str, str, str, str, str, str], ...]] = (
    # table, key, column, value, code, what the message names
    (*_RESPONDENTS, "가나(주), 다라(주)", _SEVERAL, "가나(주);다라(주)"),
    (*_RESPONDENTS, "가나(주)、다라(주)", _SEVERAL, "가나(주);다라(주)"),
    (*_RESPONDENTS, "가나(주) 및 다라(주)", _SEVERAL, "가나(주);다라(주)"),
    (*_RESPONDENTS, "가나(주) 다라(주)", _SEVERAL, "respondents"),
    (*_RESPONDENTS, "가나(주)·다라(주)", _SEVERAL, "respondents"),
    (*_RESPONDENTS, "가나(주)|다라(주)", _SEVERAL, "가나(주);다라(주)"),
    (*_RESPONDENTS, "가나(주)+다라(주)", _SEVERAL, "respondents"),
    (*_RESPONDENTS, "1. 가나(주) 2. 다라(주)", _SEVERAL, "respondents"),
    (*_RESPONDENTS, "다라소재, 마바기술", _MORE, "다라소재"),
    (*_RESPONDENTS, "다라소재 외 1개사", _MORE, "다라소재"),
    (*_RESPONDENTS, "다라소재/마바기술", _MARK, "다라소재;마바기술"),
    (*_RESPONDENTS, "다라소재\n마바기술", _MARK, "다라소재;마바기술"),
    (*_CASE, "victim", "㈜가나, ㈜다라", _SEVERAL, "victim"),
    (*_CASE, "victim", "가나\n전자", "exchange.line_break", "victim"),
    (*_CASE, "victim", "가나\ufffd\ufffd", "exchange.lost_letters", "victim"),
    (*_CONFLICT, "party", "가나전자 외 2", _MORE, "가나전자"),
    (*_CONFLICT, "party", "가나전자(123-45-67890)", _MORE, "가나전자"),
    (*_CONFLICT, "party", "'가나전자", _MORE, "가나전자"),
    (*_CONFLICT, "party", "가나전자, 다라소재", _MORE, "party"),
    (*_CONFLICT, "party", "m-5", "integrity.party_spelt_otherwise", "M-5"),
    (*_CONFLICT, "party", "????", "exchange.lost_letters", "????"),
    (*_CONFLICT, "party", "#N/A", "exchange.formula_text", "#N/A"),
    (*_CONFLICT, "party", "=VLOOKUP(A2,B:C,2,0)", "exchange.formula_text", "VLOOKUP"),
    (*_CONFLICT, "specialist", "KFTC-01;KFTC-02", "exchange.one_id", "specialist"),
    (*_CONFLICT, "specialist", "KFTC-01, KFTC-02", _IDS, "specialist"),
    (*_CONFLICT, "specialist", "\u041aFTC-02", "exchange.lookalike", "U+041A"),
    (*_CONFLICT, "specialist", "최민지", "integrity.specialist_by_name", "KFTC-02"),
    (*_CONFLICT, "until", "46438", "exchange.date_serial", "2027-02-20"),
    (*_CONFLICT, "until", "2월 20일", "exchange.date", "until"),
    ("availability", "KFTC-02", "date", "12/7, 12/8", "exchange.date", "date"),
    (*_PERSON, "weekly_blocks", "12시간", "exchange.number", "12시간"),
    (*_PERSON, "weekly_blocks", "△3", "exchange.number", "△3"),
    (*_PERSON, "weekly_blocks", "1O", "exchange.number", "1O"),
    (*_PERSON, "agency", "KFTC/MSS", "exchange.one_id", "KFTC/MSS"),
    (*_PERSON, "designations", "seizure,survey", _IDS, "seizure;survey"),
    (*_CASE, "outside_share", "50%", "exchange.number", "50"),
    (*_DEMAND, "excluded_agencies", "NIS, 공정거래위원회", _MARK, "NIS;공정거래위원회"),
    (*_DEMAND, "skills", "forensics>=2, damage", _MARK, "forensics>=2;damage"),
    (*_DEMAND, "skills", "forensics=>2", "exchange.skill", "forensics>=2"),
    (*_DEMAND, "skills", "forensics(2)", "exchange.skill", "forensics>=2"),
    (*_DEMAND, "skills", "forensics\ndamage", _MARK, "forensics;damage"),
    (*_PAPER, "cases", "2026-137,2026-140", _IDS, "2026-137;2026-140"),
    (*_PAPER, "cases", "전체", "exchange.all_word", "*"),
    (*_PAPER, "specialists", "ALL", "exchange.all_word", "*"),
    (*_PAPER, "modes", "동행·보조, 서면 의견", _MARK, "동행·보조;서면 의견"),
    (*_PAPER, "modes", "동행·보조/서면 의견", _MARK, "동행·보조;서면 의견"),
)  # fmt: skip

_ROWS: Final[tuple[tuple[str, int, list[str], str], ...]] = (
    # table, place, row, code
    ("specialists", 9, ["합계", "", "", "", "", "", "", "46"], "exchange.stray_row"),
    ("specialist_skills", 9, ["소계", "", "4"], "exchange.stray_row"),
    ("specialists", 1, ["(코드)", "", "", "", "", "", "", "(반일)", "(건)"], "exchange.stray_row"),
    ("specialists", 1, ["(예) KFTC-99", "홍길동", "KFTC", "", "here", "", "", "3", "2"],
     "exchange.stray_row"),
    ("conflicts", 9, ["※ 문의: 표본과 홍길동(044-000-0000)"], "exchange.stray_row"),
    ("conflicts", 2, ["인력코드", "상대방", "처리구분", "만료일"], "exchange.header_again"),
    ("conflicts", 2, ["\ufeffspecialist", "party", "status", "until"], "exchange.header_again"),
    ("conflicts", 9, ["인력코드", "일자", "시간대", "가용여부"], "exchange.second_table"),
    ("conflicts", 1, ["", "KFTC-01", "가나전자", "recused", "2027-02-20"], "exchange.extra_cells"),
    ("cases", 1, ["2026-9", "", "반도체", " 소재", "leak", "MSS", "", "", "", "here", "", "", "",
                  "1", "no", "100"], "exchange.extra_cells"),
)  # fmt: skip


def clerks() -> Iterator[Spoiled]:
    """All that the blind trial found."""
    for table, key, column, value, code, names in _CELLS:
        safety = table if table in SAFETY else ""
        read = in_csv(put(table, key, column, value))
        yield Spoiled(f"clerk: {table}.{column} is {value!r}", read, (code,), names, safety)
    for table, place, row, code in _ROWS:
        edit = _row_at(table, place, row)
        safety = table if table in SAFETY else ""
        # a workbook has as many cells in each row
        read = in_csv(edit) if code == "exchange.extra_cells" else in_xlsx(edit)
        yield Spoiled(f"clerk: {table} row {row[:2]}", read, (code,), table, safety)
    yield from _tables_in_place_of_others()
    yield from _texts()
    yield from _files()


def _row_at(table: str, place: int, row: list[Any]) -> Edit:
    return lambda cells: cells[table].insert(place, row)


def _tables_in_place_of_others() -> Iterator[Spoiled]:
    """A safety table under another table's name, under a name of its own, or turned around."""
    for table in SAFETY:
        for name in ("Sheet1", "제척명단(안)"):
            read = in_xlsx(renamed(table, name))
            yield Spoiled(f"{table} as {name}", read, ("exchange.table_by_headers",), name, table)
        turned = in_xlsx(_transposed(table))
        yield Spoiled(f"{table} transposed", turned, ("exchange.transposed",), table, table)
    for one, other in (("conflicts", "service_history"), ("conflicts", "availability")):
        swapped = in_csv(_swapped(one, other))
        first = min(one, other, key=list(grids()).index)
        yield Spoiled(
            f"{one} and {other} changed names", swapped, ("exchange.other_table",),
            first if other == "availability" else one, one,
        )  # fmt: skip
    over = files_with({"conflicts.csv": FILES["specialists.csv"]})
    yield Spoiled("conflicts saved over", over, ("exchange.other_table",), "conflicts", "conflicts")
    yield Spoiled("specialists under a name of its own", in_csv(renamed("specialists", "인력명부")),
                  ("exchange.missing_table",), "인력명부")  # fmt: skip
    changed = in_csv(lambda cells: cells["conflicts"][0].__setitem__(slice(1, 3), _CHANGED))
    yield Spoiled("party and status changed headers", changed, ("exchange.columns_swapped",),
                  "conflicts", "conflicts")  # fmt: skip
    both = in_csv(_both_headers)
    yield Spoiled("party twice", both, ("exchange.header_twice",), "party", "conflicts")


def _swapped(one: str, other: str) -> Edit:
    return lambda cells: cells.update({one: cells[other], other: cells[one]})


def _transposed(table: str) -> Edit:
    def edit(cells: dict[str, Grid]) -> None:
        cells[table] = [list(column) for column in zip(*cells[table], strict=True)]

    return edit


def _both_headers(cells: dict[str, Grid]) -> None:
    (header, *rows) = cells["conflicts"]
    header.append(label("column.conflicts", "party", "ko"))
    for row in rows:
        row.append("다라소재")


def _texts() -> Iterator[Spoiled]:
    """Text files that are parted, quoted, encoded or cut otherwise."""
    text = FILES["conflicts.csv"].decode()
    korean = text.replace("specialist,party,status,until", "인력코드,상대방,처리구분,만료일")
    rows = text.splitlines()
    for what, data, code, names in (
        ("parted by wide commas", text.replace(",", "，").encode(), "delimiter", "，"),
        ("quoted by rows", "\n".join(f'"{row}"' for row in rows).encode(), "rows_quoted", ""),
        ("with lost headers", korean.encode("ascii", "replace"), "lost_letters", "????"),
        ("decoded twice", korean.encode().decode("cp949", "replace").encode(), "lost_letters", ""),
        ("padded by a power cut", text.encode() + b"\0" * 900, "nul", ""),
        ("with a quote in row 2", text.replace("가나", '"가나').encode(), "csv", ""),
        (
            "with two quotes",
            text.replace(",가나", ',"가나').replace("다라소재", '다라소재"').encode(),
            "line_break",
            "party",
        ),
        ("sealed", b"\x9b DRMONE  This Document is encrypted\0" * 20, "file_kind", ""),
        ("a page of a gateway", b"<!DOCTYPE html><html><body>login</body></html>", "file_kind", ""),
    ):
        read = files_with({"conflicts.csv": data})
        yield Spoiled(
            f"conflicts {what}", read, (f"exchange.{code}",), names or "conflicts", "conflicts"
        )
    policy = FILES["policy.toml"].decode()
    for what, data, code, names in (
        ("a key twice", f'weeks = 1\n{policy}'.encode(), "exchange.toml_twice", "3"),
        ("one rule for many", b'[separation]\nmodes = ["panel"]\nexcludes = ["opinion"]\n',
         "exchange.policy_value", "[[separation]]"),
        ("curly quotes", 'start = “2026-W49”'.encode(), "exchange.toml", "1"),
    ):  # fmt: skip
        yield Spoiled(f"policy: {what}", files_with({"policy.toml": data}), (code,), names)
    nan = in_json(lambda content: content["conflicts"][0].__setitem__("party", float("nan")))
    yield Spoiled("a party of pandas", nan, ("exchange.required",), "party", "conflicts")


def _files() -> Iterator[Spoiled]:
    """Files whose kind, name or place is another one."""
    book = as_xlsx(grids())
    hwpx = io.BytesIO()
    with zipfile.ZipFile(hwpx, "w") as archive:
        archive.writestr("Contents/section0.xml", b"x")
    for name, data, code, names in (
        ("pool.xlsx", b"", "empty_file", "pool.xlsx"),
        ("pool.xlsx", FILES["specialists.csv"], "file_kind", "CSV"),
        ("pool.xlsx", b"\x9b DRMONE  This Document is encrypted\0" * 20, "file_kind", "DRM"),
        ("pool.xlsx", hwpx.getvalue(), "file_kind", "HWP"),
        ("pool.xls", book, "book_ending", ".xls"),
        ("pool.xltx", book, "book_ending", ".xltx"),
        ("pool.gsheet", b'{"doc_id": "1"}', "file_kind", "link"),
    ):
        yield Spoiled(f"{name}, {len(data)} bytes of {data[:4]!r}", alone(name, data),
                      (f"exchange.{code}",), names)  # fmt: skip
    old = folder_with({"conflicts.csv": None, "conflicts.hwp": b"\xd0\xcf\x11\xe0" + b"\0" * 600})
    yield Spoiled("conflicts.hwp without its streams", old, ("exchange.wrong_ending",), "HWP",
                  "conflicts")  # fmt: skip
    yield Spoiled("a folder inside a folder", _folder_in_folder, ("exchange.folder_inside",),
                  "pool_2026")  # fmt: skip
    yield Spoiled("one file of a folder", _one_of_a_folder, ("exchange.one_of_folder",),
                  "specialists.csv")  # fmt: skip


def _folder_in_folder(folder: Path) -> PoolReading:
    (inside := folder / "pool_2026").mkdir()
    for name, data in FILES.items():
        (inside / name).write_bytes(data)
    return read_pool(folder)


def _one_of_a_folder(folder: Path) -> PoolReading:
    (path := folder / "specialists.csv").write_bytes(csv_bytes(grids()["specialists"]))
    return read_pool(path)
