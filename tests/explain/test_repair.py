"""The cheapest changes fill the seat on the changed pool, and nothing cheaper does."""

from typing import Any, get_args

import pytest

from scheduler.explain import Inquiry, Repairs, Words, grounds, repairs, why_empty
from scheduler.explain.applying import APPLY, applied
from scheduler.explain.vocabulary import SUBJECTS
from scheduler.model import Fact, Instrument, Language, NotFoundError, Plan, Pool
from scheduler.model.policy import CHANGES
from scheduler.solver.offers import Bought, Option
from tests import builders as b
from tests.campaigns.repairs import look
from tests.planned import plan_of

PRICES = dict.fromkeys(CHANGES, 5)


@pytest.mark.parametrize("seed", [0, 3, 6, 8, 9, 12, 28, 310015, 310027])
def test_no_cheaper_set_of_changes_fills_the_seat(seed: int) -> None:
    """Each way fills it, none of its steps can be spared, and nothing costs less."""
    assert look(seed).faults == []


def planned(*facts: Fact, prices: dict[str, int] | None = None) -> tuple[Pool, Plan]:
    """A pool with prices, and its plan."""
    pool = b.pool(*facts, prices=PRICES if prices is None else prices)
    return pool, plan_of(pool)


def ways(*facts: Fact, prices: dict[str, int] | None = None) -> Repairs:
    """The ways to fill the empty seat of d1."""
    return repairs(Inquiry(*planned(*facts, prices=prices)), ["d1"])


CASES: list[tuple[str, tuple[Fact, ...], tuple[str, ...]]] = [
    (
        "another_block",
        (b.specialist("s1", weekly_blocks=1), b.case("c1"), b.demand("d1", effort=2)),
        ("s1",),
    ),
    ("another_case", (b.specialist("s1", max_cases=0), b.case("c1"), b.demand("d1")), ("s1",)),
    (
        "free_half_day",
        (
            b.specialist("s1"),
            b.absence("s1", b.DAYS[0], "am"),
            b.case("c1"),
            b.session("d1"),
        ),
        ("s1", f"{b.DAYS[0]}/am"),
    ),
    (
        "lend_block",
        (
            b.agency("B", max_lent_blocks=0),
            b.specialist("s1", "B"),
            b.case("c1"),
            b.demand("d1"),
        ),
        ("B",),
    ),
    (
        "lend_head",
        (
            b.agency("B", max_lent_heads=0),
            b.specialist("s1", "B"),
            b.case("c1"),
            b.demand("d1"),
        ),
        ("B",),
    ),
    (
        "reserve_head",
        (
            b.reserve("B", "x"),
            b.specialist("s1", "B"),
            b.skill("s1", "x"),
            b.case("c1"),
            b.demand("d1"),
        ),
        ("B", "x", "1"),
    ),
    (
        "raise_ceiling",
        (
            b.instrument("i1", "B", "A", max_blocks=2, used_blocks=2),
            b.specialist("s1", "B"),
            b.case("c1"),
            b.demand("d1", mode="opinion"),
        ),
        ("i1",),
    ),
    (
        "sign_instrument",
        (b.specialist("s1", "B"), b.case("c1"), b.demand("d1", mode="opinion")),
        ("B", "A", "opinion", "", "c1"),
    ),
    (
        "extend_instrument",
        (
            b.instrument("i1", "B", "A", to="2026-12-01"),
            b.specialist("s1", "B"),
            b.case("c1"),
            b.demand("d1", mode="opinion"),
        ),
        ("i1",),
    ),
    (
        "grant_clearance",
        (b.specialist("s1"), b.case("c1", clearance="grade_1"), b.demand("d1")),
        ("s1", "grade_1"),
    ),
    (
        "extend_clearance",
        (
            b.specialist("s1", clearance="grade_1", clearance_until="2026-12-01"),
            b.case("c1", clearance="grade_1"),
            b.demand("d1"),
        ),
        ("s1",),
    ),
    (
        "designate",
        (
            b.authority("w", personal=True),
            b.right("w", "A"),
            b.specialist("s1", designations=[{"authority": "w", "until": "2026-12-01"}]),
            b.case("c1"),
            b.demand("d1", mode="exercise", authority="w"),
        ),
        ("s1", "w"),
    ),
    (
        "lower_level",
        (
            b.specialist("s1"),
            b.skill("s1", "x", 2),
            b.case("c1"),
            b.demand("d1", skills=[{"skill": "x", "level": 4}]),
        ),
        ("d1", "x"),
    ),
    (
        "lower_headcount",
        (
            b.specialist("s1"),
            b.specialist("s2"),
            b.skill("s1", "x"),
            b.skill("s2", "y"),
            b.case("c1"),
            b.demand("d1", skills=[{"skill": "x", "level": 1}]),
            b.demand("d2", headcount=2, critical=True, skills=[{"skill": "y", "level": 1}]),
        ),
        ("d2",),
    ),
    (
        "move_window",
        (
            b.specialist("s1"),
            b.absence("s1", b.DAYS[0]),
            b.case("c1"),
            b.demand("d1", **{"from": b.DAYS[0], "to": b.DAYS[0]}),
        ),
        ("d1",),
    ),
    (
        "lift_ban",
        (b.specialist("s1"), b.case("c1"), b.demand("d1"), b.ban("s1", case="c1")),
        ("s1", "case", "c1"),
    ),
    (
        "lift_pin",
        (
            b.specialist("s1", max_cases=1),
            b.specialist("s2", "B"),
            b.case("c1", outside_share=0),
            b.case("c2"),
            b.demand("d1"),
            b.demand("d2", "c2"),
            b.pin("s1", "d2"),
        ),
        ("s1", "d2"),
    ),
]


