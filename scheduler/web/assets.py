"""Style sheets, fonts, icons and the script: read once, sent with the hash of what they hold."""

import hashlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response

from scheduler.door import names
from scheduler.model import NotFoundError

KINDS: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
"""What is sent, by the end of its name; nothing else of the folder is."""
FOREVER, A_DAY = "public, max-age=31536000, immutable", "public, max-age=86400"


class Asset(NamedTuple):
    """A file, what kind it is, and the beginning of its hash."""

    content: bytes
    media_type: str
    version: str


class Assets:
    """The files of ``static/`` by their path there."""

    def __init__(self) -> None:
        self._known = dict(_found(resources.files(__package__) / "static", ""))

    def get(self, path: str) -> Asset:
        """The file at a path.

        Raises:
            NotFoundError: there is none.
        """
        found = self._known.get(path)
        if found is None:
            raise NotFoundError("access.not_found")
        return found

    def url(self, path: str) -> str:
        """The address of a file, which changes with what it holds."""
        return f"/static/{path}?v={self.get(path).version}"


def _found(folder: Traversable, before: str) -> Iterator[tuple[str, Asset]]:
    for entry in folder.iterdir():
        path = f"{before}{entry.name}"
        kind = KINDS.get(entry.name.rpartition(".")[2])
        if entry.is_dir():
            yield from _found(entry, f"{path}/")
        elif kind is not None:
            content = entry.read_bytes()
            yield path, Asset(content, kind, hashlib.sha256(content).hexdigest()[:12])


def add_assets(router: APIRouter, assets: Assets) -> None:
    """The files are on the router."""

    @router.get("/static/{path:path}", openapi_extra=names("page.open"))
    def read(request: Request, path: str) -> Response:
        found = assets.get(path)
        is_named = request.query_params.get("v") == found.version
        headers = {"Cache-Control": FOREVER if is_named else A_DAY, "ETag": f'"{found.version}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type=found.media_type, headers=headers)
