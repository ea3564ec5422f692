"""What is no witness is refused by name; whatever is left still proves something true."""

from random import Random
from typing import Any

import pytest

from scheduler.check.facts import Facts, Violation
from scheduler.check.proof import proven_bound, unproven
from scheduler.model import (
    AgencyPrice,
    HeldPrice,
    InstrumentPrice,
    ReservePrice,
    SeatPrice,
    TeamPrice,
    TierName,
    TierResult,
    Witness,
)
from scheduler.model.witness import PriceRow
from tests.brute.board import Board
from tests.builders import (
    agency,
    case,
    current,
    demand,
    instrument,
    pin,
    pool,
    reserve,
    session,
    skill,
    specialist,
)
from tests.check.proof.every_plan import EveryPlan, results
from tests.check.proof.mutated import mutated
from tests.check.proof.tables import FIELDS, drawn, is_sum, keys, witness
from tests.properties.pools import any_pool

TIERS = ["statutory", "coverage", "floor", "stability", "fit"]
POOL = pool(
    agency("B", max_lent_heads=1),
    *(specialist("s"), specialist("t", "B"), skill("t", "x"), reserve("B", "x")),
    *(instrument("open", "B", "A"), instrument("tight", "B", "A", max_blocks=4)),
    *(case("c1"), demand("d1", mode="opinion", critical=True)),
    *(case("c2"), demand("d2", "c2", critical=True), current("s", "d2")),
    *(case("c3"), demand("d3", "c3"), demand("later", "c3", from_="2027-01-04")),
    tiers=TIERS,
)
VALUES = {"statutory": 0, "coverage": 13, "floor": 400, "stability": 0, "fit": 100}
PLAN = tuple(
    TierResult(tier=TierName(t), status="feasible", value=v, bound=v) for t, v in VALUES.items()
)
GOOD: dict[str, PriceRow] = {
    "seats": SeatPrice(demand="d1", insider=1, outsider=-2),
    "lent_blocks": AgencyPrice(agency="B", price=1),
    "lent_heads": AgencyPrice(agency="B", price=1),
    "reserves": ReservePrice(agency="B", skill="x", level=1, price=1),
    "instruments": InstrumentPrice(instrument="tight", price=1),
    "teams": TeamPrice(specialist="s", case="c1", price=1),
    "held": HeldPrice(tier=TierName.COVERAGE, price=1),
}
FIT = Witness(tier=TierName.FIT, scale=1)


def refusal(it: Witness) -> str:
    """Why a witness for the pool is refused; nothing if it is not."""
    try:
        proven_bound(POOL, POOL.horizon(), PLAN, it)
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", FIELDS)
def test_each_price_may_be_there(name: str) -> None:
    """The witness that the wrong ones below are made of is none of them."""
    assert set(GOOD) == set(FIELDS)
    assert refusal(FIT.model_copy(update={name: (GOOD[name],)})) == ""


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("seats", {"demand": "d9"}),
        ("seats", {"demand": "later"}),  # no demand of this plan
        ("lent_blocks", {"agency": "Z"}),
        ("lent_heads", {"agency": "Z"}),
        ("lent_heads", {"agency": "A"}),  # no limit
        ("reserves", {"level": 2}),
        ("reserves", {"skill": "y"}),
        ("reserves", {"agency": "A"}),
        ("instruments", {"instrument": "none"}),
        ("instruments", {"instrument": "open"}),  # no ceiling
        ("teams", {"specialist": "nobody"}),
        ("teams", {"case": "c9"}),
        ("teams", {"case": "c2"}),  # under way
        ("teams", {"case": "c3"}),  # no core
        ("held", {"tier": TierName.FIT}),  # itself
        ("held", {"tier": TierName.FLOOR}),  # no sum
        ("held", {"tier": TierName.BALANCE}),  # not in the policy
    ],
)
def test_a_price_of_what_is_not_there_is_refused_by_name(
    name: str, changes: dict[str, Any]
) -> None:
    """Unknown ids, limits that there are not, cases that do not start, tiers that are not held."""
    row = GOOD[name].model_copy(update=changes)

    assert refusal(FIT.model_copy(update={name: (row,)})).startswith(f"{name}: {row.key} ")


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("price", [-1, 0])
def test_prices_below_one_are_refused(name: str, price: int) -> None:
    """Also in a copy that was never validated; a seat may be paid, but not nothing."""
    changes = {"insider": 0, "outsider": 0} if name == "seats" else {"price": price}
    wrong = FIT.model_copy(update={name: (GOOD[name].model_copy(update=changes),)})

    assert name in refusal(wrong)


