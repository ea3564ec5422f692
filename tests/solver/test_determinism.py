"""In certified mode one pool has one plan: no clock, order of rows, worker or hash decides."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from functools import cache

import pytest

from scheduler.model import TABLES, Plan, Pool, SolveOptions
from scheduler.solver import solve
from scheduler.synth import family_pool

POOLS: dict[str, tuple[Callable[[], Pool], float]] = {
    "60x40, proven by prices": (lambda: family_pool(60, 40, 0), 120.0),
    "60x40, proven by engines": (lambda: family_pool(60, 40, 4), 120.0),
    "100x70, cut short": (lambda: family_pool(100, 70, 1), 1.0),
}
"""Pools with the work they may take."""
each_pool = pytest.mark.parametrize("name", POOLS)


def text(plan: Plan | None, workers: int = 1) -> str:
    """A plan as it is written, but for the number of workers that were allowed."""
    assert plan is not None
    assert plan.provenance.options.workers == workers
    options = plan.provenance.options.model_copy(update={"workers": 1})
    provenance = plan.provenance.model_copy(update={"options": options})
    return plan.model_copy(update={"provenance": provenance}).model_dump_json()


@cache
def planned(name: str) -> str:
    make, work = POOLS[name]
    pool = make()
    return text(solve(pool, pool.horizon(), SolveOptions(work_limit=work)).plan)


@pytest.mark.slow
@each_pool
def test_the_clock_decides_nothing(name: str) -> None:
    """Seconds may leap or stand still."""
    make, work = POOLS[name]
    pool, draw = make(), random.Random(name)
    now = [0.0]

    def clock() -> float:
        now[0] += draw.choice((0.0, 0.001, 1.0, 1000.0))
        return now[0]

    options = SolveOptions(work_limit=work)
    assert text(solve(pool, pool.horizon(), options, clock=clock).plan) == planned(name)


@pytest.mark.slow
@each_pool
def test_rows_in_another_order_and_more_workers(name: str) -> None:
    """The same pool told differently, and two workers allowed where one is used."""
    make, work = POOLS[name]
    pool, draw = make(), random.Random(name)
    tables = {}
    for table in TABLES:
        rows = getattr(pool, table.name)
        tables[table.name] = draw.sample(rows, len(rows))
    told = pool.with_rows(**tables)
    options = SolveOptions(work_limit=work, workers=2)
    assert text(solve(told, told.horizon(), options).plan, workers=2) == planned(name)


SAY = """
from scheduler.model import SolveOptions
from scheduler.solver import solve
from scheduler.synth import family_pool
pool = family_pool(60, 40, 4)
print(solve(pool, pool.horizon(), SolveOptions(work_limit=120.0)).plan.model_dump_json())
"""


@pytest.mark.slow
def test_sets_in_another_order() -> None:
    """Another process, in which whatever is hashed comes in another order."""
    environment = os.environ | {"PYTHONHASHSEED": "1"}
    said = subprocess.run(
        [sys.executable, "-c", SAY], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == planned("60x40, proven by engines")
