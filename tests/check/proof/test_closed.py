"""Prices worked out by hand that prove an optimum exactly: one small pool for each term."""

from typing import Any

import pytest

from scheduler.check.proof import proven_bound, specialists
from scheduler.model import Fact, HeldPrice, Pool, SeatPrice, TierName, Witness
from tests.brute.board import Board
from tests.builders import (
    affinity,
    agency,
    authority,
    away_but,
    ban,
    case,
    current,
    demand,
    instrument,
    pin,
    pool,
    reserve,
    right,
    session,
    skill,
    specialist,
    travel,
)
from tests.check.proof.every_plan import EveryPlan, results

S, T = specialist("s"), specialist("t")
LENT_S, LENT_T = specialist("s", "B"), specialist("t", "B")
Prices = dict[str, list[dict[str, Any]]]


def seat(insider: int = 0, outsider: int = 0, name: str = "d1") -> Prices:
    """The price of one demand."""
    return {"seats": [{"demand": name, "insider": insider, "outsider": outsider}]}


def proven(it: Pool, tier: str, prices: Prices) -> tuple[int, int]:
    """The bound that the prices prove, and the best value that there is."""
    every, name = EveryPlan(Board(it)), TierName(tier)
    witness = Witness.model_validate({"tier": tier, "scale": 1, **prices})
    bound = proven_bound(it, it.horizon(), results(every.plans[0]), witness)
    return bound, every.best(name, every.plans[0])


@pytest.mark.parametrize(
    ("facts", "tier", "prices", "best"),
    [
        # two people, one seat: HEADCOUNT
        ([S, T, case("c1", priority=5), demand("d1")], "coverage", seat(5), 5),
        # of three blocks that B lends, each pair takes two: LENDING_BLOCKS
        (
            [
                agency("B", max_lent_blocks=2),
                *(LENT_S, LENT_T, case("c1", priority=4)),
                demand("d1", effort=2, headcount=2),
            ],
            "coverage",
            {"lent_blocks": [{"agency": "B", "price": 2}]},
            4,
        ),
        # B lends one head: LENDING_HEADS
        (
            [agency("B", max_lent_heads=1), LENT_S, LENT_T, case("c1"), demand("d1", headcount=2)],
            "coverage",
            {"lent_heads": [{"agency": "B", "price": 1}]},
            1,
        ),
        # the one head is pinned, and still takes it
        (
            [
                *(agency("B", max_lent_heads=1), LENT_S, LENT_T, pin("s", "d1")),
                *(case("c1"), demand("d1", headcount=2)),
            ],
            "coverage",
            {"lent_heads": [{"agency": "B", "price": 1}]},
            1,
        ),
        # one of B's two experts stays: HOME_RESERVE
        (
            [
                *(LENT_S, LENT_T, skill("s", "x"), skill("t", "x"), reserve("B", "x")),
                *(case("c1"), demand("d1", headcount=2)),
            ],
            "coverage",
            {"reserves": [{"agency": "B", "skill": "x", "level": 1, "price": 1}]},
            1,
        ),
        # three blocks are left under the only act, each pair takes two: INSTRUMENT_CEILING
        (
            [
                *(LENT_S, LENT_T, instrument("i", "B", "A", max_blocks=5, used_blocks=3)),
                *(case("c1", priority=4), demand("d1", mode="opinion", effort=2, headcount=2)),
            ],
            "coverage",
            {"instruments": [{"instrument": "i", "price": 2}]},
            4,
        ),
        # half a team of c1 and half a team of c2 are no team: one of two whole ones
        (
            [
                *(specialist(s, weekly_blocks=1) for s in "rst"),
                *(case("c1"), demand("d1", headcount=2, critical=True), ban("t", demand="d1")),
                *(case("c2"), demand("d2", "c2", headcount=2, critical=True)),
                ban("r", demand="d2"),
            ],
            "coverage",
            {
                "seats": [{"demand": "d1", "insider": -11}, {"demand": "d2", "insider": -11}],
                "teams": [
                    {"specialist": "r", "case": "c1", "price": 12},
                    {"specialist": "t", "case": "c2", "price": 12},
                ],
            },
            12,
        ),
        # the better fit is on the case that counts less: coverage is held
        (
            [
                *(specialist("s", weekly_blocks=1), case("c1", priority=5), case("c2")),
                *(
                    demand("d1"),
                    demand("d2", "c2"),
                    affinity("s", "d1", 10),
                    affinity("s", "d2", 90),
                ),
            ],
            "fit",
            {"held": [{"tier": "coverage", "price": 20}]},
            10,
        ),
        # two blocks of one of two people, 10 + 30: coverage is held at one seat
        (
            [S, T, case("c1"), demand("d1", effort=2)],
            "balance",
            {"held": [{"tier": "coverage", "price": 40}]},
            40,
        ),
        # a block lent costs the person 10 and the agency 10: both tolls
        (
            [LENT_S, case("c1"), demand("d1")],
            "balance",
            {
                "held": [{"tier": "coverage", "price": 20}],
                "lent_blocks": [{"agency": "B", "price": 10}],
            },
            20,
        ),
        # only somebody new can fill the seat of who was banned: dropped and new
        (
            [S, T, case("c1"), demand("d1"), current("s", "d1"), ban("s", demand="d1")],
            "stability",
            {"held": [{"tier": "coverage", "price": 1}]},
            2,
        ),
        # nobody but outsiders: OUTSIDE_SHARE
        ([LENT_S, case("c1", outside_share=0), demand("d1")], "coverage", seat(0, 1), 0),
        # nobody but outsiders: LEAD_PRESENT
        ([LENT_S, case("c1", lead_present=True), demand("d1")], "coverage", seat(0, 1), 0),
        # one outsider for one insider: the share is a matter of numbers
        (
            [
                *(S, LENT_T, specialist("u", "B"), case("c1", outside_share=50)),
                demand("d1", headcount=3),
            ],
            "coverage",
            seat(0, 1),
            2,
        ),
        # nobody exercises what somebody would assist in: ACCOMPANIED
        (
            [
                *(S, case("c1"), authority("inv"), right("inv", "A", "assist")),
                *(demand("d1", mode="assist", authority="inv"),),
                *(demand("d2", mode="exercise", authority="inv"),),
            ],
            "coverage",
            seat(1),
            0,
        ),
        # the core cannot be full: CORE_TEAM
        (
            [S, case("c1"), demand("d1"), demand("d2", critical=True, clearance="grade_1")],
            "coverage",
            seat(1),
            0,
        ),
        # one of two cores with a deadline: statutory
        (
            [
                specialist("s", weekly_blocks=1),
                *(case(c, statutory_deadline="2026-12-04") for c in ("c1", "c2")),
                *(demand(d, c, critical=True) for d, c in (("d1", "c1"), ("d2", "c2"))),
            ],
            "statutory",
            {
                "seats": [{"demand": "d1", "insider": -1}, {"demand": "d2", "insider": -1}],
            },
            1,
        ),
    ],
)
def test_prices_close_the_gap(facts: list[Fact], tier: str, prices: Prices, best: int) -> None:
    """With the prices the bound is the optimum, without them it is not."""
    it = pool(*facts, balance_scale=1000)

    assert proven(it, tier, prices) == (best, best)
    assert proven(it, tier, {}) != (best, best)


