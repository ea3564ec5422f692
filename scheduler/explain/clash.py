"""Pins that cannot hold together: clashing sets, the rules they break, the pins to lift.

A smallest clashing set is found by hitting sets: while the pins that hit every known way out can
hold together, the most pins that hold with them leave a further way out; once they cannot, they
are a smallest clash. Each "cannot hold" is the solver's proof, confirmed by a second engine.
"""

from collections.abc import Collection, Sequence
from functools import partial

from scheduler.explain.conflicts import conflicts_among
from scheduler.model import Horizon, Language, Pool, Refusal, Rule, label, say
from scheduler.model.enums import RowStatus
from scheduler.model.record import Record
from scheduler.solver.hold import Pin, PinBoard


class ClashingPin(Record):
    """A pin of a clash. ``refused_by`` is filled where the pair itself is not eligible."""

    specialist: str
    demand: str
    case: str
    status: RowStatus
    refused_by: tuple[Refusal, ...] = ()


class Clash(Record):
    """A smallest set of pins that cannot hold together, and an irreducible set of rules they break.

    ``cheapest_to_lift`` is one of ``pins``: a planner's pin before a notified one, then the one
    whose case has the least priority. ``is_enough`` says whether lifting it alone lets all other
    pins of the week hold.
    """

    pins: tuple[ClashingPin, ...]
    rules: tuple[Rule, ...]
    cheapest_to_lift: ClashingPin
    is_enough: bool

    def text(self, language: Language = "en") -> str:
        """The clash in words."""
        key = "clash.refused" if self.pins[0].refused_by else "clash.together"
        return say(
            key,
            language,
            count=len(self.pins),
            pins=", ".join(_named(p) for p in self.pins),
            rules=", ".join(label("rule", r, language) for r in self.rules),
            codes=", ".join(label("refusal", c, language) for c in self.pins[0].refused_by),
        )

    def way_out(self, language: Language = "en") -> str:
        """Which pin to lift, and whether that is enough."""
        key = "clash.lift" if self.is_enough else "clash.lift_and_more"
        return say(key, language, pin=_named(self.cheapest_to_lift))


class PatchClash(Record):
    """Patches under which the pins of a pool cannot hold together: an irreducible set.

    ``patches``: their places in the order given, from 0; without any one of them, and what rests
    on it, the pins hold. None of them: the pool's own pins clash. ``clash``: the pins that clash
    under just these.
    """

    patches: tuple[int, ...]
    clash: Clash


class Clashes(Record):
    """Irreducible clashes of the pins of a horizon, refused pins first, and what to lift.

    ``ways_out``: pins whose lifting lets all others hold; of each none can be left out; the
    cheapest comes first. ``is_complete``: there is no other clash and no other way out.
    """

    clashes: tuple[Clash, ...]
    ways_out: tuple[tuple[ClashingPin, ...], ...]
    is_complete: bool

    def lines(self, language: Language = "en") -> list[str]:
        """Clash after clash, then the ways out."""
        if not self.clashes:
            return [say("clash.none", language)]
        told = [clash.text(language) for clash in self.clashes]
        for way in self.ways_out:
            pins = ", ".join(map(_named, way))
            told.append("· " + say("clash.way_out", language, count=len(way), pins=pins))
        return told if self.is_complete else [*told, say("clash.more", language)]


def _named(pin: ClashingPin) -> str:
    return f"{pin.specialist} → {pin.demand}"


def pins_hold(pool: Pool, horizon: Horizon) -> bool:
    """Whether all pins of a horizon hold together; two engines say a no."""
    board = PinBoard(pool, horizon)
    return not any(map(board.refused_by, board.pins)) and board.can_hold(board.pins)


def find_clash(pool: Pool, horizon: Horizon) -> Clash | None:
    """A smallest clash of the pins of a horizon; None when they all hold together."""
    board = PinBoard(pool, horizon)
    refused = [pin for pin in board.pins if board.refused_by(pin)]
    if refused:
        return _told(pool, board, [refused[0]], ())
    if board.can_hold(board.pins):
        return None
    pins = _smallest(board)
    rules = _irreducible_rules(board, pins)
    return _told(pool, board, pins, rules)


def clashes(pool: Pool, horizon: Horizon, most: int) -> Clashes:
    """At most so many irreducible clashes of the pins of a horizon; none when all hold together."""
    board = PinBoard(pool, horizon)
    refused = frozenset(pin for pin in board.pins if board.refused_by(pin))

    def can_hold(pins: Collection[Pin]) -> bool:
        return refused.isdisjoint(pins) and board.can_hold(pins)

    found = conflicts_among(board.pins, can_hold, most)
    told = [
        _told(pool, board, pins, () if pins[0] in refused else _irreducible_rules(board, pins))
        for pins in sorted(found.conflicts, key=lambda pins: (pins[0] not in refused, pins))
    ]
    ways_out = sorted(found.ways_out, key=partial(_prices, pool, board))
    return Clashes(
        clashes=tuple(told),
        ways_out=tuple(tuple(_shown(pool, board, pin) for pin in way) for way in ways_out),
        is_complete=found.is_complete,
    )


def _prices(pool: Pool, board: PinBoard, pins: Sequence[Pin]) -> tuple[int, int, Sequence[Pin]]:
    """What lifting pins costs: how many are notified, and then the priority of their cases."""
    prices = [_price(pool, board, pin) for pin in pins]
    return sum(notified for notified, _, _ in prices), sum(p for _, p, _ in prices), pins


def _smallest(board: PinBoard) -> list[Pin]:
    """A smallest set of pins that cannot hold together."""
    ways_out: list[frozenset[Pin]] = []
    while True:
        candidate = board.smallest_hitting(ways_out)
        held = board.most_held_with(candidate)
        if held is None:
            return sorted(candidate)
        ways_out.append(frozenset(board.pins) - held)


def _irreducible_rules(board: PinBoard, pins: Sequence[Pin]) -> tuple[Rule, ...]:
    """Rules under which the pins clash, none of which can be left out."""
    rules = [rule for rule in Rule if rule is not Rule.PIN]
    for rule in list(rules):
        fewer = [r for r in rules if r is not rule]
        if not board.can_hold(pins, fewer):
            rules = fewer
    return tuple(rules)


def _told(pool: Pool, board: PinBoard, pins: Sequence[Pin], rules: tuple[Rule, ...]) -> Clash:
    ordered = sorted(pins, key=partial(_price, pool, board))
    others = [pin for pin in board.pins if pin != ordered[0]]
    is_enough = not any(board.refused_by(pin) for pin in others) and board.can_hold(others)
    return Clash(
        pins=tuple(_shown(pool, board, pin) for pin in pins),
        rules=rules,
        cheapest_to_lift=_shown(pool, board, ordered[0]),
        is_enough=is_enough,
    )


def _price(pool: Pool, board: PinBoard, pin: Pin) -> tuple[bool, int, Pin]:
    case = pool.case_of_demand[pin[1]]
    return board.status(pin) is RowStatus.NOTIFIED, case.priority, pin


def _shown(pool: Pool, board: PinBoard, pin: Pin) -> ClashingPin:
    return ClashingPin(
        specialist=pin[0],
        demand=pin[1],
        case=pool.demand_of_id[pin[1]].case,
        status=board.status(pin),
        refused_by=board.refused_by(pin),
    )
