"""The statutory powers of the fictional pools and each agency's rights in them.

The facts stand in ``law.toml``; this module only spells its matrix out as rows. Where the law is
unclear the matrix takes the narrower reading: whoever does not hold a power never exercises it.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from scheduler.model import Authority, AuthorityRight, Mode, Right

SIX = ("MSS", "MOTIR", "KFTC", "MOIP", "KNPA", "NIS")
_SHUT = (Mode.EXERCISE, Mode.ASSIST, Mode.OPINION)


@cache
def _rows() -> tuple[Mapping[str, Any], ...]:
    text = files("scheduler.synth").joinpath("law.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["authority"])


def authorities() -> tuple[Authority, ...]:
    """Every power, in force or not yet, with statute and article."""
    return tuple(
        Authority(
            authority=row["id"],
            name_ko=row["ko"],
            name_en=row["en"],
            legal_basis=row["legal_basis"],
            personal=row["personal"],
            in_force_from=row.get("in_force_from"),
            in_force_to=row.get("in_force_to"),
        )
        for row in _rows()
    )


def authority_rights(agencies: Collection[str]) -> tuple[AuthorityRight, ...]:
    """The rights of the agencies named, each row with its legal basis."""
    return tuple(right for row in _rows() for right in _rights(row) if right.agency in agencies)


def _rights(row: Mapping[str, Any]) -> Iterator[AuthorityRight]:
    for agency, cell in zip(SIX, row["cells"], strict=True):
        if cell == "H":
            yield from _held(row, agency, None)
        elif cell in "AP":
            yield from _assisting(row, agency)
        elif cell == "N":
            for mode in _SHUT:
                yield _right(row, agency, mode, Right.NEVER, row["legal_basis"])
    for agency in row.get("helpers", ()):
        yield from _assisting(row, agency)
    for agency in row.get("holders", ()):
        yield from _held(row, agency, row.get("holders_from"))


def _held(row: Mapping[str, Any], agency: str, start: date | None) -> Iterator[AuthorityRight]:
    """What an agency that holds the power lets its own people do."""
    for key, right in (("modes", Right.ALLOWED), ("open_modes", Right.ALLOWED_OUTSIDE)):
        for mode in row.get(key, ()):
            held = _right(row, agency, Mode(mode), right, row["legal_basis"])
            yield held.model_copy(update={"in_force_from": start})


def _assisting(row: Mapping[str, Any], agency: str) -> Iterator[AuthorityRight]:
    """What the people of an agency without the power may do under a written act."""
    if "exercise" in row["modes"] and "exercise" not in row["outside"]:
        yield _right(row, agency, Mode.EXERCISE, Right.NEVER, row["legal_basis"])
    for mode in row["outside"]:
        before = _right(row, agency, Mode(mode), Right.WITH_INSTRUMENT, row["basis"])
        if (day := row.get("changes_on")) is None:
            yield before
            continue
        yield before.model_copy(update={"in_force_to": day - timedelta(days=1)})
        yield before.model_copy(update={"in_force_from": day, "legal_basis": row["basis_after"]})


def _right(
    row: Mapping[str, Any], agency: str, mode: Mode, right: Right, basis: str
) -> AuthorityRight:
    return AuthorityRight(
        authority=row["id"], agency=agency, mode=mode, right=right, legal_basis=basis
    )
