"""A long question about a stored plan, and how far its answer is."""

from typing import Literal

from pydantic import NonNegativeFloat, NonNegativeInt

from scheduler.model.record import Record

StudyKind = Literal["report", "persons", "gaps", "permissions", "absence"]
StudyPhase = Literal["loading", "answering", "ranking", "replanning", "proving", "done"]


class StudyQuestion(Record):
    """What is asked about a plan.

    ``specialist`` and ``days`` belong to an absence: who is away, and on which working days (as
    ``2026-11-30``; none: on all of them).
    """

    kind: StudyKind
    specialist: str | None = None
    days: tuple[str, ...] = ()


class StudyProgress(Record):
    """How many of a study's questions are answered, of how many, and what is being done.

    ``loading``: its process is started, reads, and finds out what to ask; ``total`` may be None
    until that is known. An absence has three steps in place of questions. ``seconds`` it is at
    work.
    """

    phase: StudyPhase = "answering"
    done: NonNegativeInt
    total: NonNegativeInt | None
    seconds: NonNegativeFloat = 0.0


STUDY_LOADING = StudyProgress(phase="loading", done=0, total=None)
"""What a study's follower is told until its own process has something to say."""
