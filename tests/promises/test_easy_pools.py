"""Easy pools stay easy: public doors only, to be run against any version."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.exchange import write_pool
from scheduler.model import Pool
from tests import builders as b

PROCESSOR_S = 10
"""Processor time after which a search is killed; these pools take about one second."""
COMMAND = f"""
import resource
resource.setrlimit(resource.RLIMIT_CPU, ({PROCESSOR_S}, {PROCESSOR_S}))
from scheduler.cli import main
main()
"""


def bids(reviewers: int, papers: int) -> Pool:
    """Three reviewers a paper, twelve papers a reviewer; everybody may review, few have bid."""
    people = [f"r{n:02}" for n in range(reviewers)]
    cases = [f"p{n:02}" for n in range(papers)]
    return b.pool(
        *(b.specialist(r, weekly_blocks=10, max_cases=12) for r in people),
        *(b.case(p) for p in cases),
        *(b.demand(f"d-{p}", p, headcount=3, critical=True) for p in cases),
        *(
            b.affinity(r, f"d-{p}", (100, 50, 25)[(3 * i + 5 * j) % 3])
            for i, r in enumerate(people)
            for j, p in enumerate(cases)
            if (7 * i + 11 * j + i * j) % 5 < 2
        ),
        weeks=2,
        tiers=("coverage", "fit"),
    )


@pytest.mark.parametrize(
    "how",
    [("--limit", "1"), ("--mode", "timed", "--limit", "5", "--workers", "1")],
    ids=["certified", "timed"],
)
def test_bids_are_proven_and_laid_out_soon(tmp_path: Path, how: tuple[str, ...]) -> None:
    """The half-days of all rows over two weeks once took many times as long as the tiers."""
    write_pool(bids(16, 40), tmp_path / "pool")
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "plan", str(tmp_path / "pool"), "--json", *how],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-500:]
    told = json.loads(done.stdout)
    assert told["proven"] is True
    assert [tier["status"] for tier in told["plan"]["tiers"]] == ["optimal", "optimal"]


def test_a_family_of_bids_is_made_from_the_terminal(tmp_path: Path) -> None:
    """So that anybody can try what a conference's pool takes."""
    done = subprocess.run(
        [
            *(sys.executable, "-c", COMMAND, "synth", "bids", str(tmp_path / "pool")),
            *("--specialists", "20", "--cases", "30"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "pool").glob("*.csv"))) > 10
