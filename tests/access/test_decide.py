"""The access table: denied by default, complete, and the same answer for foreign and missing."""

import pytest

from scheduler.access import (
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
PUBLIC = {"health.read", "openapi.read"}
CHANGES = {"import", "replace", "create", "update", "delete", "write", "start", "cancel"}


def test_nobody_gets_in_without_a_token_but_for_the_two_public_actions() -> None:
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


def test_an_analyst_changes_nothing() -> None:
    changing = {a for a in actions() if a.rpartition(".")[2] in CHANGES}

    assert len(changing) >= 9
    assert {
        cell
        for cell, answer in table().items()
        if cell[0] in changing and cell[2] == Role.ANALYST and answer is Decision.ALLOW
    } == set()


def test_a_registrar_is_never_told_that_a_foreign_object_exists() -> None:
    foreign = {
        cell[0]: answer
        for cell, answer in table().items()
        if cell[1] is Relation.FOREIGN and cell[2] == Role.REGISTRAR
    }

    assert "specialist.read" in foreign
    assert set(foreign.values()) == {Decision.HIDDEN}


@pytest.mark.parametrize(
    ("principal", "owner", "wanted"),
    [
        (MSS, "MSS", Decision.ALLOW),
        (MSS, "KNPA", Decision.HIDDEN),
        (MSS, "", Decision.HIDDEN),  # a missing object is like a foreign one
        (PLANNER, "MSS", Decision.FORBIDDEN),
        (ANALYST, "MSS", Decision.FORBIDDEN),
        (None, "MSS", Decision.NOT_SIGNED_IN),
    ],
)
def test_people_are_changed_by_their_own_agency_only(
    principal: Principal | None, owner: str, wanted: Decision
) -> None:
    assert decide(principal, "specialist.update", owner) is wanted


def test_a_draft_is_hidden_from_registrars() -> None:
    assert decide(MSS, "plan.read", is_draft=True) is Decision.HIDDEN
    assert decide(MSS, "plan.read") is Decision.ALLOW
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


def test_a_registrar_has_an_agency_and_nobody_else_has() -> None:
    with pytest.raises(ValueError, match="registrar"):
        Principal("1", "x", Role.REGISTRAR)
    with pytest.raises(ValueError, match="planner"):
        Principal("1", "x", Role.PLANNER, "MSS")
