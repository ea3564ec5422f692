"""What a plan says of itself: its assignments field by field, and its empty seats."""

from scheduler.check.eligibility import refusals_of, refused
from scheduler.check.facts import Facts, Violation, Violations, grouped
from scheduler.check.tiers import fit_of
from scheduler.model import BusyCandidate, Plan, Record, Refusal, RefusalCount, plain


def _differences(code: str, subject: str, right: Record, found: Record) -> Violations:
    for (name, ours), (_, theirs) in zip(right, found, strict=True):
        if ours != theirs:
            yield Violation(code, f"{subject}:{name}", plain(ours), plain(theirs))


def assignments(facts: Facts, plan: Plan) -> Violations:
    """All is of this pool and plan and eligible, and says what pool and blocks say."""
    if (sha256 := plan.provenance.pool_sha256) != facts.pool.sha256:
        yield Violation("PROVENANCE", "pool_sha256", facts.pool.sha256, sha256)
    for ids in sorted({(a.specialist, a.demand) for a in plan.assignments} - facts.chosen):
        yield Violation("UNKNOWN", "/".join(ids), 0, 1)
    pins = {ids: status for status in ("pinned", "notified") for ids in facts.rows_with(status)}
    for row, found in zip(facts.rows, facts.planned, strict=True):
        name, d, agency = "/".join(row.ids), row.demand, row.specialist.agency
        for code in refusals_of(facts, row):
            yield Violation(code, name, 0, 1)
        act = next((a for a in row.own_acts if a.instrument == found.instrument), None)
        power = facts.pool.authority_of_id.get(d.authority or "")
        bases = dict.fromkeys(f.legal_basis for f in (power, row.rights.get(agency)) if power and f)
        blocks, charged = (tuple(facts.grid[b] for b in part) for part in (row.blocks, row.charged))
        right = {
            **{name: getattr(d, name) for name in ("case", "mode", "authority")},
            "agency": agency,
            "legal_basis": "; ".join(basis for basis in bases if basis),
            **{name: act and getattr(act, name) for name in ("instrument", "document_no")},
            "blocks": blocks,
            "travel_blocks": charged if d.fixed else blocks[: row.travel],
            "fit": fit_of(facts, row, row.specialist),
            "pin": pins.get(row.ids),
            "with_oversight": (row.ids[0], "permitted_with_oversight") in row.conflicts,
        }
        yield from _differences("FIELD", name, found.model_copy(update=right), found)


def empty_seats(facts: Facts, plan: Plan) -> Violations:
    """Just the demands of this plan with fewer people than seats are listed, each with why."""
    listed, demand_of = grouped(plan.empty_seats, lambda seat: seat.demand), facts.pool.demand_of_id
    short = {d for d in facts.windows if facts.people[d] < demand_of[d].headcount}
    of = grouped(sorted(facts.chosen), lambda ids: ids[0])
    busy = {s: BusyCandidate(specialist=s, serves=tuple(d for _, d in of[s])) for s in facts.bit}
    for demand in sorted(short | listed.keys()):
        found, wanted = listed.get(demand, []), int(demand in short)
        if len(found) != wanted:
            yield Violation("EMPTY_SEAT", demand, wanted, len(found))
        for seat in found[: bool(wanted)]:
            d, why = demand_of[demand], _why(facts, demand, busy)
            right = {"case": d.case, "seats": d.headcount - facts.people[demand], **why}
            yield from _differences("EMPTY_SEAT", demand, seat.model_copy(update=right), seat)


def _why(facts: Facts, demand: str, busy: dict[str, BusyCandidate]) -> dict[str, object]:
    sets, first, seen, chosen = refused(facts, demand), dict[Refusal, int](), 0, facts.chosen
    for code, whom in sets.items():
        first[code], seen = whom & ~seen, whom | seen
    by = tuple(RefusalCount(code=c, specialists=w.bit_count()) for c, w in sets.items() if w)
    once = tuple(RefusalCount(code=c, specialists=w.bit_count()) for c, w in first.items() if w)
    idle = (who for who, bit in facts.bit.items() if not (bit & seen or (who, demand) in chosen))
    return {"refused_by": by, "waterfall": once, "remaining": tuple(busy[who] for who in idle)}
