"""What every use case needs: the store, the clock, fresh ids, and answering a request once."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pydantic import BaseModel

from scheduler.access import Principal
from scheduler.model import RequestError
from scheduler.store import Answer, Store, Transaction

KEYS_KEPT = timedelta(days=7)
Reply = TypeVar("Reply", bound=BaseModel)


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def fresh_id() -> str:
    """An id that says nothing about anything."""
    return str(uuid.uuid4())


def digest(*parts: str | bytes) -> str:
    """One hash of several parts; no two lists of parts share one by accident."""
    hashes = [hashlib.sha256(p.encode() if isinstance(p, str) else p).hexdigest() for p in parts]
    return hashlib.sha256(json.dumps(hashes).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key and the hash of the request it came with."""

    key: str
    request_sha256: str


def once(key: str | None, *parts: str | bytes) -> Once | None:
    """The mark of a request; None when the caller sent no key.

    Raises:
        RequestError: the key is empty or longer than 200 characters.
    """
    if key is None:
        return None
    if not 1 <= len(key) <= 200:
        raise RequestError("request.key_length", limit=200)
    return Once(key, digest(*parts))


@dataclass(frozen=True, slots=True)
class Desk:
    """Store, clock and ids."""

    store: Store
    now: Callable[[], datetime] = utc_now
    new_id: Callable[[], str] = fresh_id

    def effect(
        self,
        principal: Principal,
        mark: Once | None,
        reply_type: type[Reply],
        act: Callable[[Transaction], Reply],
        *,
        unkept: Mapping[str, str] | None = None,
    ) -> Reply:
        """Carry an effect out in one transaction, together with the answer to its key.

        A second request with the same key and the same content gets the first one's answer, for
        seven days, and waits for it where the first is still under way. The fields ``unkept`` are
        those that the request holds itself: they are told and not stored.

        Raises:
            RequestError: the key was used for another request.
        """
        told = dict(unkept or {})

        def work(tx: Transaction) -> Reply:
            if mark is None:
                return act(tx)
            tx.answers.take_turn(principal.account, mark.key)
            now = self.now()
            tx.answers.forget(principal.account, now - KEYS_KEPT)
            seen = tx.answers.get(principal.account, mark.key)
            if seen is not None:
                if seen.request_sha256 != mark.request_sha256:
                    raise RequestError("request.key_reused")
                kept = reply_type.model_validate_json(seen.body)
                return kept.model_copy(update=told)
            reply = act(tx)
            body = reply.model_copy(update=dict.fromkeys(told, "")).model_dump_json(by_alias=True)
            answer = Answer(mark.request_sha256, body)
            tx.answers.keep(principal.account, mark.key, answer, now)
            return reply

        return self.store.retrying(principal, work)
