"""Accounts, what they act as, their tokens and passwords."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.access import Principal, Role
from scheduler.store.copying import record_of, row_of
from scheduler.store.records import Account, Password, Token
from scheduler.store.tables import AccountRow, PasswordRow, PrincipalRow, TokenRow


def principal_of(row: PrincipalRow, name: str) -> Principal:
    """A stored principal, under the name of its account."""
    return Principal(row.account, name, Role(row.role), row.agency, row.principal)


class Accounts:
    """Accounts and what belongs to them within one transaction."""

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

    def get(self, account: str) -> Account | None:
        """The account with that id."""
        row = self._session.get(AccountRow, account)
        return None if row is None else record_of(Account, row)

    def all(self) -> tuple[Account, ...]:
        """Every account by name."""
        rows = self._session.scalars(select(AccountRow).order_by(AccountRow.name))
        return tuple(record_of(Account, row) for row in rows)

    def disable(self, account: str, at: datetime | None) -> None:
        """The account opens nothing from that instant on; None: it opens again."""
        self._session.execute(
            update(AccountRow).where(AccountRow.account == account).values(disabled_at=at)
        )

    # -- what it acts as -------------------------------------------------------------------

    def add_principal(self, principal: Principal, now: datetime) -> None:
        """The account may act as this, too."""
        self._session.add(
            PrincipalRow(
                principal=principal.principal,
                account=principal.account,
                role=str(principal.role),
                agency=principal.agency,
                created_at=now,
            )
        )
        self._session.flush()

    def principals(self, account: str | None = None) -> tuple[Principal, ...]:
        """What one account, or everybody, may act as: by name, then in the order of the roles."""
        query = select(PrincipalRow, AccountRow.name).join(
            AccountRow, AccountRow.account == PrincipalRow.account
        )
        if account is not None:
            query = query.where(PrincipalRow.account == account)
        found = [principal_of(row, name) for row, name in self._session.execute(query)]
        rank = list(Role).index
        return tuple(sorted(found, key=lambda p: (p.name, rank(p.role), p.agency or "")))

    # -- tokens ----------------------------------------------------------------------------

    def add_token(self, token: Token) -> None:
        """The token is there."""
        self._session.add(row_of(TokenRow, token))
        self._session.flush()

    def token(self, prefix: str) -> tuple[Token, Principal, Account] | None:
        """The token of a prefix, whose it is, and what that one acts as."""
        found = self._session.execute(
            select(TokenRow, PrincipalRow, AccountRow)
            .join(PrincipalRow, PrincipalRow.principal == TokenRow.principal)
            .join(AccountRow, AccountRow.account == PrincipalRow.account)
            .where(TokenRow.prefix == prefix)
        ).one_or_none()
        if found is None:
            return None
        token, principal, account = found
        holder = record_of(Account, account)
        return record_of(Token, token), principal_of(principal, account.name), holder

    def tokens_of(self, account: str) -> tuple[Token, ...]:
        """Every token of an account, oldest first."""
        rows = self._session.scalars(
            select(TokenRow)
            .join(PrincipalRow, PrincipalRow.principal == TokenRow.principal)
            .where(PrincipalRow.account == account)
            .order_by(TokenRow.created_at)
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

    # -- passwords -------------------------------------------------------------------------

    def password(self, account: str) -> Password | None:
        """The account's password; None where it has none."""
        row = self._session.get(PasswordRow, account)
        return None if row is None else record_of(Password, row)

    def set_password(self, password: Password) -> None:
        """The account has this password and no other."""
        self._session.merge(row_of(PasswordRow, password))
        self._session.flush()
