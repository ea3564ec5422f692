"""The first look at a tier: the best corner of its linear relaxation, where that is whole.

Reviewers for papers, one piece of work like another, make a program whose relaxation has whole
corners: one linear program is the optimum and its proof, where prices, dives and neighbourhoods
take minutes. Where pieces differ in size, corners are hardly ever whole, so nobody looks there.
Branch and cut may have a tenth of the tier's time more, or half where nearly all of a corner is
whole.

What is said here is added up in whole numbers. A corner's bound is the Lagrangian's. That nothing
is left is said where rows eased by a column of their own would need it. Only what branch and cut
claims is its own word.
"""

from dataclasses import dataclass
from math import gcd

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.linear import Relaxed, relaxation
from scheduler.solver.engines.port import Outcome, Watch, better_of, is_beyond, tighter
from scheduler.solver.engines.running import WORK_PER_ENTRY, WORK_PER_ITERATION
from scheduler.solver.engines.verified import branched
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.meter import Meter
from scheduler.solver.prices import Market
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.program import NO_BOUND, Objective, Program, Short
from scheduler.solver.relaxation import lagrangian_bound, scaled
from scheduler.solver.tiers import Held, longer

UNEVEN = 0.05
"""Share of the pairs of people whose work comes in pieces of several sizes, up to which to look."""
RELAXED_SHARE, CUT_SHARE, NEARLY_SHARE = 0.5, 0.1, 0.5
"""Shares of what the tier has left: of each linear program, of branch and cut, and of that where a
corner is nearly whole."""
NEARLY, WHOLE = 0.02, 1e-6
"""Share of a corner's columns in use that may be broken where it is nearly whole; by how much."""


def is_even(it: Instance) -> bool:
    """Whether nearly everybody's work comes in pieces of one size."""
    count = len(it.eligibility.frame.specialists)
    most, least = np.zeros(count, dtype=np.int64), np.full(count, NO_BOUND)
    np.maximum.at(most, it.specialist, it.effort)
    np.minimum.at(least, it.specialist, it.effort)
    uneven = (most != least)[it.specialist]
    return bool(uneven.sum() <= UNEVEN * it.pairs)


def what_seats_bring(market: Market) -> Floats:
    """Prices at which a seat costs the most that somebody brings on it, and nothing else does.

    Then people gain nothing, and cases alone say what a plan can be worth.
    """
    prices = np.zeros(market.size + len(market.members))
    np.maximum.at(prices, market.slot, market.goal.pair)
    return prices


def must_run(market: Market, worth: int) -> Ints:
    """Cases (numbers) that run in every plan worth so much in the market's tier, as a maximum.

    What one of them loses by not running is more than all may lose together.
    """
    prices, teams = what_seats_bring(market), market.teams
    loss = int(market.evaluate(prices, exact=False).total) - worth
    left = market.teams_within(prices, loss)
    stays = np.zeros(teams.count, dtype=np.bool_)
    stays[teams.case[left[~teams.runs[left]]]] = True
    return np.nonzero(~stays & market.instance.has_core)[0]


@dataclass(frozen=True)
class Look:
    """What a look has come to; ``seats``: prices of the seats (2D) that its relaxation says."""

    outcome: Outcome
    seats: Floats | None = None


