"""An agency's rows merged into a pool: what is replaced, refused, kept, and told first."""

from typing import Any

import pytest

from scheduler.forward import KEPT, Merged, merge, own_rows
from scheduler.model import (
    Fact,
    LedgerRow,
    NotFoundError,
    Pool,
    PoolError,
    RequestError,
    Week,
)
from tests import builders as b


def a_pool(*more: Fact, **policy: Any) -> Pool:
    """Two agencies with two people each; an act from A to B; A's people have rows everywhere."""
    return b.pool(
        b.agency("A", past_lent_blocks=3, past_pool_blocks=30), b.agency("B"),
        b.specialist("a1", past_blocks=4, past_capacity=20, clearance="grade_3"),
        b.specialist("a2"), b.specialist("b1", "B"), b.specialist("b2", "B"),
        b.skill("a1", "x", 2), b.skill("b1", "x", 2), b.absence("a1", b.DAYS[0]),
        b.conflict("a1", "c1"), b.conflict("b1", "c1"), b.reserve("A", "x"),
        b.instrument("i1", "A", "B", max_blocks=40, used_blocks=5, specialists=("a1", "a2")),
        b.case("c1"), b.case("c2", "B"), b.demand("d1"), b.demand("d2", "c2"), *more, **policy,
    )  # fmt: skip


def sent(pool: Pool, agency: str = "A", **tables: tuple[Fact, ...]) -> dict[str, tuple[Fact, ...]]:
    """All of an agency's rows, with some tables as they were changed."""
    return {name: own_rows(pool, agency, name) for name in KEPT} | tables


def told(merged: Merged) -> list[tuple[str, str]]:
    return [(loss.kind, loss.table) for loss in merged.losses]


def codes(pool: Pool, agency: str = "A", **tables: tuple[Fact, ...]) -> list[tuple[str, str, str]]:
    with pytest.raises(PoolError) as error:
        merge(pool, agency, sent(pool, agency, **tables))
    found = error.value.complaints
    assert all(c.text(language) and c.hint(language) for c in found for language in ("ko", "en"))
    return [(c.code, c.column, c.value) for c in found]


def test_its_own_rows_change_nothing() -> None:
    pool = a_pool()
    merged = merge(pool, "A", sent(pool))
    assert merged.pool.sha256 == pool.sha256
    assert (merged.diff.tables, merged.losses, merged.warnings, merged.left) == ((), (), (), ())
    assert "no row differs" in merged.summary()


def test_a_table_that_was_not_sent_stays_and_is_named() -> None:
    """Of the tables that were sent, only the agency's rows are replaced."""
    pool = a_pool()
    merged = merge(pool, "A", {"specialist_skills": (b.skill("a2", "y", 4),)})
    assert merged.pool.specialist_skills == (b.skill("a2", "y", 4), b.skill("b1", "x", 2))
    assert merged.left == tuple(name for name in KEPT if name != "specialist_skills")
    assert [it.table for it in merged.diff.tables] == ["specialist_skills"]
    assert "1 row added, 1 removed, 0 changed" in merged.summary()


def test_rows_of_another_agency_are_refused_with_their_column() -> None:
    """By the agency that they name, by their specialist, and by an id that is taken."""
    pool = a_pool()
    foreign = b.specialist("n1", "B")
    assert codes(pool, specialists=(b.specialist("a1"), b.specialist("a2"), foreign)) == [
        ("merge.foreign_agency", "agency", "B")
    ]
    taken = (b.specialist("a1"), b.specialist("a2"), b.specialist("b1"))
    assert codes(pool, specialists=taken) == [("merge.taken", "specialist", "b1")]
    assert codes(pool, conflicts=(b.conflict("b1", "c1"),)) == [
        ("merge.foreign_specialist", "specialist", "b1")
    ]
    assert codes(pool, home_reserve=(b.reserve("B", "x"),)) == [
        ("merge.foreign_agency", "agency", "B")
    ]
    act = b.instrument("i2", "A", "B", specialists=("a1", "b2"))
    assert codes(pool, instruments=(act, b.instrument("i3", "B", "A"))) == [
        ("merge.foreign_specialist", "specialists", "b2"),
        ("merge.foreign_agency", "from_agency", "B"),
    ]
    theirs = a_pool(b.instrument("i9", "B", "A"))
    assert codes(theirs, instruments=(b.instrument("i9", "A", "B"),)) == [
        ("merge.taken", "instrument", "i9")
    ]


def test_another_agencys_rows_as_a_whole_are_told_in_one_sentence() -> None:
    """The table of agencies names whose they are."""
    pool = a_pool()
    with pytest.raises(PoolError) as error:
        merge(pool, "A", sent(pool, "B"))
    assert [(c.code, c.value) for c in error.value.complaints] == [("merge.other_workbook", "B")]
    assert codes(pool, agencies=()) == [("merge.own_row", "", "A")]
    with pytest.raises(NotFoundError):
        merge(pool, "Z", {})


