"""Proposals from the scenario to the reader: who may, what fits, what is kept and what is told."""

import json
import subprocess
import sys
from typing import Any

import pytest

from scheduler.model import (
    ConflictError,
    NotFoundError,
    Pool,
    RequestError,
    SchedulerError,
)
from scheduler.service import MisfitError
from scheduler.service.proposal_replies import ProposalReply, ProposalRequest, ProposalSummary
from scheduler.service.proposals import MOST_ARRIVALS, MOST_DRAWS, MOST_PATCHES
from scheduler.store import Store
from scheduler.store.scope import System
from scheduler.whatif import (
    Scenario,
    absence,
    arrivals,
    illness,
    pool_with,
    scenario,
    set_headcount,
)
from scheduler.whatif.patches import Patch
from tests.builders import DAYS
from tests.world import (
    ANALYST,
    FOREIGN_FIRM,
    NAMES,
    OWN,
    PLANNER,
    World,
    absence_of,
)


class Sent:
    """A world with a published plan and a draft, for which something is proposed."""

    def __init__(self, store: Store, pool: Pool | None = None) -> None:
        self.world = World.over(store)
        self.world.make_current(pool)
        self.plan = self.world.published()[1]
        self.proposals = self.world.services.proposals

    def send(
        self, content: Any, by: str = PLANNER, *, key: str | None = None, **how: Any
    ) -> ProposalSummary:
        """What a scenario is answered with; patches are made one of the world's pool."""
        if not isinstance(content, dict):
            content = scenario("what if", content).on(self.world.pool)
            content = content.model_dump(mode="json", by_alias=True)
        plan = how.pop("plan", self.plan)
        request = ProposalRequest.model_validate({"title": "제안", "scenario": content, **how})
        return self.proposals.send_proposal(self.world.caller(by), plan, request, key=key)

    def read(self, proposal: str, by: str = PLANNER) -> ProposalReply:
        """A proposal as somebody reads it."""
        return self.proposals.read_proposal(self.world.caller(by), proposal)

    def listed(self, by: str = PLANNER, plan: str | None = None) -> list[str]:
        """The ids that somebody is told."""
        found = self.proposals.proposals(self.world.caller(by), plan)
        return [it.proposal for it in found]

    def refused(self, content: Any, by: str = PLANNER) -> SchedulerError:
        """The error of a scenario that is not kept, and leaves no line in the log."""
        before = self.lines()
        with pytest.raises(SchedulerError) as caught:
            self.send(content, by)
        assert self.listed() == []
        assert self.lines() == before
        return caught.value

    def lines(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        """Every line of the log about proposals."""
        with self.world.services.store.read(System.OPERATOR) as tx:
            found = tx.log.entries(limit=1_000)
        return [
            (e.action, e.subject, e.actor, dict(e.facts))
            for e in found
            if e.action.startswith("proposal")
        ]


@pytest.fixture
def it(store: Store) -> Sent:
    """Over the world's own pool."""
    return Sent(store)


def test_a_proposal_is_kept_told_in_words_and_can_be_applied(it: Sent) -> None:
    patches: list[Patch] = [absence("NIS-S07", DAYS[0]), set_headcount("d3", 2)]
    made = it.send(patches, ANALYST, reason="세 사람을 구할 수 없음")
    read = it.read(made.proposal)

    assert (made.pool, made.start, made.created_by) == (it.world.pool.sha256, "2026-W49", ANALYST)
    assert (read.title, read.reason) == ("제안", "세 사람을 구할 수 없음")
    assert read.text.ko == tuple(patch.text("ko") for patch in patches)
    assert read.text.en == tuple(patch.text("en") for patch in patches)
    again = Scenario.model_validate(read.scenario)
    assert again.apply(it.world.pool) == pool_with(it.world.pool, *patches)
    assert it.lines() == [
        ("proposal.send", made.proposal, ANALYST, {"plan": it.plan, "patches": 2})
    ]


def test_a_planner_reads_all_and_an_analyst_the_own_ones(it: Sent) -> None:
    theirs = it.send(absence("MSS-001", DAYS[0])).proposal
    it.world.clock.pass_seconds(1)
    draft = it.world.solved()[1]
    own = it.send(absence("MSS-001", DAYS[1]), ANALYST, plan=draft).proposal

    assert it.listed() == [own, theirs]
    assert it.listed(plan=draft) == [own]
    assert (it.listed(ANALYST), it.listed(ANALYST, it.plan)) == ([own], [])
    assert it.read(own).proposal == it.read(own, ANALYST).proposal == own
    told = []
    for hidden in (theirs, "none"):
        with pytest.raises(NotFoundError) as caught:
            it.read(hidden, ANALYST)
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_a_scenario_for_another_pool_or_for_none_is_refused(it: Sent) -> None:
    other = pool_with(it.world.pool, set_headcount("d3", 1))
    error = it.refused(absence_of("MSS-001", other))
    assert error.code == "scenario.other_pool"
    assert it.world.pool.sha256[:12] in error.what("ko")
    free = absence_of("MSS-001", it.world.pool) | {"pool_sha256": None}
    assert it.refused(free).code == "proposal.no_pool"


def test_every_patch_that_does_not_fit_is_named_in_both_languages(it: Sent) -> None:
    error = it.refused(
        [absence("nobody", DAYS[0]), absence("MSS-001", DAYS[0]), set_headcount("d9", 2)]
    )
    assert isinstance(error, MisfitError)
    assert [(c.code, c.file, c.row) for c in error.complaints] == [
        ("patch.no_specialist", "scenario", 1),
        ("patch.no_demand", "scenario", 3),
    ]
    assert all(c.text("ko") != c.text("en") for c in error.complaints)
    assert "2건" in error.what("ko")
    assert "2 errors" in error.what("en")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"patches": [{"kind": "magic"}]}, "patches.0"),
        ({"patches": [{"kind": "headcount", "demand": "d3"}]}, "patches.0.headcount.headcount"),
        ({"name": ""}, "name"),
        ({"schema_version": 2}, "schema_version"),
        ({"weather": 1}, "weather"),
    ],
)
def test_what_is_no_scenario_says_where(it: Sent, change: dict[str, Any], where: str) -> None:
    error = it.refused(absence_of("MSS-001", it.world.pool) | change)
    assert isinstance(error, MisfitError)
    assert [c.column for c in error.complaints] == [where]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"\ud800": 1}])
