"""The plain model: what somebody writes who reads the rules one by one.

A boolean for each eligible pair, one for each case that runs, and one row a rule and subject, with
no cuts, no order and no thought of what the solver likes. CP-SAT and HiGHS get the same rows.
"""

import time
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.baselines.port import NotSolvedError
from benchmarks.baselines.problem import Problem
from scheduler.model import Mode


@dataclass
class PlainModel:
    """Binary columns, the pairs first, each with what it is worth, and rows of at most a limit.

    ``runs``: case (number) with critical demands to the column that is 1 only if it runs.

    Row r is Σ coefficient·column ≤ limit[r] over the entries starts[r] to starts[r + 1]. They lie
    in flat arrays: the largest pools have more entries than there is memory for as Python's lists.
    """

    worth: "array[int]"
    runs: dict[int, int] = field(default_factory=dict)
    limits: "array[int]" = field(default_factory=lambda: array("q"))
    starts: "array[int]" = field(default_factory=lambda: array("q", [0]))
    columns: "array[int]" = field(default_factory=lambda: array("i"))
    coefficients: "array[int]" = field(default_factory=lambda: array("i"))

    def column(self) -> int:
        """A new binary column, worth nothing."""
        self.worth.append(0)
        return len(self.worth) - 1

    def at_most(self, columns: Sequence[int], limit: int, weights: Sequence[int] = ()) -> None:
        """Σ weight·column ≤ limit, weights 1 unless given."""
        self.columns.extend(columns)
        self.coefficients.extend(weights or [1] * len(columns))
        self.limits.append(limit)
        self.starts.append(len(self.columns))

    def only_if(self, column: int, *others: int) -> None:
        """The column is 1 only if one of the others is."""
        self.at_most((column, *others), 0, (1, *[-1] * len(others)))

    def any_of(self, columns: Sequence[int]) -> int:
        """A new column that is 1 only if one of these is."""
        any_one = self.column()
        self.only_if(any_one, *columns)
        return any_one


def plain_model(problem: Problem, until: float) -> PlainModel:
    """The rules as rows, and coverage as the objective.

    Raises:
        NotSolvedError: the monotonic clock passed ``until`` while rows were written.
    """
    model = PlainModel(array("q", [0]) * problem.it.pairs)
    for rule in (_seats, _people, _time, _lending, _instruments, _cases):
        rule(problem, model)
        if time.monotonic() >= until:
            raise NotSolvedError("the model was not written within the limit")
    return model


