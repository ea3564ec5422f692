"""Weeks from a real service and proposals to it: what each role may see, and what goes wrong."""

import copy
import http.server
import pickle
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import scheduler
from scheduler.access import NotSignedInError
from scheduler.model import NotFoundError, Plan, Pool, RequestError, SchedulerError
from scheduler.synth import demo_pool
from scheduler.whatif import ServedWeek, Service, absence, connect, scenario, set_headcount
from tests.builders import DAYS
from tests.offices import Office, an_office
from tests.serving import answers, client_of, until
from tests.world import ANALYST, FOREIGN, HIDDEN, MASKED_OWN, OWN, PLANNER, REVOKED

ROLES = (PLANNER, ANALYST, OWN, FOREIGN, MASKED_OWN)
AWAY = absence("MSS-001", DAYS[1])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The world's week, in force; the tests only add proposals."""
    with an_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


def service_of(office: Office, who: str = PLANNER) -> Service:
    """A connection in English."""
    return connect(office.url, office.tokens[who], language="en")


def told_by(week: ServedWeek) -> str:
    """Everything that a week tells, in whatever form."""
    tables = (week.assignments, week.schedule, week.load, week.empty_seats, week.tiers)
    texts = [*(table.to_csv() for table in tables), repr(week), week._repr_html_(), *week.limits]
    packed = pickle.dumps(week, protocol=0).decode("utf-8", errors="replace")
    return "\n".join([*texts, packed, week.pool.canonical_json(), week.plan.canonical_json()])


@pytest.mark.parametrize("who", ROLES)
def test_a_week_holds_what_its_reader_may_see_and_no_more(office: Office, who: str) -> None:
    service = service_of(office, who)
    week = service.week("2026-W49")
    told = told_by(week)

    assert (week.id, week.role) == (office.plan, service.role)
    assert len(week.assignments) == len(week.plan.assignments) > 0
    assert [word for word in HIDDEN[who] if word in told] == []
    assert office.tokens[who] not in told + repr(service) + service._repr_html_()
    again = pickle.loads(pickle.dumps(week))
    assert (again, again.limits) == (week, week.limits)
    assert week.limits
    assert not week.is_whole
    assert (week.frozen == office.pool.sha256) == (who in (PLANNER, ANALYST))


@pytest.mark.parametrize("who", [PLANNER, ANALYST])
def test_a_masked_copy_is_patched_planned_and_compared(office: Office, who: str) -> None:
    week = service_of(office, who).week("2026-W49")
    again = week.again()
    assert scheduler.compare(week, again).counts() == {"added": 0, "removed": 0, "moved": 0}
    one = week.scenario("away", AWAY)
    assert one.pool_sha256 == office.pool.sha256
    without = scheduler.plan(week.patched(one), start=week)
    row = scheduler.compare(again, without, causes=True).rows
    assert "MSS-001" in set(row["specialist"])
    assert again.explain("d1", "MSS-001").lines
    with pytest.raises(RequestError) as caught:
        week.explain("d1", "MSS-001")
    assert caught.value.code == "served.copy"
    assert "week.again()" in caught.value.hint("ko")


def test_a_share_of_one_agency_is_not_planned_and_nothing_is_proposed(office: Office) -> None:
    service = service_of(office, OWN)
    week = service.week("2026-W49")
    tries: list[Any] = [
        week.again,
        lambda: week.explain("d1"),
        lambda: week.scenario("x", AWAY),
        lambda: service.propose(week, AWAY, "x"),
        lambda: service.propose(office.plan, AWAY, "x"),
        service.proposals,
        lambda: service.week(office.draft),
    ]
    codes = []
    for one in tries:
        with pytest.raises(SchedulerError) as caught:
            one()
        codes.append(caught.value.code)
    assert codes == [
        *["served.share"] * 2,
        *["served.registrar"] * 3,
        *["served.refused"] * 2,
    ]


def test_without_masks_the_copy_is_the_pool_itself(tmp_path: Path) -> None:
    """Then the plan made elsewhere is the plan of the service, and it can be asked for reasons."""
    demo = demo_pool()
    open_ = tuple(a.model_copy(update={"masked": False}) for a in demo.agencies)
    pool = demo.with_rows(agencies=open_)
    with an_office(tmp_path, pool) as office:
        week = service_of(office).week(office.plan)
        assert (week.is_whole, week.limits, week.pool) == (True, (), pool)
        assert scheduler.plan(week.pool, "2026-W49").plan == week.plan
        assert week.run.seconds > 0
        row = week.plan.assignments[0]
        assert week.explain(row.demand, row.specialist).lines
        kept = tmp_path / "away.json"
        away = week.scenario("away", absence("MSS-02", "2026-12-01"))
        away.save(kept, week.pool)
        assert scheduler.load_scenario(kept) == away


