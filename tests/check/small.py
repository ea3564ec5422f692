"""A pool of five people and its plan, worked out by hand from the problem's page.

Week 2026-W49, blocks 0..9 from Monday morning. Case c1 (site ``there``, one block away) has an
exercise and an assist demand; case c2 has a session on Wednesday and some advice.
"""

from scheduler.model import (
    Case,
    Mode,
    Plan,
    PlannedAssignment,
    Pool,
    Provenance,
    Refusal,
    RowStatus,
    SolveOptions,
    TierName,
    TierResult,
)
from scheduler.model.plan import BusyCandidate, EmptySeat, RefusalCount
from tests.builders import (
    absence,
    authority,
    ban,
    case,
    conflict,
    current,
    demand,
    instrument,
    pin,
    pool,
    right,
    session,
    skill,
    specialist,
    travel,
)

BLOCKS = tuple(f"2026-{day}/{half}" for day in ("11-30", "12-01", "12-02") for half in ("am", "pm"))


def small_pool() -> Pool:
    """The pool; ``PLAN`` is a plan of it."""
    return pool(
        authority("inv", legal_basis="Act X, art. 1", personal=True),
        right("inv", "A", legal_basis="Decree 2"),
        right("inv", "B", "assist", right="with_instrument"),
        instrument("I1", "B", "A", max_blocks=4, used_blocks=1),
        instrument("I2", "B", "A"),
        specialist("a1", "A", designations=[{"authority": "inv"}]),
        *(specialist(s, s[0].upper()) for s in ("a2", "a3", "b1", "b2")),
        skill("a1", "forensics", 3),
        *(skill(s, "law", level) for s, level in (("a2", 1), ("a3", 3), ("b2", 2))),
        absence("a2", "2026-12-02", "am"),
        conflict("b2", "c2", "permitted_with_oversight"),
        c1(),
        case("c2", site="there", priority=3),
        demand(
            "d1",
            "c1",
            "exercise",
            authority="inv",
            skills=[{"skill": "forensics", "level": 2}],
            effort=2,
            on_site=True,
            critical=True,
        ),
        demand("d2", "c1", "assist", authority="inv", effort=3, on_site=True),
        session(
            "d3",
            "c2",
            2,
            "2026-12-02/am",
            mode="panel",
            skills=[{"skill": "law"}],
            headcount=2,
            on_site=True,
        ),
        demand("d4", "c2"),
        demand("later", "c2", from_="2027-01-04", critical=True),
        travel("here", "there", 1),
        current("a1", "d1"),
        current("a2", "d4"),
        pin("b2", "d3"),
        ban("a1", case="c2"),
    )


def c1() -> Case:
    """The case with a deadline on the last day that counts."""
    return case(
        "c1",
        site="there",
        priority=5,
        statutory_deadline="2026-12-13",
        lead_present=True,
        outside_share=50,
    )


A1 = PlannedAssignment(
    specialist="a1",
    demand="d1",
    case="c1",
    agency="A",
    mode=Mode.EXERCISE,
    authority="inv",
    legal_basis="Act X, art. 1; Decree 2",
    instrument=None,
    document_no=None,
    blocks=BLOCKS[:3],
    travel_blocks=BLOCKS[:1],
    fit=40,  # 20 base, 10 one level above, 15 insider, 5 off for travel
)
A3 = PlannedAssignment(
    specialist="a3",
    demand="d4",
    case="c2",
    agency="A",
    mode=Mode.ADVISE,
    authority=None,
    legal_basis="",
    instrument=None,
    document_no=None,
    blocks=BLOCKS[5:],
    fit=55,
)
B1 = PlannedAssignment(
    specialist="b1",
    demand="d2",
    case="c1",
    agency="B",
    mode=Mode.ASSIST,
    authority="inv",
    legal_basis="Act X, art. 1",
    instrument="I2",  # I1 has three blocks left, and this takes four
    document_no="No. I2",
    blocks=BLOCKS[:4],
    travel_blocks=BLOCKS[:1],
    fit=35,
)
B2 = PlannedAssignment(
    specialist="b2",
    demand="d3",
    case="c2",
    agency="B",
    mode=Mode.PANEL,
    authority=None,
    legal_basis="",
    instrument="I1",
    document_no="No. I1",
    blocks=BLOCKS[3:],
    travel_blocks=BLOCKS[3:4],
    fit=25,
    pin=RowStatus.PINNED,
    with_oversight=True,
)
ROWS = (A1, A3, B1, B2)


def _count(code: Refusal, specialists: int) -> RefusalCount:
    return RefusalCount(code=code, specialists=specialists)


SEAT = EmptySeat(
    demand="d3",
    case="c2",
    seats=1,
    refused_by=(
        _count(Refusal.SKILL, 2),  # a1, b1
        _count(Refusal.BAN, 1),  # a1
        _count(Refusal.AVAILABILITY, 1),  # a2
    ),
    waterfall=(_count(Refusal.SKILL, 2), _count(Refusal.AVAILABILITY, 1)),
    remaining=(BusyCandidate(specialist="a3", serves=("d4",)),),
)

VALUES = {
    TierName.STATUTORY: 1,
    TierName.COVERAGE: 10 * 5 + 2 * 5 + 2 * 3,
    TierName.STABILITY: 1 + 2,  # a2 dropped; b1 new on c1, a3 new on c2
    # n people with k of 10 blocks: 1000 k²; B lends 7 of 20: 500 · 7²
    TierName.BALANCE: 1000 * (9 + 1 + 16 + 9) + 500 * 49,
    TierName.FIT: 40 + 55 + 35 + 25,
}


def small_plan(it: Pool | None = None) -> Plan:
    """The plan that the judge accepts."""
    sha256 = (it or small_pool()).sha256
    return Plan(
        start="2026-W49",  # type: ignore[arg-type]  # written as in a file
        weeks=1,
        assignments=ROWS,
        empty_seats=(SEAT,),
        tiers=tuple(
            TierResult(tier=tier, status="optimal", value=value, bound=value)
            for tier, value in VALUES.items()
        ),
        provenance=Provenance(
            pool_sha256=sha256, software="test", solvers={}, options=SolveOptions()
        ),
    )
