"""Of a spoiled pool the root cause is told first, and no safety table is lost in silence."""

import traceback
from collections import Counter
from pathlib import Path

import pytest

from scheduler.exchange import PoolReading
from scheduler.model import Complaint, label
from tests.exchange.spoiled import POOL, SAFETY, Spoiled, every_kind, files_with

LEAST_KINDS = 450
LEAST_NAMED = 0.9


def _names_the_cause(kind: Spoiled, first: Complaint | None) -> bool:
    if first is None or first.code not in kind.codes:
        return False
    return kind.names in f"{first.where()} {first.value} {first.text()} {first.hint()}"


def _loses_in_silence(reading: PoolReading) -> bool:
    """Whether a pool came out with fewer rows of a safety table, and not a word about it."""
    if reading.pool is None:
        return False
    told = " ".join(f"{c.where()} {c.value} {c.nearest}" for c in reading.complaints)
    lost = [t for t in SAFETY if len(getattr(reading.pool, t)) < len(getattr(POOL, t))]
    return any(t not in told and label("table", t, "ko") not in told for t in lost)


def test_the_catalogue_of_spoiled_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback, no silent loss, and the first message names the root cause nearly always."""
    kinds = every_kind()
    assert max(Counter(kind.name for kind in kinds).values()) == 1
    failed, silent, unnamed = list[str](), list[str](), list[str]()
    for number, kind in enumerate(kinds):
        (folder := tmp_path / str(number)).mkdir()
        try:
            reading = kind.read(folder)
        except Exception:  # whatever it is, it is what this test looks for
            failed.append(f"{kind.name}: {traceback.format_exc(limit=-1)}")
            continue
        for complaint in reading.complaints:
            for language in ("ko", "en"):
                told = complaint.text(language) + complaint.hint(language)
                assert told, kind.name
                assert "{" not in told, kind.name
        first = next(iter(reading.complaints), None)
        if not _names_the_cause(kind, first):
            unnamed.append(f"{kind.name}: {first}")
        if _loses_in_silence(reading):
            silent.append(kind.name)
    named = len(kinds) - len(unnamed) - len(failed)
    with capsys.disabled():
        print(
            f"\nspoiled files: {len(kinds)} kinds, {len(failed)} tracebacks, {len(silent)} silent"
            f" losses, {named} of {len(kinds)} first messages name the root cause"
        )

    assert len(kinds) >= LEAST_KINDS
    assert failed == []
    assert silent == []
    assert named >= LEAST_NAMED * len(kinds), "\n".join(unnamed)


def test_a_table_that_is_not_there_is_told_with_what_that_means(tmp_path: Path) -> None:
    """Leaving out a table is allowed; what that means is told all the same."""
    for table in SAFETY:
        reading = files_with({f"{table}.csv": None})(tmp_path)
        (told,) = (it for it in reading.read if it.table == table)
        assert (told.rows, told.is_there) == (None, False)
        assert "no table" in told.text("en")
        assert "표 없음" in told.text("ko")
    assert "nobody is recused" in next(
        it.text("en")
        for it in files_with({"conflicts.csv": None})(tmp_path).read
        if it.table == "conflicts"
    )
