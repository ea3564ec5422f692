"""Pins that cannot hold together: clashing sets, the rules they break, the pins to lift.

A clash is a set of pins with which there is no plan when all others are lifted: their rows are gone
from the pool, while what is under way stays so. A smallest one is found by hitting sets: while the
pins that hit every known way out can hold together, the most pins that hold with them leave a
further way out; once they cannot, they are a smallest clash. Each "cannot hold" is the solver's
proof, confirmed by a second engine. What is to be lifted has been tried on the pool without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.explain.conflicts import conflicts_among
from scheduler.model import Horizon, Language, Pool, Refusal, Rule, label, say
from scheduler.model.enums import RowStatus
from scheduler.model.record import Record
from scheduler.solver.hold import Pin, PinBoard, without
from scheduler.solver.lifting import any_plan, ways_out

MOST_PRIORITY = 100


class ClashingPin(Record):
    """A pin. ``refused_by``: the codes that refuse its pair beside the other pins of its clash.

    In a way out they are those of the pool as it is.
    """

    specialist: str
    demand: str
    case: str
    status: RowStatus
    refused_by: tuple[Refusal, ...] = ()


class Clash(Record):
    """A smallest set of pins that cannot hold together, and an irreducible set of rules they break.

    No rules are named where codes refuse the pins: one by itself, or two that SEPARATION keeps
    apart. ``cheapest_to_lift`` is one of ``pins``: a planner's pin before a notified one, then the
    one whose case has the least priority, then by specialist and demand. ``is_enough``: without its
    row alone there is a plan, which was made and judged.
    """

    pins: tuple[ClashingPin, ...]
    rules: tuple[Rule, ...]
    cheapest_to_lift: ClashingPin
    is_enough: bool

    def text(self, language: Language = "en") -> str:
        """The clash in words."""
        key = "clash.together"
        codes = dict.fromkeys(code for pin in self.pins for code in pin.refused_by)
        if codes:
            key = "clash.refused" if len(self.pins) == 1 else "clash.apart"
        return say(
            key,
            language,
            count=len(self.pins),
            pins=", ".join(_named(p) for p in self.pins),
            rules=", ".join(label("rule", r, language) for r in self.rules),
            codes=", ".join(label("refusal", c, language) for c in codes),
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

    ``ways_out``: pins without whose rows there is a plan, which was made and judged, and is not
    with only a part of them lifted; the fewest notified ones first, then by the sum of their cases'
    priorities. ``is_complete``: there is no other clash and no other way out.
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
    return board.can_hold(board.pins)


def find_clash(pool: Pool, horizon: Horizon) -> Clash | None:
    """A smallest clash of the pins of a horizon; None when they all hold together."""
    board = PinBoard(pool, horizon)
    refused = [pin for pin in board.pins if board.refused_by(pin)]
    if not refused and board.can_hold(board.pins):
        return None
    return _Telling(pool, horizon, board).clash(refused[:1] or _smallest(board))


def clashes(pool: Pool, horizon: Horizon, most: int) -> Clashes:
    """At most so many irreducible clashes of the pins of a horizon, and as many ways out.

    None when all hold together.
    """
    board = PinBoard(pool, horizon)
    tell = _Telling(pool, horizon, board)
    found = conflicts_among(board.pins, board.can_hold, most)
    conflicts = sorted(found.conflicts, key=lambda pins: (not board.refused_by(pins[0]), pins))
    prices = {pin: tell.weight(pin) for pin in board.pins}
    ways, are_all = ways_out(pool, horizon, board, prices, most)
    ways_in_order = sorted(map(sorted, ways), key=lambda way: (sum(map(tell.weight, way)), way))
    return Clashes(
        clashes=tuple(map(tell.clash, conflicts)),
        ways_out=tuple(tuple(tell.pin(p, board.pins) for p in way) for way in ways_in_order),
        is_complete=found.is_complete and are_all,
    )


def _smallest(board: PinBoard) -> list[Pin]:
    """A smallest set of pins that cannot hold together."""
    ways_out: list[frozenset[Pin]] = []
    while True:
        candidate = board.smallest_hitting(ways_out)
        held = board.most_held_with(candidate)
        if held is None:
            return sorted(candidate)
        ways_out.append(frozenset(board.pins) - held)


@dataclass(frozen=True)
class _Telling:
    """Pins and clashes of one pool, as they are told."""

    pool: Pool
    horizon: Horizon
    board: PinBoard

    def clash(self, pins: Sequence[Pin]) -> Clash:
        """A clash with its rules and the pin to lift."""
        cheapest = min(pins, key=lambda pin: (self.weight(pin), pin))
        rest = without(self.pool, [cheapest])
        return Clash(
            pins=tuple(self.pin(pin, pins) for pin in pins),
            rules=self._irreducible_rules(pins),
            cheapest_to_lift=self.pin(cheapest, pins),
            is_enough=any_plan(rest, self.horizon) is not None,
        )

    def pin(self, pin: Pin, beside: Sequence[Pin]) -> ClashingPin:
        """A pin beside some others."""
        return ClashingPin(
            specialist=pin[0],
            demand=pin[1],
            case=self.pool.demand_of_id[pin[1]].case,
            status=self.board.status(pin),
            refused_by=self.board.refused_by(pin, beside),
        )

    def weight(self, pin: Pin) -> int:
        """The priority of its case; one that is notified weighs more than all planner's pins."""
        is_notified = self.board.status(pin) is RowStatus.NOTIFIED
        most = 1 + MOST_PRIORITY * len(self.board.pins)
        return most * is_notified + self.pool.case_of_demand[pin[1]].priority

    def _irreducible_rules(self, pins: Sequence[Pin]) -> tuple[Rule, ...]:
        """Rules under which the pins clash, none of which can be left out."""
        if any(self.board.refused_by(pin, pins) for pin in pins):
            return ()
        rules = [rule for rule in Rule if rule is not Rule.PIN]
        for rule in list(rules):
            fewer = [r for r in rules if r is not rule]
            if not self.board.can_hold(pins, fewer):
                rules = fewer
        return tuple(rules)
