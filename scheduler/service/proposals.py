"""Proposals: scenarios that somebody sends back for a stored plan.

A proposal is kept for people to read. It is checked when it comes in, so that whoever reads it can
apply it; nothing is planned, and no fact changes.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from scheduler.access import Principal, demand_right, reads_all_proposals
from scheduler.model import (
    Complaint,
    ConflictError,
    NotFoundError,
    Pool,
    PoolError,
    RequestError,
    SchedulerError,
)
from scheduler.service.answers import Lines
from scheduler.service.desk import Desk, once
from scheduler.service.errors import MisfitError
from scheduler.service.expectations import expectation
from scheduler.service.plans import Found, find
from scheduler.service.pools import demand_fit
from scheduler.service.proposal_replies import ProposalReply, ProposalRequest, ProposalSummary
from scheduler.store import Proposal, Transaction

# patches come with what a notebook wants besides: so each function imports what it reads
if TYPE_CHECKING:
    from scheduler.whatif.scenarios import Scenario

LIST_LIMIT = 200
MOST_PATCHES = 100
MOST_DAYS = 2_000  # of all absences together
MOST_DRAWS = 5
MOST_ARRIVALS = 200
FILE = "scenario"


class Proposals:
    """Send, list, read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def send_proposal(
        self, principal: Principal | None, plan: str, request: ProposalRequest, *, key: str | None
    ) -> ProposalSummary:
        """A scenario is kept as a proposal for a plan.

        Raises:
            NotFoundError: there is no such plan for this caller.
            RequestError: the scenario is for another pool, for none, or too large.
            MisfitError: it is no scenario, or does not fit the plan's pool; every patch is listed.
        """
        signed, found = find(self._desk, principal, "proposal.send", plan)
        scenario = _read(request.scenario)
        _demand_fit(signed, found, scenario)
        text = scenario.model_dump_json(by_alias=True)
        mark = once(key, "proposal.send", plan, request.model_dump_json())

        def act(tx: Transaction) -> ProposalSummary:
            proposal = Proposal(
                proposal=self._desk.new_id(),
                plan=plan,
                pool=found.info.pool,
                start=found.info.start,
                title=request.title,
                reason=request.reason,
                created_at=self._desk.now(),
                created_by=signed.name,
            )
            tx.proposals.add(proposal, text)
            facts = {"plan": plan, "patches": len(scenario.patches)}
            at = proposal.created_at
            tx.log.write("proposal.send", proposal.proposal, at=at, actor=signed.name, facts=facts)
            return ProposalSummary.of_record(proposal, start=str(proposal.start))

        return self._desk.effect(signed, mark, ProposalSummary, act)

    def proposals(
        self, principal: Principal | None, plan: str | None = None
    ) -> tuple[ProposalSummary, ...]:
        """The newest proposals first, at most 200: all or those for a plan; an analyst's own."""
        signed = demand_right(principal, "proposal.list")
        by = None if reads_all_proposals(signed.role) else signed.name
        with self._desk.store.read(signed) as tx:
            found = tx.proposals.all(LIST_LIMIT, plan=plan, by=by)
        return tuple(
            ProposalSummary.of_record(proposal, start=str(proposal.start)) for proposal in found
        )

    def read_proposal(self, principal: Principal | None, proposal: str) -> ProposalReply:
        """A proposal with its scenario, which is also told in words.

        Raises:
            NotFoundError: there is none, or it is not the caller's to see.
            ConflictError: another release has kept a scenario that this one cannot read.
        """
        with self._desk.store.read(principal) as tx:
            kept, text = tx.proposals.get(proposal), tx.proposals.scenario(proposal)
        demand_right(principal, "proposal.read", sender="" if kept is None else kept.created_by)
        if kept is None or text is None:
            raise NotFoundError("access.not_found")
        from scheduler.whatif.scenarios import Scenario

        try:
            scenario = Scenario.model_validate_json(text)
        except ValidationError:
            raise ConflictError("proposal.other_release") from None
        lines = {it: tuple(p.text(it) for p in scenario.patches) for it in ("ko", "en")}
        return ProposalReply.of_record(
            kept, start=str(kept.start), scenario=json.loads(text), text=Lines(**lines)
        )


# -- does it fit? ---------------------------------------------------------------------------------


