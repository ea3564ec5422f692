"""An earlier plan as the start of a solve: its rows, what has changed since, and its prices.

Nothing of the plan is believed. Its rows count as far as they are eligible and the rules allow them
together; its prices are numbers, and any numbers prove some true bound. So a bad start costs time
and never truth.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.model import Plan, TierName, Witness
from scheduler.model.witness import OnePrice
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import (
    Ask,
    around,
    goals_of,
    improved,
    only,
    solution_of,
)
from scheduler.solver.prices import Market
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.rules import formulate
from scheduler.solver.tiers.coverage import coverage

MOST_MENDED = 40
"""Cases around which a plan is mended before the search; more are left to the search."""
HIGHEST = 2.0**40
"""A price beyond this, in units of the tier, is none that a search has found."""


@dataclass(frozen=True)
class Start:
    """What an instance has of an earlier plan.

    ``pairs``: its rows that are eligible now, ascending. ``changed``: the cases (by number) that
    have lost a row, or of which the plan knew other seats. ``known``: demands that the plan knew.
    """

    instance: Instance
    pairs: Ints
    known: Bools
    changed: Ints
    rows: int
    witnesses: Mapping[TierName, Witness]

    @classmethod
    def of(cls, instance: Instance, plan: Plan) -> "Start":
        """What is left of a plan; whatever it names that is not there is passed over."""
        frame = instance.eligibility.frame
        people, demands = frame.specialist_number, frame.demand_number
        rows = {(a.specialist, a.demand) for a in plan.assignments}
        here = sorted((people.get(s, -1), demands[d]) for s, d in rows if d in demands)
        who, what = np.array(here, dtype=np.int64).reshape(-1, 2).T
        found = np.where(who >= 0, instance.pair_numbers(np.maximum(who, 0), what), -1)
        seats = Counter(d for _, d in rows)
        for seat in plan.empty_seats:
            seats[seat.demand] += seat.seats
        touched = np.array(
            [seats[d.demand] != d.headcount for d in instance.demands], dtype=np.bool_
        )
        touched[what[found < 0]] = True
        return cls(
            instance=instance,
            pairs=np.unique(found[found >= 0]),
            known=np.array([d.demand in seats for d in instance.demands], dtype=np.bool_),
            changed=np.unique(instance.case_of_demand[touched]),
            rows=len(rows),
            witnesses={w.tier: w for w in plan.witnesses},
        )

    # -- the first plan ----------------------------------------------------------------------

    def first(self, f: Formulation, ask: Ask) -> tuple[Ints, int] | None:
        """A solution of the program that begins with the plan, and how many of its rows that kept.

        None where the rules allow no part of the plan together with the pins.
        """
        return self._joined(f, self.kept(ask), ask)

    def beside(self, f: Formulation, solution: Ints, ask: Ask) -> tuple[Ints, int]:
        """As ``first``, where a solution is there: the best of what both assign."""
        kept = self._best_subset(np.union1d(self.pairs, np.nonzero(solution[f.x])[0]), ask)
        return self._joined(f, kept, ask) or (solution, 0)

    def kept(self, ask: Ask) -> Ints | None:
        """Of the plan's pairs and the pins those that cover most; None if the rules allow none."""
        pins = np.array(self.instance.pins, dtype=np.int64).reshape(-1, 2)
        numbers = self.instance.pair_numbers(pins[:, 0], pins[:, 1])
        return self._best_subset(np.union1d(self.pairs, numbers[numbers >= 0]), ask)

    def _joined(self, f: Formulation, kept: Ints | None, ask: Ask) -> tuple[Ints, int] | None:
        if kept is None:
            return None
        solution = solution_of(f, self._mended(kept, ask), ask)
        return None if solution is None else (solution, len(np.intersect1d(kept, self.pairs)))

    def _best_subset(self, pairs: Ints, ask: Ask) -> Ints | None:
        small = formulate(only(self.instance, pairs))
        outcome = ask(small.program, coverage(small).objective)
        return None if outcome.solution is None else pairs[outcome.solution[small.x] == 1]

    def _mended(self, kept: Ints, ask: Ask) -> Ints:
        """The pairs that were kept, made better around the cases that have changed.

        Only by the tiers of who is served, and by fewest changes: the search does the others.
        """
        it = self.instance
        changed = np.union1d(self.changed, it.case[np.setdiff1d(self.pairs, kept)])
        if not 0 < len(changed) <= MOST_MENDED:
            return kept
        planned = np.zeros(it.pairs, dtype=np.bool_)
        planned[kept] = True
        pairs = np.union1d(kept, around(it, changed, planned))
        small = formulate(only(it, pairs))
        solution = solution_of(small, np.nonzero(planned[pairs])[0], ask)
        if solution is None:
            return kept
        goals, place = goals_of(small, planned[pairs], changed)
        better: Ints = pairs[improved(small, goals[: place + 1], solution, ask)[small.x] == 1]
        return better

    # -- prices ------------------------------------------------------------------------------

    def prices(self, market: Market) -> Floats | None:
        """The plan's prices of a tier in a market's layout; None where it has none of use.

        Memberships that the plan prices are priced by the market from now on. A seat that the plan
        did not know costs what whoever gains most by it would pay, so that nobody gains.
        """
        witness = self.witnesses.get(market.goal.tier)
        if witness is None or _is_wild(witness):
            return None
        members = _members(market, witness)
        market.add_members([member for member in members if member not in market.members])
        prices = np.zeros(market.size + len(market.members))
        for part, keys, rows in _named(market, witness):
            known = {row.key: row.price for row in rows}
            prices[part] = [known.get(key, 0) for key in keys]
        prices[market.size :] = [members.get(member, 0) for member in market.members]
        seats = {row.demand: (row.insider, row.outsider) for row in witness.seats}
        own = [seats.get(d.demand, (0, 0)) for d in market.instance.demands]
        prices[market.layout.seats] = np.array(own, dtype=np.float64).reshape(-1, 2).T.ravel()
        prices /= witness.scale
        unknown = np.tile(~self.known, 2)[market.slot]
        gain = np.where(unknown, market.worth(prices)[0], 0.0)
        np.maximum.at(prices, market.slot[unknown], gain[unknown])
        return prices


