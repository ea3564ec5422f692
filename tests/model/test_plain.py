"""Values are told without a word of Python's."""

import pytest

from scheduler.model import RefusalCount, plain


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "–"),
        ("", "–"),
        ((), "–"),
        (True, "O"),
        (False, "X"),
        (3, "3"),
        ("assist", "assist"),
        (("2026-11-30am", "2026-11-30pm"), "2026-11-30am, 2026-11-30pm"),
        (frozenset({"b", "a"}), "a, b"),
        ((("1/2", "1/3"), ()), "1/2, 1/3, –"),
        (RefusalCount.model_validate({"code": "SKILL", "specialists": 3}), "SKILL 3"),
    ],
)
def test_a_value_is_plain(value: object, told: str) -> None:
    """No quotes, no brackets, no None."""
    assert plain(value) == told
