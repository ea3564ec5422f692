"""How results show themselves in a notebook.

No colour and no font is their own, so that they follow its theme, light or dark.
"""

import sys
from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_POINTS = ("· ", "  ")
_LIST = '<ul style="list-style:none;margin:0 0 1em;padding-left:1em">'
# Korean is broken between words, as it is written, and not between any two letters
_TABLE = '<table class="dataframe" style="word-break:keep-all">'
_DECIMALS = 4


def is_at_work() -> bool:
    """Whether this runs in a kernel that shows HTML. IPython is asked only where it is at work."""
    shell = sys.modules.get("IPython")
    return shell is not None and hasattr(shell.get_ipython(), "kernel")


class InPlace:
    """HTML that replaces itself: it needs no widgets, and is still there when it is read later."""

    def __init__(self, display: Callable[..., Any]) -> None:
        self._display = display
        self._handle: Any = None
        self._last = ""

    def show(self, html: str, text: str) -> None:
        """Show it where it first stood; ``text`` where there is no HTML."""
        if html == self._last:
            return
        self._last = html
        bundle = {"text/html": html, "text/plain": text}
        if self._handle is None:
            self._handle = self._display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)


def bar(done: int, of: int, line: str) -> str:
    """A bar and its line; the line alone where nobody knows how much there is."""
    drawn = f'<progress value="{done}" max="{of}"></progress> ' if of else ""
    return drawn + escape(line)


def page(summary: str, *parts: str) -> str:
    """The summary on top, then parts that are HTML already."""
    return f"<p><strong>{escape(summary)}</strong></p>{''.join(parts)}"


def paragraphs(lines: Iterable[str]) -> str:
    """Sentences as paragraphs; those that begin with a dot or are indented as a list."""
    parts = []
    for is_list, group in groupby(lines, key=lambda line: line.startswith(_POINTS)):
        texts = [escape(line.strip()) for line in group]
        if is_list:
            parts.append(f"{_LIST}{''.join(f'<li>{text}</li>' for text in texts)}</ul>")
        else:
            parts += [f"<p>{text}</p>" for text in texts]
    return "".join(parts)


def table(frame: "pd.DataFrame") -> str:
    """Words on the left, numbers on the right with thousands apart; a dash for what is missing."""
    counted = [kind.kind in "iuf" for kind in frame.dtypes]
    head = _row("th", map(str, frame.columns), counted)
    known = frame.astype(object).where(frame.notna(), None)
    body = "".join(_row("td", row, counted) for row in known.itertuples(index=False, name=None))
    return f"{_TABLE}<thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(kind: str, values: Iterable[Any], counted: Iterable[bool]) -> str:
    cells = [
        f'<{kind} style="text-align:{"right" if is_counted else "left"}">{_text(value)}</{kind}>'
        for value, is_counted in zip(values, counted, strict=True)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{round(value, _DECIMALS):,}"
    return escape(str(value))
