"""SKILL: every skill of the demand, at or above its level."""

import pytest

from scheduler.model import Refusal
from tests.builders import case, demand, pool, skill, specialist
from tests.verdict import refused_by


@pytest.mark.parametrize(
    ("held", "refuses"),
    [
        (2, True),  # one level short
        (3, False),  # exactly the level
        (4, False),
        (None, True),  # not held at all
    ],
)
def test_level_at_or_above(held: int | None, refuses: bool) -> None:
    """A level above the one that is asked will do."""
    rows = [] if held is None else [skill("s1", "x", held)]
    wanted = demand("d1", skills=[{"skill": "x", "level": 3}])
    it = pool(specialist("s1"), case("c1"), wanted, rows)

    assert refused_by(it, "s1", "d1") == ((Refusal.SKILL,) if refuses else ())


@pytest.mark.parametrize(("second", "refuses"), [("y", False), ("z", True)])
def test_all_skills_are_needed(second: str, refuses: bool) -> None:
    """One of two skills is not enough."""
    wanted = demand("d1", skills=[{"skill": "x"}, {"skill": "y"}])
    it = pool(specialist("s1"), case("c1"), wanted, skill("s1", "x"), skill("s1", second))

    assert refused_by(it, "s1", "d1") == ((Refusal.SKILL,) if refuses else ())


def test_another_persons_skill_does_not_count() -> None:
    """Skills are a person's own; a demand without skills asks for none."""
    it = pool(
        specialist("s1"),
        specialist("s2"),
        case("c1"),
        demand("d1", skills=[{"skill": "x"}]),
        demand("d2"),
        skill("s2", "x", 4),
    )

    assert refused_by(it, "s1", "d1") == (Refusal.SKILL,)
    assert refused_by(it, "s2", "d1") == refused_by(it, "s1", "d2") == ()
