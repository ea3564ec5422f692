"""One week rolled on: what stays, what leaves, what is counted, and what is refused."""

from typing import Any

import pytest

from scheduler.forward import Changes, Ended, roll
from scheduler.model import (
    Fact,
    LedgerRow,
    Plan,
    Pool,
    PoolError,
    RequestError,
    SolveOptions,
    Week,
)
from scheduler.solver import make_plan
from tests import builders as b

NEXT = f"{b.NEXT_DAYS[2]}/pm"
"""A demand that ends then goes on."""
PANEL: dict[str, Any] = {"mode": "panel"}


def people(*names: str, **fields: Any) -> list[Fact]:
    return [b.specialist(name, **fields) for name in names]


def rows(pool: Pool) -> set[tuple[str, str, str]]:
    return {(r.specialist, r.demand or r.case or "", str(r.status)) for r in pool.assignments}


def history(pool: Pool) -> set[tuple[str, str, str]]:
    return {(r.specialist, r.matter, str(r.mode)) for r in pool.service_history}


def codes(error: PoolError) -> list[tuple[str, str]]:
    return [(c.code, str(c.facts["key"])) for c in error.complaints]


def test_whoever_serves_a_demand_that_goes_on_is_in_force_on_it() -> None:
    """A demand without an end goes on; one that ends this week leaves with its rows."""
    pool = b.pool(
        *people("s1", "s2", "s3", "s4"), b.case("c1"),
        b.demand("d1", to=NEXT), b.demand("d2"), b.demand("d3", to=f"{b.DAYS[4]}/pm"),
        b.current("s4", "d1"), b.affinity("s1", "d3", 5), b.affinity("s1", "d1", 5),
    )  # fmt: skip
    plan = b.plan(pool, b.row(pool, "s1", "d1"), b.row(pool, "s2", "d2"), b.row(pool, "s3", "d3"))
    later = roll(pool, plan).pool
    assert rows(later) == {("s1", "d1", "in_force"), ("s2", "d2", "in_force")}
    assert {d.demand for d in later.demands} == {"d1", "d2"}
    assert {a.demand for a in later.affinity} == {"d1"}
    assert str(later.policy.start) == "2026-W50"
    # s4's row was in force before this week and goes: they served, SEPARATION has to know
    assert history(later) == {(s, "c1", "advise") for s in ("s1", "s2", "s3", "s4")}


def test_pins_notices_and_bans_stay_as_long_as_what_they_are_about() -> None:
    """Whoever is pinned and served is in force besides, so that lifting the pin tells the truth."""
    pool = b.pool(
        *people("s1", "s2", "s3"), b.case("c1"), b.case("c2"),
        b.demand("d1", to=NEXT, headcount=2), b.demand("d2", to=f"{b.DAYS[0]}/pm"),
        b.session("d3", case="c2", at=f"{b.NEXT_DAYS[0]}/am"),
        b.pin("s1", "d1"), b.current("s2", "d1", "notified"), b.ban("s3", demand="d1"),
        b.ban("s3", demand="d2"), b.ban("s1", case="c2"), b.pin("s2", "d2"),
        b.current("s2", "d3", "notified"),
    )  # fmt: skip
    plan = b.plan(
        pool, *(b.row(pool, s, d, (n,)) for s, d, n in (("s1", "d1", 0), ("s2", "d1", 2)))
    )
    later = roll(pool, plan).pool
    assert rows(later) == {
        ("s1", "d1", "pinned"), ("s1", "d1", "in_force"),
        ("s2", "d1", "notified"), ("s2", "d1", "in_force"),
        ("s3", "d1", "banned"), ("s1", "c2", "banned"), ("s2", "d3", "notified"),
    }  # fmt: skip


