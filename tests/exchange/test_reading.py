"""Reading pools: what is written comes back, in any order, encoding, language and format."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.exchange import (
    load_pool,
    pool_to_files,
    pool_to_json,
    pool_to_xlsx,
    read_pool,
    read_pool_files,
    write_pool,
)
from scheduler.model import TABLES, Language, Pool, PoolError, RequestError
from scheduler.synth import family_pool
from tests import builders as b
from tests.exchange.pools import full_pool
from tests.tiny import tiny_pool

LANGUAGES: tuple[Language, ...] = ("en", "ko")


def _written(it: Pool, suffix: str, language: Language) -> dict[str, bytes]:
    if suffix == "xlsx":
        return {"pool.xlsx": pool_to_xlsx(it, language)}
    if suffix == "json":
        return {"pool.json": pool_to_json(it, language)}
    return pool_to_files(it, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_a_full_pool_comes_back(suffix: str, language: Language) -> None:
    """Every table and column survives, without a complaint, and the hash is the same."""
    it = full_pool()
    reading = read_pool_files(_written(it, suffix, language))

    assert reading.complaints == ()
    assert reading.pool == it
    assert reading.pool is not None
    assert reading.pool.sha256 == it.sha256


@pytest.mark.parametrize("name", ["pool", "pool.xlsx", "pool.json"])
def test_paths(tmp_path: Path, name: str) -> None:
    """A folder, a workbook and a JSON file on disk."""
    it = full_pool()
    write_pool(it, tmp_path / name, language="ko")

    assert load_pool(tmp_path / name) == it


def test_writing_again_replaces(tmp_path: Path) -> None:
    """A smaller pool written over a larger one leaves nothing of it behind."""
    write_pool(full_pool(), tmp_path)
    write_pool(small := b.pool(b.agency("A")), tmp_path)

    assert load_pool(tmp_path) == small


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    """A pool is not written in a form that nobody reads back."""
    with pytest.raises(RequestError, match="cannot be written"):
        write_pool(full_pool(), tmp_path / "pool.ods")


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_the_same_pool_gives_the_same_bytes(suffix: str) -> None:
    """Files depend on no clock."""
    assert _written(full_pool(), suffix, "ko") == _written(full_pool(), suffix, "ko")


@pytest.mark.parametrize("seed", range(20))
def test_random_pools_come_back(seed: int) -> None:
    """Pools that use every rule, in all formats."""
    it = tiny_pool(seed)
    for suffix in ("csv", "xlsx", "json"):
        assert read_pool_files(_written(it, suffix, LANGUAGES[seed % 2])).pool == it


# any text but lone surrogates and what a cell may not hold; a line end is always one \n
_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf")), max_size=12
) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''@x",
        "＝cmd",
        "-5",
        "'",
        "''",
        "\t=x",
        "a\nb",
        "_x0041_",
        "1e5",
        "TRUE",
        "007",
    ]
)


@settings(max_examples=60, deadline=None)
@given(title=_TEXTS, victim=st.sampled_from(["가나전자", "=가나", "'-나", "+82", "2026", "1.50"]))
def test_texts_come_back(title: str, victim: str) -> None:
    """Texts that look like formulas, numbers, dates or quotes are texts again."""
    it = b.pool(b.agency("A"), b.case("c1", title=title, victim=victim))
    for suffix in ("csv", "xlsx", "json"):
        assert read_pool_files(_written(it, suffix, "ko")).pool == it


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(15)), rows=st.randoms(use_true_random=False))
def test_order_of_columns_and_rows_does_not_matter(order: list[int], rows: object) -> None:
    """Any order of columns, any order of rows, an unknown column between them."""
    it = full_pool()
    files = pool_to_files(it)
    lines = files["specialists.csv"].decode().splitlines()
    cells = [line.split(",") for line in lines]
    shuffled = [",".join([row[i] for i in order] + ["x"]) for row in cells[1:]]
    getattr(rows, "shuffle")(shuffled)  # noqa: B009
    header = ",".join([cells[0][i] for i in order] + ["비고"])
    reading = read_pool_files({**files, "specialists.csv": "\n".join([header, *shuffled]).encode()})

    assert reading.pool == it
    assert [c.code for c in reading.complaints] == ["exchange.unknown_column"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_encodings(encoding: str) -> None:
    """UTF-8 with and without BOM, and CP949."""
    it = full_pool()
    files = {
        name: data.decode("utf-8-sig").encode(encoding) for name, data in pool_to_files(it).items()
    }

    assert read_pool_files(files).pool == it


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_refused_clearly(encoding: str) -> None:
    """The complaint names the format to save in."""
    files = pool_to_files(full_pool())
    files["cases.csv"] = files["cases.csv"].decode().encode(encoding)
    reading = read_pool_files(files)

    assert reading.pool is None
    assert [(c.code, c.file) for c in reading.errors] == [("exchange.utf16", "cases.csv")]
    assert "UTF-8" in reading.errors[0].hint("ko")


def test_bytes_of_no_encoding() -> None:
    """The line is named."""
    files = pool_to_files(full_pool())
    files["holidays.csv"] = b"date,name\n2026-01-02," + b"\xff\xff\n"
    (error,) = read_pool_files(files).errors

    assert (error.code, error.facts) == ("exchange.encoding", {"line": 2})


def test_tabs_and_windows_line_ends() -> None:
    """What Excel's clipboard and Windows make of a table."""
    it = full_pool()
    files = pool_to_files(it)
    text = files.pop("travel.csv").decode()
    files["이동시간.csv"] = text.replace(",", "\t").replace("\n", "\r\n").encode()

    assert read_pool_files(files).pool == it


