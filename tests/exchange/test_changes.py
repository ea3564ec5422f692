"""Reading changes: every table in every form, and nothing of them lost in silence."""

import json
from pathlib import Path

import pytest

from scheduler.exchange import (
    agency_template,
    pool_to_files,
    pool_to_json,
    pool_to_xlsx,
    read_changes,
)
from scheduler.forward import Changes, Ended, roll
from scheduler.forward.owned import KEPT, own_rows
from scheduler.model import TABLES, HomeReserve, PoolError
from tests import builders as b
from tests.exchange.pools import full_pool


def complaints(path: Path) -> list[tuple[str, str, int | None, str]]:
    with pytest.raises(PoolError) as error:
        read_changes(path)
    found = error.value.complaints
    assert all(c.text(language) for c in found for language in ("ko", "en"))
    return [(c.code, c.file, c.row, c.value) for c in found]


def folder(path: Path, **files: str) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_a_folder_says_what_replaces_adds_and_ends(tmp_path: Path) -> None:
    """No table is required; a note beside the tables is left aside."""
    path = folder(
        tmp_path / "changes",
        ended="case,demand,specialist\nc1,,\n,d2,\n,,s3\n",
        specialist_skills="specialist,skill,level\ns1,x,2\n",
    )
    (path / "README.md").write_text("notes", encoding="utf-8")
    changes = read_changes(path).changes
    assert changes == Changes(
        {"specialist_skills": (b.skill("s1", "x", 2),)},
        (Ended(case="c1"), Ended(demand="d2"), Ended(specialist="s3")),
    )


def test_korean_names_are_read(tmp_path: Path) -> None:
    """Of the table and of its columns, in any order, some of them missing."""
    path = tmp_path / "종료.csv"
    path.write_text("인력코드,사건번호\n,c1\ns1,\n", encoding="cp949")
    assert read_changes(path).changes.ended == (Ended(case="c1"), Ended(specialist="s1"))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_every_table_of_a_pool_is_one_of_changes(tmp_path: Path, kind: str, language: str) -> None:
    """What a pool holds is read as the same rows, ledger and all; its policy is not."""
    pool = full_pool()
    assert pool.ledger
    if kind == "csv":
        path = tmp_path / "changes"
        path.mkdir()
        for name, data in pool_to_files(pool, language).items():  # type: ignore[arg-type]
            if name != "policy.toml":
                (path / name).write_bytes(data)
    elif kind == "xlsx":
        path = tmp_path / "pool.xlsx"
        path.write_bytes(pool_to_xlsx(pool, language))  # type: ignore[arg-type]
        refused = "운영정책" if language == "ko" else "policy"
        assert complaints(path) == [("exchange.changes_table", refused, None, refused)]
        return
    else:
        content = json.loads(pool_to_json(pool, language))  # type: ignore[arg-type]
        path = tmp_path / "pool.json"
        path.write_text(json.dumps({k: v for k, v in content.items() if isinstance(v, list)}))
    rows = read_changes(path).changes.rows
    assert {name: found for name, found in rows.items() if found} == {
        t.name: getattr(pool, t.name) for t in TABLES if getattr(pool, t.name)
    }


def test_what_would_be_lost_is_an_error(tmp_path: Path) -> None:
    """An unknown table with the nearest name, an unknown column, a policy, a second table."""
    path = folder(
        tmp_path / "changes",
        endet="case\nc1\n",
        ended="case,why\nc1,over\n",
        demands="demand,case\nd1,c1\n",
        소요인력="demand,case,role,mode,headcount,effort\nd1,c1,r,advise,1,1\n",
    )
    (path / "policy.toml").write_text("weeks = 1\n")
    found = complaints(path)
    assert ("exchange.changes_table", "endet", None, "endet") in [
        (code, file.removesuffix(".csv"), row, value) for code, file, row, value in found
    ]
    assert ("exchange.changes_column", "ended.csv", 1, "why") in found
    assert ("exchange.changes_kind", "policy.toml", None, "") in found
    assert "exchange.table_twice" in {code for code, *_ in found}


def test_a_row_that_ends_nothing_or_two_things_is_named(tmp_path: Path) -> None:
    """With its row; an id that does not read, too."""
    path = folder(tmp_path / "c", ended="case,demand\nc1,d1\nc:2,\n")
    assert complaints(path) == [
        ("exchange.ended_one", "ended.csv", 2, "c1; d1"),
        ("exchange.id", "ended.csv", 3, "c:2"),
    ]
    assert complaints(tmp_path / "none")[0][0] == "exchange.no_such_path"


def test_complaints_of_rolling_are_told_with_file_and_row(tmp_path: Path) -> None:
    """Those of rows of the pool stay as they are."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    path = folder(
        tmp_path / "c",
        ended="demand\nd9\n",
        specialist_skills="specialist,skill,level\ns1,x,1\ns9,x,1\n",
    )
    reading = read_changes(path)
    with pytest.raises(PoolError) as error:
        roll(pool, b.plan(pool), reading.changes)
    found = [(c.code, c.file, c.row) for c in reading.located(error.value.complaints)]
    assert found == [
        ("roll.ended_unknown", "ended.csv", 2),
        ("integrity.unknown_specialist", "specialist_skills.csv", 3),
    ]


def test_an_agencys_workbook_is_read_as_changes(tmp_path: Path) -> None:
    """Its guide and lists are left aside, as by whoever reads a pool."""
    pool = full_pool()
    agency = pool.specialists[0].agency
    path = tmp_path / "agency.xlsx"
    path.write_bytes(agency_template(pool, agency))

    rows = read_changes(path, pool).changes.rows

    assert {name: found for name, found in rows.items() if found} == {
        name: own for name in KEPT if (own := own_rows(pool, agency, name))
    }


def test_agencies_are_called_by_name_in_changes(tmp_path: Path) -> None:
    """Those of the pool, and those that come in with the changes, in whatever order."""
    pool = b.pool(b.agency("A", name_ko="가부"), b.agency("B"))
    path = folder(
        tmp_path / "c",
        기관="agency,name_ko\nC,다처\n",
        home_reserve="agency,skill,level,heads\n가부,x,1,1\n다처,x,1,1\n",
    )

    found = read_changes(path, pool).changes.rows["home_reserve"]

    assert [row.agency for row in found if isinstance(row, HomeReserve)] == ["A", "C"]
