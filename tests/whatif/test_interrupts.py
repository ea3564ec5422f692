"""An interrupt ends work with what is known, and the process with an exit code of its own."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scheduler.whatif.interrupts import heard, heeded

PLAN = """
from scheduler.check import judge
from scheduler.solver import make_plan
from scheduler.synth import family_pool
from scheduler.whatif import plan

pool = family_pool(150, 100, 1)
print("up", flush=True)
planned = plan(pool, work_limit=3600.0)
assert judge(pool, planned.plan).is_accepted
print(len(planned.plan.assignments), planned.run.cancelled, flush=True)
"""
ENGINE = """
from scheduler.model import TierName
from scheduler.solver import eligibility
from scheduler.solver.engines.highs import highs
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.instance import Instance
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import goal_of
from scheduler.synth import family_pool

pool = family_pool(150, 100, 1)
f = formulate(Instance.of(eligibility(pool, pool.horizon())))
print("up", flush=True)
highs(f.program, goal_of(TierName.COVERAGE, f).objective, None, Limits(), UNWATCHED)
"""
ABORTED = {-signal.SIGABRT, 128 + signal.SIGABRT}


@contextmanager
def process(code: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has said it is up."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdout=pipe, stderr=pipe, text=True) as it:
        try:
            assert it.stdout is not None
            assert it.stdout.readline() == "up\n"
            yield it
        finally:
            it.kill()


@pytest.mark.slow
@pytest.mark.parametrize("pause_s", [0.3, 0.01])
@pytest.mark.parametrize("code", [PLAN, ENGINE])
def test_who_insists_gets_no_abort(code: str, pause_s: float) -> None:
    """Interrupt after interrupt, also while Python ends: an engine at work is left in order."""
    with process(code) as it:
        time.sleep(4)
        while it.poll() is None:
            it.send_signal(signal.SIGINT)
            time.sleep(pause_s)
        _, told = it.communicate(timeout=120)
    assert it.returncode not in {0, *ABORTED}, told
    assert "terminate called" not in told


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_an_engine_in_the_main_thread_is_not_torn_down_at_the_end(seed: int) -> None:
    """One interrupt: the exception goes its way, and Python waits for the engine's thread."""
    with process(ENGINE) as it:
        time.sleep(0.5 + random.Random(seed).uniform(0, 1.5))
        it.send_signal(signal.SIGINT)
        _, told = it.communicate(timeout=300)
    assert it.returncode == -signal.SIGINT, told
    assert "terminate called" not in told


def test_work_is_told_of_the_first_interrupt_and_its_result_is_kept() -> None:
    """And whoever waits is told that it is to stop."""
    told: list[bool] = []

    def work(stop: object) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        while not callable(stop) or not stop():
            time.sleep(0.01)
        time.sleep(0.3)
        return "what is known"

    before = signal.getsignal(signal.SIGINT)
    assert heeded(work, meanwhile=told.append) == "what is known"
    assert told[-1] is True
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_interrupt_is_raised() -> None:
    """The work goes on by itself until it hears that it is to stop."""
    ended = threading.Event()

    def work(stop: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)
        assert callable(stop)
        assert stop()
        ended.set()

    with pytest.raises(KeyboardInterrupt):
        heeded(work)
    assert ended.wait(10)


def test_what_the_work_raises_is_raised() -> None:
    """As if it had been called here."""

    def work(stop: object) -> None:
        raise LookupError("not here")

    with pytest.raises(LookupError, match="not here"):
        heeded(work)


def test_somebody_may_ask_to_stop_without_a_signal() -> None:
    """In the main thread and in any other."""
    calls = iter([False, True])
    assert heeded(lambda stop: [stop(), stop()], lambda: next(calls)) == [False, True]
    found = list[bool]()
    thread = threading.Thread(
        target=lambda: found.append(heeded(lambda stop: stop(), lambda: True))
    )
    thread.start()
    thread.join()
    assert found == [True]


def test_a_wish_is_heard_within_a_block() -> None:
    """The first interrupt is one, the second an exception."""
    with heard() as is_stopping:
        assert not is_stopping()
        signal.raise_signal(signal.SIGINT)
        assert is_stopping()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
