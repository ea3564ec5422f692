"""Which patches are to blame for pins that cannot hold: irreducible, and proven so by planning."""

from random import Random

import pytest

import scheduler
from scheduler.model import CurrentRow, InfeasibleError, NotFoundError, Pool, RowStatus
from scheduler.solver import make_plan
from scheduler.whatif import Absence, absence, add_specialist, clashing, lending_limit, pool_with
from tests import builders as b
from tests.properties.pools import any_pool

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (
    f"2026-{day}" for day in ("11-30", "12-01", "12-02", "12-03")
)


@pytest.fixture(scope="module")
def pool() -> Pool:
    """Somebody is pinned to four half-days of one week."""
    return b.pool(
        b.specialist("s1", weekly_blocks=10),
        b.specialist("s2", weekly_blocks=10),
        b.case("c1"),
        b.demand("d1", effort=4),
        b.pin("s1", "d1"),
    )


def away(who: str, first: str, last: str) -> Absence:
    """Away from a day until another."""
    return absence(who, first, until=last)


def test_where_the_pins_hold_nobody_is_to_blame(pool: Pool) -> None:
    """Nor without any patch."""
    assert clashing(pool) is None
    assert clashing(pool, away("s1", MONDAY, WEDNESDAY), lending_limit("A", blocks=0)) is None


def test_two_patches_that_clash_only_together_are_named_and_no_other(pool: Pool) -> None:
    """Each alone leaves time enough; what has nothing to do with it is left out."""
    patches = (
        away("s2", MONDAY, THURSDAY),
        away("s1", MONDAY, TUESDAY),
        lending_limit("A", blocks=0),
        away("s1", WEDNESDAY, THURSDAY),
    )
    found = clashing(pool, *patches, language="en")
    assert found is not None
    assert found.answer.patches == (1, 3)
    assert [p.specialist for p in found.answer.clash.pins] == ["s1"]
    assert found.lines[0].startswith("Because of 2 patches the pins cannot hold")
    assert found.lines[1] == "· " + patches[1].text("en")
    with pytest.raises(InfeasibleError):
        scheduler.plan(pool_with(pool, patches[1], patches[3]))


def test_what_rests_on_a_patch_goes_with_it(pool: Pool) -> None:
    """Somebody new and their absence are left out as one."""
    new = add_specialist("A-9", "A", {}, station="seoul", weekly_blocks=4, max_cases=2)
    found = clashing(pool, new, away("A-9", MONDAY, TUESDAY), away("s1", MONDAY, THURSDAY))
    assert found is not None
    assert found.answer.patches == (2,)
    with pytest.raises(NotFoundError):
        clashing(pool, away("A-9", MONDAY, TUESDAY))


def test_a_pool_whose_own_pins_clash_blames_no_patch(pool: Pool) -> None:
    """And says so."""
    alone = pool_with(pool, away("s1", MONDAY, THURSDAY))
    found = clashing(alone, away("s2", MONDAY, MONDAY))
    assert found is not None
    assert found.answer.patches == ()
    assert "가정이 하나도 없어도" in found.lines[0]


def as_pinned(pool: Pool) -> tuple[Pool, list[str]]:
    """The pool with its whole plan pinned, and who serves."""
    plan = make_plan(pool, pool.horizon()).plan
    rows = () if plan is None else plan.assignments
    pins = (
        CurrentRow(specialist=row.specialist, demand=row.demand, status=RowStatus.PINNED)
        for row in rows
    )
    return pool.with_rows(assignments=tuple(pins)), sorted({row.specialist for row in rows})


def test_planning_agrees_on_pools_of_every_kind() -> None:
    """With the patches named there is no plan; without any one of them there is one."""
    blamed = 0
    for seed in range(30):
        (pool, serving), dice = as_pinned(any_pool(seed)), Random(seed)
        horizon = pool.horizon()
        days = sorted({str(moment.day) for moment in horizon.blocks})
        if not serving:
            continue
        patches = [absence(dice.choice(serving), dice.choice(days)) for _ in range(5)]
        found = clashing(pool, *patches)
        whole = make_plan(pool_with(pool, *patches), horizon)
        assert (found is None) == (whole.plan is not None), seed
        if found is None:
            continue
        chosen = [patches[n] for n in found.answer.patches]
        blamed += len(chosen)
        assert make_plan(pool_with(pool, *chosen), horizon).status == "infeasible", seed
        for left_out in chosen:
            others = [p for p in chosen if p is not left_out]
            assert make_plan(pool_with(pool, *others), horizon).plan is not None, seed
    assert blamed >= 8
