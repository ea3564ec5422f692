"""Edits by hand: their verdict is that of all plans with them, and what cannot be is named."""

from collections import Counter
from itertools import pairwise

import pytest

from scheduler.explain import Draft, Inquiry, Words, ban, pin, swap
from scheduler.model import ConflictError, Language, NotFoundError, RequestError, Rule
from scheduler.solver import make_plan
from tests import builders as b
from tests.explain.agreement import EveryPlan, of_best
from tests.explain.conflicting import look
from tests.planned import plan_of
from tests.properties.pools import any_pool


@pytest.mark.parametrize("first", range(800, 860, 30))
def test_a_verdict_is_that_of_all_plans(first: int) -> None:
    """Two edits at a time, of any kind, on tiny pools."""
    seen = Counter[str]()
    for seed in range(first, first + 30):
        pool = any_pool(seed)
        plan = make_plan(pool, pool.horizon()).plan
        if plan is None:
            continue
        every, inquiry = EveryPlan(pool, plan), Inquiry(pool, plan)
        own, free = sorted(every.own), sorted(every.board.pairs.keys() - every.own)
        drafts = [[pin(*row), ban(*gone)] for row, gone in zip(free[::2], own, strict=False)] + [
            [pin(*one), pin(*other)] for one, other in pairwise(free[:4])
        ]
        for edits in drafts:
            draft = Draft(inquiry)
            try:
                for edit in edits:
                    draft = draft.with_edit(edit)
            except ConflictError:
                seen["notified"] += 1
                continue
            told = draft.verdict()
            seen[told.outcome] += 1
            wanted = frozenset(row for edit in edits for row in edit.wanted)
            gone = frozenset(row for edit in edits if edit.kind == "ban" for row in edit.rows)
            assert (told.outcome == "refused") == any(
                every.board.pairs[row].refusals for row in wanted
            )
            if told.outcome == "refused":
                continue
            rest = every.those(wanted, gone)
            assert not list(of_best(every, rest, told.outcome, told.change, str(edits)))
            if told.outcome == "impossible":
                assert all(conflict.rules for conflict in told.conflicts)
    assert seen["worse"]
    assert seen["impossible"]


@pytest.mark.parametrize("seed", range(700, 706))
def test_every_conflict_and_every_way_out_is_told(seed: int) -> None:
    """Up to seven edits of a tiny pool's plan, all their sets tried on all plans."""
    assert look(seed)[0] == []


def small() -> Inquiry:
    """Two people, three seats; the one of s2 was notified."""
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.specialist("s2", max_cases=1),
        b.case("c1", priority=9),
        b.case("c2", priority=5),
        b.case("c3"),
        *(b.demand(f"d{n}", f"c{n}") for n in (1, 2, 3)),
        b.current("s2", "d2", "notified"),
        b.ban("s2", demand="d3"),
    )
    plan = plan_of(pool)
    return Inquiry(pool, plan)


def test_undo_and_redo() -> None:
    """Each is another draft; a new edit forgets what was undone; the reason stays."""
    one, other = pin("s1", "d3", "a promise"), ban("s1", "d1")
    draft = Draft(small()).with_edit(one).with_edit(other)
    assert draft.undo().edits == (one,)
    assert draft.undo().undo().undo().edits == ()
    assert draft.undo().redo() == draft
    assert draft.undo().undo().redo().redo().redo() == draft
    assert draft.undo().with_edit(pin("s1", "d2")).redo().edits == (one, pin("s1", "d2"))
    assert draft.edits[0].reason == "a promise"


def test_what_an_edit_costs_and_what_it_may_not_touch() -> None:
    """A pin of a lesser case costs coverage; a notified row stays; a ban in the pool refuses."""
    inquiry = small()
    worse = Draft(inquiry).with_edit(pin("s1", "d3")).verdict()
    assert worse.outcome == "worse"
    assert worse.change is not None
    assert worse.change.first is not None
    assert (worse.change.first.tier, worse.change.first.after) == ("coverage", 6)
    refused = Draft(inquiry).with_edit(pin("s2", "d3")).verdict()
    assert refused.outcome == "refused"
    assert [g.code for g in refused.refused[0].lacking] == ["BAN"]
    clash = Draft(inquiry).with_edit(pin("s1", "d1")).with_edit(pin("s1", "d3")).verdict()
    assert clash.outcome == "impossible"
    assert [len(conflict.edits) for conflict in clash.conflicts] == [2]
    assert clash.conflicts[0].rules == (Rule.CASELOAD,)
    for edit in (ban("s2", "d2"), swap(("s1", "d1"), ("s2", "d2"))):
        with pytest.raises(ConflictError):
            Draft(inquiry).with_edit(edit)
    with pytest.raises(RequestError):
        Draft(inquiry).with_edit(swap(("s1", "d1"), ("s1", "d3")))
    with pytest.raises(NotFoundError):
        Draft(inquiry).with_edit(pin("nobody", "d1"))


def test_a_swap_puts_each_in_the_other_s_place() -> None:
    """Both rows go, both new ones come."""
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.specialist("s2", max_cases=1),
        b.case("c1"),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
        b.affinity("s1", "d1", 90),
        b.affinity("s2", "d2", 90),
    )
    plan = plan_of(pool)
    told = Draft(Inquiry(pool, plan)).with_edit(swap(("s1", "d1"), ("s2", "d2"))).verdict()
    assert told.outcome == "worse"
    assert told.change is not None
    assert {(r.specialist, r.demand) for r in told.change.added} == {("s1", "d2"), ("s2", "d1")}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_verdict_in_words(language: Language) -> None:
    """Each outcome has its sentence, with everything filled in."""
    inquiry = small()
    words = Words(inquiry.pool, inquiry.plan, language)
    for edits, lines in (
        ((pin("s1", "d3"),), 5),
        ((pin("s2", "d3"),), 3),
        ((pin("s1", "d1"), pin("s1", "d3")), 4),
        ((pin("s1", "d1"),), 2),
    ):
        draft = Draft(inquiry)
        for edit in edits:
            draft = draft.with_edit(edit)
        said = words.verdict(draft.verdict())
        assert len(said) == lines
        assert not set("{}") & set("".join(said))
    assert "s1" in words.edit(swap(("s1", "d1"), ("s2", "d2")))
