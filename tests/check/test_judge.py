"""The judge accepts the hand-made plan, and finds every single thing that is then made wrong."""

from typing import Any

import pytest

from scheduler.check import Violation, judge
from scheduler.model import Plan, PlannedAssignment, Refusal, RowStatus, plain
from scheduler.model.plan import BusyCandidate, EmptySeat, RefusalCount, TierResult
from tests.builders import absence, ban, conflict, right
from tests.check.small import A1, A3, B1, B2, BLOCKS, ROWS, SEAT, small_plan, small_pool

POOL = small_pool()


def violations(**changes: Any) -> tuple[Violation, ...]:
    """What the judge says when these parts of the plan are others."""
    return judge(POOL, small_plan().model_copy(update=changes)).violations


def with_row(row: PlannedAssignment, **changes: Any) -> tuple[Violation, ...]:
    """What the judge says when one assignment says something else."""
    other = row.model_copy(update=changes)
    return violations(assignments=tuple(other if r is row else r for r in ROWS))


def with_seat(**changes: Any) -> tuple[Violation, ...]:
    """What the judge says when the empty seat says something else."""
    return violations(empty_seats=(SEAT.model_copy(update=changes),))


def with_tier(index: int, **changes: Any) -> tuple[Violation, ...]:
    """What the judge says when one tier says something else."""
    tiers = list(small_plan().tiers)
    tiers[index] = TierResult.model_construct(**{**tiers[index].model_dump(), **changes})
    return violations(tiers=tuple(tiers))


def test_the_plan_is_accepted() -> None:
    """Nothing is wrong with a plan worked out by hand."""
    verdict = judge(POOL, small_plan())

    assert verdict.violations == ()
    assert verdict.is_accepted


def test_the_order_of_the_assignments_is_free() -> None:
    """A plan is the same plan with its rows in another order, and so are its violations."""
    wrong = A1.model_copy(update={"fit": 41})
    rows = (wrong, A3, B1, B2)

    assert violations(assignments=ROWS[::-1]) == ()
    assert violations(assignments=rows) == violations(assignments=rows[::-1]) != ()


def test_everything_is_said_at_once() -> None:
    """One wrong thing hides no other; the order is that of the page."""
    rows = (A1.model_copy(update={"fit": 41}), A3, B1, B2, B2)
    found = violations(assignments=rows, empty_seats=())

    assert [v.code for v in found] == [
        "FIELD",
        "DUPLICATE",
        "TIME",
        "TIME",
        "TIME",
        "EMPTY_SEAT",
        "TIER",
        "BOUND",
        "TIER",
        "BOUND",
        "TIER",
        "BOUND",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case", "c2"),
        ("agency", "B"),
        ("mode", "assist"),
        ("authority", None),
        ("legal_basis", "Act X, art. 1"),
        ("legal_basis", ""),
        ("instrument", "I1"),  # an insider needs none
        ("document_no", "No. I1"),
        ("fit", 39),
        ("fit", 41),
        ("pin", RowStatus.PINNED),
        ("with_oversight", True),
        ("travel_blocks", ()),
        ("travel_blocks", BLOCKS[1:2]),  # not the first block worked
        ("travel_blocks", BLOCKS[:2]),
    ],
)
def test_every_field_is_recomputed(field: str, value: object) -> None:
    """Each field of an assignment follows from the pool and the blocks."""
    assert [(v.code, v.subject) for v in with_row(A1, **{field: value})] == [
        ("FIELD", f"a1/d1:{field}")
    ]


def test_a_refused_pair_is_refused_in_a_plan() -> None:
    """Each code is a violation of its own, whatever the rules say."""
    banned = POOL.with_rows(
        assignments=(*POOL.assignments, ban("a1", demand="d1")), conflicts=(conflict("a1", "c1"),)
    )
    found = judge(banned, small_plan(banned)).violations

    assert [v for v in found if v.subject == "a1/d1"] == [
        Violation("CONFLICT", "a1/d1", 0, 1),
        Violation("BAN", "a1/d1", 0, 1),
    ]