@pytest.mark.parametrize(
    ("facts", "best"),
    [
        # CASELOAD
        (
            [
                specialist("s", max_cases=1),
                case("c1"),
                demand("d1"),
                case("c2"),
                demand("d2", "c2"),
            ],
            1,
        ),
        # ONE_ROLE
        ([S, case("c1", matter="m"), case("c2", matter="m"), demand("d1"), demand("d2", "c2")], 1),
        # WEEKLY_LIMIT
        (
            [
                *(specialist("s", weekly_blocks=3), case("c1"), case("c2")),
                *(demand("d1", effort=2), demand("d2", "c2", effort=2)),
            ],
            1,
        ),
        # TIME: two sessions at once, although the week has room for both
        ([S, case("c1"), case("c2"), session("d1"), session("d2", "c2")], 1),
        # TIME: a day's session and its journey leave no room before Tuesday noon
        (
            [
                *(S, case("c1"), case("c2", site="there", priority=2), travel("here", "there", 1)),
                session("d2", "c2", 2, "2026-12-01/am", on_site=True),
                demand("d1", effort=2, from_="2026-11-30/pm", to="2026-12-01/pm"),
            ],
            2,
        ),
        # TIME: one free half-day
        ([S, *away_but("s", [4]), case("c1"), case("c2"), demand("d1"), demand("d2", "c2")], 1),
        # who is pinned cannot do what is worth more
        (
            [
                *(specialist("s", weekly_blocks=1), case("c1"), case("c2", priority=9)),
                *(demand("d1"), demand("d2", "c2"), pin("s", "d1")),
            ],
            1,
        ),
        # a pinned role leaves no other one in the matter
        ([S, case("c1"), demand("d1"), demand("d2"), pin("s", "d1")], 1),
    ],
)
def test_what_one_person_can_do_needs_no_prices(facts: list[Fact], best: int) -> None:
    """The rules of one specialist are kept as they are."""
    assert proven(pool(*facts), "coverage", {}) == (best, best)


