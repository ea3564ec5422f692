"""The large pools have their sizes, and keep their shape at any size."""

from collections import Counter

import pytest

from scheduler.model import Pool
from scheduler.model.integrity import pool_complaints
from scheduler.solver.eligibility import eligibility
from scheduler.synth import family_pool, national_pool, ten_year_pool
from scheduler.synth.national import NATIONAL, TEN_YEARS


def seats(pool: Pool) -> int:
    """Seats of the default week."""
    grid = pool.horizon()
    return sum(d.headcount for d in pool.demands if grid.cut(d.from_, d.to))


def errors(pool: Pool) -> list[str]:
    """The errors, as texts, of a pool."""
    return [str(c) for c in pool_complaints(pool) if c.severity == "error"]


def test_the_national_pool_has_its_sizes() -> None:
    pool = national_pool(1)
    sizes = (len(pool.agencies), len(pool.specialists), len(pool.cases))
    assert sizes == (18, 450, 400)
    assert (len(pool.instruments), len(pool.conflicts)) == (400, 3_000)
    assert sum(pooled for *_, pooled in NATIONAL.caseload) == 120
    assert 1_100 <= seats(pool) <= 1_300
    assert set(Counter(d.effort for d in pool.demands)) == {1, 2, 3, 4, 5, 6}
    assert errors(pool) == []
    assert national_pool(1) == pool
    assert national_pool(2) != pool


def test_the_national_pool_is_oversubscribed() -> None:
    pool = national_pool(1)
    grid = pool.horizon()
    asked = sum(d.headcount * d.effort for d in pool.demands if grid.cut(d.from_, d.to))
    assert asked > 1.2 * sum(s.weekly_blocks for s in pool.specialists)


@pytest.mark.slow
def test_the_pool_of_ten_years_on_has_its_sizes_and_the_law_of_2028() -> None:
    pool = ten_year_pool(1)
    assert (len(pool.specialists), len(pool.cases)) == (2_000, 1_500)
    assert {s.agency for s in pool.specialists} == set(TEN_YEARS.heads)
    assert sum(pooled for *_, pooled in TEN_YEARS.caseload) == 500
    assert 4_000 <= seats(pool) <= 5_500
    assert errors(pool) == []
    power = pool.authority_of_id["court_designated_fact_finding"]
    assert power.in_force_from is not None
    assert power.in_force_from <= pool.horizon().first_day


@pytest.mark.parametrize(("specialists", "cases", "pairs"), [(60, 40, 252), (300, 150, 6_400)])
def test_a_family_has_its_shape(specialists: int, cases: int, pairs: int) -> None:
    pool = family_pool(specialists, cases, 1)
    assert (len(pool.specialists), len(pool.cases)) == (specialists, cases)
    assert 3 <= len(pool.demands) / cases <= 4
    assert errors(pool) == []
    found = int(eligibility(pool, pool.horizon()).eligible.sum())
    assert pairs / 1.5 < found < pairs * 1.5
    asked = sum(d.headcount * d.effort for d in pool.demands)
    assert asked > sum(s.weekly_blocks for s in pool.specialists)
    assert family_pool(specialists, cases, 1) == pool
    assert family_pool(specialists, cases, 2) != pool
