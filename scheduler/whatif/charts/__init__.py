"""Plans as pictures: Altair charts with Korean labels, drawn on this machine without a network.

Each chart says what it shows in lightness, shape and words, never in colour alone, so that it
reads the same printed in black and white. Altair and vl-convert are the extra ``notebooks``; they
are imported when the first chart is asked for.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from scheduler.model import SchedulerError

if TYPE_CHECKING:
    from scheduler.whatif.charts.board import week_board
    from scheduler.whatif.charts.burden import load_chart
    from scheduler.whatif.charts.curves import fairness_chart, frontier_chart
    from scheduler.whatif.charts.drawing import as_png, as_svg, save, show
    from scheduler.whatif.charts.lending import lending_flows
    from scheduler.whatif.charts.waterfall import candidate_waterfall, coverage_waterfall

__all__ = [
    "as_png",
    "as_svg",
    "candidate_waterfall",
    "coverage_waterfall",
    "fairness_chart",
    "frontier_chart",
    "lending_flows",
    "load_chart",
    "save",
    "show",
    "week_board",
]

_NEEDED = ("altair", "vl_convert")
_HOME = {
    "week_board": "board",
    "load_chart": "burden",
    "fairness_chart": "curves",
    "frontier_chart": "curves",
    "lending_flows": "lending",
    "candidate_waterfall": "waterfall",
    "coverage_waterfall": "waterfall",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if missing := [package for package in _NEEDED if find_spec(package) is None]:
        raise SchedulerError("chart.not_installed", packages=", ".join(missing))
    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'drawing')}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
