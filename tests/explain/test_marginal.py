"""What is lost without somebody and what one more adds, against all plans of the changed pools."""

import pytest

from scheduler.explain import (
    Effect,
    Inquiry,
    MarginalWords,
    gaps,
    key_persons,
    marginal,
    permissions,
)
from scheduler.explain.key_persons import Absence
from scheduler.explain.marginal import Allows, Basis
from scheduler.explain.newcomers import newcomers
from scheduler.model import Pool, RequestError, TierName
from scheduler.solver import counterfactual
from scheduler.solver.clauses import barred
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.eligibility import eligibility
from tests import builders as b
from tests.campaigns.marginals import look
from tests.explain.test_report import small
from tests.planned import planned


def effects(pool: Pool) -> dict[str, Effect]:
    """What each absence comes to."""
    return {one.specialist: one.effect for one in key_persons(*planned(pool)).people}


@pytest.mark.parametrize("seed", range(209, 217))
def test_each_change_is_worth_what_all_plans_say(seed: int) -> None:
    """Absences, newcomers and permissions of a tiny pool."""
    assert look(seed).faults == []


# -- key persons ----------------------------------------------------------------------------------


def reserved() -> Pool:
    """Two of whom one has to stay at home; either can serve the other agency's case."""
    return b.pool(
        b.reserve("A", "x"),
        b.specialist("s1"),
        b.specialist("s2"),
        b.specialist("s3"),
        b.skill("s1", "x"),
        b.skill("s2", "x"),
        b.case("c1", "B", priority=7),
        b.demand("d1", skills=[{"skill": "x"}]),
        tiers=("coverage",),
    )


def test_somebody_idle_is_missed_where_a_home_reserve_needs_them() -> None:
    """The one who stays at home has no row, and without them the other has to stay."""
    pool, plan = planned(reserved())
    busy = {a.specialist for a in plan.assignments}
    assert len(busy & {"s1", "s2"}) == 1
    found = effects(pool)
    for who in ("s1", "s2"):
        assert (found[who].gains, found[who].certainty) == ((-7,), "proven")
        assert [(s.demand, s.case, s.seats) for s in found[who].fewer] == [("d1", "c1", 1)]
    assert found["s3"].gains == (0,)


