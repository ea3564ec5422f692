"""Which rows that an agency has sent are another agency's: with one of them none is taken."""

from collections.abc import Iterator, Mapping

from scheduler.forward.owned import KEPT, OWNER
from scheduler.model import TABLE, Agency, Complaint, Fact, Instrument, Pool, PoolError, row_key
from scheduler.model.finding import key_of

Rows = Mapping[str, tuple[Fact, ...]]


def check_owner(pool: Pool, agency: str, rows: Rows) -> None:
    """Return when every row is the agency's own, and names nobody of another one.

    Raises:
        PoolError: one is not, or the agency's own row is missing; all are listed.
    """
    home = pool.agency_of_id[agency]
    wrong = list(_own_row(pool, home, rows)) or [
        complaint for name in KEPT for complaint in _Theirs(pool, home, name).of(rows.get(name, ()))
    ]
    if wrong:
        raise PoolError(wrong)


def _own_row(pool: Pool, home: Agency, rows: Rows) -> Iterator[Complaint]:
    """That the table of agencies was sent without the agency itself; it may be another's."""
    named = [getattr(row, "agency", "") for row in rows.get("agencies", ())]
    if "agencies" not in rows or home.agency in named:
        return
    other = pool.agency_of_id.get(named[0]) if named else None
    facts = _names(home)
    if other is None:
        yield Complaint(code="merge.own_row", file="agencies", value=home.agency, facts=facts)
    else:
        facts |= {"other_ko": other.name_ko, "other_en": other.name_en}
        value = other.agency
        yield Complaint(code="merge.other_workbook", file="agencies", value=value, facts=facts)


def _names(agency: Agency) -> dict[str, str | int]:
    """What an agency is called in a sentence of either language."""
    return {"agency_ko": agency.name_ko, "agency_en": agency.name_en}


class _Theirs:
    """What of one table is other agencies': their rows' ids, and their people."""

    def __init__(self, pool: Pool, home: Agency, table: str) -> None:
        self._home, self._table, self._owner = home, table, OWNER.get(table)
        self._people = {s.specialist for s in pool.specialists if s.agency != home.agency}
        self._keys = {
            row_key(TABLE[table], row)
            for row in getattr(pool, table)
            if self._owner is not None and getattr(row, self._owner) != home.agency
        }

    def of(self, rows: tuple[Fact, ...]) -> Iterator[Complaint]:
        """The rows that are another agency's, or name its people."""
        for row in rows:
            if self._owner is None:
                yield from self._naming(row, "specialist", (getattr(row, "specialist", ""),))
            elif (named := getattr(row, self._owner)) != self._home.agency:
                yield self._wrong(row, "foreign_agency", self._owner, named)
            elif row_key(TABLE[self._table], row) in self._keys:
                column = TABLE[self._table].key[0]
                yield self._wrong(row, "taken", column, getattr(row, column))
            elif isinstance(row, Instrument) and row.specialists != "*":
                yield from self._naming(row, "specialists", row.specialists)

    def _naming(self, row: Fact, column: str, named: tuple[str, ...]) -> Iterator[Complaint]:
        if theirs := [who for who in named if who in self._people]:
            yield self._wrong(row, "foreign_specialist", column, ", ".join(theirs))

    def _wrong(self, row: Fact, code: str, column: str, value: str) -> Complaint:
        return Complaint(
            code=f"merge.{code}",
            file=self._table,
            column=column,
            value=value,
            facts={"key": key_of(self._table, row), **_names(self._home)},
        )
