"""The cheapest changes of the pool with which a plan can have what it lacks.

Each change that may be bought is a column with a price. Pairs that some code refuses are there too
if every such code can be bought off; they wait for the columns that do it. Limits that are for sale
give way by what is bought. All other rules stand as they are, and so do codes that rest on statute
or on a tie: nobody sells them. Every real set of these changes is a solution of the program, so its
optimum is no dearer than the cheapest one. Whether its own set does what it promises is for the
caller to try on the changed pool: with more time somebody may also count in a home reserve.

Over several weeks time is not for sale: the share of each week is decided with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scheduler.model import RowStatus, Rule
from scheduler.solver.eligibility import Eligibility
from scheduler.solver.eligibility.frame import Frame, Ints
from scheduler.solver.engines.verified import settled
from scheduler.solver.formulation import ALL_RULES, Formulation, within
from scheduler.solver.groups import numbered
from scheduler.solver.instance import Instance
from scheduler.solver.offers import Bought, Offers, Option, Terms
from scheduler.solver.program import Objective, Program
from scheduler.solver.reserves import reserves_of
from scheduler.solver.rules import formulate
from scheduler.solver.windows import TWIN, is_twin, twin_of

TIME = frozenset({Rule.TIME, Rule.WEEKLY_LIMIT})
BOUGHT = frozenset(
    {
        Rule.CASELOAD,
        Rule.LENDING_BLOCKS,
        Rule.LENDING_HEADS,
        Rule.HOME_RESERVE,
        Rule.INSTRUMENT_CEILING,
        Rule.CORE_TEAM,
        Rule.PIN,
    }
)
"""Rules whose rows are written here, with what is bought in them."""


@dataclass
class Repairing:
    """What may be bought so that demands have their people, over some pairs of one pool.

    ``pairs``: (specialist, demand) by number, eligible or not. ``prices``: points a unit; a kind
    without a price is not for sale. ``work``: deterministic work units that a search may take.
    """

    eligibility: Eligibility
    pairs: tuple[Ints, Ints]
    prices: Mapping[str, int]
    work: float | None = None
    _columns: dict[Option, int] = field(default_factory=dict)
    _most: dict[Option, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._frame: Frame = self.eligibility.frame
        self._offers = Offers(self.eligibility, self.prices)
        self._one_week = self._frame.horizon.weeks == 1
        kept, needs = [], list[Terms]()
        for s, d in zip(*(side.tolist() for side in self.pairs), strict=True):
            terms = self._offers.terms(s, d)
            if terms is not None:
                kept.append((s, d))
                needs.append(terms)
        specialist, demand = np.array(kept, dtype=np.int64).reshape(-1, 2).T
        self._it = Instance(self.eligibility, specialist, demand)
        rules = ALL_RULES - BOUGHT - (TIME if self._one_week else frozenset())
        self._f: Formulation = formulate(self._it, rules)
        for p, terms in enumerate(needs):
            for any_of in terms:
                self._wait(p, any_of)
        self._add_limits()

    # -- the cheapest set --------------------------------------------------------------------

    @property
    def options(self) -> tuple[Option, ...]:
        """Everything that could be of use here, in a fixed order."""
        return tuple(sorted(self._columns))

    def cheapest(
        self,
        seats: Mapping[str, int],
        running: Collection[str] = (),
        others_than: Sequence[Collection[Option]] = (),
        failed: Sequence[Collection[Bought]] = (),
    ) -> tuple[Bought, ...] | None:
        """What to buy so that demands have so many people and cases run; two engines say a no.

        Of equal prices the one with the fewest units. ``others_than``: at least one option of
        each of these sets is not bought at all. ``failed``: these sets alone are not enough.

        Raises:
            UnsettledError: the engines cannot tell with so much work.
        """
        program = self._f.program.copy()
        for demand, people in seats.items():
            columns = self._columns_of(self._frame.demand_number[demand])
            program.add_row(columns, 1, lower=people)
        for case in running:
            program.add_row(self._runs[[self._case_number[case]]], 1, lower=1)
        for options in others_than:
            self._not_all(program, options, ())
        for bought in failed:
            self._not_these(program, bought)
        columns = np.array(list(self._columns.values()), dtype=np.int64)
        times = 1 + sum(self._most.values())
        prices = [times * self.prices[option.kind] + 1 for option in self._columns]
        objective = Objective(columns, np.array(prices, dtype=np.int64), 0, maximise=False)
        solution = settled(program, objective, is_claimed=True, work=self.work)
        if solution is None:
            return None
        units = {option: int(solution[column]) for option, column in self._columns.items()}
        return tuple(Bought(option, n) for option, n in sorted(units.items()) if n)

    def price(self, bought: Collection[Bought]) -> int:
        """What a set costs, in points."""
        return sum(self.prices[one.option.kind] * one.units for one in bought)

    def _not_all(
        self, program: Program, options: Collection[Option], unless: Collection[int]
    ) -> None:
        """Of these options one at least is not bought, unless one of some columns is."""
        used = []
        for option in sorted(options):  # a set's own order is another in each process
            column = program.add_columns(1)
            row = np.array([self._columns[option], int(column[0])])
            program.add_row(row, np.array([1, -self._most[option]]), upper=0)
            used.append(int(column[0]))
        weights = np.array([1] * len(used) + [-1] * len(unless), dtype=np.int64)
        columns = np.array([*used, *unless], dtype=np.int64)
        program.add_row(columns, weights, upper=len(used) - 1)

    def _not_these(self, program: Program, bought: Collection[Bought]) -> None:
        """Not just these: one of them is not bought, or more of it is, or something else."""
        options = {one.option for one in bought}
        unless = [column for option, column in self._columns.items() if option not in options]
        for option, units in bought:
            if self._most[option] > units:
                more = int(program.add_columns(1)[0])
                row = np.array([self._columns[option], more])
                program.add_row(row, np.array([1, -units - 1]), lower=0)
                unless.append(more)
        self._not_all(program, options, unless)

    # -- columns -----------------------------------------------------------------------------

    def _column(self, option: Option, most: int) -> int | None:
        """The column of an option; None where its kind has no price, or there is none to sell."""
        if option.kind not in self.prices or most < 1:
            return None
        if option not in self._columns:
            self._columns[option] = int(self._f.program.add_columns(1, 0, most)[0])
            self._most[option] = most
        return self._columns[option]

    def _columns_of(self, d: int) -> Ints:
        """The columns of the pairs of a demand, those of its twin among them."""
        name = self._frame.demands[d].demand
        twin = self._frame.demand_number.get(name + TWIN, d)
        return self._f.x[np.isin(self._it.demand, [d, twin])]

    def _wait(self, p: int, any_of: list[Bought]) -> None:
        """x(p) = 1 only if enough of any one of some options is bought.

        Of an option that comes in units, those have to be as many: it is the only one then.
        """
        columns, weights = [int(self._f.x[p])], [max(one.units for one in any_of)]
        for (kind, subject), units in any_of:
            option = Option(kind, tuple(map(twin_of, subject)))
            most = units if option.kind != "lower_level" else self._levels(option)
            column = self._column(option, most)
            assert column is not None, "terms name only what is for sale"
            columns.append(column)
            weights.append(-1)
        self._f.program.add_row(np.array(columns), np.array(weights), upper=0)

    def _levels(self, option: Option) -> int:
        """So many levels a demand's skill can be lowered by."""
        demand, skill = option.subject
        needs = self._frame.pool.demand_of_id[demand].skills
        return next(need.level for need in needs if need.skill == skill) - 1

    # -- limits that give way ----------------------------------------------------------------

    def _add_limits(self) -> None:
        if self._one_week:
            self._add_time()
        self._add_caseloads()
        self._add_lending()
        self._add_reserves()
        self._add_ceilings()
        self._add_core_teams()
        self._add_windows()
        self._add_pins()

    def _limit(self, columns: Ints, weights: Ints | int, limit: int, *options: Option) -> None:
        """Σ weights · columns ≤ limit + what is bought."""
        sums = np.broadcast_to(np.asarray(weights, dtype=np.int64), columns.shape)
        over = int(np.abs(sums).sum()) - limit
        if over <= 0:
            return
        bought = [c for o in options if (c := self._column(o, self._unit(o, over))) is not None]
        self._f.program.add_row(
            np.concatenate([columns, np.array(bought, dtype=np.int64)]),
            np.concatenate([sums, -np.ones(len(bought), dtype=np.int64)]),
            upper=limit,
        )

    @staticmethod
    def _unit(option: Option, over: int) -> int:
        return 1 if option.kind == "free_half_day" else over

    def _add_time(self) -> None:
        """Each interval's available half-days and those freed in it; and the released ones."""
        f, it, frame = self._f, self._it, self._frame
        for s, own in self._by_specialist():
            name, e = frame.specialists[s].specialist, it.effort[own]
            x, start, stop = f.x[own], it.start[own], it.stop[own]
            weekly = int(frame.weekly_blocks[s])
            self._once(x, e, weekly, Option("another_block", (name,)), frame.horizon.size)
            for a in np.unique(start).tolist():
                for b in np.unique(stop[stop > a]).tolist():
                    inside = (start >= a) & (stop <= b)
                    if not ((start[inside] == a).any() and (stop[inside] == b).any()):
                        continue
                    there = frame.available[s, a:b]
                    away = (a + np.nonzero(~there)[0]).tolist()
                    texts = [str(frame.horizon.blocks[block]) for block in away]
                    freed = [Option("free_half_day", (name, text)) for text in texts]
                    self._limit(x[inside], e[inside], int(there.sum()), *freed)

    def _once(self, x: Ints, weights: Ints | int, limit: int, option: Option, most: int) -> None:
        """As ``_limit``, of an option whose column no other row may have made smaller."""
        if option.kind in self.prices:
            self._column(option, most)
        self._limit(x, weights, limit, option)

    def _add_caseloads(self) -> None:
        for s, own in self._by_specialist():
            person = self._frame.specialists[s]
            option = Option("another_case", (person.specialist,))
            self._limit(self._f.x[own], 1, person.max_cases, option)

    def _by_specialist(self) -> Iterator[tuple[int, Ints]]:
        for s in np.unique(self._it.specialist).tolist():
            yield s, np.nonzero(self._it.specialist == s)[0]

    def _add_lending(self) -> None:
        f, it, frame = self._f, self._it, self._frame
        for a, name in enumerate(frame.agency_names):
            agency = frame.pool.agency_of_id[name]
            for w, week in enumerate(f.weeks):
                lent = week.of(it.lent & (it.agency == a))
                if agency.max_lent_blocks is not None:
                    option, most = Option("lend_block", (name,)), int(lent.most.sum())
                    if most > agency.max_lent_blocks:
                        extra = most * len(f.weeks)
                        self._once(
                            lent.column, lent.coefficient, agency.max_lent_blocks, option, extra
                        )
                if agency.max_lent_heads is not None:
                    away = f.away[frame.agency == a, w]
                    option = Option("lend_head", (name,))
                    most = int((frame.agency == a).sum())
                    self._once(away[away >= 0], 1, agency.max_lent_heads, option, most)

    def _add_reserves(self) -> None:
        """At least min(heads, how many there are) stay; the first units may change nothing.

        With n there and u heads less, at most max(0, n − heads + u) may be away: nobody, unless
        t = 1, and then n − heads + u.
        """
        program = self._f.program
        for reserve in reserves_of(self._frame):
            option = Option("reserve_head", (reserve.agency, reserve.skill, str(reserve.level)))
            for w in range(self._frame.horizon.weeks):
                members = reserve.members[:, w]
                away = self._f.away[members, w]
                away, there = away[away >= 0], int(members.sum())
                units = self._column(option, reserve.heads)
                if units is None or there >= reserve.heads:
                    self._limit(away, 1, max(0, there - reserve.heads), option)
                    continue
                t = int(program.add_columns(1)[0])
                ones, short = np.ones(len(away), dtype=np.int64), reserve.heads - there
                program.add_row(np.append(away, t), np.append(ones, -there), upper=0)
                columns = np.concatenate([away, [units, t]])
                program.add_row(columns, np.concatenate([ones, [-1, short]]), upper=0)

    def _add_ceilings(self) -> None:
        """Who has only acts with ceilings works under one of them, or under one that is bought."""
        f, it, frame = self._f, self._it, self._frame
        program = f.program
        pair, act = it.under_ceilings
        under: dict[int, list[tuple[int, int]]] = defaultdict(list)
        choices: dict[int, list[int]] = defaultdict(list)
        for p, i in zip(pair.tolist(), act.tolist(), strict=True):
            column = int(program.add_columns(1)[0])
            under[i].append((column, int(it.effort[p])))
            choices[p].append(column)
        for p, columns in choices.items():
            acts = self._offers.acts(int(it.specialist[p]), int(it.demand[p]))
            bought = [c for act, _ in acts if (c := self._column(act, 1)) is not None]
            if bought:
                free = int(program.add_columns(1)[0])
                weights = np.array([1] + [-1] * len(bought))
                program.add_row(np.array([free, *bought]), weights, upper=0)
                columns.append(free)
            weights = np.array([1] * len(columns) + [-1])
            program.add_row(np.array([*columns, int(f.x[p])]), weights, lower=0, upper=0)
        for i, work in sorted(under.items()):
            columns, efforts = np.array(work, dtype=np.int64).T
            row = frame.pool.instruments[i]
            assert row.blocks_left is not None, "only acts with a ceiling are chosen among"
            option = Option("raise_ceiling", (row.instrument,))
            self._limit(columns, efforts, row.blocks_left, option)

    def _add_core_teams(self) -> None:
        """A case runs when its critical demands are full; a seat less may make them so."""
        f, it, program = self._f, self._it, self._f.program
        cores = np.nonzero(it.has_core)[0]
        self._runs = np.full(len(it.cases), -1, dtype=np.int64)
        self._runs[cores] = program.add_columns(len(cores))
        for d in np.nonzero(it.critical)[0].tolist():
            x, seats = self._columns_of(d), int(it.headcount[d])
            option = Option("lower_headcount", (it.demands[d].demand,))
            spared = self._column(option, seats - 1)
            if spared is not None:
                x = np.append(x, spared)
                program.add_row(x, 1, upper=seats)
            columns = np.append(x, self._runs[it.case_of_demand[d]])
            program.add_row(columns, np.append(np.ones(len(x), np.int64), -seats), lower=0)
        idle = np.nonzero((it.has_core & ~it.under_way)[it.case])[0]
        # nobody has two roles in a case, since they are of one matter
        group, first = numbered(it.specialist[idle], it.case[idle])
        within(program, group, f.x[idle], self._runs[it.case[idle[first]]])

    def _add_windows(self) -> None:
        """A demand is served in its own window or, bought, in its twin's; and never in both."""
        f, it, frame = self._f, self._it, self._frame
        for name, d in frame.demand_number.items():
            if not is_twin(name):
                continue
            own = frame.demand_number[twin_of(name)]
            moved = self._column(Option("move_window", (twin_of(name),)), 1)
            assert moved is not None, "twins are there only where windows are for sale"
            for column in f.x[it.demand == d].tolist():
                f.program.add_row(np.array([column, moved]), np.array([1, -1]), upper=0)
            for column in f.x[it.demand == own].tolist():
                f.program.add_row(np.array([column, moved]), 1, upper=1)

    @cached_property
    def _case_number(self) -> dict[str, int]:
        return {case.case: c for c, case in enumerate(self._it.cases)}

    def _add_pins(self) -> None:
        """A pinned row may be lifted, unless others of its matter are kept off by it."""
        f, it, frame = self._f, self._it, self._frame
        notified = set(it.current_rows(RowStatus.NOTIFIED))
        matters = [case.matter for case in it.cases]
        for s, d in it.pins:
            numbers = [it.pair_number(s, d)]
            if (twin := frame.demand_number.get(frame.demands[d].demand + TWIN)) is not None:
                numbers.append(it.pair_number(s, twin))
            column = f.x[np.array([n for n in numbers if n is not None], dtype=np.int64)]
            option = Option("lift_pin", (frame.specialists[s].specialist, frame.demands[d].demand))
            alone = matters.count(frame.cases[d].matter) == 1
            lifted = None
            if alone and (s, d) not in notified:
                lifted = self._column(option, 1)
            columns = np.append(column, [] if lifted is None else [lifted]).astype(np.int64)
            f.program.add_row(columns, 1, lower=1)
