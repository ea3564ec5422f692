"""Studies: long questions about a stored plan. The work itself happens in a worker's process.

Kept is what was found, with the ids of people. The sentences are made when they are read, with the
names that the reader may see.
"""

from typing import TYPE_CHECKING, Any, Literal

from scheduler.access import Principal, demand_right
from scheduler.model import (
    ConflictError,
    Language,
    NotFoundError,
    Plan,
    Pool,
    RequestError,
    StudyQuestion,
)
from scheduler.service.answers import Lines
from scheduler.service.desk import Desk, once
from scheduler.service.plans import Download, Found, find, load
from scheduler.service.runs import reason_of
from scheduler.service.study_replies import StudyCount, StudyReply, StudyRequest, StudySummary
from scheduler.store import FINISHED, Study, Transaction

# solvers take a second to load, and a service that is never asked why needs none: so each function
# imports what it reads
if TYPE_CHECKING:
    from scheduler.explain import Findings

LIST_LIMIT = 200
StudyFormat = Literal["html", "text"]
STUDY_MEDIA: dict[StudyFormat, str] = {
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}


class Studies:
    """Start, follow, take away, cancel."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start_study(
        self, principal: Principal | None, plan: str, request: StudyRequest, *, key: str | None
    ) -> StudySummary:
        """A study waits for a worker; follow it by its id.

        Raises:
            NotFoundError: there is no such plan for this caller, or no such specialist.
            RequestError: a kind that is about nobody names somebody, an absence nobody, or a day
                that is no working day of the plan's weeks.
        """
        signed, found = find(self._desk, principal, "study.start", plan)
        question = StudyQuestion.model_validate(request.model_dump())
        _demand_sense(question, found)
        mark = once(key, "study.start", plan, request.model_dump_json())

        def act(tx: Transaction) -> StudySummary:
            now = self._desk.now()
            study = Study(
                study=self._desk.new_id(),
                plan=plan,
                pool=found.info.pool,
                question=question,
                created_at=now,
                created_by=signed.name,
            )
            tx.studies.add(study)
            facts = {"plan": plan, "kind": question.kind}
            tx.log.write("study.start", study.study, at=now, actor=signed.name, facts=facts)
            return StudySummary.of_record(study, **_summary(study))

        return self._desk.effect(signed, mark, StudySummary, act)

    def studies(self, principal: Principal | None, plan: str) -> tuple[StudySummary, ...]:
        """The newest studies of a plan first, at most 200.

        Raises:
            NotFoundError: there is no such plan for this caller.
        """
        with self._desk.store.read(principal) as tx:
            info = tx.plans.info(plan)
            is_draft = info is not None and not info.is_published
            demand_right(principal, "study.list", is_draft=is_draft)
            if info is None:
                raise NotFoundError("access.not_found")
            found = tx.studies.of_plan(plan, LIST_LIMIT)
        return tuple(StudySummary.of_record(study, **_summary(study)) for study in found)

    def read_study(self, principal: Principal | None, study: str) -> StudyReply:
        """State and progress of a study, and its answer as the caller may see it.

        Raises:
            NotFoundError: there is no such study.
            ConflictError: another release has kept an answer that this one cannot read.
        """
        signed, kept, answer = self._find(principal, "study.read", study)
        told: dict[str, Any] = {"answer": None, "candidates": None, "text": None}
        if answer is not None:
            told = _told(signed, kept, *answer)
        return StudyReply.of_record(kept, **_summary(kept), **told)

    def export_study(
        self,
        principal: Principal | None,
        study: str,
        form: StudyFormat,
        *,
        language: Language = "ko",
    ) -> Download:
        """A report as a document, with the names that the caller may see; it is written down.

        Raises:
            NotFoundError: there is no such study, or it is no report.
            ConflictError: there is no answer yet, or another release has kept it.
        """
        signed, kept, answer = self._find(principal, "study.export", study)
        if kept.question.kind != "report":
            raise NotFoundError("study.no_document")
        if answer is None:
            raise ConflictError("study.no_answer")
        found, text = answer
        from scheduler.explain import Report, Words, as_html, as_text, findings_from_json, withheld

        report = withheld(findings_from_json("report", text), found.hidden_from(signed))
        assert isinstance(report, Report), "the kind says so"
        words = Words(found.told_pool(signed), found.plan, language)
        content = (as_html if form == "html" else as_text)(report, words, "solved")
        name = f"report-{found.info.start}.{'html' if form == 'html' else 'txt'}"
        with self._desk.store.write(signed) as tx:
            tx.log.write(
                "study.export",
                study,
                at=self._desk.now(),
                actor=signed.name,
                facts={"plan": kept.plan, "format": form},
            )
        return Download(content.encode(), STUDY_MEDIA[form], name)

    def cancel_study(
        self, principal: Principal | None, study: str, *, key: str | None
    ) -> StudySummary:
        """The study stops: a waiting one at once, a running one soon, keeping what it has found.

        Raises:
            NotFoundError: there is no such study.
            ConflictError: it has already ended by itself.
        """
        signed = demand_right(principal, "study.cancel")
        mark = once(key, "study.cancel", study)

        def act(tx: Transaction) -> StudySummary:
            found = _get(tx, study)
            if not found.cancel_requested:
                now = self._desk.now()
                if found.state in FINISHED or not tx.studies.ask_to_cancel(study, now):
                    raise ConflictError("study.ended")
                tx.log.write("study.cancel", study, at=now, actor=signed.name)
            now_kept = _get(tx, study)
            return StudySummary.of_record(now_kept, **_summary(now_kept))

        return self._desk.effect(signed, mark, StudySummary, act)

    def _find(
        self, principal: Principal | None, action: str, study: str
    ) -> tuple[Principal, Study, tuple[Found, str] | None]:
        """The caller, allowed to do this, the study, and its plan and answer if it has one."""
        signed = demand_right(principal, action)
        with self._desk.store.read(signed) as tx:
            kept, text = _get(tx, study), tx.studies.answer(study)
            if text is None:  # asked again and again, so no plan is read for it
                return signed, kept, None
            info = tx.plans.info(kept.plan)
            if info is None:
                raise ConflictError("plan.gone")
            return signed, kept, (load(tx, info), text)


def _get(tx: Transaction, study: str) -> Study:
    found = tx.studies.get(study)
    if found is None:
        raise NotFoundError("access.not_found")
    return found


def _demand_sense(question: StudyQuestion, found: Found) -> None:
    """Pass a question that can be asked of this plan."""
    is_about = question.specialist is not None or bool(question.days)
    if question.kind != "absence":
        if is_about:
            raise RequestError("study.about_nobody")
        return
    if question.specialist is None:
        raise RequestError("study.about_somebody")
    from scheduler.explain import absent

    absent(found.pool, found.plan, question.specialist, question.days)


def _summary(study: Study) -> dict[str, Any]:
    """What is told of a study otherwise than it is stored."""
    progress = study.progress
    count = None if progress is None else StudyCount(**progress.model_dump())
    return {**study.question.model_dump(), "progress": count, "reason": reason_of(study)}


def _told(signed: Principal, kept: Study, found: Found, text: str) -> dict[str, Any]:
    """The answer as this reader may see it, as an object and in words."""
    from scheduler.explain import AbsenceStudy, Gaps, findings_from_json, withheld

    pool = found.told_pool(signed)
    findings = withheld(findings_from_json(kept.question.kind, text), found.hidden_from(signed))
    if isinstance(findings, Gaps):
        findings = findings.told(pool)
    lines = {it: tuple(_lines(findings, pool, found.plan, it)) for it in ("ko", "en")}
    told = findings.model_dump(mode="json")
    is_absence = isinstance(findings, AbsenceStudy)
    return {
        "answer": told["replan"] if is_absence else told,
        "candidates": told["candidates"] if is_absence else None,
        "text": Lines(**lines),
    }


def _lines(findings: "Findings", pool: Pool, plan: Plan, language: Language) -> list[str]:
    """The answer in words, the first line its title."""
    from scheduler.explain import AbsenceStudy, MarginalWords, Report, Words, as_text

    if isinstance(findings, Report):
        return as_text(findings, Words(pool, plan, language), "solved").splitlines()
    if isinstance(findings, AbsenceStudy):
        words = Words(pool, plan, language)
        return [*words.candidates(findings.candidates), *words.replan(findings.replan)]
    return MarginalWords(pool, plan, language).lines(findings)
