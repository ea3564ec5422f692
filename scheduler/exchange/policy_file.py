"""The policy in files: policy.toml, a sheet of keys and values, or an object in JSON.

All three become one nested table, which is checked key by key: an unknown key is a warning with
the nearest known one, a wrong value an error with what was expected.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from scheduler.exchange.days import CellError, is_blank
from scheduler.exchange.limits import Refused
from scheduler.exchange.sheets import RawTable, decoded
from scheduler.exchange.vocabularies import read_enum
from scheduler.model import Complaint, FitWeights, Policy, Separation, Term
from scheduler.model.nearness import nearest
from scheduler.model.policy import CHANGES

_LISTS: Final = frozenset({"tiers", "modes", "excludes"})
_PART: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|([^."]+)')
_LARGEST: Final = 10**15
_NEAREST: Final = 100
_BARE: Final = re.compile(r"^[A-Za-z0-9_-]+$")
# what a value of each key looks like; catalogues are keyed freely
_EXPECTED: Final[Mapping[str, str]] = {
    "start": "2026-W49",
    "weeks": "1..13",
    "tiers": "statutory, coverage, stability, balance, floor, fit",
    "balance": "squares | leximin",
    "balance_scale": "1..10000000",
    "core_bonus": "0..1000",
    "rolling_weeks": "1..520",
    "fit": "0..",
    "prices": "0..",
    "separation": "exercise, assist, opinion, panel, advise",
    "catalogue": "ko, en",
}


def policy_from_toml(data: bytes) -> dict[str, Any]:
    """The table of a policy.toml.

    Raises:
        Refused: another encoding, or no TOML (with the line).
    """
    text = decoded(data)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        line = re.search(r"line (\d+)", str(error))
        is_twice = "overwrite" in str(error) or "twice" in str(error)
        raise Refused(
            "exchange.toml_twice" if is_twice else "exchange.toml",
            line=int(line[1]) if line else text.count("\n") + 1,
        ) from None


def policy_from_sheet(raw: RawTable) -> dict[str, Any]:
    """The table of a sheet with a key and a value in each row, e.g. ``fit.base`` and 20.

    The first row is a heading, unless a key stands in it.

    Raises:
        Refused: a key stands both for a value and for a table.
    """
    found: dict[str, Any] = {}
    heading = _path(next(iter(raw.header), ""))
    first = raw.header if heading[0] in Policy.model_fields else ()
    for cells in (first, *(cells for _, cells in raw.rows)):
        key, value = (*cells, None, None)[:2]
        if is_blank(key) or is_blank(value):
            continue
        path = _path(key)
        if not _put(found, path, _sheet_value(path[-1], value)):
            raise Refused("exchange.policy_key", key=str(key)[:80])
    if isinstance(rules := found.get("separation"), dict):
        found["separation"] = [rules[k] for k in sorted(rules)]
    return found


def _path(key: object) -> list[str]:
    """The parts of a key: ``fit`` and ``base`` of ``fit.base``; quoted ones may hold points."""
    text = str(key).strip()
    return [quoted or bare for quoted, bare in _PART.findall(text)] or [text]


def _put(table: dict[str, Any], path: list[str], value: object) -> bool:
    for part in path[:-1]:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            return False
    if path[-1] in table:
        return False
    table[path[-1]] = value
    return True


def _sheet_value(key: str, value: object) -> object:
    if isinstance(value, str) and key in _LISTS:
        return [part.strip() for part in value.split(";") if part.strip()]
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def policy_rows(policy: Policy) -> Iterator[tuple[str, str | int]]:
    """The rows of a policy sheet, key and value; reading them gives an equal policy."""
    for path, value in _leaves((), policy.model_dump(mode="json", exclude_none=True)):
        yield (
            ".".join(p if _BARE.match(p) else json.dumps(p, ensure_ascii=False) for p in path),
            value,
        )


def _leaves(path: tuple[str, ...], node: object) -> Iterator[tuple[tuple[str, ...], str | int]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves((*path, str(key)), value)
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        for number, value in enumerate(node, start=1):
            yield from _leaves((*path, f"{number:03}"), value)
    elif isinstance(node, list):
        yield path, ";".join(str(v) for v in node)
    elif isinstance(node, int):
        yield path, node
    else:
        yield path, str(node)


def policy_to_toml(policy: Policy) -> str:
    """A policy.toml with every value written out; reading it gives an equal policy."""
    table = policy.model_dump(mode="json", exclude_none=True)
    rules = table.pop("separation")
    lines = [f"{k} = {_toml(v)}" for k, v in table.items() if not isinstance(v, dict)]
    if not rules:
        lines.append("separation = []")
    for name, node in table.items():
        if isinstance(node, dict):
            lines += _toml_tables((name,), node)
    for rule in rules:
        lines += ["", "[[separation]]", *(f"{k} = {_toml(v)}" for k, v in rule.items())]
    return "\n".join(lines) + "\n"


def _toml_tables(path: tuple[str, ...], node: Mapping[str, Any]) -> list[str]:
    values = [f"{_toml_key(k)} = {_toml(v)}" for k, v in node.items() if not isinstance(v, dict)]
    lines = ["", f"[{'.'.join(map(_toml_key, path))}]", *values] if values or not node else []
    for key, value in node.items():
        if isinstance(value, dict):
            lines += _toml_tables((*path, key), value)
    return lines


def _toml_key(key: str) -> str:
    return key if _BARE.match(key) else _toml(key)


def _toml(value: object) -> str:
    """A value as TOML; JSON's strings, numbers and lists are TOML's too, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def read_policy(table: Mapping[str, Any], file: str) -> tuple[Policy | None, list[Complaint]]:
    """The policy of a table with its complaints; None when there is an error among them."""
    complaints: list[Complaint] = []
    known = _without_unknown(dict(table), Policy.model_fields, "", file, complaints)
    if isinstance(known.get("fit"), dict):
        known["fit"] = _without_unknown(
            known["fit"], FitWeights.model_fields, "fit.", file, complaints
        )
    if isinstance(known.get("prices"), dict):
        known["prices"] = _without_unknown(
            known["prices"], dict.fromkeys(CHANGES), "prices.", file, complaints
        )
    if isinstance(known.get("separation"), list):
        known["separation"] = [
            _without_unknown(r, Separation.model_fields, "separation.", file, complaints)
            if isinstance(r, dict)
            else r
            for r in known["separation"]
        ]
    _without_unknown_terms(known, file, complaints)
    _accept_labels(known)
    if huge := list(_huge(known)):
        return None, [*complaints, *(_translated(place, "", file) for place in huge)]
    try:
        return Policy.model_validate(known), complaints
    except ValidationError as error:
        for detail in error.errors():
            # a week is told of as it was written, whichever of its parts is wrong
            is_start = detail["loc"][:1] == ("start",)
            loc = ("start",) if is_start else detail["loc"]
            value = known["start"] if is_start else detail.get("input")
            complaint = _translated(loc, value, file)
            if complaint not in complaints:
                complaints.append(complaint)
        return None, complaints


