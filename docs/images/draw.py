"""Draw the picture of the README anew: ``python docs/images/draw.py``.

It plans the demo week and prints what the terminal prints, as a picture that asks no other host
for a font.
"""

import io
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from scheduler.cli.names import Names
from scheduler.cli.plan_view import grid_legend, headline, open_rows, tier_table, week_grids
from scheduler.exchange import load_pool
from scheduler.solver import make_plan

HERE = Path(__file__).resolve().parent
DEMO = HERE.parents[1] / "sample_data" / "demo"
SHOWN = ("MSS", "KFTC", "NIS")
WIDTH = 104
# Rich's own frame of a picture names fonts on another host; this one names what readers have
FRAME = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: "D2Coding", "NanumGothicCoding", "DejaVu Sans Mono", "Consolas", monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect width="{width}" height="{height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>
<g transform="translate({terminal_x}, 12)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g>
</svg>
"""
LIGHT = TerminalTheme(
    (255, 255, 255),
    (31, 35, 40),
    [
        *((31, 35, 40), (207, 34, 46), (17, 99, 41), (154, 103, 0)),
        *((9, 105, 218), (130, 80, 223), (27, 124, 131), (101, 109, 118)),
    ],
)


def picture() -> str:
    """The demo week as SVG."""
    pool = load_pool(DEMO)
    plan = make_plan(pool, pool.horizon()).plan
    assert plan is not None, "the demo week always has a plan"
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), highlight=False, markup=False, emoji=False
    )
    names = Names(pool, "en")
    rows = [row for row in plan.assignments if row.agency in SHOWN]
    grids = week_grids(plan, names, rows, open_rows(plan, pool), console)
    for part in (headline(plan, names), "", tier_table(plan, names, "solved"), *grids):
        console.print(part)
    for line in grid_legend(names):
        console.print(line)
    return console.export_svg(theme=LIGHT, code_format=FRAME, unique_id="week", title="")


if __name__ == "__main__":
    (HERE / "demo-week.svg").write_text(picture(), encoding="utf-8")
