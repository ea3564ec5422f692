"""The columns of the program and what they mean; the rules add their rows through it.

x(p): pair p is assigned. Further columns exist only where a rule or a tier asks for them:

* ``runs``: z(c), a case with critical demands is fully staffed on them;
* ``away``: h(s,w), specialist s has a block on another agency's case in week w;
* ``share``: y(p,w), blocks of pair p in week w, where a limit by week is in play;
* ``under_act``: u(p,i), outsider pair p works under instrument i, where all its have ceilings.
"""

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.groups import Groups, numbered
from scheduler.solver.instance import Instance
from scheduler.solver.program import NO_BOUND, Program, narrow

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

    def rows_of(self, chosen: Bools) -> Ints:
        """Numbers of the rows whose pair is chosen (a mask over pairs)."""
        return np.flatnonzero(chosen[self.pair])

    def of(self, chosen: Bools) -> "WeekBlocks":
        """The rows whose pair is chosen (a mask over pairs)."""
        rows = self.rows_of(chosen)
        return WeekBlocks(
            self.pair[rows],
            self.column[rows],
            self.coefficient[rows],
            self.start[rows],
            self.stop[rows],
            self.most[rows],
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

    def copy(self) -> "Formulation":
        """A formulation that can grow apart from this one; the arrays are shared."""
        other = copy(self)  # with the columns that are known by now
        vars(other).update(program=self.program.copy(), _fillers=list(self._fillers))
        return other

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

    def put_back(self, low: Ints, kept: Ints, part: Ints) -> Ints:
        """A solution of the columns ``kept`` alone as one of them all, the others at ``low``."""
        whole = low.copy()
        whole[kept] = part
        return self.filled(whole)

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
        tied(
            program,
            number[it.demand[staffed]],
            self.x[staffed],
            columns[it.case_of_demand[critical]],
            it.headcount[critical],
            lower=0,
        )
        return columns

    @cached_property
    def idle_unless_run(self) -> Bools:
        """Case: CORE_TEAM lets nobody work on it unless it runs."""
        it = self.instance
        if Rule.CORE_TEAM not in self.rules:
            return np.zeros(len(it.cases), dtype=np.bool_)
        return it.has_core & ~it.under_way

    @cached_property
    def role(self) -> Ints:
        """Pair: the role it gives its specialist, of which ONE_ROLE lets them have it only once.

        That of its matter; without the rule one of its own.
        """
        it = self.instance
        return it.matter if Rule.ONE_ROLE in self.rules else np.arange(it.pairs)

    def exclusive(self, pairs: Ints) -> tuple[Ints, Ints]:
        """Group pairs at most one of which is assigned, by the rules: numbers and first pairs.

        HEADCOUNT lets one person have the only seat of a demand; ONE_ROLE does the others.
        """
        it = self.instance
        seat = (it.headcount[it.demand[pairs]] == 1) & (Rule.HEADCOUNT in self.rules)
        kind = np.where(seat, it.demand[pairs], len(it.demands) + it.specialist[pairs])
        group, first = numbered(kind, np.where(seat, 0, self.role[pairs]))
        return group, pairs[first]

    @cached_property
    def core_seats(self) -> Ints:
        """Case: seats of its critical demands."""
        it = self.instance
        seats = np.zeros(len(it.cases), dtype=np.int64)
        np.add.at(seats, it.case_of_demand[it.critical], it.headcount[it.critical])
        return seats

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
        """Agency number: has a limit by week on lending or a home reserve, binding or not."""
        frame = self.instance.eligibility.frame
        reserved = {r.agency for r in frame.pool.home_reserve}
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
        row = np.tile(np.arange(count), weeks)
        tied(self.program, row, columns.ravel(), self.x[pairs], effort, lower=0, upper=0)
        return columns

    @cached_property
    def away(self) -> Ints:
        """(specialist, week) to the column h(s,w), -1 where the agency sets no limit on heads.

        h(s,w) = 1 whenever a lent pair of s has a block in week w: x ≤ h(s,w) for each role, which
        the relaxation needs, or, where rows are many, Σ x ≤ max_cases(s)·h(s,w).
        """
        it, program = self.instance, self.program
        frame = it.eligibility.frame
        columns = np.full((len(frame.specialists), frame.horizon.weeks), -1, dtype=np.int64)
        for w, blocks in enumerate(self.weeks):
            rows = blocks.rows_of(it.lent & self.limited_agency[it.agency])
            pair, column = blocks.pair[rows], blocks.column[rows]
            who = it.specialist[pair]
            people = np.flatnonzero(np.bincount(who))
            columns[people, w] = program.add_columns(len(people))
            is_share = column != self.x[pair]
            whole, shared = np.flatnonzero(~is_share), np.flatnonzero(is_share)
            if self.counts_heads_by_cases:
                each, first = numbered(who[whole])
                owner = who[whole[first]]
                within(program, each, column[whole], columns[owner, w], it.max_cases[owner])
            else:
                role, first = numbered(who[whole], self.role[pair[whole]])
                within(program, role, column[whole], columns[who[whole[first]], w])
            most = blocks.most[rows[shared]]
            away = columns[who[shared], w]
            within(program, np.arange(len(shared)), column[shared], away, most)
        return columns

    @property
    def counts_heads_by_cases(self) -> bool:
        """Whether h(s,w) follows from how many cases s has away, in a row each, not role by role.

        At 10,000 × 8,000 it would be two thirds of all rows.
        """
        return Rule.CASELOAD in self.rules and self.instance.is_huge

    # -- instruments with ceilings -----------------------------------------------------------

    @cached_property
    def under_act(self) -> dict[str, tuple[Ints, Ints]]:
        """Instrument id to (columns u(p,i), pairs) of pairs whose instruments all have ceilings.

        Σ_i u(p,i) = x(p): one instrument serves all blocks of a pair. Where a pair has only one,
        u(p,i) is x(p) itself.
        """
        it, program = self.instance, self.program
        pair, act = it.under_ceilings
        column = self.x[pair]
        choices = np.nonzero(np.bincount(pair, minlength=it.pairs)[pair] > 1)[0]
        column[choices] = program.add_columns(len(choices))
        torn, row = np.unique(pair[choices], return_inverse=True)
        tied(program, row, column[choices], self.x[torn], lower=0, upper=0)
        instruments = it.eligibility.frame.pool.instruments
        under = Groups.of(act, len(instruments))
        return {
            instruments[i].instrument: (column[under[i]], pair[under[i]])
            for i in np.unique(act).tolist()
        }


def at_most(program: Program, group: Ints, column: Ints, limit: int | Ints) -> None:
    """One row a group: Σ of its 0/1 columns ≤ its limit; groups count from 0.

    A group of no more columns than its limit needs no row.
    """
    size = np.bincount(group)
    upper = _each(limit, len(size))
    tight = size > upper
    number, kept = np.cumsum(tight) - 1, tight[group]
    count = int(tight.sum())
    program.add_rows(number[group[kept]], column[kept], 1, count=count, upper=upper[tight])


def tied(
    program: Program,
    group: Ints,
    column: Ints,
    owner: Ints,
    times: int | Ints = 1,
    *,
    coefficient: int | Ints = 1,
    lower: int = -NO_BOUND,
    upper: int = NO_BOUND,
) -> None:
    """One row a group: lower ≤ Σ coefficient · its columns − times · its owner ≤ upper.

    An owner is a column too; groups count from 0.
    """
    count = len(owner)
    weight, of_owner = narrow(_each(coefficient, len(column))), narrow(-_each(times, count))
    if np.any(group[1:] < group[:-1]):
        order = Groups.of(group, count).order
        group, column, weight = group[order], column[order], weight[order]
    size = np.bincount(group, minlength=count)
    is_owner = np.zeros(len(group) + count, dtype=np.bool_)
    is_owner[np.cumsum(size) + np.arange(count)] = True  # the last entry of each row
    columns = np.empty(len(is_owner), dtype=np.int32)
    weights = np.empty(len(is_owner), dtype=np.promote_types(weight.dtype, of_owner.dtype))
    columns[is_owner], weights[is_owner] = owner, of_owner
    np.logical_not(is_owner, out=is_owner)
    columns[is_owner], weights[is_owner] = column, weight
    program.add_sorted_rows(size + 1, columns, weights, lower=lower, upper=upper)


def within(
    program: Program,
    group: Ints,
    column: Ints,
    owner: Ints,
    times: int | Ints = 1,
    *,
    coefficient: int | Ints = 1,
) -> None:
    """One row a group: Σ coefficient · its columns ≤ times · its owner, as in ``tied``."""
    tied(program, group, column, owner, times, coefficient=coefficient, upper=0)


def _each(number: int | Ints, count: int) -> Ints:
    return np.broadcast_to(np.asarray(number, dtype=np.int64), (count,))


def only_beside(f: Formulation, pairs: Ints, others: Ints) -> None:
    """Let some pairs be assigned only if at least one of the others is.

    A column of its own stands for "at least one is", so that the rows stay short.
    """
    if not len(pairs):
        return
    led = f.program.add_columns(1)
    group, first = f.exclusive(pairs)
    within(f.program, group, f.x[pairs], np.broadcast_to(led, first.shape))
    weights = np.concatenate([[1], -np.ones(len(others), np.int64)])
    f.program.add_row(np.concatenate([led, f.x[others]]), weights, upper=0)


__all__ = [
    "ALL_RULES",
    "NO_BOUND",
    "Formulation",
    "WeekBlocks",
    "at_most",
    "only_beside",
    "tied",
    "within",
]
