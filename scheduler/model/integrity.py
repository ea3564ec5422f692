"""What a pool must not say across its tables, and what it probably did not mean to say.

Each finding is a :class:`Complaint` whose ``file`` is the table's name and whose ``facts["key"]``
is the row's key (its parts joined by ``/``), so that a reader of files can point to the row.
Errors make a pool unusable; warnings do not: those that no error goes with are in
``integrity_warnings``, implausible values in ``integrity_plausible``, one thing under two
spellings in ``integrity_spellings``, several things in one cell in ``integrity_several``, and what
depends on the horizon in ``integrity_horizon``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from scheduler.model.complaint import Complaint
from scheduler.model.entities import AuthorityRight, Fact
from scheduler.model.enums import RowStatus
from scheduler.model.finding import found, key_of
from scheduler.model.integrity_horizon import horizon_complaints
from scheduler.model.integrity_plausible import implausible
from scheduler.model.integrity_several import several
from scheduler.model.integrity_spellings import spellings
from scheduler.model.integrity_warnings import warnings
from scheduler.model.nearness import nearest, parts_known
from scheduler.model.pool import TABLES, Pool, row_key

__all__ = ["horizon_complaints", "key_of", "pool_complaints"]

# which table an id in a column must stand in; a column of a list or of ``*`` counts by its items
_REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("authority_rights", "authority", "authorities"),
    ("authority_rights", "agency", "agencies"),
    ("instruments", "from_agency", "agencies"),
    ("instruments", "to_agency", "agencies"),
    ("instruments", "authorities", "authorities"),
    ("instruments", "cases", "cases"),
    ("instruments", "specialists", "specialists"),
    ("specialists", "agency", "agencies"),
    ("specialists", "designations", "authorities"),
    ("specialist_skills", "specialist", "specialists"),
    ("availability", "specialist", "specialists"),
    ("conflicts", "specialist", "specialists"),
    ("service_history", "specialist", "specialists"),
    ("cases", "lead_agency", "agencies"),
    ("demands", "case", "cases"),
    ("demands", "authority", "authorities"),
    ("demands", "excluded_agencies", "agencies"),
    ("home_reserve", "agency", "agencies"),
    ("assignments", "specialist", "specialists"),
    ("assignments", "demand", "demands"),
    ("assignments", "case", "cases"),
    ("affinity", "specialist", "specialists"),
    ("affinity", "demand", "demands"),
    ("ledger", "agency", "agencies"),
)
# the nearest right id is looked for this often; past it a list of wrong ids is too long to read
_NEAREST_LOOKUPS = 100


def pool_complaints(pool: Pool) -> tuple[Complaint, ...]:
    """Every finding that holds whatever the horizon, errors and warnings, in table order."""
    checks = (
        _duplicates,
        _unknown_ids,
        _reversed_dates,
        _overlapping_rights,
        _pinned_and_banned,
        _past_loads,
    )
    complaints = [
        *(c for check in checks for c in check(pool)),
        *spellings(pool),
        *several(pool),
        *implausible(pool),
        *warnings(pool),
    ]
    order = {t.name: i for i, t in enumerate(TABLES)}
    return tuple(sorted(complaints, key=lambda c: (order[c.file], str(c.facts["key"]), c.code)))


# -- errors -----------------------------------------------------------------------------------


def _duplicates(pool: Pool) -> Iterator[Complaint]:
    for table in TABLES:
        rows: tuple[Fact, ...] = getattr(pool, table.name)
        counts = Counter(row_key(table, row) for row in rows)
        for row in rows:
            times = counts.pop(row_key(table, row), 1)
            if times > 1:
                yield found(
                    "duplicate", table.name, row, ", ".join(table.key), key_of(table.name, row),
                    times=times,
                )  # fmt: skip


def _ids_of(pool: Pool) -> Mapping[str, Mapping[str, object]]:
    return {
        "agencies": pool.agency_of_id,
        "authorities": pool.authority_of_id,
        "specialists": pool.specialist_of_id,
        "cases": pool.case_of_id,
        "demands": pool.demand_of_id,
    }


def _named(value: object) -> Iterable[str]:
    """The ids that a cell names."""
    if value is None or value == "*":
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple):
        return [v if isinstance(v, str) else v.authority for v in value]
    raise TypeError(f"no column of ids: {value!r}")


def _unknown_ids(pool: Pool) -> Iterator[Complaint]:
    ids = _ids_of(pool)
    meant: dict[tuple[str, str], tuple[str, str]] = {}
    called = _ids_of_names(pool)
    for table, column, target in _REFERENCES:
        for row in getattr(pool, table):
            cell = getattr(row, column)
            for value in _named(cell):
                if value in ids[target]:
                    continue
                if (target, value) not in meant and len(meant) < _NEAREST_LOOKUPS:
                    names = called if target == "specialists" else {}
                    is_list = isinstance(cell, tuple)
                    meant[target, value] = _meant(value, ids[target], names, is_list=is_list)
                code, near = meant.get((target, value), ("", ""))
                yield found(
                    code or f"unknown_{_NOUN[target]}", table, row, column, value,
                    nearest=near, target=target,
                )  # fmt: skip


def _meant(
    value: str, ids: Mapping[str, object], called: Mapping[str, str], *, is_list: bool
) -> tuple[str, str]:
    """The code of a cause that is known, or nothing; and the nearest right value."""
    if parts := parts_known(value, ids):
        return "several_ids", ";".join(parts) if is_list else ""
    if value in called:
        return "specialist_by_name", called[value]
    return "", nearest(value, ids)


def _ids_of_names(pool: Pool) -> Mapping[str, str]:
    """The id of each specialist by name, and by the last word of it; of names that one has."""
    names = Counter(
        name for s in pool.specialists if s.name for name in {s.name, s.name.split()[-1]}
    )
    return {
        name: s.specialist
        for s in pool.specialists
        if s.name
        for name in (s.name, s.name.split()[-1])
        if names[name] == 1
    }


_NOUN = {
    "agencies": "agency",
    "authorities": "authority",
    "specialists": "specialist",
    "cases": "case",
    "demands": "demand",
}


def _reversed_dates(pool: Pool) -> Iterator[Complaint]:
    """An instrument must not end before it begins; a power that does is merely never in force."""
    for instrument in pool.instruments:
        if instrument.to < instrument.from_:
            yield found(
                "dates_reversed", "instruments", instrument, "to", instrument.to,
                start=str(instrument.from_), end=str(instrument.to),
            )  # fmt: skip
    for table, rows in (
        ("authorities", pool.authorities),
        ("authority_rights", pool.authority_rights),
    ):
        for row in rows:
            start, end = row.in_force_from, row.in_force_to
            if start and end and end < start:
                yield found(
                    "never_in_force", table, row, "in_force_to", end,
                    severity="warning", start=str(start), end=str(end),
                )  # fmt: skip


def _is_ever_in_force(row: AuthorityRight) -> bool:
    start, end = row.in_force_from, row.in_force_to
    return start is None or end is None or start <= end


def _overlap(one: AuthorityRight, other: AuthorityRight) -> bool:
    """Whether two rows of rights, each in force at some time, are so on a common day."""
    starts_before_end = (
        one.in_force_from is None
        or other.in_force_to is None
        or one.in_force_from <= other.in_force_to
    )
    ends_after_start = (
        one.in_force_to is None
        or other.in_force_from is None
        or one.in_force_to >= other.in_force_from
    )
    return starts_before_end and ends_after_start


def _overlapping_rights(pool: Pool) -> Iterator[Complaint]:
    for (authority, agency, mode), rows in pool.rights_of.items():
        for one, other in combinations(filter(_is_ever_in_force, rows), 2):
            if one.right is not other.right and _overlap(one, other):
                yield found(
                    "rights_overlap", "authority_rights", other, "right", other.right,
                    authority=authority, agency=agency, mode=mode, other=one.right,
                )  # fmt: skip


def _pinned_and_banned(pool: Pool) -> Iterator[Complaint]:
    banned = {
        (r.specialist, r.demand or r.case) for r in pool.assignments if r.status is RowStatus.BANNED
    }
    for row in pool.assignments:
        if row.demand is None or row.status not in (RowStatus.PINNED, RowStatus.NOTIFIED):
            continue
        demand = pool.demand_of_id.get(row.demand)
        if (row.specialist, row.demand) in banned:
            yield found(
                "pinned_and_banned", "assignments", row, "status", row.status,
                specialist=row.specialist, demand=row.demand,
            )  # fmt: skip
        elif demand is not None and (row.specialist, demand.case) in banned:
            yield found(
                "pinned_on_banned_case", "assignments", row, "status", row.status,
                specialist=row.specialist, demand=row.demand, case=demand.case,
            )  # fmt: skip


def _past_loads(pool: Pool) -> Iterator[Complaint]:
    for person in pool.specialists:
        past, capacity = person.past_blocks, person.past_capacity
        if past > 0 and capacity == 0:
            yield found(
                "past_without_capacity", "specialists", person, "past_capacity", 0, past=past
            )
        elif past > capacity:
            yield _past_above("specialists", person, "past_blocks", past, capacity)
    for agency in pool.agencies:
        if agency.past_lent_blocks > agency.past_pool_blocks:
            lent, offered = agency.past_lent_blocks, agency.past_pool_blocks
            yield _past_above("agencies", agency, "past_lent_blocks", lent, offered)


def _past_above(table: str, row: Fact, column: str, past: int, capacity: int) -> Complaint:
    return found(
        "past_above_capacity", table, row, column, past,
        severity="warning", past=past, capacity=capacity,
    )  # fmt: skip