def test_an_agency_earns_what_its_blocks_bring_less_their_toll() -> None:
    """The second block of 20 costs B 7; at 10 a block it earns 3, and its person nothing."""
    it = pool(
        agency("B", past_lent_blocks=1, past_pool_blocks=10),
        *(LENT_S, case("c1"), demand("d1")),
        balance_scale=1000,
    )
    prices: Prices = {
        "held": [{"tier": "coverage", "price": 20}],
        "lent_blocks": [{"agency": "B", "price": 10}],
    }

    assert proven(it, "balance", prices) == (10 + 7, 10 + 7)


def test_an_agency_lends_no_more_blocks_than_its_people_have() -> None:
    """Its limit is wider: two blocks at 2 are worth the pair."""
    person = specialist("s", "B", weekly_blocks=2)
    it = pool(
        agency("B", max_lent_blocks=9), person, case("c1", priority=4), demand("d1", effort=2)
    )

    assert proven(it, "coverage", {"lent_blocks": [{"agency": "B", "price": 2}]}) == (4, 4)


KEPT: Prices = {"reserves": [{"agency": "B", "skill": "x", "level": 1, "price": 1}]}


@pytest.mark.parametrize(("blocks", "best"), [(5, 0), (4, 1)])
def test_who_is_there_for_half_a_week_is_kept(blocks: int, best: int) -> None:
    """With five half-days of ten a person counts for the reserve of two, with four not."""
    it = pool(
        *(LENT_S, LENT_T, skill("s", "x"), skill("t", "x"), reserve("B", "x", heads=2)),
        *(case("c1"), demand("d1", headcount=2), away_but("s", range(blocks))),
    )

    assert proven(it, "coverage", KEPT) == (best, best)


def test_who_counts_in_some_weeks_only_pays_nothing_for_a_reserve() -> None:
    """In the second week s is hardly there, and may be lent then."""
    it = pool(
        *(LENT_S, LENT_T, skill("s", "x"), skill("t", "x"), reserve("B", "x", heads=2)),
        *(case("c1"), demand("d1", headcount=2), away_but("s", range(14), weeks=2)),
        weeks=2,
    )

    assert proven(it, "coverage", KEPT) == (1, 1)


def acts(*names: str) -> Prices:
    """A price of 5 for each of these instruments."""
    return {"instruments": [{"instrument": name, "price": 5} for name in names]}


@pytest.mark.parametrize(
    ("mode", "prices", "bound"),
    [
        ("opinion", acts("i1"), 1),  # i2 costs nothing
        ("opinion", acts("i1", "i2"), 20),  # four blocks of i2 at 5 are worth more than the pair
        ("advise", acts("i1", "i2"), 20 + 1),  # needs none
    ],
)
def test_a_pair_pays_for_the_cheapest_instrument(mode: str, prices: Prices, bound: int) -> None:
    """Of those that it may use; nothing is left under i1, four blocks under i2."""
    it = pool(
        *(LENT_S, case("c1"), demand("d1", mode=mode)),
        instrument("i1", "B", "A", max_blocks=4, used_blocks=4),
        instrument("i2", "B", "A", max_blocks=4),
    )

    assert proven(it, "coverage", prices) == (bound, 1)


def test_a_pair_pays_for_instruments_that_it_may_use() -> None:
    """The cheap ones are another person's, another agency's, another mode's."""
    it = pool(
        *(LENT_S, LENT_T, ban("t", demand="d1"), specialist("u", "C"), ban("u", demand="d1")),
        *(case("c1"), demand("d1", mode="opinion")),
        instrument("i1", "B", "A", max_blocks=4, used_blocks=4),
        instrument("i2", "B", "A", specialists=["t"]),
        instrument("i3", "C", "A"),
        instrument("i4", "B", "A", modes=["panel"]),
    )

    assert proven(it, "coverage", {}) == (1, 0)
    assert proven(it, "coverage", acts("i1")) == (0, 0)


