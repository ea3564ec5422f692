"""The demo pool on disk and its plan, made by the command in a process of its own."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from scheduler.exchange import load_pool
from scheduler.model import Pool
from tests.cli.conftest import run, run_process

__all__ = ["demo", "demo_out", "run"]

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "sample_data" / "demo"


def made(folder: Path) -> Mapping[str, bytes]:
    """Every file of a plan but the run record, which is about the clock."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in files if p.name != "run.json"}


@pytest.fixture(scope="session")
def demo() -> Pool:
    """The demo pool as it is committed."""
    return load_pool(DEMO)


@pytest.fixture(scope="session")
def demo_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo plan's files."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    done = run_process("plan", DEMO, "--out", folder, PYTHONHASHSEED="0")
    assert done.code == 0, done.err
    return folder
