"""Nobody works more of a week than is released to the pool."""

from scheduler.check.facts import Facts, Violations, exceeding


def weekly_limit(facts: Facts) -> Violations:
    """Blocks of a specialist in a week, travel included ≤ ``weekly_blocks``."""
    work = ((row.ids[0], facts.week_of[b]) for row in facts.rows for b in row.blocks)
    return exceeding("WEEKLY_LIMIT", work, lambda s: facts.pool.specialist_of_id[s].weekly_blocks)