def test_a_case_under_way_may_pay_for_a_part_of_its_team() -> None:
    """A notified name lets a case go on with one of two, and the seat takes all that he brings."""
    it = pool(
        S, case("c1"), demand("d1", headcount=2, critical=True), current("s", "d1", "notified")
    )

    assert proven(it, "coverage", seat(1)) == (1, 1)


def test_pins_are_paid_for() -> None:
    """What is pinned costs its blocks, also where it is worth nothing."""
    it = pool(S, case("c1"), demand("d1", effort=2), pin("s", "d1"), balance_scale=1000)

    assert proven(it, "balance", {}) == (10 + 30, 10 + 30)


def test_one_who_exercises_leads_all_who_assist() -> None:
    """The case pays for the whole team: with all seats at 1 nobody else has anything."""
    it = pool(
        *(specialist(s) for s in "rst"),
        *(case("c1"), authority("inv"), right("inv", "A"), right("inv", "A", "assist")),
        *(demand(d, mode="assist", authority="inv") for d in ("d1", "d2")),
        demand("d3", mode="exercise", authority="inv"),
    )
    seats = [{"demand": d, "insider": 1} for d in ("d1", "d2", "d3")]

    assert proven(it, "coverage", {"seats": seats}) == (3, 3)


def test_a_search_that_stops_early_leaves_a_looser_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """At its limit the search says what could at most still come, which no plan reaches here."""
    monkeypatch.setattr(specialists, "LOOKS", 1)
    it = pool(S, case("c1"), case("c2"), session("d1"), session("d2", "c2"))

    assert proven(it, "coverage", {}) == (2, 1)


def test_those_who_promise_most_need_not_fit_together() -> None:
    """The two best sessions clash, so the third one, which is worth least, comes in for one."""
    it = pool(
        specialist("s", max_cases=2),
        *(case(f"c{n}", priority=n) for n in (5, 4, 1)),
        *(session("d5", "c5"), session("d4", "c4"), session("d1", "c1", at="2026-12-01/pm")),
    )

    assert proven(it, "coverage", {}) == (6, 6)


def test_weeks_are_added_up() -> None:
    """Over two weeks B lends one head and one block a week, and keeps one of two each week."""
    it = pool(
        agency("B", max_lent_heads=1, max_lent_blocks=1),
        *(specialist(s, "B") for s in "stuv"),
        *(skill(s, "x") for s in "st"),
        *(skill(s, "y", 2) for s in "uv"),
        reserve("B", "x"),
        reserve("B", "y", 2),
        case("c1"),
        demand("d1", headcount=4),
        weeks=2,
    )

    heads: Prices = {"lent_heads": [{"agency": "B", "price": 1}]}
    blocks: Prices = {"lent_blocks": [{"agency": "B", "price": 1}]}
    kept: Prices = {"reserves": [{"agency": "B", "skill": "x", "level": 1, "price": 1}]}
    assert proven(it, "coverage", {}) == (4, 2)
    assert proven(it, "coverage", heads) == (2, 2)
    assert proven(it, "coverage", blocks) == (2, 2)
    assert proven(it, "coverage", kept) == (4, 2)  # one of two a week are two in two weeks


@pytest.mark.parametrize(("scale", "price", "bound"), [(1, 0, 2), (1, 1, 1), (3, 2, 1), (3, 1, 1)])
def test_a_bound_of_a_maximised_tier_is_rounded_down(scale: int, price: int, bound: int) -> None:
    """Two people for a seat: 2·(1 - price/scale) + price/scale, in whole people."""
    it = pool(S, T, case("c1"), demand("d1"))
    seats = (SeatPrice(demand="d1", insider=price),) if price else ()
    it_is = Witness(tier=TierName.COVERAGE, scale=scale, seats=seats)

    assert proven_bound(it, it.horizon(), (), it_is) == bound


@pytest.mark.parametrize(("scale", "price", "bound"), [(1, 15, 15), (2, 31, 16), (10, 399, 40)])
def test_a_bound_of_a_minimised_tier_is_rounded_up(scale: int, price: int, bound: int) -> None:
    """A seat held at price/scale costs one of two people at least that much, up to 40."""
    it = pool(S, T, case("c1"), demand("d1", effort=2), balance_scale=1000)
    held = (HeldPrice(tier=TierName.COVERAGE, price=price),)
    it_is = Witness(tier=TierName.BALANCE, scale=scale, held=held)
    plan = results(EveryPlan(Board(it)).plans[0])

    assert proven_bound(it, it.horizon(), plan, it_is) == bound
