"""What the judge says: violations, and the verdict that holds them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from scheduler.model import Language, say


class Violation(NamedTuple):
    """One thing that is wrong; ``subject`` says where: ids joined by ``/``, then ``:field``."""

    code: str
    subject: str
    limit: int | str
    found: int | str

    def text(self, language: Language = "en") -> str:
        """The sentence, with subject, limit and what was found."""
        return say(f"check.{self.code}", language, **self._asdict())


class Verdict(NamedTuple):
    """Everything that is wrong with a plan, in a fixed order."""

    violations: tuple[Violation, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations


Keys = Iterable[tuple[str, ...]]
Violations = Iterator[Violation]


def exceeding(code: str, keys: Keys, limit: Callable[[str], int | None]) -> Violations:
    """Every key that comes more often than the limit of its first id; None is no limit."""
    for key, found in sorted(Counter(keys).items()):
        if (most := limit(key[0])) is not None and found > most:
            yield Violation(code, "/".join(key), most, found)
