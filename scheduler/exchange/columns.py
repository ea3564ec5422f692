"""The columns of every table of a pool: name, kind of cell, and how people write the header.

The contract with other people's spreadsheets. Kinds say how a cell is read and written (see
``cells``); Korean headers, sheet names and labels are in ``texts/columns.toml``.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from scheduler.model import TABLES, label
from scheduler.model.texts import table as text_table

# name:kind, "!" = required. A kind is a word of ``cells``, the name of a closed vocabulary, or a
# range of whole numbers.
_SPEC: Final[Mapping[str, str]] = {
    "agencies": "agency:id! name_ko:text name_en:text max_lent_blocks:0.. max_lent_heads:0.."
    " past_lent_blocks:0.. past_pool_blocks:0.. masked:flag",
    "authorities": "authority:id! name_ko:text name_en:text legal_basis:text! personal:flag!"
    " in_force_from:date in_force_to:date",
    "authority_rights": "authority:id! agency:agency! mode:mode! right:right! legal_basis:text"
    " in_force_from:date in_force_to:date",
    "instruments": "instrument:id! kind:instrument_kind! from_agency:agency! to_agency:agency!"
    " authorities:scope! modes:mode_scope! cases:scope! specialists:scope! from:date! to:date!"
    " max_blocks:0.. used_blocks:0.. document_no:text!",
    "specialists": "specialist:id! name:text agency:agency! title:text station:id! clearance:grade"
    " clearance_until:date weekly_blocks:0..! max_cases:0..! past_blocks:0.. past_capacity:0.."
    " no_long_trip:flag designations:designations fields:ids preferred_kinds:ids",
    "specialist_skills": "specialist:id! skill:id! level:1..4!",
    "availability": "specialist:id! date:date! half:half! status:availability_status!",
    "conflicts": "specialist:id! party:id! status:conflict_status! until:date",
    "service_history": "specialist:id! matter:id! mode:mode!",
    "cases": "case:id! matter:id title:text kind:id! lead_agency:agency! victim:key respondents:ids"
    " field:key site:id! opened:date statutory_deadline:date clearance:grade priority:1..100!"
    " lead_present:flag outside_share:0..100",
    "demands": "demand:id! case:id! role:text! skills:skills authority:id mode:mode!"
    " headcount:1..! effort:1..! from:from to:to fixed:flag on_site:flag critical:flag"
    " clearance:grade excluded_agencies:agencies",
    "home_reserve": "agency:agency! skill:id! level:1..4! heads:0..!",
    "assignments": "specialist:id! demand:id case:id status:row_status!",
    "affinity": "specialist:id! demand:id! score:0..100!",
    "travel": "station:id! site:id! blocks:0..2!",
    "holidays": "date:date! name:text",
    "ledger": "week:week! agency:agency! specialist:id blocks:0..! capacity:0..!",
}

# of these columns one is enough: the other one is as it
ONE_OF: Final[Mapping[tuple[str, str], str]] = {
    ("agencies", "name_ko"): "name_en",
    ("authorities", "name_ko"): "name_en",
}
_RANGE = re.compile(r"^(\d+)\.\.(\d*)$")
POLICY = "policy"


class Column(NamedTuple):
    """One column. ``low`` and ``high`` bound a whole number (``high`` None: no upper bound)."""

    table: str
    name: str
    kind: str
    required: bool
    low: int = 0
    high: int | None = None

    def header(self, language: str) -> str:
        """What stands in row 1: the column's own name, or its Korean alias."""
        return label(f"column.{self.table}", self.name, "ko") if language == "ko" else self.name

    @property
    def label(self) -> str:
        """What it is called on English pages."""
        return label(f"column.{self.table}", self.name, "en")

    @property
    def range_text(self) -> str:
        """The allowed whole numbers, e.g. ``1..100`` or ``0..``."""
        return f"{self.low}..{'' if self.high is None else self.high}"


def _column(table: str, spec: str) -> Column:
    name, _, kind = spec.partition(":")
    required = kind.endswith("!")
    kind = kind.removesuffix("!")
    if match := _RANGE.match(kind):
        high = int(match[2]) if match[2] else None
        return Column(table, name, "number", required, int(match[1]), high)
    return Column(table, name, kind, required)


COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    table: tuple(_column(table, spec) for spec in specs.split()) for table, specs in _SPEC.items()
}


def folded(name: str) -> str:
    """A header or sheet name without the differences that people do not see."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_*\ufeff\u200b-]", "", text)


@cache
def column_of_header(table: str) -> Mapping[str, Column]:
    """Column by folded header: its own name, its Korean alias, its English label."""
    found: dict[str, Column] = {}
    for column in COLUMNS[table]:
        entry = text_table()[f"column.{table}.{column.name}"]
        for text in (column.name, entry.ko, entry.en):
            found[folded(text)] = column
    return found


@cache
def table_of_title() -> Mapping[str, str]:
    """Table name (or ``policy``) by folded file or sheet title, English or Korean."""
    found: dict[str, str] = {}
    for name in (*(t.name for t in TABLES), POLICY):
        entry = text_table()[f"table.{name}"]
        for text in (name, entry.ko, entry.en):
            found[folded(text)] = name
    return found
