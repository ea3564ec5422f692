"""Any value of ours as a reader would write it: no word of Python's."""

from collections.abc import Iterable

from scheduler.model.record import Record

NOTHING = "–"


def plain(value: object) -> str:
    """Text and numbers as they are, a list with commas, yes and no as O and X, a dash for nothing.

    A record is its values, one after the other.
    """
    if isinstance(value, bool):
        return "O" if value else "X"
    if isinstance(value, Record):
        return " ".join(plain(part) for _, part in value if part not in (None, "", ()))
    if isinstance(value, str) or not isinstance(value, Iterable):
        return NOTHING if value in (None, "") else str(value)
    parts = [plain(part) for part in value]
    return ", ".join(sorted(parts) if isinstance(value, set | frozenset) else parts) or NOTHING
