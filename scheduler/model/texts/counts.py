"""Numbers in English sentences: ``{units:#half-day}`` is "1 half-day" or "2 half-days".

After the sign stands the thing in the singular, and after a slash, where an s is not enough, in the
plural: ``{count:#person/people}``.
"""

from collections.abc import Mapping

SIGN = "#"


class Count(int):
    """A number that knows how to stand before what it counts."""

    def __format__(self, spec: str) -> str:
        """The number, or the number and the thing."""
        if not spec.startswith(SIGN):
            return super().__format__(spec)
        one, slash, many = spec.removeprefix(SIGN).partition("/")
        thing = one if self == 1 else many if slash else f"{one}s"
        return f"{int(self)} {thing}"


def counted(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts whose whole numbers can count things."""
    return {
        name: Count(fact) if isinstance(fact, int) and not isinstance(fact, bool) else fact
        for name, fact in facts.items()
    }
