"""The eligible pairs of a plan, and what each is worth at the prices of a witness."""

from collections import Counter, defaultdict
from datetime import date
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple

from scheduler.check.eligibility import refused
from scheduler.check.facts import Facts, Pair, grouped
from scheduler.check.proof.prices import Prices
from scheduler.check.tiers import fit_of
from scheduler.model import Case, Specialist, TierName, covers

Groups = list[tuple[Pair, dict[str, list[Specialist]]]]


class Offer(NamedTuple):
    """A pair that its specialist may take at the value v(s,d)."""

    value: int
    effort: int
    window: range
    matter: str
    is_lent: bool
    is_pinned: bool


def eligible(facts: Facts) -> Groups:
    """All eligible pairs: one for a demand and a length of journey; whose it may be, by agency."""
    groups = Groups()
    for demand in facts.windows:
        others = reduce(or_, refused(facts, demand).values())
        for _, near in facts.near(facts.pool.case_of_demand[demand].site):
            if some := _whose(facts, near & ~others):
                pair = Pair(facts, some[0].specialist, demand)
                groups.append((pair, grouped(some, lambda s: s.agency)))
    return groups


def _whose(facts: Facts, bits: int) -> list[Specialist]:
    """The specialists of some bits, in the order of the pool."""
    people = list[Specialist]()
    while bits:
        people.append(facts.pool.specialists[(bits & -bits).bit_length() - 1])
        bits &= bits - 1
    return people


class Market:
    """What the tiers of a witness ask for, each written as a sum that is to be large.

    ``offers`` are each specialist's pairs that are worth something or pinned, ``sellers`` the
    number of eligible pairs of a demand, by whether they are of insiders.
    """

    def __init__(self, facts: Facts, groups: Groups, prices: Prices) -> None:
        self.facts, self.pool, self.prices, self.weight = facts, facts.pool, prices, prices.weight
        self.weeks, people = [w for w in facts.weeks.values() if w], facts.pool.specialists
        self.capacity = {s.specialist: facts.capacity(s, self.weeks) for s in people}
        self.in_force, pins = facts.rows_with("in_force"), facts.rows_with("pinned", "notified")
        self.had = {(who, self.pool.demand_of_id[d].case) for who, d in self.in_force | pins}
        self.staffed, pinned = {case for _, case in self.had}, {demand for _, demand in pins}
        # stability is negated: every row in force counts as dropped, and a pair that keeps it not
        self.constant = -self.weight[TierName.STABILITY] * len(self.in_force)
        self.most_own = self.weight[TierName.STABILITY] + 100 * self.weight[TierName.FIT]
        self.offers, self.sellers = defaultdict[str, list[Offer]](list), Counter[tuple[str, bool]]()
        for pair, staff in groups:  # whoever travels as far has the same effort and window
            for agency, some in staff.items():
                pair.is_insider = agency == pair.case.lead_agency
                self.sellers[pair.demand.demand, pair.is_insider] += len(some)
                value = self._common(pair, agency)
                if value + self.most_own > 0 or pair.demand.demand in pinned:
                    for s in some:
                        pair.specialist, pair.ids = s, (s.specialist, pair.demand.demand)
                        self._offer(pair, value + self._own(pair), pair.ids in pins)

    def _offer(self, pair: Pair, value: int, is_pinned: bool) -> None:
        """Add the fit, and keep what is worth something: no other pair makes any sum larger."""
        weight = self.weight[TierName.FIT]
        if weight and (value + 100 * weight > 0 or is_pinned):
            value += weight * fit_of(self.facts, pair)
        if value > 0 or is_pinned:
            terms = pair.effort, pair.window, pair.case.matter, not pair.is_insider, is_pinned
            self.offers[pair.ids[0]].append(Offer(value, *terms))

    def _common(self, pair: Pair, agency: str) -> int:
        """Of all of an agency: priority, less the seat and for each lent block the agency."""
        lent = 0 if pair.is_insider else pair.effort * self.prices.lent_blocks[agency]
        seat = self.prices.seats[pair.demand.demand, pair.is_insider]
        return self.weight[TierName.COVERAGE] * pair.case.priority - seat - lent

    def _own(self, pair: Pair) -> int:
        """A row kept, or somebody new on a case with rows; less the team and the cheapest act."""
        case, (who, _), agency, prices = pair.case, pair.ids, pair.specialist.agency, self.prices
        value = -prices.teams[f"{who}/{case.case}"] if prices.teams else 0
        if case.case in self.staffed:
            is_new = (who, case.case) not in self.had
            value += self.weight[TierName.STABILITY] * ((pair.ids in self.in_force) - is_new)
        if prices.instruments and agency not in pair.free:
            acts = (act for act in pair.acts if act.from_agency == agency)
            usable = (act.instrument for act in acts if covers(act.specialists, who))
            value -= pair.effort * min((prices.instruments[act] for act in usable), default=0)
        return value

    def worth_of_running(self, case: Case) -> int:
        """R(c) ≥ 0, for a case with critical demands: a deadline met, and the bonus."""
        is_due = (case.statutory_deadline or date.max) <= self.facts.horizon.statutory_until
        bonus = self.pool.policy.core_bonus * case.priority
        return self.weight[TierName.STATUTORY] * is_due + self.weight[TierName.COVERAGE] * bonus

    def tolls(self, past: int, capacity: int, people: int, most: int) -> list[int]:
        """What 0, 1, ..., ``most`` blocks cost by balance; each costs no less than the last."""
        weight, scale = self.weight[TierName.BALANCE], self.pool.policy.balance_scale * people
        steps = (scale * (2 * (past + n) - 1) for n in range(1, most + 1))
        costs = (weight * (step // capacity**2) if capacity else 0 for step in steps)
        return list(accumulate(costs, initial=0))
