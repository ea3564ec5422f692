"""Which files, sheets and keys of a pool are taken, left aside, warned of, or refused."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scheduler.exchange.columns import COLUMNS, POLICY, folded, table_of_title
from scheduler.exchange.found import REQUIRED, Found, Unknown, of_absent
from scheduler.exchange.headers import SHOWN
from scheduler.exchange.kinds import is_text, kind_of, kind_of_bytes
from scheduler.exchange.limits import Refused, check_columns
from scheduler.exchange.near_names import is_aside, near_name, repaired
from scheduler.exchange.policy_file import policy_from_sheet, policy_from_toml
from scheduler.exchange.sheets import (
    RawTable,
    by_basename,
    csv_table,
    json_object,
    json_table,
    workbook_tables,
)
from scheduler.model import TABLES, Complaint
from scheduler.model.complaint import Severity

_TABLES: Final = frozenset({"csv", "tsv"})
_BOOKS: Final = frozenset({"xlsx", "xlsm"})
_OTHER_BOOKS: Final = frozenset({"xls", "xlsb", "xlt", "ods", "numbers", "zip"})


def found_in(
    files: Mapping[str, bytes], *, is_folder: bool = False, required: tuple[str, ...] = REQUIRED
) -> Found:
    """The raw tables and the policy of files, with complaints about what is not read.

    Of a folder only CSV files and the policy are read. ``required``: the tables that must be there.
    """
    found = Found(required=required)
    try:
        contents = by_basename(files)
    except Refused as refused:
        found.refuse(str(refused.facts["title"]), refused)
        contents = {}
    contents = {name: data for name, data in contents.items() if not is_aside(name)}
    is_alone = len(contents) == 1
    # the workbook's own policy sheet wins over a policy.toml beside it
    for name in sorted(contents, key=_is_policy):
        try:
            if is_folder and not name.casefold().endswith((".csv", ".tsv", ".toml")):
                kind = kind_of(contents[name], _suffix(name))
                found.unknown.append(Unknown(name, stem(name), kind))
            else:
                _take_file(name, contents[name], found, is_alone=is_alone)
        except Refused as refused:
            found.refuse(name, refused)
            lost = (t.name for t in TABLES) if is_alone else _tables_of(name)
            found.unreadable |= dict.fromkeys(lost, name)
    found.complaints += of_absent(found)
    return found


def is_part_of_folder(name: str) -> bool:
    """Whether a file of a folder is looked at: a CSV, or one that is named like a table.

    What is named like a table and is not read must not be lost in silence; a README may.
    """
    if name.startswith((".", "~$")) or is_aside(name):
        return False
    return _suffix(name) in _TABLES or near_name(stem(name), _titles()) is not None


def stem(name: str) -> str:
    """A file's name without its ending, as it was before a program garbled it."""
    return repaired(name.rpartition(".")[0] or name)


def _suffix(name: str) -> str:
    return name.casefold().rpartition(".")[2]


def _titles() -> Mapping[str, str]:
    return table_of_title()


def _stem_table(name: str) -> str | None:
    """The table (or ``policy``) that a file's name stands for, whatever its ending."""
    return table_of_title().get(folded(stem(name)))


def _tables_of(name: str) -> Iterator[str]:
    """The tables that are likely in a file, so that they are not called missing as well."""
    if name.casefold().endswith((".xlsx", ".xlsm", ".xls", ".json")):
        yield from (t.name for t in TABLES)
    elif table := _stem_table(name) or near_name(stem(name), _titles()):
        yield table


def _is_policy(name: str) -> bool:
    return _stem_table(name) == POLICY and name.casefold().endswith(".toml")


def _take_file(name: str, data: bytes, found: Found, *, is_alone: bool) -> None:
    """Take the tables of one file into what was found.

    Raises:
        Refused: the file cannot be read at all.
    """
    suffix = _suffix(name)
    if _is_policy(name):
        found.refuse_second_policy(name)
        if found.policy is None:
            found.policy = policy_from_toml(data)
        return
    if suffix in _TABLES | _BOOKS | {"json"}:
        _refuse_other_kind(suffix, data)
    if suffix in _TABLES:
        _take_table(csv_table(name, stem(name), data), found)
    elif suffix in _BOOKS:
        for raw in workbook_tables(data):
            _take_table(raw, found)
    elif suffix == "json":
        _take_json(json_object(data), found)
    else:
        _pass_over(name, suffix, data, found, is_alone=is_alone)
    if suffix in _BOOKS | {"json"}:
        _refuse_lost_table(name, found)