@pytest.mark.parametrize(("kind", "facts", "subject"), CASES, ids=[kind for kind, _, _ in CASES])
def test_each_kind_of_change(kind: str, facts: tuple[Fact, ...], subject: tuple[str, ...]) -> None:
    """It is found where it alone is for sale, does what it says, and is told in both languages."""
    pool, plan = planned(*facts, prices={kind: 7})
    found = repairs(Inquiry(pool, plan), ["d1"])
    assert found.is_whole
    assert len(found.ways) == 1
    assert found.is_complete
    (step,) = found.ways[0].steps
    assert (step.kind, step.subject) == (kind, subject)
    assert found.ways[0].price == 7 * step.units
    assert found.ways[0].fills == ("s1",)
    changed = applied(pool, [Bought(Option(kind, subject), step.units)], pool.horizon())
    assert changed != pool
    languages: tuple[Language, ...] = get_args(Language)
    for language in languages:
        said = Words(pool, plan, language).repairs(found)
        assert len(said) == 4
        assert not set("{}") & set("".join(said))
    without = ways(*facts, prices={k: 7 for k in CHANGES if k != kind})
    assert not any(s.kind == kind for way in without.ways for s in way.steps)


def test_every_kind_is_carried_out_and_has_words() -> None:
    """No kind is offered that nobody knows how to carry out."""
    assert set(CHANGES) == set(APPLY) == set(SUBJECTS) == {kind for kind, _, _ in CASES}


@pytest.mark.parametrize(
    "facts",
    [
        (b.authority("w"), b.specialist("s1"), b.demand("d1", mode="exercise", authority="w")),
        (b.specialist("s1"), b.demand("d1", excluded_agencies=["A"])),
        (b.specialist("s1"), b.demand("d1"), b.conflict("s1", "c1")),
        (b.specialist("s1"), b.demand("d1", mode="panel"), b.served("s1", "c1", "opinion")),
        (b.specialist("s1", station="far", no_long_trip=True), b.travel("far", b.HERE, 2),
         b.demand("d1", on_site=True)),
        (b.specialist("s1"), b.demand("d1", skills=[{"skill": "x", "level": 1}])),
    ],
    ids=["power", "excluded", "recused", "separated", "long trip", "no skill"],
)  # fmt: skip
def test_what_is_not_for_sale_is_never_proposed(facts: tuple[Any, ...]) -> None:
    """Whatever has a price; statutes and ties are named instead."""
    pool, plan = planned(b.case("c1"), *facts)
    inquiry = Inquiry(pool, plan)
    found = repairs(inquiry, ["d1"])
    assert found.ways == ()
    assert found.is_complete
    refusing = [g for g in grounds(inquiry.facts, "s1", "d1") if not g.holds]
    barred = [g for g in refusing if g.code not in ("SKILL", "TRAVEL")]
    assert list(found.statutes) == barred


def test_a_notified_row_and_one_of_a_shared_matter_are_not_lifted() -> None:
    """A notice runs; and whoever serves one case of a matter may be kept off another."""
    two = (
        b.specialist("s1", max_cases=1),
        b.demand("d1"),
        b.demand("d2", "c2"),
        b.case("c1", outside_share=0),
        b.specialist("s2", "B"),
    )
    assert not ways(
        *two, b.case("c2"), b.current("s1", "d2", "notified"), prices={"lift_pin": 1}
    ).ways
    assert not ways(
        *two,
        b.case("c2", matter="m"),
        b.case("c3", matter="m"),
        b.demand("d3", "c3"),
        b.pin("s1", "d2"),
        prices={"lift_pin": 1},
    ).ways


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (None, "sign_instrument"),
        (b.instrument("i2", "B", "A", to="2026-12-01"), "extend_instrument"),
    ],
)
def test_an_act_without_a_ceiling_relieves_one_with_it(act: Instrument | None, kind: str) -> None:
    """A new one, or one that has ended: the work need not stay under the ceiling."""
    facts = (
        b.instrument("i1", "B", "A", max_blocks=4, used_blocks=4),
        b.specialist("s1", "B"),
        b.case("c1"),
        b.demand("d1", mode="opinion", effort=3),
        *(() if act is None else (act,)),
    )
    found = ways(*facts, prices={"raise_ceiling": 5, "sign_instrument": 9, "extend_instrument": 8})
    assert [step.kind for step in found.ways[0].steps] == [kind]
    assert {step.kind for way in found.ways for step in way.steps} >= {kind, "raise_ceiling"}


