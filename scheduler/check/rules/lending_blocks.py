"""An agency lends no more blocks a week than it agreed to."""

from scheduler.check.facts import Facts, Violations, exceeding


def lending_blocks(facts: Facts) -> Violations:
    """Blocks of an agency's people on others' cases in a week ≤ ``max_lent_blocks``."""
    blocks = ((agency, week) for agency, week, _ in facts.lent)
    return exceeding("LENDING_BLOCKS", blocks, lambda a: facts.pool.agency_of_id[a].max_lent_blocks)
