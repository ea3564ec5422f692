"""Every sentence and label a person reads: a code, its arguments, Korean and English.

The tables are the ``*.toml`` files beside this module, one a room. An entry is
``[code]`` with ``ko`` and ``en``, and optionally ``hint_ko`` and ``hint_en`` (the way out). A key
that lacks one language is a defect and raises when the tables are loaded.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, NamedTuple

from scheduler.model.texts.counts import counted
from scheduler.model.texts.days import with_days
from scheduler.model.texts.particles import with_particles

Language = Literal["ko", "en"]


class Entry(NamedTuple):
    """One text in both languages; the hints may be empty, but only both together."""

    ko: str
    en: str
    hint_ko: str
    hint_en: str


@cache
def table() -> Mapping[str, Entry]:
    """All texts by code.

    Raises:
        ValueError: a code stands twice, or lacks one of its languages.
    """
    texts: dict[str, Entry] = {}
    folder = resources.files(__name__)
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=str):
        _collect(tomllib.loads(file.read_text(encoding="utf-8")), "", texts, file.name)
    return MappingProxyType(texts)


def _collect(node: Mapping[str, object], prefix: str, texts: dict[str, Entry], where: str) -> None:
    """Flatten nested TOML tables into dotted codes."""
    for key, value in node.items():
        code = f"{prefix}{key}"
        if not isinstance(value, dict):
            raise ValueError(f"{where}: {code} is no table")
        if "ko" not in value and "en" not in value:
            _collect(value, f"{code}.", texts, where)
            continue
        entry = Entry(*(str(value.get(k, "")) for k in Entry._fields))
        if not entry.ko or not entry.en or bool(entry.hint_ko) != bool(entry.hint_en):
            raise ValueError(f"{where}: {code} lacks a language")
        if code in texts:
            raise ValueError(f"{where}: {code} stands twice")
        texts[code] = entry


def say(code: str, /, language: Language = "en", **facts: object) -> str:
    """The sentence behind a code.

    Raises:
        KeyError: the code, or a fact its sentence needs, is missing.
    """
    entry = table()[code]
    return _told(entry.ko, entry.en, language, facts)


def hint(code: str, language: Language = "en", **facts: object) -> str:
    """The way out that belongs to a code; empty when there is none."""
    entry = table()[code]
    return _told(entry.hint_ko, entry.hint_en, language, facts)


def _told(ko: str, en: str, language: Language, facts: Mapping[str, object]) -> str:
    if language == "ko":
        return with_particles(ko.format(**with_days(counted(facts))))
    return en.format(**counted(facts))


def label(kind: str, value: str, language: Language = "en") -> str:
    """The label of an enumeration's value, e.g. ``label("mode", "assist", "ko")`` is 현장 보조.

    A value that the tables do not know (a catalogue of the pool's own) is shown as it is.
    """
    entry = table().get(f"{kind}.{value}")
    if entry is None:
        return value
    return entry.ko if language == "ko" else entry.en
