"""Each rule on the hand-made plan: just allowed, one past, and beside it, with its numbers."""

from collections.abc import Iterable, Sequence

import pytest

from scheduler.check import Violation, rule_violations
from scheduler.model import Fact, PlannedAssignment, Pool, Rule
from tests.builders import (
    absence,
    agency,
    case,
    current,
    demand,
    instrument,
    pool,
    reserve,
    row,
    specialist,
)
from tests.check.small import A1, A3, B1, B2, BLOCKS, ROWS, c1, small_pool

POOL = small_pool()


def broken(
    rule: Rule, it: Pool = POOL, rows: Iterable[PlannedAssignment] = ROWS
) -> tuple[Violation, ...]:
    """What breaks one rule."""
    return rule_violations(it, it.horizon(), rows, rules={rule})


def swapped(table: str, *rows: Fact) -> Pool:
    """The small pool with these rows in place of those with the same first field."""
    kept: Sequence[Fact] = getattr(POOL, table)
    key = next(iter(type(rows[0]).model_fields))
    new = {getattr(r, key) for r in rows}
    return POOL.with_rows(**{table: (*(r for r in kept if getattr(r, key) not in new), *rows)})


def test_the_plan_breaks_no_rule() -> None:
    """All rules at once."""
    assert rule_violations(POOL, POOL.horizon(), ROWS) == ()


def test_only_the_chosen_rules_are_judged() -> None:
    """A missing pin is no matter of headcount; the order is the page's."""
    rows = (A1, A3, A3)

    assert broken(Rule.HEADCOUNT, rows=(A1, A3)) == ()
    both = rule_violations(POOL, POOL.horizon(), rows, rules=[Rule.PIN, Rule.HEADCOUNT])
    assert [v.code for v in both] == ["HEADCOUNT", "DUPLICATE", "PIN"]


def test_headcount() -> None:
    """One person on one seat; two are one too many, and so is the same one twice."""
    second = A3.model_copy(update={"specialist": "a2"})

    assert broken(Rule.HEADCOUNT, rows=(A3,)) == ()
    assert broken(Rule.HEADCOUNT, rows=(A3, second)) == (Violation("HEADCOUNT", "d4", 1, 2),)
    assert broken(Rule.HEADCOUNT, rows=(B2, B2)) == (Violation("DUPLICATE", "b2/d3", 1, 2),)


def test_one_role() -> None:
    """Two cases of one matter give one person one role."""
    one = swapped("cases", case("c1", matter="m"), case("c2", matter="m"))
    rows = (A1, A3.model_copy(update={"specialist": "a1"}))

    assert broken(Rule.ONE_ROLE, rows=rows) == ()  # two matters
    assert broken(Rule.ONE_ROLE, one, ROWS) == ()  # different people
    assert broken(Rule.ONE_ROLE, one, rows) == (Violation("ONE_ROLE", "a1/m", 1, 2),)


@pytest.mark.parametrize(("most", "found"), [(2, 2), (1, 2)])
def test_caseload(most: int, found: int) -> None:
    """Cases count, not demands."""
    it = swapped("specialists", specialist("a3", "A", max_cases=most))
    rows = (A3, A1.model_copy(update={"specialist": "a3"}))
    expected = () if found <= most else (Violation("CASELOAD", "a3", most, found),)

    assert broken(Rule.CASELOAD, it, rows) == expected
    twice = (A3, B2.model_copy(update={"specialist": "a3"}))  # two demands of one case
    assert broken(Rule.CASELOAD, it, twice) == ()


def test_weekly_limit() -> None:
    """b1 works four blocks, the journey included."""
    four, three = (swapped("specialists", specialist("b1", "B", weekly_blocks=n)) for n in (4, 3))

    assert broken(Rule.WEEKLY_LIMIT, four) == ()
    assert broken(Rule.WEEKLY_LIMIT, three) == (Violation("WEEKLY_LIMIT", "b1/2026-W49", 3, 4),)


