"""Demands that together want more people than there are: an irreducible group, and how short it is.

The group is sought around an empty seat: could it be filled while every other demand keeps as many
people as it has in the plan? First only the demands that the seat's candidates serve are asked to
keep theirs, then those that their candidates serve, and so on; on a small pool at last all of them,
since an agency's limits may tie demands that have no candidate in common. Once the answer is a
proven no, demands are left out of the group, many at a time and then one by one, as long as it
stays a no.
"""

from collections.abc import Collection, Iterator, Mapping

from scheduler.explain.inquiry import Inquiry
from scheduler.model import Rule
from scheduler.model.record import Record
from scheduler.solver.clauses import Clause, Counted, Row
from scheduler.solver.engines.port import UnsettledError

MOST_STEPS, STEPS_FAR = 4, 2
"""So many times the group is widened before it is said that none was found; on a large pool."""
MOST_FAR = 80
"""Demands of the widest group on a large pool: each may take a question of its own to leave out."""


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
        if not inquiry.whatif.can_hold(_asked(inquiry, asked)):
            return _told(inquiry, _irreducible(inquiry, demand, asked))
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


def _irreducible(inquiry: Inquiry, demand: str, seats: Mapping[str, int]) -> dict[str, int]:
    """Those demands, less as many as can be left out; the one asked about cannot."""
    kept = dict(seats)
    left = sorted(seats.keys() - {demand})
    size = len(left)
    while left and size:
        for first in range(0, len(left), size):
            chunk = set(left[first : first + size])
            fewer = {d: n for d, n in kept.items() if d not in chunk}
            if not inquiry.whatif.can_hold(_asked(inquiry, fewer)):
                kept = fewer
        left = [d for d in left if d in kept]
        size //= 2
    return kept


def _told(inquiry: Inquiry, seats: Mapping[str, int]) -> Shortage:
    rules = inquiry.irreducible_rules(_asked(inquiry, seats))
    effort = {d: _least_effort(inquiry, d) for d in seats}
    rows = {d: inquiry.rows_of(d) for d in seats}
    # a plan may have more people on a demand than are asked for; they fill no seat of the group
    possible = inquiry.whatif.most([Counted(rows[d], 1, n) for d, n in seats.items()])
    done = inquiry.whatif.most([Counted(rows[d], effort[d], n) for d, n in seats.items()])
    asked = sum(effort[d] * n for d, n in seats.items())
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
        possible=possible,
        blocks_short=asked - done,
        rules=rules,
    )


def _least_effort(inquiry: Inquiry, demand: str) -> int:
    """e(s,d) of whoever travels least among the candidates; of nobody, the demand's own."""
    rows: Collection[Row] = inquiry.rows_of(demand)
    efforts = [inquiry.whatif.effort(row) for row in rows]
    return min(efforts, default=inquiry.pool.demand_of_id[demand].effort)
