"""What is refused before it is parsed: files too big, zip bombs, sheets without an end.

A workbook's true sizes are found by unpacking it in small pieces that are thrown away, since a
zip's own directory may lie; nothing is held in memory while that goes on.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

MAX_FILE_BYTES: Final = 64 * 2**20
MAX_UNPACKED_BYTES: Final = 512 * 2**20
MAX_RATIO: Final = 200
MAX_ROWS: Final = 300_000
MAX_COLUMNS: Final = 256
MAX_CELLS: Final = 10_000_000
_MAX_MEMBERS: Final = 2_000
# members below this size may be as repetitive as they like
_SMALL: Final = 2**20
_CHUNK: Final = 2**16
_LONGEST_TAG: Final = 2**20
# Tags of cells and rows, whatever prefix their namespace has. A place that is not written as
# Excel writes it is refused: a reader with other ideas about it could fill all memory.
_TAG: Final = re.compile(rb"<(?:[\w.-]+:)?(c|row)(?=[\s/>])([^<>]*)>")
_PLACE: Final = re.compile(rb"""(?:^|[\s"'])r\s*=""")
_CELL_PLACE: Final = re.compile(rb"""(?:^|\s)r="([A-Z]{1,3})([1-9]\d{0,6})"(?=[\s/]|$)""")
_ROW_PLACE: Final = re.compile(rb"""(?:^|\s)r="([1-9]\d{0,6})"(?=[\s/]|$)""")
_TYPE: Final = re.compile(rb"(?:^|\s)t\s*=")
# other kinds of workbook, which a reader that recognises kinds by itself would try next
_OTHER_KINDS: Final = ("content.xml", "mimetype", "xl/workbook.bin", "workbook")
# what zipfile raises on damaged files, by experience: it documents only the first
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    OverflowError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


class Refused(Exception):
    """A file is not read at all; the code of its sentence, with facts."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def check_size(size: int) -> None:
    """Pass files up to 64 MB.

    Raises:
        Refused: the file is bigger.
    """
    if size > MAX_FILE_BYTES:
        raise Refused("exchange.too_big", megabytes=size // 2**20 + 1, limit=64)


def check_rows(rows: int) -> None:
    """Pass tables up to 300,000 rows.

    Raises:
        Refused: there are more.
    """
    if rows > MAX_ROWS:
        raise Refused("exchange.too_many_rows", rows=rows, limit=MAX_ROWS)


def check_columns(columns: int) -> None:
    """Pass tables up to 256 columns.

    Raises:
        Refused: there are more.
    """
    if columns > MAX_COLUMNS:
        raise Refused("exchange.too_many_columns", columns=columns, limit=MAX_COLUMNS)


def check_workbook(data: bytes) -> None:
    """Pass a workbook that unpacks to a sane size and holds no entity tricks and no endless sheet.

    Raises:
        Refused: it is no .xlsx, is encrypted, unpacks to more than 512 MB or 200 times its size,
            declares XML entities, or has a sheet beyond the limits of a table.
    """
    if data.startswith(_OLD_EXCEL):
        raise Refused("exchange.old_excel")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, len(data))
            for member in archive.infolist():
                _check_member(archive, member)
    except _DAMAGE:
        raise Refused("exchange.not_xlsx") from None


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    unpacked = sum(m.file_size for m in members)
    if unpacked > MAX_UNPACKED_BYTES or len(members) > _MAX_MEMBERS:
        raise Refused("exchange.unpacks_too_big", megabytes=unpacked // 2**20, limit=512)
    if sum(m.compress_size for m in members) > size:
        raise Refused("exchange.zip_ratio", member="*", limit=MAX_RATIO)  # overlapping members
    for member in members:
        if member.flag_bits & 0x1:
            raise Refused("exchange.old_excel")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("exchange.not_xlsx")
        if member.file_size > max(_SMALL, MAX_RATIO * member.compress_size):
            raise Refused("exchange.zip_ratio", member=member.filename[:80], limit=MAX_RATIO)
    names = {name.casefold().lstrip("/") for name in archive.namelist()}
    if "xl/workbook.xml" not in names or names.intersection(_OTHER_KINDS):
        raise Refused("exchange.not_xlsx")


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


class _Extent:
    """How far the cells of one sheet reach, as a reader would lay them out."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = 0

    def take(self, tag: bytes, attributes: bytes) -> None:
        """Follow one tag.

        Raises:
            Refused: its place is not written as Excel writes it, or is too far out.
        """
        place = (_ROW_PLACE if tag == b"row" else _CELL_PLACE).search(attributes)
        written = len(_PLACE.findall(attributes))
        if written != (0 if place is None else 1) or attributes.count(b'"') % 2:
            raise Refused("exchange.not_xlsx")
        if tag == b"row":
            self.row, self.column = int(place[1]) if place else self.row + 1, 0
            return
        self.column = _column_number(place[1]) if place else self.column + 1
        self.row = int(place[2]) if place else max(self.row, 1)
        if not attributes.endswith(b"/") or _TYPE.search(attributes):
            self.last_row = max(self.last_row, self.row)
            self.last_column = max(self.last_column, self.column)
            check_rows(self.last_row - 1)
            is_wide = self.last_column > MAX_COLUMNS
            if is_wide or self.last_row * self.last_column > MAX_CELLS:
                raise Refused(
                    "exchange.too_many_columns", columns=self.last_column, limit=MAX_COLUMNS
                )


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Walk through one member; whatever its name, it may be used as a sheet."""
    is_xml = member.filename.casefold().endswith((".xml", ".rels", ".vml"))
    extent, tail = _Extent(), b""
    for piece in _pieces(archive, member):
        text = tail + piece
        if is_xml and (b"<!ENTITY" in text or b"<!DOCTYPE" in text or b"\x00" in piece):
            raise Refused("exchange.xml_entities")
        # a tag that a piece cuts in two is taken with the next piece
        for match in _TAG.finditer(text):
            extent.take(match[1], match[2])
        cut = text.rfind(b"<")
        tail = text[cut:] if cut >= 0 and b">" not in text[cut:] else b""
        if len(tail) > _LONGEST_TAG:
            raise Refused("exchange.not_xlsx")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
