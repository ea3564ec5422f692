"""A stop in the midst of a question: what was answered before is kept, and nothing else is said."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from scheduler.exchange import plan_to_json, write_pool
from scheduler.explain import (
    AbsenceStudy,
    Findings,
    MarginalWords,
    compare,
    gaps,
    key_persons,
    permissions,
    report,
    study,
)
from scheduler.model import Plan, Pool, StudyQuestion
from scheduler.solver import counterfactual
from scheduler.synth import demo_pool
from tests.explain.test_comparing import CHANGES, inquiry, pools
from tests.explain.test_permissions import limited
from tests.explain.test_study import UNPROVEN
from tests.planned import plan_of
from tests.properties.pools import any_pool

Told = tuple[Pool, Plan]


@pytest.fixture(scope="module")
def planned() -> Told:
    """A small pool and its plan, of which each question asks engines several times."""
    pool = limited()
    return pool, plan_of(pool)


def after(polls: int) -> Callable[[], bool]:
    """Says stop from some poll on."""
    asked = count()
    return lambda: next(asked) >= polls


def answers(found: Any) -> set[str]:
    """All that a report or a ranking answers."""
    parts = ("rows", "seats", "people", "gaps", "permissions")
    return {one.model_dump_json() for part in parts for one in getattr(found, part, ())}


@pytest.mark.parametrize("polls", [2, 5, 9, 14])
@pytest.mark.parametrize("ask", [report, key_persons, gaps, permissions])
def test_answers_are_those_without_a_stop_and_the_question_at_hand_has_none(
    planned: Told, ask: Callable[..., Findings], polls: int
) -> None:
    """Whenever it comes. Were it heard between answers only, there would be more of them."""
    told = [0]
    part = ask(*planned, on_answer=lambda done, _: told.append(done), is_cancelled=after(polls))
    assert not part.is_complete
    assert told[-1] <= polls
    assert answers(part) < answers(ask(*planned))


def test_before_the_first_answer_a_ranking_tells_what_the_plan_serves(planned: Told) -> None:
    """And that it was stopped."""
    found = key_persons(*planned, is_cancelled=lambda: True)
    assert [t.value for t in found.tiers] == [
        t.value for t in planned[1].tiers if t.tier in {one.tier for one in found.tiers}
    ]
    lines = MarginalWords(*planned, "en").lines(found)
    assert lines[1:] == ["It was stopped, so only a part was asked about."]


def test_a_stop_while_a_move_is_asked_about_leaves_its_cause_open() -> None:
    """Of the fewest moves, too."""
    before, after_it = map(inquiry, pools(*CHANGES["pinned"]))
    whole = compare(before, after_it)
    stopped = compare(before, after_it, is_cancelled=after(2))
    assert (whole.is_complete, stopped.is_complete) == (True, False)
    assert stopped.least is None
    assert {move.without for move in stopped.moves} == {None}


def test_a_stop_while_a_proof_is_tried_keeps_the_plan_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As told before the proof began."""
    pool = any_pool(UNPROVEN)
    plan = plan_of(pool)
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    so_far = list[Findings]()
    polls = count()
    found = study(
        pool,
        plan,
        StudyQuestion(kind="absence", specialist="s1"),
        on_answer=lambda *_: None,
        on_findings=so_far.append,
        is_cancelled=lambda: next(polls) >= 2,
    )
    assert isinstance(found, AbsenceStudy)
    assert not found.is_complete
    assert [found] == so_far


ASKED = """
import sys
from pathlib import Path
import scheduler
from scheduler.explain import report
from scheduler.model import Plan
from scheduler.whatif.interrupts import heeded

if __name__ == "__main__":
    folder, workers = Path(sys.argv[1]), int(sys.argv[2])
    pool = scheduler.load(str(folder / "pool"))
    plan = Plan.model_validate_json((folder / "plan.json").read_bytes())

    def told(done, of):
        print("asking" if done == 0 else "answered", flush=True)

    found = heeded(
        lambda stop: report(pool, plan, workers=workers, on_answer=told, is_cancelled=stop)
    )
    print(len(found.seats) + len(found.rows), found.is_complete, flush=True)
"""


def children_of(process: int) -> set[int]:
    """Its processes, by what the system says."""
    path = Path(f"/proc/{process}/task/{process}/children")
    return {int(child) for child in path.read_text().split()} if path.exists() else set()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_in_the_midst_of_the_first_question_ends_it(
    tmp_path: Path, workers: int
) -> None:
    """Of the demo, where it takes seconds; nobody of those at work is left."""
    pool = demo_pool()
    plan = plan_of(pool)
    write_pool(pool, tmp_path / "pool")
    (tmp_path / "plan.json").write_bytes(plan_to_json(plan))
    command = [sys.executable, "-c", ASKED, str(tmp_path), str(workers)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "asking\n"
            time.sleep(0.5)
            helpers = children_of(process.pid)
            process.send_signal(signal.SIGINT)
            said, told = process.communicate(timeout=120)
        finally:
            process.kill()
    assert (process.returncode, said) == (0, "0 False\n"), told
    end = time.monotonic() + 30
    while any(map(is_alive, helpers)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(is_alive, helpers))


def is_alive(process: int) -> bool:
    """Whether there is such a process, and nobody has yet to take note of its end."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