@pytest.mark.parametrize(
    ("rows", "basis"),
    [
        ([], "Act X, art. 1"),  # refused, and without a right's own basis
        ([{}], "Act X, art. 1"),
        ([{"legal_basis": "Act X, art. 1"}], "Act X, art. 1"),  # said once
        ([{"in_force_to": "2027-01-01", "legal_basis": "Z"}, {"legal_basis": "Y"}], "Z"),
        ([{"in_force_from": "2026-01-01", "legal_basis": "Y"}, {"legal_basis": "Z"}], "Z"),
        ([{"in_force_from": "2026-12-01", "legal_basis": "Y"}, {"legal_basis": "Z"}], "Z"),
        ([{"legal_basis": "Y", "right": "with_instrument"}, {"legal_basis": "Z"}], "Z"),
    ],
)
def test_the_legal_basis_is_that_of_the_first_row_in_force(
    rows: list[dict[str, str]], basis: str
) -> None:
    """First by its first day, then by its last, then by the right; none is no limit."""
    kept = tuple(r for r in POOL.authority_rights if r.agency != "A")
    it = POOL.with_rows(authority_rights=(*kept, *(right("inv", "A", **fields) for fields in rows)))
    whole = basis if basis.startswith("Act") else f"Act X, art. 1; {basis}"
    wrong = [v for v in judge(it, small_plan(it)).violations if v.subject == "a1/d1:legal_basis"]

    assert [v.limit for v in wrong] == [whole]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pin", None),
        ("pin", RowStatus.NOTIFIED),
        ("with_oversight", False),
        ("document_no", "No. I2"),
        ("travel_blocks", ()),
        ("travel_blocks", BLOCKS[4:5]),  # the charged block is the one before the session
    ],
)
def test_pins_oversight_and_session_travel_are_recomputed(field: str, value: object) -> None:
    """The pinned outsider of the session says so."""
    assert [(v.code, v.subject) for v in with_row(B2, **{field: value})] == [
        ("FIELD", f"b2/d3:{field}")
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        (BLOCKS[1], BLOCKS[0], BLOCKS[2]),  # not in time order
        (*BLOCKS[:3], BLOCKS[2]),  # twice
        (*BLOCKS[:3], "2026-12-05/am"),  # a Saturday
        (*BLOCKS[:3], "2026-12-07/am"),  # the next week
        (*BLOCKS[:3], "Monday"),
    ],
)
def test_blocks_are_a_list_of_the_grid(blocks: tuple[str, ...]) -> None:
    """Blocks stand in time order, once each, and on the grid."""
    assert [(v.code, v.subject) for v in with_row(A1, blocks=blocks)] == [("FIELD", "a1/d1:blocks")]


def test_a_wrong_instrument_is_found() -> None:
    """I1 has no room for b1; I2 is not the smallest choice of b2; one is needed."""
    for row, ids, act in ((B1, "b1/d2", "I1"), (B2, "b2/d3", "I2"), (B2, "b2/d3", None)):
        document = act and f"No. {act}"
        found = with_row(row, instrument=act, document_no=document)

        assert [v for v in found if v.code == "INSTRUMENT_CEILING"] == [
            Violation("INSTRUMENT_CEILING", ids, str(row.instrument), plain(act))
        ]


def test_an_instrument_that_covers_nothing_here_is_no_instrument() -> None:
    """A name that is none of the usable ones is wrong as a field too."""
    subjects = [v.subject for v in with_row(B2, instrument="I9", document_no="No. I9")]

    assert subjects == ["b2/d3:instrument", "b2/d3:document_no", "b2/d3"]


@pytest.mark.parametrize(
    ("specialist", "demand"),
    [("nobody", "d4"), ("a3", "nothing"), ("a3", "later")],
)
def test_strangers_are_named(specialist: str, demand: str) -> None:
    """An assignment names a specialist of the pool and a demand of this plan."""
    stranger = A3.model_copy(update={"specialist": specialist, "demand": demand})

    assert violations(assignments=(*ROWS, stranger)) == (
        Violation("UNKNOWN", f"{specialist}/{demand}", 0, 1),
    )


