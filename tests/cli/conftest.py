"""The command, run as a process of its own or within this one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from scheduler.cli import main
from scheduler.exchange import plan_to_json, write_pool
from scheduler.model import Pool, Specialist
from tests import builders as b
from tests.planned import plan_of

# readline tells a test's process, but not its terminal, that it is 80 columns wide
WIDTH = ("COLUMNS", "LINES")
COMMAND = (sys.executable, "-c", "from scheduler.cli import main; main()")


class Done(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        parsed = json.loads(self.out)
        assert isinstance(parsed, dict)
        return parsed


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command within this process, its output as wide as in a pipe."""
    for name in WIDTH:
        monkeypatch.delenv(name, raising=False)

    def within(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        said = capsys.readouterr()
        return Done(int(left.value.code or 0), said.out, said.err)

    return within


def run_process(*arguments: object, **environment: str) -> Done:
    """Run a command as its users do, in this environment and what is named."""
    inherited = {name: value for name, value in os.environ.items() if name not in WIDTH}
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def named(name: str, person: Specialist) -> Specialist:
    """The person under a name."""
    return person.model_copy(update={"name": name})


def small_pool(**policy: Any) -> Pool:
    """Two agencies; one seat each for two people, and one that nobody can take."""
    return b.pool(
        b.agency("A", name_ko="가부", name_en="Ministry A"),
        b.agency("B", name_ko="나청", name_en="Agency B"),
        named("김하나", b.specialist("s1", "A", weekly_blocks=6)),
        named("이두리", b.specialist("s2", "B", weekly_blocks=6)),
        named("박세나", b.specialist("s3", "B", weekly_blocks=6)),
        b.case("c1", "A", title="첫째 사건", priority=5),
        b.demand("d1", "c1", effort=3, headcount=1),
        b.case("c2", "B", title="둘째 사건"),
        b.demand("d2", "c2", effort=2),
        b.demand("d3", "c2", skills=({"skill": "x", "level": 2},)),
        b.pin("s2", "d1"),
        **policy,
    )


@pytest.fixture
def pool_folder(tmp_path: Path) -> Path:
    """The small pool on disk."""
    folder = tmp_path / "pool"
    write_pool(small_pool(), folder)
    return folder


def filed(pool: Pool, folder: Path) -> tuple[Path, Path]:
    """A pool in a folder, and its plan in a file beside it."""
    write_pool(pool, folder / "pool")
    (folder / "plan.json").write_bytes(plan_to_json(plan_of(pool)))
    return folder / "pool", folder / "plan.json"
