"""Nobody has two roles in one matter."""

from scheduler.check.facts import Facts, Violations, exceeding


def one_role(facts: Facts) -> Violations:
    """Demands that a specialist serves in a matter, over all its cases ≤ 1."""
    served = {(row.ids, row.case.matter) for row in facts.rows}
    return exceeding("ONE_ROLE", ((who, matter) for (who, _), matter in served), lambda _: 1)