def test_a_proposal_goes_there_and_can_be_applied_by_who_reads_it(office: Office) -> None:
    analyst, planner = service_of(office, ANALYST), service_of(office)
    week = analyst.week("2026-W49")
    copied = scenario("hand-made", [AWAY, set_headcount("d3", 2)]).on(week.pool)
    sent = analyst.propose(week, copied, "Two seats will do", "nobody is left <b>")
    assert (sent.title, sent.by, sent.plan) == ("Two seats will do", ANALYST, office.plan)
    assert analyst.propose(week, copied, "Two seats will do", "nobody is left <b>").id == sent.id
    assert sent.scenario.pool_sha256 == office.pool.sha256
    assert "<b>" not in sent._repr_html_()
    assert pickle.loads(pickle.dumps(sent)) == sent

    mine = planner.propose(office.draft, AWAY, "MSS-001 away")
    table = planner.proposals()
    assert {sent.id, mine.id} <= set(table["proposal"])
    assert str(table["at"].dtype) == "datetime64[us, UTC]"
    assert set(planner.proposals(week)["plan"]) == {office.plan}
    assert set(analyst.proposals()["by"]) == {ANALYST}
    read = planner.proposal(sent.id)
    assert read == sent
    theirs = planner.week(read.plan)
    assert theirs.patched(read.scenario) == theirs.patched(AWAY, [set_headcount("d3", 2)])
    assert read.scenario.apply(office.pool).demand_of_id["d3"].headcount == 2
    with pytest.raises(NotFoundError):
        analyst.proposal(mine.id)


def test_what_does_not_fit_is_refused_here_and_there(office: Office) -> None:
    service = service_of(office)
    week, table = service.week("2026-W49"), service.proposals()
    other = scenario("x", AWAY).model_copy(update={"pool_sha256": "0" * 64})
    for at, code in ((week, "scenario.other_pool"), (office.plan, "served.refused")):
        with pytest.raises(RequestError) as caught:
            service.propose(at, other, "x")
        assert caught.value.code == code
        assert office.pool.sha256[:12] in caught.value.what("ko")
    with pytest.raises(NotFoundError) as missing:
        service.propose(week, absence("nobody", DAYS[0]), "x")
    assert missing.value.code == "patch.no_specialist"
    with pytest.raises(RequestError) as refused:
        service.propose(office.plan, [AWAY, absence("nobody", DAYS[0])], "x")
    assert "scenario:2: The pool has no specialist 'nobody'." in refused.value.what("en")
    assert "scenario:2: 자료에 전문인력 'nobody'가 없습니다." in refused.value.what("ko")
    with pytest.raises(RequestError) as local:
        service.propose(scheduler.plan(week.pool, "2026-W49"), AWAY, "x")
    assert local.value.code == "served.not_served"
    assert len(service.proposals()) == len(table)


def test_a_plan_or_a_week_that_is_not_there_is_said_to_be_missing(office: Office) -> None:
    service = service_of(office)
    plans = service.plans()
    assert list(plans.loc[plans["in_force"], "plan"]) == [office.plan]
    for asked, code in (("2027-W01", "served.nothing_in_force"), ("../me", "served.refused")):
        with pytest.raises(NotFoundError) as caught:
            service.week(asked)
        assert caught.value.code == code
    assert isinstance(service.week(office.draft).plan, Plan)


@pytest.mark.parametrize("who", ["wrong", REVOKED])
def test_a_token_that_is_not_valid_is_in_no_error(office: Office, who: str) -> None:
    token = office.tokens.get(who, "eps_canary_canary")
    with pytest.raises(NotSignedInError) as caught:
        connect(office.url, token)
    assert caught.value.code == "served.bad_token"
    assert token not in f"{caught.value!r}{caught.value}{caught.value.what('ko')}"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("token", ["", "eps_a b", "eps_a\r\nX: y", "토큰"])
