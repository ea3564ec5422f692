"""The best plan under some clauses: what a plan would be if these rows had to be in it, or out.

Clauses are rows of the program and nothing else: they change no fact, so the tiers count as they
did. On a small pool the answer is the best of all plans, each tier confirmed by a second engine;
on a large one it is the best near the given plan, and says so. Of equals the one with the fewest
changes is taken. "Cannot" is said for certain or not at all.

That clauses cannot hold is decided on a small program even on a large pool. Cases are tied together
by limits from above only (time, caseload, lending, reserve, ceilings), and nobody on a case breaks
no rule of its team. So whatever plan keeps the clauses and the pins, taking everybody off the other
cases leaves one that does: only the cases that clauses and pins name have to be looked at.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, partial
from typing import Literal

import numpy as np

from scheduler.model import Horizon, Plan, Pool, Rule, SolveOptions, TierName, TierResult
from scheduler.solver.assemble import assemble, provenance
from scheduler.solver.clauses import Alternative, Clause, Counted, Row
from scheduler.solver.eligibility import Eligibility, eligibility
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.blaming import blamed
from scheduler.solver.engines.port import UnsettledError
from scheduler.solver.engines.stopping import look
from scheduler.solver.engines.verified import settled
from scheduler.solver.formulation import ALL_RULES, Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.known_prices import KnownPrices
from scheduler.solver.leastmoves import fewest_moves
from scheduler.solver.nearby import SERVED, loose_results, only
from scheduler.solver.nearplan import NearPlan
from scheduler.solver.planning import demand_accepted
from scheduler.solver.program import NO_BOUND, Objective
from scheduler.solver.rules import add_rules, formulate
from scheduler.solver.stages import Prior, Stages
from scheduler.solver.start import Start
from scheduler.solver.tiers import Held, longer
from scheduler.solver.tierwise import next_bound, with_bound, with_bounds, with_fewest, with_value
from scheduler.solver.vicinity import REACHES, Vicinity

WHOLE_PAIRS = 6_000
"""Eligible pairs up to which the best of all plans is found; above, the best one near the plan."""
WORK_EACH = 30.0
"""Deterministic work units that each tier may take, of the whole program."""
FEW_CASES = 60
"""Named cases up to which it is asked, on a large pool, whether clauses can hold at all."""
SETTLING_WORK = 1.5
"""Deterministic work units that a yes or no about a large pool may take."""


class Counterfactuals:
    """Questions about one plan of one pool; what they have in common is built once.

    The pool may have changed since the plan was made: then what is left of its rows counts, and
    none of its bounds. ``proven``: bounds that hold of this pool all the same, for its policy's
    tiers from the first on.
    """

    def __init__(self, pool: Pool, plan: Plan, proven: tuple[TierResult, ...] = ()) -> None:
        self.pool, self.plan = pool, plan
        self.horizon: Horizon = pool.horizon(plan.start, plan.weeks)
        self.eligibility: Eligibility = eligibility(pool, self.horizon)
        look()
        self._it = Instance.of(self.eligibility)
        look()
        self._planned = np.zeros(self._it.pairs, dtype=np.bool_)
        people = self.eligibility.frame.specialist_number
        rows = [(a.specialist, a.demand) for a in plan.assignments if a.specialist in people]
        known = (row for row in rows if row[1] in self.eligibility.frame.demand_number)
        self._planned[self._pairs(known)] = True
        # the plan's own bounds say nothing about the plans of another pool
        is_own = not proven and plan.provenance.pool_sha256 == pool.sha256
        self._proven: tuple[TierResult, ...] = plan.tiers if is_own else proven
        self._last: tuple[tuple[bytes, bytes, frozenset[Rule]], Formulation] | None = None

    # -- the best plan -----------------------------------------------------------------------

    def best(
        self,
        clauses: Sequence[Clause],
        focus: Collection[str] | None = None,
        *,
        is_near: bool = False,
        to_prove: bool = False,
    ) -> Alternative:
        """The best plan under some clauses.

        ``focus``: demands around which it is looked on a large pool, if not all of the clauses'.
        ``is_near``: after the tiers of who is served the fewest changes come first; ``to_prove``:
        on a large pool, too, it is proven that there are no fewer, as far as some minutes go.

        Raises:
            KeyError: a clause names somebody or a demand that is not in this plan's pool and weeks.
            PlanRejectedError: the judge refused the plan; nobody sees it.
        """
        if self.is_small:
            return self._best_of_all(clauses, is_near=is_near)
        for reach in REACHES:
            found = self._best_near(clauses, reach, focus, is_near=is_near, to_prove=to_prove)
            if found is not None:
                return found
        few = len(self._cases_of(clauses)) <= FEW_CASES
        try:
            is_impossible = few and not self.can_hold(clauses)
        except UnsettledError:
            is_impossible = False
        return Alternative("impossible" if is_impossible else "unknown", None, is_whole=False)

    def _best_of_all(self, clauses: Sequence[Clause], *, is_near: bool) -> Alternative:
        f = self._known_prices.formulation()
        found = self._searched(f, clauses, is_near=is_near)
        if isinstance(found, str):
            return Alternative(found, None, is_whole=True)
        results, solution, moves = found
        plan = self._told(f, results, solution, clauses)
        return Alternative("planned", plan, is_whole=True, moves=moves if is_near else None)

    def _best_near(
        self,
        clauses: Sequence[Clause],
        reach: int,
        focus: Collection[str] | None,
        *,
        is_near: bool,
        to_prove: bool,
    ) -> Alternative | None:
        """The best plan found in a program near the plan; None where it has none."""
        near, least = self._vicinity, 0
        named, cases = self._named_pairs(clauses, focus)
        small = self._near_plan(near.program(cases, reach, named), clauses, cases, is_near=is_near)
        solution, _ = with_fewest(small.f, small.changes, small.held)
        if solution is None:
            return None
        solution = small.served(solution)
        if is_near:
            kept = partial(self._held, clauses=clauses)
            pairs, least = fewest_moves(near, small.f, solution, cases, kept, to_prove=to_prove)
            found = near.with_solution(cases, reach, named, pairs)
            if found is not None:
                f, solution = found
                small = self._near_plan(f, clauses, cases, is_near=is_near)
        solution, f = small.polished(solution), small.f
        results = with_bounds(self._proven, loose_results(f, self._it, solution))
        plan = self._told(f, results, solution, clauses)
        moves = with_bound(small.changes.result(solution), least) if is_near else None
        return Alternative("planned", plan, is_whole=False, moves=moves)

    def _near_plan(
        self, f: Formulation, clauses: Sequence[Clause], cases: Ints, *, is_near: bool
    ) -> NearPlan:
        return NearPlan(
            f,
            self._held(f, clauses),
            SERVED if is_near else (*SERVED, TierName.STABILITY),
            self._vicinity.changes(f),
            self._planned[self._vicinity.numbers_in(f)],
            cases,
        )

    @property
    def _settling(self) -> float | None:
        """Deterministic work units after which a question on a large pool stays open."""
        return None if self.is_small else SETTLING_WORK

    @cached_property
    def dropped(self) -> frozenset[Row]:
        """Rows of the plan whose pair is refused by now."""
        frame = self.eligibility.frame
        rows = ((a.specialist, a.demand) for a in self.plan.assignments)
        return frozenset(
            (s, d)
            for s, d in rows
            if s not in frame.specialist_number
            or d not in frame.demand_number
            or self.eligibility.refused_by(s, d)
        )

    @property
    def is_small(self) -> bool:
        """Whether all plans are searched, not only those near the given one."""
        return self._it.pairs <= WHOLE_PAIRS

    def _named_pairs(
        self, clauses: Iterable[Clause], focus: Collection[str] | None
    ) -> tuple[Ints, Ints]:
        """The pairs that clauses name, those of the focus where there is one; and their cases."""
        rows = sorted({row for clause in clauses for row in clause.rows})
        named = self._pairs(row for row in rows if focus is None or row[1] in focus)
        of_demand = self._it.case_of_demand
        return named, np.union1d(self._it.case[named], of_demand[self._numbers(focus or ())])

    @cached_property
    def _known_prices(self) -> KnownPrices:
        return KnownPrices(self._it, Start.of(self._it, self.plan))

    @cached_property
    def _vicinity(self) -> Vicinity:
        on = self._numbers(a.demand for a in self.plan.assignments)
        seats = np.bincount(on, minlength=len(self._it.demands))
        return Vicinity(self._it, self._planned, len(self.plan.assignments), seats)

    def _numbers(self, demands: Iterable[str]) -> Ints:
        """Some demands of this plan by number."""
        number = self.eligibility.frame.demand_number
        return np.array([number[d] for d in demands if d in number], dtype=np.int64)

    def near_pairs(self, demands: Iterable[str]) -> tuple[Ints, Ints]:
        """Specialists and demands by number: the plan's pairs and those around the demands."""
        cases = np.unique(self._it.case_of_demand[self._numbers(demands)])
        near = self._vicinity.pairs_around(cases, REACHES[0])
        return self._it.specialist[near], self._it.demand[near]

    def rows_of(self, demand: str) -> frozenset[Row]:
        """Every row that a demand could have."""
        frame = self.eligibility.frame
        people = self.eligibility.candidates(frame.demand_number[demand]).tolist()
        return frozenset((frame.specialists[s].specialist, demand) for s in people)

    def _searched(
        self, f: Formulation, clauses: Sequence[Clause], *, is_near: bool
    ) -> tuple[tuple[TierResult, ...], Ints, TierResult] | Literal["impossible", "unknown"]:
        """Results, solution and number of changes; or why there are none.

        Tier after tier, and the fewest changes at the end or after the tiers of who is served.
        """
        held, changes = self._held(f, clauses), self._vicinity.changes(f)
        solution, status = with_fewest(f, changes, held)
        if solution is None:
            return "impossible" if status == "infeasible" else "unknown"
        tiers, served = self.pool.policy.tiers, len(self.pool.policy.tiers)
        if is_near:
            served = max((i + 1 for i, tier in enumerate(tiers) if tier in SERVED), default=0)
        stages = Stages(f, changes, is_near, held, solution, WORK_EACH, self._prior)
        *first, (_, moves) = stages.reach([*tiers[:served], None])
        later = stages.reach(tiers[served:], is_claimed=False)
        solution = stages.solution
        told = [
            # whatever the later ones have improved on the way
            result if result.value is None else with_value(goal.result(solution), result)
            for goal, result in first
        ]
        # what was best among the plans with the fewest changes says nothing of the others
        told += [goal.result(solution) for goal, _ in later]
        return tuple(told), solution, moves

    @cached_property
    def _prior(self) -> Prior:
        return Prior(partial(next_bound, self._proven), self._known_prices.left_out)

    def _told(
        self,
        f: Formulation,
        results: tuple[TierResult, ...],
        solution: Ints,
        clauses: Sequence[Clause],
    ) -> Plan:
        made = provenance(self.pool, SolveOptions(), self.plan)
        made = made.model_copy(update={"software": f"{made.software}; {len(clauses)} clauses"})
        look()
        plan = assemble(f, solution, results, (), made)
        look()
        demand_accepted(self.pool, plan)
        return plan

    # -- what can hold -----------------------------------------------------------------------

    def can_hold(self, clauses: Collection[Clause], rules: Collection[Rule] = ALL_RULES) -> bool:
        """Whether some plan keeps these clauses, under some rules; two engines say a no.

        Raises:
            UnsettledError: on a large pool, the engines cannot tell soon enough.
            EngineError: the engines do not agree.
        """
        f = self._named(clauses, rules)
        program = longer(f.program, self._held(f, clauses))
        return settled(program, work=self._settling) is not None

    def blamed(self, clauses: Sequence[Clause]) -> frozenset[int] | None:
        """None where some plan keeps these clauses; else some of them, by number, that none keeps.

        The latter is the word of one engine: what ``can_hold`` does not say too is not certain.

        Raises:
            UnsettledError: on a large pool, the engine cannot tell soon enough.
        """
        f = self._named(clauses, ALL_RULES)
        program = longer(f.program, self._held(f, clauses))
        group = np.full(program.rows, -1, dtype=np.int64)
        group[f.program.rows :] = np.arange(len(clauses))
        return blamed(program, group, self._settling)

    def blamed_rules(self, clauses: Sequence[Clause]) -> frozenset[Rule]:
        """Rules under which one engine says that no plan keeps these clauses; all where one does.

        A guess: rows that define what several rules share count as the first one's.

        Raises:
            UnsettledError: on a large pool, the engine cannot tell soon enough.
        """
        f = Formulation.of(self._only_named(clauses, ALL_RULES))
        added = add_rules(f)
        program = longer(f.program, self._held(f, clauses))
        group = np.full(program.rows, -1, dtype=np.int64)
        for number, rows in enumerate(added.values()):
            group[rows] = number
        found = blamed(program, group, self._settling)
        if found is None:
            return ALL_RULES
        return frozenset(rule for number, rule in enumerate(added) if number in found)

    def most(self, counted: Sequence[Counted]) -> int:
        """The largest sum, over some counted rows, of weight times how many there are of them.

        Of each at most so many count, and more may be there. Two engines say that it is the
        largest.

        Raises:
            UnsettledError: on a large pool, the engines cannot tell soon enough.
        """
        f = self._named([Clause(one.rows) for one in counted], ALL_RULES)
        program = f.program.copy()
        most = np.array([one.most for one in counted], dtype=np.int64)
        counts = program.add_columns(len(counted), 0, most)
        for column, one in zip(counts, counted, strict=True):
            own = self._columns(f, one.rows)
            weights = np.append(np.ones(len(own), dtype=np.int64), -1)
            program.add_row(np.append(own, column), weights, lower=0)
        worth = np.array([one.weight for one in counted], dtype=np.int64)
        objective = Objective(counts, worth, 0, maximise=True)
        solution = settled(program, objective, is_claimed=True, work=self._settling)
        assert solution is not None, "a plan was judged, so some plan keeps the pins"
        return objective.value(solution)

    def effort(self, row: Row) -> int:
        """e(s,d) of an eligible row, in blocks."""
        return int(self._it.effort[self._pairs([row])[0]])

    def _named(self, clauses: Iterable[Clause], rules: Collection[Rule]) -> Formulation:
        """The program of the cases that clauses and pins name, under some rules."""
        it = self._only_named(clauses, rules)
        key = (it.specialist.tobytes(), it.demand.tobytes(), frozenset(rules))
        if self._last is None or self._last[0] != key:  # one group is asked about many times
            self._last = key, formulate(it, rules)
        return self._last[1]

    def _only_named(self, clauses: Iterable[Clause], rules: Collection[Rule]) -> Instance:
        it, cases = self._it, self._cases_of(clauses)
        if Rule.PIN in rules:
            pinned = [it.case_of_demand[d] for _, d in it.pins]
            cases = np.union1d(cases, np.array(pinned, dtype=np.int64))
        return only(it, np.nonzero(np.isin(it.case, cases))[0])

    def _cases_of(self, clauses: Iterable[Clause]) -> Ints:
        rows = self._pairs(row for clause in clauses for row in clause.rows)
        return np.unique(self._it.case[rows])

    # -- rows and columns --------------------------------------------------------------------

    def _pairs(self, rows: Iterable[Row]) -> Ints:
        """The eligible pairs among some rows, by number; KeyError where there is no such row."""
        frame = self.eligibility.frame
        numbers = [(frame.specialist_number[s], frame.demand_number[d]) for s, d in rows]
        s, d = np.array(numbers, dtype=np.int64).reshape(-1, 2).T
        found = self._it.pair_numbers(s, d)
        return found[found >= 0]

    def _columns(self, f: Formulation, rows: Collection[Row]) -> Ints:
        """The columns that a program has of some rows; the others are 0 in it."""
        pairs = self._pairs(sorted(rows))
        own = f.instance.pair_numbers(self._it.specialist[pairs], self._it.demand[pairs])
        columns: Ints = f.x[own[own >= 0]]
        return columns

    def _held(self, f: Formulation, clauses: Iterable[Clause]) -> tuple[Held, ...]:
        held = []
        for clause in clauses:
            columns = self._columns(f, clause.rows)
            most = NO_BOUND if clause.most is None else clause.most
            ones = np.ones(len(columns), dtype=np.int64)
            held.append(Held(columns, ones, lower=clause.least, upper=most))
        return tuple(held)
