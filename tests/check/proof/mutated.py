"""Witnesses in which one thing is another: prices, names, rows, scale, tier, and their JSON."""

from collections.abc import Iterator
from random import Random
from typing import Any

from scheduler.model import TierName, Witness
from scheduler.model.witness import PriceRow
from tests.check.proof.tables import FIELDS

NAMES = ("d1", "A", "c1", "nobody", "")
NONSENSE: tuple[Any, ...] = (None, "", "x", "1", 1.5, 2.0, True, [], {}, -(10**30), 10**30)


def mutated(rng: Random, whole: Witness) -> Iterator[tuple[str, Witness]]:
    """What was changed, and the witness with the change; nothing validates it."""
    for scale in (-1, 0, 1, whole.scale + 1, max(1, whole.scale // 2), 10 * whole.scale):
        yield "scale", whole.model_copy(update={"scale": scale})
    for tier in TierName:
        if tier is not whole.tier:
            yield "tier", whole.model_copy(update={"tier": tier})
    for name in FIELDS:
        rows: tuple[PriceRow, ...] = getattr(whole, name)
        for what, changed in changes(rng, name, rows) if rows else ():
            yield f"{name} {what}", whole.model_copy(update={name: changed})


def changes(
    rng: Random, name: str, rows: tuple[PriceRow, ...]
) -> Iterator[tuple[str, tuple[PriceRow, ...]]]:
    """The rows with one of them dropped, doubled, renamed, priced otherwise, or out of order."""
    at = rng.randrange(len(rows))
    before, row, after = rows[:at], rows[at], rows[at + 1 :]
    field = rng.choice(("insider", "outsider")) if name == "seats" else "price"
    price = getattr(row, field)
    for other in (price - 1, price + 1, -price, 2 * price, 0, price // 2, rng.randint(-9, 10**6)):
        yield "priced otherwise", (*before, row.model_copy(update={field: other}), *after)
    renamed = rng.choice([n for n in FIELDS[name] if n != "level"])
    others = (*NAMES, *(getattr(other, renamed) for other in rows))
    yield (
        "renamed",
        (*before, row.model_copy(update={renamed: rng.choice(others)}), *after),
    )
    yield "dropped", (*before, *after)
    yield "doubled", (*before, row, row, *after)
    yield "all dropped", ()
    yield "turned round", rows[::-1]


def garbled(rng: Random, whole: Witness) -> Iterator[dict[str, Any]]:
    """The witness as a plan file has it, with something in it that does not belong there."""
    for name in ("tier", "scale", *FIELDS):
        yield _text(whole) | {name: rng.choice(NONSENSE)}
        less = _text(whole)
        del less[name]
        yield less
    yield _text(whole) | {"bound": 0}
    for name in FIELDS:
        if rows := _text(whole)[name]:
            at = rng.randrange(len(rows))
            field = rng.choice(list(rows[at]))
            for changed in ({field: rng.choice(NONSENSE)}, {"value": 1}):
                yield _text(whole) | {name: [*rows[:at], rows[at] | changed, *rows[at + 1 :]]}
            yield _text(whole) | {name: [*rows, {}]}
            yield _text(whole) | {name: rows[at]}


def _text(whole: Witness) -> dict[str, Any]:
    return whole.model_dump(mode="json")
