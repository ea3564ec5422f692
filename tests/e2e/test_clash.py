"""Pins that cannot hold together: an exit code, and the clash in words of either language."""

from pathlib import Path

import pytest

from scheduler.exchange import write_pool
from scheduler.model import Pool
from tests import builders as b
from tests.cli.conftest import Run

# KFTC-03 has four half-days released; these three take five
PINS = ("C26-011-D1", "C26-013-D1", "C26-015-D1")


def overbooked(demo: Pool) -> Pool:
    """The demo pool with one person pinned to more than they have released."""
    pins = (b.pin("KFTC-03", demand) for demand in PINS)
    return demo.with_rows(assignments=(*demo.assignments, *pins))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ("고정 배정 3건은 함께 지킬 수 없습니다", "주간", "해제하면")),
        ("en", ("These 3 pins cannot hold together", "Lift the pin")),
    ],
)
def test_a_clash_is_told_in_words(
    run: Run, demo: Pool, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    """Exit code 4, every pin by name, the rule at stake, and the pin to lift; nothing written."""
    write_pool(overbooked(demo), tmp_path / "pool")
    out = tmp_path / "out"
    done = run("plan", tmp_path / "pool", "--out", out, "--language", language)
    assert done.code == 4
    said = " ".join(done.err.split())
    for text in (*words, *(f"KFTC-03 → {demand}" for demand in PINS)):
        assert text in said
    assert not out.exists()

    error = run("plan", tmp_path / "pool", "--language", language, "--json").document["error"]
    assert error["exit_code"] == 4
    assert words[0] in error["message"]
