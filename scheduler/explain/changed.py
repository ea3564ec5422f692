"""What has changed from one pool to another about the people and things of a row.

Only numbers and days that a plan goes by; no names, no reasons of absences. That a fact has changed
does not say that it is why a row has moved: that is for ``reasons`` and ``comparing`` to say.
"""

from collections.abc import Iterator, Mapping

from scheduler.check.facts import Facts
from scheduler.explain.inquiry import Inquiry
from scheduler.model import Agency, Case, Demand, Pool, Specialist
from scheduler.model.record import Record

NO_LIMIT = ""
"""How a limit or a day that is not set is written."""
FIELDS = (
    ("released", Specialist, "weekly_blocks"),
    ("caseload", Specialist, "max_cases"),
    ("lent_blocks", Agency, "max_lent_blocks"),
    ("lent_heads", Agency, "max_lent_heads"),
    ("headcount", Demand, "headcount"),
    ("effort", Demand, "effort"),
    ("priority", Case, "priority"),
    ("deadline", Case, "statutory_deadline"),
)
"""Key of a changed fact, whose it is, and its field."""


class ChangedFact(Record):
    """One fact that is not as it was. ``key`` names its sentence (``changed.<key>``).

    ``facts``: whose it is, ``before`` and ``after`` (empty: no limit). Of time: ``when``, the
    half-days that are gone or have come, as in a plan, with a space between.
    """

    key: str
    facts: dict[str, str | int]


def changed_facts(
    before: Inquiry, after: Inquiry, specialist: str, demand: str
) -> tuple[ChangedFact, ...]:
    """What has changed about a specialist, a demand, and their agency and case.

    Of somebody or something that only one of the pools has, nothing is told.
    """
    one, other = (_subjects(i.pool, specialist, demand) for i in (before, after))
    found = []
    for key, kind, field in FIELDS:
        if kind not in one or kind not in other or one[kind][0] != other[kind][0]:
            continue
        was, is_now = (getattr(side[kind][1], field) for side in (one, other))
        if was != is_now:
            told = {kind.__name__.lower(): one[kind][0], "before": _fact(was)}
            found.append(ChangedFact(key=key, facts={**told, "after": _fact(is_now)}))
    return (*found, *changed_times(before, after, specialist, demand))


def changed_times(
    before: Inquiry, after: Inquiry, specialist: str, demand: str
) -> Iterator[ChangedFact]:
    """Half-days of a specialist that are gone or have come, and a demand's other window.

    Nothing of plans for different weeks, whose half-days have nothing to do with each other.
    """
    if not before.plan.fits(after.facts.horizon):
        return
    if specialist in before.facts.there and specialist in after.facts.there:
        old, new = (available(i.facts, specialist) for i in (before, after))
        for key, blocks in (("away", old - new), ("there", new - old)):
            if blocks:
                when = " ".join(sorted(blocks))
                yield ChangedFact(key=key, facts={"specialist": specialist, "when": when})
    if demand in before.facts.windows and demand in after.facts.windows:
        was, is_now = (_window(i.facts, demand) for i in (before, after))
        if was != is_now:
            told: dict[str, str | int] = {"demand": demand, "before": was, "after": is_now}
            yield ChangedFact(key="window", facts=told)


def available(facts: Facts, specialist: str) -> frozenset[str]:
    """The half-days in which a specialist is there."""
    there = zip(facts.grid, facts.there[specialist], strict=True)
    return frozenset(block for block, is_there in there if is_there)


def _window(facts: Facts, demand: str) -> str:
    """The first and the last half-day of a demand's window."""
    window = facts.windows[demand]
    return f"{facts.grid[window.start]} {facts.grid[window.stop - 1]}"


Subjects = Mapping[type, tuple[str, Specialist | Agency | Demand | Case]]


def _subjects(pool: Pool, specialist: str, demand: str) -> Subjects:
    """Who and what a row is about, with their ids, as far as the pool has them."""
    found: dict[type, tuple[str, Specialist | Agency | Demand | Case]] = {}
    person, wanted = pool.specialist_of_id.get(specialist), pool.demand_of_id.get(demand)
    if person is not None:
        found[Specialist] = specialist, person
        found[Agency] = person.agency, pool.agency_of_id[person.agency]
    if wanted is not None:
        found[Demand] = demand, wanted
        found[Case] = wanted.case, pool.case_of_id[wanted.case]
    return found


def _fact(value: object) -> str | int:
    if value is None:
        return NO_LIMIT
    return value if isinstance(value, int) else str(value)
