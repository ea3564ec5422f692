"""Demands that together want more people than there are: an irreducible group, and how short it is.

The group is sought around an empty seat: could it be filled while every other demand keeps as many
people as it has in the plan? First only the demands that the seat's candidates serve are asked to
keep theirs, then those that their candidates serve, and so on; on a small pool at last all of them,
since an agency's limits may tie demands that have no candidate in common. Where the answer is no,
one engine names demands that are enough for it. Each of these is then left out for a try: either a
checked solution says that it belongs to the group, or fewer are named. Only that the last group
cannot hold is told, and there two engines have to say so.
"""

from collections.abc import Collection, Iterator, Mapping

from scheduler.explain.inquiry import Inquiry
from scheduler.model import Rule
from scheduler.model.record import Record
from scheduler.solver.clauses import Clause, Counted, Row
from scheduler.solver.engines.port import EngineError, UnsettledError

MOST_STEPS, STEPS_FAR = 4, 2
"""So many times the group is widened before it is said that none was found; on a large pool."""
MOST_FAR = 80
"""Demands of the widest group on a large pool: each may take a question of its own to leave out."""


NOTHING: Mapping[str, int] = {}


class Wanted(Record):
    """A demand of a group: the seats asked for, and the half-days that one takes at least."""

    demand: str
    case: str
    seats: int
    effort: int


class Shortage(Record):
    """Demands that cannot all have the people asked for; without any one of them the others can.

    ``people``: everybody eligible for one of them. ``possible``: the most seats of the group that
    any plan fills; ``blocks_short``: the least work of the group that no plan gets done, in
    half-days. ``rules``: an irreducible set of rules under which it is so.
    """

    wanted: tuple[Wanted, ...]
    people: tuple[str, ...]
    possible: int
    blocks_short: int
    rules: tuple[Rule, ...]

    @property
    def seats(self) -> int:
        """Seats asked for."""
        return sum(one.seats for one in self.wanted)


def shortage(inquiry: Inquiry, demand: str) -> Shortage | None:
    """A group of demands around one with an empty seat; None where none was found.

    With ``demand`` as many people are asked for as it has in the plan, and one more; with the
    others as many as they have.
    """
    try:
        return _found(inquiry, demand)
    except UnsettledError:  # on a large pool; nothing is said that is not certain
        return None


def _found(inquiry: Inquiry, demand: str) -> Shortage | None:
    own = len(inquiry.on.get(demand, ())) + 1
    for seats in _groups(inquiry, demand):
        asked = {d: len(inquiry.on[d]) for d in sorted(seats)} | {demand: own}
        group = _blamed(inquiry, asked)
        if group is not None:
            return _told(inquiry, *_irreducible(inquiry, demand, group))
    return None


def _groups(inquiry: Inquiry, demand: str) -> Iterator[set[str]]:
    """Wider and wider groups of other demands that have people."""
    seats: set[str] = set()
    for _ in range(MOST_STEPS if inquiry.whatif.is_small else STEPS_FAR):
        candidates = {s for d in (*seats, demand) for s in inquiry.candidates(d)}
        wider = {d for s in candidates for d in inquiry.serves.get(s, ())} - {demand}
        if wider <= seats:
            break
        if not inquiry.whatif.is_small and len(wider) > MOST_FAR:
            break
        seats |= wider
        yield set(seats)
    everything = set(inquiry.on) - {demand}
    if inquiry.whatif.is_small and everything != seats:
        yield everything


def _asked(inquiry: Inquiry, seats: Mapping[str, int]) -> list[Clause]:
    return [Clause(inquiry.rows_of(d), least=n) for d, n in seats.items()]


def _blamed(
    inquiry: Inquiry, seats: Mapping[str, int], changed: Mapping[str, int] = NOTHING
) -> dict[str, int] | None:
    """Of these demands some that cannot all have their people, as one engine says; None: they can.

    ``changed``: of so many seats of some of them it is asked instead.
    """
    asked = dict(seats) | dict(changed)
    blamed = inquiry.whatif.blamed(_asked(inquiry, asked))
    if blamed is None:
        return None
    return {d: seats[d] for number, (d, n) in enumerate(asked.items()) if number in blamed and n}


def _irreducible(
    inquiry: Inquiry, demand: str, seats: Mapping[str, int]
) -> tuple[dict[str, int], set[str]]:
    """Those demands, less as many as can be left out; the one asked about cannot.

    And those of which one seat less is enough: all others then have their people, in a plan.
    """
    kept, enough = dict(seats), {demand}
    for d in sorted(seats.keys() - {demand}):
        if d not in kept:
            continue
        fewer = _blamed(inquiry, kept, {d: kept[d] - 1})
        if fewer is None:
            enough.add(d)
        elif kept[d] > 1:
            fewer = _blamed(inquiry, kept, {d: 0})
        kept = kept if fewer is None else fewer
    return kept, enough


def _told(inquiry: Inquiry, seats: Mapping[str, int], enough: Collection[str]) -> Shortage:
    asked = _asked(inquiry, seats)
    if inquiry.whatif.can_hold(asked):
        raise EngineError("CP-SAT calls demands short of people that two engines can staff")
    rules = inquiry.irreducible_rules(asked)
    effort = {d: _least_effort(inquiry, d) for d in seats}
    rows = {d: inquiry.rows_of(d) for d in seats}
    short = min(effort.values())  # a seat stays empty whatever the plan
    if not any(effort[d] == short for d in seats if d in enough):
        # a plan may have more people on a demand than are asked for; they fill no seat of the group
        done = inquiry.whatif.most([Counted(rows[d], effort[d], n) for d, n in seats.items()])
        short = sum(effort[d] * n for d, n in seats.items()) - done
    return Shortage(
        wanted=tuple(
            Wanted(
                demand=d,
                case=inquiry.pool.demand_of_id[d].case,
                seats=n,
                effort=effort[d],
            )
            for d, n in sorted(seats.items())
        ),
        people=tuple(sorted({s for own in rows.values() for s, _ in own})),
        possible=sum(seats.values()) - 1,  # the explained plan does that
        blocks_short=short,
        rules=rules,
    )


def _least_effort(inquiry: Inquiry, demand: str) -> int:
    """e(s,d) of whoever travels least among the candidates; of nobody, the demand's own."""
    rows: Collection[Row] = inquiry.rows_of(demand)
    efforts = [inquiry.whatif.effort(row) for row in rows]
    return min(efforts, default=inquiry.pool.demand_of_id[demand].effort)