def _read(content: dict[str, Any]) -> "Scenario":
    """The scenario that a request holds; every place that is wrong is named."""
    from scheduler.whatif.scenarios import Scenario

    try:
        # by way of the text: it must be one that can be kept, and read again
        text = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
        scenario = Scenario.model_validate_json(text)
    except ValidationError as error:
        raise MisfitError(_places(error)) from None
    except (ValueError, RecursionError):
        raise RequestError("scenario.unreadable", where="JSON") from None
    return scenario


def _demand_fit(signed: Principal, found: Found, scenario: "Scenario") -> None:
    """Pass a scenario that can be applied to the plan's pool, and planned for its weeks.

    Each patch is tried on the frozen pool. What it makes of the pool is judged on the caller's own
    copy, so that no complaint tells what the caller may not see.
    """
    if scenario.pool_sha256 is None:
        raise RequestError("proposal.no_pool")
    if scenario.pool_sha256 != found.pool.sha256:
        wanted, name = scenario.pool_sha256[:12], scenario.name
        raise RequestError(
            "scenario.other_pool", name=name, wanted=wanted, found=found.pool.sha256[:12]
        )
    _demand_small(scenario)
    copy = found.told_pool(signed)
    _demand_no_alias(scenario, found.pool, copy)
    _applied(scenario, found.pool)
    horizon = found.pool.horizon(found.plan.start, found.plan.weeks)
    try:
        demand_fit(_applied(scenario, copy), horizon)
    except MisfitError:
        raise
    except PoolError as error:
        raise MisfitError(error.complaints) from None


def _demand_small(scenario: "Scenario") -> None:
    """Pass a scenario that is applied in some seconds at most, all of its patches together."""
    from scheduler.whatif.patches import Absence, Arrivals, Chance, Presence

    patches = scenario.patches
    days = [(it.last - it.first).days + 1 for it in patches if isinstance(it, Absence | Presence)]
    draws = [it for it in patches if isinstance(it, Chance)]
    cases = [it.count for it in draws if isinstance(it, Arrivals)]
    for what, size, limit in (
        ("patches", len(patches), MOST_PATCHES),
        ("days", sum(max(0, one) for one in days), MOST_DAYS),
        ("draws", len(draws), MOST_DRAWS),
        ("cases", sum(cases), MOST_ARRIVALS),
    ):
        if size > limit:
            raise RequestError(f"proposal.many_{what}", count=size, limit=limit)


def _demand_no_alias(scenario: "Scenario", pool: Pool, copy: Pool) -> None:
    """Pass a scenario without the aliases by which an analyst's copy calls firms."""
    aliases = _parties(copy) - _parties(pool)
    told = set(_texts(scenario.model_dump(mode="json")["patches"]))
    if used := sorted(aliases & told):
        raise RequestError("proposal.alias", alias=used[0])


def _parties(pool: Pool) -> set[str]:
    cases = {party for case in pool.cases for party in (case.victim, *case.respondents)}
    return cases | {conflict.party for conflict in pool.conflicts}


def _texts(value: object) -> Iterator[str]:
    """Every text in JSON-like data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _applied(scenario: "Scenario", pool: Pool) -> Pool:
    """The pool with every patch applied; all that do not fit are named, each by its number.

    Raises:
        MisfitError: a patch does not fit.
    """
    wrong: list[Complaint] = []
    for number, patch in enumerate(scenario.patches, start=1):
        try:
            pool = patch.apply(pool)
        except ValidationError as error:
            wrong += [it.model_copy(update={"row": number}) for it in _places(error)]
        except SchedulerError as error:
            facts: dict[str, str | int] = {k: str(fact) for k, fact in error.facts.items()}
            wrong.append(Complaint(code=error.code, file=FILE, row=number, facts=facts))
    if wrong:
        raise MisfitError(wrong)
    return pool


def _places(error: ValidationError) -> list[Complaint]:
    """What is wrong with the shape of a scenario; the values themselves are not repeated."""
    found = []
    for one in error.errors(include_url=False, include_input=False):
        column = ".".join(map(str, one["loc"]))[:200]
        number = next((place for place in one["loc"] if isinstance(place, int)), None)
        wanted = expectation(one)
        facts: dict[str, str | int] = {
            "where": column or FILE,
            "expected_ko": wanted.ko,
            "expected_en": wanted.en,
        }
        row = None if number is None else number + 1
        found.append(
            Complaint(
                code="request.field",
                file=FILE,
                row=row,
                column=column,
                expected=wanted.en,
                facts=facts,
            )
        )
    return found
