"""Signing in with a browser: name and password, a session, and in which role it acts.

A session is a secret of 256 random bits in a cookie; only its SHA-256 is stored. It ends after 30
minutes without use, eight hours after the sign-in, at the sign-out, when the account is disabled,
and when its password changes. For five minutes after the sign-in it counts as fresh.

Tries are counted under the hash of the name that was typed, whether an account has it or not, and
under the address they come from. A try counts as wrong before the password is looked at, so that
many at once are no way around it. Whoever has signed in from an address before is kept waiting only
for what came under their name from that very address: nobody else can lock them out.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.access import NotSignedInError, Principal
from scheduler.model import NotFoundError, SchedulerError
from scheduler.service.desk import Desk
from scheduler.service.passwords import demand_good, hashed, is_password
from scheduler.store import Account, Password, Session, Transaction
from scheduler.store.scope import System

IDLE, LASTS, FRESH = timedelta(minutes=30), timedelta(hours=8), timedelta(minutes=5)
ONE_TIME_LASTS = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=90)
COUNTED, LONGEST_WAIT = timedelta(minutes=15), timedelta(minutes=15)
OF_NAME, OF_SOURCE = 5, 50
"""Wrong tries within 15 minutes after which the next one has to wait."""


class WrongPasswordError(SchedulerError):
    """No such account, not its password, or an account that is disabled; all three look alike."""

    http_status = 401
    exit_code = 6


class WaitError(SchedulerError):
    """Too many wrong tries; ``until`` is when the next one is looked at."""

    http_status = 429
    exit_code = 6

    def __init__(self, until: datetime, now: datetime) -> None:
        minutes = -(-int((until - now).total_seconds()) // 60)
        super().__init__("signin.wait", minutes=max(1, minutes))
        self.until = until


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that lasts. ``principal``: what it acts as; None while that is not chosen.

    ``has_one_time``: its account has to change its password before anything else.
    """

    secret: str
    account: str
    name: str
    principal: Principal | None
    choices: tuple[Principal, ...]
    has_one_time: bool
    is_fresh: bool
    expires_at: datetime


