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
from scheduler.model import Case, Instrument, Specialist, TierName, covers

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
        for pair, near in facts.near(demand):
            if some := _whose(facts, near & ~others):
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

    ``offers`` by specialist: worth something, or pinned; ``sellers`` by (demand, are insiders).
    """

    def __init__(self, facts: Facts, groups: Groups, prices: Prices) -> None:
        self.facts, self.pool, self.prices, self.weight = facts, facts.pool, prices, prices.weight
        self.weeks, people = [w for w in facts.weeks.values() if w], facts.pool.specialists
        self.capacity = {s.specialist: facts.capacity(s, self.weeks) for s in people}
        self.in_force, stability = facts.rows_with("in_force"), self.weight[TierName.STABILITY]
        self.pins = facts.rows_with("pinned", "notified")
        self.had = {(s, self.pool.demand_of_id[d].case) for s, d in self.in_force | self.pins}
        self.staffed, self.pinned = {c for _, c in self.had if stability}, {d for _, d in self.pins}
        self.personal = self.staffed | {key.partition("/")[2] for key in prices.teams}
        # stability is negated: every row in force counts as dropped, and a pair that keeps it not
        self.constant = -stability * len(self.in_force)
        self.offers, self.sellers = defaultdict[str, list[Offer]](list), Counter[tuple[str, bool]]()
        for pair, staff in groups:
            for agency, some in staff.items():
                self._offer(pair, agency, some)

    def _offer(self, pair: Pair, agency: str, some: list[Specialist]) -> None:
        """Keep of an agency's pairs what is worth something, and pins: no other adds to a sum."""
        demand, case, prices, weight = pair.demand.demand, pair.case, self.prices, self.weight
        is_insider = agency == case.lead_agency
        self.sellers[demand, is_insider] += len(some)
        # whoever travels as far is worth the same, but for what is their own
        lent = 0 if is_insider else pair.effort * prices.lent_blocks[agency]
        common = weight[TierName.COVERAGE] * case.priority - prices.seats[demand, is_insider] - lent
        kept, fit = weight[TierName.STABILITY] * (case.case in self.staffed), weight[TierName.FIT]
        if common + kept + 100 * fit <= 0 and demand not in self.pinned:
            return
        needs_act = prices.instruments and agency not in pair.free
        acts = [act for act in pair.acts if act.from_agency == agency] if needs_act else []
        terms = pair.effort, pair.window, case.matter, not is_insider
        is_alike = not acts and case.case not in self.personal
        for s in some:
            is_pinned = (s.specialist, demand) in self.pins
            value = common if is_alike else common + self._own(pair, s, acts)
            if fit and (value + 100 * fit > 0 or is_pinned):
                value += fit * fit_of(self.facts, pair, s)
            if value > 0 or is_pinned:
                self.offers[s.specialist].append(Offer(value, *terms, is_pinned))

    def _own(self, pair: Pair, s: Specialist, acts: list[Instrument]) -> int:
        """A row kept, or somebody new on a case with rows; less the team and the cheapest act."""
        case, who, prices = pair.case.case, s.specialist, self.prices
        value = -prices.teams[f"{who}/{case}"] if prices.teams else 0
        if case in self.staffed:
            is_new, row = (who, case) not in self.had, (who, pair.demand.demand)
            value += self.weight[TierName.STABILITY] * ((row in self.in_force) - is_new)
        if acts:
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
