"""The pages of a week: the overview, and the board as a table."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from scheduler.access import Decision, NotSignedInError, decide_any
from scheduler.door import Caller, language_of, names, visitor_of
from scheduler.exchange.plan_view import PlanView
from scheduler.model import NotFoundError, Week
from scheduler.service import ReadWeek, Services
from scheduler.web.board import Board, Filter, Seat
from scheduler.web.rendering import Renderer, see_other
from scheduler.web.words import week_of, week_words

READ = names("week.read")


def add_weeks(router: APIRouter, services: Services, renderer: Renderer) -> None:
    """The pages of a week are on the router."""

    @router.get("/", openapi_extra=names("page.open"))
    def start(request: Request) -> Response:
        visitor = visitor_of(request)
        if visitor.principal is None:
            raise NotSignedInError("access.not_signed_in")
        reads = decide_any(visitor.principal, "week.read") is Decision.ALLOW
        return see_other("/w" if reads else "/me")

    @router.get("/w", openapi_extra=READ)
    def present(caller: Caller) -> Response:
        return see_other(f"/w/{services.weeks.present(caller)}")

    @router.get("/w/board", openapi_extra=READ)
    def present_board(caller: Caller) -> Response:
        return see_other(f"/w/{services.weeks.present(caller)}/board")

    @router.get("/w/{week}", openapi_extra=READ)
    def overview(request: Request, caller: Caller, week: str) -> Response:
        read = services.weeks.read(caller, _week(week))
        facts = services.weeks.overview(caller, read.week)
        seats: tuple[Seat, ...] = ()
        if read.plan is not None and read.pool is not None and caller is not None:
            view = PlanView(read.plan, read.pool, language_of(request), source="solved")
            seats = Board(view, read.week, Filter(), home=caller.agency).seats
        shared = _shared(request, read)
        return renderer.page(request, "week.html", facts=facts, seats=seats, **shared)

    @router.get("/w/{week}/board", openapi_extra=READ)
    def board(
        request: Request,
        caller: Caller,
        week: str,
        view: Literal["people", "table"] = "people",
        plan: Annotated[str | None, Query(max_length=36)] = None,
        agency: Annotated[str, Query(max_length=100)] = "",
        case: Annotated[str, Query(max_length=200)] = "",
        skill: Annotated[str, Query(max_length=100)] = "",
        lent: Annotated[str, Query(max_length=1)] = "",
        q: Annotated[str, Query(max_length=100)] = "",
    ) -> Response:
        read = services.weeks.read(caller, _week(week), plan)
        if read.plan is None or read.pool is None or caller is None:
            return renderer.page(request, "no_plan.html", **_shared(request, read))
        chosen = Filter(agency, case, skill, lent == "1", q.strip())
        view_of = PlanView(read.plan, read.pool, language_of(request), source="solved")
        told = Board(view_of, read.week, chosen, home=caller.agency)
        shared = _shared(request, read)
        return renderer.page(
            request,
            "board.html",
            board=told,
            chosen=chosen,
            view=view,
            now=services.weeks.now(),
            **shared,
        )


def _week(text: str) -> Week:
    """The week of an address.

    Raises:
        NotFoundError: there is no such week.
    """
    found = week_of(text)
    if found is None:
        raise NotFoundError("access.not_found")
    return found


def _shared(request: Request, read: ReadWeek) -> dict[str, Any]:
    """What every page of a week shows: which week it is, and those before and after it."""
    language = language_of(request)
    return {
        "read": read,
        "week": read.week,
        "week_text": week_words(read.week, language),
        "before": read.week.shifted(-1),
        "after": read.week.shifted(1),
        "latest_text": week_words(read.weeks[-1], language) if read.weeks else "",
    }
