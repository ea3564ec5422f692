"""What a role may see in the large, by name: whoever asks must not compare roles.

Each question answers for every role by itself. A role that is new to it stops the type check, and
at run time it is refused.
"""

from typing import assert_never

from scheduler.access.principal import Role
from scheduler.model import NotAllowedError


def reads_all_rows(role: Role) -> bool:
    """Whether the rows of all agencies are told; False: those that the role's own agency needs.

    Raises:
        NotAllowedError: the role reads no row of a pool or a plan.
    """
    match role:
        case Role.PLANNER | Role.APPROVER | Role.ANALYST:
            return True
        case Role.REGISTRAR | Role.HEAD | Role.SERVICE:
            return False
        case Role.AUDITOR | Role.ADMINISTRATOR:
            raise NotAllowedError("access.forbidden")
        case never:
            assert_never(never)


def sees_drafts(role: Role) -> bool:
    """Whether plans that were never published are listed for the role."""
    match role:
        case Role.PLANNER | Role.APPROVER | Role.ANALYST:
            return True
        case Role.REGISTRAR | Role.HEAD | Role.SERVICE | Role.AUDITOR | Role.ADMINISTRATOR:
            return False
        case never:
            assert_never(never)


def reads_all_proposals(role: Role) -> bool:
    """Whether everybody's proposals are listed for the role; False: those it has sent itself."""
    match role:
        case Role.PLANNER | Role.APPROVER:
            return True
        case Role.ANALYST | Role.REGISTRAR | Role.HEAD | Role.SERVICE:
            return False
        case Role.AUDITOR | Role.ADMINISTRATOR:
            return False
        case never:
            assert_never(never)


def reads_names(role: Role) -> bool:
    """Whether the role reads names of people, cases and firms at all, be it of its own agency."""
    match role:
        case Role.PLANNER | Role.APPROVER | Role.REGISTRAR | Role.HEAD | Role.SERVICE:
            return True
        case Role.ANALYST | Role.AUDITOR | Role.ADMINISTRATOR:
            return False
        case never:
            assert_never(never)
