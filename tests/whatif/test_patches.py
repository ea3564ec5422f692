"""Patches of every kind: they change what they name and nothing else, and they survive a file."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from scheduler.model import (
    BalanceRule,
    Grade,
    NotFoundError,
    Pool,
    RequestError,
    SchedulerError,
    TierName,
)
from scheduler.model.integrity import pool_complaints
from scheduler.synth import demo_pool
from scheduler.whatif import Patch, pool_with
from scheduler.whatif import patches as p
from tests import builders as b


@pytest.fixture
def it() -> Pool:
    """Two agencies, three people, two cases, an act, and rows about all of them."""
    return b.pool(
        b.agency("B", max_lent_blocks=4, max_lent_heads=1),
        b.authority("raid", personal=True),
        b.specialist("s1", designations=[{"authority": "raid"}], clearance="grade_3"),
        b.specialist("s2", "B"),
        b.specialist("s3"),
        b.skill("s1", "x", 2),
        b.absence("s1", b.DAYS[0]),
        b.conflict("s1", "firm"),
        b.case("c1"),
        b.case("c2", "B"),
        b.demand("d1", "c1", effort=2),
        b.demand("d2", "c2"),
        b.pin("s1", "d1"),
        b.ban("s3", case="c1"),
        b.affinity("s1", "d1", 50),
        b.instrument("i1", "B", "A", cases=["c1"], specialists=["s2"], max_blocks=9),
        b.reserve("A", "x"),
        tiers=("statutory", "coverage", "fit"),
    )


POST: dict[str, Any] = {"station": "here", "weekly_blocks": 4, "max_cases": 1}
SIGNED: dict[str, Any] = {"first": "2026-01-01", "last": "2026-12-31"}
# what each kind of patch does: an example, and how to see it in the pool
EFFECTS: list[tuple[Patch, Any]] = [
    (p.absence("s2", b.DAYS[1]), lambda q: len(q.availability) == 2),
    (p.presence("s1", b.DAYS[0]), lambda q: q.availability[0].status == "available"),
    (
        p.add_specialist("s9", "B", {"x": 3}, **POST, clearance="grade_2"),
        lambda q: (
            (q.skill_levels["s9"], q.specialist_of_id["s9"].clearance) == ({"x": 3}, "grade_2")
        ),
    ),
    (p.remove_specialist("s3"), lambda q: "s3" not in q.specialist_of_id),
    (
        p.change_specialist("s1", weekly_blocks=3, fields=["ai"]),
        lambda q: (
            (q.specialist_of_id["s1"].weekly_blocks, q.specialist_of_id["s1"].fields)
            == (3, ("ai",))
        ),
    ),
    (p.set_skill("s1", "x", 4), lambda q: q.skill_levels["s1"] == {"x": 4}),
    (p.set_skill("s1", "x", 0), lambda q: q.skill_levels["s1"] == {}),
    (
        p.set_clearance("s2", "grade_2", until="2026-12-31"),
        lambda q: (
            q.grade_through("s2", date(2026, 12, 31)) is Grade.GRADE_2
            and q.grade_through("s2", date(2027, 1, 1)) is Grade.NONE
        ),
    ),
    (
        p.designate("s2", "raid", until="2026-12-31"),
        lambda q: q.specialist_of_id["s2"].designations[0].until == date(2026, 12, 31),
    ),
    (p.end_designation("s1", "raid"), lambda q: not q.specialist_of_id["s1"].designations),
    (
        p.add_case("c9", "A", [b.demand("d9")], kind="leak", site="here", priority=2),
        lambda q: q.case_of_demand["d9"].case == "c9",
    ),
    (p.remove_case("c2"), lambda q: "d2" not in q.demand_of_id and "c2" not in q.case_of_id),
    (p.change_case("c1", priority=9), lambda q: q.case_of_id["c1"].priority == 9),
    (
        p.add_demand("d9", "c1", role="r", mode="advise", headcount=2),
        lambda q: q.demand_of_id["d9"].headcount == 2,
    ),
    (p.remove_demand("d2"), lambda q: "d2" not in q.demand_of_id and "c2" in q.case_of_id),
    (
        p.change_demand("d1", from_="2026-12-01", effort=1),
        lambda q: str(q.demand_of_id["d1"].from_) == "2026-12-01/am",
    ),
    (p.set_headcount("d1", 3), lambda q: q.demand_of_id["d1"].headcount == 3),
    (
        p.sign_instrument("i9", "dispatch", "A", "B", **SIGNED),
        lambda q: q.instrument_of_id["i9"].to_agency == "B",
    ),
    (
        p.end_instrument("i1", "2026-11-01"),
        lambda q: q.instrument_of_id["i1"].to == date(2026, 11, 1),
    ),
    (p.set_ceiling("i1", 2), lambda q: q.instrument_of_id["i1"].max_blocks == 2),
    (p.set_ceiling("i1", None), lambda q: q.instrument_of_id["i1"].max_blocks is None),
    (p.lending_limit("B", heads=0), lambda q: q.agency_of_id["B"].max_lent_heads == 0),
    (
        p.no_lending_limit("B"),
        lambda q: (
            (q.agency_of_id["B"].max_lent_blocks, q.agency_of_id["B"].max_lent_heads)
            == (None, None)
        ),
    ),
    (p.home_reserve("A", "x", 2), lambda q: [r.heads for r in q.home_reserve] == [2]),
    (p.home_reserve("A", "x", 0), lambda q: q.home_reserve == ()),
    (p.set_policy(core_bonus=3), lambda q: q.policy.core_bonus == 3),
    (
        p.tier_order("coverage", "statutory"),
        lambda q: q.policy.tiers == (TierName.COVERAGE, TierName.STATUTORY),
    ),
    (
        p.fit_weights(home=1),
        lambda q: (q.policy.fit.home, q.policy.fit.skill) == (1, 10),
    ),
    (p.balance_rule("leximin"), lambda q: q.policy.balance is BalanceRule.LEXIMIN),
    (p.illness(1.0, 1), lambda q: {r.specialist for r in q.availability} == {"s1", "s2", "s3"}),
    (
        p.illness(1.0, 1, unpins=True),
        lambda q: {r.specialist for r in q.availability} == {"s1", "s2", "s3"},
    ),
    (p.arrivals(2, 7), lambda q: {"NEW-7-1", "NEW-7-2"} <= set(q.case_of_id)),
]


def seen(is_seen: Any, pool: Pool) -> bool:
    """Whether an effect is there; it is not where the row itself is not."""
    try:
        return bool(is_seen(pool))
    except (KeyError, IndexError):
        return False


def kind_of(patch: Patch) -> str:
    """The patch's kind, for the names of tests."""
    kind: str = getattr(patch, "kind", "")
    return kind


