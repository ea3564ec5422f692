"""Two plans compared: every move has its cause, and the fewest moves are the fewest."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from scheduler.explain import (
    Change,
    Compared,
    ComparedWords,
    Inquiry,
    Least,
    Move,
    TierChange,
    compare,
)
from scheduler.explain.change import Certainty
from scheduler.explain.compared import Kind, Without
from scheduler.explain.reasons import Cause
from scheduler.explain.why_not import Outcome
from scheduler.model import (
    BalanceRule,
    Fact,
    Language,
    NotFoundError,
    Pool,
    Refusal,
    RequestError,
    Rule,
    TierName,
    TierResult,
    Week,
    label,
    say,
)
from scheduler.model.plan import TierStatus
from scheduler.model.texts import table
from scheduler.solver import counterfactual, make_plan
from scheduler.solver.clauses import wanted
from tests import builders as b
from tests.campaigns.comparisons import look

FACTS: tuple[Fact, ...] = (
    b.specialist("s1", name="one"),
    b.specialist("s2"),
    b.case("c1", priority=5),
    b.demand("d1"),
)
"""Two people who can do one thing; s1 is fitter for it where both can."""
FITTER = (b.affinity("s1", "d1", 90), b.affinity("s2", "d1", 10))


@pytest.mark.parametrize("first", [0, 30, 60, 101, 130, 301])
def test_every_cause_is_that_of_all_plans(first: int) -> None:
    """Random tiny pools before and after a change, against all plans."""
    for seed in range(first, first + 6):
        assert look(seed).faults == []


@pytest.mark.parametrize(
    ("seed", "what"),
    [(658, "added few_moves"), (1534, "added better"), (149, "needless"), (201, "added follow_on")],
)
def test_what_is_rare_is_there(seed: int, what: str) -> None:
    """Seeds known to show it, without a fault."""
    looked = look(seed)
    assert looked.faults == []
    assert looked.counts[what]


def inquiry(pool: Pool, week: str | None = None) -> Inquiry:
    """A pool with its best plan."""
    first = None if week is None else Week.parse(week)
    plan = make_plan(pool, pool.horizon(first)).plan
    assert plan is not None
    return Inquiry(pool, plan)


def pools(before: tuple[Fact, ...], after: tuple[Fact, ...], **policy: Any) -> tuple[Pool, Pool]:
    """Two pools of one policy."""
    rules = {"tiers": ("coverage", "fit"), **policy}
    return b.pool(*before, **rules), b.pool(*after, **rules)


def asks(*skills: tuple[str, int]) -> dict[str, Any]:
    """The field of a demand that asks for skills."""
    return {"skills": [{"skill": skill, "level": level} for skill, level in skills]}


def _skill(level: int) -> tuple[Fact, ...]:
    return (
        *FACTS[:3],
        b.demand("d1", **asks(("x", 2), ("y", 1))),
        b.skill("s1", "x", level),
        *(b.skill(who, skill, 3) for who, skill in (("s1", "y"), ("s2", "x"), ("s2", "y"))),
        *FITTER,
    )


def _without(*ids: str) -> tuple[Fact, ...]:
    def names(fact: Fact) -> set[object]:
        return {value for _, value in fact}

    return tuple(fact for fact in (*FACTS, *FITTER) if not names(fact) & set(ids))


def _windowed(first: str) -> tuple[Fact, ...]:
    return (*FACTS[:3], b.demand("d1", **{"from": first, "to": "2026-12-31"}))


LENT: tuple[Fact, ...] = (
    b.agency("B", max_lent_blocks=1),
    b.specialist("s1", "B"),
    b.specialist("s2", "B"),
    *FACTS[2:],
    *FITTER,
)
"""The same people of an agency that lends one half-day a week."""
CHANGES: Mapping[str, tuple[tuple[Fact, ...], tuple[Fact, ...]]] = {
    "refused": (_skill(2), _skill(1)),
    "was_refused": (_skill(1), _skill(2)),
    "banned": ((*FACTS, *FITTER), (*FACTS, *FITTER, b.ban("s1", demand="d1"))),
    "unbanned": ((*FACTS, *FITTER, b.ban("s1", case="c1")), (*FACTS, *FITTER)),
    "pinned": ((*FACTS, *FITTER), (*FACTS, *FITTER, b.pin("s2", "d1"))),
    "unpinned": ((*FACTS, *FITTER, b.pin("s2", "d1")), (*FACTS, *FITTER)),
    "no_specialist": ((*FACTS, *FITTER), _without("s1")),
    "new_specialist": (_without("s1"), (*FACTS, *FITTER)),
    "no_demand": ((*FACTS, *FITTER, b.demand("d2")), (*FACTS, *FITTER)),
    "new_demand": ((*FACTS, *FITTER), (*FACTS, *FITTER, b.demand("d2"))),
    "no_window": (_windowed("2026-12-01"), _windowed("2026-12-07")),
    "new_window": (_windowed("2026-12-07"), _windowed("2026-12-01")),
    "blocks_gone": (FACTS[::2] + FACTS[3:], (*FACTS[::2], FACTS[3], b.absence("s1", b.DAYS[0]))),
    "other_effort": (FACTS[::2] + FACTS[3:], (*FACTS[::2], b.demand("d1", effort=2))),
    "own_rows": (
        (FACTS[0], FACTS[2], b.demand("d2")),
        (FACTS[0], FACTS[2], b.demand("d2"), b.case("c2"), b.session("d1", "c2")),
    ),
    "other_week": (
        (*FACTS[::2], FACTS[3], b.absence("s1", b.DAYS[0])),
        FACTS[::2] + FACTS[3:],
    ),
    "rules": (LENT, (*LENT, b.session("d2"), b.ban("s1", demand="d2"))),
}
"""Key of a reason, and the facts of two pools between which it is the reason of a move."""


def told_of(key: str) -> tuple[Inquiry, Inquiry, Compared, Move]:
    """Two plans compared, and the move that is there for a reason."""
    before, after = map(inquiry, pools(*CHANGES[key], weeks=2 if key == "rules" else 1))
    told = compare(before, after)
    (move,) = (m for m in told.moves if m.reason is not None and m.reason.key == key)
    return before, after, told, move


@pytest.mark.parametrize(
    ("key", "kind", "who", "cause", "is_asked"),
    [
        ("refused", "removed", "s1", "fact", False),
        ("was_refused", "added", "s1", "fact", True),
        ("banned", "removed", "s1", "pin", False),
        ("unbanned", "added", "s1", "pin", True),
        ("pinned", "added", "s2", "pin", False),
        ("unpinned", "removed", "s2", "pin", True),
        ("no_specialist", "removed", "s1", "fact", False),
        ("new_specialist", "added", "s1", "fact", True),
        ("no_demand", "removed", None, "fact", False),
        ("new_demand", "added", None, "fact", True),
        ("no_window", "removed", None, "fact", False),
        ("new_window", "added", None, "choice", True),
        ("blocks_gone", "moved", "s1", "fact", False),
        ("other_effort", "moved", "s1", "fact", False),
        ("own_rows", "moved", "s1", "follow_on", False),
        ("other_week", "moved", "s1", "fact", False),
        ("rules", "moved", "s1", "follow_on", False),
    ],
)
def test_what_the_pools_tell(
    key: str, kind: str, who: str | None, cause: str, is_asked: bool
) -> None:
    """What cannot stay or has to be there needs no question; what has become possible does."""
    _, _, told, move = told_of(key)
    assert (move.kind, move.cause) == (kind, cause)
    assert who in (None, move.specialist)
    assert (move.without is not None) == is_asked
    assert told.is_complete


def test_a_ground_before_and_after() -> None:
    """Only the skill that is lacking, with both levels; s2, who comes instead, is a follow-on."""
    _, _, told, move = told_of("refused")
    assert move.reason is not None
    (code,) = move.reason.codes
    assert code.code is Refusal.SKILL
    assert [(g.key, g.facts["held"]) for g in code.before] == [("skill.held", 2)]
    assert [(g.key, g.facts["held"]) for g in code.after] == [("skill.lower", 1)]
    (other,) = (m for m in told.moves if m is not move)
    assert (other.specialist, other.kind, other.cause) == ("s2", "added", "follow_on")
    assert other.without is not None
    assert other.without.change is not None
    assert other.without.change.first is not None
    assert other.without.change.first.tier is TierName.COVERAGE
    (was,) = (m.reason for m in told_of("was_refused")[2].moves if m.kind == "added")
    assert was is not None
    assert [(g.key, g.facts["held"]) for g in was.codes[0].before] == [("skill.lower", 1)]
    assert [(g.key, g.facts["held"]) for g in was.codes[0].after] == [("skill.held", 2)]


def test_a_ban_beside_another_code_is_not_the_whole_reason() -> None:
    """Both codes are told, and the cause is a fact."""
    before, after = _skill(2), (*_skill(1), b.ban("s1", demand="d1"))
    sides = [inquiry(pool) for pool in pools(before, after)]
    (gone,) = (m for m in compare(sides[0], sides[1]).moves if m.kind == "removed")
    assert gone.reason is not None
    assert (gone.cause, gone.reason.key) == ("fact", "refused")
    assert [c.code for c in gone.reason.codes] == [Refusal.SKILL, Refusal.BAN]


def test_a_pin_that_stood_before_is_no_news() -> None:
    """Its demand has come into the weeks: that is why the row is new."""
    facts = (*FACTS[:3], b.demand("d1", **{"from": "2026-12-07"}), b.pin("s2", "d1"))
    pool = b.pool(*facts)
    (move,) = compare(inquiry(pool), inquiry(pool, "2026-W50")).moves
    assert move.reason is not None
    assert (move.cause, move.reason.key) == ("fact", "new_window")
    assert move.without is not None
    assert move.without.rules == (Rule.PIN,)


def test_whoever_makes_room_for_a_pin_is_told_by_which_rules() -> None:
    """No plan has both; the rules are irreducible."""
    told = told_of("pinned")[2]
    (gone,) = (m for m in told.moves if m.kind == "removed")
    assert gone.cause == "follow_on"
    assert gone.without is not None
    assert gone.without.outcome == "impossible"
    assert set(gone.without.rules) == {Rule.HEADCOUNT, Rule.PIN}


def test_other_rows_of_the_same_person_are_named() -> None:
    """The session has taken the half-day."""
    move = told_of("own_rows")[3]
    assert move.reason is not None
    assert [row.demand for row in move.reason.rows] == ["d1"]
    gone = told_of("blocks_gone")[3]
    assert gone.reason is not None
    assert gone.reason.blocks == gone.before == (f"{b.DAYS[0]}/am",)


def test_half_days_that_another_row_of_the_agency_has_taken_are_told_by_the_rule() -> None:
    """The session of a colleague uses up what the agency lends in the first week."""
    move = told_of("rules")[3]
    assert move.reason is not None
    assert move.reason.rules == (Rule.LENDING_BLOCKS,)
    assert move.after[0] > b.NEXT_DAYS[0]


def test_half_days_that_nothing_has_taken_are_a_choice() -> None:
    """A plan laid out by somebody else; the judge accepts the old half-days too."""
    before = inquiry(b.pool(*FACTS[::2], FACTS[3]))
    (row,) = before.plan.assignments
    other = row.model_copy(update={"blocks": (f"{b.DAYS[2]}/pm",)})
    plan = before.plan.model_copy(update={"assignments": (other,)})
    (move,) = compare(before, Inquiry(before.pool, plan)).moves
    assert (move.kind, move.cause) == ("moved", "choice")
    assert move.reason is not None
    assert move.reason.key == "laid_out"


def test_a_move_that_nothing_forced_is_said_to_be_one() -> None:
    """Of two people who are as good the other one was taken: no move was needed."""
    before = inquiry(b.pool(*FACTS))
    found = before.whatif.best([wanted(("s2", "d1"))]).plan
    assert found is not None
    after = Inquiry(before.pool, found)
    told = compare(before, after)
    assert {(m.kind, m.specialist, m.cause) for m in told.moves} == {
        ("removed", "s1", "choice"),
        ("added", "s2", "choice"),
    }
    assert told.least is not None
    assert (told.least.moves.value, told.least.moves.status) == (0, "optimal")
    assert [r.specialist for r in told.least.needless] == ["s1", "s2"]
    assert told.least.plan is not None
    assert [a.specialist for a in told.least.plan.assignments] == ["s1"]
    assert [tier.value for tier in told.least.plan.tiers] == [t.value for t in found.tiers]
    said = ComparedWords(before, after, "en").compared(told)
    assert any("moves 0, and it is proven that none moves fewer" in line for line in said)
    assert "Moves that it does without: s1 one → d1, s2 → d1" in said


def test_equal_plans_have_no_moves() -> None:
    """Nothing has moved, and that is the fewest."""
    one = inquiry(b.pool(*FACTS))
    told = compare(one, one)
    assert told.moves == ()
    assert told.least is not None
    assert (told.least.moves.value, told.least.moves.bound) == (0, 0)
    assert say("compare.least_none", "en") in ComparedWords(one, one, "en").compared(told)


# -- weeks, policies -------------------------------------------------------------------------------


def test_weeks_that_follow_are_compared_by_demand() -> None:
    """Who stays has no move, though the half-days are others; a demand that has ended is a fact."""
    pool = b.pool(
        *FACTS,
        b.demand("d2", **{"to": "2026-12-04"}),
        *FITTER,
        *(b.absence("s2", day) for day in b.NEXT_DAYS),
        tiers=("coverage", "fit"),
    )
    before, after = inquiry(pool), inquiry(pool, "2026-W50")
    told = compare(before, after)
    assert not told.is_same_weeks
    assert [(m.kind, m.demand, m.cause) for m in told.moves] == [("removed", "d2", "fact")]
    assert told.moves[0].reason is not None
    assert told.moves[0].reason.key == "no_window"
    assert told.moves[0].changed == ()
    assert {tier.certainty for tier in told.tiers} == {"not_comparable"}
    assert told.least is not None
    assert (told.least.moves.value, told.least.moves.status) == (1, "optimal")
    assert "49주차" in ComparedWords(before, after, "ko").compared(told)[1]
    for one, other in ((after, before), (before, inquiry(pool, "2026-W51"))):
        with pytest.raises(RequestError, match="2026-W49"):
            compare(one, other)


def test_only_tiers_that_both_policies_have_are_compared() -> None:
    """In the later one's order; what they count in another way is not called proven."""
    facts = (*FACTS, *FITTER)
    before = inquiry(b.pool(*facts, tiers=("coverage", "balance", "fit"), core_bonus=10))
    after = inquiry(b.pool(*facts, tiers=("fit", "coverage", "stability"), core_bonus=11))
    told = {tier.tier: tier.certainty for tier in compare(before, after).tiers}
    assert list(told) == [TierName.FIT, TierName.COVERAGE]
    assert told == {TierName.FIT: "proven", TierName.COVERAGE: "not_comparable"}
    bare = Inquiry(after.pool, after.plan.model_copy(update={"witnesses": ()}))
    assert compare(before, bare).tiers[0].certainty == "claimed"
    assert compare(before, bare, source="solved").tiers[0].certainty == "proven"
    exact = inquiry(b.pool(*facts, tiers=("balance", "fit"), balance=BalanceRule.LEXIMIN))
    assert [tier.tier for tier in compare(before, exact).tiers] == [TierName.FIT]
    assert [tier.tier for tier in compare(exact, exact).tiers] == [TierName.BALANCE, TierName.FIT]


