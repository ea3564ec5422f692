"""Patches make new pools, contradict nothing they leave behind, and say what they change."""

from datetime import date

import pytest

from scheduler.model import (
    Half,
    InstrumentKind,
    Mode,
    Moment,
    Pool,
    RequestError,
    TierName,
)
from scheduler.whatif import (
    Patch,
    absence,
    add_specialist,
    lending_limit,
    pool_with,
    set_policy,
    sign_instrument,
)
from tests import builders as b

MONDAY = date.fromisoformat(b.DAYS[0])


@pytest.fixture
def it() -> Pool:
    """Two agencies, a specialist of one and a case of the other."""
    return b.pool(b.specialist("s1", "A"), b.agency("B"), b.case("c1", "A"), b.demand("d1"))


def free(it: Pool, specialist: str) -> list[str]:
    """The half-days of the week in which a specialist is there."""
    return [str(m) for m in it.horizon().blocks if it.is_available(specialist, m)]


def test_an_absence_takes_the_days_it_names_and_no_others(it: Pool) -> None:
    """From Monday until Wednesday is six half-days; a half is one."""
    away = pool_with(it, absence("s1", b.DAYS[0], until=b.DAYS[2]))
    assert free(away, "s1") == [f"{day}/{half}" for day in b.DAYS[3:] for half in ("am", "pm")]
    half = pool_with(it, absence("s1", b.DAYS[0], "pm"))
    assert len(free(half, "s1")) == 9
    assert not half.is_available("s1", Moment(day=MONDAY, half=Half.PM))


@pytest.mark.parametrize(("half", "left"), [("day", []), ("am", ["pm"]), ("pm", ["am"])])
def test_an_absence_beats_what_was_known_before(it: Pool, half: str, left: list[str]) -> None:
    """An older row that says the person is there, even for a half, does not survive."""
    sure = it.with_rows(
        availability=(
            b.absence("s1", b.DAYS[0], "am", status="available"),
            b.absence("s1", b.DAYS[0], "pm", status="available"),
        )
    )
    away = pool_with(sure, absence("s1", b.DAYS[0], half))
    assert [m for m in free(away, "s1") if m.startswith(b.DAYS[0])] == [
        f"{b.DAYS[0]}/{h}" for h in left
    ]


def test_a_lending_limit_changes_only_the_caps_it_names(it: Pool) -> None:
    """None leaves a cap; zero is a cap."""
    patched = pool_with(it, lending_limit("A", heads=2), lending_limit("A", blocks=0))
    changed = patched.agency_of_id["A"]
    assert (changed.max_lent_blocks, changed.max_lent_heads) == (0, 2)
    assert patched.agency_of_id["B"] == it.agency_of_id["B"]


def test_an_instrument_is_in_force_in_its_days(it: Pool) -> None:
    """One name in a scope is a list of one."""
    patch = sign_instrument(
        "i1", "dispatch", "B", "A", first="2026-11-01", last="2026-12-31", modes=Mode.ASSIST
    )
    act = pool_with(it, patch).instrument_of_id["i1"]
    assert (act.kind, act.modes) == (InstrumentKind.DISPATCH, (Mode.ASSIST,))
    assert (act.specialists, act.document_no) == ("*", "i1")


def test_the_policy_takes_other_values_and_checks_them(it: Pool) -> None:
    """A tier order that makes no sense is refused as it is in a file."""
    patched = pool_with(it, set_policy(tiers=["fit"], core_bonus=3))
    assert patched.policy.tiers == (TierName.FIT,)
    assert patched.policy.core_bonus == 3
    with pytest.raises(ValueError, match="floor stands before fit"):
        pool_with(it, set_policy(tiers=["fit", "floor"]))


def test_calls_that_make_no_sense_are_refused_at_once() -> None:
    """Days that run backwards, and fields the policy does not have."""
    with pytest.raises(RequestError) as backwards:
        absence("s1", b.DAYS[1], until=b.DAYS[0])
    assert backwards.value.code == "patch.days_backwards"
    with pytest.raises(RequestError) as unknown:
        set_policy(teirs=["fit"])
    assert "tiers" in unknown.value.hint("en")


@pytest.mark.parametrize(
    ("patch", "english", "korean"),
    [
        (absence("s1", b.DAYS[0], "am"), "s1 is away on 2026-11-30, a.m.", "오전"),
        (absence("s1", b.DAYS[0], until=b.DAYS[1]), "from 2026-11-30 to 2026-12-01", "종일"),
        (lending_limit("A", blocks=3, heads=1), "3 half-days a week. A lends at most 1", "1명"),
        (lending_limit("A"), "stay as they are", "그대로"),
        (
            add_specialist("s2", "B", {"x": 3}, station="x", weekly_blocks=4, max_cases=1),
            "B gains the specialist s2 (skills: x>=3).",
            "x>=3",
        ),
        (
            sign_instrument("i1", "dispatch", "B", "A", first="2026-01-01", last="2026-12-31"),
            "i1, of the kind dispatch, lets people of B into cases of A",
            "파견",
        ),
        (set_policy(tiers=["coverage", "fit"]), "tiers = coverage > fit", "coverage > fit"),
    ],
)
def test_a_patch_says_what_it_changes(patch: Patch, english: str, korean: str) -> None:
    """One sentence in each language, with the numbers."""
    assert english in patch.text("en")
    assert korean in patch.text("ko")
