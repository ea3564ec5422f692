"""Reading a pool: a folder of CSV, an Excel workbook or a JSON file; all of it or nothing.

Every complaint of every file comes at once, causes before what follows from them. Where some rows
do not read, the cross-file checks still run over the rest, and what would only repeat an error
already told is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from scheduler.exchange.contents import TableRead
from scheduler.exchange.files import found_in, is_part_of_folder
from scheduler.exchange.found import POLICY_FILE, Found
from scheduler.exchange.headers import named
from scheduler.exchange.limits import MAX_FILE_BYTES
from scheduler.exchange.policy_file import read_policy
from scheduler.exchange.rows import Built, built_table
from scheduler.model import TABLES, Agency, Complaint, Policy, Pool, PoolError
from scheduler.model.agency_names import ids_by_name
from scheduler.model.integrity import pool_complaints

MAX_SHOWN: Final = 3_000
_TABLES: Final = (".csv", ".tsv")
_POOLS: Final = (".xlsx", ".xlsm", ".json")


@dataclass(frozen=True)
class PoolReading:
    """What became of an attempt to read a pool: a pool or None, all complaints, what was read.

    ``built`` knows from which row of which file each key was read.
    """

    pool: Pool | None
    complaints: tuple[Complaint, ...]
    read: tuple[TableRead, ...] = ()
    built: Mapping[str, Built] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """The complaints that must be put right; empty exactly when there is a pool."""
        return tuple(c for c in self.complaints if c.severity == "error")

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """The complaints that do not stand in the way."""
        return tuple(c for c in self.complaints if c.severity == "warning")

    def located(self, complaints: tuple[Complaint, ...]) -> tuple[Complaint, ...]:
        """Complaints about the pool with the file and row that they speak of."""
        return tuple(located(complaints, self.built))


def read_pool(path: Path) -> PoolReading:
    """The pool at a path: a folder of CSV files, an .xlsx, or a .json."""
    if is_folder := path.is_dir():
        every = sorted(p for p in path.iterdir() if p.is_file())
        names = [p for p in every if is_part_of_folder(p.name)]
        if not any(p.name.casefold().endswith(_TABLES) for p in names):
            return _no_folder_of_tables(path, [p.name for p in every])
    elif path.is_file() and path.suffix.casefold() in _TABLES:
        alone = Complaint(code="exchange.one_of_folder", file=path.name, value=str(path.parent))
        return PoolReading(None, (alone,))
    elif path.is_file():
        names = [path]
        beside = path.with_name(POLICY_FILE)
        if path.suffix.casefold() == ".xlsx" and beside.is_file():
            names.append(beside)
    else:
        missing = Complaint(code="exchange.no_such_path", file=path.name, value=str(path))
        return PoolReading(None, (missing,))
    files = {p.name: file_head(p) for p in names}
    return _assembled(found_in(files, is_folder=is_folder))


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
    return _assembled(found_in(files))


def file_head(path: Path) -> bytes:
    """The bytes of a file; of one too big one byte more than the limit, by which it is refused."""
    with path.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _no_folder_of_tables(path: Path, names: list[str]) -> PoolReading:
    """A folder without any table; a workbook in it is a pool by itself."""
    pools = [name for name in names if name.casefold().endswith(_POOLS)]
    inside = [p for p in sorted(path.iterdir()) if p.is_dir() and _tables_in(p)]
    if inside and not pools:
        found = Complaint(
            code="exchange.folder_inside", file=path.name, value=str(path), nearest=str(inside[0])
        )
        return PoolReading(None, (found,))
    found = Complaint(
        code="exchange.folder_of_pools" if pools else "exchange.folder_without_tables",
        file=path.name,
        value=str(path),
        facts={"found": named(pools or names)},
    )
    return PoolReading(None, (found,))


def _tables_in(folder: Path) -> list[Path]:
    return [p for p in folder.iterdir() if p.name.casefold().endswith(_TABLES)]


def _assembled(found: Found) -> PoolReading:
    """Build all tables, then the pool, then check across files."""
    complaints = found.complaints
    built = dict(_built(found))
    for part in built.values():
        complaints += part.complaints
    policy, about_policy = read_policy(found.policy or {}, found.policy_file)
    complaints += about_policy
    rows: dict[str, Any] = {name: tuple(part.facts) for name, part in built.items()}
    pool = Pool(**rows, policy=policy or Policy())
    has_errors = any(c.severity == "error" for c in complaints)
    across = list(located(pool_complaints(pool), built))
    if has_errors:
        across = [c for c in across if _still_says_something(c, built, found)]
    complaints += across
    is_wrong = any(c.severity == "error" for c in complaints)
    order = {part.file: place for place, part in enumerate(built.values())}
    read = tuple(_read(t.name, built.get(t.name), found) for t in TABLES)
    return PoolReading(None if is_wrong else pool, in_order(complaints, order), read, built)


def _built(found: Found) -> Iterator[tuple[str, Built]]:
    """Each table in the model's order; agencies come first, since others call them by name."""
    agencies: Mapping[str, str] = {}
    for table in TABLES:
        if (raw := found.tables.get(table.name)) is not None:
            part = built_table(table.name, raw, agencies)
            if table.name == "agencies":
                agencies = ids_by_name(fact for fact in part.facts if isinstance(fact, Agency))
            yield table.name, part


def _read(table: str, part: Built | None, found: Found) -> TableRead:
    if part is None:
        return TableRead(table, found.unreadable.get(table, ""))
    return TableRead(table, part.file, len(part.numbers) if part.is_whole else None)


# causes before what follows from them, and whole files before their rows
_RANKS: Final = {"exchange.row_twice": 2, "integrity.duplicate": 2}
_FILE, _HEADER, _ROW, _ACROSS = 0, 1, 3, 4


def _rank(complaint: Complaint) -> int:
    if complaint.code.startswith("integrity.") and complaint.code not in _RANKS:
        return _ACROSS
    by_place = _FILE if complaint.row is None else _HEADER if complaint.row == 1 else _ROW
    return _RANKS.get(complaint.code, by_place)


def in_order(complaints: list[Complaint], place: Mapping[str, int]) -> tuple[Complaint, ...]:
    """Errors first, causes first, then by table and row; not more than a person can read."""
    order = sorted(
        complaints,
        key=lambda c: (c.severity, _rank(c), place.get(c.file, -1), c.file, c.row or 0),
    )  # "error" sorts before "warning"
    if len(order) <= MAX_SHOWN:
        return tuple(order)
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


def _still_says_something(complaint: Complaint, built: Mapping[str, Built], found: Found) -> bool:
    """Whether a finding on the readable rows alone is true of the whole pool as well."""
    if complaint.severity == "warning":
        return False
    target = str(complaint.facts.get("target", ""))
    if not target:
        return True
    part = built.get(target)
    if target in found.unreadable or (part is not None and not part.is_whole):
        return False
    return part is None or complaint.value not in part.broken
