"""Questions about a plan, as a client meets them: sizes, shapes, and a line that is full."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from scheduler.api.problems import Problem
from scheduler.service.answers import (
    MOST_ABOUT,
    MOST_CONFLICTS,
    MOST_DAYS,
    MOST_EDITS,
    MOST_SEATS,
)
from scheduler.service.explanations import Turns
from tests.api.client import AWAY, COME_IN, EDIT, MISSING, Served
from tests.world import ANALYST, FOREIGN, HIDDEN, MASKED_OWN, NOBODY, OWN, PLANNER


@contextmanager
def full(turns: Turns) -> Iterator[None]:
    """No place in the line is left."""
    taken = 0
    while turns._places.acquire(blocking=False):
        taken += 1
    yield
    turns._places.release(taken)


def ask(served: Served, caller: str, question: str, plan: str, **body: Any) -> Any:
    """The response to a question; a body makes it a POST."""
    how = {"json": body} if body else {}
    return served.send(caller, "POST" if body else "GET", f"/plans/{plan}/{question}", **how)


def test_lists_and_texts_have_sizes(served: Served) -> None:
    """At the limit, and one past it."""
    seats = "&".join(["demand=d2"] * MOST_SEATS)
    days = ["2026-12-01"] * MOST_DAYS
    edits = [EDIT] * MOST_EDITS
    right: list[tuple[str, dict[str, Any]]] = [
        (f"repairs?{seats}", {}),
        ("verdict", {"edits": edits}),
        ("absence", {**AWAY, "days": days}),
        ("absence", {**AWAY, "days": []}),
        ("verdict", {"edits": [{**EDIT, "reason": "r" * 500}]}),
        ("urgent", {**COME_IN, "quick": True}),
        ("urgent", {**COME_IN, "pool": served.world.pool.sha256}),
        (f"comparison?after={served.plan}&causes=false", {}),
    ]
    for question, body in right:
        assert ask(served, PLANNER, question, served.plan, **body).status_code == 200, question
    wrong: list[tuple[str, dict[str, Any]]] = [
        (f"repairs?{seats}&demand=d2", {}),
        (f"repairs?{seats.replace('demand', 'case')}&case=c1", {}),
        ("repairs?demand=", {}),
        ("repairs?case=", {}),
        (f"repairs?demand={'d' * 201}", {}),
        ("verdict", {"edits": [*edits, EDIT]}),
        ("verdict", {"edits": []}),
        ("verdict", {"edits": [EDIT], "conflicts": 0}),
        ("verdict", {"edits": [EDIT], "conflicts": MOST_CONFLICTS + 1}),
        ("verdict", {"edits": [{**EDIT, "reason": "r" * 501}]}),
        ("verdict", {"edits": [{**EDIT, "demand": "d" * 201}]}),
        ("verdict", {"edits": [{**EDIT, "kind": "lift"}]}),
        ("verdict", {"edits": [{**EDIT, "kind": "swap"}]}),
        ("verdict", {"edits": [{**EDIT, "more": 1}]}),
        ("absence", {**AWAY, "days": [*days, "2026-12-02"]}),
        ("absence", {**AWAY, "days": ["1. 12. 2026"]}),
        ("absence", {"days": []}),
        ("urgent", {"case": ""}),
        ("urgent", {"case": "c" * 201}),
        ("urgent", {"quick": True}),
        ("urgent", {**COME_IN, "pool": "current"}),
        ("urgent", {**COME_IN, "prove": True}),
        ("comparison", {}),
        (f"comparison?after={'p' * 201}", {}),
        (f"comparison?after={served.plan}&about=", {}),
        (f"comparison?after={served.plan}{'&about=c1' * (MOST_ABOUT + 1)}", {}),
        (f"comparison?after={served.plan}&causes=perhaps", {}),
    ]
    for question, body in wrong:
        told = ask(served, PLANNER, question, served.plan, **body)
        assert (told.status_code, told.json()["code"]) == (422, "request.invalid"), question
        assert told.json()["complaints"], question
    nothing = ask(served, PLANNER, "repairs", served.plan)
    assert (nothing.status_code, nothing.json()["code"]) == (422, "explain.nothing_to_repair")


@pytest.mark.parametrize("caller", [NOBODY, OWN, FOREIGN, MASKED_OWN, ANALYST, PLANNER])
def test_refusals_tell_nothing(served: Served, caller: str) -> None:
    """No name, and of a plan that may not be asked about not whether it is there."""
    hidden = HIDDEN.get(caller, HIDDEN[ANALYST])
    for question, body in (
        ("repairs?demand=d2", {}),
        ("verdict", {"edits": [EDIT]}),
        ("absence", AWAY),
        ("urgent", COME_IN),
        (f"comparison?after={served.draft}", {}),
    ):
        told = [ask(served, caller, question, p, **body) for p in (served.plan, MISSING)]
        statuses = [answer.status_code for answer in told]
        if caller == PLANNER or (caller == ANALYST and not body):
            assert statuses == [200, 404]
        else:
            assert statuses == [401 if caller == NOBODY else 403] * 2
            assert told[0].content == told[1].content
        assert not [name for name in hidden for answer in told if name in answer.text]


def test_what_is_not_there_is_a_problem_in_both_languages(served: Served) -> None:
    """Documented, and with a way out."""
    for question, status, body in (
        ("repairs?demand=nothing", 404, {}),
        ("verdict", 404, {"edits": [{**EDIT, "specialist": "nobody"}]}),
        ("absence", 404, {**AWAY, "specialist": "nobody"}),
        ("absence", 422, {**AWAY, "days": ["2026-12-05"]}),
        ("urgent", 404, {"case": "nothing"}),
        ("urgent", 422, {**COME_IN, "pool": "0" * 64}),
        (f"comparison?after={MISSING}", 404, {}),
        (f"comparison?after={served.plan}&about=c1", 404, {}),
    ):
        told = ask(served, PLANNER, question, served.plan, **body)
        found = Problem.model_validate_json(told.content)
        assert (told.status_code, found.status) == (status, status)
        assert found.hint.ko
        assert found.hint.en


def test_a_full_line_is_told_when_to_come_again(served: Served) -> None:
    """503 with Retry-After; a registrar does not stand in the line."""
    with full(served.world.services.explanations.turns):
        told = ask(served, PLANNER, "repairs?demand=d2", served.plan)
        own = ask(served, FOREIGN, "explanation?demand=d2", served.plan)

    assert (told.status_code, told.json()["code"]) == (503, "explain.busy")
    assert told.headers["retry-after"] == "5"
    assert own.status_code == 200
    assert ask(served, PLANNER, "repairs?demand=d2", served.plan).status_code == 200


@pytest.mark.parametrize("caller", [PLANNER, ANALYST])
def test_either_of_two_plans_that_is_not_there_is_missing(served: Served, caller: str) -> None:
    """The same bytes, whichever it is; a registrar does not learn that both are there."""
    pairs = [(served.plan, MISSING), (MISSING, served.plan), (MISSING, MISSING)]
    told = [ask(served, caller, f"comparison?after={after}", plan) for plan, after in pairs]
    assert [answer.status_code for answer in told] == [404] * 3
    assert len({answer.content for answer in told}) == 1
    for plan, after in [(served.plan, served.draft), *pairs]:
        assert ask(served, OWN, f"comparison?after={after}", plan).status_code == 403


def test_a_ranking_does_not_wait_for_a_solve(served: Served) -> None:
    """It has a line of its own, which can be full as well."""
    questions = served.world.services.explanations
    quick = {**COME_IN, "quick": True}
    with full(questions.turns):  # whatever is solved meanwhile
        told = ask(served, PLANNER, "urgent", served.plan, **quick)
        for question, body in (("urgent", COME_IN), (f"comparison?after={served.draft}", {})):
            assert ask(served, PLANNER, question, served.plan, **body).status_code == 503
    assert (told.status_code, told.json()["answer"]) == (200, None)
    assert told.json()["candidates"]["demands"] == ["d2", "d3"]
    with full(questions.quick_turns):
        refused = ask(served, PLANNER, "urgent", served.plan, **quick)
        whole = ask(served, PLANNER, "urgent", served.plan, **COME_IN)
    assert (refused.status_code, refused.json()["code"]) == (503, "explain.busy")
    assert whole.status_code == 200


def test_no_route_computes_on_the_event_loop(served: Served) -> None:
    """Each is a plain function, which is called in a thread."""
    app = served.client.app
    assert isinstance(app, FastAPI)
    routes = [route for route in app.router.routes if isinstance(route, APIRoute)]
    assert routes
    assert [r.path for r in routes if inspect.iscoroutinefunction(r.endpoint)] == []