@pytest.mark.parametrize("name", FIELDS)
def test_two_prices_of_one_thing_are_refused(name: str) -> None:
    """A key stands once."""
    assert "each stands once" in refusal(FIT.model_copy(update={name: (GOOD[name],) * 2}))


@pytest.mark.parametrize(
    ("status", "is_refused"), [("in_force", True), ("notified", True), ("pinned", False)]
)
def test_only_cases_that_are_to_start_are_paid_by_teams(status: str, is_refused: bool) -> None:
    """A row in force or notified puts a case under way, a pin does not."""
    it = pool(specialist("s"), case("c1"), demand("d1", critical=True), current("s", "d1", status))
    teams = (TeamPrice(specialist="s", case="c1", price=1),)
    paid = Witness(tier=TierName.COVERAGE, scale=1, teams=teams)

    if is_refused:
        with pytest.raises(ValueError, match="teams: s/c1 "):
            proven_bound(it, it.horizon(), (), paid)
    else:
        assert proven_bound(it, it.horizon(), (), paid) == 11


def test_rows_stand_sorted() -> None:
    """The same prices are the same witness."""
    rows = SeatPrice(demand="d2", insider=1), SeatPrice(demand="d1", insider=1)

    assert refusal(FIT.model_copy(update={"seats": rows[::-1]})) == ""
    assert "sorted" in refusal(FIT.model_copy(update={"seats": rows}))


@pytest.mark.parametrize(
    ("tier", "why"), [("floor", "no tier of the policy that is a sum"), ("balance", "no tier")]
)
def test_a_tier_that_is_no_sum_has_no_witness(tier: str, why: str) -> None:
    """Floor is a smallest value; a tier outside the policy has nothing to prove."""
    assert why in refusal(Witness(tier=TierName(tier), scale=1))


def test_leximin_is_no_sum() -> None:
    """Neither a tier with a witness nor one that can be held; the rest goes on without it."""
    it = pool(specialist("s"), case("c1"), demand("d1"), balance="leximin")
    plan = results(EveryPlan(Board(it)).plans[0])
    held = (HeldPrice(tier=TierName.BALANCE, price=1),)

    assert proven_bound(it, it.horizon(), plan, FIT) == 55
    for wrong in (FIT.model_copy(update={"held": held}), Witness(tier=TierName.BALANCE, scale=1)):
        with pytest.raises(ValueError, match="balance"):
            proven_bound(it, it.horizon(), plan, wrong)


@pytest.mark.parametrize(
    "facts",
    [
        [session("d1"), session("d2", "c2"), pin("s", "d1"), pin("s", "d2")],
        [demand("d1"), demand("d2"), pin("s", "d1"), pin("s", "d2")],
        [demand("d1"), demand("d2", "c2"), pin("s", "d1"), pin("s", "d2")],
    ],
)
def test_pins_that_clash_are_said(facts: list[Any]) -> None:
    """There is no plan, and no bound to prove: of one person's time, roles or caseload."""
    it = pool(specialist("s", max_cases=2 if facts[0].fixed else 1), case("c1"), case("c2"), *facts)

    with pytest.raises(ValueError, match="s has pins that leave no plan"):
        proven_bound(it, it.horizon(), (), Witness(tier=TierName.COVERAGE, scale=1))


# -- the judge's question -------------------------------------------------------------------------


def said(tier: str, bound: int | None, **prices: Any) -> list[Violation]:
    """What the judge says of a plan that states this bound, and a witness with these prices."""
    name = TierName(tier)
    stated = TierResult.model_construct(tier=name, status="feasible", value=None, bound=bound)
    plan = (*(t for t in PLAN if t.tier != tier), stated)
    return list(
        unproven(Facts(POOL, POOL.horizon()), plan, [Witness(tier=name, scale=1, **prices)])
    )


@pytest.mark.parametrize(
    ("tier", "proven", "better", "worse"), [("coverage", 26, 25, 27), ("stability", 0, 1, -1)]
)
def test_a_bound_that_is_better_than_its_proof_is_found(
    tier: str, proven: int, better: int, worse: int
) -> None:
    """What is proven may be said, and less than that; more may not."""
    assert said(tier, proven) == said(tier, worse) == []
    assert said(tier, better) == [Violation("WITNESS", tier, proven, str(better))]


