"""What a change asks for is found from imports, and from git."""

import subprocess
from pathlib import Path

import pytest

from tests.changed import asked_for, changed_since

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("changed", "asked", "spared"),
    [
        ("scheduler/forward/rolled.py", ["tests/forward/", "tests/whatif/"], ["tests/solver/"]),
        ("scheduler/api/runs.py", ["tests/api/", "tests/e2e/"], ["tests/cli/", "tests/solver/"]),
        ("scheduler/access/table.csv", ["tests/access/", "tests/service/"], ["tests/solver/"]),
        ("docs/rolling.md", ["tests/test_docs.py"], ["tests/forward/"]),
        ("tests/brute/board.py", ["tests/rules/", "tests/check/"], ["tests/api/"]),
    ],
)
def test_a_change_asks_for_its_room_and_for_what_imports_it(
    changed: str, asked: list[str], spared: list[str]
) -> None:
    """And for no room that does neither."""
    found = asked_for(ROOT, [changed])

    assert [a for a in asked if not any(f.startswith(a) for f in found)] == []
    assert [f for f in found if any(f.startswith(s) for s in spared)] == []


def test_what_bears_on_every_test_asks_for_all() -> None:
    """The packages, for example."""
    assert asked_for(ROOT, ["requirements.lock"]) == ["tests"]


def test_git_tells_what_differs_from_where_the_work_began(tmp_path: Path) -> None:
    """What is committed on a branch, edited, new or removed; not what came to ``main`` since."""

    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    git("init", "-b", "main")
    for name in ("edited", "removed", "kept"):
        (tmp_path / name).write_text("1")
    git("add", ".")
    git("commit", "-m", "1")
    git("switch", "-c", "work")
    (tmp_path / "committed").write_text("1")
    git("add", ".")
    git("commit", "-m", "2")
    git("switch", "main")
    (tmp_path / "kept").write_text("2")
    git("commit", "-am", "3")
    git("switch", "work")
    (tmp_path / "edited").write_text("2")
    (tmp_path / "removed").unlink()
    (tmp_path / "new").write_text("1")

    assert changed_since(tmp_path) == ["committed", "edited", "new", "removed"]
