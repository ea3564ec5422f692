"""One more case: what it costs, near the plan, judged; and what is said where there is none."""

import pytest

import scheduler
from scheduler.check import judge
from scheduler.model import NotFoundError, PoolError, RequestError, TierName
from scheduler.synth import demo_pool, family_pool
from scheduler.whatif import PlannedWeek, add_case, insert
from tests import builders as b

SEAT = {"role": "advisor", "mode": "advise", "headcount": 1, "effort": 2, "critical": True}


@pytest.fixture(scope="module")
def planned() -> PlannedWeek:
    """Two people, each on the only case that they have time for."""
    pool = b.pool(
        b.specialist("s1", weekly_blocks=2),
        b.specialist("s2", weekly_blocks=2),
        b.case("c1", priority=5),
        b.case("c2", priority=7),
        b.demand("d1", "c1", effort=2),
        b.demand("d2", "c2", effort=2),
    )
    return scheduler.plan(pool, language="en")


def new_case(priority: int = 90, **fields: object) -> scheduler.whatif.NewCase:
    """A case of A with one critical seat."""
    seat = {**SEAT, **fields}
    return add_case("c9", "A", [seat], kind="trade_secret", site=b.HERE, priority=priority)


def test_the_cheapest_place_is_given_up(planned: PlannedWeek) -> None:
    """One row goes, that of the lesser case; each tier's loss is told, and the judge agrees."""
    found = planned.insert(new_case())

    assert found.planned is not None
    assert found.rows is not None
    assert found.tiers is not None
    changes = found.rows[["change", "case"]].to_numpy().tolist()
    assert sorted(changes) == [["added", "c9"], ["removed", "c1"]]
    gain = found.tiers.set_index("tier")["difference"]["coverage"]
    assert gain == 90 * (1 + planned.pool.policy.core_bonus) - 5
    assert judge(found.planned.pool, found.planned.plan).is_accepted
    assert "nothing is proven" in found.summary()


def test_a_case_that_costs_more_than_it_brings_is_taken_in_too(planned: PlannedWeek) -> None:
    """What it would mean is asked, not whether it is wise."""
    found = planned.insert(new_case(priority=1, effort=1, critical=False))

    assert found.planned is not None
    value = found.planned.plan.tier(TierName.COVERAGE).value
    assert value == 7 + 1
    assert "c9" in {a.case for a in found.planned.plan.assignments}


def test_what_nobody_can_serve_is_not_found(planned: PlannedWeek) -> None:
    """And it is not said that it cannot be."""
    found = planned.insert(new_case(skills=[{"skill": "none"}]))

    assert (found.is_found, found.planned, found.rows, found.tiers) == (False, None, None, None)
    assert "not proven" in found.summary()


def test_a_case_of_the_pool_is_named_by_its_id(planned: PlannedWeek) -> None:
    """One that the plan does not serve."""
    pool = scheduler.patch(planned.pool, new_case(priority=1, critical=False))
    week = scheduler.plan(pool)
    assert "c9" not in {a.case for a in week.plan.assignments}
    found = insert(week, "c9")

    assert found.planned is not None
    assert found.planned.pool is pool


def test_other_changes_come_with_it(planned: PlannedWeek) -> None:
    """Whoever is away now keeps no row; the rest stays."""
    found = planned.insert(new_case(), scheduler.absence("s1", b.DAYS[0], until=b.DAYS[-1]))

    assert found.planned is not None
    assert {a.specialist for a in found.planned.plan.assignments} == {"s2"}


def test_no_other_seat_is_filled_in_passing() -> None:
    """The price of the case is not mixed with what the plan could have done better."""
    week = scheduler.plan(family_pool(60, 40, 5), work_limit=0.2)
    served = {a.case for a in week.plan.assignments}
    before = dict(week.assignments["demand"].value_counts().items())
    for case in sorted({c.case for c in week.pool.cases} - served)[:5]:
        found = week.insert(case)
        if found.planned is None:
            continue
        after = found.planned.assignments.query("case != @case")["demand"].value_counts()
        assert all(after[d] <= before[d] for d in after.index)


def test_pins_stay() -> None:
    """A pinned row is no row to give up."""
    pool = b.pool(
        b.specialist("s1", weekly_blocks=2),
        b.case("c1"),
        b.demand("d1", "c1", effort=2),
        b.pin("s1", "d1"),
    )
    assert not scheduler.plan(pool).insert(new_case()).is_found


def test_the_same_question_has_the_same_answer() -> None:
    """Limits are in work, not in seconds."""
    week = scheduler.plan(demo_pool(), work_limit=5)
    lead, kind, site = (getattr(week.pool.cases[0], n) for n in ("lead_agency", "kind", "site"))
    new = add_case("c9", lead, [SEAT], kind=kind, site=site, priority=9)
    one, two = week.insert(new), week.insert(new)

    assert one.planned is not None
    assert two.planned is not None
    assert one.planned.plan == two.planned.plan
    assert one.planned.plan.provenance.start_sha256 == week.plan.sha256
    assert "insertion of c9" in one.planned.plan.provenance.software


def test_what_cannot_be_asked_is_told(planned: PlannedWeek) -> None:
    """An unknown case, one that is there already, one that contradicts the pool."""
    with pytest.raises(NotFoundError) as unknown:
        planned.insert("c7")
    assert unknown.value.code == "plan.no_case"
    wrong = add_case("c1", "A", [SEAT], kind="x", site=b.HERE, priority=1)
    with pytest.raises(RequestError) as there:
        planned.insert(wrong)
    assert there.value.code == "patch.case_exists"
    twice = add_case("c9", "A", [{**SEAT, "demand": "d1"}], kind="x", site=b.HERE, priority=1)
    with pytest.raises(RequestError) as taken:
        planned.insert(twice)
    assert taken.value.code == "patch.demand_exists"
    power = {**SEAT, "mode": "exercise", "authority": "none"}
    with pytest.raises(PoolError):
        planned.insert(add_case("c9", "A", [power], kind="x", site=b.HERE, priority=1))
    with pytest.raises(RequestError) as nothing:
        planned.insert(scheduler.absence("s1", b.DAYS[0]))  # type: ignore[arg-type]
    assert nothing.value.code == "whatif.no_new_case"
