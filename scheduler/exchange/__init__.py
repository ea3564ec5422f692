"""Files in and out: pools with row-level complaints, plans as JSON, CSV, Excel and iCalendar.

Knows spreadsheets and encodings; knows no rule of planning and no solver.
"""

from scheduler.exchange.cells import LONGEST_KEY, read_id, read_text
from scheduler.exchange.changes import ChangesReading, read_changes
from scheduler.exchange.contents import TableRead, in_short
from scheduler.exchange.days import CellError, read_date
from scheduler.exchange.filled import FilledReading, read_filled, read_filled_files, tables_called
from scheduler.exchange.plan_csv import plan_to_csv
from scheduler.exchange.plan_ics import plan_to_ics
from scheduler.exchange.plan_json import plan_from_json, plan_schema, plan_to_json
from scheduler.exchange.plan_xlsx import plan_to_xlsx
from scheduler.exchange.reading import PoolReading, load_pool, read_pool, read_pool_files
from scheduler.exchange.template import agency_template
from scheduler.exchange.writing import (
    fact_texts,
    is_pool_folder,
    pool_to_files,
    pool_to_json,
    pool_to_xlsx,
    write_pool,
)

__all__ = [
    "LONGEST_KEY",
    "CellError",
    "ChangesReading",
    "FilledReading",
    "PoolReading",
    "TableRead",
    "agency_template",
    "fact_texts",
    "in_short",
    "is_pool_folder",
    "load_pool",
    "plan_from_json",
    "plan_schema",
    "plan_to_csv",
    "plan_to_ics",
    "plan_to_json",
    "plan_to_xlsx",
    "pool_to_files",
    "pool_to_json",
    "pool_to_xlsx",
    "read_changes",
    "read_date",
    "read_filled",
    "read_filled_files",
    "read_id",
    "read_pool",
    "read_pool_files",
    "read_text",
    "tables_called",
    "write_pool",
]