def test_nobody_searches_where_the_judge_accepts_the_plan_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody idle in no reserve: proven without a program; of the reserve it has to be asked."""
    pool, plan = planned(reserved())
    basis = Basis.of(Inquiry(pool, plan))
    busy = {a.specialist for a in basis.plan.assignments}
    home = ({"s1", "s2"} - busy).pop()

    def refuse(*_: object) -> None:
        raise AssertionError("a program was made")

    monkeypatch.setattr(marginal, "Counterfactuals", refuse)
    found = Absence("s3").effect(basis)
    assert (found.gains, found.certainty, found.is_whole) == ((0,), "proven", True)
    with pytest.raises(AssertionError, match="a program was made"):
        Absence(home).effect(basis)


def test_who_is_missed_most_comes_first() -> None:
    """Tier by tier, then by id; those who are not missed come last."""
    pool = b.pool(
        *(b.specialist(s, max_cases=1) for s in ("s1", "s2", "s3", "s4")),
        *(b.skill(s, skill) for s, skill in (("s1", "x"), ("s2", "y"), ("s3", "y"), ("s4", "z"))),
        b.case("c1", priority=3),
        b.case("c2", priority=1, statutory_deadline="2026-12-01"),
        b.demand("d1", skills=[{"skill": "x"}]),
        b.demand("d2", "c2", skills=[{"skill": "y"}], critical=True, headcount=2),
    )
    told = key_persons(*planned(pool))
    assert [one.specialist for one in told.people] == ["s2", "s3", "s1", "s4"]
    assert [one.effect.gains for one in told.people] == [(-1, -12), (-1, -12), (0, -3), (0, 0)]
    assert [tier.value for tier in told.tiers] == [1, 15]
    assert told.is_complete


def test_without_a_pinned_person_others_may_have_more() -> None:
    """Their pin falls away and is named, and with it what it took from others."""
    pool = b.pool(
        b.agency("A", max_lent_heads=1),
        b.specialist("s1"),
        b.specialist("s2"),
        b.skill("s2", "x"),
        b.case("c1", "B"),
        b.case("c2", "B", priority=9),
        b.demand("d1"),
        b.demand("d2", "c2", skills=[{"skill": "x"}]),
        b.pin("s1", "d1"),
        tiers=("coverage",),
    )
    told = key_persons(*planned(pool)).people
    assert [(one.specialist, one.effect.gains) for one in told] == [("s2", (0,)), ("s1", (9,))]
    assert [(row.specialist, row.demand) for row in told[1].lost] == [("s1", "d1")]


def test_pins_that_clash_without_somebody_come_first() -> None:
    """Who assists is pinned, and nobody else may exercise the power."""
    pool = b.pool(
        b.authority("w", personal=True),
        b.right("w", "A"),
        b.right("w", "A", "assist"),
        b.specialist("s1", designations=[{"authority": "w"}]),
        b.specialist("s2"),
        b.specialist("s3", max_cases=1),
        b.case("c1"),
        b.case("c2", priority=50),
        b.demand("d1", mode="exercise", authority="w"),
        b.demand("d2", mode="assist", authority="w"),
        b.demand("d3", "c2"),
        b.pin("s2", "d2"),
    )
    first = key_persons(*planned(pool)).people[0]
    assert (first.specialist, first.effect.outcome) == ("s1", "impossible")
    assert (first.effect.certainty, first.effect.tiers) == ("proven", ())
    words = MarginalWords(*planned(pool), "ko")
    row = words.rows(key_persons(*planned(pool)))[0]
    assert row.difference == "남은 고정·통지 배정이 함께 성립하지 않음"


# -- gaps -----------------------------------------------------------------------------------------


def test_newcomers_are_those_that_are_asked_for() -> None:
    """Top levels, the grades of what the skills are enough for, and the agency's own habits."""
    pool = b.pool(
        b.authority("w", personal=True),
        b.specialist("s1", weekly_blocks=4, max_cases=2, station="far"),
        b.specialist("s2", weekly_blocks=6, max_cases=3, designations=[{"authority": "w"}]),
        b.specialist("s3", weekly_blocks=8, max_cases=3, station="far"),
        b.specialist("s4", "B", designations=[{"authority": "w", "until": "2026-12-01"}]),
        b.reserve("B", "z", 3),
        b.case("c1", clearance="grade_3"),
        b.case("c2"),
        b.demand("d1", skills=[{"skill": "x", "level": 2}]),
        b.demand("d2", "c2", skills=[{"skill": "x"}, {"skill": "y"}], clearance="restricted"),
    )
    made = newcomers(eligibility(pool, pool.horizon()).frame)
    told = [
        (
            one.person.agency,
            " ".join(f"{need.skill}{need.level}" for need in one.skills),
            str(one.person.clearance),
        )
        for one in made
    ]
    asked = [("x2", "grade_3"), ("x2 y1", "restricted"), ("x2 y1", "grade_3")]
    assert told == [
        *(("A", *one) for one in asked),
        *(("B", *one) for one in asked),
        ("B", "z3", "none"),
    ]
    person = made[0].person
    assert (person.weekly_blocks, person.max_cases, person.station) == (6, 3, "far")
    assert [d.authority for d in person.designations] == ["w"]
    assert made[-1].person.designations == ()  # the only one's ends within these weeks
    assert len({one.person.specialist for one in made}) == len(made)


@pytest.mark.parametrize(
    ("cases", "gain", "enough"), [(2, 7, ["grade_2", "none"]), (1, 5, ["none"])]
)
def test_what_one_more_adds_and_which_grade_is_enough(
    cases: int, gain: int, enough: list[str]
) -> None:
    """A second case asks for a higher grade; whoever may have one alone has no use for it."""
    pool = b.pool(
        b.specialist("s1", max_cases=cases),
        b.case("c1", priority=5),
        b.case("c2", priority=2, clearance="grade_2"),
        b.demand("d1", skills=[{"skill": "x"}]),
        b.demand("d2", "c2", skills=[{"skill": "x"}]),
        b.demand("d3", "c2", skills=[{"skill": "y"}], clearance="grade_1"),
        tiers=("coverage",),
    )
    counted: list[tuple[int, int]] = []
    told = gaps(*planned(pool), on_answer=lambda *now: counted.append(now))
    found = {(g.skills[0].skill, str(g.clearance)): (g.effect.gains, g.demands) for g in told.gaps}
    assert found == {
        ("x", "none"): ((5,), ("d1",)),
        ("x", "grade_2"): ((gain,), ("d1", "d2")),
        ("y", "grade_1"): ((2,), ("d3",)),
    }
    assert told.gaps[-1].skills[0].skill == "y"
    assert [str(g.clearance) for g in told.enough if g.skills[0].skill == "x"] == enough
    assert counted == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_newcomers_who_are_the_same_to_the_program_are_searched_for_once() -> None:
    """The higher grade opens nothing more to somebody of an excluded agency."""
    pool = b.pool(
        b.specialist("s1", "B", max_cases=0),
        b.case("c1", "B", priority=5),
        b.demand("d1", skills=[{"skill": "x"}]),
        b.demand("d2", skills=[{"skill": "x"}], clearance="grade_2", excluded_agencies=["B"]),
        b.specialist("s2", "B", max_cases=2),
        tiers=("coverage",),
    )
    counted: list[tuple[int, int]] = []
    told = gaps(*planned(pool), on_answer=lambda *now: counted.append(now))
    assert [(str(g.clearance), g.effect.gains) for g in told.gaps] == [
        ("none", (5,)),
        ("grade_2", (5,)),
    ]
    assert counted == [(0, 1), (1, 1)]