def test_what_no_text_can_hold_is_refused(it: Sent, value: object) -> None:
    patch = {"kind": "specialist", "specialist": "MSS-001", "values": {"title": value}}
    error = it.refused(absence_of("MSS-001", it.world.pool) | {"patches": [patch]})
    assert isinstance(error, RequestError)
    assert error.code == "scenario.unreadable"


def test_a_pool_that_would_contradict_itself_is_refused(it: Sent) -> None:
    patch = {"kind": "case", "case": "c1", "values": {"lead_agency": "nobody"}}
    error = it.refused(absence_of("MSS-001", it.world.pool) | {"patches": [patch]})
    assert isinstance(error, MisfitError)
    assert error.complaints


@pytest.mark.parametrize(
    ("patches", "code"),
    [
        ([absence("MSS-001", DAYS[0])] * (MOST_PATCHES + 1), "proposal.many_patches"),
        ([absence("MSS-001", "0001-01-01", until="9999-12-31")], "proposal.many_days"),
        ([absence("MSS-001", DAYS[0], until="2030-01-01")] * 2, "proposal.many_days"),
        ([arrivals(MOST_ARRIVALS + 1, 0)], "proposal.many_cases"),
        ([arrivals(MOST_ARRIVALS // 2, 0)] * 3, "proposal.many_cases"),
        ([illness(0.5, 0)] * (MOST_DRAWS + 1), "proposal.many_draws"),
    ],
)
def test_a_scenario_that_is_too_much_work_is_refused(
    store: Store, patches: list[Patch], code: str
) -> None:
    error = Sent(store).refused(patches)
    assert error.code == code
    assert str(error.facts["limit"]) in error.what("ko")


def test_the_aliases_of_an_analysts_copy_are_refused_and_no_error_tells_a_name(
    it: Sent,
) -> None:
    patch = {"kind": "case", "case": "c1", "values": {"victim": "party-001"}}
    content = absence_of("MSS-001", it.world.pool) | {"patches": [patch]}
    error = it.refused(content, ANALYST)
    assert error.code == "proposal.alias"
    told = [str(error)]
    for name, value in (("lead_agency", "x"), ("priority", -1), ("victim", FOREIGN_FIRM * 2)):
        patch = {"kind": "case", "case": "c2", "values": {name: value}}
        content = absence_of("MSS-001", it.world.pool) | {"patches": [patch]}
        if name == "victim":
            told.append(it.send(content, ANALYST).model_dump_json())
            continue
        told.append(f"{it.refused(content, ANALYST)}")
    assert [text for text in told if any(word in text for word in NAMES)] == []


def test_the_same_key_has_one_effect(it: Sent) -> None:
    first, again = (it.send(absence("MSS-001", DAYS[0]), key="k") for _ in range(2))
    assert first == again
    assert it.listed() == [first.proposal]
    assert len(it.lines()) == 1
    with pytest.raises(RequestError) as caught:
        it.send(absence("MSS-001", DAYS[1]), key="k")
    assert caught.value.code == "request.key_reused"


def test_a_scenario_of_another_release_is_said_to_be_one(it: Sent) -> None:
    kept = it.send(absence("MSS-001", DAYS[0]))
    with it.world.store.read(System.OPERATOR) as tx:
        record, text = tx.proposals.get(kept.proposal), tx.proposals.scenario(kept.proposal)
    assert record is not None
    assert text is not None
    other = json.loads(text) | {"schema_version": 9}
    with it.world.store.write(System.OPERATOR) as tx:
        changed = type(record)(
            **{f: getattr(record, f) for f in record.__slots__} | {"proposal": "x"}
        )
        tx.proposals.add(changed, json.dumps(other))
    with pytest.raises(ConflictError) as caught:
        it.read("x")
    assert caught.value.code == "proposal.other_release"


def test_the_api_starts_without_what_a_notebook_wants() -> None:
    """Patches are loaded when the first scenario comes in, and tables and charts never."""
    heavy = {"pandas", "altair", "ortools", "scheduler.whatif"}
    script = "import scheduler.api, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not heavy & set(done.stdout.split())


def test_the_pool_of_a_plan_is_the_readers_copy(it: Sent) -> None:
    plans, world = it.world.services.plans, it.world
    whole = plans.pool_of_plan(world.caller(PLANNER), it.plan)
    assert whole == world.services.pools.read_pool(world.caller(PLANNER), world.pool.sha256)
    own = plans.pool_of_plan(world.caller(OWN), it.plan)
    assert {s.specialist for s in own.specialists if s.name} == {"MSS-001"}
    assert own.canonical_json().count("canary") < whole.canonical_json().count("canary")
    draft = world.solved()[1]
    with pytest.raises(NotFoundError):
        plans.pool_of_plan(world.caller(OWN), draft)
    with it.world.store.read(System.OPERATOR) as tx:
        looks = [e for e in tx.log.entries(limit=1_000) if e.action == "plan.pool"]
    assert [(e.subject, e.actor, e.agency) for e in looks] == [
        (it.plan, OWN, "MSS"),
        (it.plan, PLANNER, None),
    ]
