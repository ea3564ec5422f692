"""Commands of two states of the source take turns, and stand in one table."""

from pathlib import Path

import pytest

from benchmarks import commands
from scheduler.exchange import write_pool
from tests.explain.test_report import small


def test_two_states_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Real processes; each state's runs are its own, and the medians stand side by side."""
    write_pool(small(), tmp_path / "pool")
    roots = list[Path]()
    measured = commands.measured

    def noted(root: Path, argv: list[str]) -> commands.Run:
        roots.append(root)
        return measured(root, argv)

    monkeypatch.setattr(commands, "measured", noted)
    (tmp_path / "before").symlink_to(commands.ROOT)
    told = ["commands", str(tmp_path / "pool"), "--against", str(tmp_path / "before")]
    monkeypatch.setattr("sys.argv", [*told, "--times", "1", "--only", "edit"])
    commands.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3].startswith("| command | before: first line | in all | processor | now:")
    assert lines[-1].startswith("| edit | ")
    assert lines[-1].count(" s |") == 6
    assert roots[-2:] == [(tmp_path / "before").resolve(), commands.ROOT]


def test_a_command_that_fails_is_no_figure(tmp_path: Path) -> None:
    """What it says does not count as an answer."""
    with pytest.raises(RuntimeError, match="edit"):
        commands.measured(commands.ROOT, ["edit", str(tmp_path), str(tmp_path / "plan.json")])
