"""A catalogue of spoiled pools: what people do to files, and the root cause to be named first.

Each kind is a right pool to which one thing was done. Its ``codes`` and ``names`` say what was
done, in the words of complaints.
"""

from tests.exchange.spoiled.cells import cells, duplicates
from tests.exchange.spoiled.clerks import clerks
from tests.exchange.spoiled.files import whole_files
from tests.exchange.spoiled.forms import POOL, SAFETY, Spoiled, files_with
from tests.exchange.spoiled.names import columns, tables
from tests.exchange.spoiled.sheets import sheets

__all__ = ["POOL", "SAFETY", "Spoiled", "every_kind", "files_with"]


def every_kind() -> tuple[Spoiled, ...]:
    """All of the catalogue."""
    parts = (tables, columns, cells, duplicates, sheets, whole_files, clerks)
    return tuple(kind for part in parts for kind in part())
