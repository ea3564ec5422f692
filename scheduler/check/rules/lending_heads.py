"""An agency lends no more people a week than it agreed to."""

from scheduler.check.facts import Facts, Violations, exceeding


def lending_heads(facts: Facts) -> Violations:
    """People of an agency with a block on others' cases in a week ≤ ``max_lent_heads``."""
    heads = ((agency, week) for agency, week, _ in set(facts.lent))
    return exceeding("LENDING_HEADS", heads, lambda a: facts.pool.agency_of_id[a].max_lent_heads)
