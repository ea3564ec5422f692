"""The columns of files are the fields of the model, and every header means one thing."""

import pytest

from scheduler.exchange.columns import COLUMNS, column_of_header, folded, table_of_title
from scheduler.exchange.vocabularies import VOCABULARIES, read_enum
from scheduler.model import TABLE, TABLES, label


@pytest.mark.parametrize("table", [t.name for t in TABLES])
def test_columns_are_the_fields(table: str) -> None:
    """Same names, and the model requires no field that a file may leave out."""
    fields = TABLE[table].row.model_fields
    columns = {c.name: c for c in COLUMNS[table]}

    assert set(columns) == {f.alias or name for name, f in fields.items()}
    for name, field in fields.items():
        column = columns[field.alias or name]
        # a case's matter is required of the model, which fills it in from the case
        assert not field.is_required() or column.required or column.name == "matter"


@pytest.mark.parametrize("table", [t.name for t in TABLES])
def test_each_header_means_one_column(table: str) -> None:
    """A name, an alias and a label never point to two columns of one table."""
    for column in COLUMNS[table]:
        texts = (column.name, column.header("ko"), label(f"column.{table}", column.name, "en"))
        for text in texts:
            assert column_of_header(table)[folded(text)] == column


def test_each_title_means_one_table() -> None:
    """English and Korean titles of sheets are told apart, and fit into Excel's 31 letters."""
    for table in (*(t.name for t in TABLES), "policy"):
        for text in (table, label("table", table, "ko"), label("table", table, "en")):
            assert table_of_title()[folded(text)] == table
            assert len(text) <= 31


@pytest.mark.parametrize("kind", list(VOCABULARIES))
def test_labels_read_as_their_values(kind: str) -> None:
    """Code, Korean label and English label of every value read as that value."""
    for value in VOCABULARIES[kind]:
        for text in (value, label(kind, value, "ko"), label(kind, value, "en")):
            assert read_enum(text, kind) == value
