"""The fit of a pair: the given affinity, or points by the policy's weights, 0..100."""

import numpy as np

from scheduler.solver.eligibility.frame import Frame, Ints


def fit_of_pairs(frame: Frame, specialist: Ints, demand: Ints) -> Ints:
    """Fit of each pair (specialist[i], demand[i]); weights from the policy, clipped to 0..100."""
    pool, weights = frame.pool, frame.pool.policy.fit
    levels, travel, insider = pool.skill_levels, frame.travel, frame.insider
    fit = np.zeros(len(specialist), dtype=np.int64)
    for i, (s, d) in enumerate(zip(specialist.tolist(), demand.tolist(), strict=True)):
        person, seat, case = frame.specialists[s], frame.demands[d], frame.cases[d]
        given = pool.score_of.get((person.specialist, seat.demand))
        if given is not None:
            fit[i] = given
            continue
        held = levels[person.specialist]
        above = min((held[n.skill] - n.level for n in seat.skills), default=2)
        points = weights.base + weights.skill * min(2, above)
        points += weights.field * (case.field in person.fields)
        points += weights.home * bool(insider[s, d])
        points += weights.history * ((person.specialist, case.matter) in pool.matters_served)
        points += weights.preference * (case.kind in person.preferred_kinds)
        points -= weights.travel * int(travel[s, d])
        fit[i] = min(100, max(0, points))
    return fit
