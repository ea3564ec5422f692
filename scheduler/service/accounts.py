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
from scheduler.service.passwords import hashed, one_time_password
from scheduler.service.people_rows import agencies_of
from scheduler.store import Account, Password, Token, Transaction
from scheduler.store.scope import System

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
    """Who may sign in, and as what."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # -- accounts --------------------------------------------------------------------------

    def create_account(self, name: str, role: Role | str, agency: str | None = None) -> Principal:
        """The account is there and may act in one role.

        ``agency``: by its id or name, exactly for the roles of an agency.

        Raises:
            RequestError: the role is unknown, or does not go with the agency.
            ConflictError: the name is taken.
        """
        name = name.strip()
        if not 1 <= len(name) <= 100:
            raise RequestError("account.name", limit=100)
        role = _role(role, agency)
        now = self._desk.now()
        with self._desk.store.write(System.OPERATOR) as tx:
            if tx.accounts.of_name(name) is not None:
                raise ConflictError("account.taken", name=name)
            account = Account(self._desk.new_id(), name, now)
            tx.accounts.add(account)
            return self._let_act(tx, account, role, agency, "account.create")

    def add_role(self, name: str, role: Role | str, agency: str | None = None) -> Principal:
        """The account of that name may act in one role more.

        Raises:
            NotFoundError: there is no account of that name.
            RequestError: the role is unknown, or does not go with the agency.
            ConflictError: the account has it already.
        """
        role = _role(role, agency)
        with self._desk.store.write(System.OPERATOR) as tx:
            account = _called(tx, name)
            return self._let_act(tx, account, role, agency, "account.role")

    def _let_act(
        self, tx: Transaction, account: Account, role: Role, agency: str | None, action: str
    ) -> Principal:
        if agency is not None:
            agency = agency_called(agency, ids_by_name(agencies_of(tx)))
        has = tx.accounts.principals(account.account)
        if any((p.role, p.agency) == (role, agency) for p in has):
            raise ConflictError("account.has_role", name=account.name, role=role)
        made = Principal(account.account, account.name, role, agency, self._desk.new_id())
        now, facts = self._desk.now(), {"role": str(role)}
        tx.accounts.add_principal(made, now)
        tx.log.write(action, account.name, at=now, actor=OPERATOR, agency=agency, facts=facts)
        return made

    def accounts(self) -> tuple[Account, ...]:
        """Every account by name."""
        with self._desk.store.read(System.OPERATOR) as tx:
            return tx.accounts.all()

    def principals(self) -> tuple[Principal, ...]:
        """What everybody may act as, by name."""
        with self._desk.store.read(System.OPERATOR) as tx:
            return tx.accounts.principals()

    def disable(self, name: str) -> None:
        """The account of that name opens nothing from the very next request on.

        Raises:
            NotFoundError: there is no account of that name.
        """
        self._turn(name, "account.disable", self._desk.now())

    def enable(self, name: str) -> None:
        """The account of that name opens again what it did; its sessions have ended.

        Raises:
            NotFoundError: there is no account of that name.
        """
        self._turn(name, "account.enable", None)

    def _turn(self, name: str, action: str, disabled_at: datetime | None) -> None:
        now = self._desk.now()
        with self._desk.store.write(System.OPERATOR) as tx:
            account = _called(tx, name)
            tx.accounts.disable(account.account, disabled_at)
            tx.sessions.end_all(account.account, now)
            tx.log.write(action, account.name, at=now, actor=OPERATOR)

    def reset_password(self, name: str) -> str:
        """A one-time password of the account of that name; it opens only its own change.

        It is valid for seven days. The password before it and all sessions have ended.

        Raises:
            NotFoundError: there is no account of that name.
        """
        text, now = one_time_password(), self._desk.now()
        phc = hashed(text)
        with self._desk.store.write(System.OPERATOR) as tx:
            account = _called(tx, name)
            tx.accounts.set_password(
                Password(account.account, phc, is_one_time=True, changed_at=now)
            )
            tx.sessions.end_all(account.account, now)
            tx.log.write("password.reset", account.name, at=now, actor=OPERATOR)
        return text

    # -- tokens ----------------------------------------------------------------------------

    def create_token(
        self,
        name: str,
        days: int | None = None,
        *,
        role: Role | str | None = None,
        agency: str | None = None,
    ) -> NewToken:
        """A new token of the account of that name, valid for so many days (None: until revoked).

        ``role`` and ``agency``: what it acts as; needed where the account has several.

        Raises:
            NotFoundError: there is no account of that name.
            RequestError: the number of days is out of 1..3660; or it is not clear which role.
        """
        if days is not None and not 1 <= days <= MAX_DAYS:
            raise RequestError("token.days", days=days, limit=MAX_DAYS)
        now = self._desk.now()
        prefix = secrets.token_hex(6)
        text = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
        expires_at = None if days is None else now + timedelta(days=days)
        with self._desk.store.write(System.OPERATOR) as tx:
            holder = _called(tx, name)
            acting = _one_of(tx.accounts.principals(holder.account), name, role, agency)
            digest = _digest(text)
            tx.accounts.add_token(Token(prefix, digest, acting.principal, now, expires_at, None))
            tx.log.write("token.create", name, at=now, actor=OPERATOR, facts={"prefix": prefix})
        return NewToken(text, prefix, expires_at)

    def tokens(self, account: str) -> tuple[Token, ...]:
        """Every token of the account of that name, oldest first.

        Raises:
            NotFoundError: there is no account of that name.
        """
        with self._desk.store.read(System.OPERATOR) as tx:
            return tx.accounts.tokens_of(_called(tx, account).account)

    def revoke_token(self, prefix: str) -> None:
        """The token with that prefix opens nothing from the very next request on.

        Raises:
            NotFoundError: no token that lives has that prefix.
        """
        now = self._desk.now()
        with self._desk.store.write(System.OPERATOR) as tx:
            if not tx.accounts.revoke(prefix, now):
                raise NotFoundError("token.unknown", prefix=prefix)
            tx.log.write("token.revoke", prefix, at=now, actor=OPERATOR)

    def principal(self, token: str | None) -> Principal | None:
        """Whose token this is; None for none, an unknown, an expired or a revoked one."""
        prefix = _prefix_of(token)
        if token is None or prefix is None:
            return None
        with self._desk.store.read(System.SIGN_IN) as tx:
            found = tx.accounts.token(prefix)
        # an unknown prefix costs the same comparison as a known one
        stored = found[0].digest if found else _digest(MARK)
        if not hmac.compare_digest(stored, _digest(token)) or found is None:
            return None
        held, principal, account = found
        is_over = held.expires_at is not None and held.expires_at <= self._desk.now()
        if is_over or held.revoked_at is not None or account.disabled_at is not None:
            return None
        return principal


def _role(role: Role | str, agency: str | None) -> Role:
    if role not in set(Role):
        raise RequestError("account.role", value=str(role), roles=", ".join(Role))
    if (role in AGENCY_ROLES) != (agency is not None):
        raise RequestError("account.agency", roles=", ".join(sorted(AGENCY_ROLES)))
    return Role(role)


def _called(tx: Transaction, name: str) -> Account:
    found = tx.accounts.of_name(name)
    if found is None:
        raise NotFoundError("account.unknown", name=name)
    return found


def _one_of(
    has: tuple[Principal, ...], name: str, role: Role | str | None, agency: str | None
) -> Principal:
    fit = [p for p in has if role in (None, p.role) and agency in (None, p.agency)]
    if len(fit) != 1:
        told = ", ".join(f"{p.role} {p.agency or ''}".strip() for p in has)
        raise RequestError("token.role", name=name, roles=told)
    return fit[0]


def _prefix_of(token: str | None) -> str | None:
    parts = (token or "").split("_", 2)
    return parts[1] if len(parts) == 3 and parts[0] == MARK and parts[1].isalnum() else None
