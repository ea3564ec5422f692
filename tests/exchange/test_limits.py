"""Hostile files are refused before they are parsed."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from scheduler.exchange import limits, pool_to_xlsx, read_pool, read_pool_files
from scheduler.exchange.limits import Refused, check_rows, check_workbook
from tests.exchange.pools import full_pool

SHEET = "xl/worksheets/sheet1.xml"


def _zip(members: dict[str, bytes], *, deflate: bool = True) -> bytes:
    buffer = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _workbook(sheet: bytes, **more: bytes) -> bytes:
    return _zip({"xl/workbook.xml": b"<workbook/>", SHEET: sheet, **more})


def _code(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        check_workbook(data)
    return caught.value.code


def test_a_real_workbook_passes() -> None:
    """What we write ourselves is sane."""
    check_workbook(pool_to_xlsx(full_pool()))


def test_bombs() -> None:
    """A member packed more than 200 times, and more than 512 MB in all."""
    zeros = b"\x00" * (8 * 2**20)
    assert _code(_workbook(zeros)) == "exchange.zip_ratio"
    members = {f"xl/media/{n}.bin": zeros for n in range(65)}
    assert _code(_zip({"xl/workbook.xml": b"", **members})) == "exchange.unpacks_too_big"


def test_a_directory_that_lies() -> None:
    """The true bytes of a member are compared with what the directory says of them."""
    data = bytearray(_workbook(b"<c/>" * 5_000))
    at = data.rfind(b"PK\x01\x02")  # the last entry of the directory: its unpacked size
    data[at + 24 : at + 28] = (5).to_bytes(4, "little")
    assert _code(bytes(data)) == "exchange.not_xlsx"


def test_many_members() -> None:
    """Thousands of small members are no workbook."""
    members = {f"x{n}": b"" for n in range(2_500)}
    assert _code(_zip({"xl/workbook.xml": b"", **members})) == "exchange.unpacks_too_big"


@pytest.mark.parametrize(
    "trick", [b"<!DOCTYPE lolz>", b'<!ENTITY a "b">', b" " * 65_530 + b"<!DOCTYPE x>"]
)
def test_entities(trick: bytes) -> None:
    """Entity declarations are refused wherever they stand, across pieces too."""
    assert _code(_workbook(b"<x/>" + trick)) == "exchange.xml_entities"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (b'<row r="1"><c r="XFD1"><v>1</v></c></row>', "exchange.too_many_columns"),
        (b'<row r="9"><c r="A300002"><v>1</v></c></row>', "exchange.too_many_rows"),
        (b'<x:row><x:c s="1" r="A1048576"><x:v>1</x:v></x:c></x:row>', "exchange.too_many_rows"),
        (b'<row r="1"><c r="IV200000"><v>1</v></c></row>', "exchange.too_many_columns"),
    ],
)
def test_sheets_without_an_end(cell: bytes, code: str) -> None:
    """One cell far away would make a reader fill in everything before it."""
    assert _code(_workbook(b"<sheetData>" + cell + b"</sheetData>")) == code


@pytest.mark.parametrize(
    "place",
    [
        b'r="ZZZZ9999999"', b'r="a999999"', b'r="A0"', b'r="A4294967295"', b"r='XFD1048576'",
        b'r = "XFD1048576"', b'r="A1" r="XFD1048576"', b"r=\"A1\" r='XFD1048576'", b'r="&#65;9"',
        b'x="" r="$A$9"', b'x=">" r="XFD1048576"', b'r="A1"r="Z999999"',
    ],
)  # fmt: skip
def test_places_that_excel_would_not_write(place: bytes) -> None:
    """What cannot be followed is not handed to a reader that might follow it to the end."""
    cell = b"<row r='1'><c " + place + b"><v>1</v></c></row>"
    assert _code(_workbook(cell)) in ("exchange.not_xlsx", "exchange.too_many_columns")
    rows = b"<row " + place + b"><c><v>1</v></c></row>"
    assert _code(_workbook(rows)) in ("exchange.not_xlsx", "exchange.too_many_rows")


def test_sheets_are_found_whatever_their_name() -> None:
    """A workbook may keep its sheets anywhere."""
    far = b'<c r="XFD1048576"><v>1</v></c>'
    assert _code(_zip({"xl/workbook.xml": b"", "a/b.bin": far})) == "exchange.too_many_rows"


@pytest.mark.parametrize("name", ["content.xml", "xl/workbook.bin", "XL/Workbook.BIN", "mimetype"])
def test_other_kinds_inside(name: str) -> None:
    """A second workbook of another kind in the same file."""
    assert _code(_workbook(b"<c/>", **{name: b"x"})) == "exchange.not_xlsx"


def test_empty_formatted_cells_far_away_do_no_harm() -> None:
    """Excel writes such cells where somebody coloured a whole column."""
    check_workbook(_workbook(b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'))


def test_rows() -> None:
    """At the limit, and one past it."""
    check_rows(300_000)
    with pytest.raises(Refused, match="too_many_rows"):
        check_rows(300_001)


def test_long_csv() -> None:
    """Rows are counted before anything is parsed."""
    reading = read_pool_files({"travel.csv": b"station,site,blocks\n" + b"a,b,1\n" * 300_001})
    assert "exchange.too_many_rows" in {c.code for c in reading.errors}


def _json(records: list[dict[str, int]]) -> bytes:
    return json.dumps({"agencies": records}).encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("agencies.csv", ",".join(f"c{n}" for n in range(257)).encode()),
        ("agencies.csv", b"agency,name_ko,name_en" + b"," * 254 + b"\na,b,c\n"),
        ("agencies.csv", b"agency,name_ko,name_en\na,b,c" + b"," * 10_000_000),
        ("pool.json", _json([{f"k{n}": 1} for n in range(257)])),
        ("pool.json", _json([{f"k{n}": 1 for n in range(257)}])),
        ("pool.json", json.dumps({f"t{n}": [] for n in range(257)}).encode()),
    ],
    ids=["csv", "csv blank", "csv row", "json rows", "json row", "json tables"],
)
def test_wide_tables(name: str, data: bytes) -> None:
    """Columns are counted before rows are built; time and memory grow with their product."""
    errors = read_pool_files({name: data}).errors
    assert "exchange.too_many_columns" in {c.code for c in errors}


def test_the_widest_table_is_read() -> None:
    """256 columns, of which only the known ones count."""
    data = ",".join(["agency", "name_ko", "name_en", *(f"c{n}" for n in range(253))]).encode()
    codes = {c.code for c in read_pool_files({"agencies.csv": data}).complaints}
    assert "exchange.unknown_column" in codes
    assert "exchange.too_many_columns" not in codes


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("pool.xlsx", b"not a zip", "exchange.file_kind"),
        ("pool.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "exchange.old_excel"),
        ("pool.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "exchange.old_excel"),
        ("pool.xlsx", _zip({"a.txt": b"x"}), "exchange.not_xlsx"),
        ("pool.xlsx", _workbook(b"<garbage"), "exchange.not_xlsx"),
        ("pool.pdf", b"%PDF-1.7", "exchange.file_kind"),
        ("agencies.csv", b"PK\x03\x04\x00\x00", "exchange.utf16"),
    ],
)
def test_other_kinds_of_file(name: str, data: bytes, code: str) -> None:
    """Never an exception, always a sentence."""
    errors = read_pool_files({name: data}).errors
    assert code in {c.code for c in errors}
    for complaint in errors:
        assert complaint.text("ko")
        assert complaint.text("en")


def test_a_cut_workbook() -> None:
    """A download that broke off, at any place."""
    data = pool_to_xlsx(full_pool())
    for size in range(0, len(data), len(data) // 20):
        assert read_pool_files({"pool.xlsx": data[:size]}).pool is None


def test_an_encrypted_member() -> None:
    """A password is told of, not guessed at."""
    data = bytearray(_workbook(b"<c/>"))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert _code(bytes(data)) == "exchange.old_excel"


def test_files_too_big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is looked at first, and no more than the limit is ever read from disk."""
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 100)
    files = {"travel.csv": b"x" * 101, "cases.csv": b"y" * 100}
    too_big = [c.file for c in read_pool_files(files).errors if c.code == "exchange.too_big"]
    assert too_big == ["travel.csv"]
    (tmp_path / "pool.json").write_bytes(b"z" * 101)
    assert read_pool(tmp_path / "pool.json").errors[0].code == "exchange.too_big"
