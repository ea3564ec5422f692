"""HOME_RESERVE: enough specialists of a skill stay free of other agencies' cases each week."""

import numpy as np

from scheduler.solver.formulation import Formulation


def home_reserve(f: Formulation) -> None:
    """Σ_{s of the skill, mostly there} h(s,w) ≤ how many they are − min(heads, how many they are).

    Mostly there: 2·available blocks ≥ the week's working blocks.
    """
    frame = f.instance.eligibility.frame
    levels = frame.pool.skill_levels
    for reserve in frame.pool.home_reserve:
        skilled = np.array(
            [
                s.agency == reserve.agency
                and levels[s.specialist].get(reserve.skill, 0) >= reserve.level
                for s in frame.specialists
            ],
            dtype=np.bool_,
        )
        for w, week in enumerate(frame.horizon.week_ranges):
            before = frame.available_before
            there = before[:, week.stop] - before[:, week.start]
            home = skilled & (2 * there >= len(week))
            away = f.away[home, w]
            present = int(home.sum())
            f.program.add_row(away[away >= 0], 1, upper=present - min(reserve.heads, present))
