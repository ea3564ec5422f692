"""Answers that are files to take away."""

from collections.abc import Iterable
from typing import Any

from fastapi import Response

from scheduler.service import Download


def documented_file(media: Iterable[str], schema: dict[str, str]) -> dict[str, Any]:
    """What the contract says of a file of any of these media types."""
    return {"description": "The file", "content": {kind: {"schema": schema} for kind in media}}


def attached(file: Download) -> Response:
    """The file, under its name."""
    disposition = f'attachment; filename="{file.name}"'
    headers = {"Content-Disposition": disposition}
    return Response(file.content, media_type=file.media_type, headers=headers)
