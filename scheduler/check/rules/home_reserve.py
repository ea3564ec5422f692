"""An agency keeps some specialists of a skill at home each week."""

from scheduler.check.facts import Facts, Violation, Violations


def home_reserve(facts: Facts) -> Violations:
    """Of those there for half a week, min(heads, all of them) have no block on others' cases."""
    away, levels = {(who, week) for _, week, who in facts.lent}, facts.pool.skill_levels
    staff = [(s.agency, s.specialist) for s in facts.pool.specialists]
    for r in facts.pool.home_reserve:
        skilled = [s for a, s in staff if a == r.agency and levels[s].get(r.skill, 0) >= r.level]
        for week, blocks in facts.weeks.items():
            there = [s for s in skilled if 2 * facts.available(s, blocks) >= len(blocks)]
            free = sum((s, week) not in away for s in there)
            if free < (least := min(r.heads, len(there))):
                where = f"{r.agency}/{r.skill}/{r.level}/{week}"
                yield Violation("HOME_RESERVE", where, least, free)
