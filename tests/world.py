"""A small world for the service's tests: three agencies, one of them masked, and six callers.

Every identity is a canary: a string that stands nowhere else, so that a test can look for it in
the bytes that leave. The pool is solved by the real solver and judged by the real judge.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scheduler.access import Principal, Role
from scheduler.exchange import pool_to_files, read_pool_files
from scheduler.explain import Findings, study
from scheduler.model import Plan, Pool, PoolError, SolveResult, Specialist, StudyQuestion, Week
from scheduler.service import Failure, Job, Services, StudyJob
from scheduler.service.proposal_replies import ProposalRequest
from scheduler.service.replies import FactsRequest, PublishRequest, RunReply, RunRequest
from scheduler.service.study_replies import StudyRequest
from scheduler.solver import make_plan
from scheduler.store import Store
from scheduler.store.scope import System
from scheduler.whatif import absence, scenario
from tests.builders import DAYS, WEEK, agency, case, demand, pool, skill, specialist

OWN_NAME, OWN_TITLE = "canary-own-name", "canary-own-title"
FOREIGN_NAME, FOREIGN_TITLE = "canary-foreign-name", "canary-foreign-title"
MASKED_NAME, MASKED_TITLE = "canary-masked-name", "canary-masked-title"
MASKED_STATION = "canary-masked-station"
OWN_FIRM, FOREIGN_FIRM, FOREIGN_CASE = "canary-own-firm", "canary-foreign-firm", "canary-case"
MASKED = (MASKED_NAME, MASKED_TITLE, MASKED_STATION)
NAMES = (OWN_NAME, OWN_TITLE, FOREIGN_NAME, FOREIGN_TITLE, *MASKED)

PLANNER, OWN, FOREIGN, MASKED_OWN, ANALYST = (
    "planner",
    "registrar of MSS",
    "registrar of KNPA",
    "registrar of NIS",
    "analyst",
)
NOBODY, REVOKED = "no token", "revoked token"
CALLERS = (NOBODY, REVOKED, PLANNER, OWN, FOREIGN, MASKED_OWN, ANALYST)
PASSWORD, DESK = "seven quiet rivers", "10.0.0.7"

# what must not reach whom, by any outlet
HIDDEN = {
    PLANNER: MASKED,
    ANALYST: (*NAMES, OWN_FIRM, FOREIGN_FIRM, FOREIGN_CASE),
    OWN: (FOREIGN_NAME, FOREIGN_TITLE, *MASKED, FOREIGN_FIRM, FOREIGN_CASE),
    FOREIGN: (OWN_NAME, OWN_TITLE, *MASKED, OWN_FIRM),
    MASKED_OWN: (OWN_NAME, FOREIGN_NAME, OWN_FIRM, FOREIGN_FIRM, FOREIGN_CASE),
}


def world_pool() -> Pool:
    """MSS and KNPA lead a case each; everybody, NIS-S07 too, is wanted on that of MSS."""
    return pool(
        agency("MSS"),
        agency("KNPA"),
        agency("NIS", masked=True),
        named("MSS-001", OWN_NAME, OWN_TITLE),
        named("KNPA-001", FOREIGN_NAME, FOREIGN_TITLE),
        named("NIS-S07", MASKED_NAME, MASKED_TITLE, station=MASKED_STATION),
        skill("MSS-001", "forensics", 2),
        skill("KNPA-001", "forensics", 3),
        case("c1", "MSS", victim=OWN_FIRM, title="own-title"),
        case("c2", "KNPA", victim=FOREIGN_FIRM, title=FOREIGN_CASE),
        demand("d1", "c1", headcount=3, effort=2),
        demand("d2", "c2", headcount=1, effort=2, skills=[{"skill": "forensics", "level": 3}]),
        demand("d3", "c2", headcount=3, effort=2),
        prices={"lower_level": 4, "another_block": 2},
    )


def nameless(it: Pool) -> Pool:
    """The pool without names and titles of masked agencies' people, as a service takes it."""
    masked = {a.agency for a in it.agencies if a.masked}
    people = (
        s.model_copy(update={"name": "", "title": ""}) if s.agency in masked else s
        for s in it.specialists
    )
    return it.with_rows(specialists=tuple(people))


def named(key: str, name: str, title: str, **fields: str) -> Specialist:
    """A person with an identity; the agency is the beginning of the id."""
    person = specialist(key, key.partition("-")[0], **fields)
    return person.model_copy(update={"name": name, "title": title})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A .zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@dataclass
class Clock:
    """A clock that tests move."""

    at: datetime = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        """So much time has passed."""
        self.at += timedelta(seconds=seconds)


