"""A long question about a stored plan, and how far its answer is."""

from typing import Literal

from pydantic import NonNegativeInt, PositiveInt

from scheduler.model.record import Record

StudyKind = Literal["report", "persons", "gaps", "permissions", "absence"]


class StudyQuestion(Record):
    """What is asked about a plan.

    ``specialist`` and ``days`` belong to an absence: who is away, and on which working days (as
    ``2026-11-30``; none: on all of them).
    """

    kind: StudyKind
    specialist: str | None = None
    days: tuple[str, ...] = ()


class StudyProgress(Record):
    """How many of a study's questions are answered, of how many."""

    done: NonNegativeInt
    total: PositiveInt