def test_a_pool_that_would_have_errors_is_not_made() -> None:
    """Those of validating: an unknown specialist, a past load that is none."""
    pool = a_pool()
    assert codes(pool, specialist_skills=(b.skill("a9", "x"),)) == [
        ("integrity.unknown_specialist", "specialist", "a9")
    ]
    worked = b.specialist("a1", past_blocks=4)
    assert "past_capacity" in str(codes(pool, specialists=(worked, b.specialist("a2"))))


def test_only_what_the_pool_had_no_warning_of_is_warned_of() -> None:
    pool = a_pool(b.conflict("b2", "nobody"))
    rows = sent(pool, conflicts=(b.conflict("a1", "c1"), b.conflict("a1", "nowhere")))
    assert [c.value for c in merge(pool, "A", rows).warnings] == ["nowhere"]


# -- what the ledger counts -----------------------------------------------------------------------


def test_what_the_ledger_counts_is_not_set_back() -> None:
    """A workbook from before the last roll; a newcomer and a new act bring what they have."""
    told_of: dict[str, Any] = {"week": Week.parse("2026-W48"), "agency": "A"}
    counted = [LedgerRow(specialist=who, blocks=4, capacity=20, **told_of) for who in ("a1", None)]
    pool = a_pool(*counted)
    rows = sent(
        pool,
        agencies=(b.agency("A", past_lent_blocks=1, past_pool_blocks=30, max_lent_blocks=7),),
        specialists=(
            b.specialist("a1", past_blocks=1, past_capacity=20, clearance="grade_3"),
            b.specialist("a2", past_blocks=2, past_capacity=9),
        ),
        instruments=(
            b.instrument("i1", "A", "B", max_blocks=40, used_blocks=1, specialists=("a1", "a2")),
            b.instrument("i2", "A", "B", used_blocks=6),
        ),
    )
    merged = merge(pool, "A", rows)
    later = merged.pool
    assert (later.agency_of_id["A"].past_lent_blocks, later.agency_of_id["A"].max_lent_blocks) == (
        3,
        7,
    )
    assert [s.past_blocks for s in later.specialists if s.agency == "A"] == [4, 2]
    assert [i.used_blocks for i in later.instruments] == [5, 6]
    kept = [c for c in merged.warnings if c.code == "merge.counted"]
    assert [(c.file, c.column, c.facts["count"]) for c in kept] == [
        ("agencies", "past_lent_blocks", 1),
        ("specialists", "past_blocks", 1),
        ("instruments", "used_blocks", 1),
    ]
    assert all(c.text(language) and c.hint(language) for c in kept for language in ("ko", "en"))


def test_days_before_the_first_week_are_left_out() -> None:
    """Rolling has taken them out; those that the pool still has come and go with the workbook."""
    had = b.absence("a2", "2026-11-27", "am")
    pool = a_pool(had)
    days = (b.absence("a1", "2026-11-27"), b.absence("a2", "2026-11-30"))
    merged = merge(pool, "A", sent(pool, availability=(had, *days)))
    assert [(str(r.date), r.specialist) for r in merged.pool.availability] == [
        ("2026-11-27", "a2"), ("2026-11-30", "a2"),
    ]  # fmt: skip
    assert [(c.code, c.facts["count"]) for c in merged.warnings] == [("merge.past_days", 1)]
    assert merge(pool, "A", sent(pool, availability=days)).pool.availability == days[1:]


def test_without_a_ledger_the_agencys_own_counts_are_taken() -> None:
    pool = a_pool()
    one = b.specialist("a1", past_blocks=1, past_capacity=20, clearance="grade_3")
    act = b.instrument("i1", "A", "B", max_blocks=40, used_blocks=1)
    rows = sent(pool, specialists=(one, b.specialist("a2")), instruments=(act,))
    later = merge(pool, "A", rows).pool
    assert later.specialist_of_id["a1"].past_blocks == 1
    assert later.instruments == (act,)


def test_a_column_that_was_not_sent_keeps_its_values() -> None:
    """Else every clearance would be lost with its column; a newcomer has the default."""
    pool = a_pool()
    rows = sent(pool, specialists=tuple(b.specialist(name) for name in ("a1", "a2", "a3")))
    absent = {"specialists": ("clearance", "past_blocks", "past_capacity")}
    merged = merge(pool, "A", rows, absent)
    assert [str(s.clearance) for s in merged.pool.specialists if s.agency == "A"] == [
        "grade_3", "none", "none",
    ]  # fmt: skip
    assert told(merged) == []