def test_several_seats_at_once() -> None:
    """What each needs, together; alone each is cheaper."""
    pool, plan = planned(
        b.specialist("s1", max_cases=1, weekly_blocks=2),
        b.case("c1", priority=9),
        b.case("c2"),
        b.case("c3"),
        *(b.demand(f"d{n}", f"c{n}") for n in (1, 2, 3)),
    )
    inquiry = Inquiry(pool, plan)
    both = repairs(inquiry, ["d2", "d3"])
    alone = repairs(inquiry, ["d2"])
    assert both.seats == {"d2": 1, "d3": 1}
    assert both.ways[0].price == 5 * 3  # two cases and a half-day
    assert set(both.ways[0].fills) == {"s1"}
    assert alone.ways[0].price == 5


def test_a_moved_window_asks_for_what_holds_through_all_of_it() -> None:
    """Whose grade ends on Wednesday cannot serve all week; a ban holds in any window."""
    early = {"from": b.DAYS[0], "to": b.DAYS[0]}
    facts = (
        b.absence("s1", b.DAYS[0]),
        b.case("c1", clearance="grade_3"),
        b.demand("d1", **early),
    )
    ends = b.specialist("s1", clearance="grade_3", clearance_until=b.DAYS[2])
    assert ways(ends, *facts, prices={"move_window": 7}).ways == ()
    both = ways(ends, *facts, prices={"move_window": 7, "extend_clearance": 2})
    assert [step.kind for step in both.ways[0].steps] == ["extend_clearance", "move_window"]
    stays = b.specialist("s1", clearance="grade_3")
    banned = (stays, *facts, b.ban("s1", demand="d1"))
    assert ways(*banned, prices={"move_window": 7}).ways == ()
    lifted = ways(*banned, prices={"move_window": 7, "lift_ban": 1})
    assert {step.kind for step in lifted.ways[0].steps} == {"lift_ban", "move_window"}


def test_a_case_is_run() -> None:
    """All its critical demands at once, or fewer people on one; another demand may stay empty."""
    pool, plan = planned(
        b.specialist("s1", max_cases=0),
        b.case("c1"),
        b.demand("d1", headcount=2, critical=True),
        b.demand("d2"),
    )
    inquiry = Inquiry(pool, plan)
    found = repairs(inquiry, cases=["c1"])
    assert found.cases == ("c1",)
    assert {(step.kind, step.units) for step in found.ways[0].steps} == {
        ("another_case", 1),
        ("lower_headcount", 1),
    }
    assert found.ways[0].fills == ("s1",)
    assert "c1" in Words(pool, plan, "ko").repairs(found)[0]
    for wrong in ("c9", "d1"):
        with pytest.raises(NotFoundError):
            repairs(inquiry, cases=[wrong])


def test_an_empty_seat_tells_its_repairs_where_there_are_prices() -> None:
    """And nothing where the policy has none."""
    facts = (b.specialist("s1", max_cases=0), b.case("c1"), b.demand("d1"))
    told = why_empty(Inquiry(*planned(*facts)), "d1")
    assert told.repairs is not None
    assert told.repairs.ways[0].steps[0].kind == "another_case"
    assert why_empty(Inquiry(*planned(*facts, prices={})), "d1").repairs is None


def test_near_a_plan_the_cheapest_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a large pool only pairs near the seat are looked at, and the words say so."""
    monkeypatch.setattr("scheduler.solver.counterfactual.WHOLE_PAIRS", 0)
    facts = (b.specialist("s1", max_cases=0), b.case("c1"), b.demand("d1"))
    pool, plan = planned(*facts)
    found = repairs(Inquiry(pool, plan), ["d1"])
    assert not found.is_whole
    assert found.ways[0].steps[0].kind == "another_case"
    said = Words(pool, plan, "en").repairs(found)
    assert "Only changes near the seat were looked at; there may be a cheaper way." in said


def test_there_is_no_seat_beyond_the_headcount() -> None:
    """At whatever price: a full demand is refused, alone and beside one with an empty seat."""
    facts = (b.specialist("s1"), b.specialist("s2", max_cases=0), b.case("c1"))
    pool, plan = planned(*facts, b.demand("d1"), b.demand("d2", headcount=2, mode="opinion"))
    full = [d.demand for d in pool.demands if d.demand not in {e.demand for e in plan.empty_seats}]
    assert full == ["d1"]
    for asked in (["d1"], ["d2", "d1"]):
        with pytest.raises(NotFoundError) as refused:
            repairs(Inquiry(pool, plan), asked)
        assert refused.value.code == "explain.no_empty_seat"
        assert refused.value.facts == {"demand": "d1"}


def test_a_seat_that_needs_no_change_says_so() -> None:
    """Where the plan was stopped before it was filled."""
    facts = (b.specialist("s1", max_cases=0), b.case("c1"), b.demand("d1"))
    pool, plan = planned(*facts)
    found = repairs(Inquiry(pool, plan), ["d1"])
    free = found.ways[0].model_copy(update={"steps": (), "price": 0})
    said = Words(pool, plan, "en").repairs(found.model_copy(update={"ways": (free,)}))
    assert said[1].startswith("Way 1: nothing has to change")