def _groups(problem: Problem, keys: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for pair, key in enumerate(keys):
        groups[key].append(pair)
    yield from groups.items()


def _seats(problem: Problem, model: PlainModel) -> None:
    """HEADCOUNT."""
    for d, seat in enumerate(problem.it.headcount.tolist()):
        model.at_most(problem.pairs_of_demand(d).tolist(), seat)


def _people(problem: Problem, model: PlainModel) -> None:
    """ONE_ROLE and CASELOAD."""
    it = problem.it
    matters = {case.matter: i for i, case in enumerate(it.cases)}
    matter = [matters[case.matter] for case in it.cases]
    for s, pairs in _groups(problem, it.specialist.tolist()):
        model.at_most(pairs, problem.most_cases[s])
        roles: dict[int, list[int]] = defaultdict(list)
        for pair in pairs:
            roles[matter[int(it.case[pair])]].append(pair)
        for same in roles.values():
            if len(same) > 1:
                model.at_most(same, 1)


def _time(problem: Problem, model: PlainModel) -> None:
    """TIME and WEEKLY_LIMIT: what must be done inside an interval finds room there."""
    it = problem.it
    for s, pairs in _groups(problem, it.specialist.tolist()):
        own = np.array(pairs, dtype=np.int64)
        start, stop, effort = it.start[own], it.stop[own], it.effort[own]
        for a in np.unique(start).tolist():
            for b in np.unique(stop[stop > a]).tolist():
                inside = (start >= a) & (stop <= b)
                room = problem.room(s, a, b)
                if effort[inside].sum() > room:
                    model.at_most(own[inside].tolist(), room, effort[inside].tolist())


def _lending(problem: Problem, model: PlainModel) -> None:
    """LENDING_BLOCKS, LENDING_HEADS and HOME_RESERVE, with a column for each person away."""
    it = problem.it
    lent = np.nonzero(it.lent)[0].tolist()
    away: dict[int, int] = {}
    of_agency: dict[int, list[int]] = defaultdict(list)
    for pair in lent:
        s = int(it.specialist[pair])
        if s not in away:
            away[s] = model.column()
        model.only_if(pair, away[s])
        of_agency[problem.agency[s]].append(pair)
    for a, (blocks, heads) in enumerate(problem.lent_limits):
        if blocks is not None:
            pairs = of_agency[a]
            model.at_most(pairs, blocks, it.effort[pairs].tolist())
        if heads is not None:
            model.at_most([h for s, h in away.items() if problem.agency[s] == a], heads)
    for reserve in problem.reserves:
        model.at_most([away[s] for s in reserve.members if s in away], reserve.most_away)


def _instruments(problem: Problem, model: PlainModel) -> None:
    """INSTRUMENT_CEILING, with a column for each pair and instrument it could name."""
    under: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pair in np.nonzero(problem.it.lent)[0].tolist():
        acts = problem.acts(pair)
        if not acts or any(act not in problem.blocks_left for act in acts):
            continue
        chosen = [pair] if len(acts) == 1 else [model.column() for _ in acts]
        if len(acts) > 1:
            model.only_if(pair, *chosen)
        for act, column in zip(acts, chosen, strict=True):
            under[act].append((column, int(problem.it.effort[pair])))
    for act, used in under.items():
        columns, blocks = zip(*used, strict=True)
        model.at_most(columns, problem.blocks_left[act], blocks)


def _cases(problem: Problem, model: PlainModel) -> None:
    """CORE_TEAM, ACCOMPANIED, LEAD_PRESENT, OUTSIDE_SHARE, and what a case is worth."""
    it = problem.it
    for c, case in enumerate(it.cases):
        pairs = [p for d in problem.demands_of_case[c] for p in problem.pairs_of_demand(d).tolist()]
        for pair in pairs:
            model.worth[pair] = case.priority
        if it.has_core[c]:
            _core(problem, model, c, pairs)
        inside = [p for p in pairs if not it.lent[p]]
        if case.lead_present:
            anybody = model.any_of(inside)
            for pair in pairs:
                if it.lent[pair]:
                    model.only_if(pair, anybody)
        if case.outside_share < 100:
            share = case.outside_share
            model.at_most(pairs, 0, [100 - share if it.lent[p] else -share for p in pairs])
        _accompanied(problem, model, c)


def _core(problem: Problem, model: PlainModel, c: int, pairs: list[int]) -> None:
    it, runs = problem.it, model.column()
    model.runs[c] = runs
    model.worth[runs] = int(it.priority[c]) * problem.pool.policy.core_bonus
    for d in problem.demands_of_case[c]:
        if it.critical[d]:  # runs only with all seats filled
            own = problem.pairs_of_demand(d).tolist()
            model.at_most([*own, runs], 0, [*[-1] * len(own), int(it.headcount[d])])
    if not it.under_way[c]:
        for pair in pairs:
            model.only_if(pair, runs)


def _accompanied(problem: Problem, model: PlainModel, c: int) -> None:
    for d in problem.demands_of_case[c]:
        _, authority, mode = problem.power[d]
        if mode is not Mode.ASSIST:
            continue
        beside = [
            p
            for e in problem.demands_of_case[c]
            if problem.power[e][1:] == (authority, Mode.EXERCISE)
            for p in problem.pairs_of_demand(e).tolist()
        ]
        anybody = model.any_of(beside)
        for pair in problem.pairs_of_demand(d).tolist():
            model.only_if(pair, anybody)
