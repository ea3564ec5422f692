"""Tier after tier: improve, hold, go on; and start again where an earlier tier gets better.

The search trusts no engine: it asks them through ``engines.verified`` only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scheduler.model import PhaseTime, Progress, SolveOptions, TierName, TierResult, Witness
from scheduler.solver.approach import TINY_PAIRS, Approach, Reached
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Limits, Outcome, Watch, better_of
from scheduler.solver.engines.verified import confirmed, verified
from scheduler.solver.filling import filled_up
from scheduler.solver.first_look import FirstLook
from scheduler.solver.first_plan import FirstPlan
from scheduler.solver.formulation import Formulation
from scheduler.solver.goals import Goals
from scheduler.solver.meter import Meter
from scheduler.solver.nearby import WORK_EACH, Ask
from scheduler.solver.prices import (
    Columns,
    Known,
    Leeways,
    Market,
    add_price_rows,
)
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import Multipliers
from scheduler.solver.start import Start
from scheduler.solver.telling import Telling, tightest
from scheduler.solver.tiers import Goal, Held, LinearGoal, longer
from scheduler.solver.tierwise import Proofs, tightened
from scheduler.solver.witnessing import Witnessing

OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]
LARGE_PAIRS = 20_000
"""Pairs above which a pool is large: no engine is asked for the whole program after all else, but
branch and cut may take it beside that (``whole``)."""
HEAVY_PAIRS, HEAVY_WEIGHT = 60_000, 1.5
"""Pairs above which coverage has so many times its share: first prices take much of that or more
than a short limit gives, and the tiers after it hardly get near their bounds in any case."""
ASKED_SHARE = 0.3
"""Share of what a tier has left that the whole program may use where it is asked first."""
FIRST_WORD = 0.5
"""Share of what is left that the first engine may use where a second one is to confirm its word."""


@dataclass
class Search:
    """One lexicographic search on one formulation.

    ``incumbent`` is the best solution so far in the order of the tiers. ``start``: what there is of
    an earlier plan, of whose rows the first incumbent kept ``start_kept``; ``first``: the plan that
    comes first without one. ``clock`` gives seconds; limits by it count from ``began``, which is
    before the program was written down; limits by work count ``building`` units for that. Both
    leave ``after`` for what follows, or more where building took longer than foretold. ``further``:
    goals after the tiers, which need their share.
    """

    first: FirstPlan
    options: SolveOptions
    on_progress: OnProgress
    is_cancelled: IsCancelled
    clock: Callable[[], float]
    began: float
    start: Start | None = None
    further: int = 0
    after: float = 0.0
    building: float = 0.0
    incumbent: Ints | None = None
    start_kept: int = 0
    phases: dict[str, float] = field(default_factory=dict)
    is_infeasible: bool = False
    _columns: Columns = field(default_factory=Columns)
    _leeways: Leeways = field(default_factory=Leeways)
    _multipliers: dict[TierName, Multipliers] = field(default_factory=dict)
    _prices: dict[TierName, tuple[list[tuple[int, int]], Floats]] = field(default_factory=dict)
    _proofs: Proofs = field(default_factory=Proofs)

    @property
    def formulation(self) -> Formulation:
        """The columns and rows that are searched."""
        return self.first.formulation

    def run(self) -> tuple[TierResult, ...] | None:
        """Search all tiers; None when not even a first solution was found or exists.

        Afterwards ``is_infeasible`` tells which of the two.
        """
        pairs, before = self.formulation.instance.pairs, self.clock() - self.began
        after = self.after
        if self.options.mode == "certified":
            before = self.building
        elif self.building:  # a machine that was slow so far will be slow afterwards, too
            after *= max(1.0, before / self.building)
        self._meter = Meter(self.options, self.clock, self.began, before, after)
        self._telling = Telling(self.on_progress, self.is_cancelled, self._meter)
        self._goals = Goals(self.first.sides)
        self._witnessing = Witnessing(self._meter, self.start, self._columns)
        self._look = FirstLook(self._goals, self._witnessing, self._meter)
        tiers, served = self.first.tiers, len(self.first.served)
        self._meter.open(len(tiers) + self.further + 1)
        if not self._first():
            return None
        goals, results = list[Goal](), list[TierResult]()
        while len(results) < len(tiers):
            i = len(results)
            if len(goals) == i:
                goals.append(self._goals.goal(tiers[i]))
                self.incumbent = self.formulation.filled(self._best())
            began = self.clock()
            is_heavy = tiers[i] is TierName.COVERAGE and pairs > HEAVY_PAIRS
            left = len(tiers) - i + self.further
            self._meter.open(left, HEAVY_WEIGHT if is_heavy else 1.0)
            results.append(self._proofs.beside(results, self._improve(goals, results)))
            self.phases[tiers[i]] = self.phases.get(tiers[i], 0.0) + self.clock() - began
            if i + 1 < served and not self.formulation.instance.is_huge:
                self.incumbent = self._filled(self._best())
            results = self._restart(goals, results)
        return tuple(results)

    # -- after the tiers ---------------------------------------------------------------------

    @property
    def meter(self) -> Meter:
        """What the search has used of its limit."""
        return self._meter

    def goals(self) -> list[Goal]:
        """The tiers in order, as they have been searched."""
        return [self._goals.goal(tier) for tier in self.first.tiers]

    def asked(self, objective: Objective, held: tuple[Held, ...], hint: Ints) -> Outcome:
        """What the engines say of the whole program for a further goal."""
        return self._asked(None, longer(self.formulation.program, held), objective, hint, None)

    def watch(self) -> Watch:
        """Follows and stops a solve for a further goal."""
        return self._telling.watch(None)

    def is_stopped(self) -> bool:
        """Whether the search was told to stop."""
        return self._telling.is_stopped()

    @property
    def cancelled(self) -> bool:
        """Whether the search has seen that it was told to stop."""
        return self._telling.cancelled

    # -- steps -------------------------------------------------------------------------------

    def _best(self) -> Ints:
        assert self.incumbent is not None
        return self.incumbent

    def _first(self) -> bool:
        """Find any solution: from an earlier plan if there is one to start from."""
        began, limits = self.clock(), self._limits()
        each = min(WORK_EACH, limits.work or WORK_EACH)
        ask = Ask(self._telling.watch(None), limits.seed, each, limits.seconds)
        found = None if self.start is None else self.start.first(self.formulation, ask)
        if found is None:
            found = self._without_start(ask)
        self._meter.charge(ask.work)
        if found is None:
            return False
        self.incumbent, self.start_kept = found
        if self.start is not None:
            self.incumbent = self._filled(self._best())
            self.phases["start"] = self.clock() - began
        return True

    def _without_start(self, ask: Ask) -> tuple[Ints, int] | None:
        """One is made at once, without pins at worst the empty plan; with them, else, searched for.

        What was made by then is kept, however late it is.
        """
        f, pins, sure = self.formulation, self.formulation.instance.pins, Ask(seed=ask.seed)
        solution = self.first.solution(sure)
        self._meter.charge(sure.work)
        if solution is None and not pins:
            solution = f.filled(f.program.lower)
        if solution is None:
            outcome = self._solve_program(None, None, ())
            self.is_infeasible = outcome.status == "infeasible"
            if outcome.solution is None:
                return None
            solution = self._filled(outcome.solution)
        return self.start.beside(f, solution, ask) if self.start and pins else (solution, 0)

    def _filled(self, solution: Ints) -> Ints:
        """A solution with what it leaves empty staffed beside it, if that is better."""
        ask = Ask(seed=self.options.seed)
        found = filled_up(self._goals, self.first.served, solution, ask)
        self._meter.charge(ask.work)
        return found

    def _improve(self, goals: list[Goal], earlier: list[TierResult]) -> TierResult:
        """Improve the next tier with the earlier ones held.

        An unproven leximin is held value by value, which keeps fewer plans than those that are no
        worse in its order; what a later tier then proves says nothing about the others.
        """
        goal = goals[len(earlier)]
        market = self._goals.market(goal, goals[: len(earlier)], self._best())
        running = self._look.running(goal, goals[: len(earlier)], self._best())
        known = goal.result(self._best())
        self._telling.report(goal.tier, known.value, known.bound, force=True)
        if self.is_stopped() or self._meter.is_late():
            return goal.result(self._best())
        fixed = tuple(h for g in goals[: len(earlier)] for h in g.held(self._best()))
        asks_first = self._is_asked_first(goals, earlier)

        def solve(objective: Objective, extra: tuple[Held, ...]) -> Outcome:
            if running is not None:
                looked = self._looked(goal.tier, objective, (fixed, extra), market, running)
                if looked is not None:
                    return looked
            return self._solve_program(goal.tier, objective, (*fixed, *extra), market, asks_first)

        if self._meter.is_spent():
            result = self._witnessing.without_prices(market, known)
        elif running is not None and market and self._look.is_met(market, known):
            result = known.model_copy(update={"status": "optimal", "bound": known.value})
        else:
            result, self.incumbent = goal.optimise(solve, self._best())
            if market is not None and result.status == "optimal":
                searches = not asks_first and running is None
                self._witnessing.at_once(market, result, self.is_stopped, searches=searches)
        if any(t.value is None and t.status == "feasible" for t in earlier):
            result = goal.result(self._best())
        self._telling.report(goal.tier, result.value, result.bound, force=True)
        return result

    def _looked(
        self,
        tier: TierName,
        objective: Objective,
        rows: tuple[tuple[Held, ...], tuple[Held, ...]],
        market: Market | None,
        running: Ints,
    ) -> Outcome | None:
        """What a first look settles, if it does; a better solution that it finds is kept."""
        known, program = self._best(), longer(self.formulation.program, (*rows[0], *rows[1]))
        hint = known if program.is_satisfied_by(known) else None
        watch = self._telling.watch(tier, objective, hint)
        found = self._look.outcome(objective, rows, running, hint, market, watch)
        if found.status in ("optimal", "infeasible"):
            return found
        if not rows[1] and found.solution is not None:
            self.incumbent = better_of(objective, known, found.solution)
        return None

    def _is_asked_first(self, goals: list[Goal], earlier: list[TierResult]) -> bool:
        """Whether a tier's whole program is asked before prices are searched.

        Where an earlier tier has prices and no witness, they say so little of what it leaves that a
        later one mostly has none either; and tiny programs are solved sooner than prices are found.
        """
        is_tiny = self.formulation.instance.pairs <= TINY_PAIRS
        is_quick = is_tiny and self.options.mode == "timed"
        pairs = zip(goals, earlier, strict=False)
        priced = tuple(result for goal, result in pairs if isinstance(goal, LinearGoal))
        return is_quick and not self._witnessing.covers(priced)

    def _restart(self, goals: list[Goal], results: list[TierResult]) -> list[TierResult]:
        """Drop the tiers from the first one that the incumbent has meanwhile improved on.

        That tier keeps the better value with its earlier bound; the later ones are searched anew.
        """
        for i, (goal, result) in enumerate(zip(goals, results[:-1], strict=False)):
            if result.status == "feasible" and goal.improves(self._best(), result):
                better = goal.result(self._best())
                if result.bound is not None:
                    better = tightened(better, result.bound)
                return [*results[:i], better]
        return results

    # -- one solve ---------------------------------------------------------------------------

    def _solve_program(
        self,
        tier: TierName | None,
        objective: Objective | None,
        held: tuple[Held, ...],
        market: Market | None = None,
        asks_first: bool = False,
    ) -> Outcome:
        """The program with rows that hold earlier tiers, solved as far as the tier's limit goes."""
        program = self.formulation.program.copy()
        for row in held:
            row.add_to(program)
        hint = self.incumbent
        if hint is not None and not program.is_satisfied_by(hint):
            hint = None
        bound: int | None = None
        if tier and objective and hint is not None and market and asks_first:
            asked = self._asked(tier, program, objective, hint, None, ASKED_SHARE)
            if asked.status == "optimal" or self.is_stopped():
                return asked
            hint, bound = better_of(objective, hint, asked.solution), asked.bound
        is_large = self.formulation.instance.pairs > LARGE_PAIRS
        if tier and objective and hint is not None and (market or is_large):
            reached = self._approached(tier, program, objective, market, hint)
            hint, bound = reached.solution, tightest(objective, bound, reached.bound)
            if objective.value(hint) == bound:
                return Outcome("optimal", hint, bound, 0.0)
            if self.is_stopped() or self._meter.is_over() or is_large:
                return Outcome("feasible", hint, bound, 0.0)
            if market is not None and reached.prices is not None:
                add_price_rows(program, market, reached.prices)
        return self._asked(tier, program, objective, hint, bound)

    def _approached(
        self,
        tier: TierName,
        program: Program,
        objective: Objective,
        market: Market | None,
        hint: Ints,
    ) -> Reached:
        """How far a tier comes without the whole program; what later searches may use is kept."""
        is_large = self.formulation.instance.pairs > LARGE_PAIRS
        tie = self._goals.tie(tier) if is_large else None
        watch = self._telling.watch(tier, objective, hint)
        shared = self._meter, watch, is_large, tie, self._columns, self._leeways
        approach = Approach(self.formulation, program, objective, *shared)
        if market is None:
            reached = approach.relaxed(hint, self._multipliers.get(tier))
        else:
            reached = approach.priced(market, hint, self._known_prices(market))
            if reached.prices is not None:
                self._prices[tier] = list(market.members), reached.prices
        if reached.multipliers is not None:
            self._multipliers[tier] = reached.multipliers
        if reached.proof is not None:
            self._witnessing.learn(tier, reached.proof)
        return reached

    def _known_prices(self, market: Market) -> Known | None:
        """Prices to begin with: this search's own where it comes to a tier again, or the start's.

        It does so once it has found a plan that is better in an earlier tier.
        """
        if (own := self._prices.get(market.goal.tier)) is not None:
            market.add_members(own[0])
            return Known(own[1], is_own=True)
        start = None if self.start is None else self.start.prices(market)
        return None if start is None else Known(start)

    def _asked(
        self,
        tier: TierName | None,
        program: Program,
        objective: Objective | None,
        hint: Ints | None,
        exact: int | None,
        share: float = 1.0,
    ) -> Outcome:
        """What the engines say of the whole program, beside a bound that is exact.

        In certified mode a bound is said only where it is exact, or where a second opinion shares
        it. The optima of ``floor`` claim nothing, so they need none.
        """
        watch = self._telling.watch(tier, objective, hint, exact)
        is_certified = self.options.mode == "certified"
        limits = self._limits(FIRST_WORD if is_certified else share)
        outcome = verified(program, objective, hint, limits, watch)
        self._meter.charge(outcome.work)
        if outcome.solution is None:
            if exact is not None:
                return Outcome("feasible", hint, exact, 0.0)
            return replace(outcome, bound=None) if is_certified else outcome
        bound = tightest(objective, exact, outcome.bound)
        if is_certified and objective and bound != exact and tier is not TierName.FLOOR:
            outcome = confirmed(program, objective, outcome, self._limits(), watch)
            self._meter.charge(outcome.work)
            bound = tightest(objective, exact, outcome.bound)
        assert outcome.solution is not None
        solution = self.formulation.filled(outcome.solution)
        if objective is not None and objective.value(solution) == bound:
            return Outcome("optimal", solution, bound, outcome.work)
        return Outcome(outcome.status, solution, bound, outcome.work)

    def _limits(self, share: float = 1.0) -> Limits:
        return self._meter.limits(self.options.seed, share)

    def witnesses(self, results: tuple[TierResult, ...]) -> tuple[Witness, ...]:
        """The witnesses of those results whose bound they prove."""
        return self._witnessing.of(results)

    def phase_times(self) -> tuple[PhaseTime, ...]:
        """Seconds spent on each tier."""
        return tuple(PhaseTime(name=name, seconds=s) for name, s in self.phases.items())
