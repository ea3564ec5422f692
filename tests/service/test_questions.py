"""Questions about stored plans: the library's answers, and nothing is stored."""

from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from pydantic import BaseModel

import scheduler.explain
from scheduler.access import Principal
from scheduler.explain import (
    ComparedWords,
    Draft,
    Inquiry,
    absent,
    ban,
    candidates,
    compare,
    pin,
    repairs,
    replan,
    swap,
    vacated,
)
from scheduler.model import (
    ConflictError,
    NotFoundError,
    Pool,
    PoolError,
    RequestError,
    SchedulerError,
)
from scheduler.service import BusyError
from scheduler.service.answers import (
    AbsenceRequest,
    Answered,
    UrgentReply,
    UrgentRequest,
    VerdictRequest,
)
from scheduler.service.explanations import MOST_WAITING
from scheduler.store import Store
from scheduler.store.scope import System
from tests import builders as b
from tests.world import ANALYST, HIDDEN, PLANNER, World, world_pool

BAN = {"kind": "ban", "specialist": "NIS-S07", "demand": "d3", "reason": "on leave"}
PIN = {"kind": "pin", "specialist": "MSS-001", "demand": "d2"}
SWAP = {
    "kind": "swap",
    "specialist": "MSS-001",
    "demand": "d1",
    "other_specialist": "KNPA-001",
    "other_demand": "d3",
}
AWAY = {"specialist": "NIS-S07", "days": ["2026-11-30", "2026-12-01"]}
NEW_FIRM, NEW_CASE = "canary-new-firm", "canary-new-case"
Told = Answered | UrgentReply


class Asked:
    """A world and its published plan, to be asked about."""

    def __init__(self, store: Store, pool: Pool | None = None) -> None:
        self.world = World.over(store)
        self.world.make_current(pool)
        self.plan = self.world.published()[1]
        self.asked = self.world.services.explanations

    def inquiry(self) -> Inquiry:
        """The library's view of the same plan."""
        planner = self.world.caller(PLANNER)
        stored = self.world.services.plans.read_plan(planner, self.plan).content
        return Inquiry(self.world.pool, stored)

    def questions(self) -> Iterator[Callable[[Principal | None, str], Told]]:
        """Every question that solves, as a function of caller and plan."""
        yield lambda who, plan: self.asked.repairs(who, plan, ["d2"])
        yield lambda who, plan: self.asked.verdict(who, plan, edits(BAN))
        yield lambda who, plan: self.asked.absence(who, plan, away())
        yield lambda who, plan: self.asked.urgent(who, plan, come_in(case="c2"))
        yield lambda who, plan: self.asked.urgent(who, plan, come_in(case="c2", quick=True))
        yield lambda who, plan: self.asked.comparison(who, plan, plan)

    def refused(self, caller: str, plan: str, error: type[SchedulerError]) -> None:
        """Every question of this caller is refused like this."""
        for question in self.questions():
            with pytest.raises(error):
                question(self.world.caller(caller), plan)


@pytest.fixture
def it(store: Store) -> Asked:
    """Over the world's own pool."""
    return Asked(store)


def edits(*wanted: dict[str, str]) -> VerdictRequest:
    """A request about edits."""
    return VerdictRequest.model_validate({"edits": wanted})


def away(**changed: object) -> AbsenceRequest:
    """A request about an absence."""
    return AbsenceRequest.model_validate({**AWAY, **changed})


def come_in(**changed: object) -> UrgentRequest:
    """A request about a case that has come in."""
    return UrgentRequest.model_validate({"case": "c3", **changed})


def with_case(pool: Pool) -> Pool:
    """A pool in which one more case of KNPA's stands, with a seat for a forensic examiner."""
    case = b.case("c3", "KNPA", priority=5, victim=NEW_FIRM, title=NEW_CASE)
    seat = b.demand("d4", "c3", effort=3, skills=[{"skill": "forensics", "level": 1}])
    return pool.with_rows(cases=(*pool.cases, case), demands=(*pool.demands, seat))


