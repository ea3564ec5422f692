"""How near two spellings are: what people mistype, and not what merely looks alike.

A Hangul syllable counts as two letters, in lengths and in what is off: it is two or three strokes.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

_SYLLABLE: Final = re.compile("[가-힣]")
# what stands between the values of a list instead of ";", as people write it
SEPARATORS: Final = (r"\n", ",", "、", r"\|", r"\s및\s", "/", r"\+", "&", "[·ㆍ]", r"\s")
SHORT: Final = 4
LONG: Final = 8


def letters(text: str) -> int:
    """The length of a name, a Hangul syllable counted as two."""
    return len(text) + len(_SYLLABLE.findall(text))


def most_off(name: str) -> int:
    """How many letters off another spelling may be: one from 4 letters on, two from 8 on."""
    length = letters(name)
    return 0 if length < SHORT else 1 if length < LONG else 2


def letters_off(one: str, other: str, most: int) -> int:
    """Letters that are wrong, missing, too many, or swapped with a neighbour; ``most`` + 1 at most.

    Swapping two neighbours counts as what one of them counts.
    """
    if abs(letters(one) - letters(other)) > most:
        return most + 1
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    before: list[int] = []
    row = [letters(other[:j]) for j in range(len(other) + 1)]
    for i, left in enumerate(one):
        weight = letters(left)
        rows = [row[0] + weight]
        for j, right in enumerate(other):
            swapped = i and j and (left, right) == (other[j - 1], one[i - 1])
            rows.append(
                min(
                    row[j + 1] + weight,
                    rows[j] + letters(right),
                    row[j] + (0 if left == right else max(weight, letters(right))),
                    before[j - 1] + max(weight, letters(right)) if swapped else most + 1,
                )
            )
        if min(rows) > most:
            return most + 1
        before, row = row, rows
    return min(row[-1], most + 1)


def nearest(value: str, known: Iterable[str]) -> str:
    """The known value that was most likely meant; empty when none, or several, are that near."""
    wanted = _plain(value)
    if wanted.isdecimal():  # zeros in front are lost where a spreadsheet sees a number
        known = list(known)
        alike = [other for other in known if _plain(other).lstrip("0") == wanted.lstrip("0")]
        if len(alike) == 1:
            return alike[0]
    best, found = most_off(wanted), set[str]()
    for other in known:
        off = letters_off(wanted, _plain(other), best)
        if off < best:
            best, found = off, {other}
        elif off == best:
            found.add(other)
    return found.pop() if len(found) == 1 else ""


def parts_known(value: str, known: Collection[str]) -> tuple[str, ...]:
    """The known values that a value is a list of, two or more; empty when it is no such list."""
    for mark in SEPARATORS:
        parts = tuple(part.strip() for part in re.split(mark, value) if part.strip())
        if len(parts) > 1 and all(part in known for part in parts):
            return parts
    return ()


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
