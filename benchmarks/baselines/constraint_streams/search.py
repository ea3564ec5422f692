"""The search, run by an interpreter that has the package ``timefold`` and Java.

    python -m benchmarks.baselines.constraint_streams.search PROBLEM.json

It reads the problem that ``bridge.py`` wrote, searches until the moment it names, and prints one
JSON line for each better value and a last one with the pairs. It ends when its standard input does.
Nothing of the scheduler is imported: the interpreter need not have it.
"""

# mypy: disable-error-code="import-not-found"
# (the package is not in this project's environment)
# isort: off
# (Java starts with the settings of whoever imports it first)

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import benchmarks.baselines.constraint_streams.java  # noqa: F401
from benchmarks.baselines.constraint_streams.caller import end_with_the_caller
from benchmarks.baselines.constraint_streams.rules import rules
from benchmarks.baselines.constraint_streams.score import counted
from benchmarks.baselines.constraint_streams.week import Seat, Week, read
from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    SolverConfigOverride,
    TerminationConfig,
)

EVERY_S = 0.3
CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<solver xmlns="https://timefold.ai/xsd/solver">
  <randomSeed>0</randomSeed>
  <constructionHeuristic/>
  <localSearch>
    <unionMoveSelector><changeMoveSelector/><swapMoveSelector/></unionMoveSelector>
    <acceptor><lateAcceptanceSize>400</lateAcceptanceSize></acceptor>
    <forager><acceptedCountLimit>1</acceptedCountLimit></forager>
  </localSearch>
</solver>"""
"""First fit in the order of ``week.read``, then late acceptance over changes and swaps. Ruin and
recreate was tried: a move of it asks for the score a hundred times, and the search came less far.
"""


def main() -> None:
    """Search, telling of better values as they come."""
    end_with_the_caller()
    problem = json.loads(Path(sys.argv[1]).read_text())
    week = read(problem)
    config = SolverConfig.create_from_xml_text(CONFIG)
    config.solution_class, config.entity_class_list = Week, [Seat]
    config.score_director_factory_config = ScoreDirectorFactoryConfig(
        constraint_provider_function=rules
    )
    factory = SolverFactory.create(config)
    left = max(1.0, problem["until"] - time.time())
    limit = TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * left)))
    solver = factory.build_solver(SolverConfigOverride(termination_config=limit))
    told = 0.0

    def hear(event: Any) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= EVERY_S and event.new_best_score.hard_score == 0:
            told = now
            _say(value=counted(event.new_best_solution)[0])

    solver.add_event_listener(hear)
    # the limit begins when the week has become Java's, which takes seconds itself
    alarm = threading.Timer(left, solver.terminate_early)
    alarm.start()
    best = solver.solve(week)
    alarm.cancel()
    value, pairs = counted(best)  # nobody anywhere breaks no hard rule, so the best breaks none
    _say(value=value, pairs=pairs)


def _say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