# -- how much is asked -----------------------------------------------------------------------------


def test_without_questions_only_the_pools_are_told() -> None:
    """Nothing is solved; a follow-on is not called one."""
    before, after = map(inquiry, pools(*CHANGES["refused"]))
    told = compare(before, after, is_asked=False)
    assert told.least is None
    assert told.is_complete
    assert {m.kind: m.cause for m in told.moves} == {"removed": "fact", "added": "not_asked"}


def test_only_some_moves_are_asked_about() -> None:
    """Of a specialist, a demand or a case; a name of which nothing has moved is refused."""
    before, after = map(inquiry, pools(*CHANGES["pinned"]))
    told = compare(before, after, about=["s2"])
    assert {m.specialist: m.cause for m in told.moves} == {"s1": "not_asked", "s2": "pin"}
    assert told.is_complete
    said = ComparedWords(before, after, "en").compared(told, ["s2"])
    assert not [line for line in said if "s1" in line]
    for name in ("s1", "d1", "c1"):
        causes = {m.specialist: m.cause for m in compare(before, after, about=[name]).moves}
        assert causes["s1"] == "follow_on"
    with pytest.raises(NotFoundError, match="'nobody'"):
        compare(before, after, about=["s1", "nobody"])


def test_what_is_done_is_kept_when_it_is_stopped() -> None:
    """The fewest moves come first; the rest stays unasked and is said to be missing."""
    before, after = map(inquiry, pools(*CHANGES["pinned"]))
    heard: list[tuple[int, int]] = []
    told = compare(
        before,
        after,
        on_answer=lambda done, total: heard.append((done, total)),
        is_cancelled=lambda: bool(heard),
    )
    assert heard == [(1, 2)]
    assert told.least is not None
    assert not told.is_complete
    assert [m.cause for m in told.moves if m.kind == "removed"] == ["not_asked"]
    said = ComparedWords(before, after, "en").compared(told)
    assert said[-1] == say("compare.stopped", "en")
    assert not compare(before, after, is_cancelled=lambda: True).is_complete


