"""Exported plans: canonical, inert, masked, and the same bytes every time."""

import csv
import io
import json
import re
import zipfile
from importlib import resources
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from rich.cells import cell_len

from scheduler.exchange import (
    plan_from_json,
    plan_schema,
    plan_to_csv,
    plan_to_ics,
    plan_to_json,
    plan_to_xlsx,
)
from scheduler.model import (
    Language,
    Plan,
    Pool,
    RequestError,
    RowStatus,
    Witness,
)
from tests import builders as b
from tests.exchange.pools import SECRET_NAME, full_plan, full_pool

PAYLOADS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "＝cmd", "＋1", "－1", "＠x", "\t=1", "'=1",
    '=HYPERLINK("h")',
    "http://example.org", "mailto:a@example.org", "file:///etc/passwd", "internal:'x'!A1", "{=1}",
    "=cmd|' /C calc'!A0", "1e5", "007", "TRUE", "_x0041_", "a\nb", "<b>&amp;", "x" * 3000,
]  # fmt: skip


def _opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def _cells(data: bytes) -> list[Cell]:
    return [
        cell
        for sheet in _opened(data).worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    ]


def _loaded(payload: str) -> tuple[Pool, Plan]:
    """A pool and a plan that hold a text wherever a text is free."""
    it = b.pool(
        b.agency("A", name_ko=payload, name_en=payload),
        b.authority("q", name_ko=payload, name_en=payload, legal_basis=payload),
        b.case("c1", title=payload),
        b.demand("d1", role=payload),
    )
    person = b.specialist("s1", title=payload).model_copy(update={"name": payload})
    it = it.with_rows(specialists=(person,))
    row = b.row(it, "s1", "d1").model_copy(
        update={"legal_basis": payload, "document_no": payload, "instrument": payload}
    )
    return it, b.plan(it, row)


# -- JSON -------------------------------------------------------------------------------------


def test_json_comes_back_and_is_canonical() -> None:
    """Equal plans, equal bytes; sorted keys; a line end at the end."""
    plan = full_plan(full_pool())
    data = plan_to_json(plan)

    assert plan_from_json(data) == plan
    assert plan_to_json(plan_from_json(data)) == data
    assert data.endswith(b"}\n")
    assert json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, indent=1) + "\n" == (
        data.decode()
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"\xff", b'{"start": "2026-W99"}', b"[" * 5000, b"null"],
)
def test_other_json_is_refused(data: bytes) -> None:
    """In our words."""
    with pytest.raises(RequestError) as caught:
        plan_from_json(data)
    assert "pydantic" not in str(caught.value)


def test_an_unknown_field_is_refused() -> None:
    """A plan file is not to be added to."""
    content = json.loads(plan_to_json(full_plan(full_pool())))
    content["assignments"][0]["note"] = "x"
    with pytest.raises(RequestError, match=r"assignments\.0\.note"):
        plan_from_json(json.dumps(content).encode())


def test_the_committed_schema_is_the_schema() -> None:
    """Whoever checks plan files outside has the schema of this version."""
    file = resources.files("scheduler.exchange").joinpath("plan.schema.json")
    assert json.loads(file.read_text(encoding="utf-8")) == plan_schema()


def test_the_schema_names_every_field_of_a_plan_file() -> None:
    """Top-level keys and the keys of an assignment."""
    content = json.loads(plan_to_json(full_plan(full_pool())))
    schema = plan_schema()
    row = schema["$defs"]["PlannedAssignment"]

    assert set(content) == set(schema["properties"])
    assert set(content["assignments"][0]) == set(row["properties"])
    assert schema["properties"]["start"]["$ref"] or schema["properties"]["start"]["type"]


# -- CSV --------------------------------------------------------------------------------------


