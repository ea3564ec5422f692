"""The law of the tiny pools: two powers, their rights, and instruments with tight ceilings."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from scheduler.model import (
    Authority,
    AuthorityRight,
    Case,
    Horizon,
    Instrument,
    InstrumentKind,
    Mode,
    Right,
    Specialist,
)
from scheduler.model.entities import All

MODES = (Mode.EXERCISE, Mode.ASSIST, Mode.OPINION, Mode.PANEL, Mode.ADVISE)
AUTHORITIES = ("power", "review")


def some_day(rng: Random, grid: Horizon) -> date:
    """A day of the horizon, so that what ends then ends amid some windows."""
    return grid.first_day + timedelta(days=rng.randint(0, 4))


def authorities(rng: Random, grid: Horizon) -> tuple[Authority, ...]:
    """Two powers, personal about half of the time, rarely out of force."""
    return tuple(
        Authority(
            authority=name,
            name_ko=f"표본권한 {name}",
            name_en=f"Sample power {name}",
            legal_basis=f"표본법 제{n}조",
            personal=rng.random() < 0.5,
            in_force_from=some_day(rng, grid) if rng.random() < 0.05 else None,
            in_force_to=some_day(rng, grid) if rng.random() < 0.05 else None,
        )
        for n, name in enumerate(AUTHORITIES, start=1)
    )


def rights(rng: Random, grid: Horizon, agencies: Sequence[str]) -> list[AuthorityRight]:
    """Rights for most (authority, agency, mode); a few change within the horizon."""
    rows: list[AuthorityRight] = []
    usual = (Right.ALLOWED,) * 10 + (Right.ALLOWED_OUTSIDE,) * 3 + (Right.WITH_INSTRUMENT,) * 4
    for authority in AUTHORITIES:
        for agency in agencies:
            for mode in MODES:
                if rng.random() < 0.03:
                    continue
                changes = rng.random() < 0.06
                day = some_day(rng, grid)
                right = rng.choice((*usual, Right.NEVER))
                basis = f"표본법 제{len(rows) + 10}조"
                first = AuthorityRight(
                    authority=authority,
                    agency=agency,
                    mode=mode,
                    right=right,
                    legal_basis=basis,
                    in_force_to=day if changes else None,
                )
                rows.append(first)
                if changes and rng.random() < 0.7:
                    later = {"in_force_from": day + timedelta(days=1), "in_force_to": None}
                    rows.append(first.model_copy(update={**later, "right": rng.choice(usual)}))
    return rows


def instruments(
    rng: Random,
    grid: Horizon,
    agencies: Sequence[str],
    cases: Sequence[Case],
    people: Sequence[Specialist],
) -> list[Instrument]:
    """One or two instruments for most ordered pairs of agencies, many with a low ceiling."""
    rows: list[Instrument] = []
    for giver in agencies:
        for taker in agencies:
            if giver == taker or rng.random() < 0.06:
                continue
            for _ in range(rng.choice((1, 1, 2))):
                used = rng.randint(0, 3)
                own = tuple(s.specialist for s in people if s.agency == giver)
                late = rng.random() < 0.06
                rows.append(
                    Instrument(
                        instrument=f"I{len(rows) + 1:02d}",
                        kind=rng.choice(list(InstrumentKind)),
                        from_agency=giver,
                        to_agency=taker,
                        authorities=rng.choice(("*", "*", "*", AUTHORITIES, ("power",))),
                        modes=rng.choice(("*", "*", "*", MODES[:3])),
                        cases=part(rng, [c.case for c in cases]),
                        specialists=part(rng, own),
                        from_=some_day(rng, grid) if late else grid.first_day,
                        to=some_day(rng, grid) if rng.random() < 0.06 else grid.last_day,
                        max_blocks=used + rng.randint(0, 3) if rng.random() < 0.7 else None,
                        used_blocks=used,
                        document_no=f"표본과-{100 + len(rows)}",
                    )
                )
    return [row for row in rows if row.from_ <= row.to]


def part(rng: Random, ids: Sequence[str]) -> "tuple[str, ...] | All":
    """Mostly all of them as ``*``; else most of them by name."""
    if not ids or rng.random() < 0.75:
        return "*"
    return tuple(sorted(rng.sample(list(ids), max(1, len(ids) - rng.randint(0, 1)))))
