"""Where newcomers sit, and to whom that is told."""

import pytest

from scheduler.access import HIDDEN_STATION
from scheduler.explain import gaps
from tests import builders as b
from tests.planned import planned


@pytest.mark.parametrize("home", ["Z", "M"])
def test_no_newcomer_sits_where_only_masked_people_do(home: str) -> None:
    """Neither under the name of an agency that has nobody; what others tell of theirs stays."""
    pool = b.pool(
        b.agency("Z"),
        b.agency("M", masked=True),
        b.specialist("s1", station="open"),
        *(b.specialist(f"m{n}", "M", station="hidden") for n in range(3)),
        b.case("c1"),
        b.demand("d1", skills=[{"skill": "x"}]),
    )
    found = gaps(*planned(pool))
    kept = {gap.agency: gap.person.station for gap in found.gaps}
    assert kept == {"A": "open", "Z": b.HERE, "M": "hidden"}
    # as an earlier release has kept it
    told = found.model_copy(
        update={
            "gaps": tuple(
                gap.model_copy(
                    update={"person": gap.person.model_copy(update={"station": "hidden"})}
                )
                if gap.agency == home
                else gap
                for gap in found.gaps
            )
        }
    ).told(pool)
    stations = {gap.agency: gap.person.station for gap in told.gaps}
    assert (stations["A"], stations[home]) == ("open", HIDDEN_STATION)
    assert "hidden" not in told.model_dump_json()
    assert [gap.effect for gap in told.gaps] == [gap.effect for gap in found.gaps]


def test_of_a_masked_agency_no_place_is_told_that_others_share() -> None:
    """That its people are there is what must not be told."""
    pool = b.pool(
        b.agency("M", masked=True),
        b.specialist("s1", station="open"),
        b.specialist("m1", "M", station="open"),
        b.case("c1"),
        b.demand("d1", skills=[{"skill": "x"}]),
    )
    told = gaps(*planned(pool)).told(pool)
    assert {g.agency: g.person.station for g in told.gaps} == {"A": "open", "M": HIDDEN_STATION}
