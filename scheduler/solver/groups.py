"""Numbers in an array, grouped: where each of them stands."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TABLE = 4
"""Largest key, in times of how many there are, up to which keys are numbered by a table."""


@dataclass(frozen=True)
class Groups:
    """Places of an array by the numbers in it; ``groups[n]`` are those of number n, ascending.

    ``order``: the places of all groups, one after the other.
    """

    order: NDArray[np.int64]
    _bound: NDArray[np.int64]

    @classmethod
    def of(cls, number: NDArray[np.int64], count: int) -> "Groups":
        """Group the places of an array of numbers 0..count-1."""
        small = number.astype(np.min_scalar_type(count))  # 16 bits or fewer are sorted by counting
        sizes = np.bincount(number, minlength=count)
        bound = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        return cls(np.argsort(small, kind="stable"), bound)

    def __getitem__(self, n: int) -> NDArray[np.int64]:
        return self.order[self._bound[n] : self._bound[n + 1]]

    def union(self, numbers: Iterable[int]) -> NDArray[np.int64]:
        """The places of any of some numbers, each named once, ascending."""
        return np.sort(np.concatenate([self.order[:0], *(self[n] for n in numbers)]))


def numbered(
    key: NDArray[np.int64], *others: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Group numbers 0.. of equal tuples of keys, and the first place of each group.

    Groups are in the order of their keys. Keys are 0 or more; the product of the largest fits into
    64 bits.
    """
    for other in others:
        key = key * (1 + other.max(initial=0)) + other
    if np.all(key[1:] >= key[:-1]):
        is_first = np.append(True, key[1:] != key[:-1])[: len(key)]
        return np.cumsum(is_first) - 1, np.flatnonzero(is_first)
    if key.max() < TABLE * len(key):  # a table of all keys there could be, in place of a sort
        place = np.full(1 + key.max(), -1, dtype=np.int64)
        place[key[::-1]] = np.arange(len(key) - 1, -1, -1)  # of equal ones the first comes last
        there = place >= 0
        return (np.cumsum(there) - 1)[key], place[there]
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return group, first


def first_of_each(
    group: NDArray[np.int64], most: int, *keys: NDArray[np.int64] | NDArray[np.float64]
) -> NDArray[np.int64]:
    """The places of the first so many of each group, ordered by some keys, the first key first."""
    order = np.lexsort((*reversed(keys), group))
    ordered = group[order]
    return order[np.arange(len(order)) - np.searchsorted(ordered, ordered) < most]
