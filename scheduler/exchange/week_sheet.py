"""The week board as an Excel sheet: people by agency, half-days across, one cell one half-day."""

from collections.abc import Mapping
from typing import Any, Final

from scheduler.exchange.page_breaks import A3_LANDSCAPE, Line, page_breaks
from scheduler.exchange.plan_view import PlanView
from scheduler.exchange.quoting import neutralised
from scheduler.model import Half, Mode, PlannedAssignment, RowStatus, Specialist, label

# light fills that dark text reads on; the mode also stands in the cell as a word
MODE_FILL: Final[Mapping[Mode, str]] = {
    Mode.EXERCISE: "#CFE0F7",
    Mode.ASSIST: "#D9EED9",
    Mode.OPINION: "#FBF0C9",
    Mode.PANEL: "#E7DAF3",
    Mode.ADVISE: "#FADFD2",
}
# before the case: what may not be moved; full or hollow, so that it reads in black and white
PIN_MARK: Final[Mapping[RowStatus, str]] = {RowStatus.PINNED: "◆", RowStatus.NOTIFIED: "◇"}
# after the case: what could stand in another half-day
ELSEWHERE_MARK: Final = "↔"
_HATCH: Final = 14  # thin diagonal stripes in Excel's list of patterns
_THICK, _THIN, _GREY, _INK = 2, 1, "#B4BAC4", "#1E2124"
_FIRST_BLOCK: Final = 3  # specialist, name, total
_HEAD: Final = 3  # title, legend, then the header rows
_A3: Final = 8
# heights of title, legend, gap, the two header rows, an agency's band, a person; in points
_TITLE, _LEGEND, _GAP, _WEEK, _DAY, _BAND, _PERSON = 28, 20, 6, 18, 30, 18, 26
_LEFT: Final = (13, 15, 6)  # widths of specialist, name, total; in characters
_KEPT: Final = 2  # of an agency's people stand with its band on one printed page
# of a half-day, in characters: the words for modes are longer in English
_WIDTH: Final[Mapping[str, int]] = {"ko": 14, "en": 21}


