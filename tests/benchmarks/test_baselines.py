"""What the baselines find is allowed, is worth what they say, and is never beyond the optimum."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.baselines.constraint_streams.bridge import ROOT, as_facts
from benchmarks.baselines.port import NotSolvedError
from benchmarks.baselines.problem import Pairs, Problem
from benchmarks.running.judged import judged
from benchmarks.running.methods import BASELINES, TIMEFOLD, baseline
from scheduler.model import Pool, SolveOptions, TierName
from scheduler.solver import solve
from scheduler.synth import family_pool
from tests.tiny import tiny_pool

EXACT, HEURISTIC = ("cpsat", "highs"), ("greedy", "flow")
SECONDS = 20.0


def _tiny(seed: int) -> Pool:
    """A tiny pool as the benchmarks' are: one week, nobody pinned, the default tiers."""
    pool = tiny_pool(seed)
    rows = tuple(row for row in pool.assignments if row.status not in ("pinned", "notified"))
    policy = pool.policy.model_copy(update={"weeks": 1, "tiers": (TierName.COVERAGE,)})
    return pool.with_rows(assignments=rows, policy=policy)


POOLS = [*(_tiny(seed) for seed in range(13)), *(family_pool(24, 14, seed) for seed in (1, 2, 3))]


def _optimum(pool: Pool) -> int:
    policy = pool.policy.model_copy(update={"tiers": (TierName.COVERAGE,)})
    plan = solve(pool.with_rows(policy=policy), pool.horizon(), SolveOptions()).plan
    assert plan is not None
    tier = plan.tier(TierName.COVERAGE)
    assert tier.status == "optimal"
    assert tier.value is not None
    return tier.value


def _solved(problem: Problem, name: str) -> tuple[Pairs, list[int], list[int]]:
    """The pairs of a baseline, and the values and the bounds it told of."""
    values, bounds = list[int](), list[int]()

    def hear(value: int | None, bound: int | None) -> None:
        values.extend([] if value is None else [value])
        bounds.extend([] if bound is None else [bound])

    return baseline(name)(problem, SECONDS, hear), values, bounds


@pytest.mark.parametrize("name", [*EXACT, *HEURISTIC])
def test_every_plan_is_allowed_and_worth_what_was_said(name: str) -> None:
    """On pools in which every rule binds somewhere, the judge allows what each baseline finds."""
    for pool in POOLS:
        problem = Problem.of(pool)
        pairs, values, _ = _solved(problem, name)
        found = judged(problem, pairs)
        assert not found.violations
        assert found.coverage == values[-1] == max(values)


@pytest.mark.parametrize("name", HEURISTIC)
def test_no_heuristic_is_beyond_the_optimum_or_far_below(name: str) -> None:
    """Greedy and flow cover at most what is possible; in all at least four fifths of it."""
    found, possible = 0, 0
    for pool in POOLS:
        problem = Problem.of(pool)
        value, most = judged(problem, _solved(problem, name)[0]).coverage, _optimum(pool)
        assert value <= most
        found, possible = found + value, possible + most
    assert found >= 0.8 * possible


@pytest.mark.parametrize("name", EXACT)
def test_the_plain_models_have_the_optimum_of_the_problem(name: str) -> None:
    """Written rule by rule on their own, they agree with our solver, and their bounds are true."""
    for pool in POOLS:
        problem, most = Problem.of(pool), _optimum(pool)
        pairs, _, bounds = _solved(problem, name)
        assert judged(problem, pairs).coverage == most
        assert min(bounds, default=most) == most


def test_the_judge_refuses_what_breaks_a_rule() -> None:
    """Everybody on everything is against the rules, and the verdict says so."""
    problem = Problem.of(family_pool(24, 14, 1))
    everything = frozenset(map(problem.ids, range(problem.it.pairs)))
    assert judged(problem, everything).violations


def test_a_pair_that_is_not_eligible_has_no_number() -> None:
    """Whatever a baseline returns must be among the pairs it was given."""
    problem = Problem.of(family_pool(24, 14, 1))
    eligible = set(map(problem.ids, range(problem.it.pairs)))
    other = next(
        (s.specialist, d.demand)
        for s in problem.pool.specialists
        for d in problem.it.demands
        if (s.specialist, d.demand) not in eligible
    )
    with pytest.raises(KeyError):
        judged(problem, frozenset({other}))


def test_problems_are_of_one_week_without_pins() -> None:
    """The baselines know neither pins nor shares by week, so such pools are turned away."""
    pool = next(pool for pool in map(tiny_pool, range(67)) if pool.policy.weeks == 2)
    with pytest.raises(ValueError, match="one week without pins"):
        Problem.of(pool)


