"""A plan as a workbook that a person enjoys: the week board first, then the lists.

Text cells only: no formula, no link. Nothing depends on the clock, so the same plan gives the
same bytes.
"""

import io
from datetime import datetime, time
from typing import Any, Final

from scheduler.exchange.plan_tables import (
    PlanTable,
    agency_table,
    assignment_table,
    empty_seat_table,
    provenance_table,
    tier_table,
)
from scheduler.exchange.plan_view import PlanView
from scheduler.exchange.quoting import neutralised
from scheduler.exchange.week_sheet import write_week_sheet
from scheduler.model import Language, Plan, Pool
from scheduler.model.plan import Source

_A3: Final = 8
_A4: Final = 9
# wider lists would be too small to read on A4
_WIDE: Final = 170
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def plan_to_xlsx(
    plan: Plan, pool: Pool, language: Language = "ko", source: Source = "solved"
) -> bytes:
    """The workbook of a plan: week board, agencies, assignments, empty seats, tiers, provenance."""
    import xlsxwriter

    view = PlanView(plan, pool, language, source)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": datetime.combine(plan.start.monday, time())})
        board = book.add_worksheet(view.sheet("week"))
        write_week_sheet(book, board, view)
        _sign(board, view)
        for table in (
            agency_table(view),
            assignment_table(view),
            empty_seat_table(view),
            tier_table(view),
            provenance_table(view),
        ):
            sheet = book.add_worksheet(table.title)
            _write_list(book, sheet, table, view)
            _sign(sheet, view)
    return buffer.getvalue()


def _sign(sheet: Any, view: PlanView) -> None:
    """Say on every printed page which pool the plan is of, where that is told, and the page."""
    made = view.plan.provenance
    if made.pool_sha256:
        source = view.text("footer", hash=made.pool_sha256[:16], software=made.software)
    else:
        source = f"{view.word('software')} {made.software}"
    page = view.text("page", page="&P", pages="&N")
    sheet.set_footer(f"&L&8{source.replace('&', '&&')}&R&8{page}")


def _write_list(book: Any, sheet: Any, table: PlanTable, view: PlanView) -> None:
    base = {"font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#B4BAC4"}
    head = book.add_format(
        {
            **base,
            "bold": True,
            "bg_color": "#E6ECF5",
            "valign": "vcenter",
            "align": "center",
            "text_wrap": True,
        }
    )
    text = book.add_format({**base, "text_wrap": True, "indent": 1})
    number = book.add_format({**base, "num_format": "#,##0", "align": "center"})
    share = book.add_format({**base, "num_format": "0.00", "align": "center"})
    # a word among numbers, such as "no limit"
    word = book.add_format({**base, "align": "center"})
    counted = {
        x for row in table.rows for x, value in enumerate(row) if isinstance(value, int | float)
    }
    title = book.add_format({"bold": True, "font_size": 14})
    heading = view.text("title", sheet=table.title, period=view.period)
    sheet.write_string(0, 0, heading, title)
    sheet.set_row(0, 24)
    sheet.set_row(1, 44)
    for x, (name, width) in enumerate(zip(table.headers, table.widths, strict=True)):
        sheet.set_column(x, x, width)
        sheet.write_string(1, x, name, head)
    for y, row in enumerate(table.rows, start=2):
        for x, value in enumerate(row):
            if isinstance(value, float):
                sheet.write_number(y, x, value, share)
            elif isinstance(value, int):
                sheet.write_number(y, x, value, number)
            else:
                shape = word if x in counted else text
                sheet.write_string(y, x, neutralised(value or ""), shape)
    if not table.rows:
        sheet.write_string(2, 0, view.word("no_data"), text)
    _set_page(sheet, table)


def _set_page(sheet: Any, table: PlanTable) -> None:
    sheet.hide_gridlines(2)
    sheet.freeze_panes(2, 0)
    if table.rows:
        sheet.autofilter(1, 0, 1 + len(table.rows), len(table.headers) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A3 if sum(table.widths) > _WIDE else _A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
