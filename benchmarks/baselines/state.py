"""A plan under construction that never breaks a rule: what greedy and repair build on.

A pair may be added when its specialist, their agency and its instrument have room; the rules of a
case (core team, accompanied, lead present, outside share) are asked of its team as a whole.
"""

from collections import Counter

from benchmarks.baselines.problem import Problem
from scheduler.model import Mode


class State:
    """The chosen pairs and what is left of every limit."""

    def __init__(self, problem: Problem) -> None:
        self.problem, it = problem, problem.it
        self.specialist, self.demand = it.specialist, it.demand
        people, agencies = len(problem.agency), len(problem.lent_limits)
        self.work: list[list[int]] = [[] for _ in range(people)]
        self.team: list[list[int]] = [[] for _ in it.cases]
        self.filled = [0] * len(it.demands)
        self.used = [0] * people
        self.lent_blocks, self.lent_heads = [0] * agencies, [0] * agencies
        self.away = Counter[int]()
        self.reserve_away = [0] * len(problem.reserves)
        self.reserves_of: dict[int, list[int]] = {}
        for r, reserve in enumerate(problem.reserves):
            for s in reserve.members:
                self.reserves_of.setdefault(s, []).append(r)
        self.act_left = dict(problem.blocks_left)
        self.act_of: dict[int, str] = {}
        self.cases, self.headcount = it.case_of_demand.tolist(), it.headcount.tolist()
        self.critical = it.critical.tolist()
        self.bound_core = (it.has_core & ~it.under_way).tolist()
        self.matters = [case.matter for case in it.cases]

    @property
    def chosen(self) -> list[int]:
        """All pairs, in order."""
        return sorted(pair for team in self.team for pair in team)

    # -- one pair ----------------------------------------------------------------------------

    def has_room(self, pair: int) -> bool:
        """Whether seat, specialist, agency and instrument can take the pair."""
        s, d = int(self.specialist[pair]), int(self.demand[pair])
        return (
            self.filled[d] < self.headcount[d]
            and self._has_time(s, d, pair)
            and (not self.problem.it.lent[pair] or self._can_lend(s, pair))
        )

    def _has_time(self, s: int, d: int, pair: int) -> bool:
        it, work = self.problem.it, self.work[s]
        if len(work) >= self.problem.most_cases[s]:
            return False
        matter = self.matters[self.cases[d]]
        if any(self.matters[self.cases[int(self.demand[q])]] == matter for q in work):
            return False
        jobs = [(int(it.start[q]), int(it.stop[q]), int(it.effort[q])) for q in (*work, pair)]
        for a in {start for start, _, _ in jobs}:
            for b in {stop for _, stop, _ in jobs if stop > a}:
                asked = sum(effort for start, stop, effort in jobs if a <= start and stop <= b)
                if asked > self.problem.room(s, a, b):
                    return False
        return True

    def _can_lend(self, s: int, pair: int) -> bool:
        a, effort = self.problem.agency[s], int(self.problem.it.effort[pair])
        blocks, heads = self.problem.lent_limits[a]
        if blocks is not None and self.lent_blocks[a] + effort > blocks:
            return False
        if not self.away[s]:
            if heads is not None and self.lent_heads[a] >= heads:
                return False
            if any(
                self.reserve_away[r] >= self.problem.reserves[r].most_away
                for r in self.reserves_of.get(s, ())
            ):
                return False
        acts = self.problem.acts(pair)
        return not acts or self._act(acts, effort) is not None

    def _act(self, acts: tuple[str, ...], effort: int) -> str | None:
        for act in acts:
            if self.act_left.get(act, effort) >= effort:
                return act
        return None

    def add(self, pair: int) -> None:
        """Assign a pair that has room."""
        self._count(pair, 1)

    def remove(self, pair: int) -> None:
        """Take back an assigned pair."""
        self._count(pair, -1)

    def _count(self, pair: int, sign: int) -> None:
        s, d = int(self.specialist[pair]), int(self.demand[pair])
        effort = int(self.problem.it.effort[pair])
        for places in (self.work[s], self.team[self.cases[d]]):
            places.append(pair) if sign > 0 else places.remove(pair)
        self.filled[d] += sign
        self.used[s] += sign * effort
        if not self.problem.it.lent[pair]:
            return
        a, before = self.problem.agency[s], self.away[s]
        self.lent_blocks[a] += sign * effort
        self.away[s] += sign
        if (before == 0) != (self.away[s] == 0):
            self.lent_heads[a] += sign
            for r in self.reserves_of.get(s, ()):
                self.reserve_away[r] += sign
        if sign > 0:
            act = self._act(self.problem.acts(pair), effort)
            if act in self.act_left:
                self.act_of[pair] = act
        if (named := self.act_of.get(pair)) is not None:
            self.act_left[named] -= sign * effort
            if sign < 0:
                del self.act_of[pair]

    # -- one case ----------------------------------------------------------------------------

    def is_allowed(self, c: int) -> bool:
        """Whether the team of a case, as it stands, breaks no rule of the case."""
        team, case, it = self.team[c], self.problem.it.cases[c], self.problem.it
        if not team:
            return True
        if self.bound_core[c] and not self.has_core(c):
            return False
        outside = sum(bool(it.lent[p]) for p in team)
        if 100 * outside > case.outside_share * len(team):
            return False
        if case.lead_present and outside == len(team):
            return False
        powers = [self.problem.power[int(self.demand[p])] for p in team]
        led = {authority for _, authority, mode in powers if mode is Mode.EXERCISE}
        return all(authority in led for _, authority, mode in powers if mode is Mode.ASSIST)

    def has_core(self, c: int) -> bool:
        """Whether every critical demand of a case is fully staffed."""
        return all(
            self.filled[d] >= self.headcount[d]
            for d in self.problem.demands_of_case[c]
            if self.critical[d]
        )

    def clear(self, c: int) -> None:
        """Take everybody off a case."""
        for pair in list(self.team[c]):
            self.remove(pair)
