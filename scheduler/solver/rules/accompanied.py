"""ACCOMPANIED: who assists on site does so beside someone who exercises the same authority.

A column a case and authority says that somebody exercises it; that keeps the rows short.
"""

from scheduler.model import Mode
from scheduler.solver.formulation import Formulation, only_beside


def accompanied(f: Formulation) -> None:
    """x(s,d) ≤ led ≤ Σ x over the exercise demands of the case with d's authority, assist d."""
    it = f.instance
    beside: dict[tuple[str, str | None], list[int]] = {}
    for d, demand in enumerate(it.demands):
        if demand.mode is Mode.ASSIST:
            beside.setdefault((demand.case, demand.authority), []).append(d)
    for (case, authority), assisting in beside.items():
        exercising = [
            d
            for d in it.eligibility.frame.demands_of_case[case]
            if it.demands[d].mode is Mode.EXERCISE and it.demands[d].authority == authority
        ]
        helpers = it.pairs_of_demand.union(assisting)
        only_beside(f, helpers, it.pairs_of_demand.union(exercising))
