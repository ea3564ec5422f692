"""The access table: denied by default, complete, and the same answer for foreign and missing."""

import pytest

from scheduler.access import (
    AGENCY_ROLES,
    Decision,
    NotSignedInError,
    Principal,
    Relation,
    Role,
    actions,
    decide,
    decide_any,
    demand_right,
    table,
)
from scheduler.access.decide import ANONYMOUS
from scheduler.model import NotAllowedError, NotFoundError

PLANNER = Principal("1", "p", Role.PLANNER)
ANALYST = Principal("2", "a", Role.ANALYST)
MSS = Principal("3", "r", Role.REGISTRAR, "MSS")
HEAD = Principal("4", "h", Role.HEAD, "MSS")
MACHINE = Principal("5", "s", Role.SERVICE, "MSS")
PUBLIC = {"health.read", "openapi.read", "page.open", "session.use"}
CHANGES = {
    *("import", "replace", "create", "update", "delete", "write", "start", "cancel", "send"),
    *("verdict", "absence", "urgent"),
}


def test_nobody_gets_in_without_a_token_but_for_the_public_actions() -> None:
    allowed = {
        action
        for (action, _, column), answer in table().items()
        if column == ANONYMOUS and answer is Decision.ALLOW
    }

    assert allowed == PUBLIC


@pytest.mark.parametrize("principal", [None, PLANNER, MSS, ANALYST])
def test_what_the_table_does_not_know_is_denied(principal: Principal | None) -> None:
    wanted = Decision.NOT_SIGNED_IN if principal is None else Decision.FORBIDDEN

    assert decide(principal, "bomb.drop") is wanted
    assert decide_any(principal, "bomb.drop") is wanted


def allowed(role: Role) -> set[str]:
    """The actions that the table lets somebody with this role do to some object."""
    rows = table().items()
    return {act for (act, _, column), a in rows if column == role and a is Decision.ALLOW}


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        (Role.APPROVER, set[str]()),
        (Role.HEAD, set[str]()),
        (Role.AUDITOR, set[str]()),
        (Role.ADMINISTRATOR, set[str]()),
        (Role.ANALYST, {"proposal.send"}),
        (Role.SERVICE, {"availability.write"}),
    ],
)
def test_most_roles_change_nothing(role: Role, wanted: set[str]) -> None:
    changing = {a for a in actions() if a.rpartition(".")[2] in CHANGES}

    assert len(changing) >= 14
    assert allowed(role) & changing == wanted
    assert allowed(Role.PLANNER) | allowed(Role.REGISTRAR) >= changing


def test_reading_roles_read_what_the_role_beside_them_reads() -> None:
    """An approver as a planner; a head and a machine of an agency as its registrar."""
    changing = {a for a in actions() if a.rpartition(".")[2] in CHANGES}
    beside = {Role.APPROVER: Role.PLANNER, Role.HEAD: Role.REGISTRAR, Role.SERVICE: Role.REGISTRAR}
    for (action, relation, column), answer in table().items():
        if action not in changing and column in set(beside):
            other = str(beside[Role(column)])
            assert table()[action, relation, other] is answer, (action, relation, column)


def test_those_who_watch_and_those_who_run_accounts_read_no_plan_and_no_person() -> None:
    everybodys = PUBLIC | {"me.read"}

    assert allowed(Role.ADMINISTRATOR) == everybodys
    assert allowed(Role.AUDITOR) == everybodys | {"audit.list"}


@pytest.mark.parametrize("role", sorted(AGENCY_ROLES))
def test_an_agency_is_never_told_that_a_foreign_object_exists(role: Role) -> None:
    """It is like a missing one; where even the agency's own are refused, all are alike."""
    foreign = {
        cell[0]: answer
        for cell, answer in table().items()
        if cell[1] is Relation.FOREIGN and cell[2] == role
    }
    own = {action: table()[action, Relation.OWN, str(role)] for action in foreign}

    assert foreign["specialist.read"] is Decision.HIDDEN
    for action, answer in foreign.items():
        is_refused = own[action] is answer is Decision.FORBIDDEN
        assert answer is Decision.HIDDEN or is_refused, action


@pytest.mark.parametrize(
    ("principal", "owner", "wanted"),
    [
        (MSS, "MSS", Decision.ALLOW),
        (MSS, "KNPA", Decision.HIDDEN),
        (MSS, "", Decision.HIDDEN),  # a missing object is like a foreign one
        (HEAD, "MSS", Decision.FORBIDDEN),
        (MACHINE, "MSS", Decision.FORBIDDEN),
        (PLANNER, "MSS", Decision.FORBIDDEN),
        (ANALYST, "MSS", Decision.FORBIDDEN),
        (None, "MSS", Decision.NOT_SIGNED_IN),
    ],
)
def test_people_are_changed_by_their_own_agency_only(
    principal: Principal | None, owner: str, wanted: Decision
) -> None:
    assert decide(principal, "specialist.update", owner) is wanted


def test_a_draft_is_hidden_from_agencies() -> None:
    for reader in (MSS, HEAD, MACHINE):
        assert decide(reader, "plan.read", is_draft=True) is Decision.HIDDEN
        assert decide(reader, "plan.read") is Decision.ALLOW
    assert decide(PLANNER, "plan.read", is_draft=True) is Decision.ALLOW


def test_refusals_become_errors_with_their_status() -> None:
    for principal, owner, error, status in (
        (None, "MSS", NotSignedInError, 401),
        (PLANNER, "MSS", NotAllowedError, 403),
        (MSS, "KNPA", NotFoundError, 404),
    ):
        with pytest.raises(error) as refused:
            demand_right(principal, "specialist.delete", owner)
        assert refused.value.http_status == status
    assert demand_right(MSS, "specialist.delete", "MSS") is MSS


@pytest.mark.parametrize("role", Role)
def test_roles_of_an_agency_have_one_and_nobody_else_has(role: Role) -> None:
    wrong, right = (None, "MSS") if role in AGENCY_ROLES else ("MSS", None)

    assert Principal("1", "x", role, right).agency == right
    with pytest.raises(ValueError, match=role):
        Principal("1", "x", role, wrong)
