"""The fact behind each code, and that what is said to refuse is what the judge refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.check.facts import Facts
from scheduler.exchange import load_pool
from scheduler.explain import Words, grounds
from scheduler.explain.grounds import GROUNDS, Ground, GroundsDifferError
from scheduler.explain.words import NOT_ASKED
from scheduler.model import Language, Pool, Refusal
from scheduler.model.texts import table
from scheduler.solver import eligibility
from tests import builders as b
from tests.properties.pools import any_pool

SAMPLE = Path(__file__).parents[2] / "sample_data"


def told(pool: Pool, specialist: str = "s1", demand: str = "d1") -> dict[str, Ground]:
    """The grounds of a pair by key."""
    return {g.key: g for g in grounds(Facts(pool, pool.horizon()), specialist, demand)}


def all_grounds(pool: Pool) -> Iterator[tuple[str, str, tuple[Ground, ...]]]:
    """The grounds of every pair of a pool."""
    facts = Facts(pool, pool.horizon())
    for d in facts.windows:
        for s in pool.specialist_of_id:
            yield s, d, grounds(facts, s, d)


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_every_code_has_its_ground_and_the_solver_refuses_the_same(first: int) -> None:
    """In the order of the codes; those that do not hold are those that refuse."""
    for seed in range(first, first + 30):
        pool = any_pool(seed)
        judged = eligibility(pool, pool.horizon())
        for s, d, found in all_grounds(pool):
            assert tuple(dict.fromkeys(g.code for g in found)) == tuple(Refusal)
            refusing = tuple(dict.fromkeys(g.code for g in found if not g.holds))
            assert refusing == judged.refused_by(s, d)


CASES: list[tuple[str, Pool, dict[str, object]]] = [
    (
        "skill.lower",
        b.pool(
            b.specialist("s1"),
            b.skill("s1", "x", 2),
            b.case("c1"),
            b.demand("d1", skills=[{"skill": "x", "level": 3}]),
        ),
        {"skill": "x", "held": 2, "level": 3},
    ),
    (
        "clearance.expired",
        b.pool(
            b.specialist("s1", clearance="grade_1", clearance_until="2026-12-01"),
            b.case("c1"),
            b.demand("d1", clearance="grade_3"),
        ),
        {"grade": "grade_1", "asked": "grade_3", "until": "2026-12-01", "last": "2026-12-04"},
    ),
    (
        "clearance.absent",
        b.pool(b.specialist("s1"), b.case("c1", clearance="restricted"), b.demand("d1")),
        {"grade": "none", "asked": "restricted", "until": "", "last": "2026-12-04"},
    ),
    (
        "clearance.lower",
        b.pool(
            b.specialist("s1", clearance="restricted"),
            b.case("c1", clearance="grade_2"),
            b.demand("d1"),
        ),
        {"grade": "restricted", "asked": "grade_2", "until": "", "last": "2026-12-04"},
    ),
    (
        "designation.ended",
        b.pool(
            b.authority("w", personal=True),
            b.right("w", "A"),
            b.specialist("s1", designations=[{"authority": "w", "until": "2026-12-02"}]),
            b.case("c1"),
            b.demand("d1", mode="exercise", authority="w"),
        ),
        {"authority": "w", "until": "2026-12-02", "last": "2026-12-04"},
    ),
    (
        "instrument.not_covering",
        b.pool(
            b.instrument("i1", "B", "A", modes=["panel"]),
            b.specialist("s1", "B"),
            b.case("c1"),
            b.demand("d1", mode="opinion"),
        ),
        {"agency": "B", "lead": "A", "mode": "opinion", "count": 1, "instruments": "i1"},
    ),
    (
        "instrument.covered",
        b.pool(
            b.instrument("i1", "B", "A"),
            b.instrument("i2", "B", "A"),
            b.specialist("s1", "B"),
            b.case("c1"),
            b.demand("d1", mode="opinion"),
        ),
        {
            "agency": "B",
            "lead": "A",
            "instrument": "i1",
            "document": "No. i1",
            "kind": "cooperation_request",
            "until": "2027-12-31",
            "others": 1,
        },
    ),
    (
        "conflict.recused",
        b.pool(
            b.specialist("s1"),
            b.case("c1", victim="firm", respondents=["other"]),
            b.demand("d1"),
            b.conflict("s1", "other", until="2027-01-01"),
        ),
        {"tie": "respondent", "until": "2027-01-01"},
    ),
    (
        "availability.short",
        b.pool(
            b.specialist("s1"), *b.away_but("s1", [0, 1]), b.case("c1"), b.demand("d1", effort=3)
        ),
        {"usable": 2, "effort": 3},
    ),
    (
        "availability.away",
        b.pool(
            b.specialist("s1"),
            *b.away_but("s1", [0]),
            b.case("c1"),
            b.session("d1", blocks=2),
        ),
        {"there": 1, "session": 2, "needed": 2, "released": 10},
    ),
    (
        "travel.long",
        b.pool(
            b.specialist("s1", station="far", no_long_trip=True),
            b.travel("far", b.HERE, 2),
            b.case("c1"),
            b.demand("d1", on_site=True),
        ),
        {"travel": 2, "charged": 0},
    ),
    (
        "separation.serving",
        b.pool(
            b.specialist("s1"),
            b.case("c1", matter="m"),
            b.case("c2", matter="m"),
            b.demand("d1", mode="panel"),
            b.demand("d2", "c2", mode="opinion"),
            b.current("s1", "d2"),
        ),
        {"served": "opinion", "mode": "panel", "matter": "m", "case": "c2"},
    ),
]


@pytest.mark.parametrize(("key", "pool", "facts"), CASES, ids=[key for key, _, _ in CASES])
def test_the_fact_is_the_pool_s(key: str, pool: Pool, facts: dict[str, object]) -> None:
    """Each number and date stands in the pool."""
    assert told(pool)[key].facts == facts


def test_grounds_that_differ_from_the_judge_are_never_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A code that forgets to refuse, and one that refuses too much."""
    _, pool, _ = CASES[0]
    for holds in (True, False):
        code = Refusal.SKILL if holds else Refusal.BAN
        lie = Ground(code=code, holds=holds, key="skill.none")
        monkeypatch.setitem(GROUNDS, code, lambda *_, lie=lie: iter([lie]))
        with pytest.raises(GroundsDifferError):
            told(pool)


def test_every_sentence_is_used_and_every_ground_has_one() -> None:
    """Over many pools each ground is met, in both languages; none is left over."""
    texts = {code.removeprefix("ground.") for code in table() if code.startswith("ground.")}
    met: dict[str, tuple[Pool, Ground]] = {}
    pools = [any_pool(seed) for seed in range(150)]
    for pool in [load_pool(SAMPLE / "demo"), *pools, *(pool for _, pool, _ in CASES)]:
        for _, _, found in all_grounds(pool):
            met.update({g.key: (pool, g) for g in found if g.key not in met})
    assert set(met) == texts
    assert texts >= NOT_ASKED
    languages: tuple[Language, ...] = ("ko", "en")
    for language in languages:
        for pool, ground in met.values():
            said = Words(pool, b.plan(pool), language).ground(ground)
            assert said
            assert "{" not in said