@dataclass(frozen=True)
class Corner:
    """One tier's program with the rows of earlier tiers, and those that ``eases`` may break.

    ``running``: cases that run in every plan that keeps the earlier tiers.
    """

    formulation: Formulation
    objective: Objective
    held: tuple[Held, ...]
    eased: tuple[Held, ...]
    running: Ints
    meter: Meter
    watch: Watch

    def look(self, hint: Ints | None) -> Look:
        """The optimum and its proof, that nothing is left, or what branch and cut came to."""
        program = longer(self.formulation.program, (*self.held, *self.eased))
        small, kept, low = self._settled(program)
        objective = self._objective(program, low, kept)
        corner = self._relaxed(small, objective)
        if corner is None:
            is_over = self.eased and not self.watch.stop() and self._needs_easing()
            return Look(Outcome("infeasible" if is_over else "unknown", None, None, 0.0))
        bound = self._bound(small, objective, corner)
        seats = self._seats(small, kept, corner)
        broken = np.abs(corner.columns - np.rint(corner.columns)) > WHOLE
        if not broken.any():
            whole = self._put_back(program, low, kept, np.rint(corner.columns).astype(np.int64))
            if whole is not None and self.objective.value(whole) == bound:
                return Look(Outcome("optimal", whole, bound, 0.0), seats)
        if hint is not None and self.objective.value(hint) == bound:
            return Look(Outcome("optimal", hint, bound, 0.0), seats)
        used = int((corner.columns > WHOLE).sum())
        share = NEARLY_SHARE if broken.sum() <= NEARLY * used else CUT_SHARE
        return Look(self._cut(program, small, low, kept, hint, bound, share), seats)

    def _settled(self, program: Program) -> tuple[Program, Ints, Ints]:
        """The program of the columns that are not settled, their numbers, and where all lie."""
        low = program.lower.copy()
        columns = self.formulation.runs[self.running]
        low[columns] = 1
        free = np.ones(program.columns, dtype=np.bool_)
        free[columns] = False
        small, kept = program.within(low, program.upper).restricted(free, low)
        return small, kept, low

    def _objective(self, program: Program, low: Ints, kept: Ints) -> Objective:
        """The objective over the columns kept, with what the settled ones bring."""
        free = np.zeros(program.columns, dtype=np.bool_)
        free[kept] = True
        part, settled = self.objective.restricted(free), low.copy()
        settled[kept] = 0
        return Objective(
            part.columns, part.coefficients, self.objective.value(settled), part.maximise
        )

    def _relaxed(self, program: Program, objective: Objective) -> Relaxed | None:
        limits = self.meter.limits(self.meter.options.seed, RELAXED_SHARE)
        most = None if limits.work is None else int(limits.work / WORK_PER_ITERATION)
        stop = self.watch.stop
        found = relaxation(program, objective, limits.seconds, iterations=most, stop=stop)
        taken = (most or 0) if found is None else found.iterations
        entries = len(program.matrix().column)
        self.meter.charge(WORK_PER_ITERATION * taken + WORK_PER_ENTRY * entries)
        return found

    def _bound(self, program: Program, objective: Objective, corner: Relaxed) -> int:
        """The bound that the corner's multipliers prove, as a value that there can be."""
        bound = lagrangian_bound(program, objective, scaled(corner.duals, objective))
        step = gcd(*objective.coefficients.tolist()) or 1
        steps = bound - objective.constant
        whole = steps // step if objective.maximise else -(-steps // step)
        return objective.constant + step * whole

    def _needs_easing(self) -> bool:
        """Whether the rows that may be eased have to be, so that nothing is left otherwise."""
        program = longer(self.formulation.program, self.held)
        size = max(
            abs(n) for row in self.eased for n in (row.lower, row.upper) if abs(n) < NO_BOUND
        )
        weight = max(int(np.abs(row.coefficients).sum()) for row in self.eased)
        column = program.add_columns(1, 0, size + weight)
        for row in self.eased:
            sign = 1 if row.lower > -NO_BOUND else -1
            columns = np.concatenate([row.columns, column])
            coefficients = np.concatenate([row.coefficients, [sign]])
            Held(columns, coefficients, row.lower, row.upper).add_to(program)
        small, kept, _ = self._settled(program)
        ease = Objective(np.array([len(kept) - 1]), np.ones(1, dtype=np.int64), 0, maximise=False)
        corner = self._relaxed(small, ease)
        return corner is not None and self._bound(small, ease, corner) > 0

    def _put_back(self, program: Program, low: Ints, kept: Ints, part: Ints) -> Ints | None:
        """A solution of the columns kept as one of all, if it obeys every row."""
        whole = self.formulation.put_back(low, kept, part)
        return whole if program.is_satisfied_by(whole) else None

    def _cut(
        self,
        program: Program,
        small: Program,
        low: Ints,
        kept: Ints,
        hint: Ints | None,
        bound: int,
        share: float,
    ) -> Outcome:
        """What branch and cut comes to beside a bound that is exact."""
        limits = self.meter.limits(self.meter.options.seed, share)
        objective = self._objective(program, low, kept)
        fits = hint is not None and bool((hint[self.formulation.runs[self.running]] == 1).all())
        start = hint[kept] if hint is not None and fits else None
        is_certified = self.meter.options.mode == "certified"
        said = branched(small, objective, start, limits, self.watch, twice=is_certified)
        self.meter.charge(said.work)
        if said.status == "infeasible":
            return Outcome("infeasible", None, None, 0.0)
        if said.bound is not None:
            bound = tighter(self.objective, bound, said.bound)
        best = hint
        if said.solution is not None:
            found = self._put_back(program, low, kept, said.solution)
            best = found if best is None else better_of(self.objective, best, found)
        if best is None:
            return Outcome("unknown", None, bound, 0.0)
        value = self.objective.value(best)
        if is_beyond(self.objective, value, bound):
            return Outcome("feasible", best, None, 0.0)
        return Outcome("optimal" if value == bound else "feasible", best, bound, 0.0)

    def _seats(self, program: Program, kept: Ints, corner: Relaxed) -> Floats:
        """What a seat costs: the duals of rows over pairs of one case and several people (2D).

        Prices of any kind prove a bound; these prove what the corner does where only such rows and
        those of single people bind.
        """
        it, rows = self.formulation.instance, program.matrix()
        pair = np.full(program.columns, -1)
        pair[np.searchsorted(kept, self.formulation.x)] = np.arange(it.pairs)
        of_entry = pair[rows.column]
        is_pair = of_entry >= 0
        row, of_entry = rows.row[is_pair], of_entry[is_pair]
        shared = _spans(row, it.specialist[of_entry], rows.rows)
        shared &= ~_spans(row, it.case[of_entry], rows.rows)
        own = shared[row]
        paid = np.zeros(it.pairs)
        weight = rows.coefficient[is_pair][own] * corner.duals[row[own]]
        np.add.at(paid, of_entry[own], weight if self.objective.maximise else -weight)
        seats = np.full(2 * len(it.demands), np.inf)
        slot = it.demand + np.where(it.lent, len(it.demands), 0)
        np.minimum.at(seats, slot, paid)
        return np.where(np.isfinite(seats), seats, 0.0)


def _spans(row: Short, number: Ints, rows: int) -> Bools:
    """Rows (a mask) whose entries have several numbers."""
    most, least = np.full(rows, -1), np.full(rows, NO_BOUND)
    np.maximum.at(most, row, number)
    np.minimum.at(least, row, number)
    spans: Bools = most > least
    return spans
