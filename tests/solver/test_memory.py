"""Freed memory is handed back where the system knows how, and elsewhere nothing happens."""

import ctypes
import platform
import sys

import pytest

from scheduler.solver import memory


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    memory._trim.cache_clear()


def test_the_gnu_library_is_asked() -> None:
    """On other systems nobody is."""
    is_gnu = sys.platform.startswith("linux") and platform.libc_ver()[0] == "glibc"
    trim = memory._trim()
    assert (trim is not None) == is_gnu
    assert trim is None or trim(0) in (0, 1)


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """No library is looked for on another system, and none that lacks the function is asked."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert memory._trim() is None
    memory._trim.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", None)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert memory._trim() is None
    memory.give_back()


def test_what_is_freed_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it: nothing is to be kept."""
    kept: list[int] = []
    monkeypatch.setattr(memory, "_trim", lambda: kept.append)
    memory.give_back()
    assert kept == [0]
