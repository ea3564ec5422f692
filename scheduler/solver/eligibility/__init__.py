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
from scheduler.solver.eligibility.frame import Bools, Frame
from scheduler.solver.eligibility.legal import LegalGround

__all__ = ["Eligibility", "Frame", "LegalGround", "eligibility"]

Judgement = Callable[[Frame, LegalGround], Bools]
JUDGEMENTS: dict[Refusal, Judgement] = {
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
    """Refusals of all pairs: ``refused[s, d]`` has bit i set when the i-th code refuses."""

    frame: Frame
    legal: LegalGround
    refused: NDArray[np.uint16]

    @cached_property
    def eligible(self) -> Bools:
        """S×D: no code refuses."""
        free: Bools = self.refused == 0
        return free

    @cached_property
    def with_oversight(self) -> Bools:
        """S×D: a conflict in force is permitted with oversight."""
        return codes.oversight(self.frame)

    def refused_by(self, specialist: str, demand: str) -> tuple[Refusal, ...]:
        """All codes that refuse a pair, in the order of the waterfall.

        Raises:
            KeyError: the specialist is unknown, or the demand is not in this plan.
        """
        bits = self.refused[
            self.frame.specialist_number[specialist], self.frame.demand_number[demand]
        ]
        return tuple(code for i, code in enumerate(Refusal) if bits >> i & 1)

    def refusal_counts(self, d: int) -> dict[Refusal, int]:
        """How many specialists each code refuses for a demand, all codes counted."""
        bits = self.refused[:, d]
        return {code: int((bits >> i & 1).sum()) for i, code in enumerate(Refusal)}

    def waterfall(self, d: int) -> dict[Refusal, int]:
        """How many specialists each code is the first to refuse for a demand."""
        bits = self.refused[:, d].astype(np.int64)
        first = np.where(bits > 0, bits & -bits, 0)
        return {code: int((first == 1 << i).sum()) for i, code in enumerate(Refusal)}


def eligibility(pool: Pool, horizon: Horizon) -> Eligibility:
    """Judge every pair of a pool in a horizon by every code."""
    frame = Frame.of(pool, horizon)
    legal = LegalGround(frame)
    refused = np.zeros(frame.shape, dtype=np.uint16)
    if refused.size:
        for i, code in enumerate(Refusal):
            refused |= np.where(JUDGEMENTS[code](frame, legal), 0, 1 << i).astype(np.uint16)
    return Eligibility(frame=frame, legal=legal, refused=refused)
