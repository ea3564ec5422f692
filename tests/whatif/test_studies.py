"""Studies: variants that share a base and nothing else."""

from itertools import permutations

import pytest

import scheduler
from scheduler.model import NotFoundError, RequestError
from scheduler.synth import family_pool
from scheduler.whatif import PlannedWeek, StudyProgress, study
from tests import builders as b

FIRST = ("2026-11-30", "2026-12-04")


@pytest.fixture(scope="module")
def base() -> PlannedWeek:
    """A small family, planned once for this file."""
    return scheduler.plan(family_pool(30, 20, 3), language="en")


@pytest.fixture(scope="module")
def variants(base: PlannedWeek) -> dict[str, scheduler.whatif.Patch]:
    """Somebody ill, another headcount, a lending limit."""
    who = base.plan.assignments[0]
    return {
        "ill": scheduler.absence(who.specialist, FIRST[0], until=FIRST[1]),
        "seats": scheduler.set_headcount(who.demand, 3),
        "limit": scheduler.lending_limit(base.pool.agencies[0].agency, blocks=1),
    }


def test_the_order_of_variants_does_not_matter(
    base: PlannedWeek, variants: dict[str, scheduler.whatif.Patch]
) -> None:
    """Each comes out as if asked alone from the base."""
    alone = {name: study(base, {name: patch})[name].plan for name, patch in variants.items()}
    for order in list(permutations(variants))[::2]:
        found = study(base, {name: variants[name] for name in order})
        assert {name: found[name].plan for name in order} == alone
        assert [v.name for v in found.variants] == list(order)
    by_hand = scheduler.plan(scheduler.patch(base.pool, variants["ill"]), start=base)
    assert alone["ill"] == by_hand.plan


def test_values_are_those_of_a_fresh_plan(
    base: PlannedWeek, variants: dict[str, scheduler.whatif.Patch]
) -> None:
    """All are proven, with the base and without."""
    found = study(base, variants)
    for name, patch in variants.items():
        fresh = scheduler.plan(scheduler.patch(base.pool, patch)).plan
        assert [(t.value, t.status) for t in found[name].plan.tiers] == [
            (t.value, t.status) for t in fresh.tiers
        ]


def test_the_table_has_a_row_a_variant_and_the_base_first(
    base: PlannedWeek, variants: dict[str, scheduler.whatif.Patch]
) -> None:
    """Values, bounds and standing of each tier, rows moved, seconds."""
    found = study(base, variants)
    table = found.table

    assert table["variant"].tolist() == ["", *variants]
    assert table[["added", "removed", "moved"]].to_numpy().tolist()[0] == [0, 0, 0]
    assert str(table.dtypes["coverage"]) == "Int64"
    for name, row in zip(variants, found.table.to_dict("records")[1:], strict=True):
        coverage = found[name].plan.tiers[1]
        assert (row["coverage"], row["coverage_bound"]) == (coverage.value, coverage.bound)
        assert row["added"] == found.compare(name).counts()["added"]
        assert row["seconds"] > 0
        assert "proven" in row["coverage_status"]
    assert "3 variants: 3 planned" in found.summary()
    html = found._repr_html_()
    assert ">coverage</th>" in html
    assert "coverage_bound" not in html


def test_a_variant_without_a_plan_is_a_row_too(base: PlannedWeek) -> None:
    """Pins that cannot hold, and a pool that contradicts itself, stop nobody else."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"), b.pin("s1", "d1"))
    week = scheduler.plan(pool, language="en")
    wrong = {"role": "x", "mode": "exercise", "authority": "no", "headcount": 1, "effort": 1}
    found = study(
        week,
        {
            "away": scheduler.absence("s1", b.DAYS[0], until=b.DAYS[-1]),
            "wrong": scheduler.add_case("c9", "A", [wrong], kind="k", site=b.HERE, priority=1),
            "same": [],
        },
    )

    assert [v.status for v in found.variants] == ["infeasible", "invalid", "planned"]
    table = found.table
    assert table["status"].tolist()[1] == "cannot be (proven)"
    assert table["coverage"].isna().tolist() == [False, True, True, False]
    with pytest.raises(KeyError):
        found["away"]


def test_progress_counts_and_cancelling_keeps_what_is_done(
    base: PlannedWeek, variants: dict[str, scheduler.whatif.Patch]
) -> None:
    """The variant at hand is not half kept: how far it came would depend on the moment."""
    heard: list[StudyProgress] = []

    def stop() -> bool:
        return any(p.variant == "seats" and p.solve.phase == "tier" for p in heard)

    found = study(base, variants, on_progress=heard.append, is_cancelled=stop)

    assert [v.status for v in found.variants] == ["planned", "cancelled", "cancelled"]
    assert {(p.variant, p.done, p.of) for p in heard} == {("ill", 0, 3), ("seats", 1, 3)}
    assert found.table["status"].tolist() == ["planned", "planned", "stopped", "stopped"]
    assert found["ill"].plan == study(base, {"ill": variants["ill"]})["ill"].plan


def test_the_keyboard_keeps_what_is_done(
    base: PlannedWeek, variants: dict[str, scheduler.whatif.Patch]
) -> None:
    """As in a notebook."""

    def interrupt(progress: StudyProgress) -> None:
        if progress.done == 1:
            raise KeyboardInterrupt

    found = study(base, variants, on_progress=interrupt)
    assert [v.status for v in found.variants] == ["planned", "cancelled", "cancelled"]


def test_a_wrong_patch_is_told_before_anything_is_solved(base: PlannedWeek) -> None:
    """Nothing is half done."""
    heard: list[StudyProgress] = []
    patches: dict[str, scheduler.whatif.Patch] = {
        "good": scheduler.set_policy(),
        "bad": scheduler.absence("nobody", FIRST[0]),
    }
    with pytest.raises(NotFoundError):
        study(base, patches, on_progress=heard.append)
    assert heard == []
    with pytest.raises(RequestError):
        study(base, {})


def test_options_are_the_bases_unless_said_otherwise(base: PlannedWeek) -> None:
    """A study of a certified plan is certified."""
    one = study(base, {"same": []})["same"].plan
    other = study(base, {"same": []}, seed=7)["same"].plan

    assert one.provenance.options == base.plan.provenance.options
    assert other.provenance.options.seed == 7
