"""The columns of the program and what they mean; the rules add their rows through it.

x(p): pair p is assigned. Further columns exist only where a rule or a tier asks for them:

* ``runs``: z(c), a case with critical demands is fully staffed on them;
* ``away``: h(s,w), specialist s has a block on another agency's case in week w;
* ``share``: y(p,w), blocks of pair p in week w, where a limit by week is in play;
* ``under_act``: u(p,i), outsider pair p works under instrument i, where all its have ceilings.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.groups import Groups
from scheduler.solver.instance import Instance
from scheduler.solver.program import NO_BOUND, Program

ALL_RULES = frozenset(Rule)
Filler = Callable[[Ints], Ints]


@dataclass(frozen=True)
class WeekBlocks:
    """Blocks that pairs work in one week, as ``coefficient * column`` a row of arrays.

    ``start``/``stop`` are the part of the pair's window in that week, ``most`` the greatest
    number of blocks the row can come to.
    """

    pair: Ints
    column: Ints
    coefficient: Ints
    start: Ints
    stop: Ints
    most: Ints

    def of(self, chosen: Bools) -> "WeekBlocks":
        """The rows whose pair is chosen (a mask over pairs)."""
        keep = chosen[self.pair]
        return WeekBlocks(
            self.pair[keep],
            self.column[keep],
            self.coefficient[keep],
            self.start[keep],
            self.stop[keep],
            self.most[keep],
        )


@dataclass(frozen=True)
class Formulation:
    """One program for one instance under a set of rules."""

    instance: Instance
    rules: frozenset[Rule] = ALL_RULES
    program: Program = field(default_factory=Program)
    _fillers: list[tuple[Ints, Filler]] = field(default_factory=list)

    @classmethod
    def of(cls, instance: Instance, rules: Collection[Rule] = ALL_RULES) -> "Formulation":
        """The columns of pairs and of running cases, without any rule yet."""
        formulation = cls(instance, frozenset(rules))
        _ = formulation.x, formulation.runs
        return formulation

    @cached_property
    def x(self) -> Ints:
        """Column of each pair."""
        return self.program.add_columns(self.instance.pairs)

    def add_filled_columns(self, count: int, fill: Filler) -> Ints:
        """Append 0/1 columns whose values follow from a solution of the earlier columns."""
        columns = self.program.add_columns(count)
        self._fillers.append((columns, fill))
        return columns

    def filled(self, solution: Ints) -> Ints:
        """A solution of an earlier state of the program, carried over to its columns of now.

        z(c) is set to what it means, full or not, where the engine was free to leave it at 0.
        """
        grown = np.zeros(self.program.columns, dtype=np.int64)
        grown[: len(solution)] = solution
        grown[self.runs[self.instance.has_core]] = self._full(grown)[self.instance.has_core]
        for columns, fill in self._fillers:
            if columns[0] >= len(solution):
                grown[columns] = fill(grown)
        return grown

    # -- cases that run ----------------------------------------------------------------------

    @cached_property
    def runs(self) -> Ints:
        """Case to its column z(c), or -1 for a case without critical demands.

        The rows that define it come with it: z(c) = 1 only if every critical demand is full.
        """
        it, program = self.instance, self.program
        columns = np.full(len(it.cases), -1, dtype=np.int64)
        columns[it.has_core] = program.add_columns(int(it.has_core.sum()))
        critical = np.nonzero(it.critical)[0]
        number = np.full(len(it.demands), -1, dtype=np.int64)
        number[critical] = np.arange(len(critical))
        staffed = np.nonzero(it.critical[it.demand])[0]
        program.add_rows(
            np.concatenate([number[it.demand[staffed]], np.arange(len(critical))]),
            np.concatenate([self.x[staffed], columns[it.case_of_demand[critical]]]),
            np.concatenate([np.ones(len(staffed), dtype=np.int64), -it.headcount[critical]]),
            count=len(critical),
            lower=0,
        )
        return columns

    def _full(self, solution: Ints) -> Bools:
        """Case: every critical demand is fully staffed in a solution."""
        it = self.instance
        people = np.zeros(len(it.demands), dtype=np.int64)
        np.add.at(people, it.demand, solution[self.x])
        full = np.ones(len(it.cases), dtype=np.bool_)
        short = it.critical & (people < it.headcount)
        full[it.case_of_demand[short]] = False
        return full

    # -- limits by week ----------------------------------------------------------------------

    @cached_property
    def limited_agency(self) -> Bools:
        """Agency number: a limit by week on lending or a home reserve is in play."""
        frame = self.instance.eligibility.frame
        reserved = {r.agency for r in frame.pool.home_reserve if r.heads > 0}
        limited = []
        for name in frame.agency_names:
            agency = frame.pool.agency_of_id[name]
            limited.append(
                agency.max_lent_blocks is not None
                or agency.max_lent_heads is not None
                or name in reserved
            )
        return np.array(limited, dtype=np.bool_)

    @cached_property
    def split(self) -> Bools:
        """Specialist: their blocks are decided week by week (y), not over the horizon at once."""
        frame = self.instance.eligibility.frame
        if frame.horizon.weeks == 1:
            return np.zeros(len(frame.specialists), dtype=np.bool_)
        limited: Bools = self.limited_agency[frame.agency]
        return limited

    @cached_property
    def weeks(self) -> tuple[WeekBlocks, ...]:
        """Blocks by week of every pair whose specialist is split, or of all in a single week."""
        it = self.instance
        ranges = it.eligibility.frame.horizon.week_ranges
        if len(ranges) == 1:
            everyone = np.arange(it.pairs)
            return (WeekBlocks(everyone, self.x, it.effort, it.start, it.stop, it.effort),)
        pairs = np.nonzero(self.split[it.specialist])[0]
        start = np.stack([np.clip(it.start[pairs], w.start, w.stop) for w in ranges])
        stop = np.stack([np.clip(it.stop[pairs], w.start, w.stop) for w in ranges])
        size = stop - start
        met = (size > 0).sum(axis=0)
        free = (met > 1) & ~it.fixed[pairs]
        share = self._shares(pairs[free], size[:, free])
        weeks = []
        for w in range(len(ranges)):
            inside = size[w] > 0
            column = np.where(free, 0, self.x[pairs])
            column[free] = share[w]
            whole = np.where(it.fixed[pairs], size[w], it.effort[pairs])
            coefficient = np.where(free, 1, whole)
            most = np.where(free, np.minimum(size[w], it.effort[pairs]), whole)
            arrays = (pairs, column, coefficient, start[w], stop[w], most)
            weeks.append(WeekBlocks(*(a[inside] for a in arrays)))
        return tuple(weeks)

    def _shares(self, pairs: Ints, size: Ints) -> Ints:
        """Columns y(p,w) of pairs over several weeks, with Σ_w y(p,w) = e(p)·x(p)."""
        weeks, count = size.shape
        effort = self.instance.effort[pairs]
        columns = np.stack(
            [self.program.add_columns(count, 0, np.minimum(size[w], effort)) for w in range(weeks)]
        )
        row = np.arange(count)
        self.program.add_rows(
            np.concatenate([np.tile(row, weeks), row]),
            np.concatenate([columns.ravel(), self.x[pairs]]),
            np.concatenate([np.ones(weeks * count, dtype=np.int64), -effort]),
            count=count,
            lower=0,
            upper=0,
        )
        return columns

    @cached_property
    def away(self) -> Ints:
        """(specialist, week) to the column h(s,w), -1 where the agency sets no limit on heads.

        h(s,w) = 1 whenever a lent pair of s has a block in week w.
        """
        it, program = self.instance, self.program
        frame = it.eligibility.frame
        columns = np.full((len(frame.specialists), frame.horizon.weeks), -1, dtype=np.int64)
        for w, blocks in enumerate(self.weeks):
            lent = blocks.of(it.lent & self.limited_agency[it.agency])
            people = np.unique(it.specialist[lent.pair])
            columns[people, w] = program.add_columns(len(people))
            binary = np.where(lent.column == self.x[lent.pair], 1, lent.most)
            row = np.arange(len(lent.pair))
            program.add_rows(
                np.concatenate([row, row]),
                np.concatenate([lent.column, columns[it.specialist[lent.pair], w]]),
                np.concatenate([np.ones(len(row), dtype=np.int64), -binary]),
                count=len(row),
                upper=0,
            )
        return columns

    # -- instruments with ceilings -----------------------------------------------------------

    @cached_property
    def under_act(self) -> dict[str, tuple[Ints, Ints]]:
        """Instrument id to (columns u(p,i), pairs) of pairs whose instruments all have ceilings.

        Σ_i u(p,i) = x(p): one instrument serves all blocks of a pair.
        """
        it, program = self.instance, self.program
        pair, act = it.under_ceilings
        column = program.add_columns(len(pair))
        capped, row = np.unique(pair, return_inverse=True)
        program.add_rows(
            np.concatenate([row, np.arange(len(capped))]),
            np.concatenate([column, self.x[capped]]),
            np.concatenate([np.ones(len(pair), np.int64), -np.ones(len(capped), np.int64)]),
            count=len(capped),
            lower=0,
            upper=0,
        )
        instruments = it.eligibility.frame.pool.instruments
        under = Groups.of(act, len(instruments))
        return {
            instruments[i].instrument: (column[under[i]], pair[under[i]])
            for i in np.unique(act).tolist()
        }


def at_most(
    program: Program, group: Ints, column: Ints, coefficient: int | Ints, limit: int | Ints
) -> None:
    """One row a group: Σ coefficient·x over its columns ≤ its limit; groups count from 0."""
    count = int(group.max()) + 1 if len(group) else 0
    upper = np.broadcast_to(np.asarray(limit, dtype=np.int64), (count,)) if count else 0
    program.add_rows(group, column, coefficient, count=count, upper=upper)


def only_with(program: Program, columns: Ints, needed: Ints) -> None:
    """Let each of some columns be 1 only if at least one of the needed ones is.

    A column of its own stands for "at least one is", so that the rows stay short.
    """
    if not len(columns):
        return
    led = program.add_columns(1)
    row = np.arange(len(columns))
    program.add_rows(
        np.concatenate([row, row]),
        np.concatenate([columns, np.broadcast_to(led, columns.shape)]),
        np.concatenate([np.ones(len(columns), np.int64), -np.ones(len(columns), np.int64)]),
        count=len(columns),
        upper=0,
    )
    weights = np.concatenate([[1], -np.ones(len(needed), np.int64)])
    program.add_row(np.concatenate([led, needed]), weights, upper=0)


def numbered(*keys: Ints) -> tuple[Ints, Ints]:
    """Group numbers 0.. of equal key tuples, and the first index of each group."""
    stacked = np.stack(keys, axis=1)
    _, first, group = np.unique(stacked, axis=0, return_index=True, return_inverse=True)
    return group.reshape(-1).astype(np.int64), first.astype(np.int64)


__all__ = ["ALL_RULES", "NO_BOUND", "Formulation", "WeekBlocks", "at_most", "numbered", "only_with"]
