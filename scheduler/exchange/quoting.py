"""The quote rule: no exported cell can become a formula in a spreadsheet.

A text that a spreadsheet might take for a formula gets one apostrophe in front: it begins (after
blanks and apostrophes) with ``= + - @`` or their full-width forms, or starts with a tab, a line
end or NUL. Reading takes one apostrophe away from exactly such texts, so nothing is lost and a
text that itself begins with an apostrophe survives.
"""

import re
from typing import Final

_ACTIVE: Final = re.compile(r"^(?:[\s\x00']*[=+\-@＝＋－＠﹢﹣﹦﹫−]|'*[\t\r\n\x00])")


def neutralised(text: str) -> str:
    """The text, with one apostrophe in front if a spreadsheet might run it."""
    return f"'{text}" if _ACTIVE.match(text) else text


def restored(text: str) -> str:
    """The text before the quote rule was applied to it."""
    if text.startswith("'") and _ACTIVE.match(text[1:]):
        return text[1:]
    return text
