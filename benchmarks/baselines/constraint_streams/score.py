"""What seats are worth, and what is too much for one specialist.

A case counts for its value when its own rules hold; a core that is not complete yet earns a little
for every seat, or else no search would begin one.
"""

# ruff: noqa: SIM110
# (the package translates these functions into Java, for which plain loops are best)

from benchmarks.baselines.constraint_streams.week import Case, Person, Seat, Week

SCALE = 100
BEGUN = 10
"""A seat of an allowed team, and of a core that is only begun."""


def effort_of(seat: Seat) -> int:
    """Blocks of the seat for who sits there, travel included."""
    return seat.effort + seat.travel[seat.who.station]  # type: ignore[union-attr]


def start_of(seat: Seat) -> int:
    """First block of the window; a session begins with the way there."""
    if seat.fixed:
        return seat.start - seat.travel[seat.who.station]  # type: ignore[union-attr]
    return seat.start


def is_lent(seat: Seat) -> bool:
    """Whether an outsider sits there."""
    return seat.who.agency.number != seat.case.lead  # type: ignore[union-attr]


def overload(person: Person, seats: list[Seat]) -> int:
    """Cases, roles and blocks beyond what one specialist may and can do."""
    over = max(0, len(seats) - person.most_cases)
    for first in seats:
        start = start_of(first)
        for last in seats:
            stop = last.stop
            if stop <= start:
                continue
            asked = 0
            for seat in seats:
                if start_of(seat) >= start and seat.stop <= stop:
                    asked += effort_of(seat)
            room = min(person.released, person.before[stop] - person.before[start])
            over += max(0, asked - room)
        for other in seats:
            if first.id < other.id and first.case.matter == other.case.matter:
                over += 2
    return over


def is_accompanied(seat: Seat, seats: list[Seat]) -> bool:
    """Whether somebody exercises the power that is assisted from the seat."""
    if seat.power >= 0:
        return True
    for other in seats:
        if other.who is not None and other.power == -seat.power:
            return True
    return False


def has_core(seats: list[Seat]) -> bool:
    """Whether every critical seat is taken."""
    for seat in seats:
        if seat.critical and seat.who is None:
            return False
    return True


def is_allowed(case: Case, seats: list[Seat]) -> bool:
    """Whether the team of a case, as it stands, breaks no rule of the case."""
    people, outside = 0, 0
    for seat in seats:
        if seat.who is None:
            continue
        people += 1
        if is_lent(seat):
            outside += 1
        if not is_accompanied(seat, seats):
            return False
    if people > 0 and case.has_lead_present and outside == people:
        return False
    if 100 * outside > case.outside_share * people:
        return False
    return people == 0 or not case.is_bound or has_core(seats)


def coverage_of(case: Case, seats: list[Seat]) -> int:
    """What the team of a case is worth when it is allowed."""
    people = 0
    for seat in seats:
        if seat.who is not None:
            people += 1
    return case.priority * ((case.bonus if has_core(seats) else 0) + people)


def value_of(case: Case, seats: list[Seat]) -> int:
    """Coverage in hundredths of an allowed team, or else a little for every seat of its core."""
    if is_allowed(case, seats):
        return coverage_of(case, seats) * SCALE
    begun = 0
    for seat in seats:
        if seat.critical and seat.who is not None:
            begun += case.priority
    return begun * BEGUN


def counted(week: Week) -> tuple[int, list[list[int]]]:
    """Coverage and [person, demand] pairs of the teams that are allowed."""
    teams: dict[int, list[Seat]] = {}
    for seat in week.seats:
        teams.setdefault(seat.case.number, []).append(seat)
    total, pairs = 0, []
    for seats in teams.values():
        if is_allowed(seats[0].case, seats):
            total += coverage_of(seats[0].case, seats)
            pairs += [[s.who.number, s.demand] for s in seats if s.who is not None]
    return total, pairs
