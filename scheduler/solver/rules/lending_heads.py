"""LENDING_HEADS: no more of an agency's people work on others' cases in a week than agreed."""

from scheduler.solver.formulation import Formulation


def lending_heads(f: Formulation) -> None:
    """Σ_s h(s,w) ≤ max_lent_heads, a row an agency and week."""
    frame = f.instance.eligibility.frame
    for a, name in enumerate(frame.agency_names):
        limit = frame.pool.agency_of_id[name].max_lent_heads
        if limit is None:
            continue
        for w in range(frame.horizon.weeks):
            away = f.away[frame.agency == a, w]
            f.program.add_row(away[away >= 0], 1, upper=limit)
