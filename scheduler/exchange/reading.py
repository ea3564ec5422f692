"""Reading a pool: a folder of CSV, an Excel workbook or a JSON file; all of it or nothing.

Every complaint of every file comes at once. Where some rows do not read, the cross-file checks
still run over the rest, and what would only repeat an error already told is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from scheduler.exchange.columns import COLUMNS, POLICY, folded, table_of_title
from scheduler.exchange.limits import MAX_FILE_BYTES, Refused, check_columns
from scheduler.exchange.policy_file import policy_from_sheet, policy_from_toml, read_policy
from scheduler.exchange.rows import Built, built_table
from scheduler.exchange.sheets import (
    RawTable,
    by_basename,
    csv_table,
    json_object,
    json_table,
    workbook_tables,
)
from scheduler.model import TABLES, Complaint, Policy, Pool, PoolError
from scheduler.model.integrity import pool_complaints

POLICY_FILE: Final = "policy.toml"
MAX_SHOWN: Final = 3_000
_OTHER_WORKBOOKS: Final = frozenset({"xlsb", "xlt", "ods", "numbers", "zip"})


@dataclass(frozen=True)
class PoolReading:
    """What became of an attempt to read a pool: a pool or None, and all complaints."""

    pool: Pool | None
    complaints: tuple[Complaint, ...]

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """The complaints that must be put right; empty exactly when there is a pool."""
        return tuple(c for c in self.complaints if c.severity == "error")

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """The complaints that do not stand in the way."""
        return tuple(c for c in self.complaints if c.severity == "warning")


@dataclass
class _Found:
    """The raw parts of a pool as they come in."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    policy: dict[str, Any] | None = None
    policy_file: str = POLICY_FILE
    policies: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def refuse_second_policy(self, title: str) -> None:
        """Note a policy that was found; a workbook's or JSON's own one is no second one.

        Raises:
            Refused: there is one of the same kind already.
        """
        if self.policies:
            raise Refused("exchange.table_twice", title=title[:80])
        self.policies.append(title)

    def refuse(self, file: str, refused: Refused) -> None:
        self.complaints.append(Complaint(code=refused.code, file=file, facts=refused.facts))


def read_pool(path: Path) -> PoolReading:
    """The pool at a path: a folder of CSV files, an .xlsx, or a .json."""
    if path.is_dir():
        names = sorted(p for p in path.iterdir() if p.is_file() and _is_ours(p.name))
    elif path.is_file():
        names = [path]
        beside = path.with_name(POLICY_FILE)
        if path.suffix.casefold() == ".xlsx" and beside.is_file():
            names.append(beside)
    else:
        missing = Complaint(code="exchange.no_such_path", file=path.name, value=str(path))
        return PoolReading(None, (missing,))
    # a file too big is cut one byte after the limit, and refused by its size
    return read_pool_files({p.name: _head(p) for p in names})


def load_pool(path: Path) -> Pool:
    """The pool at a path.

    Raises:
        PoolError: it has errors; all of them are listed.
    """
    reading = read_pool(path)
    if reading.pool is None:
        raise PoolError(reading.errors)
    return reading.pool


def read_pool_files(files: Mapping[str, bytes]) -> PoolReading:
    """The pool of uploaded files: CSV files named for their tables, or one workbook or JSON."""
    found = _Found()
    try:
        contents = by_basename(files)
    except Refused as refused:
        found.refuse(str(refused.facts["title"]), refused)
        contents = {}
    is_alone = len(contents) == 1
    # the workbook's own policy sheet wins over a policy.toml beside it
    for name in sorted(contents, key=_is_policy):
        try:
            _take_file(name, contents[name], found, is_alone=is_alone)
        except Refused as refused:
            found.refuse(name, refused)
            found.unreadable |= _tables_of(name)
    return _assembled(found)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _tables_of(name: str) -> set[str]:
    """The tables that are likely in a file, so that they are not called missing as well."""
    if name.casefold().endswith((".xlsx", ".xlsm", ".xls", ".json")):
        return {t.name for t in TABLES}
    return {t for t in (table_of_title().get(folded(_stem(name))),) if t}


def _is_ours(name: str) -> bool:
    """Whether a file of a folder is meant for us; a README beside the tables is not."""
    if name.startswith((".", "~")):
        return False
    return name.casefold().endswith((".csv", ".tsv")) or _stem_table(name) is not None


def _stem_table(name: str) -> str | None:
    """The table (or ``policy``) that a file's name stands for, whatever its ending."""
    return table_of_title().get(folded(_stem(name)))


def _is_policy(name: str) -> bool:
    return _stem_table(name) == POLICY and name.casefold().endswith(".toml")


def _take_file(name: str, data: bytes, found: _Found, *, is_alone: bool) -> None:
    """Take the tables of one file into what was found.

    Raises:
        Refused: the file cannot be read at all.
    """
    suffix = name.casefold().rpartition(".")[2]
    if _is_policy(name):
        found.refuse_second_policy(name)
        if found.policy is None:
            found.policy = policy_from_toml(data)
    elif suffix in ("csv", "tsv"):
        _take_table(csv_table(name, _stem(name), data), found)
    elif suffix in ("xlsx", "xlsm"):
        for raw in workbook_tables(data):
            _take_table(raw, found)
    elif suffix == "json":
        _take_json(json_object(data), found)
    else:
        _pass_over(name, suffix, found, is_alone=is_alone)
    _refuse_lost_table(name, suffix, found)


