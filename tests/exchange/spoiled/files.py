"""Whole files: other kinds, other encodings, files that are not there."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from scheduler.exchange import PoolReading, read_pool
from tests.exchange.spoiled.forms import (
    FILES,
    HWP,
    Spoiled,
    alone,
    as_xlsx,
    csv_bytes,
    files_with,
    folder_with,
    grids,
    in_csv,
    renamed,
)


def _packed(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, b"x")
    return buffer.getvalue()


def _two_headers() -> bytes:
    """The column of ids under its English and its Korean header."""
    (header, *rows) = grids()["cases"]
    return csv_bytes([[*header, "사건번호"], *([*row, row[0]] for row in rows)])


def whole_files() -> Iterator[Spoiled]:
    """Files of another kind or encoding, broken ones, and ones that are not there."""
    cases = FILES["cases.csv"]
    text = cases.decode()
    for what, data, code in (
        ("UTF-16", text.encode("utf-16"), "exchange.utf16"),
        ("UTF-16 without a mark", text.encode("utf-16-le"), "exchange.utf16"),
        ("UTF-32", text.encode("utf-32"), "exchange.utf16"),
        ("no encoding", cases + b"\xff\xff\n", "exchange.encoding"),
        ("half CP949, half UTF-8", cases + "주".encode("cp949") + b"\x80\n", "exchange.encoding"),
        ("a PDF", b"%PDF-1.7 ...", "exchange.file_kind"),
        ("a web page", b"<html><table><tr><td>case</td></tr></table>", "exchange.file_kind"),
        ("a workbook", as_xlsx(grids()), "exchange.file_kind"),
        ("a Hangul document", HWP, "exchange.file_kind"),
        ("empty", b"", "exchange.empty_table"),
        ("parted by semicolons", text.replace(",", ";").encode(), "exchange.delimiter"),
        ("parted by bars", text.replace(",", "|").encode(), "exchange.delimiter"),
        ("an open quote", cases + b'"2026-1,x\n', "exchange.csv"),
        ("a quote inside", cases + b'"a"b,c\n', "exchange.csv"),
        ("a row with a comma too many", cases.rstrip() + b",x,y,z\n", "exchange.extra_cells"),
        ("two headers of one column", _two_headers(), "exchange.header_twice"),
    ):
        yield Spoiled(f"cases.csv is {what}", files_with({"cases.csv": data}), (code,), "cases")
    for table in ("agencies", "specialists", "cases", "demands"):
        gone = files_with({f"{table}.csv": None})
        yield Spoiled(f"no {table}", gone, ("exchange.missing_table",), table)
        near = in_csv(renamed(table, f"{table}_2026"))
        yield Spoiled(f"{table} with a year", near, ("exchange.missing_table",), f"{table}_2026")
    for name, data, code in (
        ("pool.hwp", HWP, "exchange.file_kind"),
        ("pool.hwpx", _packed("mimetype", "Contents/content.hpf"), "exchange.file_kind"),
        ("pool.xlsb", _packed("xl/workbook.bin"), "exchange.file_kind"),
        ("pool.ods", _packed("mimetype", "content.xml"), "exchange.file_kind"),
        ("pool.numbers", _packed("Index/Document.iwa"), "exchange.file_kind"),
        ("pool.pdf", b"%PDF", "exchange.file_kind"),
        ("pool.docx", _packed("word/document.xml"), "exchange.file_kind"),
        ("pool.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "exchange.old_excel"),
        ("pool.txt", b"notes", "exchange.file_kind"),
        ("pool.png", b"\x89PNG", "exchange.file_kind"),
        ("pool.xlsx", b"agency,name\nA,a\n", "exchange.file_kind"),
        ("pool.xlsx", as_xlsx(grids())[:2_000], "exchange.not_xlsx"),
        ("pool.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "exchange.old_excel"),
        ("pool.xlsx", _packed("xl/workbook.bin"), "exchange.file_kind"),
        ("pool.xlsx", HWP, "exchange.file_kind"),
        ("pool.xlsx", b"<html>", "exchange.file_kind"),
        ("pool.json", b"{", "exchange.json"),
        ("pool.json", b"[]", "exchange.json_shape"),
        ("pool.json", b"", "exchange.json"),
        ("pool.json", b'{"cases": [], "cases": []}', "exchange.json_key_twice"),
        ("pool.json", as_xlsx(grids()), "exchange.file_kind"),
        ("pool.json", b'{"cases": [{"case": "\\ud800"}]}', "exchange.half_character"),
    ):
        yield Spoiled(f"{name} begins {data[:9]!r}, {len(data)}", alone(name, data), (code,), name)
    for what, data in (("no TOML", b"weeks = \n"), ("UTF-16", "weeks = 1".encode("utf-16"))):
        read = files_with({"policy.toml": data})
        yield Spoiled(
            f"policy.toml is {what}", read, ("exchange.toml", "exchange.utf16"), "policy.toml"
        )
    for line, key in (
        (b'tiers = ["coverage", "coverage"]', "tiers"), (b"weeks = 60", "weeks"),
        (b'start = "2026-W60"', "start"), (b'balance = "fair"', "balance"),
        (b"[fit]\nbase = -1", "fit"), (b'tiers = ["fit", "floor"]', "tiers"),
    ):  # fmt: skip
        read = files_with({"policy.toml": line})
        codes = ("exchange.policy_value", "exchange.policy_floor")
        yield Spoiled(f"policy.toml holds {line!r}", read, codes, key)
    yield Spoiled(
        "both names of a table", files_with({"이해충돌.csv": FILES["conflicts.csv"]}),
        ("exchange.table_twice",), "이해충돌", "conflicts",
    )  # fmt: skip
    yield Spoiled(
        "a second policy", files_with({"policy.csv": b"key,value\nweeks,2\n"}),
        ("exchange.table_twice",), "policy",
    )  # fmt: skip
    yield Spoiled(
        "a policy with another ending", folder_with({"policy.toml": None, "policy.txt": b"x"}),
        ("exchange.wrong_ending",), "policy",
    )  # fmt: skip
    yield Spoiled("nothing there", lambda p: read_pool(p / "no"), ("exchange.no_such_path",), "no")
    yield Spoiled("an empty folder", read_pool, ("exchange.folder_without_tables",), "CSV")
    yield Spoiled("a folder with a workbook", _a_workbook_in_a_folder,
                  ("exchange.folder_of_pools",), "pool.xlsx")  # fmt: skip


def _a_workbook_in_a_folder(folder: Path) -> PoolReading:
    (folder / "pool.xlsx").write_bytes(as_xlsx(grids()))
    return read_pool(folder)
