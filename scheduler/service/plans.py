"""Plans: read, put in force, take away as a file. Each caller gets their own cut."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from scheduler.access import (
    Principal,
    demand_right,
    masked_in,
    plan_for,
    pool_for,
    reads_all_rows,
    sees_drafts,
)
from scheduler.check import Violation, judge
from scheduler.exchange import (
    plan_from_json,
    plan_to_csv,
    plan_to_ics,
    plan_to_json,
    plan_to_xlsx,
)
from scheduler.model import (
    ConflictError,
    Language,
    NotFoundError,
    Plan,
    Pool,
    Refusal,
    RequestError,
    Rule,
    Week,
)
from scheduler.service.desk import Desk, once
from scheduler.service.errors import BrokenPlanError
from scheduler.service.people_rows import masked_agencies
from scheduler.service.replies import (
    PlanReply,
    PlanSummary,
    PublicationList,
    PublicationReply,
    PublishRequest,
    TierClaim,
)
from scheduler.store import PlanInfo, Publication, Transaction

LIST_LIMIT = 200
Format = Literal["json", "csv", "xlsx", "ics"]
MEDIA: dict[Format, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}
# what makes a plan wrong on newer facts: rules, people and demands that are gone, and what it says
# of its assignments; values (fit among them) and provenance belong to the facts it was made from
HARD = {*map(str, Rule), *map(str, Refusal), "UNKNOWN", "FIELD"}
FIT = ":fit"
TIMES = (":blocks", ":travel_blocks")
UNTOLD = "–"
NOBODYS = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out."""

    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """A stored plan, its own text, and the pool that it was made from.

    ``masked``: the agencies that are masked by the current facts; a frozen pool may not know it.
    """

    info: PlanInfo
    canonical: bytes
    plan: Plan
    pool: Pool
    masked: frozenset[str]

    def told_pool(self, principal: Principal) -> Pool:
        """The pool as somebody may see it today."""
        return pool_for(principal, self.pool, self.plan, masked=self.masked)

    def told_plan(self, principal: Principal) -> Plan:
        """The plan as somebody may see it today; the plan itself where nothing is cut."""
        return plan_for(principal, self.plan, self.pool)

    def hidden_from(self, principal: Principal | None) -> frozenset[str]:
        """The masked agencies' people, but for those of the reader's own agency."""
        home = None if principal is None else principal.agency
        agencies = masked_in(self.pool, self.masked) - {home}
        return frozenset(s.specialist for s in self.pool.specialists if s.agency in agencies)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a plan breaks, and the version of the current facts for which that is true."""

    info: PlanInfo
    facts_version: int
    broken: tuple[Violation, ...]


class Plans:
    """Read, publish, export."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def plans(self, principal: Principal | None) -> tuple[PlanSummary, ...]:
        """The newest plans first, at most 200; an agency sees those once published."""
        signed = demand_right(principal, "plan.list")
        only_published = not sees_drafts(signed.role)
        with self._desk.store.read(signed) as tx:
            infos = tx.plans.all(only_published=only_published, limit=LIST_LIMIT)
        return tuple(PlanSummary.of_record(info, **_cut(signed, info)) for info in infos)

    def read_plan(self, principal: Principal | None, plan: str) -> PlanReply:
        """A plan as the caller may see it.

        Raises:
            NotFoundError: there is none, or it is not the caller's to see.
        """
        signed, found = find(self._desk, principal, "plan.read", plan)
        content = found.told_plan(signed)
        is_cut = content is not found.plan
        # from the cut: a witness that the caller may not see leaves no trace
        claims = TierClaim.all_of(content)
        cut = _cut(signed, found.info)
        return PlanReply.of_record(found.info, **cut, content=content, claims=claims, is_cut=is_cut)

    def pool_of_plan(self, principal: Principal | None, plan: str) -> Pool:
        """The pool that a plan was made from, as the caller may see it; the look is written down.

        Raises:
            NotFoundError: there is no such plan for this caller.
        """
        signed, found = find(self._desk, principal, "plan.pool", plan)
        with self._desk.store.write(signed) as tx:
            now = self._desk.now()
            tx.log.write("plan.pool", plan, at=now, actor=signed.name, agency=signed.agency)
        return found.told_pool(signed)

    def export_plan(
        self,
        principal: Principal | None,
        plan: str,
        form: Format,
        *,
        specialist: str | None = None,
        agency: str | None = None,
        language: Language = "ko",
    ) -> Download:
        """A plan as a file, cut to what the caller may see; the download is written down.

        ``specialist`` or ``agency`` narrow a calendar (ics) and nothing else.

        Raises:
            NotFoundError: there is no such plan, specialist or agency for this caller.
            RequestError: another format was to be narrowed, or by both at once.
        """
        signed, found = find(self._desk, principal, "plan.export", plan)
        shown = found.told_plan(signed)
        pool = found.told_pool(signed)
        name = f"plan-{found.info.start}.{form}"
        if form != "ics" and (specialist or agency):
            raise RequestError("export.narrowed")
        if form == "json":
            content = found.canonical if shown is found.plan else plan_to_json(shown)
        elif form == "csv":
            content = plan_to_csv(shown, pool)
        elif form == "xlsx":
            content = plan_to_xlsx(shown, pool, language)
        else:
            content = self._calendar(signed, found, shown, pool, specialist, agency)
        facts = {"format": form, "specialist": specialist, "of_agency": agency}
        with self._desk.store.write(signed) as tx:
            tx.log.write(
                "plan.export",
                plan,
                at=self._desk.now(),
                actor=signed.name,
                agency=signed.agency,
                facts={k: v for k, v in facts.items() if v is not None},
            )
        return Download(content, MEDIA[form], name)

    @staticmethod
    def _calendar(
        signed: Principal,
        found: Found,
        shown: Plan,
        pool: Pool,
        specialist: str | None,
        agency: str | None,
    ) -> bytes:
        if specialist and agency:
            raise RequestError("export.narrowed")
        if specialist is not None:
            person = found.pool.specialist_of_id.get(specialist)
            demand_right(signed, "calendar.read", NOBODYS if person is None else person.agency)
            if person is None:
                raise NotFoundError("access.not_found")
        elif agency is not None:
            demand_right(signed, "calendar.read", agency)
            if agency not in found.pool.agency_of_id:
                raise NotFoundError("access.not_found")
        return plan_to_ics(shown, pool, specialist=specialist, agency=agency)

    # -- putting in force --------------------------------------------------------------------

    def publish_plan(
        self, principal: Principal | None, request: PublishRequest, *, key: str | None = None
    ) -> PublicationList:
        """The plan is in force for its weeks (or the one named), and supersedes what was.

        The judge is asked again: on the pool the plan was made from, and, wherever that pool came
        from, for hard rules on the facts of this very instant, which nobody can change before the
        publication is committed. Without current facts there is only the pool. Doing it twice
        changes nothing.

        Raises:
            RequestError: no such plan, or the week is none of its weeks.
            BrokenPlanError: the plan breaks rules on the facts of this instant.
        """
        signed = demand_right(principal, "publication.create")
        mark = once(key, "publication.create", request.model_dump_json())
        # judging takes a while on a large pool: do it before the transaction, and inside it only
        # if somebody has changed a fact in between
        with self._desk.store.read(signed) as tx:
            early = self._judged(tx, request.plan)

        def act(tx: Transaction) -> PublicationList:
            version = tx.facts.hold()
            judged = early if early.facts_version == version else self._judged(tx, request.plan)
            info = judged.info
            weeks = _weeks(info, request.week)
            if judged.broken:
                raise BrokenPlanError(judged.broken)
            done = tx.plans.publications(plan=info.plan)
            in_force = {p.week for p in done if p.superseded_at is None}
            missing = tuple(w for w in weeks if w not in in_force)
            now = self._desk.now()
            tx.plans.publish(info.plan, missing, now=now, by=signed.name)
            for week in missing:
                facts = {"week": str(week), "sha256": info.sha256}
                tx.log.write("plan.publish", info.plan, at=now, actor=signed.name, facts=facts)
            return _list(p for p in tx.plans.publications(plan=info.plan) if p.week in weeks)

        return self._desk.effect(signed, mark, PublicationList, act)

    @staticmethod
    def _judged(tx: Transaction, plan: str) -> _Judged:
        """What the judge says of a stored plan on its own pool and on the present facts."""
        version, info = tx.facts.version(), tx.plans.info(plan)
        if info is None:
            raise RequestError("publish.no_plan")
        found = load(tx, info)
        broken: list[Violation] = list(judge(found.pool, found.plan).violations)
        if version > 0:
            present = tx.facts.pool()
            if present.sha256 != info.pool:
                broken += filter(_is_hard, judge(present, found.plan).violations)
        hidden = found.hidden_from(None)
        return _Judged(info, version, tuple(_untold(one, hidden) for one in broken))

    def publications(self, principal: Principal | None) -> PublicationList:
        """What is in force for each week, and what was."""
        signed = demand_right(principal, "publication.list")
        with self._desk.store.read(signed) as tx:
            return _list(tx.plans.publications())


