"""Accounts and tokens."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.store.copying import record_of, row_of
from scheduler.store.records import Account, Token
from scheduler.store.tables import AccountRow, TokenRow


class Accounts:
    """Accounts and their tokens within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, account: Account) -> None:
        """The account is there; its name must be free."""
        self._session.add(row_of(AccountRow, account))
        self._session.flush()

    def of_name(self, name: str) -> Account | None:
        """The account of a name."""
        row = self._session.scalar(select(AccountRow).where(AccountRow.name == name))
        return None if row is None else record_of(Account, row)

    def all(self) -> tuple[Account, ...]:
        """Every account by name."""
        rows = self._session.scalars(select(AccountRow).order_by(AccountRow.name))
        return tuple(record_of(Account, row) for row in rows)

    def add_token(self, token: Token) -> None:
        """The token is there."""
        self._session.add(row_of(TokenRow, token))
        self._session.flush()

    def token(self, prefix: str) -> tuple[Token, Account] | None:
        """The token of a prefix and whose it is."""
        found = self._session.execute(
            select(TokenRow, AccountRow)
            .join(AccountRow, AccountRow.account == TokenRow.account)
            .where(TokenRow.prefix == prefix)
        ).one_or_none()
        if found is None:
            return None
        return record_of(Token, found[0]), record_of(Account, found[1])

    def tokens_of(self, account: str) -> tuple[Token, ...]:
        """Every token of an account, oldest first."""
        rows = self._session.scalars(
            select(TokenRow).where(TokenRow.account == account).order_by(TokenRow.created_at)
        )
        return tuple(record_of(Token, row) for row in rows)

    def revoke(self, prefix: str, now: datetime) -> bool:
        """The token is dead from now on; False when there is none that lives."""
        done = self._session.execute(
            update(TokenRow)
            .where(TokenRow.prefix == prefix, TokenRow.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(TokenRow.prefix)
        )
        return done.scalar() is not None
