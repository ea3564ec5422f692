"""Who is calling: a role, and for a registrar the agency they register for."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may be."""

    PLANNER = "planner"
    REGISTRAR = "registrar"
    ANALYST = "analyst"


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in account. ``agency`` is given exactly for registrars.

    Raises:
        ValueError: a registrar without an agency, or another role with one.
    """

    account: str
    name: str
    role: Role
    agency: str | None = None

    def __post_init__(self) -> None:
        if (self.role is Role.REGISTRAR) != (self.agency is not None):
            raise ValueError(f"{self.role}: a registrar has an agency, and nobody else has")
