"""A tier in the words of the decomposition: what pairs, running cases and loads are worth."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective


@dataclass(frozen=True)
class Terms:
    """A tier, written as a maximum; one to be minimised is negated.

    ``constant + Σ pair·x + Σ runs·z − load·(Σ φ + Σ ψ)``, φ and ψ being the costs of balance.
    """

    tier: TierName
    pair: Ints
    runs: Ints
    load: int
    constant: int

    def worth(self, value: int) -> int:
        """A value of the tier in the sense of the maximum."""
        return value if self.tier.is_maximised else -value


Worths = Mapping[TierName, int]
"""What tiers are worth, each in the sense of a maximum."""


def no_less(now: Worths, then: Worths) -> bool:
    """Whether all that was held then is held now, at no less: what was proven then holds on.

    Where something is held at less, there are plans that nothing was proven about.
    """
    return all(tier in now and now[tier] >= worth for tier, worth in then.items())


def terms_of(f: Formulation, tier: TierName, objective: Objective) -> Terms | None:
    """The terms of a linear tier; None where it has columns of another kind (``floor``)."""
    it = f.instance
    sign = 1 if objective.maximise else -1
    weight = np.zeros(f.program.columns, dtype=np.int64)
    np.add.at(weight, objective.columns, sign * objective.coefficients)
    pair = weight[f.x]
    runs = np.zeros(len(f.runs), dtype=np.int64)
    runs[it.has_core] = weight[f.runs[it.has_core]]
    weight[f.x] = 0
    weight[f.runs[it.has_core]] = 0
    is_load = tier is TierName.BALANCE
    if weight.any() and not is_load:
        return None
    return Terms(tier, pair, runs, int(is_load), sign * objective.constant)
