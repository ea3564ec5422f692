"""Home reserves in numbers: who counts in which week, and how many of them may be away."""

from dataclasses import dataclass

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Frame, Ints


@dataclass(frozen=True)
class Reserve:
    """One home reserve.

    ``members`` (S × weeks): of the skill and, with 2·available blocks ≥ the week's working blocks,
    mostly there. ``away`` (weeks): how many of them may be, all but min(heads, how many they are).
    """

    agency: str
    skill: str
    level: int
    heads: int
    members: Bools
    away: Ints

    @property
    def always(self) -> Bools:
        """Specialist: counts in every week."""
        always: Bools = np.logical_and.reduce(self.members, axis=1)
        return always


def reserves_of(frame: Frame) -> tuple[Reserve, ...]:
    """The home reserves of a pool, in the order of its rows."""
    levels, before = frame.pool.skill_levels, frame.available_before
    there = np.stack([before[:, w.stop] - before[:, w.start] for w in frame.horizon.week_ranges])
    blocks = np.array([[len(w)] for w in frame.horizon.week_ranges], dtype=np.int64)
    reserves = []
    for row in frame.pool.home_reserve:
        skilled = np.array(
            [
                s.agency == row.agency and levels[s.specialist].get(row.skill, 0) >= row.level
                for s in frame.specialists
            ],
            dtype=np.bool_,
        )
        members = (skilled & (2 * there >= blocks)).T
        present = members.sum(axis=0)
        away = present - np.minimum(row.heads, present)
        reserves.append(Reserve(row.agency, row.skill, row.level, row.heads, members, away))
    return tuple(reserves)
