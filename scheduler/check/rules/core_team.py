"""A case that is not under way starts with its whole core team or not at all."""

from scheduler.check.facts import Facts, Violation, Violations


def core_team(facts: Facts) -> Violations:
    """A case with critical demands runs, or has nobody, or has a row in force or notified."""
    under_way = (demand for _, demand in facts.rows_with("in_force", "notified"))
    for case in sorted(facts.team.keys() - {facts.pool.demand_of_id[d].case for d in under_way}):
        if not facts.runs(case):
            lacking = sum(facts.people[d.demand] < d.headcount for d in facts.critical[case])
            yield Violation("CORE_TEAM", case, 0, lacking)