def test_what_cannot_be_a_token_is_not_sent(office: Office, token: str) -> None:
    with pytest.raises(RequestError) as caught:
        connect(office.url, token)
    assert caught.value.code == "served.no_token"
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://host", "served.url"),
        ("host", "served.url"),
        ("https://me:secret@host", "served.url"),
        ("https://host/?q=secret", "served.url"),
        ("https://host:port", "served.url"),
        ("http://scheduler.example", "served.clear"),
        ("http://10.0.0.1:8000", "served.clear"),
        ("http://127.0.0.1.example", "served.clear"),
    ],
)
def test_an_address_that_must_not_be_called_is_refused(url: str, code: str) -> None:
    with pytest.raises(RequestError) as caught:
        connect(url, "eps_a_b")
    assert caught.value.code == code
    assert "secret" not in str(caught.value)


def test_a_connection_is_neither_pickled_nor_copied(office: Office) -> None:
    service = service_of(office)
    for how in (pickle.dumps, copy.deepcopy):
        with pytest.raises(RequestError) as caught:
            how(service)
        assert caught.value.code == "served.no_pickle"


def test_a_service_that_dies_is_said_to_be_away(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        service = service_of(office)
        week = service.week("2026-W49")
        office.process.kill()
        office.process.wait(60)
        port = int(office.url.rpartition(":")[2])
        with client_of(port, office.tokens[PLANNER]) as client:
            until(lambda: not answers(client))
        for ask in (service.proposals, lambda: service.propose(week, AWAY, "x")):
            with pytest.raises(SchedulerError) as caught:
                ask()
            assert caught.value.code == "served.away"
            assert office.url in caught.value.what("ko")
            assert office.tokens[PLANNER] not in str(caught.value)
        assert len(week.assignments)
        assert office.tokens[PLANNER] not in office.log.read_text(encoding="utf-8")


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """What answers is none of ours: it sends callers away, breaks off, or tells them a story."""

    status, content, announced, target = 200, b"", 0, ""
    seen: list[str] = []

    def do_GET(self) -> None:  # its name is the standard library's
        """Answer as told."""
        type(self).seen.append(self.headers.get("Authorization", ""))
        self.send_response(type(self).status)
        if type(self).target:
            self.send_header("Location", type(self).target)
        length = type(self).announced or len(type(self).content)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(type(self).content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, type[Elsewhere]]]:
    """A server of somebody else's on this machine, and how it answers."""

    class Here(Elsewhere):
        seen: list[str] = []

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Here)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Here
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(
    office: Office, elsewhere: tuple[str, type[Elsewhere]], status: int
) -> None:
    url, it = elsewhere
    it.status, it.target = status, f"{office.url}/api/v1/me"
    with pytest.raises(RequestError) as caught:
        connect(url, office.tokens[PLANNER])
    assert caught.value.code == "served.redirect"
    assert len(it.seen) == 1


@pytest.mark.parametrize(
    ("status", "content", "announced", "code"),
    [
        (200, b"<html>", 0, "served.no_service"),
        (200, b'{"name": 1}', 0, "served.no_service"),
        (200, b"[]", 0, "served.no_service"),
        (200, b"{", 100, "served.away"),
        (404, b"nothing", 0, "served.status"),
        (502, b'{"code": 1}', 0, "served.status"),
    ],
)
def test_what_is_no_service_is_said_to_be_none(
    elsewhere: tuple[str, type[Elsewhere]], status: int, content: bytes, announced: int, code: str
) -> None:
    url, it = elsewhere
    it.status, it.content, it.announced = status, content, announced
    with pytest.raises(SchedulerError) as caught:
        connect(url, "eps_canary_token")
    assert caught.value.code == code
    assert "canary" not in str(caught.value)


def test_no_proxy_of_the_environment_is_asked(
    office: Office,
    elsewhere: tuple[str, type[Elsewhere]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, it = elsewhere
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, url)
    monkeypatch.delenv("no_proxy", raising=False)
    assert service_of(office).name == PLANNER
    assert it.seen == []


def test_a_pool_of_another_release_is_not_guessed_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field that this release does not know."""
    service = service_of(office)
    asked = type(service._wire).get

    def newer(wire: Any, *path: str, **query: str) -> Any:
        told = asked(wire, *path, **query)
        return told | {"weather": []} if path[-1] == "pool" else told

    monkeypatch.setattr(type(service._wire), "get", newer)
    with pytest.raises(RequestError) as caught:
        service.week("2026-W49")
    assert caught.value.code == "served.other_release"
    assert isinstance(office.pool, Pool)
