"""For whom a transaction is: what every one of them has to say before it sees anything."""

from enum import StrEnum
from typing import TypeAlias

from scheduler.access import NotSignedInError, Principal


class System(StrEnum):
    """What is done for no principal. Everything else is done for the one who has signed in.

    ``OPERATOR``: commands on the server that make and change accounts. ``WORKER``: workers, and
    whether one of them lives. ``SIGN_IN``: finding out who is calling, and what an account does
    before it has said what it acts as.
    """

    OPERATOR = "operator"
    WORKER = "worker"
    SIGN_IN = "sign_in"


Scope: TypeAlias = Principal | System


def demand_scope(scope: Scope | None) -> Scope:
    """Whoever it is, if it is somebody.

    Raises:
        NotSignedInError: it is nobody.
    """
    if scope is None:
        raise NotSignedInError("access.not_signed_in")
    return scope
