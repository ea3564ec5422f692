"""``scheduler merge``: what an agency has filled, back into the pool."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.cli.folders import folder_of_ours
from scheduler.exchange import load_pool, write_pool
from scheduler.model import Pool
from tests import builders as b
from tests.cli.conftest import Run


def a_pool() -> Pool:
    """Two agencies; the first has a recusal."""
    return b.pool(
        b.agency("A", name_ko="가청", name_en="Office A"), b.agency("B", name_ko="나청"),
        b.specialist("s1", clearance="grade_3"), b.specialist("s2"), b.specialist("s3", "B"),
        b.skill("s1", "x", 2), b.absence("s1", b.DAYS[0]), b.conflict("s1", "c1"),
        b.case("c1"), b.case("c2", "B"), b.demand("d1"), b.demand("d2", "c2"),
    )  # fmt: skip


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Path:
    """A pool and the workbook of its first agency in a folder."""
    write_pool(a_pool(), tmp_path / "pool")
    assert (
        run("template", tmp_path / "pool", "--agency", "A", "--out", tmp_path / "a.xlsx").code == 0
    )
    return tmp_path


def edited(desk: Path) -> Path:
    """A newcomer, a higher clearance, and the recusal taken out."""
    book: Any = openpyxl.load_workbook(desk / "a.xlsx")
    book["전문인력"].append(["s9", "김새롬", "가청", "", "here", "", None, 4, 2])
    book["전문인력"]["F2"] = "Ⅱ급"
    book["전문분야"].append(["s9", "x", 1])
    book["이해충돌"].append(["s2", "c2", "제척", None])
    book["이해충돌"].delete_rows(2)
    book.save(desk / "edited.xlsx")
    return desk / "edited.xlsx"


def test_the_untouched_workbook_gives_the_same_pool(run: Run, desk: Path) -> None:
    done = run("merge", desk / "pool", desk / "a.xlsx", "--agency", "가청", "--out", desk / "new")
    assert done.code == 0
    assert done.out.splitlines() == ["가청 반영: 달라지는 행이 없습니다."]
    assert load_pool(desk / "new").sha256 == a_pool().sha256


def test_what_differs_is_shown_and_without_out_nothing_is_written(run: Run, desk: Path) -> None:
    """What has to be looked at comes before all; Korean by default."""
    before = sorted(desk.rglob("*"))
    path = edited(desk)
    done = run("merge", desk / "pool", path, "--agency", "A")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[:5] == [
        "가청 반영: 추가 3행, 삭제 1행, 변경 1행.",
        "",
        "먼저 확인할 것",
        "  ! 이해충돌: s1의 'c1'에 대한 제척이 해제됩니다(기한: 기한 없음).",
        "  · 전문인력: s1의 비밀취급인가가 상향 또는 연장됩니다: Ⅲ급(기한 없음) → Ⅱ급(기한 없음).",
    ]
    assert "  + s9 · 김새롬 · A · here · 없음 · 4 · 2 · 0 · 0 · 아니오" in lines
    assert "  ~ s1: 비밀취급인가 Ⅲ급 → Ⅱ급" in lines
    assert "  - s1 · c1 · 제척" in lines
    assert "표시만 하고 저장하지 않았습니다." in done.err
    assert "--confirm conflicts" in done.err
    assert sorted(desk.rglob("*")) == sorted([*before, path])
    english = run("merge", desk / "pool", path, "--agency", "A", "--language", "en").out
    assert "Office A merged: 3 rows added, 1 removed, 1 changed." in english
    assert "  ! Conflicts of interest: s1 is no longer recused for 'c1'" in english
    assert "  ~ s1: clearance grade_3 → grade_2" in english


def test_a_lifted_recusal_is_written_once_it_is_confirmed(run: Run, desk: Path) -> None:
    """The difference is shown before it is refused, and nothing is there afterwards."""
    given = ("merge", desk / "pool", edited(desk), "--agency", "A", "--out", desk / "new")
    done = run(*given)
    assert done.code == 2
    assert "먼저 확인할 것" in done.out
    assert "--confirm conflicts" in done.err
    assert not (desk / "new").exists()
    assert run(*given, "--confirm", "specialists").code == 2
    assert run(*given, "--confirm", "이해충돌").code == 0
    later = load_pool(desk / "new")
    assert later.conflicts == (b.conflict("s2", "c2"),)
    assert str(later.specialist_of_id["s1"].clearance) == "grade_2"
    assert later.specialist_of_id["s3"] == a_pool().specialist_of_id["s3"]


def test_merged_twice_is_merged_once(run: Run, desk: Path) -> None:
    """Into the same folder with --force, which is refused without."""
    given = ("merge", desk / "pool", edited(desk), "--agency", "A", "--confirm", "conflicts")
    done = run(*given, "--out", desk / "pool", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "cli.synth.taken")
    first = run(*given, "--out", desk / "pool", "--force", "--json").document
    assert first["sha256_before"] == a_pool().sha256
    assert first["sha256"] == load_pool(desk / "pool").sha256
    again = run(*given, "--out", desk / "pool", "--force", "--json").document
    assert again["sha256"] == again["sha256_before"] == first["sha256"]
    assert (again["losses"], again["diff"]["tables"]) == ([], {})


def test_the_answer_for_programs_has_differences_losses_and_what_stays(
    run: Run, desk: Path
) -> None:
    book: Any = openpyxl.load_workbook(edited(desk))
    book.remove(book["가용시간"])
    book["전문인력"].delete_cols(4)
    book.save(desk / "less.xlsx")
    given = ("merge", desk / "pool", desk / "less.xlsx", "--agency", "A")
    answer = run(*given, "--json").document
    assert (answer["agency"], answer["path"], answer["left"]) == ("A", None, ["availability"])
    assert answer["to_confirm"] == ["conflicts"]
    assert [(loss["kind"], loss["needs_confirm"]) for loss in answer["losses"]] == [
        ("lifted", True),
        ("raised", False),
    ]
    added = answer["diff"]["tables"]["conflicts"]["added"]
    assert [(row["specialist"], row["party"]) for row in added] == [("s2", "c2")]
    said = run(*given).err
    assert "문서에 없는 시트여서 그대로 둔 행: 가용시간 1" in said
    assert "'전문인력' 시트에 없는 열이어서 값을 그대로 두었습니다: 직위" in said


def test_rows_of_others_are_told_and_nothing_is_written(run: Run, desk: Path) -> None:
    """Exit 3 with sheet, row and column; another agency's workbook is one sentence."""
    book: Any = openpyxl.load_workbook(desk / "a.xlsx")
    book["가용시간"].append(["s3", b.DAYS[1], "오전", "불가"])
    book.save(desk / "wrong.xlsx")
    given = ("--out", desk / "new", "--json")
    done = run("merge", desk / "pool", desk / "wrong.xlsx", "--agency", "A", *given)
    assert done.code == 3
    found = done.document["error"]["complaints"]
    assert [(c["code"], c["file"], c["row"], c["column"], c["value"]) for c in found] == [
        ("merge.foreign_specialist", "가용시간", 3, "specialist", "s3")
    ]
    done = run("merge", desk / "pool", desk / "a.xlsx", "--agency", "B", *given)
    found = done.document["error"]["complaints"]
    assert [c["code"] for c in found] == ["merge.other_workbook"]
    assert not (desk / "new").exists()


