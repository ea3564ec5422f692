"""The fixed tables beside the code: posts and instruments, one dict a row."""

import csv
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file of this room. Treat them as read-only."""
    text = files("scheduler.synth").joinpath(name).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