def test_a_baseline_out_of_time_says_so_or_returns_what_it_has() -> None:
    """Without a second to spare the plain models have nothing and the others an allowed plan."""
    problem = Problem.of(family_pool(24, 14, 1))
    for name in EXACT:
        with pytest.raises(NotSolvedError, match="within the limit"):
            baseline(name)(problem, 0.0, lambda value, bound: None)
    for name in HEURISTIC:
        pairs = baseline(name)(problem, 0.0, lambda value, bound: None)
        assert not judged(problem, pairs).violations


def test_names_of_baselines() -> None:
    """A baseline is known by its name, and by no other."""
    assert set(BASELINES) == {*EXACT, *HEURISTIC, TIMEFOLD}
    with pytest.raises(KeyError):
        baseline("simplex")


# -- the constraint streams, whose package is not here -----------------------------------------


@pytest.mark.parametrize(
    ("python", "words"),
    [
        (None, "absent: no --timefold-python was given"),
        ("/nowhere/python", "absent: .*No such file"),
        (sys.executable, "No module named 'timefold'"),
    ],
)
def test_without_its_package_the_constraint_streams_say_so(python: str | None, words: str) -> None:
    """No interpreter, one that is not there, one without the package: each is told in words."""
    problem = Problem.of(family_pool(24, 14, 1))
    with pytest.raises(NotSolvedError, match=words):
        baseline(TIMEFOLD, python)(problem, 5.0, lambda value, bound: None)


def test_the_pairs_of_the_other_interpreter_come_back_by_name(tmp_path: Path) -> None:
    """Values are passed on as they come; the last line's numbers become names."""
    problem = Problem.of(family_pool(24, 14, 1))
    pairs = frozenset(map(problem.ids, [0]))
    numbers = [int(problem.it.specialist[0]), int(problem.it.demand[0])]
    lines = [
        "Java says hello",
        json.dumps({"value": 3}),
        json.dumps({"value": 5, "pairs": [numbers]}),
    ]
    program = tmp_path / "python"
    program.write_text(f"#!{sys.executable}\n" + "".join(f"print({line!r})\n" for line in lines))
    program.chmod(0o755)
    heard = list[int | None]()
    found = baseline(TIMEFOLD, str(program))(problem, 5.0, lambda value, bound: heard.append(value))
    assert found == pairs
    assert heard == [3, 5]


SEARCHING = """
import json, os, time
from benchmarks.baselines.constraint_streams.caller import end_with_the_caller
end_with_the_caller()
print(json.dumps({"value": os.getpid()}), flush=True)
time.sleep(600)
"""
ASKING = """
import sys
from benchmarks.baselines.constraint_streams.bridge import _run
_run([sys.executable, "-c", sys.argv[1]], lambda value, bound: print(value, flush=True))
"""


def test_a_search_ends_with_a_caller_that_was_killed() -> None:
    """A method killed at its limit leaves no search behind, to disturb what is measured next."""
    command = [sys.executable, "-c", ASKING, SEARCHING]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as caller:
        assert caller.stdout is not None
        search = int(caller.stdout.readline())
        assert _is_running(search)
        caller.kill()
    until = time.monotonic() + 60
    while _is_running(search):
        assert time.monotonic() < until, "the search went on without its caller"
        time.sleep(0.05)


def _is_running(process: int) -> bool:
    """Whether a process is there and no zombie, which waits for whoever took it over."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_other_interpreter_is_told_of_every_pair_of_use(seed: int) -> None:
    """The facts survive JSON; only pairs of cases that can never begin are left out."""
    problem = Problem.of(family_pool(24, 14, seed))
    facts, it = json.loads(json.dumps(as_facts(problem))), problem.it
    told = {(s, d) for d, row in enumerate(facts["demands"]) for s in row["able"]}
    able = Counter(it.demand.tolist())
    short = {d for d, seats in enumerate(it.headcount.tolist()) if able[d] < seats}
    hopeless = {int(it.case_of_demand[d]) for d in short if it.critical[d]}
    for p, (s, d) in enumerate(zip(it.specialist.tolist(), it.demand.tolist(), strict=True)):
        c, row = int(it.case[p]), facts["demands"][d]
        assert ((s, d) in told) == (c not in hopeless or bool(it.under_way[c]))
        if (s, d) in told:
            travel = row["travel"][facts["people"][s]["station"]]
            assert row["effort"] + travel == it.effort[p]
    assert len(told) < it.pairs
