"""What a plan says of itself: its assignments field by field, and its empty seats."""

from collections import Counter

from scheduler.check.eligibility import has_conflict, refusals_of
from scheduler.check.facts import Facts, Pair, Violation, Violations, grouped
from scheduler.check.tiers import fit_of
from scheduler.model import BusyCandidate, Plan, Refusal, RefusalCount
from scheduler.model.plan import Record


def _differences(code: str, subject: str, right: Record, found: Record) -> Violations:
    for (name, ours), (_, theirs) in zip(right, found, strict=True):
        if ours != theirs:
            yield Violation(code, f"{subject}:{name}", str(ours), str(theirs))


def assignments(facts: Facts, plan: Plan) -> Violations:
    """All is of this pool and plan and eligible, and says what pool and blocks say."""
    if (sha256 := plan.provenance.pool_sha256) != facts.pool.sha256:
        yield Violation("PROVENANCE", "pool_sha256", facts.pool.sha256, sha256)
    for ids in sorted({(a.specialist, a.demand) for a in plan.assignments} - facts.chosen):
        yield Violation("UNKNOWN", "/".join(ids), 0, 1)
    grid = [str(moment) for moment in facts.horizon.blocks]
    pins = {ids: status for status in ("pinned", "notified") for ids in facts.rows_with(status)}
    for row, found in zip(facts.rows, facts.planned, strict=True):
        name, d = "/".join(row.ids), row.demand
        for code in refusals_of(facts, row):
            yield Violation(code, name, 0, 1)
        act = next((a for a in row.acts or () if a.instrument == found.instrument), None)
        power = facts.pool.authority_of_id.get(d.authority or "")
        bases = dict.fromkeys(fact.legal_basis for fact in (power, row.right) if power and fact)
        blocks, charged = (tuple(grid[b] for b in part) for part in (row.blocks, row.charged))
        right = {
            **{name: getattr(d, name) for name in ("case", "mode", "authority")},
            "agency": row.specialist.agency,
            "legal_basis": "; ".join(basis for basis in bases if basis),
            "instrument": act and act.instrument,
            "document_no": act and act.document_no,
            "blocks": blocks,
            "travel_blocks": charged if d.fixed else blocks[: row.travel],
            "fit": fit_of(facts, row),
            "pin": pins.get(row.ids),
            "with_oversight": has_conflict(facts, row, "permitted_with_oversight"),
        }
        yield from _differences("FIELD", name, found.model_copy(update=right), found)


def empty_seats(facts: Facts, plan: Plan) -> Violations:
    """Just the demands of this plan with fewer people than seats are listed, each with why."""
    listed, demand_of = grouped(plan.empty_seats, lambda seat: seat.demand), facts.pool.demand_of_id
    short = {d for d in facts.windows if facts.people[d] < demand_of[d].headcount}
    serves = grouped(sorted(facts.chosen), lambda ids: ids[0])
    instead = {who: tuple(demand for _, demand in ids) for who, ids in serves.items()}
    for demand in sorted(short | listed.keys()):
        found, wanted = listed.get(demand, []), int(demand in short)
        if len(found) != wanted:
            yield Violation("EMPTY_SEAT", demand, wanted, len(found))
        for seat in found[: bool(wanted)]:
            d, why = demand_of[demand], _why(facts, demand, instead)
            right = {"case": d.case, "seats": d.headcount - facts.people[demand], **why}
            yield from _differences("EMPTY_SEAT", demand, seat.model_copy(update=right), seat)


def _why(facts: Facts, demand: str, instead: dict[str, tuple[str, ...]]) -> dict[str, object]:
    codes = {who: refusals_of(facts, Pair(facts, who, demand)) for who in facts.free}
    refused = Counter(code for every in codes.values() for code in every)
    first = Counter(every[0] for every in codes.values() if every)
    by, waterfall = (
        tuple(RefusalCount(code=code, specialists=n[code]) for code in Refusal if n[code])
        for n in (refused, first)
    )
    idle = [who for who in codes if not codes[who] and (who, demand) not in facts.chosen]
    rest = tuple(BusyCandidate(specialist=who, serves=instead.get(who, ())) for who in idle)
    return {"refused_by": by, "waterfall": waterfall, "remaining": rest}
