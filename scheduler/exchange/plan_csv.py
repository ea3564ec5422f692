"""A plan's assignments as a CSV file that Excel opens rightly."""

import csv
import io

from scheduler.exchange.plan_tables import assignment_table
from scheduler.exchange.plan_view import PlanView
from scheduler.exchange.quoting import neutralised
from scheduler.model import Language, Plan, Pool


def plan_to_csv(plan: Plan, pool: Pool, language: Language = "ko") -> bytes:
    """All assignments, one a row, UTF-8 with BOM; no cell can become a formula."""
    table = assignment_table(PlanView(plan, pool, language))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (table.headers, *table.rows):
        writer.writerow([neutralised(v) if isinstance(v, str) else v for v in row])
    return text.getvalue().encode("utf-8-sig")
