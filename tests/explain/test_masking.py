"""What an agency is told: right, from its own copy, and the same whatever is hidden from it."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

from scheduler.check.facts import Facts
from scheduler.explain import (
    Ground,
    Inquiry,
    ReadersCopy,
    ToldEmpty,
    ToldWhy,
    ToldWhyNot,
    grounds,
    why_empty,
    why_not,
)
from scheduler.model import Fact, NotFoundError, Plan, Pool, Refusal
from scheduler.solver import make_plan
from scheduler.solver.counterfactual import Counterfactuals
from tests import builders as b
from tests.explain.masked import (
    NOBODY,
    NOT_FOUND,
    Asked,
    answers,
    look,
    reader,
    row_of,
    seen,
)
from tests.planned import plan_of
from tests.properties.pools import any_pool

LATER = {"from": "2027-01-04", "to": "2027-01-05"}


def told_to(agency: str, pool: Pool) -> Mapping[tuple[str, str | None], Asked]:
    """What an agency is told about everybody and every demand of a pool."""
    return answers(pool, plan_of(pool), agency, pool.specialist_of_id, pool.demand_of_id)


def some_plans(seeds: Iterable[int]) -> Iterable[tuple[int, Pool, Plan]]:
    """Random tiny pools with their plans."""
    for seed in seeds:
        pool = any_pool(seed)
        plan = make_plan(pool, pool.horizon()).plan
        if plan is not None:
            yield seed, pool, plan


# -- the same whatever is hidden ------------------------------------------------------------------


def test_what_an_agency_may_not_see_changes_no_answer() -> None:
    """Other people's facts, ties and limits, other cases' parties: each plan is solved anew."""
    total = Counter[str]()
    for seed in range(10, 22):
        faults, counts = look(seed)
        assert faults == [], seed
        total.update(counts)

    assert total["worlds"] >= 40, total
    assert total["other plan"], total
    assert total["other reason"], total


def test_one_answer_stands_for_every_reason_that_is_not_told() -> None:
    """Of random pools: losses, ties, rules that exclude the row, and facts that are not shown."""
    behind, texts = Counter[str](), set[tuple[str, ...]]()
    for _, pool, plan in some_plans(range(8)):
        inquiry = Inquiry(pool, plan)
        for agency in pool.agency_of_id:
            told = answers(pool, plan, agency, pool.specialist_of_id, pool.demand_of_id)
            for (demand, who), (answer, _, english, _) in told.items():
                if not isinstance(answer, ToldWhyNot) or answer.outcome == "refused":
                    continue
                assert who is not None
                assert answer.lacking == ()
                behind[why_not(inquiry, who, demand).outcome] += 1
                texts.add(english[1:])

    assert {"worse", "equal", "impossible", "refused"} <= behind.keys(), behind
    assert len(texts) == 1


def _beside(victim: str, *facts: Fact) -> Pool:
    """B's case, on which A's s1 serves; A's s2 would like to, and is recused from some firm."""
    return b.pool(
        b.specialist("s1"),
        b.specialist("s2"),
        b.specialist("f1", "B"),
        b.conflict("s2", "firm"),
        b.case("c1", "A"),
        b.case("c2", "B", victim=victim),
        b.demand("d1", headcount=2),
        b.demand("d2", "c2", headcount=2),
        b.affinity("s1", "d2", 90),
        b.affinity("s2", "d2", 10),
        b.affinity("f1", "d2", 80),
        *facts,
        tiers=("coverage", "fit"),
    )


BESIDE = {
    "worse": _beside("other", b.pin("s1", "d2")),
    "refused": _beside("firm", b.pin("s1", "d2")),
    "impossible": _beside("other", b.pin("s1", "d2"), b.current("f1", "d2", "notified")),
}


def test_a_loss_a_recusal_and_a_full_demand_are_told_alike() -> None:
    """Another agency's case: its victim and its other people are not the reader's to know."""
    told, visible = list[Asked](), set[str]()
    for outcome, pool in BESIDE.items():
        plan = plan_of(pool)
        assert row_of(plan, "s1", "d2")
        assert row_of(plan, "f1", "d2")
        assert why_not(Inquiry(pool, plan), "s2", "d2").outcome == outcome
        visible.add(str(seen(pool, plan, "A")))
        told.append(answers(pool, plan, "A", ["s2"], ["d2"])["d2", "s2"])

    assert len(visible) == 1
    assert told == [told[0]] * 3


