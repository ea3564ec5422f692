"""An interrupt ends work with what is known: public doors only, to be run against any version."""

import json
import signal
import subprocess
import sys
import time
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import scheduler
from scheduler.check import judge
from scheduler.model import Progress
from tests.terminal import shown_on_a_terminal
from tests.tiny import tiny_pool

ASKED = """
import json, os, signal, threading, warnings
import scheduler
from scheduler.check import judge
from scheduler.synth import family_pool

def at_call(number):
    calls = iter(range(1, 10**9))
    return lambda *_: next(calls) == number and os.kill(os.getpid(), signal.SIGINT)

def later(seconds, ask):
    timer = threading.Timer(seconds, at_call(1))
    timer.start()
    try:
        return ask()
    finally:
        timer.cancel()

def answered(name, ask, told):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            answer = told(ask())
        except KeyboardInterrupt:
            answer = {"lost": True}
    answer["warned"] = [str(it.message) for it in warned]
    print(json.dumps({name: answer}), flush=True)

if __name__ == "__main__":
    base = scheduler.plan(family_pool(40, 25, 1), mode="timed", time_limit_s=1.0)
    answered(
        "key_persons",
        lambda: base.key_persons(on_answer=at_call(2)),
        lambda it: {"size": len(it), "is_complete": it.attrs.get("is_complete")},
    )
    answered(
        "rolling",
        lambda: scheduler.rolling(base.pool, 26, on_progress=at_call(4)),
        lambda it: {"size": len(it.weeks), "is_complete": it.is_complete},
    )
    answered(
        "frontier",
        lambda: scheduler.frontier(base, on_point=at_call(1)),
        lambda it: {"size": len(it.points), "is_complete": it.is_complete},
    )
    answered(
        "report",
        lambda: base.report(on_answer=at_call(3)),
        lambda it: {"size": it.count("<section"), "title": it.partition("</title>")[0]},
    )
    larger = family_pool(150, 100, 1)
    answered(
        "plan",
        lambda: later(1.5, lambda: scheduler.plan(larger, work_limit=3600.0)),
        lambda it: {
            "size": len(it.assignments),
            "is_cancelled": it.run.cancelled,
            "is_accepted": judge(larger, it.plan).is_accepted,
        },
    )
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    """What each question of the library answered to an interrupt, in one process."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=False, timeout=120
    )
    found: dict[str, dict[str, Any]] = {}
    for line in done.stdout.splitlines():
        found |= json.loads(line)
    assert done.returncode == 0, done.stderr
    return found


def test_an_interrupted_plan_is_the_judged_plan_so_far(answers: dict[str, dict[str, Any]]) -> None:
    assert "lost" not in answers["plan"]
    assert answers["plan"]["size"] > 0
    assert (answers["plan"]["is_cancelled"], answers["plan"]["is_accepted"]) == (True, True)


@pytest.mark.parametrize("question", ["key_persons", "rolling", "frontier"])
def test_an_interrupted_question_has_the_answers_so_far_marked_partial(
    answers: dict[str, dict[str, Any]], question: str
) -> None:
    assert "lost" not in answers[question]
    assert answers[question]["size"] > 0
    assert answers[question]["is_complete"] is False


def test_who_asks_is_warned_that_answers_are_missing(answers: dict[str, dict[str, Any]]) -> None:
    """In a sentence with how many there are."""
    assert "lost" not in answers["key_persons"]
    warned = " ".join(answers["key_persons"]["warned"])
    assert f"{answers['key_persons']['size']}건" in warned


def test_an_interrupted_report_says_in_its_title_that_it_is_a_part(
    answers: dict[str, dict[str, Any]],
) -> None:
    assert "lost" not in answers["report"]
    assert "일부" in answers["report"]["title"]
    assert answers["report"]["size"] > 0


LONG = """
import scheduler
from scheduler.synth import family_pool
if __name__ == "__main__":
    pool = family_pool(150, 100, 1)
    print("up", flush=True)
    planned = scheduler.plan(pool, mode="timed", time_limit_s=60.0)
    print(planned.run.cancelled, flush=True)
"""


@pytest.mark.slow
def test_no_process_is_aborted_while_an_engine_is_at_work() -> None:
    """After ten seconds HiGHS is, and was left behind as Python ended."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", LONG]
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
            time.sleep(11)
            process.send_signal(signal.SIGINT)
            said, told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert "terminate called" not in told
    assert (process.returncode, said) == (0, "True\n"), told


def test_whoever_asks_to_stop_has_the_plan_so_far_and_is_told_of_progress() -> None:
    pool, told = tiny_pool(3), list[Progress]()
    planned = scheduler.plan(pool, should_stop=lambda: True, on_progress=told.append)

    assert planned.run.cancelled
    assert judge(pool, planned.plan).is_accepted
    assert told[-1].phase == "done"
    assert not scheduler.plan(pool).run.cancelled


BAR = """
import scheduler
from scheduler.synth import family_pool
from tests.tiny import tiny_pool
if __name__ == "__main__":
    larger = family_pool(150, 100, 1)
    scheduler.plan(tiny_pool(3))
    print("after a short one", flush=True)
    scheduler.plan(larger, mode="timed", time_limit_s=2.5)
"""


def test_a_terminal_shows_a_bar_after_a_second_of_its_own_accord() -> None:
    """With the seconds that have passed; of a plan that was made at once there is none."""
    short, _, long = shown_on_a_terminal(BAR).partition("after a short one")

    assert "초 · " not in short
    assert "초 · " in long


CELLS = (
    """
import os, signal, threading
import scheduler
from scheduler.synth import family_pool
pool = family_pool(150, 100, 1)
""",
    """
scheduler.plan(pool, mode="timed", time_limit_s=3).run.cancelled
""",
    """
threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT)).start()
scheduler.plan(pool, work_limit=3600.0).run.cancelled
""",
)


@pytest.fixture(scope="module")
def cells() -> list[Any]:
    """The outputs of the cells, run one after the other in a real kernel."""
    made = [nbformat.v4.new_code_cell(code) for code in CELLS]  # type: ignore[no-untyped-call]
    book = nbformat.v4.new_notebook(cells=made)  # type: ignore[no-untyped-call]
    NotebookClient(book, timeout=120, kernel_name="python3", allow_errors=True).execute()
    return [cell.outputs for cell in book.cells]


@pytest.mark.slow
def test_a_notebook_shows_one_bar_of_its_own_accord(cells: list[Any]) -> None:
    shown = [it.data["text/plain"] for it in cells[1] if it.output_type == "display_data"]

    assert len(shown) == 1
    assert "초 · " in shown[0]


@pytest.mark.slow
def test_interrupting_the_kernel_keeps_the_plan(cells: list[Any]) -> None:
    assert cells[2][-1].get("ename") is None
    assert cells[2][-1].data["text/plain"] == "True"
