"""Local search over constraint streams with the package ``timefold``, under its own interpreter.

The package needs Java and is no part of this project's environment; without an interpreter that
has it, the baseline says so. Its search uses one core: more is not in the free edition. Java's
start and the translation of the model count, as building does for the others.
"""

import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.baselines.port import Baseline, NotSolvedError, OnValue
from benchmarks.baselines.problem import Pairs, Problem
from scheduler.model import Mode

ROOT = Path(__file__).parents[3]
SEARCH = "benchmarks.baselines.constraint_streams.search"


def constraint_streams(python: str | None) -> Baseline:
    """The baseline under an interpreter; with None, or without the package, it says so."""

    def solve(problem: Problem, seconds: float, on_value: OnValue) -> Pairs:
        if python is None:
            raise NotSolvedError("absent: no --timefold-python was given")
        until = time.time() + seconds
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "problem.json"
            facts = as_facts(problem)
            facts["until"] = until
            path.write_text(json.dumps(facts))
            found = _run([python, "-E", "-s", "-m", SEARCH, str(path)], on_value)
        people, demands = problem.pool.specialists, problem.it.demands
        return frozenset((people[s].specialist, demands[d].demand) for s, d in found)

    return solve


def _run(command: list[str], on_value: OnValue) -> list[list[int]]:
    """The [person, demand] pairs on the last line of the child, after passing on all values."""
    pairs: list[list[int]] | None = None
    with tempfile.TemporaryFile("w+") as complaints:
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # which ends with this process: ``caller.py`` waits for that
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                cwd=ROOT,
            )
        except OSError as error:
            raise NotSolvedError(f"absent: {error}") from error
        with child:
            for line in child.stdout or ():
                if line.startswith("{"):  # what else is there is Java's
                    said = json.loads(line)
                    on_value(said["value"], None)
                    pairs = said.get("pairs")
        if child.returncode or pairs is None:
            complaints.seek(0)
            words = [line.strip() for line in complaints if line.strip()]
            raise NotSolvedError(f"the child failed: {words[-1] if words else child.returncode}")
    return pairs


def as_facts(problem: Problem) -> dict[str, Any]:
    """The problem as JSON's own types, for an interpreter that knows nothing of this project."""
    it, pool = problem.it, problem.pool
    stations = {name: i for i, name in enumerate(sorted({s.station for s in pool.specialists}))}
    acts = {name: i for i, name in enumerate(sorted(problem.blocks_left))}
    lead = {a.agency: i for i, a in enumerate(pool.agencies)}
    matters = {name: i for i, name in enumerate(sorted({c.matter for c in it.cases}))}
    powers = sorted({authority or "" for _, authority, _ in problem.power})
    bonus = pool.policy.core_bonus
    return {
        "agencies": [[-1 if n is None else n for n in pair] for pair in problem.lent_limits],
        "reserves": [reserve.most_away for reserve in problem.reserves],
        "acts": [problem.blocks_left[name] for name in acts],
        "people": [
            {
                "agency": problem.agency[s],
                "station": stations[person.station],
                "released": person.weekly_blocks,
                "most_cases": person.max_cases,
                "before": problem.there_before[s],
                "reserves": [i for i, r in enumerate(problem.reserves) if s in r.members],
            }
            for s, person in enumerate(pool.specialists)
        ],
        "cases": [
            [
                matters[case.matter],
                lead[case.lead_agency],
                case.priority,
                bonus if it.has_core[c] and _can_run(problem, c) else 0,
                bool(it.has_core[c] and not it.under_way[c]),
                case.lead_present,
                case.outside_share,
            ]
            for c, case in enumerate(it.cases)
        ],
        "demands": [_demand(problem, d, stations, acts, powers) for d in range(len(it.demands))],
    }


def _can_run(problem: Problem, c: int) -> bool:
    """Whether every critical demand of a case has as many able people as seats."""
    it = problem.it
    return all(
        len(problem.pairs_of_demand(d)) >= it.headcount[d]
        for d in problem.demands_of_case[c]
        if it.critical[d]
    )


def _able(problem: Problem, d: int) -> list[int]:
    """The pairs of a demand; none where its case may not begin since it cannot run."""
    it, c = problem.it, int(problem.it.case_of_demand[d])
    is_bound = bool(it.has_core[c] and not it.under_way[c])
    return [] if is_bound and not _can_run(problem, c) else problem.pairs_of_demand(d).tolist()


def _demand(
    problem: Problem, d: int, stations: dict[str, int], acts: dict[str, int], powers: list[str]
) -> dict[str, Any]:
    """One demand; travel by station and instrument by agency, as its pairs have them."""
    it, demand = problem.it, problem.it.demands[d]
    travel = [0] * len(stations)
    named: list[int | None] = [None] * len(problem.lent_limits)
    pairs = _able(problem, d)
    for pair in pairs:
        s = int(it.specialist[pair])
        travel[stations[problem.pool.specialists[s].station]] = int(it.effort[pair]) - demand.effort
        usable = problem.acts(pair)
        if usable and all(act in acts for act in usable):
            named[problem.agency[s]] = acts[usable[0]]
    sign = {Mode.EXERCISE: 1, Mode.ASSIST: -1}.get(demand.mode, 0)
    window = problem.horizon.cut(demand.from_, demand.to)
    return {
        "case": int(it.case_of_demand[d]),
        "headcount": demand.headcount,
        "critical": demand.critical,
        "fixed": demand.fixed,
        "effort": demand.effort,
        "start": window.start,
        "stop": window.stop,
        "power": sign * (1 + powers.index(demand.authority or "")),
        "travel": travel,
        "acts": named,
        "able": [int(it.specialist[pair]) for pair in pairs],
    }
