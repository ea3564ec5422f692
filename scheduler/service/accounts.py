"""Accounts and tokens: made on the command line, checked at every request.

A token is ``eps_<prefix>_<secret>``: the prefix finds the row, 256 random bits are the secret, and
only the SHA-256 of the whole is stored. It is shown once, when it is made.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduler.access import AGENCY_ROLES, Principal, Role
from scheduler.model import ConflictError, NotFoundError, RequestError
from scheduler.model.agency_names import agency_called, ids_by_name
from scheduler.service.desk import Desk
from scheduler.service.people_rows import agencies_of
from scheduler.store import Account, Token

MARK = "eps"
OPERATOR = "operator"
MAX_DAYS = 3660


class NewToken(NamedTuple):
    """A token at the only moment its text is known."""

    text: str
    prefix: str
    expires_at: datetime | None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Accounts:
    """Who may sign in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create_account(self, name: str, role: Role | str, agency: str | None = None) -> Account:
        """The account is there. A role of an agency is given one, by its id or name; no other is.

        Raises:
            RequestError: the role is unknown, or does not go with the agency.
            ConflictError: the name is taken.
        """
        name = name.strip()
        if not 1 <= len(name) <= 100:
            raise RequestError("account.name", limit=100)
        if role not in set(Role):
            raise RequestError("account.role", value=str(role), roles=", ".join(Role))
        if (role in AGENCY_ROLES) != (agency is not None):
            raise RequestError("account.agency")
        now = self._desk.now()
        with self._desk.store.write() as tx:
            if agency is not None:
                agency = agency_called(agency, ids_by_name(agencies_of(tx)))
            account = Account(self._desk.new_id(), name, str(Role(role)), agency, now)
            if tx.accounts.of_name(name) is not None:
                raise ConflictError("account.taken", name=name)
            tx.accounts.add(account)
            tx.log.write("account.create", name, at=now, actor=OPERATOR, agency=agency)
        return account

    def accounts(self) -> tuple[Account, ...]:
        """Every account by name."""
        with self._desk.store.read() as tx:
            return tx.accounts.all()

    def create_token(self, account: str, days: int | None = None) -> NewToken:
        """A new token of the account of that name, valid for so many days (None: until revoked).

        Raises:
            NotFoundError: there is no account of that name.
            RequestError: the number of days is out of 1..3660.
        """
        if days is not None and not 1 <= days <= MAX_DAYS:
            raise RequestError("token.days", days=days, limit=MAX_DAYS)
        now = self._desk.now()
        prefix = secrets.token_hex(6)
        text = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
        expires_at = None if days is None else now + timedelta(days=days)
        with self._desk.store.write() as tx:
            holder = tx.accounts.of_name(account)
            if holder is None:
                raise NotFoundError("account.unknown", name=account)
            tx.accounts.add_token(
                Token(prefix, _digest(text), holder.account, now, expires_at, None)
            )
            tx.log.write("token.create", account, at=now, actor=OPERATOR, facts={"prefix": prefix})
        return NewToken(text, prefix, expires_at)

    def tokens(self, account: str) -> tuple[Token, ...]:
        """Every token of the account of that name, oldest first.

        Raises:
            NotFoundError: there is no account of that name.
        """
        with self._desk.store.read() as tx:
            holder = tx.accounts.of_name(account)
            if holder is None:
                raise NotFoundError("account.unknown", name=account)
            return tx.accounts.tokens_of(holder.account)

    def revoke_token(self, prefix: str) -> None:
        """The token with that prefix opens nothing from the very next request on.

        Raises:
            NotFoundError: no token that lives has that prefix.
        """
        now = self._desk.now()
        with self._desk.store.write() as tx:
            if not tx.accounts.revoke(prefix, now):
                raise NotFoundError("token.unknown", prefix=prefix)
            tx.log.write("token.revoke", prefix, at=now, actor=OPERATOR)

    def principal(self, token: str | None) -> Principal | None:
        """Whose token this is; None for none, an unknown, an expired or a revoked one."""
        prefix = _prefix_of(token)
        if token is None or prefix is None:
            return None
        with self._desk.store.read() as tx:
            found = tx.accounts.token(prefix)
        # an unknown prefix costs the same comparison as a known one
        stored = found[0].digest if found else _digest(MARK)
        if not hmac.compare_digest(stored, _digest(token)) or found is None:
            return None
        held, account = found
        is_over = held.expires_at is not None and held.expires_at <= self._desk.now()
        if is_over or held.revoked_at is not None:
            return None
        return Principal(account.account, account.name, Role(account.role), account.agency)


def _prefix_of(token: str | None) -> str | None:
    parts = (token or "").split("_", 2)
    return parts[1] if len(parts) == 3 and parts[0] == MARK and parts[1].isalnum() else None