def find(
    desk: Desk, principal: Principal | None, action: str, plan: str
) -> tuple[Principal, Found]:
    """The caller, allowed to do this to the plan, and the plan with its pool.

    Raises:
        NotFoundError: there is no such plan for this caller.
    """
    with desk.store.read(principal) as tx:
        info = tx.plans.info(plan)
        is_draft = info is not None and not info.is_published
        signed = demand_right(principal, action, is_draft=is_draft)
        if info is None:
            raise NotFoundError("access.not_found")
        return signed, load(tx, info)


def load(tx: Transaction, info: PlanInfo) -> Found:
    """A stored plan with its pool.

    Raises:
        ConflictError: it has been taken away meanwhile.
    """
    canonical, pool = tx.plans.canonical(info.plan), tx.pools.pool(info.pool)
    if canonical is None or pool is None:
        raise ConflictError("plan.gone")
    return Found(info, canonical, plan_from_json(canonical), pool, masked_agencies(tx))


def _is_hard(violation: Violation) -> bool:
    """Whether a violation on newer facts stands in the way of a publication."""
    return violation.code in HARD and not violation.subject.endswith(FIT)


def _untold(violation: Violation, hidden: Collection[str]) -> Violation:
    """The same; of hidden people without the half-days that would tell where they sit."""
    is_of_travel = violation.code == Rule.TIME or violation.subject.endswith(TIMES)
    if not is_of_travel or violation.subject.partition("/")[0] not in hidden:
        return violation
    return violation._replace(limit=UNTOLD, found=UNTOLD)


def _cut(signed: Principal, info: PlanInfo) -> dict[str, Any]:
    """What is told otherwise than it is stored."""
    # a hash over what an agency may not see would still tell it that something has changed
    if not reads_all_rows(signed.role):
        return {"start": str(info.start), "pool": None, "sha256": None}
    return {"start": str(info.start)}


def _weeks(info: PlanInfo, week: str | None) -> tuple[Week, ...]:
    weeks = tuple(info.start.shifted(i) for i in range(info.weeks))
    if week is None:
        return weeks
    wanted = Week.parse(week)
    if wanted not in weeks:
        raise RequestError("publish.week", week=week, first=str(weeks[0]), last=str(weeks[-1]))
    return (wanted,)


def _list(items: Iterable[Publication]) -> PublicationList:
    told = (PublicationReply.of_record(one, week=str(one.week)) for one in items)
    return PublicationList(items=tuple(told))
