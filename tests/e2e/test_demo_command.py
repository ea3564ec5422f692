"""``python3 dev.py demo``: the first command of a newcomer, from the environment on."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.e2e.conftest import ROOT, made


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """``dev.py`` with this Python's environment in the place of ``.venv``."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "BIN", Path(sys.executable).parent)
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(module, "setup", lambda _: None)
    return module


def test_the_demo_writes_the_plan_of_the_sample_data(
    dev: ModuleType, demo_out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The same files as ``scheduler plan`` of the same pool; the plan itself on stdout."""
    assert dev.main(["demo", "--out", str(tmp_path / "out")]) == 0
    said = capfd.readouterr()
    assert made(tmp_path / "out") == made(demo_out)
    for words in (
        "2026년 49주차 (11. 30.~12. 4.)",
        "최적(증명됨·검산 가능)",
        "국가정보원",
        "빈자리",
    ):
        assert words in said.out
    assert "심사까지 마쳤습니다" in said.err


def test_a_wrong_word_is_a_usage_error(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is set up for it; help is asked for on stdout."""
    assert dev.main(["dmeo"]) == 2
    assert "dev.py demo" in capsys.readouterr().err
    assert dev.main(["help"]) == 0
    assert "dev.py demo" in capsys.readouterr().out
