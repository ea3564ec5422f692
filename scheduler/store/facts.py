"""The current facts: one stored row for each row of the pool, editable one by one.

Every change first moves the head's version, so that on PostgreSQL too changes come one after the
other and a reader who holds the head sees facts that belong together. What a change writes carries
the version it moved to: a row that is gone and comes back never has a version it had before. Who is
the same person in new facts, row by row, was not changed and keeps the version.
"""

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from scheduler.model import TABLE, TABLES, Fact, Policy, Pool, row_key
from scheduler.store.records import StoredFact
from scheduler.store.tables import FactRow, FactsHeadRow

POLICY = "policy"
PEOPLE = "specialists"
# what is told and changed under one person's version
OF_A_PERSON = (PEOPLE, "specialist_skills", "availability")

Told = tuple[str, str, str]  # table, key and body of a row


def key_of(table: str, row: Fact) -> str:
    """The key of a fact as one text."""
    return json.dumps(row_key(TABLE[table], row), ensure_ascii=False)


def _body(row: Fact) -> str:
    return row.model_dump_json(by_alias=True)


def _rows_of(pool: Pool, version: int) -> Iterator[FactRow]:
    home = {s.specialist: s.agency for s in pool.specialists}
    for table in TABLES:
        for row in getattr(pool, table.name):
            subject = getattr(row, "specialist", None)
            yield FactRow(
                table_name=table.name,
                key=key_of(table.name, row),
                subject=subject,
                owner=home.get(subject) if subject else None,
                body=_body(row),
                version=version,
            )
    yield FactRow(table_name=POLICY, key="", body=_body(pool.policy), version=version)


def _by_person(rows: Iterable[FactRow]) -> dict[str | None, set[Told]]:
    found: dict[str | None, set[Told]] = {}
    for row in rows:
        if row.table_name in OF_A_PERSON:
            found.setdefault(row.subject, set()).add((row.table_name, row.key, row.body))
    return found


def _keep_versions(before: Iterable[FactRow], after: Iterable[FactRow]) -> None:
    """Whoever is the same before and after has the version from before."""
    former, fresh = list(before), list(after)
    was, now = _by_person(former), _by_person(fresh)
    version = {row.subject: row.version for row in former if row.table_name == PEOPLE}
    for row in fresh:
        if row.table_name == PEOPLE and now[row.subject] == was.get(row.subject):
            row.version = version[row.subject]


class Facts:
    """The current facts within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._moved_to: int | None = None

    def version(self) -> int:
        """The head's version; 0 when nothing was ever stored."""
        return self._session.scalars(select(FactsHeadRow.version)).one()

    def hold(self) -> int:
        """The head's version, and nobody changes a fact until this transaction ends."""
        return self._session.scalars(select(FactsHeadRow.version).with_for_update()).one()

    def move_on(self) -> int:
        """The head's next version; call it before any change."""
        done = self._session.execute(
            update(FactsHeadRow)
            .values(version=FactsHeadRow.version + 1)
            .returning(FactsHeadRow.version)
        )
        self._moved_to = done.scalar_one()
        return self._moved_to

    def _new_version(self) -> int:
        if self._moved_to is None:
            raise RuntimeError("a fact was to change before the head moved on")
        return self._moved_to

    def replace_all(self, pool: Pool) -> None:
        """The facts are exactly this pool; whom it leaves as they were keeps their version."""
        rows = list(_rows_of(pool, self._new_version()))
        before = self._session.scalars(select(FactRow).where(FactRow.table_name.in_(OF_A_PERSON)))
        _keep_versions(before, rows)
        self._session.execute(delete(FactRow))
        self._session.add_all(rows)
        self._session.flush()

    def pool(self) -> Pool:
        """All facts as one pool."""
        rows: dict[str, list[Fact]] = {t.name: [] for t in TABLES}
        policy = Policy()
        found = self._session.execute(select(FactRow.table_name, FactRow.body))
        for table, body in found:
            if table == POLICY:
                policy = Policy.model_validate_json(body)
            else:
                rows[table].append(TABLE[table].row.model_validate_json(body))
        return Pool().with_rows(policy=policy, **{n: tuple(r) for n, r in rows.items()})

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        found = self._session.execute(
            select(FactRow.table_name, func.count()).group_by(FactRow.table_name)
        )
        counted = {table: int(number) for table, number in found}
        return {t.name: counted.get(t.name, 0) for t in TABLES}

    def rows(
        self, table: str, *, owner: str | None = None, subject: str | None = None
    ) -> tuple[StoredFact, ...]:
        """The rows of a table by key, of one owner or about one specialist."""
        query = select(FactRow).where(FactRow.table_name == table).order_by(FactRow.key)
        if owner is not None:
            query = query.where(FactRow.owner == owner)
        if subject is not None:
            query = query.where(FactRow.subject == subject)
        return tuple(
            StoredFact(r.table_name, r.key, r.subject, r.owner, r.body, r.version)
            for r in self._session.scalars(query)
        )

    def set_rows(self, table: str, subject: str, owner: str, rows: Iterable[Fact]) -> None:
        """The rows of a table about one specialist are exactly these."""
        version = self._new_version()
        self._session.execute(
            delete(FactRow).where(FactRow.table_name == table, FactRow.subject == subject)
        )
        self._session.add_all(
            FactRow(
                table_name=table,
                key=key_of(table, row),
                subject=subject,
                owner=owner,
                body=_body(row),
                version=version,
            )
            for row in rows
        )
        self._session.flush()

    def add(self, table: str, row: Fact, *, subject: str, owner: str) -> None:
        """The row is there in the head's version; its key must be free."""
        self._session.add(
            FactRow(
                table_name=table,
                key=key_of(table, row),
                subject=subject,
                owner=owner,
                body=_body(row),
                version=self._new_version(),
            )
        )
        self._session.flush()

    def change(self, table: str, row: Fact, *, seen: int) -> bool:
        """The row is this one in the head's version; False when ``seen`` is stale."""
        done = self._session.execute(
            update(FactRow)
            .where(
                FactRow.table_name == table,
                FactRow.key == key_of(table, row),
                FactRow.version == seen,
            )
            .values(body=_body(row), version=self._new_version())
            .returning(FactRow.version)
        )
        return done.scalar() is not None

    def remove_about(self, subject: str, tables: Iterable[str]) -> None:
        """No row of these tables is about that specialist."""
        self._session.execute(
            delete(FactRow).where(FactRow.table_name.in_(tuple(tables)), FactRow.subject == subject)
        )