class _Formats:
    """Cell formats by their properties, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """A format; borders in grey, text in the middle, unless said otherwise."""
        base = {"font_size": 9, "valign": "vcenter", "border_color": _GREY, "font_color": _INK}
        wanted = {**base, **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]


def write_week_sheet(book: Any, sheet: Any, view: PlanView) -> None:
    """Fill the board: title, legend, frozen headers, then the people of agencies in their order."""
    formats = _Formats(book)
    _set_page(sheet, view)
    _write_title(sheet, view, formats)
    _write_headers(sheet, view, formats)
    at = _cells(view)
    y = _HEAD + 2
    for agency in view.agencies:
        people = view.people.get(agency, [])
        if not people:
            continue  # it leads cases and lends nobody; the sheet of agencies has it
        _write_band(sheet, y, view, agency, formats)
        y += 1
        for person in people:
            _write_person(sheet, y, view, person, at.get(person.specialist, {}), formats)
            y += 1


def _set_page(sheet: Any, view: PlanView) -> None:
    blocks = view.horizon.size
    sheet.hide_gridlines(2)
    sheet.freeze_panes(_HEAD + 2, _FIRST_BLOCK)
    for x, width in enumerate(_LEFT):
        sheet.set_column(x, x, width)
    if blocks:
        sheet.set_column(_FIRST_BLOCK, _FIRST_BLOCK + blocks - 1, _WIDTH[view.language])
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD, _HEAD + 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_h_pagebreaks(_page_breaks(view))


def _page_breaks(view: PlanView) -> list[int]:
    """The rows after which a page ends; a band is never the last one of a page."""
    lines: list[Line] = []
    for agency in view.agencies:
        if people := view.people.get(agency, []):
            lines.append(Line(_BAND, keeps=min(_KEPT, len(people))))
            lines += [Line(_PERSON)] * len(people)
    blocks = view.horizon.size
    later = A3_LANDSCAPE.room((*_LEFT, *[_WIDTH[view.language]] * blocks)) - _WEEK - _DAY
    first = later - _TITLE - _LEGEND - _GAP
    return [_HEAD + 2 + n for n in page_breaks(lines, first, later)]


def _cells(view: PlanView) -> dict[str, dict[int, PlannedAssignment]]:
    """Specialist to block number to the assignment worked in it."""
    found: dict[str, dict[int, PlannedAssignment]] = {}
    for row in view.assignments:
        for number in view.numbers(row):
            found.setdefault(row.specialist, {})[number] = row
    return found


def _write_title(sheet: Any, view: PlanView, formats: _Formats) -> None:
    title = view.text("title", sheet=view.sheet("week"), period=view.period)
    sheet.write_string(0, 0, title, formats.get(bold=True, font_size=16))
    sheet.set_row(0, _TITLE)
    sheet.set_row(1, _LEGEND)
    for x, (status, mark) in enumerate(PIN_MARK.items()):
        name = label("row_status", status, view.language)
        sheet.write_string(1, x, f"{mark} {name}", formats.get(border=_THIN, align="center"))
    x = _FIRST_BLOCK
    for mode, fill in MODE_FILL.items():
        name = label("mode", mode, view.language)
        shape = formats.get(bg_color=fill, border=_THIN, align="center")
        sheet.write_string(1, x, name, shape)
        x += 1
    travel = formats.get(italic=True, border=_THIN, align="center")
    sheet.write_string(1, x, f"→ {view.word('travel')}", travel)
    sheet.write_string(1, x + 1, view.word("unavailable"), _away(formats))
    open_ = formats.get(border=_THIN, align="center")
    sheet.write_string(1, x + 2, f"{ELSEWHERE_MARK} {view.word('elsewhere')}", open_)
    sheet.set_row(2, _GAP)


def _away(formats: _Formats, **more: Any) -> Any:
    return formats.get(
        pattern=_HATCH, bg_color="#FFFFFF", fg_color="#C3C8D0", border=_THIN, align="center", **more
    )


def _write_headers(sheet: Any, view: PlanView, formats: _Formats) -> None:
    head = formats.get(
        bold=True, bg_color="#E6ECF5", border=_THIN, align="center", text_wrap=True, top=_THICK
    )
    sheet.set_row(_HEAD, _WEEK)
    sheet.set_row(_HEAD + 1, _DAY)
    for x, name in enumerate(("specialist", "name", "total")):
        sheet.merge_range(_HEAD, x, _HEAD + 1, x, view.column(name), head)
    horizon = view.horizon
    for week, numbers in enumerate(horizon.week_ranges):
        text = view.week(horizon.week_list[week])
        first, last = _FIRST_BLOCK + numbers.start, _FIRST_BLOCK + numbers.stop - 1
        if last > first:
            sheet.merge_range(_HEAD, first, _HEAD, last, text, head)
        for n in numbers:
            moment = horizon.blocks[n]
            shape = formats.get(
                bold=True, bg_color="#E6ECF5", border=_THIN, align="center", text_wrap=True,
                left=_THICK if moment.half is Half.AM else _THIN,
            )  # fmt: skip
            text = f"{view.day(moment.day)} {view.word(moment.half)}"
            sheet.write_string(_HEAD + 1, _FIRST_BLOCK + n, text, shape)


def _write_band(sheet: Any, y: int, view: PlanView, agency: str, formats: _Formats) -> None:
    """One line that opens an agency's people and sums them up."""
    rows = [r for r in view.assignments if r.agency == agency]
    text = view.text(
        "band",
        agency=view.agency(agency),
        people=len(view.people.get(agency, ())),
        busy=len({r.specialist for r in rows}),
        lent=sum(len(r.blocks) for r in rows if view.is_lent(r)),
    )
    shape = formats.get(bold=True, bg_color="#DDE1E8", top=_THIN, bottom=_THIN, indent=1)
    for x in range(_FIRST_BLOCK + view.horizon.size):
        sheet.write_blank(y, x, None, shape)
    sheet.write_string(y, 0, neutralised(text), shape)
    sheet.set_row(y, _BAND)


def _write_person(
    sheet: Any,
    y: int,
    view: PlanView,
    person: Specialist,
    work: Mapping[int, PlannedAssignment],
    formats: _Formats,
) -> None:
    plain = formats.get(border=_THIN, indent=1)
    sheet.set_row(y, _PERSON)
    sheet.write_string(y, 0, neutralised(person.specialist), plain)
    sheet.write_string(y, 1, neutralised(view.name(person.specialist)), plain)
    sheet.write_number(y, 2, len(work), formats.get(border=_THIN, align="center"))
    for n, moment in enumerate(view.horizon.blocks):
        x = _FIRST_BLOCK + n
        left = _THICK if moment.half is Half.AM else _THIN
        row = work.get(n)
        if row is not None:
            is_travel = str(moment) in row.travel_blocks
            shape = formats.get(
                bg_color=MODE_FILL[row.mode], border=_THIN, left=left, text_wrap=True,
                align="center", italic=is_travel,
            )  # fmt: skip
            sheet.write_string(y, x, neutralised(_cell_text(view, row, is_travel)), shape)
        elif not view.pool.is_available(person.specialist, moment):
            sheet.write_string(y, x, view.word("unavailable"), _away(formats, left=left))
        else:
            sheet.write_blank(y, x, None, formats.get(border=_THIN, left=left))


def _cell_text(view: PlanView, row: PlannedAssignment, is_travel: bool) -> str:
    """The case, marked where pinned or free to move; then what is done there and for whom."""
    mode = f"→ {view.word('travel')}" if is_travel else label("mode", row.mode, view.language)
    lead = view.lead(row.case)
    mark = f"{PIN_MARK[row.pin]} " if row.pin and row.pin in PIN_MARK else ""
    free = f" {ELSEWHERE_MARK}" if view.open_to(row) else ""
    return f"{mark}{row.case}{free}\n{mode}{f' · {lead}' if lead else ''}"