def test_it_says_what_the_library_says(it: Asked) -> None:
    """The same objects as the commands, with sentences in both languages."""
    planner, inquiry, asked = it.world.caller(PLANNER), it.inquiry(), it.asked
    draft = Draft(inquiry).with_edit(ban("NIS-S07", "d3", "on leave"))
    both = Draft(inquiry).with_edit(pin("MSS-001", "d2"))
    both = both.with_edit(swap(("MSS-001", "d1"), ("KNPA-001", "d3")))
    gone = absent(inquiry.pool, inquiry.plan, "NIS-S07", ("2026-11-30", "2026-12-01"))
    pairs: list[tuple[Answered, BaseModel]] = [
        (asked.repairs(planner, it.plan, ["d2", "d2"]), repairs(inquiry, ("d2",))),
        (asked.verdict(planner, it.plan, edits(BAN)), draft.verdict()),
        (asked.verdict(planner, it.plan, edits(PIN, SWAP)), both.verdict()),
        (asked.absence(planner, it.plan, away()), replan(gone, inquiry.plan)),
    ]
    for told, answer in pairs:
        assert told.answer == answer.model_dump(mode="json")
        assert told.text.ko
        assert told.text.ko != told.text.en
    assert pairs[1][0].answer["edits"][0]["reason"] == "on leave"
    assert pairs[3][0].answer["plan"]["assignments"]
    stepping_in = candidates(gone, inquiry.plan, vacated(gone, inquiry.plan))
    reply = asked.absence(planner, it.plan, away())
    assert reply.candidates == stepping_in.model_dump(mode="json")


def test_nothing_is_stored_and_the_plan_stays(it: Asked) -> None:
    """No plan, no run, no row of the log, no other facts."""

    def state() -> tuple[object, ...]:
        with it.world.store.read(System.OPERATOR) as tx:
            return (
                *(tx.plans.canonical(it.plan), tx.plans.publications(), tx.runs.all(100)),
                *(tx.facts.version(), tx.facts.pool().sha256, tx.pools.all()),
                tx.log.entries(limit=1000),
            )

    before = state()
    for question in it.questions():
        question(it.world.caller(PLANNER), it.plan)
    assert state() == before


def test_what_is_not_there_cannot_be_asked_about(it: Asked) -> None:
    """Demands, people, rows of a swap, days; and no repairs without prices."""
    planner = it.world.caller(PLANNER)
    # c1 has no critical demands, so there is nothing by which it would run
    for case in ("nothing", "c1"):
        with pytest.raises(NotFoundError):
            it.asked.repairs(planner, it.plan, ["d2"], [case])
    with pytest.raises(NotFoundError):
        it.asked.repairs(planner, it.plan, ["d2", "nothing"])
    with pytest.raises(NotFoundError, match="no empty seat"):
        it.asked.repairs(planner, it.plan, ["d2", "d3"])
    with pytest.raises(RequestError) as empty:
        it.asked.repairs(planner, it.plan, [])
    assert empty.value.code == "explain.nothing_to_repair"
    for edit in ({**BAN, "demand": "nothing"}, {**PIN, "specialist": "nobody"}):
        with pytest.raises(NotFoundError):
            it.asked.verdict(planner, it.plan, edits(BAN, edit))
    with pytest.raises(RequestError) as swapped:
        it.asked.verdict(planner, it.plan, edits({**SWAP, "other_demand": "d2"}))
    assert swapped.value.code == "edit.swap"
    with pytest.raises(NotFoundError):
        it.asked.absence(planner, it.plan, away(specialist="nobody"))
    for day in ("2026-12-05", "2026-12-07", "2026-13-01"):
        with pytest.raises(RequestError) as refused:
            it.asked.absence(planner, it.plan, away(days=[day]))
        assert refused.value.code == "explain.no_day"

    policy = world_pool().policy.model_copy(update={"prices": {}})
    plain = it.world.import_pool(world_pool().with_rows(policy=policy))
    _, other = it.world.solved(plain)
    with pytest.raises(RequestError) as priceless:
        it.asked.repairs(planner, other, ["d2"])
    assert priceless.value.code == "explain.no_prices"


def test_a_notified_row_is_not_touched(store: Store) -> None:
    """It was named to a party."""
    pool = world_pool().with_rows(assignments=(b.current("NIS-S07", "d3", "notified"),))
    it = Asked(store, pool)
    with pytest.raises(ConflictError):
        it.asked.verdict(it.world.caller(PLANNER), it.plan, edits(BAN))


