"""LEAD_PRESENT: where a case asks for it, nobody works on it without one of its lead agency."""

from scheduler.solver.formulation import Formulation, only_beside


def lead_present(f: Formulation) -> None:
    """Outsiders ≤ led ≤ Σ x over the insiders of the case, for every case that asks for it."""
    it = f.instance
    for c, case in enumerate(it.cases):
        if case.lead_present:
            pairs = it.pairs_of_case[c]
            lent = it.lent[pairs]
            only_beside(f, pairs[lent], pairs[~lent])