def test_a_newcomer_who_opens_nothing_is_not_searched_for() -> None:
    """Nobody of that agency may serve there: it is proven without a program."""
    pool = b.pool(
        b.agency("Z"),
        b.authority("w"),
        b.right("w", "A"),
        b.case("c1", priority=4),
        b.demand("d1", mode="exercise", authority="w"),
        tiers=("coverage",),
    )
    counted: list[tuple[int, int]] = []
    told = gaps(*planned(pool), on_answer=lambda *now: counted.append(now))
    assert [(g.agency, g.effect.gains, g.effect.certainty) for g in told.gaps] == [
        ("A", (4,), "proven"),
        ("Z", (0,), "proven"),
    ]
    assert counted == [(0, 1), (1, 1)]


# -- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [key_persons, gaps])
def test_several_processes_come_to_the_same(ask: type[object]) -> None:
    """Whoever answers."""
    it = planned(small())
    assert ask(*it, workers=2) == ask(*it)  # type: ignore[call-arg]


def test_only_a_plan_of_the_very_pool_is_asked_about() -> None:
    """As for every explanation."""
    pool, plan = planned(small())
    for ask in (key_persons, gaps, permissions):
        with pytest.raises(RequestError):
            ask(pool.with_rows(affinity=(b.affinity("s1", "d4", 7),)), plan)


def test_on_a_large_pool_nothing_is_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """With little to choose from the values are right there too, but nobody has proven them."""
    it = planned(small())
    people, newcomers = key_persons(*it), gaps(*it)
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    near = key_persons(*it)
    assert [one.effect.gains for one in near.people] == [one.effect.gains for one in people.people]
    assert {one.effect.certainty for one in near.people} == {"near"}
    told = gaps(*it)
    assert {gap.effect.certainty for gap in told.gaps} == {"near"}
    assert told.gaps[0].effect.gains == newcomers.gaps[0].effect.gains
    words = MarginalWords(*it, "ko")
    assert "가까이에서 찾은 값, 증명되지 않음" in words.lines(near)[1]


@pytest.mark.parametrize("allows", ["less", "more", "other"])
def test_what_a_plan_could_gain_anyway_is_not_counted(
    allows: Allows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seat stays empty that could be filled as it is: a change of nothing adds nothing."""
    best = Basis.of(Inquiry(*planned(small())))
    board = Counterfactuals(best.pool, best.plan)
    poor = board.best([barred(*board.rows_of("d2"))]).plan
    assert poor is not None
    assert poor.tier(TierName.COVERAGE).value == 11
    loose = [t.model_copy(update={"status": "feasible", "bound": 99}) for t in poor.tiers]
    basis = Basis(best.pool, poor.model_copy(update={"tiers": tuple(loose)}))
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    effect = basis.effect(best.pool.with_rows(travel=()), ("d2",), allows)
    assert [tier.after for tier in effect.tiers] == [0, 20]
    assert (effect.gains, effect.fewer, effect.more) == ((0, 0), (), ())


def test_what_is_said_of_them() -> None:
    """Sentence by sentence."""
    it = planned(small())
    korean, english = MarginalWords(*it, "ko"), MarginalWords(*it, "en")
    people = key_persons(*it)
    assert korean.lines(people, 1) == [
        f"{korean.week()}: 한 사람이 자리를 비울 때 잃는 것(지금은 법정기한 0, 충원 20)",
        "1. s2 이두리(가청): 충원 20→14(−6); d2 −1, d4 −1, 지킬 수 없는 고정·통지 배정 d4(증명됨)",
        "차이가 있는 것이 2건 더 있습니다.",
    ]
    told = gaps(*it)
    assert english.lines(told)[1] == (
        "1. Agency A, y at level 1, clearance none: coverage 20 → 22 (+2); d3 +1, d4 +1 (proven)"
    )
