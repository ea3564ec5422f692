"""The fit of a pair: the given affinity, or points by the policy's weights, 0..100."""

from collections.abc import Collection, Sequence

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Frame, Ints

BEST_ABOVE = 2
"""Levels above what is asked that still earn points; also what a demand without skills earns."""


def fit_of_pairs(frame: Frame, s: Ints, d: Ints) -> Ints:
    """Fit of each pair (s[i], d[i]), eligible ones; weights from the policy, clipped to 0..100."""
    weights, people, cases = frame.pool.policy.fit, frame.specialists, frame.cases
    points = weights.base + weights.skill * _above(frame, s, d)
    points += weights.field * _share([p.fields for p in people], [c.field for c in cases], s, d)
    points += weights.home * frame.insider(s, d)
    points += weights.history * _has_served(frame, s, d)
    kinds = [p.preferred_kinds for p in people]
    points += weights.preference * _share(kinds, [c.kind for c in cases], s, d)
    points -= weights.travel * frame.travel(s, d)
    return _with_given(frame, s, d, np.clip(points, 0, 100))


def _above(frame: Frame, s: Ints, d: Ints) -> Ints:
    """The fewest levels above what is asked, 0..2, over the skills of each pair's demand."""
    above = np.full(len(s), BEST_ABOVE, dtype=np.int64)
    needs = [demand.skills for demand in frame.demands]
    for i in range(max(map(len, needs), default=0)):  # the first need of all demands, the second
        asking = np.array([len(need) > i for need in needs], dtype=np.bool_)
        row = [frame.skill_number[need[i].skill] if len(need) > i else 0 for need in needs]
        level = np.array([need[i].level if len(need) > i else 0 for need in needs], dtype=np.int64)
        over = frame.levels[np.array(row)[d], s] - level[d]
        above = np.where(asking[d], np.minimum(above, over), above)
    return above


def _share(own: Sequence[Collection[str]], wanted: Sequence[str], s: Ints, d: Ints) -> Bools:
    """Whether the word of each pair's demand is among the specialist's own."""
    number = {word: i for i, word in enumerate(sorted(set(wanted)))}
    has = np.zeros((len(own), len(number)), dtype=np.bool_)
    for i, words in enumerate(own):
        has[i, [number[word] for word in words if word in number]] = True
    shared: Bools = has[s, np.array([number[word] for word in wanted], dtype=np.int64)[d]]
    return shared


def _has_served(frame: Frame, s: Ints, d: Ints) -> Bools:
    """Whether each specialist has served before on the matter of the demand's case."""
    number = {matter: i for i, matter in enumerate(sorted({c.matter for c in frame.cases}))}
    served = [
        frame.specialist_number[who] * len(number) + number[matter]
        for who, matter in frame.pool.matters_served
        if matter in number
    ]
    matter_of_demand = np.array([number[c.matter] for c in frame.cases], dtype=np.int64)
    return np.isin(s * len(number) + matter_of_demand[d], served)


def _with_given(frame: Frame, s: Ints, d: Ints, points: Ints) -> Ints:
    """The points, but the affinity where one is given."""
    count = len(frame.demands)
    given = {
        frame.specialist_number[who] * count + frame.demand_number[what]: score
        for (who, what), score in frame.pool.score_of.items()
        if what in frame.demand_number
    }
    pair = s * count + d
    places = np.nonzero(np.isin(pair, list(given)))[0]
    points[places] = [given[key] for key in pair[places].tolist()]
    return points