def _refuse_other_kind(suffix: str, data: bytes) -> None:
    """Return unless a file is of another kind than its ending says.

    Raises:
        Refused: it is; what it is, and what to do.
    """
    kind = kind_of_bytes(data)
    if suffix in _BOOKS and not data:
        raise Refused("exchange.empty_file")
    if suffix in _BOOKS and not kind and is_text(data):
        kind = "csv"
    if kind in ("xls", "locked") and suffix in _BOOKS:
        raise Refused("exchange.old_excel")
    is_right = kind == "" or (suffix in _BOOKS and kind in ("xlsx", "zip"))
    if not is_right:
        raise Refused("exchange.file_kind", file_kind=kind)


def _pass_over(name: str, suffix: str, data: bytes, found: Found, *, is_alone: bool) -> None:
    """Note a file beside the tables that is none of a pool's.

    Raises:
        Refused: it is a workbook of another kind, or all there is.
    """
    kind = kind_of(data, suffix)
    if kind == "xlsx" and is_alone:
        raise Refused("exchange.book_ending", suffix=f".{suffix}")
    if suffix == "xls" and kind in ("xls", "locked"):
        raise Refused("exchange.old_excel")
    if is_alone or (suffix in _OTHER_BOOKS and near_name(stem(name), _titles()) is None):
        raise Refused("exchange.file_kind", file_kind=kind)
    found.unknown.append(Unknown(name, stem(name), kind))


def _refuse_lost_table(name: str, found: Found) -> None:
    """Return unless a workbook or JSON is named for a table and does not hold it.

    Raises:
        Refused: the rows of a table like conflicts.xlsx with a Sheet1 would be lost silently.
    """
    table = _stem_table(name)
    if table is None:
        return
    is_there = found.policy is not None if table == POLICY else table in found.tables
    if not is_there and table not in found.unreadable:
        raise Refused("exchange.table_not_inside", table=table)


def _take_table(raw: RawTable, found: Found) -> None:
    table = table_of_title().get(folded(raw.title))
    if is_aside(raw.title):
        return
    if table is None:
        found.unknown.append(Unknown(raw.file, raw.title, header=raw.header))
    elif table == POLICY:
        is_csv = raw.file.casefold().endswith((".csv", ".tsv"))
        if found.policy is not None:
            raise Refused("exchange.table_twice", title=raw.title[:SHOWN])
        if is_csv:
            found.refuse_second_policy(raw.title)
        found.policy, found.policy_file = policy_from_sheet(raw), raw.file
    elif table in found.tables:
        twice = Refused("exchange.table_twice", title=raw.title[:SHOWN])
        found.refuse(raw.file, twice)
    elif any(raw.header) or raw.rows:
        found.tables[table] = raw
    else:
        _take_empty(table, raw, found)


def _take_empty(table: str, raw: RawTable, found: Found) -> None:
    """A table without even a header has no rows; where rows are required, that is an error."""
    is_required = table in found.required
    severity: Severity = "error" if is_required else "warning"
    code = "exchange.empty_table"
    found.complaints.append(Complaint(code=code, severity=severity, file=raw.file))
    if is_required:
        found.unreadable[table] = raw.file
    else:
        found.tables[table] = raw._replace(header=tuple(c.name for c in COLUMNS[table]))


def _take_json(content: Mapping[str, Any], found: Found) -> None:
    check_columns(len(content))
    for key, value in content.items():
        table = table_of_title().get(folded(key))
        try:
            if is_aside(key):
                continue
            if table == POLICY:
                if not isinstance(value, dict):
                    raise Refused("exchange.json_shape", key=key[:SHOWN])
                if found.policy is not None:
                    raise Refused("exchange.table_twice", title=key[:SHOWN])
                found.policy, found.policy_file = value, POLICY
            elif table is None:
                found.unknown.append(Unknown(key[:SHOWN], key, header=_header_of(key, value)))
            else:
                raw = json_table(key, value)
                # an empty list is a table without rows, as a CSV file with only its header is
                names = tuple(c.name for c in COLUMNS[table])
                _take_table(raw if raw.header else raw._replace(header=names), found)
        except Refused as refused:
            found.refuse(key[:SHOWN], refused)
            if table:
                found.unreadable[table] = key[:SHOWN]


def _header_of(key: str, value: object) -> tuple[str, ...]:
    """The columns of a key that is no table's; none where it is no list of records."""
    try:
        return json_table(key, value).header
    except Refused:
        return ()
