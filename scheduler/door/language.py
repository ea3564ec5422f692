"""In which language a request is answered."""

from starlette.requests import Request

from scheduler.model import Language

COOKIE = "language"


def language_of(request: Request) -> Language:
    """The one chosen on a page; else Korean, unless the caller asks for English first."""
    chosen = request.cookies.get(COOKIE, "")
    wanted = chosen or request.headers.get("accept-language", "").strip().lower()
    return "en" if wanted.startswith("en") else "ko"
