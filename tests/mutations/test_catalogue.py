"""The catalogue still fits the code, and covers every rule on both sides."""

from collections import Counter

import pytest

from scheduler.model import Refusal, Rule
from tests.mutations.catalogue import ROOT, SIDES, Mutation, mutations

LEAST = 2


@pytest.mark.parametrize("mutation", mutations(), ids=lambda m: m.name)
def test_every_old_line_stands_exactly_once(mutation: Mutation) -> None:
    """A line that was rewritten takes its mutation along."""
    assert len(mutation.lines_in(ROOT)) == 1
    assert mutation.old != mutation.new
    assert mutation.applied(ROOT) != (ROOT / mutation.file).read_text(encoding="utf-8")


@pytest.mark.parametrize("mutation", mutations(), ids=lambda m: m.name)
def test_every_mutation_names_its_side_and_its_tests(mutation: Mutation) -> None:
    """The file lies in the room that is named, and the tests exist."""
    assert mutation.file.startswith(f"scheduler/{mutation.side}/")
    assert mutation.tests
    assert all((ROOT / test).is_file() for test in mutation.tests)


@pytest.mark.parametrize("code", [*Rule, *Refusal])
def test_every_code_has_mutations_on_both_sides(code: Rule | Refusal) -> None:
    """At least two a side, so that each coefficient and each comparison is watched."""
    sides = Counter(m.side for m in mutations() if m.code == code)

    assert all(sides[side] >= LEAST for side in SIDES), sides


def test_no_mutation_is_there_twice() -> None:
    """Names are unique."""
    names = [m.name for m in mutations()]

    assert len(set(names)) == len(names)
