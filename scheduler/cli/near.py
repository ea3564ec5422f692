"""The options ``--near`` and ``--give``, read into what a planner wishes."""

from collections.abc import Sequence
from pathlib import Path

from scheduler.cli.look import read_plan
from scheduler.model import Near, Plan, RequestError


def amounts(texts: Sequence[str]) -> dict[str, int]:
    """Goals and what they may give up, from ``coverage=9``; of one goal the last counts.

    Raises:
        RequestError: a text is no such thing.
    """
    found = {}
    for text in texts:
        goal, _, amount = text.partition("=")
        if not goal.strip() or not amount.strip().lstrip("-").isdecimal():
            raise RequestError("cli.give.form", text=text)
        found[goal.strip()] = int(amount)
    return found


def wish(near: Path | None, give: Sequence[str] | None, own: Plan | None = None) -> Near | None:
    """The wish to be near to the plan of a file, or to one's own where something is given up.

    Raises:
        RequestError: the file is no plan, a goal or an amount is none, or there is no base.
    """
    given = amounts(give or ())
    base = own if near is None and given else None if near is None else read_plan(near)
    if base is None:
        if given:
            raise RequestError("near.no_base")
        return None
    return Near.of(base, given)