def test_upload_names_may_carry_folders() -> None:
    """Only the last part of a name counts; two of a name are refused."""
    it = full_pool()
    files = pool_to_files(it)

    assert read_pool_files({f"C:\\자료\\{n}": d for n, d in files.items()}).pool == it
    twice = {**{f"a/{n}": d for n, d in files.items()}, "b/cases.csv": files["cases.csv"]}
    assert "exchange.table_twice" in {c.code for c in read_pool_files(twice).errors}


def test_a_readme_beside_the_tables_is_not_read(tmp_path: Path) -> None:
    """Other files of the folder do not matter."""
    write_pool(it := full_pool(), tmp_path)
    (tmp_path / "README.md").write_text("about", encoding="utf-8")
    (tmp_path / ".cases.csv").write_text("x", encoding="utf-8")

    assert read_pool(tmp_path).complaints == ()
    assert load_pool(tmp_path) == it


def test_policy_beside_a_workbook(tmp_path: Path) -> None:
    """A workbook's own policy sheet wins over a policy.toml beside it."""
    it = full_pool()
    write_pool(it, tmp_path / "pool.xlsx")
    (tmp_path / "policy.toml").write_text("core_bonus = 99\n", encoding="utf-8")

    assert load_pool(tmp_path / "pool.xlsx") == it


def test_nothing_there(tmp_path: Path) -> None:
    """A path that does not exist is a complaint; loading raises with it."""
    assert read_pool(tmp_path / "no").complaints[0].code == "exchange.no_such_path"
    with pytest.raises(PoolError, match="nothing at"):
        load_pool(tmp_path / "no")


def test_required_tables() -> None:
    """Each required table that is missing is named; absent optional ones mean none."""
    errors = read_pool_files({}).errors
    required = {f"{t.name}.csv" for t in TABLES if t.required}

    assert {c.file for c in errors if c.code == "exchange.missing_table"} == required
    assert len(errors) == len(required)


def test_all_complaints_of_all_files_at_once_and_no_pool() -> None:
    """Three files, three errors, nothing half loaded; unknown ids do not echo broken rows."""
    files = pool_to_files(full_pool())
    files["agencies.csv"] = files["agencies.csv"].replace(b",20,", b",many,", 1)
    files["cases.csv"] = files["cases.csv"].replace(b"2026-12-10", b"2026-12-32", 1)
    files["travel.csv"] += "세종,천안,2\n".encode()
    reading = read_pool_files(files)

    assert reading.pool is None
    assert {(c.file, c.row, c.column, c.nearest) for c in reading.errors} == {
        ("agencies.csv", 3, "max_lent_blocks", ""),
        ("cases.csv", 2, "statutory_deadline", "2026-12-31"),
        ("travel.csv", 4, "station, site", ""),
    }
    twice = next(c for c in reading.errors if c.code == "exchange.row_twice")
    assert twice.facts["first"] == 3


@pytest.mark.parametrize(
    ("wrong", "ko", "en"),
    [
        ("MSS,forensics,2,-16", "-16은 허용 범위(0 이상)", "-16 is out of the range (0 or more)."),
        ("MSS,forensics,2,둘", "적어 주십시오(0 이상).", "Write a whole number (0 or more),"),
        ("MSS,forensics,9,1", "9는 허용 범위(1..4)", "9 is out of the range (1..4)."),
    ],
)
def test_a_range_without_an_end_is_told_in_words(wrong: str, ko: str, en: str) -> None:
    """Two dots and nothing behind them read as a slip; programs have them as the columns do."""
    files = pool_to_files(full_pool())
    files["home_reserve.csv"] = f"agency,skill,level,heads\n{wrong}\n".encode()
    (error,) = read_pool_files(files).errors

    assert ko in f"{error.text('ko')} {error.hint('ko')}"
    assert en in f"{error.text('en')} {error.hint('en')}"
    assert error.expected in ("0..", "1..4")


def test_a_policy_value_without_a_greatest_is_told_in_words() -> None:
    """The same of a key of the policy."""
    files = pool_to_files(full_pool())
    files["policy.toml"] = b'[prices]\nanother_case = "four"\n'
    (error,) = read_pool_files(files).errors

    assert error.hint("ko").startswith("다음과 같이 적어 주십시오: 0 이상")
    assert error.hint("en").startswith("Write it as: 0 or more")


def test_findings_across_files_point_to_their_row() -> None:
    """An unknown agency is shown where it was written, with the nearest one."""
    files = pool_to_files(full_pool())
    files["specialists.csv"] = files["specialists.csv"].replace(
        "이영희,MSS".encode(), "이영희,MSSS".encode()
    )
    (error,) = read_pool_files(files).errors

    assert error.where() == "specialists.csv:5:agency"
    assert (error.code, error.value, error.nearest) == ("integrity.unknown_agency", "MSSS", "MSS")
    assert "'MSS'" in error.hint("ko")


def test_a_large_pool_comes_back_from_every_kind_of_file() -> None:
    """450 specialists, 400 cases, 1,400 demands."""
    it = family_pool(450, 400, 1)
    for suffix in ("csv", "xlsx", "json"):
        files = _written(it, suffix, "ko")
        assert read_pool_files(files).pool == it