# -- what is told first ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "lifted"),
    [
        ({}, {}, False),
        ({"until": "2027-01-01"}, {}, False),
        ({"until": "2027-01-01"}, {"until": "2027-02-01"}, False),
        ({"status": "permitted_with_oversight"}, {}, False),
        ({}, {"until": "2027-01-01"}, True),
        ({"until": "2027-01-01"}, {"until": "2026-12-31"}, True),
        ({}, {"status": "permitted_with_oversight"}, True),
        ({"until": "2026-11-29"}, None, False),
        ({"until": "2026-11-30"}, None, True),
        ({"status": "permitted_with_oversight"}, None, True),
        ({}, None, True),
    ],
)
def test_a_conflict_is_lifted_unless_a_row_binds_as_strictly_and_as_long(
    before: dict[str, str], after: dict[str, str] | None, lifted: bool
) -> None:
    """One that ended before the pool's first week bound nobody."""
    pool = a_pool(b.conflict("a2", "c1", **before), b.conflict("a2", "c2"))
    rows = [b.conflict("a1", "c1"), b.conflict("a2", "c2")]
    rows += [] if after is None else [b.conflict("a2", "c1", **after)]
    merged = merge(pool, "A", sent(pool, conflicts=tuple(rows)))
    assert told(merged) == ([("lifted", "conflicts")] if lifted else [])
    assert merged.to_confirm == (("conflicts",) if lifted else ())


def test_the_pool_is_had_once_every_loss_is_confirmed() -> None:
    """An emptied sheet and a person who leaves need a word each; others' words are not enough."""
    pool = a_pool()
    gone = b.specialist("a1", past_blocks=4, past_capacity=20, clearance="grade_3")
    rows = sent(pool, specialists=(gone,), home_reserve=(),
                instruments=(b.instrument("i1", "A", "B", specialists=("a1",)),))  # fmt: skip
    merged = merge(pool, "A", rows)
    assert told(merged) == [("emptied", "home_reserve"), ("leaves", "specialists")]
    assert merged.to_confirm == ("specialists", "home_reserve")
    for confirm in ((), ("conflicts",), ("specialists",)):
        with pytest.raises(RequestError) as error:
            merged.confirmed(confirm)
        assert "--confirm home_reserve" in error.value.hint("ko")
    assert merged.confirmed(("home_reserve", "specialists")) == merged.pool


def test_who_leaves_takes_every_row_along_and_it_is_told() -> None:
    """Rows that are the secretariat's, too: no row may name somebody who is not there."""
    pool = a_pool(b.current("a1", "d1", "notified"), b.served("a1", "c2", "panel"))
    rows = sent(
        pool, specialists=(b.specialist("a2"),), specialist_skills=(), availability=(),
        conflicts=(), instruments=(b.instrument("i1", "A", "B", specialists=("a2",)),),
    )  # fmt: skip
    merged = merge(pool, "A", rows)
    later = merged.pool
    assert (later.assignments, later.service_history) == ((), ())
    assert merge(later, "A", rows).pool == later
    leaving = next(loss for loss in merged.losses if loss.kind == "leaves")
    assert "현행배정 1" in leaving.text("ko")
    assert "a1 leaves the pool" in leaving.text("en")
    assert set(told(merged)) == {
        ("emptied", "specialist_skills"), ("emptied", "availability"), ("emptied", "conflicts"),
        ("leaves", "specialists"),
    }  # fmt: skip


def test_a_table_that_was_not_sent_is_not_called_empty() -> None:
    """Its rows may leave all the same, with the only person whom they are about."""
    pool = a_pool()
    merged = merge(pool, "A", {"specialists": (b.specialist("a2"),)})
    assert own_rows(merged.pool, "A", "conflicts") == ()
    assert told(merged) == [("leaves", "specialists")]


def test_a_mask_that_is_taken_off_needs_a_word() -> None:
    """An empty cell says it, too; putting it on does not."""
    pool = b.pool(b.agency("A", masked=True), b.specialist("a1"), b.case("c1"), b.demand("d1"))
    merged = merge(pool, "A", sent(pool, agencies=(b.agency("A"),)))
    assert (told(merged), merged.to_confirm) == ([("unmasked", "agencies")], ("agencies",))
    back = merge(merged.pool, "A", sent(pool))
    assert told(back) == []


@pytest.mark.parametrize(
    ("clearance", "until", "kind"),
    [
        ("grade_3", "2027-06-30", None),
        ("grade_2", "2027-01-01", "raised"),
        ("grade_3", "2027-07-01", "raised"),
        ("grade_3", None, "raised"),
        ("grade_3", "2027-06-29", "lowered"),
        ("restricted", None, "lowered"),
        ("none", None, "lowered"),
    ],
)
def test_a_clearance_that_changes_is_told_and_needs_no_word(
    clearance: str, until: str | None, kind: str | None
) -> None:
    one = b.specialist("a1", clearance="grade_3", clearance_until="2027-06-30")
    pool = b.pool(one, b.case("c1"), b.demand("d1"))
    new = b.specialist("a1", clearance=clearance, clearance_until=until)
    merged = merge(pool, "A", sent(pool, specialists=(new,)))
    assert told(merged) == ([(kind, "specialists")] if kind else [])
    assert merged.confirmed(()).specialists == (new,)
    for loss in merged.losses:
        assert "Ⅲ급(2027. 6. 30.(수))" in loss.text("ko")