def _is_wild(witness: Witness) -> bool:
    """Whether some price is larger than any that a search finds."""
    rows: list[OnePrice] = [*witness.lent_blocks, *witness.lent_heads, *witness.reserves]
    rows += [*witness.instruments, *witness.teams, *witness.held]
    prices = [row.price for row in rows]
    prices += [abs(price) for row in witness.seats for price in (row.insider, row.outsider)]
    return max(prices, default=0) > HIGHEST * witness.scale or witness.scale > HIGHEST


def _named(
    market: Market, witness: Witness
) -> Iterator[tuple[slice, list[str], Sequence[OnePrice]]]:
    """The parts of a price vector with one price a key, the keys in its order."""
    at, agencies = market.layout, list(market.frame.agency_names)
    reserves = [f"{r.agency}/{r.skill}/{r.level}" for r in market.reserves]
    yield at.blocks, agencies, witness.lent_blocks
    yield at.heads, agencies, witness.lent_heads
    yield at.reserves, reserves, witness.reserves
    yield at.acts, [i.instrument for i in market.frame.pool.instruments], witness.instruments
    yield at.held, [str(goal.tier) for goal, _ in market.held], witness.held


def _members(market: Market, witness: Witness) -> dict[tuple[int, int], int]:
    """Prices of memberships by specialist and case, of those cases that run or have nobody."""
    it, people = market.instance, market.frame.specialist_number
    bound = market.formulation.idle_unless_run
    cases = {case.case: c for c, case in enumerate(it.cases) if bound[c]}
    return {
        (people[row.specialist], cases[row.case]): row.price
        for row in witness.teams
        if row.specialist in people and row.case in cases
    }