def _pass_over(name: str, suffix: str, found: _Found, *, is_alone: bool) -> None:
    """Warn of a file beside the tables that is none of a pool's.

    Raises:
        Refused: it is a workbook of another kind, named for a table, or all there is.
    """
    if suffix == "xls":
        raise Refused("exchange.old_excel")
    if (table := _stem_table(name)) is not None:
        raise Refused("exchange.wrong_ending", table=table)
    if is_alone or suffix in _OTHER_WORKBOOKS:
        raise Refused("exchange.file_kind")
    found.complaints.append(
        Complaint(code="exchange.file_unknown", severity="warning", file=name, value=name[:80])
    )


def _refuse_lost_table(name: str, suffix: str, found: _Found) -> None:
    """Return unless a workbook or JSON is named for a table and does not hold it.

    Raises:
        Refused: the rows of a table like conflicts.xlsx with a Sheet1 would be lost silently.
    """
    table = _stem_table(name)
    if suffix not in ("xlsx", "xlsm", "json") or table is None:
        return
    is_there = found.policy is not None if table == POLICY else table in found.tables
    if not is_there and table not in found.unreadable:
        raise Refused("exchange.wrong_ending", table=table)


def _take_table(raw: RawTable, found: _Found) -> None:
    table = table_of_title().get(folded(raw.title))
    if table is None:
        found.complaints.append(_unknown_title(raw.file, raw.title))
    elif table == POLICY:
        is_csv = raw.file.casefold().endswith((".csv", ".tsv"))
        if found.policy is not None:
            raise Refused("exchange.table_twice", title=raw.title[:80])
        if is_csv:
            found.refuse_second_policy(raw.title)
        found.policy, found.policy_file = policy_from_sheet(raw), raw.file
    elif table in found.tables:
        twice = Refused("exchange.table_twice", title=raw.title[:80])
        found.refuse(raw.file, twice)
    elif raw.header and any(raw.header):
        found.tables[table] = raw


def _take_json(content: Mapping[str, Any], found: _Found) -> None:
    check_columns(len(content))
    for key, value in content.items():
        table = table_of_title().get(folded(key))
        try:
            if table == POLICY:
                if not isinstance(value, dict):
                    raise Refused("exchange.json_shape", key=key[:80])
                if found.policy is not None:
                    raise Refused("exchange.table_twice", title=key[:80])
                found.policy, found.policy_file = value, POLICY
            elif table is None:
                found.complaints.append(_unknown_title(key[:80], key))
            else:
                raw = json_table(key, value)
                # an empty list is a table without rows, as a CSV file with only its header is
                names = tuple(c.name for c in COLUMNS[table])
                _take_table(raw if raw.header else raw._replace(header=names), found)
        except Refused as refused:
            found.refuse(key[:80], refused)
            if table:
                found.unreadable.add(table)


def _unknown_title(file: str, title: str) -> Complaint:
    near = get_close_matches(folded(title), list(table_of_title()), 1, 0.6)
    return Complaint(
        code="exchange.unknown_table",
        severity="warning",
        file=file,
        value=title[:80],
        nearest=table_of_title()[near[0]] if near else "",
    )


def _assembled(found: _Found) -> PoolReading:
    """Build all tables, then the pool, then check across files."""
    complaints = found.complaints
    for table in TABLES:
        absent = table.name not in found.tables and table.name not in found.unreadable
        if table.required and absent:
            found.unreadable.add(table.name)
            complaints.append(Complaint(code="exchange.missing_table", file=f"{table.name}.csv"))
    built = {name: built_table(name, raw) for name, raw in found.tables.items()}
    for part in built.values():
        complaints += part.complaints
    policy, about_policy = read_policy(found.policy or {}, found.policy_file)
    complaints += about_policy
    rows: dict[str, Any] = {name: tuple(part.facts) for name, part in built.items()}
    pool = Pool(**rows, policy=policy or Policy())
    has_errors = any(c.severity == "error" for c in complaints)
    across = list(located(pool_complaints(pool), built))
    if has_errors:
        across = [c for c in across if _still_says_something(c, built, found.unreadable)]
    complaints += across
    is_wrong = any(c.severity == "error" for c in complaints)
    return PoolReading(None if is_wrong else pool, _in_order(complaints))


def _in_order(complaints: list[Complaint]) -> tuple[Complaint, ...]:
    """By file and row, and not more than a person can read; errors come before warnings then."""
    order = sorted(complaints, key=lambda c: (c.file, c.row or 0))
    if len(order) <= MAX_SHOWN:
        return tuple(order)
    order.sort(key=lambda c: c.severity)  # "error" sorts before "warning"
    rest = Complaint(
        code="exchange.more_findings",
        severity=order[MAX_SHOWN].severity,
        file=order[MAX_SHOWN].file,
        facts={"count": len(order) - MAX_SHOWN},
    )
    return (*order[:MAX_SHOWN], rest)


def located(complaints: tuple[Complaint, ...], built: Mapping[str, Built]) -> Iterator[Complaint]:
    """The complaints with the file and row that their key was read from."""
    for complaint in complaints:
        part = built.get(complaint.file)
        if part is None:
            yield complaint
            continue
        row = part.row_of_key.get(str(complaint.facts.get("key", "")))
        yield complaint.model_copy(update={"file": part.file, "row": row})


def _still_says_something(
    complaint: Complaint, built: Mapping[str, Built], unreadable: set[str]
) -> bool:
    """Whether a finding on the readable rows alone is true of the whole pool as well."""
    if complaint.severity == "warning":
        return False
    target = str(complaint.facts.get("target", ""))
    if not target:
        return True
    part = built.get(target)
    if target in unreadable or (part is not None and not part.is_whole):
        return False
    return part is None or complaint.value not in part.broken
