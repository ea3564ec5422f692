"""Cells that say several things as one, and one thing that is said twice.

A rule compares whole names. Two firms in one name are a firm that nobody has a conflict with, so a
recusal is lost; an id in other letters is another person.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from scheduler.model.complaint import Complaint
from scheduler.model.entities import Conflict, Fact
from scheduler.model.enums import ConflictStatus
from scheduler.model.finding import found
from scheduler.model.integrity_spellings import plain_firm
from scheduler.model.pool import TABLE, Pool, row_key

_MARK: Final = re.compile(r"\(주\)|주식회사|\(유\)|유한회사")
# what stands between two firms, and never inside the name of one that another cell names
_BETWEEN: Final = re.compile(r"[,、|\n]|\s및\s|\s외\s*\d*(?:개사|곳|명)?|\s[&+]\s")
# marks and remarks around a name, such as a number in brackets behind it
_AROUND: Final = re.compile(r"^['\"‘“.·\s]+|['\"’”.·\s]+$|\((?!주\)|유\))[^()]*\)$")
_IDS: Final = ("agencies", "authorities", "specialists", "cases", "demands", "instruments")


def several(pool: Pool) -> Iterator[Complaint]:
    """Names of several firms, ids that are alike, and conflicts with two statuses."""
    yield from _firms(pool)
    yield from _ids_alike(pool)
    yield from _two_statuses(pool)


def _firms(pool: Pool) -> Iterator[Complaint]:
    """An error for each party that is two firms, or a firm that others name with more around it."""
    of_cases = {plain_firm(party): party for case in pool.cases for party in case.parties}
    others = {plain_firm(row.party): row.party for row in pool.conflicts}
    known = {**of_cases, **others}
    for case in pool.cases:
        if case.victim:
            yield from _more_than_one("cases", case, "victim", case.victim, known)
        for firm in case.respondents:
            yield from _more_than_one("cases", case, "respondents", firm, known)
    for row in pool.conflicts:
        yield from _more_than_one("conflicts", row, "party", row.party, of_cases)


def _more_than_one(
    table: str, row: Fact, column: str, name: str, known: Mapping[str, str]
) -> Iterator[Complaint]:
    text = unicodedata.normalize("NFKC", name)
    if len(_MARK.findall(text)) > 1:
        parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        meant = ";".join(parts) if len(parts) > 1 and column == "respondents" else ""
        yield found("several_firms", table, row, column, name, nearest=meant)
        return
    pieces = {_AROUND.sub("", piece) for piece in _BETWEEN.split(text)}
    for piece in sorted(pieces - {"", text}):
        other = known.get(plain_firm(piece))
        if other and other != name and plain_firm(piece) != plain_firm(name):
            yield found("firm_with_more", table, row, column, name, nearest=other, other=other)
            return


def _ids_alike(pool: Pool) -> Iterator[Complaint]:
    """A warning for each id that is another one but for capital letters."""
    for table in _IDS:
        first: dict[str, str] = {}
        for row in getattr(pool, table):
            (ident,) = row_key(TABLE[table], row)
            other = first.setdefault(ident.casefold(), ident)
            if other != ident:
                yield found(
                    "ids_alike", table, row, TABLE[table].key[0], ident,
                    severity="warning", other=other,
                )  # fmt: skip


def _two_statuses(pool: Pool) -> Iterator[Complaint]:
    """A warning for each permitted conflict that another row recuses; on common days that rules."""
    rows: dict[tuple[str, str], list[Conflict]] = defaultdict(list)
    for row in pool.conflicts:
        rows[row.specialist, row.party].append(row)
    for row in pool.conflicts:
        is_recused = any(
            other.status is ConflictStatus.RECUSED for other in rows[row.specialist, row.party]
        )
        if row.status is not ConflictStatus.RECUSED and is_recused:
            yield found(
                "conflict_twice", "conflicts", row, "status", row.status, severity="warning",
                specialist=row.specialist, party=row.party,
            )  # fmt: skip
