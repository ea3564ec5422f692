"""Who may serve a demand: every refusing code of every pair, in one matrix of bits.

``eligibility(pool, horizon)`` is the first step of every solve; explanations read the same object.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.model import Horizon, Pool, Refusal
from scheduler.solver.eligibility import codes
from scheduler.solver.eligibility.frame import Bools, Frame, Ints
from scheduler.solver.eligibility.legal import LegalGround
from scheduler.solver.groups import Groups

__all__ = ["Eligibility", "Frame", "LegalGround", "eligibility"]

JUDGES: dict[Refusal, Callable[[Frame, LegalGround], codes.Judge]] = {
    Refusal.SKILL: codes.skill,
    Refusal.CLEARANCE: codes.clearance,
    Refusal.AUTHORITY: codes.authority,
    Refusal.DESIGNATION: codes.designation,
    Refusal.INSTRUMENT: codes.instrument,
    Refusal.EXCLUDED_AGENCY: codes.excluded_agency,
    Refusal.CONFLICT: codes.conflict,
    Refusal.SEPARATION: codes.separation,
    Refusal.BAN: codes.ban,
    Refusal.AVAILABILITY: codes.availability,
    Refusal.TRAVEL: codes.travel,
}


@dataclass(frozen=True)
class Eligibility:
    """Refusals of all pairs: ``refused[s, d]`` has bit i set when the i-th code refuses.

    This is the one matrix over all pairs; it is laid out demand by demand.
    """

    frame: Frame
    legal: LegalGround
    refused: NDArray[np.uint16]

    @property
    def eligible(self) -> Bools:
        """S×D: no code refuses."""
        return np.ascontiguousarray(self.refused == 0)

    def pairs(self) -> tuple[Ints, Ints]:
        """Specialists and demands of the eligible pairs, by specialist, then demand."""
        people, demands = self.frame.shape
        free = [self.candidates(d) for d in range(demands)]  # as it lies in memory
        specialist = np.concatenate([np.zeros(0, dtype=np.int64), *free])
        demand = np.repeat(np.arange(demands), [len(some) for some in free])
        order = Groups.of(specialist, people).order
        return specialist[order], demand[order]

    def refused_by(self, specialist: str, demand: str) -> tuple[Refusal, ...]:
        """All codes that refuse a pair, in the order of the waterfall.

        Raises:
            KeyError: the specialist is unknown, or the demand is not in this plan.
        """
        bits = self.refused[
            self.frame.specialist_number[specialist], self.frame.demand_number[demand]
        ]
        return tuple(code for i, code in enumerate(Refusal) if bits >> i & 1)

    def candidates(self, d: int) -> Ints:
        """The specialists whom no code refuses for a demand."""
        return np.flatnonzero(self.refused[:, d] == 0)

    def refusal_counts(self, d: int) -> dict[Refusal, int]:
        """How many specialists each code refuses for a demand, all codes counted."""
        refused, people = self._combinations(d)
        return {code: int(people[refused >> i & 1 == 1].sum()) for i, code in enumerate(Refusal)}

    def waterfall(self, d: int) -> dict[Refusal, int]:
        """How many specialists each code is the first to refuse for a demand."""
        refused, people = self._combinations(d)
        first = refused & -refused
        return {code: int(people[first == 1 << i].sum()) for i, code in enumerate(Refusal)}

    def _combinations(self, d: int) -> tuple[Ints, Ints]:
        """The combinations of codes that refuse somebody for a demand, and how many each."""
        people = np.bincount(self.refused[:, d], minlength=1)
        refused = np.nonzero(people)[0]
        return refused, people[refused]

    def is_overseen(self, s: int, d: int) -> bool:
        """Whether a conflict of a pair is in force but permitted with oversight."""
        return s in self._overseen(d)

    @cached_property
    def _overseen(self) -> Callable[[int], Ints]:
        return codes.oversight(self.frame)


def eligibility(pool: Pool, horizon: Horizon) -> Eligibility:
    """Judge every pair of a pool in a horizon by every code."""
    frame = Frame.of(pool, horizon)
    legal = LegalGround(frame)
    people, demands = frame.shape
    refused = np.zeros((demands, people), dtype=np.uint16)
    if refused.size:
        for i, code in enumerate(Refusal):
            holds_for, bit = JUDGES[code](frame, legal), np.uint16(1 << i)
            for d in range(demands):
                holds = holds_for(d)
                if holds is not frame.everybody:
                    refused[d] |= np.where(holds, np.uint16(0), bit)
    return Eligibility(frame=frame, legal=legal, refused=refused.T)
