"""Large-neighbourhood search: free some cases, keep the rest, solve the small program exactly.

What each of them frees is what ``drawing`` draws. Several threads have one each at hand, of which
each may hold any case: most bring nothing, so few get into each other's way. What comes back is
joined with what has changed meanwhile only where the rows allow it, and else is tried once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from scheduler.solver.drawing import FAR, Drawing, Drawn, Priced
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Limits, Outcome, Stop, Watch
from scheduler.solver.engines.verified import verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.gains import Gains
from scheduler.solver.groups import first_of_each
from scheduler.solver.memory import give_back
from scheduler.solver.program import Objective, Program
from scheduler.solver.trials import Trials

EARLY_PATIENCE = 10
"""Neighbourhoods in a row without a better plan after which those that come first give way."""
STALLED_AFTER = 15
"""Neighbourhoods in a row without a better plan after which each may take more work."""
LONGER, STEPS = 3.0, 3
"""So many times the work may then be taken by each; and how many such steps there are. After the
last one all begins anew, unless none of them has brought anything."""
MOST_EACH = 60
"""Pairs of a demand that are not left aside: those that lose least, or some drawn."""
WORK_EACH = 0.675
"""Deterministic work units that one neighbourhood may take."""
WORK_TO_BUILD, WORK_PER_PAIR = 0.03, 3e-7
"""Deterministic work units charged for building one, whatever it then takes to solve, and for
drawing it, units a pair of the instance."""

TIDIED_AFTER = 20
"""Neighbourhoods after which freed memory is handed back: engines leave holes."""

MayGoOn = Callable[[float, int], bool]
"""Hears of the deterministic work since the last call and of the value so far; whether to go on."""


@dataclass(frozen=True)
class _Kept:
    """The columns that may ever be freed, by number, and the program of these alone.

    ``pair``/``case`` (or -1): what they stand for.
    """

    program: Program
    columns: Ints
    pair: Ints
    case: Ints


@dataclass(frozen=True)
class Tried:
    """What came of one neighbourhood of a solution ``base``: another solution or None.

    ``outcome`` is that of the small program.
    """

    drawn: Drawn
    base: Ints
    found: Ints | None
    outcome: Outcome


Job = tuple[Ints, Drawn]
"""A neighbourhood, and the solution that it is one of."""


class NeighbourhoodSearch:
    """Improves solutions of one program (a formulation with held rows) for one objective.

    ``tie``: another one that decides among equals; so many ``threads`` solve one each at a time.
    """

    def __init__(
        self,
        formulation: Formulation,
        program: Program,
        objective: Objective,
        seed: int,
        tie: Objective | None = None,
        threads: int = 1,
    ) -> None:
        self._f, self._objective, self._program = formulation, objective, program
        self._guide = (tie and objective.then(tie, program)) or objective
        self._seed, self._threads = seed, threads
        it = formulation.instance
        self._case_of_column = np.full(program.columns, -1, dtype=np.int64)
        self._case_of_column[formulation.x] = it.case
        core = np.nonzero(it.has_core)[0]
        self._case_of_column[formulation.runs[core]] = core
        self._step = 0
        self._value_at_first: int | None = None
        self._work_to_build = WORK_TO_BUILD + WORK_PER_PAIR * it.pairs
        self._clashed: list[Drawn] = []
        self._priced: Priced | None = None
        self._among = np.ones(it.pairs, dtype=np.bool_)
        self._pair_of_column = np.full(program.columns, -1, dtype=np.int64)
        self._pair_of_column[formulation.x] = np.arange(it.pairs)
        gains = Gains(program, objective, self._case_of_column, len(it.cases))
        self._drawing = Drawing(formulation, gains, seed)

    def prefer(self, priced: Priced) -> None:
        """Draw as prices say, too, and leave pairs that lose much aside."""
        self._priced = priced
        self._drawing.prefer(priced)

    def only(self, pairs: Bools) -> None:
        """Free no other pairs than these (a mask) and those of a solution."""
        self._among = pairs

    def improve(
        self, solution: Ints, bound: int, may_go_on: MayGoOn, patience: int | None = None
    ) -> Ints:
        """The best solution found before the bound is met or nothing more is found.

        ``patience``: after so many in a row without a better plan it ends, and tries no more.
        """
        value, idle, count = self._objective.value(solution), 0, 0
        goes_on = may_go_on(0.0, value) and value != bound
        if not goes_on:
            return solution  # what follows takes a moment on a large pool
        columns = np.ones(self._program.columns, dtype=np.bool_)
        columns[self._f.x] = (solution[self._f.x] == 1) | self._promising()
        attempt = partial(self._try, self._keep(columns))
        give_back()  # before engines take the holes, which then never close
        self._step, self._value_at_first = 0, value
        with Trials(self._threads, attempt, self._seed) as trials:
            while goes_on:
                if idle >= (STALLED_AFTER if patience is None else patience):
                    if patience is not None or not self._steps_on(value):
                        break
                    idle = 0
                while trials.has_room and (job := self._next(solution)):
                    trials.start(job)
                    count += 1
                    if count % TIDIED_AFTER == 0:
                        give_back()
                if not trials.at_hand:
                    break  # a pool without cases
                for tried in trials.ended():
                    solution = self._joined(solution, tried)
                    before, value = value, self._objective.value(solution)
                    idle = 0 if value != before else idle + 1
                    may_go_on(tried.outcome.work + self._work_to_build, value)
                goes_on = may_go_on(0.0, value) and value != bound
            self._seed = trials.seed
        return solution

    def _steps_on(self, value: int) -> bool:
        """Allow each more work, or as little as at first after steps that brought something."""
        self._step = (self._step + 1) % STEPS
        if self._step:
            return True
        has_gained, self._value_at_first = value != self._value_at_first, value
        return has_gained

    @property
    def _work_each(self) -> float:
        return WORK_EACH * LONGER**self._step

    def _next(self, solution: Ints) -> Job | None:
        """The next neighbourhood of a solution; None of a pool without cases."""
        drawn = self._clashed.pop(0) if self._clashed else self._drawing.draw(solution)
        return None if drawn is None else (solution, drawn)

    def _joined(self, solution: Ints, tried: Tried) -> Ints:
        """A solution with what was changed in a neighbourhood of it, or of an earlier one.

        It is taken where every row allows it and nothing is lost: an equal one may lead on. What
        would have been a gain alone is tried again.
        """
        work, is_easy = tried.outcome.searched + WORK_TO_BUILD, tried.outcome.status == "optimal"
        tried.drawn.learn(min(1.0, work / self._work_each) if is_easy else 2.0)
        found, base = tried.found, tried.base
        if found is None:
            return solution
        joined = self._f.filled(np.where(found != base, found, solution))
        if self._gain(joined, solution) >= 0 and self._program.is_satisfied_by(joined):
            return joined
        if self._gain(found, base) > 0:
            self._clashed.append(tried.drawn)
        return solution

    def _gain(self, found: Ints, solution: Ints) -> int:
        """By how much a solution is better than another one."""
        gain = self._guide.value(found) - self._guide.value(solution)
        return gain if self._guide.maximise else -gain

    def _promising(self) -> Bools:
        """Pairs (a mask) that are ever freed: of each demand some that lose least, or any."""
        it = self._f.instance
        if self._priced is None:
            pairs = np.nonzero(self._among)[0]
            order = self._drawing.draws(len(pairs))
        else:
            pairs = np.nonzero(self._among & (self._priced.loss <= FAR))[0]
            order = self._priced.loss[pairs]
        promising = np.zeros(it.pairs, dtype=np.bool_)
        promising[pairs[first_of_each(it.demand[pairs], MOST_EACH, order)]] = True
        return promising

    # -- one small program -------------------------------------------------------------------

    def _keep(self, columns: Bools) -> _Kept:
        """Never free other columns than these (a mask): they stay at their lower bounds."""
        kept, numbers = self._program.restricted(columns, self._program.lower)
        pair, case = self._pair_of_column[numbers], self._case_of_column[numbers]
        return _Kept(kept, numbers, pair, case)

    def _try(self, kept: _Kept, job: Job, seed: int, stop: Stop) -> Tried:
        """The best solution that differs only in some pairs of some cases, if one is found."""
        solution, drawn = job
        now = solution[kept.columns]
        free = self._free(kept, now, drawn)
        program, inside = kept.program.restricted(free, now)
        columns = kept.columns[inside]
        chosen = np.zeros(len(solution), dtype=np.bool_)
        chosen[columns] = True
        objective = self._guide.restricted(chosen)
        limits, watch = Limits(work=self._work_each, seed=seed), Watch(lambda *_: None, stop)
        outcome = verified(program, objective, now[inside], limits, watch)
        if outcome.solution is None:
            return Tried(drawn, solution, None, outcome)
        found = solution.copy()
        found[columns] = outcome.solution
        return Tried(drawn, solution, self._f.filled(found), outcome)

    def _free(self, kept: _Kept, now: Ints, drawn: Drawn) -> Bools:
        """Of the kept columns those of some cases, and helping ones that share a row with them."""
        wanted = np.zeros(len(self._f.instance.cases) + 1, dtype=np.bool_)
        wanted[drawn.cases] = True
        own = wanted[kept.case]
        own &= (kept.pair < 0) | drawn.pairs[kept.pair] | (now == 1)
        own[kept.program.columns_beside(own, kept.case < 0)] = True
        return own