def _huge(policy: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    """Under which keys a whole number stands that no database and no solver can hold."""
    for key, top in policy.items():
        left = [top]  # no recursion: lists may be nested without end
        while left:
            node = left.pop()
            if isinstance(node, dict):
                left += node.values()
            elif isinstance(node, list):
                left += node
            elif isinstance(node, int) and abs(node) > _LARGEST:
                yield (key,)
                break


def _without_unknown(
    table: Mapping[str, Any],
    known: Mapping[str, object],
    prefix: str,
    file: str,
    complaints: list[Complaint],
) -> dict[str, Any]:
    """The table without its unknown keys, each of which becomes a warning."""
    for number, key in enumerate(sorted(table.keys() - known.keys())):
        # looking for the nearest takes long, and nobody reads so many
        near = nearest(str(key), known) if number < _NEAREST else ""
        complaints.append(
            Complaint(
                code="exchange.policy_unknown",
                severity="warning",
                file=file,
                column=f"{prefix}{key}"[:80],
                value=str(key)[:80],
                nearest=f"{prefix}{near}" if near else "",
            )
        )
    return {k: v for k, v in table.items() if k in known}


def _without_unknown_terms(known: dict[str, Any], file: str, complaints: list[Complaint]) -> None:
    """Drop unknown keys of the catalogue's terms, e.g. a third language."""
    if not isinstance(kinds := known.get("catalogue"), dict):
        return
    for kind, terms in kinds.items():
        if isinstance(terms, dict):
            kinds[kind] = {
                value: _without_unknown(
                    term, Term.model_fields, f"catalogue.{kind}.{value}.", file, complaints
                )
                if isinstance(term, dict)
                else term
                for value, term in terms.items()
            }


def _accept_labels(known: dict[str, Any]) -> None:
    """Turn Korean and English labels of tiers and modes into their codes, where they read."""
    places = [(known, "tiers", "tier")]
    rules = known.get("separation")
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict):
            places += [(rule, "modes", "mode"), (rule, "excludes", "mode")]
    for table, key, kind in places:
        if isinstance(values := table.get(key), list):
            table[key] = [_code_or_same(v, kind) for v in values]


def _code_or_same(value: object, kind: str) -> object:
    try:
        return read_enum(value, kind) if isinstance(value, str) else value
    except CellError:
        return value


def _translated(loc: tuple[int | str, ...], value: object, file: str) -> Complaint:
    """A complaint about one key, in our words."""
    key = str(loc[0]) if loc else "tiers"  # the only check of the policy as a whole is on tiers
    expected = _EXPECTED.get(key, "")
    is_one_rule = key == "separation" and isinstance(value, dict)
    if is_one_rule:  # a table where an array of tables belongs
        expected = "[[separation]]"
    shown = "[separation]" if is_one_rule else value if isinstance(value, str | int | float) else ""
    near = nearest(str(shown), re.split(r", | \| ", expected))
    return Complaint(
        code="exchange.policy_value" if loc else "exchange.policy_floor",
        file=file,
        column=".".join(map(str, loc))[:80] or key,
        value=str(shown)[:80],
        expected=expected,
        nearest=near,
    )
