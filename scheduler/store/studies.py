"""Studies as seen by the people who start, follow and cancel them, and what came out of them."""

import zlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.model import StudyProgress, StudyQuestion
from scheduler.store.copying import record_of, row_of
from scheduler.store.records import Study
from scheduler.store.tables import StudyRow
from scheduler.store.work import ask_to_cancel, work_fields


def study_record(row: StudyRow) -> Study:
    """The record of a row."""
    question = StudyQuestion.model_validate(row.question)
    progress = None if row.progress is None else StudyProgress.model_validate(row.progress)
    return record_of(Study, row, question=question, progress=progress, **work_fields(row))


def packed(text: str) -> bytes:
    """An answer as it is kept; :meth:`Studies.answer` gives the text back."""
    return zlib.compress(text.encode())


class Studies:
    """Studies within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, study: Study) -> None:
        """The study is there."""
        question = study.question.model_dump(mode="json")
        self._session.add(row_of(StudyRow, study, question=question, reason_facts=None))
        self._session.flush()

    def get(self, study: str) -> Study | None:
        """A study without its answer."""
        row = self._session.get(StudyRow, study, populate_existing=True)
        return None if row is None else study_record(row)

    def answer(self, study: str) -> str | None:
        """What a study has found, as JSON; None when there is nothing."""
        kept = self._session.scalar(select(StudyRow.answer).where(StudyRow.study == study))
        return None if kept is None else zlib.decompress(kept).decode()

    def of_plan(self, plan: str, limit: int) -> tuple[Study, ...]:
        """The newest studies of a plan first."""
        rows = self._session.scalars(
            select(StudyRow)
            .where(StudyRow.plan == plan)
            .order_by(StudyRow.created_at.desc(), StudyRow.study)
            .limit(limit)
        )
        return tuple(map(study_record, rows))

    def ask_to_cancel(self, study: str, now: datetime) -> bool:
        """A queued study is cancelled, a running one asked to stop; False when it has ended."""
        return ask_to_cancel(self._session, StudyRow, study, now)