@pytest.mark.parametrize(("patch", "is_seen"), EFFECTS, ids=[kind_of(e[0]) for e in EFFECTS])
def test_a_patch_does_what_it_says_and_leaves_a_sound_pool(
    it: Pool, patch: Patch, is_seen: Any
) -> None:
    """The change is there, the old pool is as it was, and no row points to what is gone."""
    before = it.sha256
    patched = patch.apply(it)

    assert not seen(is_seen, it)
    assert seen(is_seen, patched)
    assert it.sha256 == before
    assert [c for c in pool_complaints(patched) if c.severity == "error"] == []


@pytest.mark.parametrize("patch", [e[0] for e in EFFECTS], ids=[kind_of(e[0]) for e in EFFECTS])
def test_a_patch_survives_a_file_and_says_itself_in_both_languages(it: Pool, patch: Any) -> None:
    """Read again it is equal, makes the same pool, and says the same."""
    text = json.dumps(patch.model_dump(mode="json", by_alias=True))
    again: Any = TypeAdapter(p.StoredPatch).validate_json(text)

    assert again == patch
    assert again.apply(it) == patch.apply(it)
    assert again.text("ko") == patch.text("ko")
    assert "니다" in again.text("ko")
    assert again.text("en").endswith(".")
    assert "{" not in again.text("ko") + again.text("en")


def test_every_kind_of_patch_has_an_example_here() -> None:
    """A patch that is added to what can be stored is tested too."""
    known = {kind for union in [p.StoredPatch] for kind in _kinds(union)}

    assert known == {kind_of(e[0]) for e in EFFECTS}


def _kinds(union: Any) -> set[str]:
    schema = TypeAdapter(union).json_schema()
    return set(schema["discriminator"]["mapping"])


def test_who_leaves_leaves_nothing_behind(it: Pool) -> None:
    """Skills, days, conflicts, pins, affinity, and their name on an act."""
    patched = pool_with(it, p.remove_specialist("s1"), p.remove_specialist("s2"))

    assert "s1" not in patched.canonical_json()
    assert patched.instrument_of_id["i1"].specialists == ()