@dataclass
class World:
    """Services over a database with accounts for everybody."""

    store: Store
    services: Services
    clock: Clock
    pool: Pool
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def over(cls, store: Store) -> "World":
        """A world with accounts and nothing else."""
        clock = Clock()
        world = cls(store, Services.over(store, now=clock), clock, world_pool())
        world.join(PLANNER, Role.PLANNER)
        world.join(ANALYST, Role.ANALYST)
        for caller, home in ((OWN, "MSS"), (FOREIGN, "KNPA"), (MASKED_OWN, "NIS")):
            world.join(caller, Role.REGISTRAR, home)
        revoked = world.services.accounts.create_token(PLANNER)
        world.services.accounts.revoke_token(revoked.prefix)
        world.tokens[REVOKED] = revoked.text
        return world

    def join(self, name: str, role: Role, home: str | None = None) -> None:
        """One more caller, with an account and a token."""
        self.services.accounts.create_account(name, role, home)
        self.tokens[name] = self.services.accounts.create_token(name).text

    def caller(self, name: str) -> Principal | None:
        """The principal of a caller, by way of the token."""
        return self.services.accounts.principal(self.tokens.get(name))

    def let_in(self, name: str) -> None:
        """The account has ``PASSWORD``, and has signed in with it from ``DESK`` before."""
        first = self.services.accounts.reset_password(name)
        signed = self.services.sign_in.sign_in(name, first, DESK)
        self.services.sign_in.change_password(signed.secret, first, PASSWORD)

    def cookie(self, caller: str) -> str | None:
        """The secret of a caller's session; of who had a token once, one that is over."""
        if caller != NOBODY and caller not in self.cookies:
            name = PLANNER if caller == REVOKED else caller
            self.let_in(name)
            secret = self.services.sign_in.sign_in(name, PASSWORD, DESK).secret
            if caller == REVOKED:
                self.services.sign_in.sign_out(secret)
            self.cookies[caller] = secret
        return self.cookies.get(caller)

    def import_pool(self, imported: Pool | None = None) -> str:
        """The hash of the world's pool (or another), imported as a zip of CSV files.

        Names of masked people are taken in no more: those of the canaries are kept as earlier
        releases kept them.
        """
        it = imported or self.pool
        if nameless(it) != it:
            return self._kept(it)
        upload = {"pool.zip": zipped(pool_to_files(it))}
        return self.services.pools.import_pool(self.caller(PLANNER), upload).pool

    def _kept(self, it: Pool) -> str:
        reading = read_pool_files(pool_to_files(it))
        if reading.pool != it:
            raise PoolError(reading.errors)
        now = self.clock()
        with self.store.write(System.OPERATOR) as tx:
            info = tx.pools.keep(it, now=now, by=PLANNER)
            tx.log.write("pool.import", info.sha256, at=now, actor=PLANNER)
        return info.sha256

    def make_current(self, imported: Pool | None = None) -> int:
        """The version of the current facts, which are the world's pool."""
        sha256 = self.import_pool(imported)
        planner = self.caller(PLANNER)
        seen = self.services.pools.facts(planner).version
        request = FactsRequest(pool=sha256)
        return self.services.pools.replace_facts(planner, request, seen=seen).version

    def started(self, **request: object) -> str:
        """A run that waits."""
        asked = RunRequest.model_validate({"start": WEEK, **request})
        return self.services.runs.start_run(self.caller(PLANNER), asked).run

    def followed(self, run: str) -> RunReply:
        """A run as the planner reads it."""
        return self.services.runs.follow_run(self.caller(PLANNER), run)

    def solved(self, pool: str | None = None, start: str = WEEK) -> tuple[str, str]:
        """Run and plan of a solve of the current facts, or of the pool with this hash."""
        run = self.started(pool=pool, start=start)
        job = self.services.jobs.claim("tester")
        assert isinstance(job, Job)
        assert job.run.run == run
        assert self.finish(job, solve(job.pool, start))
        plan = self.followed(run).plan
        assert plan is not None
        return run, plan

    def finish(self, job: Job, result: SolveResult, clash: Failure | None = None) -> bool:
        """The job's result is judged and handed in, as a worker does it."""
        jobs = self.services.jobs
        return jobs.finish(job, result, jobs.judged(job, result, clash))

    def published(self) -> tuple[str, str]:
        """The same, and the plan is in force."""
        run, plan = self.solved()
        self.services.plans.publish_plan(self.caller(PLANNER), PublishRequest(plan=plan))
        return run, plan

    def proposed(self, plan: str, by: str = PLANNER, **content: object) -> str:
        """A proposal for a plan, by default that MSS-001 be away for a day."""
        scenario = absence_of("MSS-001", self.pool)
        request = ProposalRequest.model_validate({"title": by, "scenario": scenario, **content})
        caller = self.caller(by)
        return self.services.proposals.send_proposal(caller, plan, request, key=None).proposal

    def asked(self, plan: str, **question: object) -> str:
        """A study of a plan that waits."""
        request = StudyRequest.model_validate(question)
        planner = self.caller(PLANNER)
        return self.services.studies.start_study(planner, plan, request, key=None).study

    def studied(self, plan: str, **question: object) -> str:
        """A study of a plan that has its answer; nothing else may wait."""
        asked = self.asked(plan, **question)
        job = self.services.jobs.claim("tester")
        assert isinstance(job, StudyJob)
        assert job.study.study == asked
        found = findings(job.pool, job.plan, job.study.question)
        text, is_complete = found.model_dump_json(), found.is_complete
        assert self.services.jobs.answered(job, text, is_complete=is_complete)
        return asked


def absence_of(specialist: str, it: Pool) -> dict[str, object]:
    """A scenario as it travels: somebody is away on a day of the week."""
    made = scenario(f"{specialist} away", absence(specialist, DAYS[1])).on(it)
    return made.model_dump(mode="json", by_alias=True)


_SOLVED: dict[tuple[str, str], SolveResult] = {}
_FOUND: dict[tuple[str, str], Findings] = {}


def solve(it: Pool, start: str = WEEK) -> SolveResult:
    """The real solver's answer, judged; remembered, since equal pools have equal plans."""
    if (it.sha256, start) not in _SOLVED:
        _SOLVED[it.sha256, start] = make_plan(it, it.horizon(Week.parse(start), 1))
    return _SOLVED[it.sha256, start]


def findings(it: Pool, plan: Plan, question: StudyQuestion) -> Findings:
    """The library's answer to a long question, all of it; remembered."""
    key = plan.sha256, question.model_dump_json()
    if key not in _FOUND:
        _FOUND[key] = study(
            it, plan, question, on_answer=lambda *_: None, on_findings=lambda _: None
        )
    return _FOUND[key]
