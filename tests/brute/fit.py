"""The fit of a pair, read straight from the problem's formula."""

from scheduler.model import Pool


def travel_of(pool: Pool, specialist: str, demand: str) -> int:
    """travel(s,d): 0 unless the demand is on site, else by the table from station to site."""
    wanted = pool.demand_of_id[demand]
    if not wanted.on_site:
        return 0
    site = pool.case_of_id[wanted.case].site
    return pool.travel_blocks(pool.specialist_of_id[specialist].station, site)


def fit_of(pool: Pool, specialist: str, demand: str) -> int:
    """fit(s,d), 0..100: the given affinity, or the weighted points of the formula."""
    for given in pool.affinity:
        if (given.specialist, given.demand) == (specialist, demand):
            return given.score
    who, wanted, weights = (
        pool.specialist_of_id[specialist],
        pool.demand_of_id[demand],
        pool.policy.fit,
    )
    case = pool.case_of_id[wanted.case]
    held = {r.skill: r.level for r in pool.specialist_skills if r.specialist == specialist}
    margin = min([2, *(held.get(n.skill, 0) - n.level for n in wanted.skills)])
    history = any(
        (r.specialist, r.matter) == (specialist, case.matter) for r in pool.service_history
    )
    points = weights.base + weights.skill * margin
    points += weights.field if case.field and case.field in who.fields else 0
    points += weights.home if who.agency == case.lead_agency else 0
    points += weights.history if history else 0
    points += weights.preference if case.kind in who.preferred_kinds else 0
    points -= weights.travel * travel_of(pool, specialist, demand)
    return max(0, min(100, points))