def test_a_case_that_goes_takes_its_rows_along(it: Pool) -> None:
    """Pins, bans, affinity, and its name on an act."""
    patched = pool_with(it, p.remove_case("c1"))

    assert patched.assignments == ()
    assert patched.affinity == ()
    assert patched.instrument_of_id["i1"].cases == ()
    assert "d1" not in patched.demand_of_id


@pytest.mark.parametrize(
    ("patch", "error", "code"),
    [
        (p.presence("no", b.DAYS[0]), NotFoundError, "patch.no_specialist"),
        (p.absence("no", b.DAYS[0]), NotFoundError, "patch.no_specialist"),
        (p.add_specialist("s1", "A", {}, **POST), RequestError, "patch.specialist_exists"),
        (p.add_specialist("s9", "Z", {}, **POST), NotFoundError, "patch.no_agency"),
        (
            p.sign_instrument("i9", "dispatch", "Z", "A", **SIGNED),
            NotFoundError,
            "patch.no_agency",
        ),
        (
            p.sign_instrument("i1", "dispatch", "B", "A", **SIGNED),
            RequestError,
            "patch.instrument_exists",
        ),
        (p.remove_specialist("no"), NotFoundError, "patch.no_specialist"),
        (p.change_specialist("no", max_cases=1), NotFoundError, "patch.no_specialist"),
        (p.change_specialist("s1", agency="Z"), NotFoundError, "patch.no_agency"),
        (p.change_specialist("s1", weekly_blocks=-1), RequestError, "patch.bad_value"),
        (p.set_skill("no", "x", 1), NotFoundError, "patch.no_specialist"),
        (p.set_skill("s1", "y", 0), NotFoundError, "patch.no_skill"),
        (p.set_clearance("no", "grade_1"), NotFoundError, "patch.no_specialist"),
        (p.designate("s1", "no"), NotFoundError, "patch.no_authority"),
        (p.end_designation("s2", "raid"), NotFoundError, "patch.no_designation"),
        (p.remove_case("no"), NotFoundError, "patch.no_case"),
        (p.change_case("no", priority=1), NotFoundError, "patch.no_case"),
        (p.change_case("c1", lead_agency="Z"), NotFoundError, "patch.no_agency"),
        (p.change_case("c1", priority=0), RequestError, "patch.bad_value"),
        (p.add_demand("d9", "no", role="r", mode="advise"), NotFoundError, "patch.no_case"),
        (p.add_demand("d1", "c1", role="r", mode="advise"), RequestError, "patch.demand_exists"),
        (p.remove_demand("no"), NotFoundError, "patch.no_demand"),
        (p.change_demand("d1", mode="assist"), RequestError, "patch.bad_value"),
        (p.set_headcount("no", 2), NotFoundError, "patch.no_demand"),
        (p.end_instrument("no", b.DAYS[0]), NotFoundError, "patch.no_instrument"),
        (p.end_instrument("i1", "2025-12-31"), RequestError, "patch.days_backwards"),
        (p.set_ceiling("no", 1), NotFoundError, "patch.no_instrument"),
        (p.lending_limit("no", blocks=1), NotFoundError, "patch.no_agency"),
        (p.no_lending_limit("no"), NotFoundError, "patch.no_agency"),
        (p.home_reserve("no", "x", 1), NotFoundError, "patch.no_agency"),
    ],
)
def test_a_patch_of_what_is_not_there_is_refused(
    it: Pool, patch: Patch, error: type[SchedulerError], code: str
) -> None:
    """It says what is missing, and how to find the right one."""
    with pytest.raises(SchedulerError) as caught:
        patch.apply(it)
    assert (type(caught.value), caught.value.code) == (error, code)
    assert caught.value.what("ko")
    assert code == "patch.days_backwards" or caught.value.hint("ko")


def test_columns_that_cannot_be_changed_are_refused_at_once() -> None:
    """Misspelt ones, the row's own id, and none at all."""
    wrongs: tuple[dict[str, Any], ...] = ({"weekly_bloks": 3}, {"specialist": "s2"})
    for wrong in wrongs:
        with pytest.raises(RequestError) as caught:
            p.change_specialist("s1", **wrong)
        assert caught.value.code == "patch.no_column"
        assert "weekly_blocks" in caught.value.hint("en")
    with pytest.raises(RequestError) as nothing:
        p.change_case("c1")
    assert nothing.value.code == "patch.no_columns"
    with pytest.raises(RequestError) as weight:
        p.fit_weights(hoem=1)
    assert "home" in weight.value.hint("en")


