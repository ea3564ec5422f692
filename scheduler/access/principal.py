"""Who is calling: a role, and for the roles of an agency the agency they act for."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may be."""

    PLANNER = "planner"
    APPROVER = "approver"
    REGISTRAR = "registrar"
    HEAD = "head"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    SERVICE = "service"
    ADMINISTRATOR = "administrator"


AGENCY_ROLES = frozenset({Role.REGISTRAR, Role.HEAD, Role.SERVICE})
"""The roles that act for one agency: its registrar, its head, and a machine of it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in account, acting in one role. ``principal``: the id under which that is stored.

    ``agency`` is given exactly for a role of ``AGENCY_ROLES``.

    Raises:
        ValueError: a role of an agency without one, or another role with one.
    """

    account: str
    name: str
    role: Role
    agency: str | None = None
    principal: str = ""

    def __post_init__(self) -> None:
        if (self.role in AGENCY_ROLES) != (self.agency is not None):
            told = ", ".join(sorted(AGENCY_ROLES))
            raise ValueError(f"{self.role}: {told} have an agency, and no other role has one")