def test_lending_blocks() -> None:
    """B lends seven blocks; A lends none, whatever it works at home."""
    seven, six = (
        swapped("agencies", agency("B", max_lent_blocks=n), agency("A", max_lent_blocks=0))
        for n in (7, 6)
    )

    assert broken(Rule.LENDING_BLOCKS, seven) == ()
    assert broken(Rule.LENDING_BLOCKS, six) == (Violation("LENDING_BLOCKS", "B/2026-W49", 6, 7),)


def test_lending_heads() -> None:
    """B lends two people."""
    two, one = (
        swapped("agencies", agency("B", max_lent_heads=n), agency("A", max_lent_heads=0))
        for n in (2, 1)
    )

    assert broken(Rule.LENDING_HEADS, two) == ()
    assert broken(Rule.LENDING_HEADS, one) == (Violation("LENDING_HEADS", "B/2026-W49", 1, 2),)


@pytest.mark.parametrize(
    ("level", "heads", "found"),
    [
        (2, 0, None),  # nobody has to stay
        (3, 1, None),  # nobody is so good: min(1, 0) stay
        (2, 1, 0),  # b2 is the only one
        (2, 5, 0),  # no more than there are
    ],
)
def test_home_reserve(level: int, heads: int, found: int | None) -> None:
    """Of B's lawyers of a level one or none must stay."""
    it = POOL.with_rows(home_reserve=(reserve("B", "law", level, heads),))
    wrong = Violation("HOME_RESERVE", f"B/law/{level}/2026-W49", 1, 0)

    assert broken(Rule.HOME_RESERVE, it) == (() if found is None else (wrong,))


def test_instrument_ceiling() -> None:
    """With one block less under I1, b2 belongs under I2; with too few there, nothing fits."""
    less = swapped("instruments", instrument("I1", "B", "A", max_blocks=3, used_blocks=1))
    none = swapped("instruments", instrument("I2", "B", "A", max_blocks=3))

    assert broken(Rule.INSTRUMENT_CEILING) == ()
    assert broken(Rule.INSTRUMENT_CEILING, less) == (
        Violation("INSTRUMENT_CEILING", "b2/d3", "I2", "I1"),
    )
    assert broken(Rule.INSTRUMENT_CEILING, none) == (Violation("INSTRUMENT_CEILING", "B/A", 6, 7),)


def test_core_team() -> None:
    """With a second critical demand half staffed, c1 may go on but not start."""
    rows = {d.demand: d for d in POOL.demands}
    twice = rows["d2"].model_copy(update={"critical": True, "headcount": 2})
    going = swapped("demands", twice)
    fresh = going.with_rows(assignments=())
    notified = going.with_rows(assignments=(current("b1", "d2", "notified"),))
    pinned = going.with_rows(assignments=(current("b1", "d2", "pinned"),))
    wrong = (Violation("CORE_TEAM", "c1", 0, 1),)

    assert broken(Rule.CORE_TEAM, fresh, ()) == ()  # nobody
    assert broken(Rule.CORE_TEAM, going) == broken(Rule.CORE_TEAM, notified) == ()  # under way
    assert broken(Rule.CORE_TEAM, fresh) == broken(Rule.CORE_TEAM, pinned) == wrong


def test_accompanied() -> None:
    """b1 assists a1; alone, or beside another power, b1 may not."""
    other = A1.model_copy(update={"demand": "d4"})

    assert broken(Rule.ACCOMPANIED) == broken(Rule.ACCOMPANIED, rows=(A1,)) == ()
    wrong = (Violation("ACCOMPANIED", "b1/d2", 1, 0),)
    assert broken(Rule.ACCOMPANIED, rows=(B1,)) == wrong
    assert broken(Rule.ACCOMPANIED, rows=(B1, other)) == wrong


