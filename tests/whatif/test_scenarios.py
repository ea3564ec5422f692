"""Scenarios: patches under a name that travel as a small file and fit one pool."""

import json
from pathlib import Path

import pytest

from scheduler.model import NotFoundError, Pool, RequestError
from scheduler.whatif import (
    Scenario,
    absence,
    arrivals,
    grid,
    illness,
    lending_limit,
    load_scenario,
    pool_with,
    scenario,
    set_policy,
    tier_order,
)
from tests import builders as b


@pytest.fixture
def it() -> Pool:
    """Somebody and something to do."""
    return b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))


def test_a_scenario_comes_back_from_its_file_as_it_was(it: Pool, tmp_path: Path) -> None:
    """With its patches, its factors and the pool it belongs to; a few hundred bytes."""
    one = scenario(
        "autumn",
        [absence("s1", b.DAYS[0]), illness(0.5, 3), arrivals(1, 2), tier_order("coverage")],
        illness="half",
    )
    file = tmp_path / "autumn.json"
    one.save(file, it)
    again = load_scenario(file)

    assert again == one.on(it)
    assert again.apply(it) == one.apply(it)
    assert again.text("ko") == one.text("ko")
    assert file.stat().st_size < 2_000


def test_a_saved_scenario_is_refused_on_another_pool(it: Pool, tmp_path: Path) -> None:
    """Until somebody moves it on purpose."""
    scenario("away", absence("s1", b.DAYS[0])).save(tmp_path / "s.json", it)
    saved = load_scenario(tmp_path / "s.json")
    other = pool_with(it, lending_limit("A", blocks=1))

    with pytest.raises(RequestError) as caught:
        saved.apply(other)
    assert caught.value.code == "scenario.other_pool"
    assert it.sha256[:12] in caught.value.what("en")
    assert saved.on(other).apply(other) == absence("s1", b.DAYS[0]).apply(other)


def test_a_scenario_that_does_not_fit_is_not_saved(it: Pool, tmp_path: Path) -> None:
    """Nobody is sent a file that cannot be applied."""
    with pytest.raises(NotFoundError):
        scenario("typo", absence("s2", b.DAYS[0])).save(tmp_path / "s.json", it)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("no json", "scenario.unreadable", "JSON"),
        ("[]", "scenario.unreadable", "JSON"),
        ('{"schema_version": 2, "name": "x", "tasks": []}', "scenario.version", "2"),
        ('{"schema_version": 1}', "scenario.unreadable", "name"),
        ('{"name": "x", "patches": [{"kind": "magic"}]}', "scenario.unreadable", "patches.0"),
        ('{"name": "x", "weather": 1}', "scenario.unreadable", "weather"),
    ],
)
def test_a_file_that_is_no_scenario_says_where(
    tmp_path: Path, text: str, code: str, where: str
) -> None:
    """The first fault, without what else stands in the file."""
    file = tmp_path / "s.json"
    file.write_text(text)
    with pytest.raises(RequestError) as caught:
        load_scenario(file)
    assert caught.value.code == code
    assert where in caught.value.what("en")


def test_a_patch_of_ones_own_cannot_be_stored() -> None:
    """It may change a pool, but no file could say what it does."""

    class Mine:
        def apply(self, pool: Pool) -> Pool:
            return pool

        def text(self, language: str = "en") -> str:
            return language

    with pytest.raises(RequestError) as caught:
        scenario("mine", [absence("s1", b.DAYS[0]), Mine()])
    assert caught.value.code == "scenario.foreign_patch"
    assert "Mine" in caught.value.what("en")


def test_scenarios_compose(it: Pool) -> None:
    """A scenario is a patch, and gives its patches where it is put into another."""
    away = scenario("away", absence("s1", b.DAYS[0]))
    both = scenario("both", [away, lending_limit("A", blocks=1)])

    assert both.apply(it) == pool_with(it, away, lending_limit("A", blocks=1))
    assert [patch.kind for patch in both.patches] == ["absence", "lending_limit"]
    assert scenario("nothing").text("en") == "Nothing changes."


def test_a_grid_is_every_combination_once() -> None:
    """The last factor changes fastest; names and factors say which is which."""
    made = grid(
        {
            "ill": {"none": (), "some": illness(0.1, 1)},
            "lending": {"as now": (), "less": lending_limit("A", blocks=1), "none": ()},
        }
    )
    assert [s.name for s in made][:3] == ["none · as now", "none · less", "none · none"]
    assert len({s.name for s in made}) == len(made) == 6
    assert made[4].factors == {"ill": "some", "lending": "less"}
    assert [patch.kind for patch in made[4].patches] == ["illness", "lending_limit"]
    with pytest.raises(RequestError):
        grid({"ill": {}})


def test_a_repetition_moves_the_seeds_of_chance_alone(it: Pool) -> None:
    """The weeks of the plan are settled too, but those that were said stay."""
    week = it.horizon()
    one = scenario(
        "x", [illness(0.5, 3), arrivals(1, 9, week="2026-W50"), set_policy(core_bonus=1)]
    )
    two = one.drawn(2, week)

    assert (one.seed, two.seed) == (3, 5)
    assert [getattr(patch, "seed", None) for patch in two.patches] == [5, 11, None]
    assert [str(getattr(patch, "week", "")) for patch in two.patches] == [b.WEEK, "2026-W50", ""]
    assert scenario("y").seed is None


def test_the_file_is_meant_to_be_read(it: Pool, tmp_path: Path) -> None:
    """Plain JSON with Korean as Korean, and nothing left to a default of a later version."""
    scenario("가을", absence("s1", b.DAYS[0])).save(tmp_path / "s.json", it)
    text = (tmp_path / "s.json").read_text(encoding="utf-8")

    assert "가을" in text
    document = json.loads(text)
    assert document["schema_version"] == 1
    assert document["patches"][0] == {
        "kind": "absence",
        "specialist": "s1",
        "first": b.DAYS[0],
        "last": b.DAYS[0],
        "half": "day",
    }
    assert isinstance(load_scenario(tmp_path / "s.json"), Scenario)
