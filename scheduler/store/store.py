"""The unit of work: everything a use case reads and writes, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from scheduler.model import ConflictError, RequestError
from scheduler.store import schema
from scheduler.store.accounts import Accounts
from scheduler.store.engine import WRITES, is_sqlite, open_engine
from scheduler.store.facts import Facts
from scheduler.store.leases import Leases
from scheduler.store.log import Answers, Log
from scheduler.store.plans import Plans
from scheduler.store.pools import Pools
from scheduler.store.proposals import Proposals
from scheduler.store.runs import Runs
from scheduler.store.scope import Scope, demand_scope
from scheduler.store.sessions import Sessions
from scheduler.store.studies import Studies

T = TypeVar("T")


class Transaction:
    """The repositories of one transaction; ``scope``: whom it is for."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self.scope = scope
        self.accounts = Accounts(session)
        self.sessions = Sessions(session)
        self.pools = Pools(session)
        self.facts = Facts(session)
        self.runs = Runs(session)
        self.studies = Studies(session)
        self.proposals = Proposals(session)
        self.leases = Leases(session)
        self.plans = Plans(session)
        self.log = Log(session)
        self.answers = Answers(session)


class Store:
    """A database at the schema of this release."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**WRITES)

    @classmethod
    def open(cls, url: str) -> "Store":
        """The store of a database URL; nothing is read yet.

        Raises:
            RequestError: the URL names neither a file of SQLite nor a PostgreSQL server.
        """
        return cls(open_engine(url))

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of SQLite."""
        return is_sqlite(self._engine)

    def upgrade(self) -> None:
        """The database has the tables of this release."""
        schema.upgrade(self._engine)

    def downgrade(self, revision: str) -> None:
        """The database is back at an earlier revision."""
        schema.downgrade(self._engine, revision)

    def drift(self) -> str:
        """How the database differs from this release's tables; empty when it does not."""
        return schema.drift(self._engine)

    def demand_current(self) -> None:
        """Return when the database stands at this release's schema.

        Raises:
            ConflictError: it does not.
        """
        schema.demand_current(self._engine)

    def close(self) -> None:
        """All connections are closed."""
        self._engine.dispose()

    @contextmanager
    def read(self, scope: Scope | None) -> Iterator[Transaction]:
        """A transaction for somebody that sees one state and changes nothing.

        Raises:
            NotSignedInError: it is for nobody.
            RequestError: a value is none the database can hold, e.g. a text with a NUL.
        """
        reader, engine = demand_scope(scope), self._engine
        if not is_sqlite(engine):
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield Transaction(session, reader)
                session.rollback()
        except DataError as error:
            raise RequestError("store.unstorable") from error

    @contextmanager
    def write(self, scope: Scope | None) -> Iterator[Transaction]:
        """A transaction for somebody that commits at the end of the block, or leaves nothing.

        Raises:
            NotSignedInError: it is for nobody.
            ConflictError: somebody else has just written what a constraint allows only once.
            RequestError: a value is none the database can hold, e.g. a text with a NUL.
        """
        writer = demand_scope(scope)
        try:
            with Session(self._writer, expire_on_commit=False) as session:
                yield Transaction(session, writer)
                session.commit()
        except IntegrityError as error:
            raise ConflictError("store.taken") from error
        except DataError as error:
            raise RequestError("store.unstorable") from error

    def retrying(self, scope: Scope | None, work: Callable[[Transaction], T]) -> T:
        """Do the work in a transaction for somebody; once more when somebody else came first.

        Raises:
            NotSignedInError: it is for nobody.
            ConflictError: it came second twice.
        """
        try:
            with self.write(scope) as tx:
                return work(tx)
        except ConflictError as error:
            if error.code != "store.taken":
                raise
        with self.write(scope) as tx:
            return work(tx)
