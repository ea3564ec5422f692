"""A copy with other fields is another value, in what is derived from them as well."""

from scheduler.model import Week
from tests import builders as b


def test_a_changed_copy_of_a_fact_derives_its_values_anew() -> None:
    """A case whose parties have been looked at, and then goes without them."""
    case = b.case("c1", victim="v", respondents=("r",))
    assert case.parties == {"v", "r", "c1"}

    assert case.model_copy(update={"victim": "", "respondents": ()}).parties == {"c1"}
    assert case.model_copy(update={"victim": "w"}, deep=True).parties == {"w", "r", "c1"}
    assert case.parties == {"v", "r", "c1"}


def test_a_changed_copy_of_a_record_derives_its_values_anew() -> None:
    """A plan whose hash was asked for, and then of another week."""
    plan = b.plan(b.pool(b.specialist("s1"), b.case("c1")))
    before = plan.sha256
    later = plan.model_copy(update={"start": Week.parse("2026-W50")})

    assert later.sha256 != before == plan.sha256
    assert plan.model_copy().sha256 == before
