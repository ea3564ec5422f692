"""The long questions about a plan under one roof: asked by name, and their answers read again.

What comes out is what the commands print: ``scheduler report``, ``keys``, ``absent --prove``.
"""

from collections.abc import Callable

from pydantic import ValidationError

from scheduler.explain.apart import IsCancelled, OnAnswer, never
from scheduler.explain.candidates import Candidates, candidates
from scheduler.explain.gaps import Gaps, gaps
from scheduler.explain.key_persons import KeyPersons, key_persons
from scheduler.explain.permissions import Permissions, permissions
from scheduler.explain.replan import Replan, absent, replan, vacated
from scheduler.explain.report import Report, report
from scheduler.model import ConflictError, Plan, Pool, StudyKind, StudyPhase, StudyQuestion
from scheduler.model.record import Record
from scheduler.solver.engines.stopping import StoppedError, stoppable

ABSENCE: tuple[StudyPhase, ...] = ("ranking", "replanning", "proving")
"""Who could step in, the plan with few rows changed, the proof that no plan changes fewer."""
ABSENCE_STEPS = len(ABSENCE)


class AbsenceStudy(Record):
    """Who could step in for somebody who falls away, and the plan with the fewest moves.

    ``is_complete``: that there is none with fewer is proven, or the proof was tried to its end.
    """

    candidates: Candidates
    replan: Replan
    is_complete: bool


Findings = Report | KeyPersons | Gaps | Permissions | AbsenceStudy
OnFindings = Callable[[Findings], None]
"""Hears what is found so far, where a long step follows."""
ASKING: dict[StudyKind, Callable[..., Findings]] = {
    "report": report,
    "persons": key_persons,
    "gaps": gaps,
    "permissions": permissions,
}
FINDINGS: dict[StudyKind, type[Findings]] = {
    "report": Report,
    "persons": KeyPersons,
    "gaps": Gaps,
    "permissions": Permissions,
    "absence": AbsenceStudy,
}


def study(
    pool: Pool,
    plan: Plan,
    question: StudyQuestion,
    *,
    on_answer: OnAnswer,
    on_findings: OnFindings,
    is_cancelled: IsCancelled = never,
) -> Findings:
    """The answer to a long question; after a stop what was found until then.

    Raises:
        RequestError: the plan was made from another pool, a day is none of its working days, or
            the pins clash.
        NotFoundError: there is no such specialist.
        PlanRejectedError: the judge refuses the plan, or one that was found.
    """
    if question.kind == "absence":
        return _absence(pool, plan, question, on_answer, on_findings, is_cancelled)
    ask = ASKING[question.kind]
    return ask(pool, plan, on_answer=on_answer, is_cancelled=is_cancelled)


def _absence(
    pool: Pool,
    plan: Plan,
    question: StudyQuestion,
    on_answer: OnAnswer,
    on_findings: OnFindings,
    is_cancelled: IsCancelled,
) -> AbsenceStudy:
    on_answer(0, ABSENCE_STEPS)
    changed = absent(pool, plan, question.specialist or "", question.days)
    ranked = candidates(changed, plan, vacated(changed, plan))
    on_answer(1, ABSENCE_STEPS)
    found = replan(changed, plan)
    # on a small pool the number is proven at once, or that was tried
    is_tried = found.is_whole or found.moves is None or found.moves.status == "optimal"
    told = AbsenceStudy(candidates=ranked, replan=found, is_complete=is_tried)
    if not is_tried:
        on_answer(2, ABSENCE_STEPS)
        on_findings(told)
        if is_cancelled():
            return told
        try:
            with stoppable(is_cancelled):
                proven = replan(changed, plan, to_prove=True)
        except StoppedError:
            return told
        told = AbsenceStudy(candidates=ranked, replan=proven, is_complete=True)
    on_answer(ABSENCE_STEPS, ABSENCE_STEPS)
    return told


def questions_ahead(kind: StudyKind, pool: Pool, plan: Plan) -> int | None:
    """How many questions a study will ask, if that is known before anything is worked out."""
    if kind == "report":
        return len(plan.assignments) + len(plan.empty_seats)
    if kind == "persons":
        return len(pool.specialists)
    return ABSENCE_STEPS if kind == "absence" else None


def study_phase(kind: StudyKind, done: int, total: int) -> StudyPhase:
    """What a study is doing after so many answers."""
    if done == total:
        return "done"
    return ABSENCE[done] if kind == "absence" else "answering"


def findings_from_json(kind: StudyKind, text: str) -> Findings:
    """The answer to a question of this kind, as it was kept.

    Raises:
        ConflictError: it was kept by a release whose answers this one cannot read.
    """
    try:
        return FINDINGS[kind].model_validate_json(text)
    except ValidationError as error:
        raise ConflictError("study.other_release") from error
