"""Reading changes: the same tables as a pool's, none required, and a table of what has ended.

Stricter than reading a pool: a file, sheet or key that is no table is an error, because what it
says would be lost.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from scheduler.exchange.columns import Column, folded, table_of_title
from scheduler.exchange.days import CellError, is_blank
from scheduler.exchange.limits import MAX_FILE_BYTES, Refused
from scheduler.exchange.lists import read_cell
from scheduler.exchange.near_names import is_aside
from scheduler.exchange.rows import Built, built_table
from scheduler.exchange.sheets import RawTable, csv_table, json_object, json_table, workbook_tables
from scheduler.forward import Changes, Ended
from scheduler.model import TABLES, Agency, Complaint, Pool, PoolError, label
from scheduler.model.agency_names import ids_by_name

ENDED: Final = "ended"
_COLUMNS: Final = ("case", "demand", "specialist")


@dataclass
class ChangesReading:
    """What was read, and where each row stands, for complaints that come up later."""

    rows: dict[str, Built] = field(default_factory=dict)
    ended: list[Ended] = field(default_factory=list)
    row_of_ended: dict[str, int] = field(default_factory=dict)
    ended_file: str = ENDED
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """The complaints that do not stand in the way."""
        return tuple(c for c in self.complaints if c.severity == "warning")

    @property
    def changes(self) -> Changes:
        """The changes, once there is nothing to complain of."""
        return Changes(
            {name: tuple(built.facts) for name, built in self.rows.items()}, tuple(self.ended)
        )

    def located(self, complaints: tuple[Complaint, ...]) -> tuple[Complaint, ...]:
        """The complaints about rows of the changes with their file and row; others as they are."""
        return tuple(map(self._located, complaints))

    def _located(self, complaint: Complaint) -> Complaint:
        key = str(complaint.facts.get("key", ""))
        if complaint.file == ENDED:
            row, file = self.row_of_ended.get(key), self.ended_file
        else:
            built = self.rows.get(complaint.file)
            row = built.row_of_key.get(key) if built else None
            file = built.file if built else complaint.file
        return complaint if row is None else complaint.model_copy(update={"file": file, "row": row})


def read_changes(path: Path, pool: Pool | None = None) -> ChangesReading:
    """The changes in a folder of CSV files, an .xlsx or a .json.

    ``pool``: the one to change. Its agencies may be called by their names.

    Raises:
        PoolError: with every row to correct; nothing is half read.
    """
    reading = ChangesReading()
    found: list[RawTable] = []
    for file in _files(path, reading):
        with _refusals_told(file.name, reading):
            found += _raw_tables(file)
    agencies = dict(pool.agency_of_id) if pool else {}
    # agencies come first, since other tables call them by name
    for raw in sorted(found, key=lambda raw: _titles().get(folded(raw.title)) != "agencies"):
        with _refusals_told(raw.file, reading):
            _take(raw, reading, ids_by_name(agencies.values()))
        if "agencies" in reading.rows:
            told = (fact for fact in reading.rows["agencies"].facts if isinstance(fact, Agency))
            agencies |= {agency.agency: agency for agency in told}
    if errors := [c for c in reading.complaints if c.severity == "error"]:
        raise PoolError(errors)
    return reading


@contextmanager
def _refusals_told(file: str, reading: ChangesReading) -> Iterator[None]:
    """A refusal inside becomes a complaint about a file or sheet."""
    try:
        yield
    except Refused as refused:
        reading.complaints.append(Complaint(code=refused.code, file=file, facts=refused.facts))


def _files(path: Path, reading: ChangesReading) -> list[Path]:
    if path.is_file():
        return [path]
    if path.is_dir():
        found = sorted(
            p for p in path.iterdir() if p.is_file() and not p.name.startswith((".", "~"))
        )
        return [p for p in found if p.suffix.casefold() not in (".md", ".txt")]
    missing = Complaint(code="exchange.no_such_path", file=path.name, value=str(path))
    reading.complaints.append(missing)
    return []


def _raw_tables(path: Path) -> Iterator[RawTable]:
    """The tables of one file.

    Raises:
        Refused: it cannot be read.
    """
    with path.open("rb") as stream:
        data = stream.read(MAX_FILE_BYTES + 1)
    suffix = path.suffix.casefold()
    if suffix in (".csv", ".tsv"):
        yield csv_table(path.name, path.stem, data)
    elif suffix in (".xlsx", ".xlsm"):
        yield from (raw for raw in workbook_tables(data) if any(raw.header))
    elif suffix == ".json":
        yield from (json_table(key, rows) for key, rows in json_object(data).items())
    else:
        raise Refused("exchange.changes_kind")


def _titles() -> Mapping[str, str]:
    """Table by folded title, ``ended`` among them; a policy is no table of changes."""
    names = {t.name for t in TABLES}
    known = {title: name for title, name in table_of_title().items() if name in names}
    texts = (ENDED, label("table", ENDED, "ko"), label("table", ENDED, "en"))
    return known | {folded(text): ENDED for text in texts}


def _take(raw: RawTable, reading: ChangesReading, agencies: Mapping[str, str]) -> None:
    """Read one table into what there is; one whose name begins with ``_`` or ``#`` is none."""
    if is_aside(raw.title):
        return
    titles = _titles()
    table = titles.get(folded(raw.title))
    if table is None:
        near = get_close_matches(folded(raw.title), list(titles), 1, 0.6)
        complaint = Complaint(
            code="exchange.changes_table",
            file=raw.file,
            value=raw.title[:80],
            nearest=titles[near[0]] if near else "",
        )
        reading.complaints.append(complaint)
    elif table == ENDED:
        _take_ended(raw, reading)
    elif table in reading.rows:
        raise Refused("exchange.table_twice", title=raw.title[:80])
    else:
        built = reading.rows[table] = built_table(table, raw, agencies)
        reading.complaints += built.complaints


def _take_ended(raw: RawTable, reading: ChangesReading) -> None:
    """Read what has ended: of a row's case, demand and specialist exactly one is filled."""
    reading.ended_file = raw.file
    known = {
        folded(text): name
        for name in _COLUMNS
        for text in (name, *(label("column.ended", name, language) for language in ("ko", "en")))
    }
    places = {known.get(folded(head), ""): x for x, head in enumerate(raw.header)}
    for head in raw.header:
        if head and folded(head) not in known:
            reading.complaints.append(_wrong(raw, 1, head, head, "exchange.changes_column"))
    for number, cells in raw.rows:
        filled = {
            name: cells[x]
            for name, x in places.items()
            if name and x < len(cells) and not is_blank(cells[x])
        }
        try:
            ids = {
                name: read_cell(Column(ENDED, name, "id", True), cell)
                for name, cell in filled.items()
            }
            end = Ended(**ids)
        except (CellError, ValidationError) as error:
            code = error.code if isinstance(error, CellError) else "exchange.ended_one"
            names, values = ", ".join(filled), "; ".join(map(str, filled.values()))
            reading.complaints.append(_wrong(raw, number, names, values, code))
        else:
            reading.ended.append(end)
            reading.row_of_ended.setdefault(next(iter(ids.values())), number)


def _wrong(raw: RawTable, row: int, column: str, value: str, code: str) -> Complaint:
    return Complaint(code=code, file=raw.file, row=row, column=column, value=value[:80])
