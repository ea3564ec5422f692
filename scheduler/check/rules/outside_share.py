"""Outsiders are no more than a case's share of its people."""

from scheduler.check.facts import Facts, Violation, Violations


def outside_share(facts: Facts) -> Violations:
    """100 · outsiders ≤ ``outside_share`` · people; limit and found are the two products."""
    for case, team in sorted(facts.team.items()):
        outsiders = sum(not row.is_insider for row in team)
        if 100 * outsiders > (most := team[0].case.outside_share * len(team)):
            yield Violation("OUTSIDE_SHARE", case, most, 100 * outsiders)
