"""LEAD_PRESENT: where a case asks for it, nobody works on it without one of its lead agency."""

from scheduler.solver.formulation import Formulation, only_with


def lead_present(f: Formulation) -> None:
    """x(s,d) ≤ led ≤ Σ x over the insiders of the case, for every outsider pair of such a case."""
    it = f.instance
    for c, case in enumerate(it.cases):
        if case.lead_present:
            pairs = it.pairs_of_case[c]
            lent = it.lent[pairs]
            only_with(f.program, f.x[pairs[lent]], f.x[pairs[~lent]])