@pytest.mark.parametrize("key", ["refused", "pinned", "new_demand"])
def test_on_a_large_pool_a_loss_is_found_near(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worse is not called proven there; what the pools tell is as certain as ever."""
    small = told_of(key)[2]
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    large = told_of(key)[2]
    assert [m.cause for m in large.moves] == [m.cause for m in small.moves]
    for move in large.moves:
        if move.without is not None and move.without.outcome == "worse":
            assert not move.without.is_whole
    assert large.least is not None
    assert small.least is not None
    assert large.least.moves.bound is not None
    assert small.least.moves.value is not None
    assert large.least.moves.bound <= small.least.moves.value


# -- facts and words -------------------------------------------------------------------------------


def test_facts_that_have_changed_are_told_beside() -> None:
    """Numbers and days of the people and things of a row, whatever its cause."""
    before = (
        b.agency("A", max_lent_blocks=5, max_lent_heads=None),
        b.specialist("s1", weekly_blocks=5, max_cases=2),
        b.case("c1", priority=3),
        b.demand("d1", headcount=2, **{"from": "2026-11-30", "to": "2026-12-04"}),
        b.absence("s1", b.DAYS[4]),
    )
    after = (
        b.agency("A", max_lent_blocks=None, max_lent_heads=1),
        b.specialist("s1", weekly_blocks=4, max_cases=1),
        b.case("c1", priority=4, statutory_deadline="2027-01-05"),
        b.demand("d1", effort=2, **{"from": "2026-12-01", "to": "2026-12-04"}),
        b.absence("s1", b.DAYS[0]),
    )
    sides = [inquiry(pool) for pool in pools(before, after)]
    told = compare(sides[0], sides[1])
    (move,) = told.moves
    keys = [fact.key for fact in move.changed]
    assert keys == [
        *("released", "caseload", "lent_blocks", "lent_heads", "headcount", "effort"),
        *("priority", "deadline", "away", "there", "window"),
    ]
    facts = {fact.key: fact.facts for fact in move.changed}
    assert facts["released"] == {"specialist": "s1", "before": 5, "after": 4}
    assert facts["lent_blocks"] == {"agency": "A", "before": 5, "after": ""}
    assert facts["away"]["when"] == f"{b.DAYS[0]}/am {b.DAYS[0]}/pm"
    assert facts["there"]["when"] == f"{b.DAYS[4]}/am {b.DAYS[4]}/pm"
    said = ComparedWords(sides[0], sides[1], "en").compared(told)
    assert "· changed: half-days a week that A lends: 5 → no limit" in said
    assert "· changed: statutory deadline of case c1: no limit → 2027-01-05" in said
    assert {key for key in table() if key.startswith("changed.")} == {f"changed.{k}" for k in keys}


@pytest.mark.parametrize("certainty", get_args(Certainty))
def test_every_certainty_has_its_words(certainty: str) -> None:
    """A reader of Korean never meets the code of one."""
    assert label("compare_certainty", certainty, "ko") != certainty


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("kind", ["added", "removed"])
def test_every_outcome_has_its_words(language: Language, kind: Kind) -> None:
    """Rules only where they are known; a gain is there, so it is not said to be found near."""
    one = inquiry(b.pool(*FACTS))
    words = ComparedWords(one, one, language)

    def said(outcome: Outcome, cause: Cause = "follow_on", **fields: Any) -> str:
        without = Without(outcome=outcome, moves=3, **fields)
        move = Move(
            kind=kind, specialist="s1", demand="d1", case="c1", cause=cause, without=without
        )
        return words.why(move)

    tier = TierChange(
        tier=TierName.FIT, before=1234, after=1235, direction="better", certainty="within_gap"
    )
    better = Change(tiers=(tier,), added=(), removed=())
    moves = TierResult(tier=TierName.STABILITY, status="optimal", value=7, bound=7)
    rules = words.after.rules((Rule.CASELOAD,))
    assert rules in said("impossible", rules=(Rule.CASELOAD,))
    assert ":" not in said("impossible")
    assert "3" in said("equal", "choice")
    assert say("compare.near", language) not in said("better", "better", change=better)
    assert "1,235" in said("better", "better", change=better)
    few = said("better", "few_moves", change=better, fewest=moves)
    assert "7" in few
    assert say("compare.proven", language) in few
    near = said("better", "few_moves", change=better, fewest=moves, is_whole=False)
    assert say("compare.near", language) in near
    assert said("undetermined", "undetermined")


@pytest.mark.parametrize(
    ("own", "least", "key"),
    [
        (0, (0, 0, False), "none"),
        (2, (2, 2, False), "proven"),
        (2, (2, 1, False), "open"),
        (2, (1, 1, True), "fewer"),
        (2, (1, 0, True), "fewer_open"),
    ],
)
def test_the_fewest_moves_are_called_proven_where_they_are(
    own: int, least: tuple[int, int, bool], key: str
) -> None:
    """Value and bound are told where they are apart."""
    one = inquiry(b.pool(*FACTS))
    value, bound, is_other = least
    move = Move(kind="added", specialist="s1", demand="d1", case="c1")
    told = Compared(is_same_weeks=True, rows=(1, 1), tiers=(), moves=(move,) * own)
    status: TierStatus = "optimal" if value == bound else "feasible"
    moves = TierResult(tier=TierName.STABILITY, status=status, value=value, bound=bound)
    found = Least(moves=moves, is_whole=True, plan=one.plan if is_other else None)
    facts = {"moves": own, "fewest": value, "bound": bound}
    for language in get_args(Language):
        said = ComparedWords(one, one, language).least(told, found)
        assert said == [say(f"compare.least_{key}", language, **facts)]


@pytest.mark.parametrize("language", get_args(Language))
def test_every_reason_has_its_words(language: Language) -> None:
    """No gap is left open, and no reason is without a test."""
    for key in CHANGES:
        before, after, told, move = told_of(key)
        said = ComparedWords(before, after, language).compared(told)
        assert len(said) > 2
        assert not [line for line in said if "{" in line or "  " in line.strip()]
        assert Compared.model_validate_json(told.model_dump_json()) == told
        cause = say(f"move_cause.{move.cause}", language)
        why = ComparedWords(before, after, language).why(move)
        assert any(
            line.startswith(f"· [{cause}] ") and line[4:] in f"{cause}] {why}" for line in said
        )
    known = {key.partition(".")[2] for key in table() if key.startswith("compare_reason.")}
    assert known == CHANGES.keys() | {"laid_out"}
