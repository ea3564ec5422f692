"""An answer told while it is worked out: what needs no solving first, then part after part."""

from typing import Literal, Protocol, TypeVar

Part = Literal["next_best", "shortage", "filling", "repairs"]
"""What of an answer may still be open: the next best of a row; the group that is short of people,
the best plan that fills a seat, and the cheapest changes."""
Told_contra = TypeVar("Told_contra", contravariant=True)


class OnPart(Protocol[Told_contra]):
    """Hears an answer as far as it is known, and which of its parts are still open."""

    def __call__(self, answer: Told_contra, still_open: frozenset[Part], /) -> None:
        """Take it in."""
        ...


def unheard(answer: object, still_open: frozenset[Part], /) -> None:
    """Nobody listens before the whole answer is there."""
