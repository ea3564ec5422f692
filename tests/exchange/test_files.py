"""Which files of an upload or folder are read, passed over with a warning, or refused."""

import json
from pathlib import Path

import pytest

from scheduler.exchange import pool_to_files, pool_to_xlsx, read_pool, read_pool_files, write_pool
from tests.exchange.pools import full_pool

FILES = pool_to_files(full_pool())
POLICY = FILES["policy.toml"]


def _errors(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(c.code, c.file) for c in read_pool_files(files).errors]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("conflicts.xls", "exchange.old_excel"),
        ("conflicts.txt", "exchange.wrong_ending"),
        ("Conflicts.CSV.bak", "exchange.file_unknown"),
        ("이해충돌.hwp", "exchange.wrong_ending"),
        ("conflicts", "exchange.wrong_ending"),
        ("pool.ods", "exchange.file_kind"),
    ],
)
def test_a_table_in_another_form_is_not_lost_silently(name: str, code: str) -> None:
    files = {n: d for n, d in FILES.items() if n != "conflicts.csv"} | {name: b"x"}
    reading = read_pool_files(files)

    found = {(c.code, c.severity) for c in reading.complaints if c.file == name}
    assert found == {(code, "warning" if code == "exchange.file_unknown" else "error")}


def test_a_workbook_named_for_a_table_must_hold_it(tmp_path: Path) -> None:
    files = {n: d for n, d in FILES.items() if n != "conflicts.csv"}
    other = full_pool().model_copy(update={"conflicts": ()})
    one = pool_to_xlsx(other)
    assert ("exchange.wrong_ending", "policy.xlsx") not in _errors({"policy.xlsx": one})
    notes = json.dumps({"Sheet1": []}).encode()

    assert ("exchange.wrong_ending", "conflicts.json") in _errors(
        {**files, "conflicts.json": notes}
    )
    (tmp_path / "conflicts.txt").write_bytes(b"x")
    write_pool(full_pool(), tmp_path)
    assert [c.code for c in read_pool(tmp_path).errors] == ["exchange.wrong_ending"]


def test_other_files_beside_the_tables_are_warned_of() -> None:
    reading = read_pool_files({**FILES, "README.md": b"", "notes.pdf": b"%PDF"})

    assert reading.pool == full_pool()
    found = [(c.code, c.file) for c in reading.warnings if c.code.startswith("exchange.")]
    assert found == [
        ("exchange.file_unknown", "README.md"),
        ("exchange.file_unknown", "notes.pdf"),
    ]


@pytest.mark.parametrize("second", ["POLICY.TOML", "운영정책.toml", "policy.csv", "운영정책.tsv"])
def test_a_second_policy_is_refused(second: str) -> None:
    data = POLICY if second.casefold().endswith(".toml") else b"key,value\nweeks,2\n"
    codes = {code for code, _ in _errors({**FILES, second: data})}

    assert codes == {"exchange.table_twice"}


def test_a_second_policy_in_json_is_refused() -> None:
    content = b'{"policy": {}, "Policy": {}, "agencies": [], "specialists": [], "cases": [],'
    errors = _errors({"pool.json": content + b'"demands": []}'})

    assert errors == [("exchange.table_twice", "Policy")]


def test_the_policy_of_a_workbook_wins_over_the_file_beside_it() -> None:
    files = {"pool.xlsx": pool_to_xlsx(full_pool()), "Policy.toml": b"core_bonus = 1\n"}
    reading = read_pool_files(files)

    assert reading.pool is not None
    assert reading.pool.policy == full_pool().policy
