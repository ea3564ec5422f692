"""Whom a code refuses is the same, whether pairs are judged one by one or all people at once."""

import pytest

from scheduler.check import refusals
from scheduler.check.eligibility import refused
from scheduler.check.facts import Facts
from scheduler.model import Fact, Pool, Refusal
from tests.builders import absence, case, demand, pool, session, skill, specialist, travel
from tests.properties.pools import any_pool


def counted(it: Pool, demand: str, weeks: int = 1) -> dict[str, list[str]]:
    """Whom each code refuses, without the codes that refuse nobody."""
    facts = Facts(it, it.horizon(weeks=weeks))
    for other in facts.windows:  # what is kept for one demand must not be wrong for another
        refused(facts, other)
    sets = refused(facts, demand)
    assert list(sets) == list(Refusal)
    named = {
        str(code): [who for who, bit in facts.bit.items() if bit & whom]
        for code, whom in sets.items()
    }
    return {code: people for code, people in named.items() if people}


@pytest.mark.parametrize("first", [0, 500])
@pytest.mark.parametrize("weeks", [1, 2])
def test_all_at_once_is_one_by_one(first: int, weeks: int) -> None:
    """On random pools, for all pairs and codes, over one week and two."""
    for seed in range(first, first + 60):
        it = any_pool(seed)
        horizon = it.horizon(weeks=weeks)
        for d in Facts(it, horizon).windows:
            one_by_one: dict[str, list[str]] = {}
            for s in it.specialist_of_id:
                for code in refusals(it, horizon, s, d):
                    one_by_one.setdefault(str(code), []).append(s)
            assert counted(it, d, weeks) == one_by_one, (seed, d)


PEOPLE = (
    specialist("far", "A", station="far"),
    specialist("home", "A", station="home"),
    specialist("near", "A", station="near"),
)
ROADS = (case("c", "A", site="home"), travel("near", "home", 1), travel("far", "home", 2))


@pytest.mark.parametrize(
    ("rows", "on_site", "expected"),
    [
        ([], True, {}),
        ([absence(s, "2026-11-30", "pm") for s in ("far", "home", "near")], False, {}),
        (
            [absence(s, "2026-11-30", "pm") for s in ("far", "home", "near")],
            True,
            {"TRAVEL": ["far", "near"]},
        ),
        (
            [absence(s, "2026-11-30", "am") for s in ("far", "home", "near")],
            True,
            {"TRAVEL": ["far"]},
        ),
    ],
)
def test_everybody_is_judged_by_their_own_travel(
    rows: list[Fact], on_site: bool, expected: dict[str, list[str]]
) -> None:
    """Monday's blocks are on the way from further off, and free from nearby."""
    sitting = session("d", "c", 2, "2026-12-01/am", on_site=on_site)

    assert counted(pool(PEOPLE, ROADS, sitting, rows), "d") == expected


def test_what_is_kept_for_one_demand_is_not_taken_for_another() -> None:
    """Two demands ask for the same skill at different levels."""
    it = pool(
        PEOPLE,
        ROADS,
        skill("home", "x", 2),
        skill("near", "x", 4),
        demand("low", "c", skills=[{"skill": "x", "level": 2}]),
        demand("top", "c", skills=[{"skill": "x", "level": 4}]),
    )

    assert counted(it, "low") == {"SKILL": ["far"]}
    assert counted(it, "top") == {"SKILL": ["far", "home"]}


def test_a_pool_without_people_refuses_nobody() -> None:
    """There is nobody to count."""
    assert counted(pool(case("c", "A"), demand("d", "c")), "d") == {}
