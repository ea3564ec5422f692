"""The process that solves or answers: reads one task, reports progress, says the result, ends.

It knows no database and no network. It stops early when its parent says so, and it ends at once
when its parent is gone.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TextIO

from scheduler.model import (
    STUDY_LOADING,
    PlanRejectedError,
    PoolError,
    Progress,
    SchedulerError,
    SolveResult,
    StudyProgress,
)
from scheduler.worker.defects import exit_code
from scheduler.worker.words import STOP, TASKS, Found, Said, StudyTask, Task, Trouble

if TYPE_CHECKING:
    from scheduler.explain import Findings

REPORT_EVERY_S = 0.2
ORPHANED = 3


def main() -> int:
    """Carry out the task on standard input."""
    # whatever a library prints goes to the log; only our own lines go to the parent
    parent = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    task = TASKS.validate_json(sys.stdin.readline())
    _limit_memory(task.memory_mb)
    stop = threading.Event()
    threading.Thread(target=_listen, args=(sys.stdin, stop), daemon=True).start()
    if isinstance(task, StudyTask):
        _say(parent, _answered(task, partial(_say, parent), stop.is_set))
    else:
        _say(parent, _carried_out(task, _Reporter(parent), stop.is_set))
    return 0


def _listen(orders: TextIO, stop: threading.Event) -> None:
    for line in orders:
        if line.strip() == STOP:
            stop.set()
    os._exit(ORPHANED)  # the parent is gone: nobody waits for a result


def _say(parent: TextIO, said: Said) -> None:
    parent.write(said.model_dump_json() + "\n")
    parent.flush()


class _Reporter:
    """Passes progress on, at most five times a second but never without a new phase or tier."""

    def __init__(self, parent: TextIO) -> None:
        self._parent = parent
        self._last = -REPORT_EVERY_S
        self._where: tuple[object, object] | None = None

    def __call__(self, progress: Progress) -> None:
        now, where = time.monotonic(), (progress.phase, progress.tier)
        if where == self._where and now - self._last < REPORT_EVERY_S:
            return
        self._last, self._where = now, where
        _say(self._parent, Said(progress=progress))


def _carried_out(
    task: Task, report: Callable[[Progress], None], is_cancelled: Callable[[], bool]
) -> Said:
    from scheduler.solver import make_plan

    try:
        result = make_plan(
            task.pool,
            task.horizon,
            task.options,
            start=task.start,
            on_progress=report,
            is_cancelled=is_cancelled,
        )
        return Said(result=result, clash=_clash(task, result))
    except PoolError as error:
        return _failed("run.pool_invalid", count=len(error.complaints))
    except PlanRejectedError:
        return _failed("run.rejected", count=1)
    except SchedulerError as error:
        return _failed("run.refused", cause=error.code)
    except MemoryError:
        return _failed("run.memory", limit=task.memory_mb)


def _answered(
    task: StudyTask, say: Callable[[Said], None], is_cancelled: Callable[[], bool]
) -> Said:
    from scheduler.explain import questions_ahead, study, study_phase

    kind = task.question.kind

    def tell(done: int, total: int) -> None:
        now = study_phase(kind, done, total)
        say(Said(progress=StudyProgress(phase=now, done=done, total=total)))

    ahead = questions_ahead(kind, task.pool, task.plan)
    say(Said(progress=STUDY_LOADING.model_copy(update={"total": ahead})))
    try:
        findings = study(
            task.pool,
            task.plan,
            task.question,
            on_answer=tell,
            on_findings=lambda findings: say(Said(so_far=_found(findings))),
            is_cancelled=is_cancelled,
        )
        return Said(found=_found(findings))
    except SchedulerError as error:
        return _failed("study.refused", cause=error.code)
    except MemoryError:
        return _failed("study.memory", limit=task.memory_mb)


def _found(findings: "Findings") -> Found:
    return Found(text=findings.model_dump_json(), is_complete=findings.is_complete)


def _failed(code: str, **facts: str | int) -> Said:
    return Said(trouble=Trouble(code=code, facts=facts))


def _clash(task: Task, result: SolveResult) -> Trouble | None:
    """The clash of an infeasible result, and the pin to lift; nothing of any other result."""
    if result.status != "infeasible":
        return None
    from scheduler.explain import find_clash

    clash = find_clash(task.pool, task.horizon)
    if clash is None:
        return None
    *pins, lift = [f"{p.specialist}/{p.demand}" for p in (*clash.pins, clash.cheapest_to_lift)]
    code = "run.infeasible" if clash.is_enough else "run.infeasible_still"
    return Trouble(code=code, facts={"pins": ", ".join(pins), "lift": lift})


def _limit_memory(megabytes: int) -> None:
    if megabytes and sys.platform != "win32":
        import resource

        limit = megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    sys.exit(exit_code(main))
