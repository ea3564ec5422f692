"""Which files of an upload or folder are read, passed over with a warning, or refused."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.exchange import pool_to_files, pool_to_xlsx, read_pool, read_pool_files, write_pool
from tests.exchange.pools import full_pool

# writes a pool over another one, and is killed in place of putting the Nth file into its place
KILLED = """
import os, signal, sys
from pathlib import Path
from scheduler.exchange import write_pool
from tests.exchange.pools import full_pool

path, left = Path(sys.argv[1]), [int(sys.argv[2])]
replace = os.replace

def counted(*paths):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(*paths)

os.replace = counted
write_pool(full_pool(), path)
"""

FILES = pool_to_files(full_pool())
POLICY = FILES["policy.toml"]


def _errors(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(c.code, c.file) for c in read_pool_files(files).errors]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("conflicts.xls", "exchange.old_excel"),
        ("conflicts.txt", "exchange.wrong_ending"),
        ("Conflicts.CSV.bak", "exchange.wrong_ending"),
        ("이해충돌.hwp", "exchange.wrong_ending"),
        ("conflicts", "exchange.wrong_ending"),
        ("pool.ods", "exchange.file_kind"),
    ],
)
def test_a_table_in_another_form_is_not_lost_silently(name: str, code: str) -> None:
    files = {n: d for n, d in FILES.items() if n != "conflicts.csv"} | {name: b"x"}
    reading = read_pool_files(files)

    found = {(c.code, c.severity) for c in reading.complaints if c.file == name}
    assert found == {(code, "error")}


def test_a_workbook_named_for_a_table_must_hold_it(tmp_path: Path) -> None:
    files = {n: d for n, d in FILES.items() if n != "conflicts.csv"}
    other = full_pool().model_copy(update={"conflicts": ()})
    one = pool_to_xlsx(other)
    assert ("exchange.table_not_inside", "policy.xlsx") not in _errors({"policy.xlsx": one})
    notes = json.dumps({"Sheet1": []}).encode()

    assert ("exchange.table_not_inside", "conflicts.json") in _errors(
        {**files, "conflicts.json": notes}
    )
    (tmp_path / "conflicts.txt").write_bytes(b"x")
    write_pool(full_pool(), tmp_path)
    assert [c.code for c in read_pool(tmp_path).warnings] == ["exchange.file_unknown"]
    (tmp_path / "conflicts.csv").unlink()
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


def _written_until_killed(path: Path, after: int) -> int:
    words = [sys.executable, "-c", KILLED, str(path), str(after)]
    return subprocess.run(words, check=False, timeout=120).returncode


@pytest.mark.parametrize("is_new", [True, False])
def test_a_folder_left_half_written_is_no_pool(tmp_path: Path, is_new: bool) -> None:
    """Without travel or policy it would be read with their defaults, and nobody would know."""
    if not is_new:
        write_pool(full_pool().model_copy(update={"travel": ()}), tmp_path)
    for after in (0, 5, len(FILES) - 1):
        assert _written_until_killed(tmp_path, after) == -signal.SIGKILL
        codes = {c.code for c in read_pool(tmp_path).errors}
        assert codes & {"exchange.missing_table", "exchange.folder_without_tables"}

    assert _written_until_killed(tmp_path, len(FILES)) == 0
    assert read_pool(tmp_path).pool == full_pool()


@pytest.mark.parametrize("name", ["pool.json", "pool.xlsx"])
def test_a_file_that_was_not_put_into_its_place_is_as_it_was(tmp_path: Path, name: str) -> None:
    before = full_pool().model_copy(update={"travel": ()})
    write_pool(before, tmp_path / name)
    assert _written_until_killed(tmp_path / name, 0) == -signal.SIGKILL

    assert read_pool(tmp_path / name).pool == before
