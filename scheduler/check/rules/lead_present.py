"""Where a case asks for it, its lead agency takes part."""

from scheduler.check.facts import Facts, Violation, Violations


def lead_present(facts: Facts) -> Violations:
    """A case with ``lead_present`` that has anybody has at least one insider."""
    for case, team in sorted(facts.team.items()):
        if team[0].case.lead_present and not any(row.is_insider for row in team):
            yield Violation("LEAD_PRESENT", case, 1, 0)
