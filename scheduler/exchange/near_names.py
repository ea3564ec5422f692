"""Whether the name of a column, sheet or file is near one that a pool knows.

A table that is lost to a slip of the pen does harm in silence: without its conflicts of interest a
recused person is planned. So a name that is near a known one that is not there is an error.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import unquote

from scheduler.exchange.columns import folded
from scheduler.model.nearness import letters, letters_off, most_off

_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|【[^【】]*】")
_HANGUL: Final = re.compile("[가-힣]")
# of names that are only part of another one: shorter ones stand in too many words
_LEAST_INSIDE: Final = 3


def is_aside(name: str) -> bool:
    """Whether a column, sheet or file is left aside in silence, as its name says."""
    return name.lstrip().startswith(("_", "#"))


def repaired(name: str) -> str:
    """A file's name with the Hangul that a browser or an archive made something else of.

    A browser writes percent codes; an archiver that does not know CP949 reads its bytes as CP437.
    """
    found = unquote(name)
    try:
        unpacked = name.encode("cp437").decode("cp949")
    except UnicodeError:
        unpacked = name
    return next((text for text in (found, unpacked) if _HANGUL.search(text)), name)


def near_name(text: str, known: Mapping[str, str]) -> str | None:
    """What a name was most likely meant to be; None when it is near nothing.

    ``known`` has the meaning of each spelling.
    """
    wanted = folded(text)
    if not wanted:
        return None
    for is_near in (_same_but_brackets, _mistyped, _singular, _inside):
        if found := [spelling for spelling in known if is_near(wanted, text, spelling)]:
            return known[_closest(wanted, found)]
    return None


def _closest(wanted: str, spellings: Iterable[str]) -> str:
    """The spelling with the fewest letters off, and of those the longest."""
    return min(
        spellings, key=lambda s: (letters_off(wanted, folded(s), letters(wanted)), -len(s), s)
    )


def _without_brackets(text: str) -> str:
    return folded(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


def _same_but_brackets(_wanted: str, text: str, spelling: str) -> bool:
    bare = _without_brackets(text)
    return bool(bare) and bare == _without_brackets(spelling)


def _mistyped(wanted: str, _text: str, spelling: str) -> bool:
    name = folded(spelling)
    most = most_off(name)
    return most > 0 and letters_off(wanted, name, most) <= most


def _singular(wanted: str, _text: str, spelling: str) -> bool:
    return _one(wanted) == _one(folded(spelling))


def _one(name: str) -> str:
    """The singular of an English plural; other names as they are."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith(("ches", "shes", "sses", "xes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _inside(wanted: str, _text: str, spelling: str) -> bool:
    name = folded(spelling)
    return letters(name) >= _LEAST_INSIDE and name in wanted
