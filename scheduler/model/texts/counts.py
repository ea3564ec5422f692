"""Numbers in sentences: ``{units:#half-day}`` is "1 half-day" or "2 half-days" in English.

After the sign stands the thing in the singular, and after a slash, where an s is not enough, in the
plural: ``{count:#person/people}``. Verbs go along: ``{count:#row is/rows are}``.

A number of five digits and more is told with commas in either language; a year is shorter.
"""

from collections.abc import Mapping

SIGN = "#"
LONG = 10_000
"""From here on digits are grouped."""


class Count(int):
    """A number that knows how to stand before what it counts."""

    def __format__(self, spec: str) -> str:
        """The number, or the number and the thing."""
        number = f"{int(self):,}" if abs(self) >= LONG else f"{int(self)}"
        if not spec:
            return number
        if not spec.startswith(SIGN):
            return super().__format__(spec)
        return f"{number} {_thing(spec, is_one=self == 1)}"


class Told(str):
    """A fact in words, which may be a number that somebody has written down already."""

    def __format__(self, spec: str) -> str:
        """The words, or the words and the thing; ``d`` asks a number for digits alone."""
        if not spec.startswith(SIGN):
            return super().__format__(spec.removesuffix("d"))
        return f"{self} {_thing(spec, is_one=self == '1')}"


def _thing(spec: str, *, is_one: bool) -> str:
    one, slash, many = spec.removeprefix(SIGN).partition("/")
    return one if is_one else many if slash else f"{one}s"


def counted(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts whose whole numbers can count things."""
    return {name: _countable(fact) for name, fact in facts.items()}


def _countable(fact: object) -> object:
    if type(fact) is str:
        return Told(fact)
    return Count(fact) if isinstance(fact, int) and not isinstance(fact, bool) else fact