def test_csv() -> None:
    """BOM, Korean headers, one row an assignment, agencies in official order."""
    it = full_pool()
    data = plan_to_csv(full_plan(it), it)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))

    assert data.startswith(b"\xef\xbb\xbf")
    assert [r["인력코드"] for r in rows] == ["MSS-01", "MSS-02", "KFTC-01", "KFTC-02", "NIS-S01"]
    assert rows[2] == {
        "소속기관": "공정거래위원회", "인력코드": "KFTC-01", "성명": "박철수",
        "사건번호": "2026-137",
        "주관기관": "중소벤처기업부", "소요코드": "D-4", "역할": "보조", "참여방식": "동행·보조",
        "권한": "사실조사", "근거법령": "상생협력법 제40조", "근거문서": "KM-1",
        "문서번호": "No. KM-1", "일시": "12. 2.(수) 오후, 12. 3.(목) 오전", "투입(반일)": "2",
        "이동(반일)": "1", "적합도": "60", "고정": "고정", "이해충돌 감독": "예",
        "시간 변경 가능(반일)": "8",
        "변경 가능한 시간":
            "11. 30.(월) 종일, 12. 1.(화) 종일, 12. 2.(수) 오전, 12. 3.(목) 오후, 12. 4.(금) 종일",
    }  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv_cells_are_inert(payload: str) -> None:
    """No cell begins like a formula; the text is there after the quote rule."""
    it, plan = _loaded(payload)
    cells = [
        cell
        for row in csv.reader(io.StringIO(plan_to_csv(plan, it).decode("utf-8-sig"), newline=""))
        for cell in row
    ]
    assert not [c for c in cells if c[:1] in set("=+-@＝＋－＠\t\r")]
    assert payload in cells or f"'{payload}" in cells or payload.strip() in cells


# -- Excel ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_excel_cells_are_inert(payload: str, language: Language) -> None:
    """No formula, no link, no macro, no outside reference."""
    it, plan = _loaded(payload)
    data = plan_to_xlsx(plan, it, language)
    cells = _cells(data)

    assert {c.data_type for c in cells} <= {"s", "n"}
    assert not [c for c in cells if c.hyperlink]
    texts = [str(c.value) for c in cells]
    assert not [t for t in texts if t[:1] in set("=+-@＝＋－＠\t\r")]
    assert any(payload.strip() in t for t in texts)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [n for n in names if "vba" in n or "external" in n.casefold()]


