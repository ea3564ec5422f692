"""Who may do what on whose data: one committed table, and nothing beyond it.

``table.csv`` has one row for an action and a relation, and one column for a role. What the table
does not say is denied. A foreign object and a missing one must look alike, so the table answers
404 where the caller may not even learn that the object exists.
"""

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from scheduler.access.errors import NotSignedInError
from scheduler.access.principal import Principal, Role
from scheduler.model import NotAllowedError, NotFoundError

ANONYMOUS = "anonymous"


class Relation(StrEnum):
    """How an object stands to the caller."""

    SHARED = "shared"  # belongs to no agency
    OWN = "own"  # belongs to the caller's agency, or was sent by the caller
    FOREIGN = "foreign"  # belongs to an agency that is not the caller's, or to another sender
    DRAFT = "draft"  # a plan that was never published


class Decision(StrEnum):
    """What the table answers; all but ``allow`` are HTTP statuses."""

    ALLOW = "allow"
    NOT_SIGNED_IN = "401"
    FORBIDDEN = "403"
    HIDDEN = "404"


Cell = tuple[str, Relation, str]


@cache
def table() -> Mapping[Cell, Decision]:
    """(action, relation, column) to the answer.

    Raises:
        ValueError: a row stands twice or holds a word that is no answer.
    """
    cells: dict[Cell, Decision] = {}
    text = (resources.files(__package__) / "table.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for column in (ANONYMOUS, *Role):
            cell = (row["action"], Relation(row["relation"]), str(column))
            if cell in cells:
                raise ValueError(f"the access table says {cell} twice")
            cells[cell] = Decision(row[column])
    return MappingProxyType(cells)


@cache
def actions() -> frozenset[str]:
    """Every action the table knows."""
    return frozenset(action for action, _, _ in table())


def relation_to(
    principal: Principal | None,
    owner_agency: str | None,
    *,
    is_draft: bool = False,
    sender: str | None = None,
) -> Relation:
    """How an object with this owner, or of this sender, stands to the caller."""
    if is_draft:
        return Relation.DRAFT
    if sender is not None:
        is_mine = principal is not None and principal.name == sender
        return Relation.OWN if is_mine else Relation.FOREIGN
    if owner_agency is None:
        return Relation.SHARED
    is_own = principal is not None and principal.agency == owner_agency
    return Relation.OWN if is_own else Relation.FOREIGN


def decide(
    principal: Principal | None,
    action: str,
    owner_agency: str | None = None,
    *,
    is_draft: bool = False,
    sender: str | None = None,
) -> Decision:
    """What the table says; where it is silent, a caller is refused."""
    column = ANONYMOUS if principal is None else str(principal.role)
    silent = Decision.NOT_SIGNED_IN if principal is None else Decision.FORBIDDEN
    relation = relation_to(principal, owner_agency, is_draft=is_draft, sender=sender)
    return table().get((action, relation, column), silent)


def decide_any(principal: Principal | None, action: str) -> Decision:
    """Whether the caller may do this to any object at all, before the object is known.

    Allowed as soon as one relation allows it or answers 404: then the object decides.
    """
    column = ANONYMOUS if principal is None else str(principal.role)
    answers = {a for (act, _, col), a in table().items() if act == action and col == column}
    if answers & {Decision.ALLOW, Decision.HIDDEN}:
        return Decision.ALLOW
    return Decision.NOT_SIGNED_IN if principal is None else Decision.FORBIDDEN


def enforce(decision: Decision) -> None:
    """Raise the error that belongs to a refusal; its text is the same for every object.

    Raises:
        NotSignedInError: 401.
        NotAllowedError: 403.
        NotFoundError: 404.
    """
    if decision is Decision.NOT_SIGNED_IN:
        raise NotSignedInError("access.not_signed_in")
    if decision is Decision.FORBIDDEN:
        raise NotAllowedError("access.forbidden")
    if decision is Decision.HIDDEN:
        raise NotFoundError("access.not_found")


def demand_right(
    principal: Principal | None,
    action: str,
    owner_agency: str | None = None,
    *,
    is_draft: bool = False,
    sender: str | None = None,
) -> Principal:
    """The caller, signed in and allowed by the table to do this to such an object.

    Raises:
        NotSignedInError, NotAllowedError, NotFoundError: as :func:`enforce` says.
    """
    enforce(decide(principal, action, owner_agency, is_draft=is_draft, sender=sender))
    if principal is None:
        raise NotSignedInError("access.not_signed_in")
    return principal
