"""The workbook's sheet of provenance tells what there is to tell, and nothing else."""

import io
from typing import Any

import openpyxl
import pytest

from scheduler.exchange import plan_to_xlsx
from scheduler.model import Language, SolveOptions, label
from tests.exchange.pools import full_plan, full_pool


def _opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize(
    ("pool", "start", "told", "footer"),
    [
        ("a" * 64, None, {"자료 해시(SHA-256)": "a" * 64}, f"자료 {'a' * 16} · "),
        (
            "a" * 64,
            "b" * 64,
            {"자료 해시(SHA-256)": "a" * 64, "앞선 배정안 해시(SHA-256)": "b" * 64},
            f"자료 {'a' * 16} · ",
        ),
        ("", None, {}, "소프트웨어 "),
    ],
)
def test_the_hashes_are_told_that_there_are(
    pool: str, start: str | None, told: dict[str, str], footer: str
) -> None:
    """The earlier plan's, too; who is told none has no empty place where one would stand."""
    it = full_pool()
    plan = full_plan(it)
    made = plan.provenance.model_copy(update={"pool_sha256": pool, "start_sha256": start})
    book = _opened(plan_to_xlsx(plan.model_copy(update={"provenance": made}), it, "ko"))
    rows = list(book.worksheets[5].iter_rows(min_row=3, values_only=True))

    assert {item: text for item, text in rows if "해시" in item} == told
    assert all(text for _, text in rows)
    for sheet in book.worksheets:
        assert sheet.oddFooter.left.text == f"{footer}{made.software}"


@pytest.mark.parametrize(
    ("options", "language", "told"),
    [
        (
            SolveOptions(mode="certified", work_limit=1200, time_limit_s=7),
            "ko",
            {"계산 방식": "재현 모드", "계산량 한도": "1,200단위(1단위는 1초 안팎)"},
        ),
        (
            SolveOptions(mode="certified", work_limit=0.5, time_limit_s=7),
            "en",
            {"Solving mode": "certified", "Work limit": "0.5 units (about a second each)"},
        ),
        (
            SolveOptions(mode="timed", work_limit=1200, time_limit_s=7),
            "ko",
            {"계산 방식": "시간제한 모드", "시간 한도(초)": "7"},
        ),
        (
            SolveOptions(mode="timed", work_limit=1200, time_limit_s=2.5),
            "en",
            {"Solving mode": "timed", "Time limit, seconds": "2.5"},
        ),
    ],
)
def test_the_one_limit_that_was_obeyed_is_told(
    options: SolveOptions, language: Language, told: dict[str, str]
) -> None:
    """Certified plans are limited by work, timed ones by seconds; the other number says nothing."""
    it = full_pool()
    plan = full_plan(it)
    made = plan.provenance.model_copy(update={"options": options})
    data = plan_to_xlsx(plan.model_copy(update={"provenance": made}), it, language)
    content = dict(_opened(data).worksheets[5].iter_rows(min_row=3, values_only=True))
    words = {
        label("plan_word", f"option_{name}", language)
        for name in ("mode", "work_limit", "time_limit_s")
    }
    assert {item: text for item, text in content.items() if item in words} == told