def _short(limit: int | None = None, *facts: Fact) -> Pool:
    """A's seat d1 that only B's f1 has the skill for, and B's d2, which counts more."""
    return b.pool(
        b.agency("B", max_lent_blocks=limit),
        b.specialist("s1"),
        b.specialist("f1", "B", max_cases=1),
        b.skill("f1", "x", 2),
        b.case("c1", "A"),
        b.case("c2", "B", priority=9),
        b.demand("d1", skills=[{"skill": "x", "level": 2}]),
        b.demand("d2", "c2"),
        b.ban("s1", demand="d2"),
        *facts,
    )


SHORT = {
    "worse": _short(),
    "refused": _short(None, b.conflict("f1", "c1")),
    "impossible": _short(0),
}


def test_an_empty_seat_is_told_alike_whoever_there_is_elsewhere() -> None:
    """Somebody could, and serves what counts more; nobody can; or they are not let go."""
    told, visible = list[Asked](), set[str]()
    for outcome, pool in SHORT.items():
        plan = plan_of(pool)
        assert why_empty(Inquiry(pool, plan), "d1").outcome == outcome
        visible.add(str(seen(pool, plan, "A")))
        told.append(told_to("A", pool)["d1", None])

    assert len(visible) == 1
    answer, korean, english, _ = told[0]
    assert told == [told[0]] * 3
    assert isinstance(answer, ToldEmpty)
    assert [(p.specialist, p.outcome) for p in answer.people] == [("s1", "refused")]
    assert korean[1].startswith("귀 기관의 1명이 모두 자격 요건에 어긋납니다")
    assert english[1].startswith("All of your agency's people (1) are refused (1 by skill")
    assert korean[-1].endswith("알리지 않습니다.")
    assert english[-1].startswith("Of other agencies' people it is not told")


def test_of_another_agencys_person_one_sentence_whatever_they_can() -> None:
    """The row and its act; neither level nor grade nor load, nor how far they travel."""

    def told(level: int, **fields: object) -> Asked:
        pool = b.pool(
            b.instrument("i1", "B", "A"),
            b.specialist("s1"),
            b.specialist("f1", "B", **fields),
            b.skill("f1", "x", level),
            b.case("c1", "A", site="there"),
            b.demand("d1", mode="opinion", effort=2, skills=[{"skill": "x", "level": 2}]),
            b.travel("near", "there", 0),
        )
        return told_to("A", pool)["d1", "f1"]

    one = told(2)
    assert one == told(4, station="near", clearance="grade_1", past_blocks=9, past_capacity=20)
    assert isinstance(one.answer, ToldWhy)
    row = one.answer.row
    assert (one.answer.grounds, row.fit, row.document_no) == ((), 0, "No. i1")
    assert "No. i1" in one.english[1]
    assert one.english[2].startswith("Comes from B")


def test_what_is_hidden_and_what_does_not_exist_are_refused_alike() -> None:
    """Another's person, another's demand, another's empty seat, a demand of other weeks."""
    pool = b.pool(
        b.specialist("s1"),
        b.specialist("f1", "B"),
        b.specialist("f2", "B", weekly_blocks=0),
        b.case("c1", "A"),
        b.case("c2", "B"),
        b.case("c3", "B"),
        b.demand("d1", headcount=2),
        b.demand("d2", "c2", headcount=3),
        b.demand("d3", "c3", skills=[{"skill": "x", "level": 4}]),
        b.demand("d4", "c1", **LATER),
        b.current("s1", "d3"),
    )
    told = told_to("A", pool)
    assert isinstance(told["d1", "s1"].answer, ToldWhy)
    assert isinstance(told["d2", "s1"].answer, ToldWhy)
    for demand, hidden in (("d1", "f2"), ("d2", "f1 f2"), ("d3", "s1 f1"), ("d4", "s1")):
        for who in hidden.split():
            assert told[demand, who] == told[NOBODY, NOBODY], (demand, who)
    for demand in ("d2", "d3", "d4"):
        assert told[demand, None] == told[NOBODY, None]
    assert told[NOBODY, None] == told[NOBODY, NOBODY] == Asked(None, refusal=NOT_FOUND)


