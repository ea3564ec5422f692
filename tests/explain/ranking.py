"""Candidates for the seats of tiny pools' plans, against every plan there is.

The team of the asked case is open, so its rules are taken away from the board before every plan of
it is looked at.
"""

from collections import Counter
from collections.abc import Iterator

from scheduler.explain import candidates, demands_of_case
from scheduler.model import Mode, Plan, Pool, TierName
from scheduler.solver import make_plan
from scheduler.solver.nearby import SERVED
from tests.brute.board import Board, Pair
from tests.brute.search import BruteForce, Every, Pairs
from tests.brute.tiers import VALUES, Value
from tests.properties.pools import any_pool


def open_board(pool: Pool, case: str) -> Board:
    """The board on which no rule of the team holds one case."""
    board = Board(pool)
    assert board.pairs  # who is eligible is settled before the teams are opened
    known = board.cases[case]
    board.cases[case] = known.model_copy(update={"lead_present": False, "outside_share": 100})
    for demand in board.demands_of(case):
        opened = demand.model_copy(update={"critical": False, "mode": Mode.ADVISE})
        board.demands[demand.demand] = opened
    return board


class Opened:
    """Every plan of a pool in which the team of one case is open."""

    def __init__(self, pool: Pool, plan: Plan, case: str) -> None:
        self.board, every = open_board(pool, case), Every()
        BruteForce(self.board, every)
        self.plans = frozenset(every.plans)
        self.own = frozenset((a.specialist, a.demand) for a in plan.assignments)

    def served(self, pairs: Pairs) -> list[Value]:
        """The tiers of who is served, of some rows."""
        chosen: list[Pair] = [self.board.pairs[pair] for pair in sorted(pairs)]
        tiers = [tier for tier in self.board.pool.policy.tiers if tier in SERVED]
        return [VALUES[tier](self.board, chosen) for tier in tiers]

    def ways(self, s: str, d: str) -> list[Pairs]:
        """The plans in which a row comes and only the candidate's cases lose rows."""
        cases = {self.board.pairs[row].case for row in self.own if row[0] == s}
        stay = frozenset(row for row in self.own if self.board.pairs[row].case not in cases)
        whole = self.own | {(s, d)}
        return [p for p in self.plans if (s, d) in p and p <= whole and stay <= p]


def faults(pool: Pool, plan: Plan, counts: Counter[str]) -> Iterator[str]:
    """Everything wrong with the candidates for the cases that have an empty seat."""
    for case in sorted({seat.case for seat in plan.empty_seats}):
        opened = Opened(pool, plan, case)
        seats = [d for d in demands_of_case(pool, plan, case) if has_room(pool, plan, d)]
        told = candidates(pool, plan, seats)
        found = {(one.specialist, one.demand): one for one in told.ranked}
        counts["questions"] += 1
        for (s, d), pair in opened.board.pairs.items():
            if d not in seats or pair.refusals or (s, d) in opened.own:
                continue
            ways, one = opened.ways(s, d), found.pop((s, d), None)
            if (one is None) != (not ways):
                yield f"{s} for {d}: {one}, and {len(ways)} ways"
            if one is None:
                continue
            counts["free" if one.is_free else "leaving"] += 1
            gone = {(row.specialist, row.demand) for row in (*one.leaves, *one.falls)}
            after = frozenset((opened.own - gone) | {(s, d)})
            if after not in opened.plans:
                yield f"{s} for {d}: {sorted(after)} is no plan"
            value = opened.served(after)
            if value != max(map(opened.served, ways)):
                yield f"{s} for {d}: {value} is not the best of {len(ways)}"
            yield from of_losses(opened, after, [part.loss for part in one.lost], (s, d))
        if found:
            yield f"{sorted(found)} cannot be asked"


def of_losses(
    opened: Opened, after: Pairs, losses: list[int], row: tuple[str, str]
) -> Iterator[str]:
    """The losses told against those counted; what the new row brings is not set against them."""
    own = opened.own
    tiers = [tier for tier in opened.board.pool.policy.tiers if tier in SERVED]
    priority = opened.board.cases[opened.board.pairs[row].case].priority
    for tier, was, is_now, told in zip(
        tiers, opened.served(own), opened.served(after), losses, strict=True
    ):
        gained = priority if tier is TierName.COVERAGE else 0
        assert isinstance(was, int)
        assert isinstance(is_now, int)
        if was + gained - is_now != told:
            yield f"{row}: {tier} loses {was + gained - is_now}, not {told}"


def has_room(pool: Pool, plan: Plan, demand: str) -> bool:
    """Whether a demand has an empty seat."""
    people = sum(a.demand == demand for a in plan.assignments)
    return people < pool.demand_of_id[demand].headcount


def look(seed: int) -> tuple[list[str], Counter[str]]:
    """The faults of a seed's pool."""
    pool, counts = any_pool(seed), Counter({"pools": 1})
    plan = make_plan(pool, pool.horizon()).plan
    return ([] if plan is None else list(faults(pool, plan, counts))), counts
