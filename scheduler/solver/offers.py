"""What would have to be bought so that a refused pair is eligible, code by code.

Codes that rest on statute or on a tie have no offer: powers and their modes, recusals, separated
roles, agencies that a demand excludes. Nor has a long trip, or a skill that somebody lacks. Time is
no offer of a pair: it is bought half-day by half-day where the limits are written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.model import Grade, Instrument, Refusal, RowStatus, covers
from scheduler.solver.eligibility import Eligibility
from scheduler.solver.eligibility.frame import Frame

TIMED = frozenset({Refusal.AVAILABILITY, Refusal.TRAVEL})
"""Codes that only time stands behind, but for a long trip."""


class Option(NamedTuple):
    """One kind of change about one thing; ``subject`` is its ids.

    Units are half-days, cases, heads, levels or seats; a change without a measure has one.
    """

    kind: str
    subject: tuple[str, ...]


class Bought(NamedTuple):
    """So many units of an option."""

    option: Option
    units: int


Terms = list[list[Bought]]
"""All of these are needed; of each any one will do."""


@dataclass(frozen=True)
class Offers:
    """What pairs of one pool wait for. ``prices``: a kind without one is not for sale."""

    eligibility: Eligibility
    prices: Mapping[str, int]

    @property
    def _frame(self) -> Frame:
        return self.eligibility.frame

    def terms(self, s: int, d: int) -> Terms | None:
        """What a pair waits for; nothing for an eligible one, None for one that cannot be had."""
        bits = int(self.eligibility.refused[s, d])
        codes = [code for i, code in enumerate(Refusal) if bits >> i & 1]
        terms: Terms = []
        for code in codes:
            if code in TIMED:
                long = self._frame.specialists[s].no_long_trip and self._frame.travel(s, d) == 2
                if self._frame.horizon.weeks != 1 or (code is Refusal.TRAVEL and long):
                    return None
                continue
            offers = self._offers(code, s, d)
            if offers is None:
                return None
            terms += offers
        return terms

    def _offers(self, code: Refusal, s: int, d: int) -> Terms | None:
        make = {
            Refusal.SKILL: self._lower_levels,
            Refusal.CLEARANCE: self._clear,
            Refusal.DESIGNATION: self._designate,
            Refusal.INSTRUMENT: self._sign,
            Refusal.BAN: self._lift_bans,
        }.get(code)
        terms = None if make is None else make(s, d)
        if terms is None:
            return None
        sold = [[one for one in any_of if one.option.kind in self.prices] for any_of in terms]
        return sold if all(sold) else None

    def _lower_levels(self, s: int, d: int) -> Terms | None:
        """A level less for all who would serve the demand; whoever lacks the skill is no help."""
        who, demand = self._frame.specialists[s].specialist, self._frame.demands[d]
        held = self._frame.pool.skill_levels[who]
        terms: Terms = []
        for need in demand.skills:
            level = held.get(need.skill, 0)
            if level >= need.level:
                continue
            if level == 0:
                return None
            option = Option("lower_level", (demand.demand, need.skill))
            terms.append([Bought(option, need.level - level)])
        return terms

    def _clear(self, s: int, d: int) -> Terms:
        person = self._frame.specialists[s]
        asked = max(self._frame.demands[d].clearance.rank, self._frame.cases[d].clearance.rank)
        any_of = [
            Bought(Option("grant_clearance", (person.specialist, grade)), 1)
            for grade in Grade
            if grade.rank >= asked and grade.rank > person.clearance.rank
        ]
        if person.clearance.rank >= asked:
            any_of.append(Bought(Option("extend_clearance", (person.specialist,)), 1))
        return [any_of]

    def _designate(self, s: int, d: int) -> Terms:
        authority = self._frame.demands[d].authority
        assert authority is not None, "only an authority asks for a designation"
        option = Option("designate", (self._frame.specialists[s].specialist, authority))
        return [[Bought(option, 1)]]

    def _sign(self, s: int, d: int) -> Terms:
        return [self.acts(s, d)]

    def acts(self, s: int, d: int) -> list[Bought]:
        """A new act for the case, mode and authority, or one more term of an act that has ended.

        Any of them lets a pair in without a ceiling.
        """
        any_of = [Bought(self.new_act(s, d), 1)]
        for act in self.fitting(s, d):
            if act.max_blocks is None:  # under a ceiling more would have to be asked
                any_of.append(Bought(Option("extend_instrument", (act.instrument,)), 1))
        return any_of

    def fitting(self, s: int, d: int) -> Iterator[Instrument]:
        """The acts that cover a pair in all but their dates, by id."""
        person, demand = self._frame.specialists[s], self._frame.demands[d]
        for act in self._frame.pool.instruments:
            if (
                act.from_agency == person.agency
                and act.to_agency == self._frame.cases[d].lead_agency
                and covers(act.modes, demand.mode)
                and covers(act.cases, demand.case)
                and covers(act.specialists, person.specialist)
                and (demand.authority is None or covers(act.authorities, demand.authority))
            ):
                yield act

    def new_act(self, s: int, d: int) -> Option:
        """A cooperation request for the case, mode and authority of a pair."""
        demand, case = self._frame.demands[d], self._frame.cases[d]
        agency = self._frame.specialists[s].agency
        subject = (agency, case.lead_agency, demand.mode, demand.authority or "", case.case)
        return Option("sign_instrument", subject)

    def _lift_bans(self, s: int, d: int) -> Terms:
        who, demand = self._frame.specialists[s].specialist, self._frame.demands[d]
        subjects = {
            (who, "demand", demand.demand)
            if row.demand == demand.demand
            else (who, "case", demand.case)
            for row in self._frame.pool.assignments
            if row.status is RowStatus.BANNED
            and row.specialist == who
            and (row.demand == demand.demand or row.case == demand.case)
        }
        return [[Bought(Option("lift_ban", subject), 1)] for subject in sorted(subjects)]