def test_long_tables_are_cut_short_unless_asked_for(run: Run, desk: Path) -> None:
    book: Any = openpyxl.load_workbook(desk / "a.xlsx")
    for number in range(30):
        book["전문분야"].append(["s2", f"skill-{number}", 1])
    book.save(desk / "long.xlsx")
    given = ("merge", desk / "pool", desk / "long.xlsx", "--agency", "A")
    short = run(*given).out
    assert short.count("  + s2 · skill-") == 20
    assert "그 밖에 10행." in short
    assert run(*given, "--verbose").out.count("  + s2 · skill-") == 30


@pytest.mark.parametrize(
    ("more", "exit_code", "code"),
    [
        (("--agency", "Z"), 7, "template.no_agency"),
        (("--agency", "A", "--confirm", "cases"), 2, "merge.no_table"),
        (("--agency", "A", "--out", "new.txt"), 2, "exchange.write_suffix"),
    ],
)
def test_what_cannot_be_done_is_named(
    run: Run, desk: Path, more: tuple[str, ...], exit_code: int, code: str
) -> None:
    more = tuple(str(desk / word) if word == "new.txt" else word for word in more)
    done = run("merge", desk / "pool", desk / "a.xlsx", *more, "--json")
    assert (done.code, done.document["error"]["code"]) == (exit_code, code)


def test_two_runs_do_not_write_into_one_folder(run: Run, desk: Path) -> None:
    """Whoever merges into a pool in its place holds it from reading to writing."""
    given = ("merge", desk / "pool", desk / "a.xlsx", "--agency", "A", "--force", "--json")
    with folder_of_ours(desk / "pool"):
        done = run(*given, "--out", desk / "pool")
        assert (done.code, done.document["error"]["code"]) == (8, "cli.folder_taken")
        assert run(*given).code == 0
    assert run(*given, "--out", desk / "pool").code == 0
