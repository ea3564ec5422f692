"""Everybody works exactly what a demand takes, when it can be done, one demand at a time."""

from scheduler.check.facts import Facts, Violation, Violations, exceeding


def time(facts: Facts) -> Violations:
    """Blocks worked = e(s,d), each available and in w(s,d); no block serves two demands."""
    for row in facts.rows:
        if len(row.blocks) != row.effort:
            yield Violation("TIME", "/".join(row.ids), row.effort, len(row.blocks))
        for b in row.blocks:
            if b not in row.window or not facts.available(row.ids[0], range(b, b + 1)):
                yield Violation("TIME", "/".join((*row.ids, facts.grid[b])), 0, 1)
    worked = ((row.ids[0], facts.grid[b]) for row in facts.rows for b in row.blocks)
    yield from exceeding("TIME", worked, lambda _: 1)
