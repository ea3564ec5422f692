"""What a spreadsheet program does to a sheet besides its values."""

from collections.abc import Iterator
from typing import Any

from tests.exchange.spoiled.forms import (
    Spoiled,
    in_sheet,
    written,
)


def sheets() -> Iterator[Spoiled]:
    """Hidden, merged, and broken cells of a safety table."""
    for table in ("conflicts", "availability", "instruments"):
        yield Spoiled(
            f"{table}: a filter hides rows",
            in_sheet(table, lambda s: _hide_row(s, 2)),
            ("exchange.hidden_rows",), table, table,
        )  # fmt: skip
        yield Spoiled(
            f"{table}: a column is hidden",
            in_sheet(table, lambda s: setattr(s.column_dimensions["B"], "hidden", True)),
            ("exchange.hidden_columns",), table, table,
        )  # fmt: skip
        yield Spoiled(
            f"{table}: the sheet is hidden",
            in_sheet(table, lambda s: setattr(s, "sheet_state", "hidden")),
            ("exchange.hidden_sheet",), table, table,
        )  # fmt: skip
        for what, value, code in (
            ("a formula nobody computed", "=A2", "exchange.formula_unanswered"),
            ("#REF!", "#REF!", "exchange.formula_error"),
            ("#N/A", "#N/A", "exchange.formula_error"),
        ):
            broken = in_sheet(table, written("B2", value))
            yield Spoiled(f"{table}: {what}", broken, (code,), "B2", table)
        yield Spoiled(
            f"{table}: cells merged downwards",
            in_sheet(table, lambda s: s.merge_cells("A2:A3")),
            ("exchange.merged",), "A2:A3", table,
        )  # fmt: skip
        yield Spoiled(
            f"{table}: headers merged",
            in_sheet(table, lambda s: s.merge_cells("B1:C1")),
            ("exchange.merged_header",), "B1:C1", table,
        )  # fmt: skip
        yield Spoiled(
            f"{table}: a merged title above",
            in_sheet(table, _merged_title),
            ("exchange.title_row",), table, table,
        )  # fmt: skip
    empty = in_sheet("conflicts", lambda s: [s.__setitem__(f"D{n}", "=Z9") for n in (2, 3)])
    yield Spoiled(
        "an optional formula", empty, ("exchange.formula_unanswered",), "until", "conflicts"
    )


def _hide_row(sheet: Any, row: int) -> None:
    sheet.auto_filter.ref = "A1:D9"
    sheet.row_dimensions[row].hidden = True


def _merged_title(sheet: Any) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"] = "2026년 49주차"
    sheet.merge_cells("A1:D1")