def test_the_pool_is_the_plans() -> None:
    """A pool with one more fact is another pool, even if the plan still fits it."""
    newer = POOL.with_rows(availability=(*POOL.availability, absence("a1", "2026-12-04")))
    found = judge(newer, small_plan()).violations

    assert found[0] == Violation("PROVENANCE", "pool_sha256", newer.sha256, POOL.sha256)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case", "c1"),
        ("seats", 2),
        ("refused_by", SEAT.waterfall),
        ("waterfall", SEAT.refused_by),
        ("refused_by", SEAT.refused_by[1:]),
        ("waterfall", SEAT.waterfall[::-1]),
        ("waterfall", (*SEAT.waterfall, RefusalCount(code=Refusal.BAN, specialists=0))),
        ("remaining", ()),
        ("remaining", (BusyCandidate(specialist="a3", serves=()),)),
        ("remaining", (BusyCandidate(specialist="b2", serves=("d3",)), *SEAT.remaining)),
    ],
)
def test_empty_seats_are_recomputed(field: str, value: object) -> None:
    """Counts, their order, and who remains with what they serve."""
    assert [(v.code, v.subject) for v in with_seat(**{field: value})] == [
        ("EMPTY_SEAT", f"d3:{field}")
    ]


@pytest.mark.parametrize(
    ("seats", "violation"),
    [
        ((), Violation("EMPTY_SEAT", "d3", 1, 0)),
        ((SEAT, SEAT), Violation("EMPTY_SEAT", "d3", 1, 2)),
        ((SEAT, SEAT.model_copy(update={"demand": "d4"})), Violation("EMPTY_SEAT", "d4", 0, 1)),
        (
            (SEAT, SEAT.model_copy(update={"demand": "later"})),
            Violation("EMPTY_SEAT", "later", 0, 1),
        ),
    ],
)
def test_empty_seats_are_listed_exactly(seats: tuple[EmptySeat, ...], violation: Violation) -> None:
    """Each demand of this plan with too few people stands once, and no other."""
    assert violations(empty_seats=seats) == (violation,)


@pytest.mark.parametrize("index", range(5))
def test_every_value_is_recomputed(index: int) -> None:
    """A value that is one off is found, in each tier, whatever its bound."""
    tier = small_plan().tiers[index]
    assert tier.value is not None
    claimed = tier.value + 1
    found = with_tier(index, value=claimed, bound=claimed, status="feasible")

    assert found[0] == Violation("TIER", tier.tier, tier.value, str(claimed))


@pytest.mark.parametrize(
    ("index", "step", "status", "accepted"),
    [
        (1, 1, "feasible", True),  # coverage is maximised: the bound may be above
        (1, 0, "feasible", True),
        (1, -1, "feasible", False),
        (1, 1, "optimal", False),
        (2, -1, "feasible", True),  # stability is minimised: the bound may be below
        (2, 1, "feasible", False),
        (2, -1, "optimal", False),
    ],
)
def test_bounds_lie_on_their_side(index: int, step: int, status: str, accepted: bool) -> None:
    """A bound is not worse than the value, and equal to it where proven."""
    tier = small_plan().tiers[index]
    assert tier.value is not None
    bound = tier.value + step
    found = with_tier(index, bound=bound, status=status)

    assert found == (() if accepted else (Violation("BOUND", tier.tier, tier.value, plain(bound)),))


def test_a_tier_of_integers_has_a_bound_and_no_ratios() -> None:
    """An integer tier without a bound proves nothing; ratios belong to leximin."""
    assert [v.code for v in with_tier(3, bound=None, status="feasible")] == ["BOUND"]
    assert [v.code for v in with_tier(3, ratios=("1/2",))] == ["TIER"]


def test_the_tiers_are_the_policys() -> None:
    """None is missing, none is extra, and they stand in order."""
    tiers = small_plan().tiers
    for wrong in (tiers[:-1], (*tiers, tiers[0]), tiers[::-1]):
        assert [(v.code, v.subject) for v in violations(tiers=wrong)] == [("TIER", "*")]


def test_an_empty_plan_lists_every_seat() -> None:
    """Without pins the empty plan is allowed; here the pin is missed and the seats are listed."""
    empty: Plan = small_plan().model_copy(update={"assignments": (), "empty_seats": ()})
    found = judge(POOL, empty).violations

    assert [v.subject for v in found if v.code == "EMPTY_SEAT"] == ["d1", "d2", "d3", "d4"]
    assert [v.code for v in found if v.code not in ("EMPTY_SEAT", "TIER", "BOUND")] == ["PIN"]
