"""An answer for a reader from whom some people are hidden: without what tells where they sit.

How long somebody travels, and how many half-days a demand therefore takes, follows from where they
sit: a few answers about one person would tell it. So of hidden people the grounds of these codes
say that they refuse or not, and nothing else, and no row says which of its half-days are travel.
It is cut from finished answers, since who is hidden from whom may have changed since they were
made. What half-days and fit of a row still tell is told on purpose (docs/decisions/0005).
"""

from collections.abc import Container
from typing import Any, TypeVar

from scheduler.explain.grounds import Ground
from scheduler.model import PlannedAssignment, Refusal
from scheduler.model.record import Record

OF_STATION = frozenset({Refusal.TRAVEL, Refusal.AVAILABILITY})
"""Codes whose facts are worked out from somebody's station."""
NOBODY = ""

Answer = TypeVar("Answer", bound=Record)


def withheld(answer: Answer, people: Container[str]) -> Answer:
    """The same answer, without what tells where any of these people sit."""
    cut: Answer = _cut(answer, NOBODY, people)
    return cut


def _cut(value: Any, who: str, people: Container[str]) -> Any:
    """A part of an answer; ``who`` is the person that it is about."""
    if isinstance(value, tuple):
        return _parts(value, who, people)
    if isinstance(value, Ground):
        return _unsaid(value) if who in people and value.code in OF_STATION else value
    if not isinstance(value, Record):
        return value
    if isinstance(value, PlannedAssignment):
        is_told = value.specialist not in people or not value.travel_blocks
        return value if is_told else value.model_copy(update={"travel_blocks": ()})
    about = _about(value) or who
    cut = {}
    for name in type(value).model_fields:
        old = getattr(value, name)
        new = _cut(old, about, people)
        if new is not old:
            cut[name] = new
    return value.model_copy(update=cut) if cut else value


def _parts(value: tuple[Any, ...], who: str, people: Container[str]) -> tuple[Any, ...]:
    parts = [_cut(one, who, people) for one in value]
    if all(new is old for new, old in zip(parts, value, strict=True)):
        return value
    # a journey can be refused on two grounds: how many there were is a number too
    kept = list[Any]()
    for part in parts:
        if not isinstance(part, Ground) or part not in kept:
            kept.append(part)
    return tuple(kept)


def _about(record: Record) -> str:
    """The person that a record is about; empty where it does not say."""
    row = getattr(record, "row", None)
    who = row.specialist if isinstance(row, PlannedAssignment) else None
    told = getattr(record, "specialist", who)
    return told if isinstance(told, str) else NOBODY


def _unsaid(ground: Ground) -> Ground:
    return Ground(code=ground.code, holds=ground.holds, key="")
