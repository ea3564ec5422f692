"""Price tables of a pool: every price that a witness may have, drawn at random or by descent."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from scheduler.model import BalanceRule, Horizon, Pool, RowStatus, TierName, Witness

Key = tuple[str, tuple[Any, ...], str]
"""(field of the witness, what the price is for, name of the price)."""
Table = dict[Key, int]

FIELDS = {
    "seats": ("demand",),
    "lent_blocks": ("agency",),
    "lent_heads": ("agency",),
    "reserves": ("agency", "skill", "level"),
    "instruments": ("instrument",),
    "teams": ("specialist", "case"),
    "held": ("tier",),
}


def is_sum(pool: Pool, tier: TierName) -> bool:
    """Whether a tier can have a witness."""
    squares = pool.policy.balance is BalanceRule.SQUARES
    return tier is not TierName.FLOOR and (tier is not TierName.BALANCE or squares)


def keys(pool: Pool, horizon: Horizon, tier: TierName) -> Iterator[Key]:
    """All prices that a witness of a tier may have."""
    demands = [d for d in pool.demands if horizon.cut(d.from_, d.to)]
    started = {
        pool.case_of_demand[r.demand].case
        for r in pool.assignments
        if r.status in (RowStatus.IN_FORCE, RowStatus.NOTIFIED) and r.demand
        if pool.demand_of_id[r.demand] in demands
    }
    for d in demands:
        yield "seats", (d.demand,), "insider"
        yield "seats", (d.demand,), "outsider"
    for a in pool.agencies:
        yield "lent_blocks", (a.agency,), "price"
        if a.max_lent_heads is not None:
            yield "lent_heads", (a.agency,), "price"
    for r in pool.home_reserve:
        yield "reserves", (r.agency, r.skill, r.level), "price"
    for i in pool.instruments:
        if i.max_blocks is not None:
            yield "instruments", (i.instrument,), "price"
    for case in sorted({d.case for d in demands if d.critical} - started):
        for s in pool.specialists:
            yield "teams", (s.specialist, case), "price"
    for earlier in pool.policy.tiers[: pool.policy.tiers.index(tier)]:
        if is_sum(pool, earlier):
            yield "held", (earlier,), "price"


def witness(tier: TierName, scale: int, table: Mapping[Key, int]) -> Witness:
    """The witness of a table of prices."""
    rows: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {field: {} for field in FIELDS}
    for (field, key, name), price in table.items():
        if price:
            row = rows[field].setdefault(key, dict(zip(FIELDS[field], key, strict=True)))
            row[name] = price
    sorted_rows = {
        field: [by_key[k] for k in sorted(by_key, key=lambda k: "/".join(map(str, k)))]
        for field, by_key in rows.items()
    }
    return Witness.model_validate({"tier": tier, "scale": scale, **sorted_rows})


def drawn(rng: Random, key: Key, size: int) -> int:
    """A price of about a size: seats may also be paid for being taken."""
    price = rng.choice((rng.randint(0, size), rng.randint(0, size), rng.randint(0, 4 * size)))
    return -price if key[0] == "seats" and rng.random() < 0.4 else price
