"""The catalogue still fits the code, and covers every rule on both sides."""

from collections import Counter

from scheduler.model import Refusal, Rule
from tests.mutations.catalogue import ROOT, SIDES, Mutation, mutations

LEAST = 2
"""Mutations a code and a side, so that each coefficient and each comparison is watched."""


def faults(mutation: Mutation) -> list[str]:
    """What is wrong with an entry: a line that was rewritten takes its mutation along."""
    found = []
    if (times := len(mutation.lines_in(ROOT))) != 1:
        found.append(f"its line stands {times} times in {mutation.file}")
    if mutation.old == mutation.new:
        found.append("it changes nothing")
    if not mutation.file.startswith("scheduler/"):
        found.append(f"{mutation.file} is in no room")
    missing = [test for test in mutation.tests if not (ROOT / test).is_file()]
    if missing or not mutation.tests:
        found.append(f"its tests are not there: {missing}")
    return [f"{mutation.name}: {fault}" for fault in found]


def test_every_mutation_fits_the_code_and_names_its_tests() -> None:
    """All that do not are told at once."""
    assert [fault for mutation in mutations() for fault in faults(mutation)] == []


def test_every_code_has_mutations_on_both_sides() -> None:
    counted = Counter((m.code, m.side) for m in mutations())
    wanted = [(code, side) for code in (*Rule, *Refusal) for side in SIDES]

    assert [pair for pair in wanted if counted[pair] < LEAST] == []


def test_no_mutation_is_there_twice() -> None:
    """Names are unique."""
    assert [name for name, n in Counter(m.name for m in mutations()).items() if n > 1] == []
