"""Memory that has been freed, handed back to the system.

The allocator of most Linux systems keeps what is freed between blocks that are still used. After
large arrays, or after an engine, that can be as much as all that is alive. On other systems nothing
is done. And what Python need not look through again and again for garbage.
"""

import ctypes
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

MAPPED = 2**20
"""Bytes from which a block is kept apart; left to itself the allocator goes up to 32 times that."""
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # M_MMAP_THRESHOLD and M_ARENA_MAX of malloc.h


def give_back() -> None:
    """Hand freed memory back where the system's allocator can be asked to."""
    trim = _asked("malloc_trim", ctypes.c_size_t)
    if trim is not None:
        trim(0)


def keep_apart() -> None:
    """Have large blocks mapped one by one from now on: they go back as soon as they are freed.

    Else they leave holes, in which an engine's small blocks then settle. New threads share one heap
    from now on: what one has freed serves the next. Both cost time: only large pools have it.
    """
    option = _asked("mallopt", ctypes.c_int, ctypes.c_int)
    if option is not None:
        option(_MMAP_THRESHOLD, MAPPED)
        option(_ARENA_MAX, 1)


@contextmanager
def unsearched() -> Iterator[None]:
    """Objects are not looked through for garbage meanwhile.

    Whoever makes very many of them in a second has Python look through all there are several times,
    a quarter of the judge's time; and hardly any of them refer to each other in circles.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _asked(name: str, *takes: type) -> Callable[..., int] | None:
    """A function of the GNU C library; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        asked = getattr(ctypes.CDLL(None), name)
    except AttributeError:  # another C library
        return None
    asked.argtypes, asked.restype = takes, ctypes.c_int
    return lambda *given: int(asked(*given))
