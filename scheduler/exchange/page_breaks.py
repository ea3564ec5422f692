"""Where a printed list is broken into pages, so that no heading stands alone at a page's end.

Spreadsheets have no "keep with next": whoever prints them breaks a page wherever it is full. So
the pages are counted out beforehand, and every break is written down. All lengths are in points.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

_INCH: Final = 72.0
_PIXEL: Final = 0.75
# printers measure characters a little wider than screens; a page is not filled to its last line
_SPARE: Final = 0.97


class Paper(NamedTuple):
    """A sheet of paper and its margins."""

    width: float
    height: float
    across: float
    down: float

    def room(self, columns: Sequence[float]) -> float:
        """How long a page is when the columns, in characters, are made to fit its width.

        Columns that fit are not enlarged.
        """
        wanted = sum(int(7 * width + 5) * _PIXEL for width in columns)
        scale = min(1.0, (self.width - self.across) / wanted)
        return _SPARE * (self.height - self.down) / scale


A3_LANDSCAPE: Final = Paper(1190.6, 841.9, across=(0.4 + 0.4) * _INCH, down=(0.5 + 0.6) * _INCH)


class Line(NamedTuple):
    """One printed line; a heading keeps so many lines after it on its page."""

    height: float
    keeps: int = 0


def page_breaks(lines: Sequence[Line], first: float, later: float) -> list[int]:
    """The lines that begin a new page, where the first one has another room than those after it.

    A heading goes to the next page together with the lines that it keeps. What is longer than a
    page is broken all the same.
    """
    found: list[int] = []
    begin, room = 0, first
    while (end := _end(lines, begin, room)) < len(lines):
        begin, room = _drawn_back(lines, begin, end), later
        found.append(begin)
    return found


def _end(lines: Sequence[Line], begin: int, room: float) -> int:
    """The first line that has no place any more; one line at least has one."""
    used = 0.0
    for n in range(begin, len(lines)):
        used += lines[n].height
        if used > room and n > begin:
            return n
    return len(lines)


def _drawn_back(lines: Sequence[Line], begin: int, end: int) -> int:
    """The end, or the last heading before it that keeps the line at the end."""
    heads = (n for n in range(end - 1, begin, -1) if n + lines[n].keeps >= end)
    return next(heads, end)
