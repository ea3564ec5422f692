"""HEADCOUNT: a demand is served by no more people than it has seats."""

from scheduler.solver.formulation import Formulation, at_most, numbered


def headcount(f: Formulation) -> None:
    """One row a demand: Σ_s x(s,d) ≤ its seats."""
    demand, first = numbered(f.instance.demand)
    seats = f.instance.headcount[f.instance.demand[first]]
    at_most(f.program, demand, f.x, 1, seats)
