"""LENDING_BLOCKS: an agency lends no more blocks in a week than it has agreed to."""

from scheduler.solver.formulation import Formulation
from scheduler.solver.groups import Groups


def lending_blocks(f: Formulation) -> None:
    """One row an agency and week: Σ blocks of its lent pairs ≤ max_lent_blocks."""
    it = f.instance
    frame = it.eligibility.frame
    for week in f.weeks:
        rows = week.rows_of(it.lent)
        work_of = Groups.of(it.agency[week.pair[rows]], len(frame.agency_names))
        for a, name in enumerate(frame.agency_names):
            limit = frame.pool.agency_of_id[name].max_lent_blocks
            if limit is not None:
                work = rows[work_of[a]]
                f.program.add_row(week.column[work], week.coefficient[work], upper=limit)
