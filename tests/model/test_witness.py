"""A witness is one text for one set of prices."""

from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.model import HeldPrice, ReservePrice, SeatPrice, TeamPrice, TierName, Witness

ROWS: dict[str, Any] = {
    "tier": "fit",
    "scale": 12,
    "seats": [{"demand": "d1", "insider": -3, "outsider": 4}, {"demand": "d2", "outsider": 1}],
    "lent_blocks": [{"agency": "A", "price": 1}, {"agency": "B", "price": 2}],
    "lent_heads": [{"agency": "B", "price": 3}],
    "reserves": [{"agency": "B", "skill": "x", "level": 2, "price": 4}],
    "instruments": [{"instrument": "i", "price": 5}],
    "teams": [{"specialist": "s", "case": "c1", "price": 6}],
    "held": [{"tier": "coverage", "price": 7}, {"tier": "stability", "price": 8}],
}


def test_a_witness_is_read_as_it_was_written() -> None:
    """To a file and back."""
    it = Witness.model_validate(ROWS)

    assert Witness.model_validate_json(it.model_dump_json()) == it
    assert it.model_dump(mode="json", exclude_defaults=True)["seats"] == ROWS["seats"]
    assert (it.tier, it.scale, it.held[1].price) == (TierName.FIT, 12, 8)


def test_a_key_says_what_a_price_is_for() -> None:
    """Ids joined by a stroke."""
    assert SeatPrice(demand="d1", insider=1).key == "d1"
    assert TeamPrice(specialist="s", case="c1", price=1).key == "s/c1"
    assert ReservePrice(agency="B", skill="x", level=2, price=1).key == "B/x/2"
    assert HeldPrice(tier=TierName.COVERAGE, price=1).key == "coverage"


@pytest.mark.parametrize(
    "changes",
    [
        {"scale": 0},
        {"tier": "cost"},
        {"floors": []},
        {"seats": [{"demand": "d1"}]},  # a price of 0 is left out
        {"seats": [{"demand": "d1", "insider": 1.5}]},
        {"seats": ROWS["seats"][::-1]},
        {"seats": [ROWS["seats"][0]] * 2},
        {"lent_blocks": [{"agency": "A", "price": 0}]},
        {"lent_heads": [{"agency": "A", "price": -1}]},
        {"instruments": [{"instrument": "i"}]},
        {"held": ROWS["held"][::-1]},
    ],
)
def test_prices_have_one_way_to_be_written(changes: dict[str, Any]) -> None:
    """Whole, not 0, not below 0 but for seats, sorted, each once, and nothing else."""
    with pytest.raises(ValidationError):
        Witness.model_validate({**ROWS, **changes})
