"""Numbers in an array, grouped: whichever way they are numbered, it is by their order."""

import numpy as np
import pytest

from scheduler.solver.groups import TABLE, numbered

COUNT = 200


@pytest.mark.parametrize("largest", [0, 1, 30, COUNT * TABLE - 1, COUNT * TABLE, 10**9])
@pytest.mark.parametrize("is_sorted", [False, True])
@pytest.mark.parametrize("count", [0, 1, COUNT])
def test_keys_are_numbered_by_their_order(largest: int, is_sorted: bool, count: int) -> None:
    """By a table, by a sort, or as they stand: as numpy says it, with each first place."""
    key = np.random.default_rng(largest).integers(0, largest, count, endpoint=True)
    if is_sorted:
        key.sort()
    group, first = numbered(key)
    _, places, numbers = np.unique(key, return_index=True, return_inverse=True)
    assert group.tolist() == numbers.tolist()
    assert first.tolist() == places.tolist()


def test_tuples_of_keys_are_numbered_by_the_first_key_first() -> None:
    """Two keys make one number, in their order."""
    group, first = numbered(np.array([2, 0, 2, 0, 2]), np.array([1, 5, 0, 5, 1]))
    assert group.tolist() == [2, 0, 1, 0, 2]
    assert first.tolist() == [1, 2, 0]
