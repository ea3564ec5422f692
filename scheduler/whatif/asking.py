"""Many questions about a plan, asked until they are answered or somebody wants to stop."""

import warnings
from collections.abc import Callable
from typing import Protocol, TypeVar

from scheduler.model import Language, say
from scheduler.whatif import bars
from scheduler.whatif.interrupts import Stop

OnAnswer = Callable[[int, int], None]
"""Hears how many questions are answered, of how many."""


class PartialWarning(UserWarning):
    """Some questions were not answered, because somebody wanted to stop."""


class _Answers(Protocol):
    @property
    def is_complete(self) -> bool:
        """Whether every question is answered."""
        ...


Told = TypeVar("Told", bound=_Answers)


def asked(
    ask: Callable[..., Told],
    language: Language,
    on_answer: OnAnswer | None,
    should_stop: Stop | None,
    bar: bool | None,
) -> Told:
    """The answers, or those so far, of which a warning says how many there are."""
    count = [0, 0]

    def work(tell: bars.Tell, stop: Stop) -> Told:
        def told(done: int, of: int) -> None:
            count[:] = [done, of]
            tell(bars.answers(done, of))
            if on_answer is not None:
                on_answer(done, of)

        return ask(on_answer=told, is_cancelled=stop)

    found = bars.followed(work, bar=bar, language=language, should_stop=should_stop)
    if not found.is_complete:
        done, of = count
        code = "whatif.partial" if of else "whatif.partial_none"
        said = say(code, language, **({"done": done, "of": of} if of else {}))
        warnings.warn(said, PartialWarning, stacklevel=4)
    return found