def test_nothing_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """So no answer takes longer than another of its kind."""
    worlds = [(pool, plan_of(pool)) for pool in (*BESIDE.values(), *SHORT.values())]

    def refuse(*_: object) -> None:
        raise AssertionError("solved")

    monkeypatch.setattr(Counterfactuals, "__init__", refuse)
    kinds = set[type]()
    for pool, plan in worlds:
        told = answers(pool, plan, "A", pool.specialist_of_id, pool.demand_of_id)
        kinds |= {type(one.answer) for one in told.values()}
    assert kinds == {ToldWhy, ToldWhyNot, ToldEmpty, type(None)}


# -- and right ------------------------------------------------------------------------------------


def test_a_refusal_that_is_told_is_the_judges() -> None:
    """Code for code and fact for fact; what is missing rests on what the agency may not see."""
    counts = Counter[str]()
    for _, pool, plan in some_plans(range(22)):
        facts = Facts(pool, pool.horizon())
        for agency in pool.agency_of_id:
            copy = ReadersCopy(reader(agency), pool, plan)
            own = [s.specialist for s in pool.specialists if s.agency == agency]
            for demand in copy.pool.demand_of_id.keys() & facts.windows.keys():
                leads = pool.case_of_demand[demand].lead_agency == agency
                for who in own:
                    answer, whole = copy.ask(demand, who), grounds(facts, who, demand)
                    assert isinstance(answer, ToldWhy | ToldWhyNot)
                    counts[_compared(answer, whole, leads=leads)] += 1

    wanted = {"why own", "why other", "refused own", "refused other", "less own"}
    assert wanted <= counts.keys(), counts


def _compared(answer: ToldWhy | ToldWhyNot, whole: tuple[Ground, ...], *, leads: bool) -> str:
    """Which kind of answer it was; every ground of it is one of the judge's."""
    lacking = {g.code for g in whole if not g.holds}
    place = "own" if leads else "other"
    kept_back = {Refusal.SEPARATION} if leads else {Refusal.SEPARATION, Refusal.CONFLICT}
    if isinstance(answer, ToldWhy):
        assert {g.code for g in answer.grounds} >= set(Refusal) - kept_back
        assert all(g in whole for g in answer.grounds)
        assert not lacking
        return f"why {place}"
    told = {g.code for g in answer.lacking}
    assert told <= lacking
    assert lacking - told <= kept_back
    assert (answer.outcome == "refused") == bool(told)
    assert all(g in whole or g.code is Refusal.SEPARATION for g in answer.lacking)
    assert not any(g.holds for g in answer.lacking)
    if lacking - told:
        return f"less {place}"
    return f"{answer.outcome} {place}"


def test_oversight_is_told_and_never_denied() -> None:
    """A tie with another agency's case: the row says it, and "no conflict" is never said."""
    pool = b.pool(
        b.specialist("s1"),
        b.conflict("s1", "firm", "permitted_with_oversight"),
        b.case("c1", "A", victim="firm"),
        b.case("c2", "B", victim="firm"),
        b.demand("d1"),
        b.demand("d2", "c2"),
    )
    told = told_to("A", pool)
    own, other = told["d1", "s1"].answer, told["d2", "s1"].answer
    assert isinstance(own, ToldWhy)
    assert isinstance(other, ToldWhy)
    assert [g.key for g in own.grounds if g.code is Refusal.CONFLICT] == ["conflict.overseen"]
    assert [g.key for g in other.grounds if g.code is Refusal.CONFLICT] == []
    assert other.row.with_oversight
    assert "permitted under oversight" in "\n".join(told["d2", "s1"].english)


