"""Passwords: what one has to be, and how it is kept. Argon2id, two at a time.

The cost is the first choice of the OWASP cheat sheet on password storage: 19 MiB, two passes, one
lane. Two at a time need 38 MiB, whoever tries whatever.
"""

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scheduler.model import RequestError

SHORTEST, LONGEST = 15, 200
"""Characters of a password."""
ONE_TIME_GROUPS, GROUP = 4, 5
# without letters and digits that are taken for each other
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_TURNS = threading.BoundedSemaphore(2)


def one_time_password() -> str:
    """A password that somebody can read out: four groups of five letters and digits, 99 bits."""
    groups = (
        "".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(ONE_TIME_GROUPS)
    )
    return "-".join(groups)


def hashed(password: str) -> str:
    """The password as it is kept: a PHC string of Argon2id."""
    with _TURNS:
        return _HASHER.hash(_normal(password))


def is_password(phc: str | None, password: str) -> bool:
    """Whether it is the one that is kept; where none is kept, that takes as long and is not."""
    with _TURNS:
        try:
            return _HASHER.verify(phc or _nobodys(), _normal(password)) and phc is not None
        except (VerificationError, InvalidHashError):
            return False


def demand_good(password: str, *, name: str, former: str) -> None:
    """Pass a password that an account of this name may take in the place of its former one.

    Raises:
        RequestError: it is too short or long, the former one, or the name or few letters again.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise RequestError("password.length", shortest=SHORTEST, longest=LONGEST)
    if _normal(password) == _normal(former):
        raise RequestError("password.same")
    bare = _normal(password).casefold().replace(_normal(name).casefold(), "")
    if len(set(bare)) < 6:
        raise RequestError("password.simple")


def _normal(password: str) -> str:
    """One form for what looks the same, however a keyboard has put it together."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex(16))
