"""HiGHS' threads: Python waits for them or leaves without them, but never ends beside them."""

import threading

import numpy as np
import pytest

from scheduler.solver.engines.beside import BranchAndCut
from scheduler.solver.engines.highs import highs
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.program import Objective, Program


@pytest.mark.parametrize("name", ["highs", "beside"])
def test_they_are_no_daemons_whoever_asks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal solves in a daemon thread, and threads begun there would be daemons, too."""
    program, seen = Program(), dict[str, bool]()
    columns = program.add_columns(2)
    objective = Objective(columns, np.array([1, 1]), 0, maximise=True)
    start = threading.Thread.start

    def begun(thread: threading.Thread) -> None:
        seen[thread.name] = thread.daemon
        start(thread)

    def work() -> None:
        if name == "highs":
            highs(program, objective, None, Limits(), UNWATCHED)
        else:
            with BranchAndCut(program, objective, program.lower, Limits(seconds=1.0)) as aside:
                aside.wait(1.0)

    monkeypatch.setattr(threading.Thread, "start", begun)
    asking = threading.Thread(target=work, name="asking", daemon=True)
    asking.start()
    asking.join()
    assert seen == {"asking": True, name: False}
