"""Scenarios: patches under one name, small enough to be sent around as a file.

A scenario is itself a patch. Once it is saved it belongs to the pool it was made for, by the pool's
hash, and is refused on any other: what it says would not be what happens.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from scheduler.model import Horizon, Language, Pool, RequestError, say
from scheduler.model.record import Record
from scheduler.whatif.patches import Chance, Patch, StoredPatch, pool_with

SCHEMA_VERSION = 1
MOST_BYTES = 16 * 2**20
Patches = Patch | Iterable[Patch]


class Scenario(Record):
    """Patches under one name, applied in their order.

    ``factors``: which alternative of which factor a grid has put here. ``pool_sha256``: the only
    pool it may be applied to; None where it is free.
    """

    schema_version: Literal[1] = 1
    name: str = Field(min_length=1)
    patches: tuple[StoredPatch, ...] = ()
    factors: dict[str, str] = Field(default_factory=dict)
    pool_sha256: str | None = None

    def apply(self, pool: Pool) -> Pool:
        """The pool with every patch applied.

        Raises:
            RequestError: the scenario belongs to another pool, or adds what is already there.
            NotFoundError: it names what the pool does not know.
        """
        if self.pool_sha256 is not None and self.pool_sha256 != pool.sha256:
            wanted, found = self.pool_sha256[:12], pool.sha256[:12]
            raise RequestError("scenario.other_pool", name=self.name, wanted=wanted, found=found)
        return pool_with(pool, *self.patches)

    def text(self, language: Language = "en") -> str:
        """What changes, a sentence a patch."""
        said = " ".join(patch.text(language) for patch in self.patches)
        return said or say("scenario.change_none", language)

    def drawn(self, shift: int, horizon: Horizon) -> "Scenario":
        """The scenario with the seeds of its chance so many further, for these weeks."""
        patches = tuple(
            patch.drawn(shift, horizon) if isinstance(patch, Chance) else patch
            for patch in self.patches
        )
        return self.model_copy(update={"patches": patches})

    @property
    def seed(self) -> int | None:
        """The seed of the first patch that draws; None where nothing is left to chance."""
        return next((p.seed for p in self.patches if isinstance(p, Chance)), None)

    def on(self, pool: Pool) -> "Scenario":
        """The same scenario as one of this pool."""
        return self.model_copy(update={"pool_sha256": pool.sha256})

    def save(self, path: str | Path, pool: Pool) -> None:
        """Write it as one of this pool, in JSON.

        Raises:
            RequestError: it does not fit the pool.
            NotFoundError: it names what the pool does not know.
        """
        mine = self.on(pool)
        mine.apply(pool)
        facts = mine.model_dump(mode="json", by_alias=True)
        text = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
        Path(path).write_text(text, encoding="utf-8")


def scenario(name: str, patches: Patches = (), **factors: str) -> Scenario:
    """Patches under a name; one patch needs no list. Scenarios among them give their patches.

    Raises:
        RequestError: a patch is none that can be stored.
    """
    given = (patches,) if isinstance(patches, Patch) else tuple(patches)
    flat = [p for one in given for p in (one.patches if isinstance(one, Scenario) else (one,))]
    try:
        return Scenario.model_validate({"name": name, "patches": tuple(flat), "factors": factors})
    except ValidationError as error:
        place = error.errors(include_url=False)[0]["loc"]
        if place[:1] != ("patches",):
            raise
        kind = type(flat[int(place[1])]).__name__
        raise RequestError("scenario.foreign_patch", name=name, kind=kind) from None


def load_scenario(path: str | Path) -> Scenario:
    """The scenario of a file.

    Raises:
        FileNotFoundError: there is no such file.
        RequestError: it is no scenario, or one of another format; ``where`` is the first fault.
    """
    file = Path(path)
    if file.stat().st_size > MOST_BYTES:
        raise RequestError("scenario.unreadable", where=f"{file.stat().st_size} B")
    try:
        document = json.loads(file.read_bytes())
    except ValueError:
        raise RequestError("scenario.unreadable", where="JSON") from None
    version = document.get("schema_version") if isinstance(document, dict) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        raise RequestError("scenario.version", found=version, known=SCHEMA_VERSION)
    try:
        return Scenario.model_validate(document)
    except ValidationError as error:
        loc = error.errors(include_url=False, include_input=False)[0]["loc"]
        where = ".".join(map(str, loc))[:120] or "JSON"
        raise RequestError("scenario.unreadable", where=where) from None


def grid(factors: Mapping[str, Mapping[str, Patches]]) -> tuple[Scenario, ...]:
    """Every combination of one alternative a factor, the last factor changing fastest.

    ``grid({"illness": {"none": (), "5 %": illness(0.05, 1)}, "lending": {...}})``: two factors with
    their alternatives by name. A scenario is named by its alternatives, joined by " · ".

    Raises:
        RequestError: a factor has no alternatives.
    """
    for factor, alternatives in factors.items():
        if not alternatives:
            raise RequestError("scenario.no_alternatives", factor=factor)
    made = []
    for chosen in product(*factors.values()):
        names = dict(zip(factors, chosen, strict=True))
        patches: list[Patch] = []
        for factor, name in names.items():
            given = factors[factor][name]
            patches += (given,) if isinstance(given, Patch) else given
        made.append(scenario(" · ".join(chosen), patches, **names))
    return tuple(made)
