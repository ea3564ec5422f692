"""A name stands for an agency where it can mean only that one."""

from scheduler.model.agency_names import agency_called, ids_by_name
from tests import builders as b

AGENCIES = (
    b.agency("A", name_ko="가청", name_en="Same"),
    b.agency("B", name_ko="나 청", name_en="Same"),
    b.agency("C", name_ko="A", name_en="C"),
)


def test_a_name_of_one_agency_is_its_id() -> None:
    ids = ids_by_name(AGENCIES)
    assert agency_called("가청", ids) == "A"
    assert agency_called(" 나청 ", ids) == "B"
    assert agency_called("B", ids) == "B"


def test_a_shared_name_and_another_ones_id_stand_for_nobody() -> None:
    ids = ids_by_name(AGENCIES)
    assert agency_called("same", ids) == "same"
    assert agency_called("A", ids) == "A"
    assert agency_called("없는청", ids) == "없는청"
