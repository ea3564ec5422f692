"""Nobody serves more cases than they can follow."""

from scheduler.check.facts import Facts, Violations, exceeding


def caseload(facts: Facts) -> Violations:
    """Cases that a specialist serves in this horizon ≤ ``max_cases``."""
    cases, people = {(row.ids[0], row.case.case) for row in facts.rows}, facts.pool.specialist_of_id
    return exceeding("CASELOAD", ((who,) for who, _ in cases), lambda s: people[s].max_cases)
