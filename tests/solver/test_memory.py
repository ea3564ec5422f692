"""Freed memory is handed back where the system knows how, and elsewhere nothing happens."""

import ctypes
import gc
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from scheduler.solver import memory

IS_GNU = sys.platform.startswith("linux") and platform.libc_ver()[0] == "glibc"
HOLES = """
import ctypes, resource, sys
import numpy as np
from scheduler.solver.memory import MAPPED, keep_apart

def now():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * resource.getpagesize()

first = np.ones(3 * MAPPED, dtype=np.int64)
del first  # from here on the allocator maps no block of up to 24 MiB on its own
if sys.argv[1] == "apart":
    keep_apart()
began, small, large = now(), [], []
for _ in range(40):
    large.append(np.ones(2 * MAPPED, dtype=np.int8))
    small.append(np.ones(1000, dtype=np.int8))  # keeps the heap from shrinking
del large
print((now() - began) // MAPPED)
"""


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    memory._asked.cache_clear()
    yield
    memory._asked.cache_clear()


def test_the_gnu_library_is_asked() -> None:
    """On other systems nobody is."""
    trim = memory._asked("malloc_trim", ctypes.c_size_t)
    assert (trim is not None) == IS_GNU
    assert trim is None or trim(0) in (0, 1)


@pytest.mark.parametrize("use", [memory.give_back, memory.keep_apart])
def test_elsewhere_nothing_happens(
    use: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No library is looked for on another system, and none that lacks the function is asked."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    use()
    memory._asked.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", None)
    monkeypatch.setattr(sys, "platform", "darwin")
    use()


def test_what_is_freed_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it: nothing is to be kept."""
    kept: list[int] = []
    monkeypatch.setattr(memory, "_asked", lambda *_: kept.append)
    memory.give_back()
    assert kept == [0]


def test_new_threads_share_one_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    """It and large blocks are options of one function, which says 1 where it knows them."""
    told: list[tuple[int, int]] = []
    option = memory._asked("mallopt", ctypes.c_int, ctypes.c_int)
    monkeypatch.setattr(memory, "_asked", lambda *_: lambda *given: told.append(given))
    memory.keep_apart()
    assert told == [(memory._MMAP_THRESHOLD, memory.MAPPED), (memory._ARENA_MAX, 1)]
    assert (option is not None) == IS_GNU
    assert option is None or option(memory._ARENA_MAX, 64) == 1


def test_large_blocks_leave_no_holes() -> None:
    """Freed between small ones that stay, they go back at once; else the allocator keeps them."""

    def left(how: str) -> int:
        ran = subprocess.run(
            [sys.executable, "-c", HOLES, how], capture_output=True, text=True, check=True
        )
        return int(ran.stdout)

    as_it_is, apart = left("as it is"), left("apart")
    assert apart < as_it_is / 2 if IS_GNU else apart < 90, (as_it_is, apart)


def test_nothing_is_looked_through_for_a_while() -> None:
    """Not before whoever began first is done, whatever happens on the way."""
    with memory.unsearched():
        with memory.unsearched():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="on the way"), memory.unsearched():
        raise ValueError("on the way")
    assert gc.isenabled()
