"""Who has signed in with a browser, and who has tried to."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.access import Principal
from scheduler.store.accounts import principal_of
from scheduler.store.copying import record_of, row_of
from scheduler.store.log import take_turn
from scheduler.store.records import Account, Session
from scheduler.store.tables import AccountRow, LoginRow, PrincipalRow, SessionRow


class Sessions:
    """Sessions and tries to sign in within one transaction."""

    def __init__(self, session: DatabaseSession) -> None:
        self._session = session

    def add(self, session: Session) -> None:
        """The session is there."""
        self._session.add(row_of(SessionRow, session))
        self._session.flush()

    def get(self, digest: str) -> tuple[Session, Account, Principal | None] | None:
        """The session with that hash, whose it is, and what it acts as."""
        found = self._session.execute(
            select(SessionRow, AccountRow, PrincipalRow)
            .join(AccountRow, AccountRow.account == SessionRow.account)
            .outerjoin(PrincipalRow, PrincipalRow.principal == SessionRow.principal)
            .where(SessionRow.digest == digest)
        ).one_or_none()
        if found is None:
            return None
        session, account, acting = found
        principal = None if acting is None else principal_of(acting, account.name)
        return record_of(Session, session), record_of(Account, account), principal

    def see(self, digest: str, now: datetime) -> None:
        """The session was used just now."""
        self._change(digest, seen_at=now)

    def act_as(self, digest: str, principal: str) -> None:
        """The session acts as this principal of its account."""
        self._change(digest, principal=principal)

    def end(self, digest: str, now: datetime) -> None:
        """The session opens nothing from now on."""
        self._change(digest, ended_at=now)

    def end_all(self, account: str, now: datetime) -> None:
        """Every session of the account opens nothing from now on."""
        self._session.execute(
            update(SessionRow)
            .where(SessionRow.account == account, SessionRow.ended_at.is_(None))
            .values(ended_at=now)
        )

    def forget(self, before: datetime) -> None:
        """Sessions that were over, and tries that were made, before an instant are gone."""
        self._session.execute(delete(SessionRow).where(SessionRow.expires_at < before))
        self._session.execute(delete(LoginRow).where(LoginRow.at < before))

    def _change(self, digest: str, **values: object) -> None:
        self._session.execute(
            update(SessionRow).where(SessionRow.digest == digest).values(**values)
        )

    # -- tries -----------------------------------------------------------------------------

    def take_turn(self, name_sha256: str, source: str) -> None:
        """Nobody else tries this name, or from this source, until the transaction ends."""
        take_turn(self._session, "name", name_sha256)
        take_turn(self._session, "source", source)

    def try_(self, name_sha256: str, source: str, now: datetime) -> int:
        """A try counts as wrong until it is said to have been right; its number."""
        row = LoginRow(name_sha256=name_sha256, source=source, at=now, is_right=False)
        self._session.add(row)
        self._session.flush()
        return row.login

    def was_right(self, number: int) -> None:
        """The try with that number was right."""
        self._session.execute(
            update(LoginRow).where(LoginRow.login == number).values(is_right=True)
        )

    def last_right(self, name_sha256: str) -> dict[str, datetime]:
        """The sources from which that name has signed in, and when last."""
        rows = self._session.execute(
            select(LoginRow.source, LoginRow.at)
            .where(LoginRow.name_sha256 == name_sha256, LoginRow.is_right)
            .order_by(LoginRow.at)
        )
        return {source: at for source, at in rows}  # noqa: C416 - the last of each is kept

    def wrong_of_name(self, name_sha256: str, since: datetime) -> list[tuple[str, datetime]]:
        """Wrong tries of a name since an instant: from where and when, oldest first."""
        rows = self._session.execute(
            select(LoginRow.source, LoginRow.at)
            .where(LoginRow.name_sha256 == name_sha256, LoginRow.at >= since, ~LoginRow.is_right)
            .order_by(LoginRow.at)
        )
        return [(source, at) for source, at in rows]

    def wrong_of_source(self, source: str, since: datetime) -> list[datetime]:
        """When wrong tries came from a source since an instant, oldest first."""
        return list(
            self._session.scalars(
                select(LoginRow.at)
                .where(LoginRow.source == source, LoginRow.at >= since, ~LoginRow.is_right)
                .order_by(LoginRow.at)
            )
        )
