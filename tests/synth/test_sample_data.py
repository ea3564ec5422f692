"""The committed sample data are what their generators write, and read back as the same pools."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.exchange import read_pool, write_pool
from scheduler.model import Pool
from scheduler.synth import demo_pool, national_pool

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
MAKERS = [("demo", demo_pool), ("national", national_pool)]


@pytest.mark.parametrize(("name", "make"), MAKERS)
def test_committed_files_are_the_generators_output(
    name: str, make: Callable[[int], Pool], tmp_path: Path
) -> None:
    write_pool(make(1), tmp_path / name)
    written = {p.name: p.read_text("utf-8") for p in (tmp_path / name).iterdir()}
    kept = {p.name: p.read_text("utf-8") for p in (SAMPLES / name).iterdir()}
    assert "README.md" in kept
    assert {n: t for n, t in kept.items() if n != "README.md"} == written


@pytest.mark.parametrize(("name", "make"), MAKERS)
def test_committed_files_read_back_as_the_same_pool(name: str, make: Callable[[int], Pool]) -> None:
    reading = read_pool(SAMPLES / name)
    assert reading.complaints == ()
    assert reading.pool == make(1)


def test_every_row_the_demo_readme_names_exists() -> None:
    pool = demo_pool(1)
    text = (SAMPLES / "demo" / "README.md").read_text("utf-8")
    edges = text.partition("## 일부러")[2].partition("## 가정")[0]
    known = {
        *pool.agency_of_id,
        *pool.specialist_of_id,
        *pool.case_of_id,
        *pool.demand_of_id,
        *pool.instrument_of_id,
        *pool.authority_of_id,
        *(c.matter for c in pool.cases),
    }
    named = {part for i, part in enumerate(edges.split("`")) if i % 2}
    words = {n for n in named if not n.endswith(".csv") and n not in ("masked", "assist")}
    assert len(words) > 30
    assert words <= known
