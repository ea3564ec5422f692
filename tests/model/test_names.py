"""Of two names one is enough."""

import pytest
from pydantic import ValidationError

from scheduler.model import Agency, Authority


@pytest.mark.parametrize(
    "told", [{"name_ko": "가"}, {"name_en": "가"}, {"name_ko": "가", "name_en": " "}]
)
def test_the_other_name_is_as_the_one(told: dict[str, str]) -> None:
    agency = Agency.model_validate({"agency": "A", **told})
    law = Authority.model_validate(
        {"authority": "q", "legal_basis": "1", "personal": False, **told}
    )
    for named in (agency, law):
        assert (named.name_ko, named.name_en) == ("가", "가")


def test_without_any_name_there_is_none_to_take() -> None:
    with pytest.raises(ValidationError):
        Agency.model_validate({"agency": "A"})
