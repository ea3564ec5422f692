"""Agencies by what people call them: an agency's Korean or English name stands for its id."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from scheduler.model.entities import Agency


def ids_by_name(agencies: Iterable[Agency]) -> dict[str, str]:
    """The id that each name stands for, the names in plain form.

    A name that two agencies share, or that is another agency's id, stands for none.
    """
    agencies = tuple(agencies)
    names = {(_plain(name), a.agency) for a in agencies for name in (a.name_ko, a.name_en)}
    times = Counter(name for name, _ in names)
    owners = {_plain(a.agency): a.agency for a in agencies}
    return {
        name: agency
        for name, agency in names
        if name and times[name] == 1 and owners.get(name, agency) == agency
    }


def agency_called(text: str, ids: Mapping[str, str]) -> str:
    """The id of the agency of that name; the text itself where no agency is called so."""
    return ids.get(_plain(text), text)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
