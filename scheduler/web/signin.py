"""Sign in and out, choose a role, change the password, choose language and looks."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from scheduler.access import NotSignedInError
from scheduler.door import language_of, names, visitor_of
from scheduler.door.guard import SESSION, VISIT
from scheduler.door.language import COOKIE as LANGUAGE
from scheduler.model import RequestError, say
from scheduler.service import Services, SignedIn, WaitError, WrongPasswordError
from scheduler.service.passwords import LONGEST, SHORTEST
from scheduler.web.demo import DemoAccount
from scheduler.web.rendering import COOKIE, LOOKS, Renderer, see_other
from scheduler.web.words import clock_words

Text = Annotated[str, Form()]
USE, OPEN = names("session.use"), names("page.open")
A_YEAR_S = 365 * 24 * 3600


def add_sign_in(
    router: APIRouter, services: Services, renderer: Renderer, demo: tuple[DemoAccount, ...]
) -> None:
    """The pages around a session are on the router."""

    def sign_in_page(
        request: Request, status: int = 200, *, back: str, name: str = "", error: str = ""
    ) -> Response:
        return renderer.page(
            request, "sign_in.html", status, back=back, name=name, error=error, demo=demo,
            is_ended=bool(request.query_params.get("ended")),
        )  # fmt: skip

    @router.get("/sign-in", openapi_extra=OPEN)
    def ask(request: Request, next: str = "/") -> Response:
        signed = visitor_of(request).session
        return sign_in_page(request, back=next) if signed is None else see_other("/")

    @router.post("/sign-in", openapi_extra=USE)
    def sign_in(
        request: Request, name: Text = "", password: Text = "", back: Text = "/"
    ) -> Response:
        source = request.client.host if request.client else ""
        try:
            signed = services.sign_in.sign_in(name, password, source)
        except (WaitError, WrongPasswordError) as error:
            language = language_of(request)
            told = [error.what(language), error.hint(language)]
            if isinstance(error, WaitError):
                told.insert(1, say("web.sign_in.until", language, at=clock_words(error.until)))
            shown = " ".join(told)
            return sign_in_page(request, error.http_status, back=back, name=name, error=shown)
        return entered(signed, back)

    def entered(signed: SignedIn, back: str) -> Response:
        response = see_other("/password" if signed.has_one_time else back)
        response.set_cookie(SESSION, signed.secret, **COOKIE)  # type: ignore[arg-type]
        response.delete_cookie(VISIT, **COOKIE)  # type: ignore[arg-type]
        return response

    @router.post("/sign-out", openapi_extra=USE)
    def sign_out(request: Request, everywhere: Text = "") -> Response:
        services.sign_in.sign_out(request.cookies.get(SESSION), everywhere=bool(everywhere))
        response = see_other("/sign-in")
        response.delete_cookie(SESSION, **COOKIE)  # type: ignore[arg-type]
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    @router.get("/password", openapi_extra=USE)
    def ask_password(request: Request) -> Response:
        return password_page(request)

    def password_page(request: Request, status: int = 200, error: str = "") -> Response:
        signed = _signed(request)
        limits = {"shortest": SHORTEST, "longest": LONGEST}
        return renderer.page(
            request, "password.html", status, error=error, limits=limits,
            is_first=signed.has_one_time,
        )  # fmt: skip

    @router.post("/password", openapi_extra=USE)
    def change_password(
        request: Request, former: Text = "", password: Text = "", again: Text = ""
    ) -> Response:
        _signed(request)
        try:
            if password != again:
                raise RequestError("password.differs")
            secret = request.cookies.get(SESSION)
            signed = services.sign_in.change_password(secret, former, password)
        except (RequestError, WrongPasswordError) as error:
            told = f"{error.what(language_of(request))} {error.hint(language_of(request))}"
            return password_page(request, error.http_status, told.strip())
        return entered(signed, "/")

    @router.get("/role", openapi_extra=USE)
    def ask_role(request: Request) -> Response:
        return renderer.page(request, "role.html", choices=_signed(request).choices)

    @router.post("/role", openapi_extra=USE)
    def act_as(request: Request, principal: Text = "") -> Response:
        services.sign_in.act_as(request.cookies.get(SESSION), principal)
        return see_other("/")

    @router.get("/me", openapi_extra=USE)
    def me(request: Request) -> Response:
        signed = _signed(request)
        if signed.principal is None:
            return see_other("/role")
        return renderer.page(request, "me.html", signed=signed)

    @router.post("/looks", openapi_extra=OPEN)
    def choose(
        request: Request,
        back: Text = "/",
        language: Text = "",
        contrast: Text = "",
        size: Text = "",
    ) -> Response:
        response = see_other(back)
        wanted = {LANGUAGE: language, "contrast": contrast, "size": size}
        allowed = {LANGUAGE: ("ko", "en"), **LOOKS}
        for kind, value in wanted.items():
            if value in allowed[kind]:
                response.set_cookie(kind, value, max_age=A_YEAR_S, **COOKIE)  # type: ignore[arg-type]
        return response


def _signed(request: Request) -> SignedIn:
    signed = visitor_of(request).session
    if signed is None:
        raise NotSignedInError("access.not_signed_in")
    return signed