def test_rows_of_demands_outside_the_plan_stay_until_these_end() -> None:
    """A demand without a working day this week keeps its people; a future one has served nobody."""
    days = [b.holiday(day) for day in b.DAYS]
    pool = b.pool(
        *people("s1", "s2"), b.case("c1"), *days, b.demand("d1", to=NEXT),
        b.demand("d2", to=f"{b.DAYS[4]}/pm"), b.demand("d3", **{"from": f"{b.NEXT_DAYS[0]}/am"}),
        b.current("s1", "d1"), b.current("s2", "d2"), b.current("s2", "d3"),
    )  # fmt: skip
    later = roll(pool, b.plan(pool)).pool
    assert rows(later) == {("s1", "d1", "in_force"), ("s2", "d3", "in_force")}
    assert history(later) == {("s2", "c1", "advise")}
    gone = roll(pool, b.plan(pool), Changes.of(Ended(case="c1"))).pool
    assert rows(gone) == set()
    assert history(gone) == {("s1", "c1", "advise"), ("s2", "c1", "advise")}


def test_separation_still_refuses_who_served_once_the_demand_is_gone() -> None:
    """An adviser's matter has a panel next week: whoever exercised or gave an opinion may not."""
    pool = b.pool(
        *people("s1", "s2"), b.case("c1", matter="m"), b.case("c2", matter="m"),
        b.demand("d1", mode="opinion", to=f"{b.DAYS[4]}/pm"),
        b.demand("d2", "c2", mode="panel", headcount=2, **{"from": f"{b.NEXT_DAYS[0]}/am"}),
    )  # fmt: skip
    later = roll(pool, b.plan(pool, b.row(pool, "s1", "d1"))).pool
    plan = make_plan(later, later.horizon(), SolveOptions()).plan
    assert plan is not None
    assert [a.specialist for a in plan.assignments] == ["s2"]


def test_whoever_is_banned_from_a_demand_has_served_it() -> None:
    """The ban stays and the row in force leaves: its service is told; a ban alone tells none."""
    pool = b.pool(
        *people("s1", "s2"), b.case("c1", matter="m"), b.demand("d1", mode="opinion", to=NEXT),
        b.current("s1", "d1"), b.ban("s1", demand="d1"), b.ban("s2", demand="d1"),
    )  # fmt: skip
    later = roll(pool, b.plan(pool)).pool
    assert rows(later) == {("s1", "d1", "banned"), ("s2", "d1", "banned")}
    assert history(later) == {("s1", "m", "opinion")}


def test_used_blocks_grow_by_what_is_planned_under_an_act() -> None:
    """With or without a ceiling; a row of changes renews the act and does not set the count."""
    pool = b.pool(
        b.specialist("s1", agency="B"), b.specialist("s2", agency="B"), b.case("c1", lead="A"),
        b.instrument("i1", "B", "A", max_blocks=40, used_blocks=7), b.instrument("i2", "B", "A"),
        b.demand("d1", mode="opinion", effort=3), b.demand("d2", mode="opinion"),
    )  # fmt: skip
    plan = b.plan(
        pool,
        b.row(pool, "s1", "d1", (0, 1, 2), instrument="i1"),
        b.row(pool, "s2", "d2", instrument="i2"),
    )
    renewed = b.instrument("i1", "B", "A", max_blocks=80, used_blocks=0)
    new = b.instrument("i3", "B", "A", used_blocks=5)
    later = roll(pool, plan, Changes.of(renewed, new)).pool
    used = {i.instrument: (i.max_blocks, i.used_blocks) for i in later.instruments}
    assert used == {"i1": (80, 10), "i2": (None, 1), "i3": (None, 5)}


def test_past_columns_are_the_ledgers_sums_and_old_weeks_leave() -> None:
    """Two weeks count; the third week's roll has forgotten the first."""
    start = b.pool(
        b.specialist("s1", weekly_blocks=5), b.specialist("s2", agency="B", weekly_blocks=4),
        b.case("c1", lead="A"), b.demand("d1", effort=2), b.demand("d2"), rolling_weeks=2,
    )  # fmt: skip
    pool, seen = start, []
    for n in range(3):
        horizon = pool.horizon()
        rows = [b.row(pool, "s1", "d1", (0, 1), horizon=horizon)] if n != 1 else []
        rows += [b.row(pool, "s2", "d2", (3,), horizon=horizon)] if n == 0 else []
        pool = roll(pool, b.plan(pool, *rows, horizon=horizon)).pool
        one, two = pool.specialists
        lender = pool.agency_of_id["B"]
        seen.append((one.past_blocks, one.past_capacity, two.past_blocks, two.past_capacity))
        assert (lender.past_lent_blocks, lender.past_pool_blocks) == seen[-1][2:]
    assert seen == [(2, 5, 1, 4), (2, 10, 1, 8), (2, 10, 0, 8)]
    assert {str(r.week) for r in pool.ledger} == {"2026-W50", "2026-W51"}


