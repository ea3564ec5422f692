"""Tiny pools whose pins cannot all hold together, in many ways.

Pins are drawn anew until they clash. In half of the pools two cases are one matter and somebody is
wanted on both in modes that exclude each other; in some of these one of the two is not planned in
these weeks. In many a case has a large core team and a notified name, which puts it under way.
"""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from scheduler.model import (
    Case,
    CurrentRow,
    Demand,
    Grade,
    Mode,
    Pool,
    Refusal,
    RowStatus,
    TierName,
)
from tests.brute.board import Board
from tests.explain.clashing import Lifting, keeping
from tests.planned import with_tiers
from tests.properties.pools import any_pool

DRAWS, BASES = 8, 40
APART = (Mode.OPINION, Mode.PANEL)
LATER = "later"
Pair = tuple[str, str]


def clashing_pool(seed: int) -> Pool:
    """The pool of a seed; the same seed gives the same pool."""
    dice = Random(f"clashing/{seed}")
    for _ in range(BASES):
        base = _Base.drawn(dice)
        for _ in range(DRAWS):
            pool = base.pinned(dice)
            if pool is not None and not Lifting(pool).is_way_out(frozenset()):
                return pool
    raise ValueError(f"no pins of seed {seed} clash")


@dataclass(frozen=True)
class _Base:
    """A pool without pins, in which pins of some kinds clash easily.

    ``apart``: two demands that SEPARATION keeps apart, or none. ``team``: a case of critical
    demands, or none.
    """

    pool: Pool
    apart: tuple[str, ...] = ()
    team: str = ""

    @classmethod
    def drawn(cls, dice: Random) -> "_Base":
        # whether there is a plan does not hang on tiers
        pool = with_tiers(keeping(any_pool(dice.randrange(100_000)), ()), TierName.COVERAGE)
        wanted = sorted(Board(pool).cases)
        if not wanted:
            return cls(pool)
        if dice.random() < 0.5 and len(wanted) > 1:
            pool, apart = _separated(pool, dice, [pool.case_of_id[c] for c in wanted])
            return cls(pool, apart)
        team = dice.choice(wanted)
        return cls(_with_team(pool, team), team=team) if dice.random() < 0.6 else cls(pool)

    def pinned(self, dice: Random) -> Pool | None:
        """With one to five pins, most of them on pairs that are eligible without them."""
        board = Board(self.pool)
        taken = {(row.specialist, row.demand) for row in self.pool.assignments}
        there = (p for p, pair in board.pairs.items() if Refusal.BAN not in pair.refusals)
        pairs = [pair for pair in there if pair not in taken]
        free = [pair for pair in pairs if not board.pairs[pair].refusals]
        if not free:
            return None
        status = dict.fromkeys(self._wanted(board, free, dice), RowStatus.PINNED)
        for _ in range(dice.randint(0, 3)):
            status[dice.choice(free if dice.random() < 0.8 else pairs)] = RowStatus.PINNED
        for pair in status:
            if dice.random() < 0.4:
                status[pair] = RowStatus.NOTIFIED
        own = [pair for pair in status if pair in board.pairs and self._is_of_team(pair)]
        if own:
            status[dice.choice(own)] = RowStatus.NOTIFIED
        rows = [CurrentRow(specialist=s, demand=d, status=how) for (s, d), how in status.items()]
        return self.pool.with_rows(assignments=(*self.pool.assignments, *rows))

    def _wanted(self, board: Board, free: list[Pair], dice: Random) -> list[Pair]:
        """Pins on both sides of what is kept apart, or on the team."""
        if self.apart:
            here = [d for d in self.apart if d in board.demands]
            both = [s for s in board.people if all((s, d) in free for d in here)]
            return [(s, d) for s in dice.sample(both, min(1, len(both))) for d in self.apart]
        own = [pair for pair in free if self._is_of_team(pair)]
        return dice.sample(own, min(len(own), 2))

    def _is_of_team(self, pair: Pair) -> bool:
        return self.pool.demand_of_id[pair[1]].case == self.team


def _with_team(pool: Pool, team: str) -> Pool:
    """The pool in which all demands of a case are critical, and nobody serves it yet."""
    demands = [
        d.model_copy(update={"critical": True, "headcount": d.headcount + 1})
        if d.case == team
        else d
        for d in pool.demands
    ]
    rows = [r for r in pool.assignments if r.demand is None or _case(pool, r.demand) != team]
    return pool.with_rows(demands=demands, assignments=rows)


def _case(pool: Pool, demand: str) -> str:
    return pool.demand_of_id[demand].case


def _separated(pool: Pool, dice: Random, wanted: list[Case]) -> tuple[Pool, tuple[str, ...]]:
    """The pool in which two cases are one matter, with a demand each that keep people apart."""
    one, other = dice.sample(wanted, 2)
    cases = [
        case.model_copy(update={"matter": one.matter}) if case is other else case
        for case in pool.cases
    ]
    modes = dict(zip((one.case, other.case), dice.sample(APART, 2), strict=True))
    easy = {"authority": None, "skills": (), "clearance": Grade.NONE, "excluded_agencies": ()}
    apart, demands = dict[str, str](), list[Demand]()
    for demand in pool.demands:
        changes: dict[str, object] = {}
        if demand.case in modes and demand.case not in apart:
            apart[demand.case] = demand.demand
            changes = {**easy, "mode": modes[demand.case]}
        demands.append(demand.model_copy(update=changes))
    if dice.random() < 0.3:
        apart[other.case] = LATER
        later = str(pool.horizon().last_day + timedelta(days=10))
        what = {"demand": LATER, "case": other.case, "role": "role", "mode": modes[other.case]}
        when = {"headcount": 1, "effort": 1, "from": later}
        demands.append(Demand.model_validate({**what, **when}))
    return pool.with_rows(cases=cases, demands=demands), tuple(apart.values())
