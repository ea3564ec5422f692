"""What each tier of a plan is worth, in exact integers and fractions."""

from collections import Counter
from datetime import date
from fractions import Fraction

from scheduler.check.facts import Facts, Pair, Violation, Violations
from scheduler.model import Plan, Specialist, TierName, plain

TierValue = int | tuple[list[Fraction], list[Fraction]]


def fit_of(facts: Facts, pair: Pair, s: Specialist) -> int:
    """The score given from outside, or else the weighted one, 0..100."""
    case, points, levels = pair.case, facts.pool.policy.fit, facts.pool.skill_levels[s.specialist]
    above = min([levels.get(need.skill, 0) - need.level for need in pair.demand.skills], default=2)
    score = points.base + points.skill * min(2, above) - points.travel * pair.travel
    score += points.field * (case.field in s.fields) + points.home * (s.agency == case.lead_agency)
    score += points.preference * (case.kind in s.preferred_kinds)
    score += points.history * ((s.specialist, case.matter) in facts.pool.matters_served)
    return facts.pool.score_of.get((s.specialist, pair.demand.demand), max(0, min(100, score)))


def values(facts: Facts) -> dict[TierName, TierValue]:
    """The value of each tier of the policy, in its order."""
    pool, until = facts.pool, facts.horizon.statutory_until
    running = [case for case in facts.demands if facts.runs(case)]
    cores = [pool.case_of_id[case] for case in running if facts.critical[case]]
    bonus = pool.policy.core_bonus * sum(case.priority for case in cores)
    held = facts.rows_with("in_force", "pinned", "notified")
    had = {(who, pool.demand_of_id[demand].case) for who, demand in held}
    staffed = {case for _, case in had}
    new = {(row.ids[0], row.case.case) for row in facts.rows if row.case.case in staffed} - had
    fits = {c: sum(fit_of(facts, r, r.specialist) for r in t) for c, t in facts.team.items()}
    seats = {c.case: sum(d.headcount for d in facts.demands[c.case]) for c in cores}
    worth: dict[TierName, TierValue] = {
        TierName.STATUTORY: sum((case.statutory_deadline or date.max) <= until for case in cores),
        TierName.COVERAGE: bonus + sum(row.case.priority for row in facts.rows),
        TierName.STABILITY: len(facts.rows_with("in_force") - facts.chosen) + len(new),
        TierName.BALANCE: _balance(facts),
        TierName.FLOOR: min((1000 * fits.get(c, 0) // seats[c] for c in seats), default=0),
        TierName.FIT: sum(fits.values()),
    }
    return {tier: worth[tier] for tier in pool.policy.tiers}


def _balance(facts: Facts) -> TierValue:
    """Squared load ratios of specialists and of agencies' lending, or the ratios themselves."""
    pool, weeks, people = facts.pool, facts.weeks.values(), list[tuple[int, int, int, int]]()
    planned, lent, given, heads = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in facts.rows:
        planned[row.ids[0]] += row.effort
        lent[row.specialist.agency] += 0 if row.is_insider else row.effort
    for s in pool.specialists:  # (before, now, capacity, weight)
        now = facts.capacity(s, weeks)
        people.append((s.past_blocks, planned[s.specialist], s.past_capacity + now, 1))
        given[s.agency] += now
        heads[s.agency] += 1
    agencies = [
        (a.past_lent_blocks, lent[a.agency], a.past_pool_blocks + given[a.agency], heads[a.agency])
        for a in pool.agencies
    ]
    if pool.policy.balance == "leximin":
        sides = [[Fraction(p + n, c) for p, n, c, _ in side if c] for side in (people, agencies)]
        return sorted(sides[0], reverse=True), sorted(sides[1], reverse=True)
    return sum(
        pool.policy.balance_scale * weight * (2 * (past + k) - 1) // cap**2
        for past, new, cap, weight in people + agencies
        for k in range(1, new + 1 if cap else 1)
    )


def tiers(facts: Facts, plan: Plan) -> Violations:
    """The tiers are the policy's in its order, with the recomputed values and bounds that hold."""
    worth, names = values(facts), [tier.tier for tier in plan.tiers]
    if names != list(worth):
        yield Violation("TIER", "*", " ".join(worth), " ".join(names))
    for tier in (tier for tier in plan.tiers if tier.tier in worth):
        value, bound, ratios = worth[tier.tier], tier.bound, (tier.ratios, tier.agency_ratios)
        if isinstance(value, tuple):
            right = tuple(tuple(f"{f.numerator}/{f.denominator}" for f in side) for side in value)
            if (tier.value, bound, ratios) != (None, None, right):
                yield Violation("TIER", tier.tier, plain(right), plain(ratios))
            continue
        if tier.value != value or any(ratios):
            yield Violation("TIER", tier.tier, value, plain(tier.value))
        beyond = bound is not None and (bound > value) == tier.tier.is_maximised
        if bound != value and (tier.status == "optimal" or not beyond):
            yield Violation("BOUND", tier.tier, value, plain(bound))