def test_changed_columns_are_named_as_the_tables_name_them() -> None:
    """Labels and values as people read them, in their language."""
    patch = p.change_demand(
        "d1", effort=3, on_site=True, clearance="grade_2", authority=None, excluded_agencies=["A"]
    )
    assert "현장" in patch.text("ko")
    assert "예" in patch.text("ko")
    assert "Clearance = grade II" in patch.text("en")
    assert "= –" in patch.text("en")
    assert "coverage" in p.tier_order("coverage").text("en").lower()


# -- chance ---------------------------------------------------------------------------------------


def test_a_seed_is_the_same_illness_whatever_else_has_changed() -> None:
    """Those who are ill are ill on the same days in a pool in which somebody else has left."""
    pool = demo_pool()
    ill = p.illness(0.3, 4, week=b.WEEK)
    absences = ill.absences(pool)
    other = pool.specialists[0].specialist
    fewer = ill.absences(pool_with(pool, p.remove_specialist(other)))

    assert ill.absences(pool) == absences
    assert fewer == tuple(a for a in absences if a.specialist != other)
    assert absences != p.illness(0.3, 5, week=b.WEEK).absences(pool)
    for a in absences:
        assert b.DAYS[0] <= a.first.isoformat() <= a.last.isoformat() <= b.DAYS[-1]


def test_the_share_of_the_ill_is_a_probability() -> None:
    """Over many draws it comes out; nobody at 0, everybody at 1."""
    pool = demo_pool()
    people = len(pool.specialists)
    ill = sum(len(p.illness(0.25, seed, week=b.WEEK).absences(pool)) for seed in range(100))

    assert 0.22 < ill / (100 * people) < 0.28
    assert p.illness(0.0, 1, week=b.WEEK).absences(pool) == ()
    assert len(p.illness(1.0, 1, week=b.WEEK).absences(pool)) == people


def test_whoever_is_ill_is_pinned_no_longer() -> None:
    """Where that is asked for; others stay pinned, and nobody is less away."""
    pool = demo_pool()
    pins = {r.specialist for r in pool.assignments if r.status in ("pinned", "notified")}
    kept, freed = (p.illness(0.5, 4, week=b.WEEK, unpins=unpins) for unpins in (False, True))
    ill = {a.specialist for a in freed.absences(pool)}
    assert pins & ill
    assert pins - ill
    assert kept.apply(pool).assignments == pool.assignments
    after = freed.apply(pool)
    assert after.availability == kept.apply(pool).availability
    for was, now in zip(pool.assignments, after.assignments, strict=True):
        freely = was.specialist in ill and was.status in ("pinned", "notified")
        assert now.status == ("in_force" if freely else was.status)
        assert (now.specialist, now.demand, now.case) == (was.specialist, was.demand, was.case)


def test_cases_that_arrive_are_like_those_of_the_pool() -> None:
    """Under new ids, each a matter of its own, with the demands of the weeks alone."""
    pool = demo_pool()
    drawn = p.arrivals(30, 2, week=b.WEEK)
    cases = drawn.cases(pool)
    models = {(c.kind, c.lead_agency, c.site, c.priority) for c in pool.cases}

    assert len({c.case.case for c in cases}) == 30
    assert {
        (c.case.kind, c.case.lead_agency, c.case.site, c.case.priority) for c in cases
    } <= models
    assert all(c.case.matter == c.case.case and c.demands for c in cases)
    assert len({(c.case.kind, c.case.site) for c in cases}) > 3
    assert [c for c in pool_complaints(drawn.apply(pool)) if c.severity == "error"] == []
    assert p.arrivals(5, 2, week=b.WEEK).cases(pool) == cases[:5]


def test_there_must_be_a_case_to_be_like(it: Pool) -> None:
    """In weeks in which no case asks for anybody nothing can arrive."""
    empty = pool_with(it, p.remove_case("c1"), p.remove_case("c2"))
    with pytest.raises(RequestError) as caught:
        p.arrivals(1, 1).apply(empty)
    assert caught.value.code == "patch.no_models"
    assert p.arrivals(0, 1).apply(empty) == empty