class SignIn:
    """Sign in, act in a role, change the password, sign out."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def sign_in(self, name: str, password: str, source: str) -> SignedIn:
        """A new session of the account of that name. ``source``: the address it comes from.

        Raises:
            WaitError: there were too many wrong tries.
            WrongPasswordError: name and password do not belong together.
        """
        name = name.strip()
        with self._desk.store.write(System.SIGN_IN) as tx:
            number = self._counted(tx, _sha256(name), source)
            account = tx.accounts.of_name(name)
            kept = None if account is None else tx.accounts.password(account.account)
        is_right = is_password(None if kept is None else kept.phc, password)
        now = self._desk.now()
        if account is None or kept is None or not is_right or not _opens(account, kept, now):
            raise WrongPasswordError("signin.wrong")
        with self._desk.store.write(System.SIGN_IN) as tx:
            # what has changed while the password was looked at
            if (tx.accounts.get(account.account), tx.accounts.password(account.account)) != (
                account,
                kept,
            ):
                raise WrongPasswordError("signin.wrong")
            tx.sessions.was_right(number)
            tx.sessions.forget(now - KEPT)
            return self._begun(tx, account, now)

    def _counted(self, tx: Transaction, name_sha256: str, source: str) -> int:
        now = self._desk.now()
        since = now - COUNTED
        tx.sessions.take_turn(name_sha256, source)
        right = tx.sessions.last_right(name_sha256)
        wrong = tx.sessions.wrong_of_name(name_sha256, since)
        if source in right:
            until = _wait([at for it, at in wrong if it == source and at > right[source]], OF_NAME)
        else:
            of_name = [at for it, at in wrong if it not in right]
            of_source = tx.sessions.wrong_of_source(source, since)
            until = max(_wait(of_name, OF_NAME), _wait(of_source, OF_SOURCE), key=_or_never)
        if until is not None and until > now:
            raise WaitError(until, now)
        return tx.sessions.try_(name_sha256, source, now)

    def _begun(self, tx: Transaction, account: Account, now: datetime) -> SignedIn:
        secret = secrets.token_urlsafe(32)
        choices = tx.accounts.principals(account.account)
        acting = choices[0] if len(choices) == 1 else None
        session = Session(
            digest=_sha256(secret),
            account=account.account,
            principal=None if acting is None else acting.principal,
            created_at=now,
            seen_at=now,
            fresh_until=now + FRESH,
            expires_at=now + LASTS,
        )
        tx.sessions.add(session)
        tx.log.write("session.start", account.name, at=now, actor=account.name)
        return self._told(tx, secret, session, account, acting)

    def _told(
        self,
        tx: Transaction,
        secret: str,
        session: Session,
        account: Account,
        principal: Principal | None,
    ) -> SignedIn:
        kept = tx.accounts.password(account.account)
        return SignedIn(
            secret=secret,
            account=account.account,
            name=account.name,
            principal=principal,
            choices=tx.accounts.principals(account.account),
            has_one_time=kept is not None and kept.is_one_time,
            is_fresh=self._desk.now() < session.fresh_until,
            expires_at=session.expires_at,
        )

    def session(self, secret: str | None) -> SignedIn | None:
        """The session of a cookie; None for none, an unknown one, and one that is over."""
        if not secret:
            return None
        now = self._desk.now()
        with self._desk.store.read(System.SIGN_IN) as tx:
            found = tx.sessions.get(_sha256(secret))
            if found is None or not _lasts(found[0], found[1], now):
                return None
            told = self._told(tx, secret, *found)
        if now - found[0].seen_at >= SEEN_EVERY:
            with self._desk.store.write(System.SIGN_IN) as tx:
                tx.sessions.see(found[0].digest, now)
        return told

    def act_as(self, secret: str | None, principal: str) -> SignedIn:
        """The session acts as that principal of its account.

        Raises:
            NotSignedInError: the session is over.
            NotFoundError: the account has no such principal.
        """
        signed = self._demanded(secret)
        chosen = next((p for p in signed.choices if p.principal == principal), None)
        if chosen is None:
            raise NotFoundError("access.not_found")
        now, facts = self._desk.now(), {"role": str(chosen.role)}
        with self._desk.store.write(System.SIGN_IN) as tx:
            tx.sessions.act_as(_sha256(signed.secret), chosen.principal)
            tx.log.write(
                *("session.role", signed.name),
                at=now,
                actor=signed.name,
                agency=chosen.agency,
                facts=facts,
            )
        return replace(signed, principal=chosen)

    def change_password(self, secret: str | None, former: str, password: str) -> SignedIn:
        """The account has a new password; all its sessions have ended but for a new one.

        Raises:
            NotSignedInError: the session is over.
            WrongPasswordError: the former password is another one.
            RequestError: the new one may not be taken.
        """
        signed = self._demanded(secret)
        with self._desk.store.read(System.SIGN_IN) as tx:
            kept = tx.accounts.password(signed.account)
        if not is_password(None if kept is None else kept.phc, former):
            raise WrongPasswordError("password.wrong")
        demand_good(password, name=signed.name, former=former)
        phc, now = hashed(password), self._desk.now()
        with self._desk.store.write(System.SIGN_IN) as tx:
            account = tx.accounts.get(signed.account)
            if account is None or tx.accounts.password(signed.account) != kept:
                raise WrongPasswordError("password.wrong")
            fresh = Password(account.account, phc, is_one_time=False, changed_at=now)
            tx.accounts.set_password(fresh)
            tx.sessions.end_all(account.account, now)
            tx.log.write("password.change", account.name, at=now, actor=account.name)
            begun = self._begun(tx, account, now)
            if signed.principal is not None:
                tx.sessions.act_as(_sha256(begun.secret), signed.principal.principal)
            return replace(begun, principal=signed.principal or begun.principal)

    def sign_out(self, secret: str | None, *, everywhere: bool = False) -> None:
        """The session is over, or every session of its account is; one that was over stays so."""
        signed = self.session(secret)
        if signed is None:
            return
        now = self._desk.now()
        with self._desk.store.write(System.SIGN_IN) as tx:
            if everywhere:
                tx.sessions.end_all(signed.account, now)
            else:
                tx.sessions.end(_sha256(signed.secret), now)
            facts = {"everywhere": everywhere}
            tx.log.write("session.end", signed.name, at=now, actor=signed.name, facts=facts)

    def _demanded(self, secret: str | None) -> SignedIn:
        signed = self.session(secret)
        if signed is None:
            raise NotSignedInError("access.not_signed_in")
        return signed


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _lasts(session: Session, account: Account, now: datetime) -> bool:
    is_over = session.ended_at is not None or account.disabled_at is not None
    return not is_over and now < min(session.expires_at, session.seen_at + IDLE)


def _opens(account: Account, kept: Password, now: datetime) -> bool:
    is_stale = kept.is_one_time and now >= kept.changed_at + ONE_TIME_LASTS
    return account.disabled_at is None and not is_stale


def _wait(wrong: Sequence[datetime], allowed: int) -> datetime | None:
    """Until when the next try has to wait: a minute, then two, four .. 15."""
    beyond = len(wrong) - allowed
    if beyond < 0:
        return None
    return wrong[-1] + min(timedelta(minutes=2 ** min(beyond, 5)), LONGEST_WAIT)


def _or_never(until: datetime | None) -> float:
    return 0.0 if until is None else until.timestamp()