def test_a_case_that_is_not_shown_separates_no_roles() -> None:
    """An earlier row of an own person on another's case: of which matter is not shown."""
    pool = b.pool(
        b.specialist("s1"),
        b.case("c1", "A", matter="m"),
        b.case("c2", "B", matter="m"),
        b.demand("d1", mode="panel"),
        b.demand("d2", "c2", mode="opinion", **LATER),
        b.current("s1", "d2"),
    )
    plan = plan_of(pool)
    assert why_not(Inquiry(pool, plan), "s1", "d1").outcome == "refused"
    asked = told_to("A", pool)["d1", "s1"]
    assert isinstance(asked.answer, ToldWhyNot)
    assert asked.answer.outcome == "otherwise"
    assert "c2" not in str(asked)


def test_people_come_with_what_they_lack_least_first_and_the_rest_are_counted() -> None:
    """Of an own empty seat; in both languages."""
    pool = b.pool(
        *(b.specialist(f"s{n}", max_cases=1 if n else 0) for n in range(9)),
        b.specialist("f1", "B"),
        b.skill("s0", "x", 3),
        b.skill("s1", "x", 1),
        b.conflict("s2", "c1"),
        b.case("c1", "A"),
        b.demand("d1", skills=[{"skill": "x", "level": 2}]),
    )
    asked = told_to("A", pool)["d1", None]
    assert isinstance(asked.answer, ToldEmpty)
    people = asked.answer.people
    assert [p.specialist for p in people] == ["s0", "s1", *(f"s{n}" for n in range(3, 9)), "s2"]
    assert people[0].outcome == "otherwise"
    assert {g.key for g in people[-1].lacking} == {"skill.missing", "conflict.recused"}
    assert asked.english[1].startswith("Of your agency's people (9) refused: 8 (8 by skill")
    assert asked.english[1].endswith("planned otherwise: 1.")
    assert asked.english[2] == "· s0: planned otherwise."
    assert asked.english[-2] == "· and 3 more of your agency"
    assert "9명 가운데 8명" in asked.korean[1]
    assert "f1" not in str(asked)


def test_people_whom_nothing_refuses_are_told_as_planned_otherwise() -> None:
    """All of them, where the seat is empty for another reason."""
    pool = b.pool(
        b.specialist("s1", max_cases=0),
        b.specialist("s2", max_cases=0),
        b.case("c1"),
        b.demand("d1"),
    )
    asked = told_to("A", pool)["d1", None]
    assert asked.english[1].endswith("people (2) are all eligible; planned otherwise.")
    assert asked.english[2:4] == ("· s1: planned otherwise.", "· s2: planned otherwise.")


def test_an_own_demand_without_an_empty_seat_is_told_so() -> None:
    """That much the plan shows; and an agency without people has nobody to tell of."""
    pool = b.pool(b.agency("A"), b.specialist("f1", "B"), b.case("c1", "A"), b.demand("d1"))
    with pytest.raises(NotFoundError) as refused:
        ReadersCopy(reader("A"), pool, plan_of(pool)).ask("d1")
    assert refused.value.code == "explain.no_empty_seat"

    away = [s.model_copy(update={"weekly_blocks": 0}) for s in pool.specialists]
    asked = told_to("A", pool.with_rows(specialists=away))["d1", None]
    assert isinstance(asked.answer, ToldEmpty)
    assert asked.answer.people == ()
    assert asked.english[1] == "Your agency has nobody else who could be looked at for the seat."


def test_no_masked_identity_and_no_other_name_is_in_any_answer() -> None:
    """A masked agency's registrars read ids as well; others the names of own people alone."""
    shown = Counter[str]()
    for _, plain, _ in some_plans(range(12)):
        masked = plain.agencies[0].agency
        pool = plain.with_rows(
            agencies=[a.model_copy(update={"masked": a.agency == masked}) for a in plain.agencies],
            specialists=[
                s.model_copy(update={"name": f"name-{s.agency}", "title": f"title-{s.agency}"})
                for s in plain.specialists
            ],
        )
        plan = plan_of(pool)
        for agency in pool.agency_of_id:
            told = answers(pool, plan, agency, pool.specialist_of_id, pool.demand_of_id)
            for other in pool.agency_of_id:
                shown[f"own {other == agency}"] += f"name-{other}" in str(told)
                if other == masked or other != agency:
                    assert f"name-{other}" not in str(told)
                assert f"title-{other}" not in str(told)
    assert shown["own True"]