def test_a_witness_without_a_bound_or_with_a_wrong_price_is_found() -> None:
    """A leximin has no number to prove; a price of what is not there is said with its place."""
    found = said("coverage", 99, lent_heads=(AgencyPrice(agency="A", price=1),))

    assert said("coverage", None) == [Violation("WITNESS", "coverage", 26, "–")]
    assert found == [Violation("WITNESS_PRICE", "coverage/lent_heads/A", 0, "99")]


def test_what_is_no_witness_at_all_is_found() -> None:
    """A tier that is no sum, and a copy with a price that no file can hold."""
    wrong = SeatPrice(demand="d1", insider=1).model_copy(update={"insider": 0})

    assert said("floor", 400) == [Violation("WITNESS_TIER", "floor", 0, "400")]
    copy = FIT.model_copy(update={"seats": (wrong,)})
    found = list(unproven(Facts(POOL, POOL.horizon()), PLAN, [copy]))
    assert found == [Violation("WITNESS_FORM", "fit", 0, "100")]


def test_pins_that_clash_leave_no_bound() -> None:
    """The judge names whose they are."""
    it = pool(
        specialist("s"), case("c1"), demand("d1"), demand("d2"), pin("s", "d1"), pin("s", "d2")
    )
    stated = TierResult(tier=TierName.COVERAGE, status="feasible", value=0, bound=9)
    claim = [Witness(tier=TierName.COVERAGE, scale=1)]

    assert list(unproven(Facts(it, it.horizon()), (stated,), claim)) == [
        Violation("WITNESS_PINS", "coverage/s", 0, "9")
    ]


WHY = {
    "WITNESS": (
        "coverage: 검산표로 증명되는 한계값은 26인데 배정안에는 25로 적혀 있습니다."
        " 적힌 한계값은 증명되지 않았습니다.",
        "coverage: the witness proves the bound 26, the plan states 25:"
        " what it states is not proven.",
    ),
    "WITNESS_PRICE": (
        "coverage: 검산표에 가격이 있을 수 없는 대상이 적혀 있습니다(자료에 없거나 상한이 없음)."
        " 이 검산표로 증명되는 것이 없습니다.",
        "coverage: the witness has a price of what can have none (not in the pool,"
        " or without a limit); it proves nothing.",
    ),
}


@pytest.mark.parametrize("code", WHY)
def test_what_is_not_proven_is_said_in_words(code: str) -> None:
    """In Korean and in English, with what is proven and what was stated."""
    found = Violation(code, "coverage", 26, "25")

    assert (found.text("ko"), found.text("en")) == WHY[code]


def test_every_witness_is_looked_at() -> None:
    """One that is wrong hides no other."""
    floor = Witness(tier=TierName.FLOOR, scale=1)
    wrong = [TierResult(tier=t.tier, status="feasible", value=0, bound=-1) for t in PLAN]
    found = unproven(Facts(POOL, POOL.horizon()), tuple(wrong), [floor, FIT, FIT])

    assert [v.subject for v in found] == ["floor", "fit", "fit"]


# -- mutated witnesses ----------------------------------------------------------------------------


def test_a_mutated_witness_is_refused_or_true() -> None:
    """Rows dropped, doubled, renamed, or of another price: nothing that is accepted is beaten."""
    refused = accepted = 0
    for seed in range(400, 415):
        rng, every = Random(f"mutated/{seed}"), EveryPlan(Board(any_pool(seed)))
        pool = every.board.pool
        for tier in (t for t in pool.policy.tiers if is_sum(pool, t) and every.plans):
            table = {key: drawn(rng, key, 20) for key in keys(pool, pool.horizon(), tier)}
            whole = witness(tier, 7, table)
            for it in (whole, *(changed for _, changed in mutated(rng, whole))):
                try:
                    bound = proven_bound(pool, pool.horizon(), results(every.plans[0]), it)
                except ValueError:
                    refused += 1
                    continue
                accepted += 1
                best = every.best(it.tier, every.plans[0])
                assert bound >= best if it.tier.is_maximised else bound <= best, (seed, it)

    assert refused > 500
    assert accepted > 500
