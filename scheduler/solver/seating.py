"""Who could take a seat as things stand: what each candidate would have to leave, found at once.

Everybody else stays where the plan has them, and nobody takes over what the candidate leaves. So
what is said is a plan's rows and no more than that, checked against every rule; a whole replan may
lose less. The teams of the asked cases are open: whether they are complete, led, or accompanied
does not count here, since the other seats are still to be filled.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from scheduler.model import Mode, Plan, Pool, TierName
from scheduler.solver.clauses import Row
from scheduler.solver.eligibility import eligibility
from scheduler.solver.eligibility.frame import Frame, Ints
from scheduler.solver.engines.port import UNWATCHED, UnsettledError
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import SERVED, Ask, in_one, moved, only, solution_of
from scheduler.solver.program import Objective
from scheduler.solver.rules import formulate
from scheduler.solver.start import Start
from scheduler.solver.tiers import LINEAR, LinearGoal

WORK_EACH = 0.05
"""Deterministic work units that one candidate may take."""


@dataclass(frozen=True)
class Seat:
    """What one candidate's taking a seat means.

    ``leaves``: the candidate's rows, and ``falls``: others' rows (of cases that then stop) that go.
    ``lost``: by how much each tier of who is served gets worse elsewhere. ``blocks`` and
    ``capacity``: the candidate's half-days after it, and those they have. ``fit``: 0..100.
    """

    row: Row
    leaves: tuple[Row, ...]
    falls: tuple[Row, ...]
    lost: tuple[tuple[TierName, int], ...]
    blocks: int
    capacity: int
    fit: int


class Seating:
    """The rows of a plan that still stand on a pool, and the seats of some demands beside them."""

    def __init__(self, pool: Pool, plan: Plan, demands: Collection[str]) -> None:
        """Read what stands.

        Raises:
            UnsettledError: none of the plan's rows can stand together with the pins.
        """
        found = eligibility(pool, pool.horizon(plan.start, plan.weeks))
        cases = {pool.demand_of_id[d].case for d in demands}
        it = Instance.of(replace(found, frame=_with_open_teams(found.frame, cases)))
        ask = Ask(UNWATCHED)
        kept = Start.of(it, plan).kept(ask)
        if kept is None:
            raise UnsettledError("the pins cannot hold together")
        asked = np.array([found.frame.demand_number[d] for d in demands], dtype=np.int64)
        pairs = np.union1d(kept, np.nonzero(np.isin(it.demand, asked))[0])
        self._f: Formulation = formulate(only(it, pairs))
        self._goals: list[LinearGoal] = [
            LINEAR[tier](self._f) for tier in pool.policy.tiers if tier in SERVED
        ]
        self._stands = np.isin(pairs, kept)
        solution = solution_of(self._f, np.nonzero(self._stands)[0], ask)
        if solution is None:
            raise UnsettledError("what stands of the plan cannot stand together")
        self._solution = solution
        stays = Objective(
            self._f.x[self._stands],
            np.ones(int(self._stands.sum()), dtype=np.int64),
            constant=0,
            maximise=True,
        )
        self._objective = in_one(self._f, [goal.tier for goal in self._goals], stays)
        self._seats = np.nonzero(np.isin(self._f.instance.demand, asked) & ~self._stands)[0]

    @property
    def eligible(self) -> int:
        """How many could be asked: nobody who has the seat by now."""
        return len(self._seats)

    def seats(self) -> Iterator[Seat]:
        """Each of them for whom a way was found, by specialist, then demand."""
        for pair in self._seats.tolist():
            seat = self._taken(pair)
            if seat is not None:
                yield seat

    def _taken(self, pair: int) -> Seat | None:
        """What it means that a pair is taken; None where no way was found."""
        it, f = self._f.instance, self._f
        own = self._stands & (it.specialist == it.specialist[pair])
        moving = self._stands & np.isin(it.case, it.case[own])
        low = f.program.lower.copy()
        low[f.x[pair]] = 1
        moving[pair] = True
        solution = moved(f, self._solution, moving, self._objective, WORK_EACH, least=low)
        return None if solution is None else self._told(pair, solution)

    def _told(self, pair: int, solution: Ints) -> Seat:
        it = self._f.instance
        gone = np.nonzero(self._stands & (solution[self._f.x] == 0))[0]
        own = it.specialist[gone] == it.specialist[pair]
        s = int(it.specialist[pair])
        works = (it.specialist == s) & (solution[self._f.x] == 1)
        return Seat(
            row=self._row(pair),
            leaves=tuple(map(self._row, gone[own].tolist())),
            falls=tuple(map(self._row, gone[~own].tolist())),
            lost=tuple(self._lost(goal, pair, solution) for goal in self._goals),
            blocks=int(it.effort[works].sum()),
            capacity=int(it.eligibility.frame.capacity[s]),
            fit=int(it.fit[pair]),
        )

    def _lost(self, goal: LinearGoal, pair: int, solution: Ints) -> tuple[TierName, int]:
        before, after = goal.result(self._solution).value, goal.result(solution).value
        assert before is not None, "the tiers of who is served have values"
        assert after is not None, "the tiers of who is served have values"
        it = self._f.instance
        gained = int(it.priority[it.case[pair]]) if goal.tier is TierName.COVERAGE else 0
        return goal.tier, before + gained - after

    def _row(self, pair: int) -> Row:
        it = self._f.instance
        frame = it.eligibility.frame
        s, d = int(it.specialist[pair]), int(it.demand[pair])
        return frame.specialists[s].specialist, frame.demands[d].demand


def _with_open_teams(frame: Frame, cases: Collection[str]) -> Frame:
    """The frame in which no rule of the team holds these cases; who is eligible is known by now."""
    return replace(
        frame,
        cases=tuple(
            c.model_copy(update={"lead_present": False, "outside_share": 100})
            if c.case in cases
            else c
            for c in frame.cases
        ),
        demands=tuple(
            d.model_copy(update={"critical": False, "mode": Mode.ADVISE}) if d.case in cases else d
            for d in frame.demands
        ),
    )
