"""Answers without what tells where somebody sits: everything else stays as it was."""

import pytest

from scheduler.explain import Inquiry, Words, compare, report, why_not, withheld
from scheduler.explain.grounds import Ground
from scheduler.model import Pool, Refusal
from tests import builders as b
from tests.planned import plan_of


def travelling() -> Pool:
    """Both travel to a session; one is away on the way there and makes no long trips besides."""
    return b.pool(
        b.specialist("s1", station="near"),
        b.specialist("s2", "B", station="far", no_long_trip=True),
        b.case("c1", site="there"),
        b.session("d1", at=f"{b.DAYS[1]}/am", on_site=True, headcount=2),
        b.absence("s2", b.DAYS[0]),
        b.travel("near", "there", 1),
        b.travel("far", "there", 2),
    )


def test_of_hidden_people_only_whether_a_code_holds_is_left() -> None:
    """Two grounds of one code are one: how many there were would tell something."""
    pool = travelling()
    answer = why_not(Inquiry(pool, plan_of(pool)), "s2", "d1")
    before = [g.key for g in answer.grounds if g.code is Refusal.TRAVEL]
    assert before == ["travel.long", "travel.away"]
    cut = withheld(answer, {"s2"})
    assert [g for g in cut.grounds if g.code is Refusal.TRAVEL] == [
        Ground(code=Refusal.TRAVEL, holds=False, key="")
    ]
    others = [g for g in answer.grounds if g.code not in (Refusal.TRAVEL, Refusal.AVAILABILITY)]
    assert [g for g in cut.grounds if g.key] == others
    assert cut.model_copy(update={"grounds": answer.grounds}) == answer


def test_whoever_is_not_hidden_is_told_of_as_before() -> None:
    pool = travelling()
    found = report(pool, plan_of(pool))
    assert withheld(found, ()) is found
    cut = withheld(found, {"s2"})
    assert cut.rows == found.rows
    assert [n.specialist for n in cut.seats[0].nearest] == ["s2"]
    assert {g.key for g in cut.seats[0].nearest[0].lacking} == {""}


def test_a_row_does_not_say_what_of_it_is_travel() -> None:
    pool = travelling()
    found = report(pool, plan_of(pool))
    assert found.rows[0].row.travel_blocks == (f"{b.DAYS[0]}/pm",)
    row = withheld(found, {"s1"}).rows[0].row
    assert row == found.rows[0].row.model_copy(update={"travel_blocks": ()})


def test_a_comparison_does_not_say_why_the_way_is_too_far_by_now() -> None:
    """The grounds of a move are about the person of the move."""
    later = travelling()
    near = later.with_rows(travel=(b.travel("near", "there", 1), b.travel("far", "there", 0)))
    one, other = (Inquiry(pool, plan_of(pool)) for pool in (near, later))
    found = compare(one, other, is_asked=False)
    (move,) = found.moves
    assert move.reason is not None
    assert move.reason.codes[0].after[0].facts["travel"] == 2
    (cut,) = withheld(found, {"s2"}).moves
    assert cut.reason is not None
    assert {g.key for code in cut.reason.codes for g in (*code.before, *code.after)} == {""}


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("code", [Refusal.TRAVEL, Refusal.AVAILABILITY])
def test_what_is_left_has_a_sentence(code: Refusal, *, holds: bool) -> None:
    pool = travelling()
    said = {
        Words(pool, plan_of(pool), language).ground(Ground(code=code, holds=holds, key=""))
        for language in ("ko", "en")
    }
    assert len(said) == 2
    assert not any(digit in text for text in said for digit in "0123456789{}")
