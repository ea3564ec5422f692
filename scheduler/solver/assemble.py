"""From a solution of the program to the plan: who, when, on what ground, and what stays empty."""

from collections import defaultdict
from importlib.metadata import version

import numpy as np

import scheduler
from scheduler.model import (
    BusyCandidate,
    EmptySeat,
    Instrument,
    Plan,
    PlannedAssignment,
    Pool,
    Provenance,
    Refusal,
    RefusalCount,
    RowStatus,
    SolveOptions,
    TierResult,
    Witness,
)
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.instruments import ActChoice, choose_instruments
from scheduler.solver.layout import Desk, Piece, lay_out
from scheduler.solver.shares import shares


def assemble(
    f: Formulation,
    solution: Ints,
    tiers: tuple[TierResult, ...],
    witnesses: tuple[Witness, ...],
    made: Provenance,
) -> Plan:
    """The plan of a solution: laid out, with legal grounds, empty seats, and provenance."""
    it = f.instance
    frame = it.eligibility.frame
    pairs = np.nonzero(solution[f.x] == 1)[0]
    return Plan(
        start=frame.horizon.start,
        weeks=frame.horizon.weeks,
        assignments=_assignments(it, pairs),
        empty_seats=_empty_seats(it, pairs),
        tiers=tiers,
        witnesses=witnesses,
        provenance=made,
    )


def provenance(pool: Pool, options: SolveOptions, start: Plan | None) -> Provenance:
    """Where a plan made now from this pool, with these options, from this start comes from."""
    return Provenance(
        pool_sha256=pool.sha256,
        software=scheduler.__version__,
        solvers={name: version(name) for name in ("ortools", "highspy")},
        options=options,
        start_sha256=None if start is None else start.sha256,
    )


def _assignments(it: Instance, pairs: Ints) -> tuple[PlannedAssignment, ...]:
    frame = it.eligibility.frame
    acts = _instruments(it, pairs)
    pins = _pin_states(it)
    texts = tuple(str(m) for m in frame.horizon.blocks)
    blocks = _blocks(it, pairs)
    rows = []
    for p in pairs.tolist():
        s, d = int(it.specialist[p]), int(it.demand[p])
        person, demand = frame.specialists[s], it.demands[d]
        act = acts.get(p)
        travelled = int(it.charged[p])
        rows.append(
            PlannedAssignment(
                specialist=person.specialist,
                demand=demand.demand,
                case=demand.case,
                agency=person.agency,
                mode=demand.mode,
                authority=demand.authority,
                legal_basis=it.eligibility.legal.basis(s, d),
                instrument=act.instrument if act else None,
                document_no=act.document_no if act else None,
                blocks=tuple(texts[b] for b in blocks[p]),
                travel_blocks=tuple(texts[b] for b in blocks[p][:travelled]),
                fit=int(it.fit[p]),
                pin=pins.get((s, d)),
                with_oversight=it.eligibility.is_overseen(s, d),
            )
        )
    return tuple(rows)


def _instruments(it: Instance, pairs: Ints) -> dict[int, Instrument]:
    """Pair to its instrument, for those that need one."""
    acts = {p: usable for p in pairs.tolist() if (usable := it.acts(p))}
    choices = [ActChoice(int(it.effort[p]), usable) for p, usable in acts.items()]
    chosen = choose_instruments(choices)
    if chosen is None:
        raise ValueError("no choice of instruments keeps every ceiling")
    return dict(zip(acts, chosen, strict=True))


def _pin_states(it: Instance) -> dict[tuple[int, int], RowStatus]:
    """(specialist, demand) to pinned or notified; notified says more."""
    states = dict.fromkeys(it.current_rows(RowStatus.PINNED), RowStatus.PINNED)
    return states | dict.fromkeys(it.current_rows(RowStatus.NOTIFIED), RowStatus.NOTIFIED)


def _blocks(it: Instance, pairs: Ints) -> dict[int, list[int]]:
    """Pair to its block numbers in time order."""
    frame = it.eligibility.frame
    pieces: dict[int, list[tuple[int, Piece]]] = defaultdict(list)
    for share in shares(it, pairs):
        p = share.pair
        piece = Piece(int(it.demand[p]), int(it.case[p]), share.start, share.stop, share.blocks)
        pieces[int(it.specialist[p])].append((p, piece))
    days = tuple(m.day.toordinal() for m in frame.horizon.blocks)
    laid: dict[int, list[int]] = {p: [] for p in pairs.tolist()}
    for s, work in pieces.items():
        desk = Desk(
            blocks=tuple(np.nonzero(frame.available[s])[0].tolist()),
            day=days,
            week=frame.horizon.week_of_block,
            weekly=int(frame.weekly_blocks[s]),
        )
        pair_of_job = {piece.job: p for p, piece in work}
        for block, job in sorted(lay_out(desk, [piece for _, piece in work]).items()):
            laid[pair_of_job[job]].append(block)
    return laid


def _empty_seats(it: Instance, pairs: Ints) -> tuple[EmptySeat, ...]:
    frame = it.eligibility.frame
    filled = np.bincount(it.demand[pairs], minlength=len(it.demands))
    serves: dict[int, list[str]] = defaultdict(list)
    on: dict[int, set[int]] = defaultdict(set)
    for p in pairs.tolist():
        serves[int(it.specialist[p])].append(it.demands[it.demand[p]].demand)
        on[int(it.demand[p])].add(int(it.specialist[p]))
    busy = [
        BusyCandidate(specialist=person.specialist, serves=tuple(sorted(serves[s])))
        for s, person in enumerate(frame.specialists)
    ]
    seats = []
    for d in np.nonzero(filled < it.headcount)[0].tolist():
        seats.append(
            EmptySeat(
                demand=it.demands[d].demand,
                case=it.demands[d].case,
                seats=int(it.headcount[d] - filled[d]),
                refused_by=_counts(it.eligibility.refusal_counts(d)),
                waterfall=_counts(it.eligibility.waterfall(d)),
                remaining=tuple(
                    busy[s] for s in it.eligibility.candidates(d).tolist() if s not in on[d]
                ),
            )
        )
    return tuple(seats)


def _counts(counts: dict[Refusal, int]) -> tuple[RefusalCount, ...]:
    return tuple(RefusalCount(code=c, specialists=n) for c, n in counts.items() if n)