def test_one_is_answered_at_a_time_and_few_wait(it: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is refused at once; those in line are answered, and then there is room again."""
    planner, begun, go = it.world.caller(PLANNER), Event(), Event()
    at_once, most, told = 0, 0, list[object]()
    real = scheduler.explain.ask

    def slow(*question: object) -> object:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        begun.set()
        assert go.wait(60)
        answer = real(*question)  # type: ignore[arg-type]
        at_once -= 1
        return answer

    monkeypatch.setattr(scheduler.explain, "ask", slow)

    def ask() -> None:
        try:
            told.append(it.asked.explain(planner, it.plan, "d3", "MSS-001").kind)
        except BusyError:
            told.append("busy")
            go.set()

    threads = [Thread(target=ask) for _ in range(MOST_WAITING + 2)]
    for thread in threads:
        thread.start()
    assert begun.wait(60)
    for thread in threads:
        thread.join(120)

    assert told.count("busy") == 1
    assert len(told) == MOST_WAITING + 2
    assert most == 1
    ask()
    assert told[-1] != "busy"


# -- a case that comes in -------------------------------------------------------------------------


def test_a_case_that_comes_in_is_one_of_the_current_facts(it: Asked) -> None:
    """Of which the plan's pool knows nothing; ranked alone, or with the plan that has it."""
    planner, stored = it.world.caller(PLANNER), it.inquiry().plan
    with pytest.raises(NotFoundError) as unknown:
        it.asked.urgent(planner, it.plan, come_in())
    assert unknown.value.code == "plan.no_case"
    now = with_case(it.world.pool)
    it.world.make_current(now)
    ranked, planned = candidates(now, stored, ("d4",)), replan(now, stored)
    assert planned.plan is not None
    assert "d4" in {row.demand for row in planned.plan.assignments}

    told = it.asked.urgent(planner, it.plan, come_in())
    assert told.answer == planned.model_dump(mode="json")
    assert told.candidates == ranked.model_dump(mode="json")
    quick = it.asked.urgent(planner, it.plan, come_in(quick=True))
    assert quick.answer is None
    assert quick.candidates == told.candidates
    for whole, part in ((told.text.ko, quick.text.ko), (told.text.en, quick.text.en)):
        assert whole[: len(part)] == part
        assert len(whole) > len(part) > 1
    assert told.text.ko != told.text.en
    texts = told.model_dump_json() + quick.model_dump_json()
    assert "KNPA-001 canary-foreign-name" in texts  # whose name a planner may read
    assert not [name for name in HIDDEN[PLANNER] if name in texts]


def test_a_pool_that_is_named_is_asked_whatever_is_current(it: Asked) -> None:
    """Any frozen one; so the plan's own pool can be named, too."""
    planner, own = it.world.caller(PLANNER), it.world.pool.sha256
    later = it.world.import_pool(with_case(it.world.pool))
    told = it.asked.urgent(planner, it.plan, come_in(pool=later))
    assert told.candidates["demands"] == ["d4"]
    it.world.make_current(with_case(it.world.pool))
    with pytest.raises(NotFoundError):
        it.asked.urgent(planner, it.plan, come_in(pool=own))
    with pytest.raises(RequestError) as unknown:
        it.asked.urgent(planner, it.plan, come_in(pool="0" * 64))
    assert unknown.value.code == "pool.unknown"


def test_without_current_facts_the_plans_own_pool_is_asked(store: Store) -> None:
    """As for a publication."""
    world = World.over(store)
    _, plan = world.solved(world.import_pool(with_case(world.pool)))
    planner = world.caller(PLANNER)
    told = world.services.explanations.urgent(planner, plan, come_in())
    assert told.candidates["demands"] == ["d4"]
    assert told.answer is not None


def test_facts_that_lack_what_the_plan_has_are_asked_all_the_same(it: Asked) -> None:
    """People and demands may have gone meanwhile: their rows go, told by id."""
    now = with_case(it.world.pool)
    people = tuple(s for s in now.specialists if s.specialist != "MSS-001")
    skills = tuple(s for s in now.specialist_skills if s.specialist != "MSS-001")
    kept = tuple(d for d in now.demands if d.demand != "d3")
    it.world.make_current(now.with_rows(specialists=people, specialist_skills=skills, demands=kept))
    told = it.asked.urgent(it.world.caller(PLANNER), it.plan, come_in())

    assert told.answer is not None
    gone = {(row["specialist"], row["demand"]) for row in told.answer["change"]["removed"]}
    assert {("MSS-001", "d1"), ("KNPA-001", "d3")} <= gone
    assert any("MSS-001" in line for line in told.text.en)


def test_a_pool_that_contradicts_itself_is_refused_with_its_rows(it: Asked) -> None:
    """Over the plan's weeks, as when a run is started."""
    now = with_case(it.world.pool)
    session = b.session("d5", "c3", at="2026-12-04/pm", blocks=1, to="2026-12-07/am", effort=2)
    broken = it.world.import_pool(now.with_rows(demands=(*now.demands, session)))
    for quick in (False, True):
        request = come_in(pool=broken, quick=quick)
        with pytest.raises(PoolError) as refused:
            it.asked.urgent(it.world.caller(PLANNER), it.plan, request)
        assert {c.code for c in refused.value.complaints} == {"integrity.session_outside"}


# -- two plans ------------------------------------------------------------------------------------


def two_plans(store: Store) -> tuple[Asked, str, tuple[Inquiry, Inquiry]]:
    """A published plan, one after a day off, a ban and a recusal; and the library's view of both.

    KNPA-001 is recused from the firm of d1's case, and NIS-S07 is there for half of the week.
    """
    it = Asked(store)
    pool = it.world.pool
    now = with_case(pool).with_rows(
        availability=(b.absence("NIS-S07", "2026-11-30"), b.absence("NIS-S07", "2026-12-01")),
        conflicts=(b.conflict("KNPA-001", pool.case_of_id["c1"].victim),),
        assignments=(b.ban("NIS-S07", demand="d1"),),
    )
    it.world.make_current(now)
    later = it.world.solved()[1]
    stored = it.world.services.plans.read_plan(it.world.caller(PLANNER), later).content
    return it, later, (it.inquiry(), Inquiry(now, stored))


def test_a_comparison_is_the_librarys(store: Store) -> None:
    """With causes, about some moves, or what the pools tell alone; forwards and backwards."""
    it, later, (before, after) = two_plans(store)
    planner, asked = it.world.caller(PLANNER), it.asked.comparison
    found = compare(before, after)
    assert {m.cause for m in found.moves} >= {"fact", "pin", "follow_on"}
    told = asked(planner, it.plan, later)
    assert told.answer == found.model_dump(mode="json")
    assert told.text.ko[1:] != told.text.en[1:]
    about = asked(planner, it.plan, later, ["KNPA-001"])
    narrowed = compare(before, after, about=["KNPA-001"])
    assert about.answer == narrowed.model_dump(mode="json")
    words = ComparedWords(before, after, "en")
    assert list(about.text.en) == words.compared(narrowed, ["KNPA-001"])
    plain = asked(planner, it.plan, later, causes=False)
    assert plain.answer == compare(before, after, is_asked=False).model_dump(mode="json")
    back = asked(planner, later, it.plan)
    assert back.answer == compare(after, before).model_dump(mode="json")
    with pytest.raises(NotFoundError) as nothing:
        asked(planner, it.plan, later, ["nobody"])
    assert nothing.value.code == "compare.no_move"


@pytest.mark.parametrize("caller", [PLANNER, ANALYST])
def test_a_comparison_tells_no_name_that_is_not_for_the_reader(store: Store, caller: str) -> None:
    """Neither of the earlier pool nor of the later one; a planner does read the open ones."""
    it, later, _ = two_plans(store)
    hidden = [*HIDDEN[caller], *([NEW_FIRM, NEW_CASE] if caller == ANALYST else [])]
    signed = it.world.caller(caller)
    for plans in ((it.plan, later), (later, it.plan)):
        text = it.asked.comparison(signed, *plans).model_dump_json()
        assert "KNPA-001" in text
        assert "NIS-S07" in text
        assert not [name for name in hidden if name in text]
        assert ("canary-foreign-name" in text) == (caller == PLANNER)


def test_plans_that_are_not_there_or_weeks_apart_are_not_compared(it: Asked) -> None:
    """Either may be missing; the other's weeks have to follow."""
    planner = it.world.caller(PLANNER)
    for plans in ((it.plan, "nothing"), ("nothing", it.plan)):
        with pytest.raises(NotFoundError) as missing:
            it.asked.comparison(planner, *plans)
        assert missing.value.code == "access.not_found"
    later = it.world.solved(start="2026-W51")[1]
    for plans in ((it.plan, later), (later, it.plan)):
        with pytest.raises(RequestError) as apart:
            it.asked.comparison(planner, *plans)
        assert apart.value.code == "compare.apart"
    following = it.world.solved(start="2026-W50")[1]
    assert not it.asked.comparison(planner, it.plan, following).answer["is_same_weeks"]


def test_a_comparison_ends_when_its_time_is_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that causes are left, tells what the pools tell, and who asks next is answered."""
    it, later, (before, after) = two_plans(store)
    planner = it.world.caller(PLANNER)
    monkeypatch.setattr("scheduler.service.explanations.COMPARING_S", 0.0)
    told = it.asked.comparison(planner, it.plan, later)
    stopped = compare(before, after, is_cancelled=lambda: True)
    assert told.answer == stopped.model_dump(mode="json")
    assert not told.answer["is_complete"]
    assert told.text.en[-1] == "It was stopped, so not every cause has been asked for."
    monkeypatch.undo()
    assert it.asked.comparison(planner, it.plan, later).answer["is_complete"]