def test_several_weeks_are_rolled_at_once() -> None:
    """The next start is the week after the last; each week has its own rows."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1", effort=2), weeks=2)
    later = roll(pool, b.plan(pool, b.row(pool, "s1", "d1", (9, 10)))).pool
    assert str(later.policy.start) == "2026-W51"
    own = [(str(r.week), r.blocks) for r in later.ledger if r.specialist]
    assert own == [("2026-W49", 1), ("2026-W50", 1)]


def test_past_availability_leaves_and_other_facts_stay() -> None:
    """Leave of next week, recusals, acts that have ended."""
    pool = b.pool(
        *people("s1"), b.case("c1", victim="F"), b.demand("d1"), b.conflict("s1", "F"),
        b.absence("s1", b.DAYS[4]), b.absence("s1", "2026-12-05"), b.absence("s1", b.NEXT_DAYS[0]),
        b.instrument("i1", "A", "B", to="2026-12-01"), b.agency("B"),
    )  # fmt: skip
    rolled = roll(pool, b.plan(pool))
    later = rolled.pool
    assert [str(a.date) for a in later.availability] == [b.NEXT_DAYS[0]]
    assert (later.conflicts, later.instruments) == (pool.conflicts, pool.instruments)
    changed = {it.table for it in rolled.diff.tables}
    assert changed == {"availability", "agencies", "specialists", "ledger"}


# -- changes -------------------------------------------------------------------------------------


def small() -> tuple[Pool, Plan]:
    pool = b.pool(
        *people("s1", "s2"), b.skill("s1", "x"), b.agency("B"),
        b.case("c1"), b.case("c2"), b.demand("d1", to=NEXT), b.demand("d2", "c2", to=NEXT),
        b.instrument("i1", "B", "A", cases=("c1", "c2"), specialists=("s1",)),
    )  # fmt: skip
    return pool, b.plan(pool, b.row(pool, "s1", "d1"), b.row(pool, "s2", "d2"))


def test_rows_replace_or_add_and_ended_cases_leave_with_all_about_them() -> None:
    """A new case comes in; who served the ended one keeps it in their history."""
    pool, plan = small()
    changes = Changes.of(
        Ended(case="c2"), b.case("c3"), b.demand("d3", "c3"),
        b.specialist("s1", weekly_blocks=4), b.specialist("s3", past_blocks=3, past_capacity=9),
    )  # fmt: skip
    later = roll(pool, plan, changes).pool
    assert set(later.case_of_id) == {"c1", "c3"}
    assert set(later.demand_of_id) == {"d1", "d3"}
    assert rows(later) == {("s1", "d1", "in_force")}
    assert ("s2", "c2", "advise") in history(later)
    assert later.instruments[0].cases == ("c1",)
    one, _, three = later.specialists
    # whoever is in the ledger has its sums, a newcomer the past they come with
    assert (one.weekly_blocks, one.past_blocks, one.past_capacity) == (4, 1, 10)
    assert (three.past_blocks, three.past_capacity) == (3, 9)
    after = roll(later, b.plan(later, horizon=later.horizon())).pool.specialist_of_id["s3"]
    assert (after.past_blocks, after.past_capacity) == (3, 19)


def test_a_demand_goes_on_when_its_new_window_does_and_ends_when_told() -> None:
    """The window of the changes decides, both ways; a demand may end by name, too."""
    pool, plan = small()
    longer = pool.with_rows(demands=[b.demand("d1", to=f"{b.DAYS[1]}/pm"), *pool.demands[1:]])
    same = b.plan(longer, *plan.assignments)
    later = roll(longer, same, Changes.of(b.demand("d1", to=NEXT))).pool
    assert ("s1", "d1", "in_force") in rows(later)
    cut = Changes.of(b.demand("d1", to=f"{b.DAYS[1]}/pm"), Ended(demand="d2"))
    assert not roll(pool, plan, cut).pool.demands


def test_an_ended_case_may_come_back_under_its_id_with_nobody_on_it() -> None:
    """What has ended leaves before the rows come in."""
    pool, plan = small()
    changes = Changes.of(Ended(case="c1"), b.case("c1", priority=9), b.demand("d1", to=NEXT))
    later = roll(pool, plan, changes).pool
    assert later.case_of_id["c1"].priority == 9
    assert rows(later) == {("s2", "d2", "in_force")}


def test_a_specialist_who_leaves_stays_in_the_ledger_of_the_agency() -> None:
    """With every row about them gone from the other tables."""
    pool, plan = small()
    later = roll(pool, plan, Changes.of(Ended(specialist="s1"))).pool
    assert [s.specialist for s in later.specialists] == ["s2"]
    assert rows(later) == {("s2", "d2", "in_force")}
    assert not later.specialist_skills
    assert later.instruments[0].specialists == ()
    assert history(later) == {("s2", "c2", "advise")}
    assert {r.specialist for r in later.ledger} == {"s1", "s2", None}


def test_a_row_of_the_ledger_can_be_corrected() -> None:
    """The columns follow it."""
    pool, plan = small()
    row = LedgerRow(week=Week.parse("2026-W49"), agency="A", specialist="s1", blocks=4, capacity=9)
    one = roll(pool, plan, Changes.of(row)).pool.specialist_of_id["s1"]
    assert (one.past_blocks, one.past_capacity) == (4, 9)


def test_every_wrong_row_of_the_changes_is_told_at_once() -> None:
    """Unknown ids, what has ended and is not there, a new demand whose window has passed."""
    pool, plan = small()
    changes = Changes.of(
        Ended(case="c9"), b.demand("d3", "c8"), b.demand("d4", to=f"{b.DAYS[4]}/pm"),
        b.skill("s9", "x"), b.pin("s1", "d9"),
    )  # fmt: skip
    with pytest.raises(PoolError) as error:
        roll(pool, plan, changes)
    assert codes(error.value) == [
        ("roll.ended_unknown", "c9"),
        ("roll.demand_over", "d4"),
        ("integrity.unknown_specialist", "s9/x"),
        ("integrity.unknown_case", "d3"),
        ("integrity.unknown_demand", "s1/d9//pinned"),
    ]
    assert all(c.text("ko") and c.hint("en") for c in error.value.complaints)


# -- refusals ------------------------------------------------------------------------------------


def test_a_plan_of_another_pool_and_a_week_rolled_already_are_refused() -> None:
    """By its hash; and the ledger knows which weeks it has."""
    pool, plan = small()
    later = roll(pool, plan).pool
    with pytest.raises(RequestError) as other:
        roll(later, plan)
    assert other.value.code == "roll.other_pool"
    again = b.plan(later, horizon=pool.horizon())
    with pytest.raises(RequestError) as twice:
        roll(later, again)
    assert twice.value.code == "roll.closed"
    assert "2026-W49" in twice.value.what("ko")


def test_a_count_that_no_column_holds_is_refused_in_words() -> None:
    """Nothing above 100,000 half-days."""
    pool = b.pool(
        b.specialist("s1", agency="B"), b.case("c1"), b.demand("d1", mode="opinion"),
        b.instrument("i1", "B", "A", used_blocks=100_000),
    )  # fmt: skip
    plan = b.plan(pool, b.row(pool, "s1", "d1", instrument="i1"))
    with pytest.raises(RequestError) as error:
        roll(pool, plan)
    assert (error.value.code, error.value.facts) == ("roll.too_much", {"column": "used_blocks"})


def test_exactly_one_thing_ends_in_a_row() -> None:
    """Not none, not two."""
    for wrong in ({}, {"case": "c1", "demand": "d1"}):
        with pytest.raises(ValueError, match="exactly one"):
            Ended(**wrong)
