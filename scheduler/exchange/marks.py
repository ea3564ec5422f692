"""What a sheet of a workbook holds besides values: hidden rows, merged cells, broken formulas.

A reader of values sees an empty cell where a formula failed or was never computed, and does not see
what is hidden. Only sheets in which such a thing may stand are looked through.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple
from xml.etree import ElementTree

_PLACE: Final = re.compile(r"([A-Z]+)(\d+)")
# whatever prefix the namespace has: a hidden row or column, an error, a formula
_MAY_HOLD: Final = re.compile(rb"hidden=|t=[\"']e[\"']|<(?:[\w.-]+:)?f[\s/>]")
_LONGEST: Final = 9
_TRUE: Final = frozenset({"1", "true", "on"})


class Range(NamedTuple):
    """Cells from one corner to another, rows and columns counted from 1."""

    row: int
    column: int
    last_row: int
    last_column: int

    def from_one(self) -> "Range":
        """The same range, where its numbers were counted from 0."""
        return Range(*(number + 1 for number in self))

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies inside."""
        return self.row <= row <= self.last_row and self.column <= column <= self.last_column

    def __str__(self) -> str:
        return f"{cell_name(self.row, self.column)}:{cell_name(self.last_row, self.last_column)}"


class Marks(NamedTuple):
    """Of one sheet. ``broken`` has the error of a cell, empty where a formula has no value."""

    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[Range, ...] = ()
    merged: tuple[Range, ...] = ()
    broken: Mapping[tuple[int, int], str] = {}


def cell_name(row: int, column: int) -> str:
    """``B2`` for row 2 and column 2."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def marks_of(data: bytes) -> dict[str, Marks]:
    """The marks of a sane workbook's sheets by name; sheets without any are left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name.lstrip("/").casefold(): name for name in archive.namelist()}
        found = {}
        for name, member in _sheets(archive, members):
            content = archive.read(members[member]) if member in members else b""
            if _MAY_HOLD.search(content):
                found[name] = _marks(content)
    return found


def _sheets(archive: zipfile.ZipFile, members: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the member that holds it."""
    workbook = _root(archive.read(members["xl/workbook.xml"]))
    links = members.get("xl/_rels/workbook.xml.rels")
    targets = {
        link.get("Id", ""): link.get("Target", "")
        for link in (_root(archive.read(links)).iter() if links else ())
    }
    for sheet in workbook.iter():
        if _tag(sheet) == "sheet":
            number = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            path = posixpath.normpath(posixpath.join("/xl", targets.get(number, "")))
            yield sheet.get("name", ""), path.lstrip("/").casefold()


def _root(content: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:  # the reader of values says what is wrong with it
        return ElementTree.Element("none")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _marks(content: bytes) -> Marks:
    rows, columns = set[int](), list[Range]()
    broken: dict[tuple[int, int], str] = {}
    row = 0
    for element in _root(content).iter():
        tag = _tag(element)
        if tag == "row":
            row, column = _whole(element.get("r"), row + 1), 0
            if element.get("hidden") in _TRUE:
                rows.add(row)
        elif tag == "col" and element.get("hidden") in _TRUE:
            columns.append(
                Range(1, _whole(element.get("min"), 1), 1, _whole(element.get("max"), 1))
            )
        elif tag == "c":
            place = _PLACE.fullmatch(element.get("r", ""))
            column = _number(place[1]) if place else column + 1
            if (error := _error(element)) is not None:
                broken[row, column] = error
    return Marks(hidden_rows=frozenset(rows), hidden_columns=tuple(columns), broken=broken)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < _LONGEST else default


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _error(cell: ElementTree.Element) -> str | None:
    """The error of a cell, empty for a formula that nobody computed, None for a sound cell."""
    parts = {_tag(part): part.text or "" for part in cell}
    if cell.get("t") == "e":
        return parts.get("v", "") or "#"
    is_unanswered = "f" in parts and not parts.get("v") and cell.get("t") != "str"
    return "" if is_unanswered else None