def test_sheets() -> None:
    """The six sheets, the board first, panes frozen, pages landscape."""
    it = full_pool()
    book = _opened(plan_to_xlsx(full_plan(it), it, "ko"))

    assert book.sheetnames == ["주간 배정표", "기관별", "배정 목록", "빈자리", "목표", "출처"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        assert sheet.page_setup.orientation == "landscape"


def _lines() -> list[list[str]]:
    """The week board, line by line."""
    it = full_pool()
    sheet = _opened(plan_to_xlsx(full_plan(it), it, "ko")).worksheets[0]
    return [["" if v is None else str(v) for v in line] for line in sheet.values]


def test_the_week_board() -> None:
    """Half-days across, cases in the cells, travel and absence in words."""
    board = {line[0]: line for line in _lines()}
    heads = next(line for line in _lines() if "11. 30.(월) 오전" in line)

    assert heads[3:5] == ["11. 30.(월) 오전", "11. 30.(월) 오후"]
    assert heads[12] == "12. 4.(금) 오후"
    assert board["MSS-01"][1:3] == ["홍길동", "6"]
    assert board["MSS-01"][5] == "불가"
    assert board["MSS-01"][6] == "2026-137 ↔\n→ 이동 · MSS"
    assert board["MSS-01"][8] == "2026-137 ↔\n권한행사 · MSS"
    assert board["KFTC-02"][7] == "2026-140\n조정·중재위원 · KFTC"
    assert board["NIS-S01"][1] == ""


@pytest.mark.parametrize(
    ("language", "legend", "cell"),
    [
        ("ko", ["◆ 고정", "◇ 통지됨"], "2026-137 ↔\n동행·보조 · MSS"),
        ("en", ["◆ pinned", "◇ notified"], "2026-137 ↔\nassistance on site · MSS"),
    ],
)
def test_the_week_board_marks_what_may_not_be_moved(
    language: Language, legend: list[str], cell: str
) -> None:
    """Pinned and notified rows by two signs of unlike shape; rows that may move have none."""
    it = full_pool()
    plan = full_plan(it)
    rows = {row.specialist: row for row in plan.assignments}
    rows["KFTC-02"] = rows["KFTC-02"].model_copy(update={"pin": RowStatus.NOTIFIED})
    plan = plan.model_copy(update={"assignments": tuple(rows.values())})
    sheet = _opened(plan_to_xlsx(plan, it, language)).worksheets[0]
    board = {str(line[0]): line for line in sheet.iter_rows(values_only=True)}

    assert [c.value for c in sheet[2][:3]] == [*legend, None]
    assert board["KFTC-01"][9] == f"◆ {cell}"
    assert board["KFTC-02"][7].startswith("◇ 2026-140\n")
    assert board["MSS-01"][8].startswith("2026-137 ↔\n")


@pytest.mark.parametrize(("language", "legend"), [("ko", "시간 변경 가능"), ("en", "elsewhere")])
def test_the_week_board_marks_what_could_stand_elsewhere(language: Language, legend: str) -> None:
    """Flexible work, with a legend; a session on the same day is left as it is."""
    it = b.pool(
        b.specialist("s1"),
        b.case("c1"),
        b.case("c2"),
        b.demand("d1", "c1"),
        b.session("d2", "c2", at="2026-11-30/pm"),
    )
    plan = b.plan(it, b.row(it, "s1", "d1", (0,)), b.row(it, "s1", "d2", (1,)))
    sheet = _opened(plan_to_xlsx(plan, it, language)).worksheets[0]
    board = {str(line[0]): line for line in sheet.iter_rows(values_only=True)}

    assert board["s1"][3].startswith("c1 ↔\n")
    assert board["s1"][4].startswith("c2\n")
    assert [c.value for c in sheet[2] if "↔" in str(c.value) and legend in str(c.value)]


def test_agencies_stand_in_official_order() -> None:
    """Whatever the order of their ids."""
    keys = [line[0] for line in _lines()]
    bands = [k.split("  ")[0] for k in keys if "등록" in k]
    assert bands == ["중소벤처기업부", "공정거래위원회", "국가정보원"]
    assert "공정거래위원회  등록 2명 · 배정 2명 · 차출 2반일" in keys


def test_what_agencies_lend_and_receive() -> None:
    """Blocks and heads beside the limits."""
    it = full_pool()
    sheet = _opened(plan_to_xlsx(full_plan(it), it, "en")).worksheets[1]
    rows = {line[0]: line[2:] for line in sheet.iter_rows(min_row=3, values_only=True)}

    assert rows["SMEs and Startups"] == (2, 2, 9, 0, 20, 0, "no limit", 5, 2)
    assert rows["Fair Trade"] == (2, 2, 2, 2, "no limit", 1, 3, 0, 0)
    assert rows["Intelligence"] == (1, 1, 0, 3, "no limit", 1, "no limit", 0, 0)
    counts = [cell for line in sheet.iter_rows(min_row=3, min_col=3) for cell in line]
    assert {cell.alignment.horizontal for cell in counts} == {"center"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_word_of_a_heading_is_wider_than_its_column(language: Language) -> None:
    """A word that does not fit is broken in the middle; one cell is one letter of Latin."""
    it = full_pool()
    for sheet in _opened(plan_to_xlsx(full_plan(it), it, language)).worksheets[1:]:
        for columns in sheet.column_dimensions.values():
            for head in sheet[2][columns.min - 1 : columns.max]:
                words = re.split(r"[\s·(]", str(head.value))
                assert max(map(cell_len, words)) <= columns.width, head.value


def test_empty_seats_say_why() -> None:
    """A sentence with the numbers, and the waterfall."""
    it = full_pool()
    sheet = _opened(plan_to_xlsx(full_plan(it), it, "ko")).worksheets[3]
    first, second = sheet.iter_rows(min_row=3, values_only=True)

    assert first[4].startswith("전체 5명 가운데 1명이 맡을 수 있으나")
    assert first[5:8] == (3, 0, 1)
    assert first[-1] == "MSS-01(D-1)"
    assert second[4] == (
        "전체 5명이 차례로 제외되었습니다(비밀취급인가 미달 5명). 맡을 수 있는 사람이 없습니다."
    )


def test_tiers_and_provenance() -> None:
    """Value, bound, gap, status and what it rests on; and what makes the plan again."""
    it = full_pool()
    book = _opened(plan_to_xlsx(plan := full_plan(it), it, "en"))
    tiers = list(book.worksheets[4].iter_rows(min_row=3, values_only=True))
    made = dict(book.worksheets[5].iter_rows(min_row=3, values_only=True))

    assert tiers[0] == (
        1,
        "coverage",
        "more is better",
        420,
        420,
        0,
        "optimal (proven by the solver)",
    )
    assert tiers[1][3:] == (0, 1, 100, "feasible")
    assert made["Hash of the pool (SHA-256)"] == plan.provenance.pool_sha256


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ["최적(증명됨·검산 가능)", "실행가능(한계 검산 가능)"]),
        ("en", ["optimal (proven, checkable)", "feasible (bound checkable)"]),
    ],
)
def test_tiers_with_a_witness_can_be_checked(language: Language, words: list[str]) -> None:
    """Whether proven or only bounded."""
    it = full_pool()
    plan = full_plan(it)
    witnesses = tuple(Witness(tier=t.tier, scale=1) for t in plan.tiers)
    data = plan_to_xlsx(plan.model_copy(update={"witnesses": witnesses}), it, language)
    rows = _opened(data).worksheets[4].iter_rows(min_row=3, values_only=True)

    assert [row[6] for row in rows] == words


