"""How charts look, and how they become files: one font, three lightnesses, white paper.

The font lies beside this module: text is measured with it, PNG and PDF are drawn with it, and an
SVG file carries it along, so that it looks the same where no Korean font is installed.
"""

from base64 import b64encode
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from scheduler.model import RequestError

Chart = alt.TopLevelMixin
FONTS = "'Pretendard GOV', 'Malgun Gothic', 'Apple SD Gothic Neo', 'Noto Sans KR', sans-serif"
INK, MUTED, LINE, PAPER = "#1e2124", "#58616a", "#b1b8be", "#ffffff"
DARK, MIDDLE, LIGHT = "#1c3f86", "#7f95bd", "#dde4ef"
"""Apart from each other in lightness, so that they stay apart in black and white."""
_FILE = "PretendardGOV-Regular.subset"
_PLAIN = {"labelFontWeight": "normal", "titleFontWeight": "normal"}
LOOK: dict[str, Any] = {
    "font": FONTS,
    "background": PAPER,
    "padding": 12,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "color": INK,
        "fontSize": 15,
        "fontWeight": "normal",
        "frame": "bounds",
        "offset": 10,
        "subtitleColor": MUTED,
        "subtitleFontSize": 11,
        "subtitlePadding": 4,
    },
    "axis": {
        **_PLAIN,
        "domainColor": LINE,
        "gridColor": "#e6e8ea",
        "labelFlush": False,
        "labelColor": INK,
        "labelFontSize": 11,
        "labelPadding": 5,
        "maxExtent": 400,
        "tickColor": LINE,
        "titleColor": MUTED,
        "titleFontSize": 11,
    },
    "header": {**_PLAIN, "labelColor": INK, "labelFontSize": 12, "titleColor": MUTED},
    "legend": {**_PLAIN, "labelColor": INK, "labelFontSize": 11, "titleColor": MUTED},
    "text": {"color": INK, "fontSize": 11},
    "concat": {"spacing": 6},
}


def finished(chart: Any, title: str, *more: str) -> Any:
    """A chart with its title, lines below it, and the look of all charts."""
    below = [line for line in more if line]
    text = alt.TitleParams(text=title, subtitle=below or alt.Undefined)
    return chart.properties(title=text).configure(**LOOK)


def as_svg(chart: Chart, *, has_font: bool = True) -> str:
    """The chart as SVG text that asks no other host for anything.

    ``has_font``: the font goes with it, 350 kB; otherwise whoever looks needs a Korean font.
    """
    _register()
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    head, _, rest = svg.partition(">")
    return f"{head}><defs><style>{_face()}</style></defs>{rest}" if has_font else svg


def as_png(chart: Chart, scale: float = 2.0) -> bytes:
    """The chart as the bytes of a PNG picture, ``scale`` pixels a unit."""
    _register()
    png: bytes = vl_convert.vegalite_to_png(chart.to_dict(), scale=scale, allowed_base_urls=[])
    return png


def save(chart: Chart, path: str | Path) -> Path:
    """Write a chart as .svg, .png or .pdf, by the file's name; the path is returned.

    Folders on the way are made.

    Raises:
        RequestError: the name ends otherwise.
    """
    to = Path(path)
    if to.suffix not in (".svg", ".png", ".pdf"):
        raise RequestError("chart.kind", name=to.name)
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.suffix == ".svg":
        to.write_text(as_svg(chart), encoding="utf-8")
    elif to.suffix == ".png":
        to.write_bytes(as_png(chart))
    else:
        _register()
        to.write_bytes(vl_convert.vegalite_to_pdf(chart.to_dict(), allowed_base_urls=[]))
    return to


def show() -> None:
    """Notebooks draw every chart from here on as SVG with its font, on this machine."""
    alt.renderers.register("scheduler", _rendered)
    alt.renderers.enable("scheduler")


def _rendered(spec: dict[str, Any], **_: Any) -> dict[str, str]:
    return {"image/svg+xml": as_svg(alt.Chart.from_dict(spec))}


@cache
def _register() -> None:
    """The drawing program knows the font."""
    with as_file(files(__package__).joinpath("fonts")) as folder:
        vl_convert.register_font_directory(str(folder))


@cache
def _face() -> str:
    """The font as a rule of a style sheet."""
    font = files(__package__).joinpath("fonts", f"{_FILE}.woff2").read_bytes()
    data = b64encode(font).decode()
    return (
        "@font-face{font-family:'Pretendard GOV';"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )
