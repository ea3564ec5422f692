"""Reading the workbook that an agency has filled: its own tables, of which none is required.

A table that is not there is left as it is in the pool, and so is a column. What would be lost is
an error: a sheet of another table, or one that is nearly named like one of the agency's.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scheduler.exchange.columns import COLUMNS, POLICY, folded, table_of_title
from scheduler.exchange.files import found_in, is_part_of_folder
from scheduler.exchange.found import Found
from scheduler.exchange.headers import headers_of
from scheduler.exchange.reading import file_head, in_order
from scheduler.exchange.rows import Built, built_table
from scheduler.exchange.sheets import RawTable
from scheduler.forward import KEPT, Merged, merge
from scheduler.model import TABLE, Agency, Complaint, Fact, Pool, PoolError, RequestError
from scheduler.model.agency_names import ids_by_name


@dataclass
class FilledReading:
    """What was read of a filled workbook, and where each row stands.

    ``absent``: by table the columns that are not there.
    """

    tables: dict[str, Built] = field(default_factory=dict)
    absent: dict[str, tuple[str, ...]] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def rows(self) -> Mapping[str, tuple[Fact, ...]]:
        """The rows of each table that is there."""
        return {name: tuple(built.facts) for name, built in self.tables.items()}

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """The complaints that do not stand in the way."""
        return tuple(c for c in self.complaints if c.severity == "warning")

    def merged_into(self, pool: Pool, agency: str) -> Merged:
        """The pool with what was read in place of the agency's rows; warnings tell sheet and row.

        Raises:
            NotFoundError: the pool has no such agency.
            PoolError: rows are another agency's, or the pool would have errors.
        """
        try:
            merged = merge(pool, agency, self.rows, self.absent)
        except PoolError as error:
            raise PoolError([self._located(c) for c in error.complaints]) from None
        found = (*self.warnings, *map(self._located, merged.warnings))
        return replace(merged, warnings=found)

    def _located(self, complaint: Complaint) -> Complaint:
        """The complaint with its sheet and row, if it is about a row of the workbook."""
        built = self.tables.get(complaint.file)
        key = str(complaint.facts.get("key", ""))
        if built is None or (key and key not in built.row_of_key):
            return complaint
        update = {"file": built.file, "row": built.row_of_key.get(key)}
        return complaint.model_copy(update=update)


def tables_called(names: Collection[str]) -> frozenset[str]:
    """The agency's tables of these names, in either language.

    Raises:
        RequestError: an agency keeps no table of a name.
    """
    known = {title: table for title, table in table_of_title().items() if table in KEPT}
    for name in names:
        if folded(name) not in known:
            raise RequestError("merge.no_table", value=name, known=", ".join(KEPT))
    return frozenset(known[folded(name)] for name in names)


def read_filled(path: Path, agencies: Iterable[Agency]) -> FilledReading:
    """The agency's tables at a path: an .xlsx, a .json, a CSV file or a folder of them.

    ``agencies``: those of the pool, whose names stand for their ids.

    Raises:
        PoolError: with every row to correct; nothing is half read.
    """
    if path.is_dir():
        parts = [p for p in sorted(path.iterdir()) if p.is_file() and is_part_of_folder(p.name)]
    elif path.is_file():
        parts = [path]
    else:
        missing = Complaint(code="exchange.no_such_path", file=path.name, value=str(path))
        raise PoolError([missing])
    files = {p.name: file_head(p) for p in parts}
    return read_filled_files(files, agencies, is_folder=path.is_dir())


def read_filled_files(
    files: Mapping[str, bytes], agencies: Iterable[Agency], *, is_folder: bool = False
) -> FilledReading:
    """The agency's tables in uploaded files; see :func:`read_filled`.

    Raises:
        PoolError: with every row to correct; nothing is half read.
    """
    found = found_in(files, is_folder=is_folder, required=())
    reading = FilledReading(complaints=[*found.complaints, *_not_kept(found)])
    names = {a.agency: a for a in agencies}
    for table in KEPT:
        if (raw := found.tables.get(table)) is not None:
            built = reading.tables[table] = built_table(table, raw, ids_by_name(names.values()))
            names |= {a.agency: a for a in built.facts if isinstance(a, Agency)}
            absent = reading.absent[table] = _absent(table, raw)
            reading.complaints += [*built.complaints, *_of_keys(table, raw, absent)]
    if not reading.tables and not any(c.severity == "error" for c in reading.complaints):
        reading.complaints.append(Complaint(code="merge.nothing", file=next(iter(files), "")))
    order = {built.file: place for place, built in enumerate(reading.tables.values())}
    if any(c.severity == "error" for c in reading.complaints):
        told = in_order(reading.complaints, order)
        raise PoolError([c for c in told if c.severity == "error"])
    return reading


def _not_kept(found: Found) -> Iterator[Complaint]:
    """That rows of another table, or a policy, are there."""
    there = {name: raw.file for name, raw in found.tables.items() if raw.rows}
    if found.policy is not None:
        there[POLICY] = found.policy_file
    for table, file in there.items():
        if table not in KEPT:
            yield Complaint(code="merge.not_kept", file=file, facts={"table": table})


def _absent(table: str, raw: RawTable) -> tuple[str, ...]:
    """The columns that the sheet does not have."""
    there = {column.name for _, column in headers_of(table, raw).places}
    return tuple(column.name for column in COLUMNS[table] if column.name not in there)


def _of_keys(table: str, raw: RawTable, absent: Iterable[str]) -> Iterator[Complaint]:
    """That an optional column is not there without which a row cannot be told from another."""
    optional = {column.name for column in COLUMNS[table] if not column.required}
    for name in absent:
        if name in optional and name in TABLE[table].key:
            yield Complaint(code="merge.key_column", file=raw.file, row=1, column=name)
