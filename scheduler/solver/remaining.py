"""What is left of every limit while a plan grows pair by pair: seats, time, lending, instruments.

It refuses a pair that the rules on specialists and agencies do not allow beside those that are
there. Over several weeks it is stricter than they are: a lent pair counts with all its blocks in
each week that its window meets. The rules on the team of a case are ``Teams.allows``.
"""

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.instance import Instance
from scheduler.solver.prices.market import AMPLE
from scheduler.solver.prices.specialists import Specialists
from scheduler.solver.reserves import reserves_of


class Remaining:
    """What is left beside some pairs of an instance, none at first."""

    def __init__(self, instance: Instance, specialists: Specialists) -> None:
        self._it, self._specialists = instance, specialists
        self._frame = frame = instance.eligibility.frame
        self._cases = instance.max_cases.copy()
        self._blocks = frame.capacity.copy()
        self._is_free = (self._cases > 0) & (self._blocks > 0)
        self.seats: list[int] = instance.headcount.tolist()
        self._own: list[list[int]] = [[] for _ in frame.specialists]
        agencies = [frame.pool.agency_of_id[name] for name in frame.agency_names]
        weeks = range(frame.horizon.weeks)
        self._lent_blocks = [[_or_ample(a.max_lent_blocks) for _ in weeks] for a in agencies]
        self._lent_heads = [[_or_ample(a.max_lent_heads) for _ in weeks] for a in agencies]
        self._most_lent = np.array([max(left) for left in self._lent_blocks], dtype=np.int64)
        self._lent_pairs = [[0 for _ in weeks] for _ in frame.specialists]
        reserves = reserves_of(frame)
        self._away = [reserve.away.tolist() for reserve in reserves]
        self._reserves = [[list[int]() for _ in weeks] for _ in frame.specialists]
        for r, reserve in enumerate(reserves):
            for s, w in np.argwhere(reserve.members).tolist():
                self._reserves[s][w].append(r)
        acts = frame.pool.instruments
        self._act_blocks = {act.instrument: _or_ample(act.blocks_left) for act in acts}
        self._act_of: dict[int, str] = {}

    def open_among(self, pairs: Ints) -> Ints:
        """Those of some pairs not out of the question: person and agency have room for each."""
        it = self._it
        pairs = pairs[self._is_free[it.specialist[pairs]]]  # most are out by this alone, later on
        who, effort = it.specialist[pairs], it.effort[pairs]
        may_go = ~it.lent[pairs] | (self._most_lent[self._frame.agency[who]] >= effort)
        left: Ints = pairs[(self._blocks[who] >= effort) & may_go]
        return left

    def allows(self, pair: int) -> bool:
        """Whether one more pair breaks no rule on seats, specialists and agencies."""
        it, s = self._it, int(self._it.specialist[pair])
        effort, own = int(it.effort[pair]), self._own[s]
        return (
            self.seats[it.demand[pair]] > 0
            and self._blocks[s] >= effort
            and self._cases[s] > 0
            and all(it.matter[p] != it.matter[pair] for p in own)
            and (not it.lent[pair] or self._may_go(pair, s, effort))
            and (not own or self._specialists.fits(s, [*own, pair]))
        )

    def take(self, pair: int) -> None:
        """Count a pair that is allowed."""
        self._count(pair, 1)

    def give_back(self, pair: int) -> None:
        """Count a pair no more."""
        self._count(pair, -1)

    def _may_go(self, pair: int, s: int, effort: int) -> bool:
        a = int(self._frame.agency[s])
        for w in self._weeks(pair):
            if self._lent_blocks[a][w] < effort:
                return False
            if not self._lent_pairs[s][w] and not self._may_be_away(s, a, w):
                return False
        return self._act(pair, effort) is not None

    def _may_be_away(self, s: int, a: int, w: int) -> bool:
        """Whether agency and home reserves can spare one more person in a week."""
        return self._lent_heads[a][w] > 0 and all(self._away[r][w] for r in self._reserves[s][w])

    def _weeks(self, pair: int) -> list[int]:
        start, stop = int(self._it.start[pair]), int(self._it.stop[pair])
        ranges = self._frame.horizon.week_ranges
        return [w for w, week in enumerate(ranges) if start < week.stop and week.start < stop]

    def _act(self, pair: int, effort: int) -> str | None:
        """The first instrument with room; "" where none with a ceiling is needed."""
        acts = self._it.acts(pair)
        if not acts or any(act.max_blocks is None for act in acts):
            return ""
        ids = (act.instrument for act in acts)
        return next((act for act in ids if self._act_blocks[act] >= effort), None)

    def _count(self, pair: int, sign: int) -> None:
        it, s = self._it, int(self._it.specialist[pair])
        effort = int(it.effort[pair])
        self.seats[it.demand[pair]] -= sign
        self._blocks[s] -= sign * effort
        self._cases[s] -= sign
        self._is_free[s] = self._cases[s] > 0 and self._blocks[s] > 0
        self._own[s].append(pair) if sign > 0 else self._own[s].remove(pair)
        if it.lent[pair]:
            self._count_lent(pair, s, effort, sign)

    def _count_lent(self, pair: int, s: int, effort: int, sign: int) -> None:
        a = int(self._frame.agency[s])
        for w in self._weeks(pair):
            self._lent_blocks[a][w] -= sign * effort
            was_away = self._lent_pairs[s][w] > 0
            self._lent_pairs[s][w] += sign
            if was_away != (self._lent_pairs[s][w] > 0):
                self._lent_heads[a][w] -= sign
                for r in self._reserves[s][w]:
                    self._away[r][w] -= sign
        self._most_lent[a] = max(self._lent_blocks[a])
        act = self._act(pair, effort) if sign > 0 else self._act_of.pop(pair)
        assert act is not None, "a pair that is not allowed"
        if sign > 0:
            self._act_of[pair] = act
        if act:
            self._act_blocks[act] -= sign * effort


def _or_ample(limit: int | None) -> int:
    return AMPLE if limit is None else limit
