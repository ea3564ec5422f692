"""Who is pinned or notified is assigned."""

from scheduler.check.facts import Facts, Violation, Violations


def pin(facts: Facts) -> Violations:
    """Every pinned or notified pair with a demand in this plan is assigned."""
    for ids in sorted(facts.rows_with("pinned", "notified") - facts.chosen):
        yield Violation("PIN", "/".join(ids), 1, 0)
