"""The fictional pools keep to the law as data: holders exercise, others assist, some never."""

from collections.abc import Callable
from datetime import date

import pytest

from scheduler.model import InstrumentKind, Mode, Pool, Right
from scheduler.synth import demo_pool, national_pool
from scheduler.synth.law import SIX, authorities, authority_rights

HELD_BY = {
    "sme_infringement_investigation": {"MSS"},
    "subcontract_investigation": {"KFTC"},
    "exclusive_criminal_referral": {"KFTC"},
    "unfair_competition_investigation": {"MOIP"},
    "ip_special_judicial_police": {"MOIP"},
    "criminal_investigation": {"KNPA"},
    "nct_determination": {"MOTIR"},
    "industrial_leak_action": {"MOTIR", "KNPA", "NIS"},
    "counterintelligence": {"NIS"},
    "court_designated_fact_finding": set(),
}


def test_every_power_and_every_right_names_its_legal_basis() -> None:
    assert all(a.legal_basis for a in authorities())
    assert all(r.legal_basis for r in authority_rights(SIX))


@pytest.mark.parametrize(("power", "holders"), HELD_BY.items())
def test_only_the_holders_of_a_power_may_exercise_it(power: str, holders: set[str]) -> None:
    allowed = {
        r.agency
        for r in authority_rights(SIX)
        if r.authority == power and r.mode is Mode.EXERCISE and r.right is not Right.NEVER
    }
    assert allowed == holders


def test_court_fact_finding_is_not_in_force_before_its_day() -> None:
    power = next(a for a in authorities() if a.authority == "court_designated_fact_finding")
    assert power.in_force_from == date(2028, 2, 20)


def test_the_change_of_jurisdiction_splits_one_right_in_two_adjoining_rows() -> None:
    rows = [
        r
        for r in authority_rights(SIX)
        if (r.authority, r.agency, r.mode) == ("ip_special_judicial_police", "KNPA", Mode.ASSIST)
    ]
    ends = sorted((r.in_force_from or date.min, r.in_force_to or date.max) for r in rows)
    assert ends == [(date.min, date(2027, 2, 4)), (date(2027, 2, 5), date.max)]


@pytest.mark.parametrize("make", [demo_pool, national_pool])
def test_outsiders_join_criminal_investigations_by_commission_or_dispatch_only(
    make: Callable[[int], Pool],
) -> None:
    pool = make(1)
    police = ("KNPA", "SCIA", "NIS")
    kinds = {
        i.kind
        for i in pool.instruments
        if "criminal_investigation" in i.authorities and i.from_agency not in police
    }
    assert kinds == {InstrumentKind.APPRAISAL_COMMISSION}