def test_an_empty_plan_exports() -> None:
    """No assignment, no seat, no tier, and a week without any working day."""
    it = b.pool(b.agency("A"), b.specialist("s1"), *(b.holiday(d) for d in b.DAYS))
    plan = b.plan(it)
    for language in ("ko", "en"):
        assert _cells(plan_to_xlsx(plan, it, language))
    assert plan_to_csv(plan, it).count(b"\n") == 1
    assert b"VEVENT" not in plan_to_ics(plan, it)


def test_several_weeks() -> None:
    """Each week has its own band of headers and its own lines by agency."""
    it = b.pool(b.agency("A"), b.specialist("s1"), b.case("c1"), b.demand("d1"))
    grid = it.horizon(weeks=2)
    plan = b.plan(it, b.row(it, "s1", "d1", (12,), horizon=grid), horizon=grid)
    book = _opened(plan_to_xlsx(plan, it, "ko"))
    texts = [str(v) for line in book.worksheets[0].iter_rows(values_only=True) for v in line if v]

    assert "2026년 50주차 (12. 7.~12. 11.)" in texts
    assert "12. 8.(화) 오전" in texts
    assert len(list(book.worksheets[1].iter_rows(min_row=3))) == 2


# -- all of them ------------------------------------------------------------------------------


def _all_exports(it: Pool, plan: Plan) -> dict[str, bytes]:
    return {
        "json": plan_to_json(plan),
        "csv": plan_to_csv(plan, it),
        "xlsx ko": plan_to_xlsx(plan, it, "ko"),
        "xlsx en": plan_to_xlsx(plan, it, "en"),
        "ics": plan_to_ics(plan, it),
    }


def test_the_same_plan_gives_the_same_bytes() -> None:
    """No export depends on a clock."""
    it = full_pool()
    assert _all_exports(it, full_plan(it)) == _all_exports(full_pool(), full_plan(full_pool()))


def test_masked_names_are_nowhere() -> None:
    """Not in any export, nor inside the members of a workbook; the id is."""
    it = full_pool(SECRET_NAME)
    for name, data in _all_exports(it, full_plan(it)).items():
        parts = [data]
        if name.startswith("xlsx"):
            archive = zipfile.ZipFile(io.BytesIO(data))
            parts = [archive.read(n) for n in archive.namelist()]
        text = b"".join(parts).decode("utf-8", "replace").replace("\r\n ", "")
        assert SECRET_NAME not in text, name
        assert "NIS-S01" in text, name


def test_a_pool_without_some_rows_still_exports() -> None:
    """A reader who may see less of the pool gets ids where names would stand."""
    it = full_pool()
    plan = full_plan(it)
    less = it.with_rows(
        specialists=it.specialists[:1], cases=(), demands=(), affinity=(), assignments=()
    )
    texts = plan_to_csv(plan, less).decode()
    assert "MSS-01" in texts
    assert "홍길동" not in texts
    assert _cells(plan_to_xlsx(plan, less, "ko"))
