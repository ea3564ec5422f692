"""No demand has more people than it asks for, and nobody stands twice on one demand."""

from scheduler.check.facts import Facts, Violations, exceeding


def headcount(facts: Facts) -> Violations:
    """People of a demand ≤ its headcount."""
    people = ((row.ids[1],) for row in facts.rows)
    yield from exceeding("HEADCOUNT", people, lambda d: facts.pool.demand_of_id[d].headcount)
    yield from exceeding("DUPLICATE", (row.ids for row in facts.rows), lambda _: 1)
