"""Instruments of the large pools: standing requests between agencies, and letters for one case.

Criminal investigation is opened to agencies outside the police by commission only, and panels by
appointment only; both name their people. Everything else is a cooperation request.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from scheduler.model import Case, Instrument, InstrumentKind, Mode, Pool, Right
from scheduler.synth.agencies import document_numbers
from scheduler.synth.cases import NOBODY_AT_HOME

_POLICE = ("KNPA", "SCIA")
_OUTSIDE_MODES = (Mode.ASSIST, Mode.OPINION)


class Opening(NamedTuple):
    """What a giver's people may do in a taker's cases, once an act says so."""

    giver: str
    taker: str
    kind: InstrumentKind
    authorities: tuple[str, ...]
    modes: tuple[Mode, ...]


def instruments(rng: Random, pool: Pool, first: date, *, count: int) -> tuple[Instrument, ...]:
    """So many instruments: a standing one for most openings, the rest for single pooled cases.

    ``pool`` has everything else: agencies, rights, people, cases and demands.
    """
    openings = list(_openings(pool))
    standing = [(o, None) for o in openings if rng.random() < 0.75][:count]
    pooled = [c for c in pool.cases if c.lead_present or c.lead_agency in NOBODY_AT_HOME]
    by_taker: dict[str, list[Opening]] = defaultdict(list)
    for opening in openings:
        by_taker[opening.taker].append(opening)
    chosen: list[tuple[Opening, Case | None]] = [*standing]
    seen: set[tuple[Opening, str]] = set()
    while len(chosen) < count:
        case = rng.choice(pooled)
        if not by_taker[case.lead_agency]:
            continue
        opening = rng.choice(by_taker[case.lead_agency])
        if (opening, case.case) not in seen:
            seen.add((opening, case.case))
            chosen.append((opening, case))
    numbers = document_numbers(rng, [o.taker for o, _ in chosen])
    return tuple(
        _instrument(rng, pool, index, opening, case, number, first)
        for index, ((opening, case), number) in enumerate(
            zip(chosen, numbers, strict=True), start=1
        )
    )


def _openings(pool: Pool) -> Iterator[Opening]:
    """Every lawful way from one agency into another's cases, by kind of act."""
    used: dict[str, set[tuple[str, Mode]]] = defaultdict(set)
    for demand in pool.demands:
        if demand.authority is not None:
            used[pool.case_of_id[demand.case].lead_agency].add((demand.authority, demand.mode))
    givers = sorted({s.agency for s in pool.specialists})
    for taker in sorted(used):
        for giver in givers:
            if giver != taker:
                yield from _openings_between(pool, giver, taker, sorted(used[taker]))


def _openings_between(
    pool: Pool, giver: str, taker: str, used: Sequence[tuple[str, Mode]]
) -> Iterator[Opening]:
    kinds: dict[InstrumentKind, set[tuple[str, Mode]]] = defaultdict(set)
    for authority, mode in used:
        rights = {r.right for r in pool.rights_of.get((authority, giver, mode), ())}
        if not rights & {Right.ALLOWED, Right.WITH_INSTRUMENT}:
            continue
        if authority == "court_designated_fact_finding" or mode is Mode.PANEL:
            kinds[InstrumentKind.COMMITTEE_APPOINTMENT].add((authority, mode))
        elif mode is Mode.EXERCISE:
            if giver in _POLICE and taker in _POLICE:
                kinds[InstrumentKind.JOINT_INVESTIGATION].add((authority, mode))
        elif mode in _OUTSIDE_MODES and authority == "criminal_investigation":
            police = giver in (*_POLICE, "NIS")
            request = InstrumentKind.COOPERATION_REQUEST
            kind = request if police else InstrumentKind.APPRAISAL_COMMISSION
            kinds[kind].add((authority, mode))
        elif mode in _OUTSIDE_MODES:
            kinds[InstrumentKind.COOPERATION_REQUEST].add((authority, mode))
    for kind, found in sorted(kinds.items()):
        authorities = tuple(sorted({a for a, _ in found}))
        yield Opening(giver, taker, kind, authorities, tuple(sorted({m for _, m in found})))


def _instrument(
    rng: Random,
    pool: Pool,
    index: int,
    opening: Opening,
    case: Case | None,
    document_no: str,
    first: date,
) -> Instrument:
    own = [s.specialist for s in pool.specialists if s.agency == opening.giver]
    named = sorted(rng.sample(own, max(1, len(own) * rng.randint(40, 70) // 100)))
    used = rng.randint(0, 8) if case else rng.randint(10, 60)
    ceiling = used + (rng.randint(3, 14) if case else rng.randint(20, 90))
    return Instrument(
        instrument=f"I-{index:04d}",
        kind=opening.kind,
        from_agency=opening.giver,
        to_agency=opening.taker,
        authorities=opening.authorities,
        modes=opening.modes,
        cases=(case.case,) if case else "*",
        specialists=tuple(named) if opening.kind.is_personal else "*",
        from_=first - timedelta(days=rng.randint(20, 200)),
        to=first + timedelta(days=rng.randint(40, 330)),
        max_blocks=ceiling if rng.random() < 0.8 else None,
        used_blocks=used,
        document_no=document_no,
    )
