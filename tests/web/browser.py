"""A browser without a screen: it keeps cookies, says from where it posts, and reads marks."""

import re
from html import unescape
from typing import Any

from fastapi.testclient import TestClient

from scheduler.door.guard import FORM
from scheduler.serving import Serving
from tests.world import PASSWORD, World

HERE, ELSEWHERE = "https://testserver", "https://elsewhere.example"
_MARK = re.compile(rf'name="{FORM}" value="([^"]*)"')


class Browser:
    """A browser at the pages and the API. ``client``: what it sends with, for odd requests."""

    def __init__(self, app: Serving) -> None:
        self.client = TestClient(app, base_url=HERE, follow_redirects=False)

    def get(self, path: str, **options: Any) -> Any:
        """The answer to an address or a link."""
        return self.client.get(path, **options)

    def mark(self) -> str:
        """The mark of this browser's forms, as a page shows it."""
        page = self.get("/api")  # the one page that everybody may read
        (mark,) = {unescape(found) for found in _MARK.findall(page.text)}
        return mark

    def post(
        self,
        path: str,
        fields: dict[str, str] | None = None,
        *,
        mark: str | None = None,
        origin: str | None = HERE,
        **options: Any,
    ) -> Any:
        """The answer to a form of a page of this browser; ``mark``: another than its own."""
        sent = {**(fields or {}), FORM: self.mark() if mark is None else mark}
        headers = {**options.pop("headers", {}), **({} if origin is None else {"Origin": origin})}
        return self.client.post(path, data=sent, headers=headers, **options)

    def sign_in(self, world: World, name: str, password: str | None = None) -> Any:
        """The answer to signing in; without a password, with the right one."""
        if password is None:
            world.let_in(name)
        return self.post("/sign-in", {"name": name, "password": password or PASSWORD})