def test_lead_present() -> None:
    """c1 asks for an insider, c2 does not."""
    assert broken(Rule.LEAD_PRESENT, rows=()) == broken(Rule.LEAD_PRESENT, rows=(A1, B1)) == ()
    assert broken(Rule.LEAD_PRESENT, rows=(B1, B2)) == (Violation("LEAD_PRESENT", "c1", 1, 0),)


def test_outside_share() -> None:
    """One of two is half; a share of 49 is less."""
    less = swapped("cases", c1().model_copy(update={"outside_share": 49}))

    three = (A1, B1, B1.model_copy(update={"specialist": "b2"}))

    assert broken(Rule.OUTSIDE_SHARE) == ()
    assert broken(Rule.OUTSIDE_SHARE, less) == (Violation("OUTSIDE_SHARE", "c1", 98, 100),)
    assert broken(Rule.OUTSIDE_SHARE, rows=three) == (Violation("OUTSIDE_SHARE", "c1", 150, 200),)


def test_pin() -> None:
    """A pin and a notified name must be there; a pin on a later demand has no effect."""
    later = POOL.with_rows(assignments=(current("a1", "later", "pinned"),))
    notified = POOL.with_rows(assignments=(current("a2", "d4", "notified"),))

    assert broken(Rule.PIN, later, ()) == ()
    assert broken(Rule.PIN, rows=(A1,)) == (Violation("PIN", "b2/d3", 1, 0),)
    assert broken(Rule.PIN, notified) == (Violation("PIN", "a2/d4", 1, 0),)


def test_time_stays_in_the_window_and_in_what_is_available() -> None:
    """A session is worked in exactly its blocks; a block away is no block."""
    shifted = B2.model_copy(update={"blocks": (*BLOCKS[2:5],)})
    away = POOL.with_rows(availability=(absence("b2", "2026-12-01", "pm"),))
    beside = POOL.with_rows(availability=(absence("b2", "2026-12-01", "am"),))

    assert broken(Rule.TIME, rows=(shifted,)) == (Violation("TIME", f"b2/d3/{BLOCKS[2]}", 0, 1),)
    assert broken(Rule.TIME, away) == (Violation("TIME", f"b2/d3/{BLOCKS[3]}", 0, 1),)
    assert broken(Rule.TIME, beside) == ()


def test_time_is_for_one_demand_at_once() -> None:
    """Two demands in one block clash, in two blocks they do not."""
    one = A3.model_copy(update={"specialist": "a1", "blocks": BLOCKS[2:3]})
    two = A3.model_copy(update={"specialist": "a1", "blocks": BLOCKS[3:4]})

    assert broken(Rule.TIME, rows=(A1, one)) == (Violation("TIME", f"a1/{BLOCKS[2]}", 1, 2),)
    assert broken(Rule.TIME, rows=(A1, two)) == ()


def test_instruments_are_chosen_like_counting_up() -> None:
    """The choice is the first of all that fit, in the order of the ids; by brute force."""
    from itertools import product

    efforts, ceilings = (3, 1, 2, 2), {"I1": 3, "I2": 3, "I3": 2}
    it = pool(
        specialist("s0", "B"),
        *(specialist(f"s{i}", "B") for i in range(1, 4)),
        *(case(f"c{i}") for i in range(4)),
        *(demand(f"d{i}", f"c{i}", "opinion", effort=n) for i, n in enumerate(efforts)),
        *(instrument(act, "B", "A", max_blocks=most) for act, most in ceilings.items()),
    )
    allowed = []
    for acts in product(ceilings, repeat=4):
        rows = [
            row(it, f"s{i}", f"d{i}", range(efforts[i]), instrument=act)
            for i, act in enumerate(acts)
        ]
        if broken(Rule.INSTRUMENT_CEILING, it, rows) == ():
            allowed.append(acts)
    fitting = [
        acts
        for acts in product(ceilings, repeat=4)
        if all(
            sum(n for n, a in zip(efforts, acts, strict=True) if a == act) <= most
            for act, most in ceilings.items()
        )
    ]

    assert allowed == fitting[:1] != []
