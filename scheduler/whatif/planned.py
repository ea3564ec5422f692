"""A pool planned: the plan with the tables a notebook wants to look at.

``load`` and ``plan`` are the first two of the three lines from a folder to a DataFrame; the third
is ``planned.assignments``.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.model import (
    Give,
    Horizon,
    Language,
    Nearness,
    Plan,
    Pool,
    Progress,
    RequestError,
    RunRecord,
    SchedulerError,
    SolveResult,
    Week,
    say,
)
from scheduler.whatif import bars, notebook
from scheduler.whatif.asking import OnAnswer, Told, asked
from scheduler.whatif.infeasible import infeasible
from scheduler.whatif.interrupts import Stop
from scheduler.whatif.options import solve_options, wish

if TYPE_CHECKING:
    import pandas as pd

    from scheduler.explain import Answer, Edit, EditVerdict, Inquiry, Repairs, Replan, Words
    from scheduler.whatif.explained import Explained
    from scheduler.whatif.inserting import Inserted
    from scheduler.whatif.patches import NewCase, Patch


def load(path: str | Path) -> Pool:
    """The pool in a folder of CSV files, a workbook (.xlsx) or a .json file.

    Raises:
        PoolError: with every row to correct.
    """
    from scheduler.exchange import load_pool

    return load_pool(Path(path))


def plan(
    pool: Pool,
    week: Week | str | None = None,
    weeks: int | None = None,
    *,
    start: "PlannedWeek | Plan | None" = None,
    near: "PlannedWeek | Plan | None" = None,
    give: Give | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    bar: bool | None = None,
    language: Language = "ko",
    **options: Any,
) -> "PlannedWeek":
    """The judged plan of a pool for a week (default: the policy's start), as tables.

    Ctrl-C, a notebook's "interrupt kernel", and ``should_stop``, which is polled, end the search:
    the best plan so far is judged and returned, and ``planned.run.cancelled`` is true.
    ``on_progress`` and ``should_stop`` are called from another thread. ``bar``: whether a bar is
    shown after a second; None: in a terminal or a notebook.

    ``start``: an earlier plan to start from, of the same weeks or others; the values proven are the
    same without it. ``near``: of the plans equal in every tier the one with the fewest rows changed
    from this one; ``give``: how much worse a tier may be for fewer changes, as ``{"coverage": 9}``.
    ``planned.near`` tells how many changed, and how certain that is. ``options`` are fields of
    ``SolveOptions``: mode, work_limit, time_limit_s, seed, workers.

    Raises:
        PoolError: the pool contradicts itself.
        RequestError: no week is named, here or in the policy; ``options`` are none of a solve; a
            tier cannot give up what ``give`` says, or ``near`` is missing beside it.
        InfeasibleError: proven that the pins cannot hold together.
        SchedulerError: with pins, nothing was found and nothing proven within the limits, or before
            it was stopped.
        KeyboardInterrupt: of a second interrupt, which does not wait for the plan.
    """
    first = Week.parse(week) if isinstance(week, str) else week
    horizon = pool.horizon(first, weeks)
    earlier = start.plan if isinstance(start, PlannedWeek) else start
    chosen, wished = solve_options(options), wish(near, give)

    def work(tell: bars.Tell, stop: Stop) -> SolveResult:
        from scheduler.solver import make_plan

        def told(progress: Progress) -> None:
            tell(bars.solve(progress, language))
            if on_progress is not None:
                on_progress(progress)

        return make_plan(
            pool,
            horizon,
            chosen,
            start=earlier,
            near=wished,
            on_progress=told,
            is_cancelled=stop,
        )

    result = bars.followed(work, bar=bar, language=language, should_stop=should_stop)
    if result.status == "infeasible":
        raise infeasible(pool, horizon)
    if result.plan is None:
        raise SchedulerError("cli.cancelled" if result.run.cancelled else "whatif.unknown")
    return PlannedWeek(pool=pool, plan=result.plan, run=result.run, language=language)


@dataclass(frozen=True)
class PlannedWeek:
    """A plan, the pool it was made from, and its tables with labels in one language."""

    pool: Pool
    plan: Plan
    run: RunRecord
    language: Language = "ko"

    @property
    def horizon(self) -> Horizon:
        """The grid of the plan."""
        return self.pool.horizon(self.plan.start, self.plan.weeks)

    @property
    def assignments(self) -> "pd.DataFrame":
        """One row an assignment: who, what, when, on what legal ground."""
        from scheduler.whatif.tables import assignments

        return assignments(self.pool, self.plan)

    @property
    def schedule(self) -> "pd.DataFrame":
        """One row a half-day of an assignment; what charts want."""
        from scheduler.whatif.tables import schedule

        return schedule(self.pool, self.plan)

    @property
    def tiers(self) -> "pd.DataFrame":
        """One row a tier in order: value, proven bound, gap, status, and if it can be checked."""
        from scheduler.whatif.tables import tiers

        return tiers(self.plan, self.language)

    @property
    def near(self) -> Nearness | None:
        """How many rows differ from the base, and what was given up; None without a base."""
        return self.plan.provenance.near

    @property
    def empty_seats(self) -> "pd.DataFrame":
        """One row a demand with seats that stay empty, with the first reason."""
        from scheduler.whatif.tables import empty_seats

        return empty_seats(self.pool, self.plan, self.language)

    @property
    def load(self) -> "pd.DataFrame":
        """One row a specialist: half-days planned and past, against what was released."""
        from scheduler.whatif.tables import load

        return load(self.pool, self.plan)

    def insert(self, case: "str | NewCase", *others: "Patch") -> "Inserted":
        """What taking in one more case would mean, found near this plan; no proof is sought.

        See :func:`scheduler.whatif.inserting.insert`.
        """
        from scheduler.whatif.inserting import insert

        return insert(self, case, *others)

    def explain(self, demand: str, specialist: str | None = None) -> "Explained[Answer]":
        """Why a specialist serves a demand, or why not; without one, why a seat of it is empty.

        Raises:
            NotFoundError: there is no such specialist or demand in these weeks, or no empty seat.
        """
        from scheduler.explain import ask
        from scheduler.whatif.explained import Explained

        answer = ask(self._inquiry, demand, specialist)
        return Explained(answer, tuple(self._words.answer(answer)))

    def repair(self, *demands: str, cases: Collection[str] = ()) -> "Explained[Repairs]":
        """The cheapest changes that fill a seat of each of some demands and run cases, at once.

        Raises:
            NotFoundError: there is no such demand or case in these weeks, or a demand has no
                empty seat.
            RequestError: the pool's policy has no prices.
        """
        from scheduler.explain import repairs
        from scheduler.whatif.explained import Explained

        if not self.pool.policy.prices:
            raise RequestError("explain.no_prices")
        answer = repairs(self._inquiry, demands, cases)
        return Explained(answer, tuple(self._words.repairs(answer)))

    def edit(
        self,
        *edits: "Edit",
        near: "PlannedWeek | Plan | None" = None,
        give: Give | None = None,
        conflicts: int = 1,
    ) -> "Explained[EditVerdict]":
        """What pins, bans and swaps come to together; ``scheduler.pin`` and its like make them.

        ``near``: the plan from which changes are counted, if not this one; ``give``: how much worse
        a tier may be for fewer of them. ``conflicts``: so many are looked for, where they cannot
        hold together.

        Raises:
            NotFoundError: an edit names somebody or a demand that is not there.
            ConflictError: an edit touches a notified row.
            RequestError: a tier cannot give up what ``give`` says.
        """
        from scheduler.explain import Draft
        from scheduler.whatif.explained import Explained

        draft = Draft(self._inquiry)
        for one in edits:
            draft = draft.with_edit(one)
        verdict = draft.verdict(conflicts, wish(near or (self if give else None), give))
        return Explained(verdict, tuple(self._words.verdict(verdict)))

    def absent(
        self, specialist: str, *days: str, to_prove: bool = False, give: Give | None = None
    ) -> "Explained[Replan]":
        """Who could step in for somebody who is away, and the plan with the fewest rows changed.

        ``days``: as ``2026-11-30``; none means all of these weeks. ``answer.plan`` is the plan.
        ``to_prove``: on a large pool, too, all plans are searched for fewer, up to some minutes.
        ``give``: how much coverage or statutory deadlines may be worse for fewer of them.

        Raises:
            NotFoundError: there is no such specialist.
            RequestError: a day is no working day of these weeks, or the pins clash; a tier cannot
                give up what ``give`` says.
        """
        from scheduler.explain import absent, candidates, replan, vacated
        from scheduler.whatif.explained import Explained

        changed = absent(self.pool, self.plan, specialist, days)
        ranked = candidates(changed, self.plan, vacated(changed, self.plan))
        answer = replan(changed, self.plan, to_prove=to_prove, give=give)
        lines = [*self._words.replan(answer), *self._words.candidates(ranked)]
        return Explained(answer, tuple(lines))

    def concessions(self, specialist: str, *days: str) -> "pd.DataFrame":
        """One row a concession: so much of coverage given up, so many rows that change at least.

        First nothing; ``seats`` is how many fewer are filled. ``absent(..., give={"coverage": n})``
        plans a row.

        Raises:
            NotFoundError: there is no such specialist.
            RequestError: a day is no working day of these weeks.
        """
        from scheduler.explain import absent, concessions, replan
        from scheduler.whatif.tables import concessions as as_table

        changed = absent(self.pool, self.plan, specialist, days)
        told = concessions(changed, self.plan, replan(changed, self.plan))
        return as_table(told)

    def report(
        self,
        workers: int = 1,
        *,
        on_answer: OnAnswer | None = None,
        should_stop: Stop | None = None,
        bar: bool | None = None,
    ) -> str:
        """Every assignment and every empty seat explained, as one HTML page.

        It takes a second or two for each, shared among so many processes. An interrupt, or
        ``should_stop``, ends it with what is explained by then; the page's title says so.
        """
        from scheduler.explain import as_html, report

        told = self._asked(report, workers, on_answer, should_stop, bar)
        return as_html(told, self._words, "solved")

    def key_persons(
        self,
        *,
        workers: int = 1,
        on_answer: OnAnswer | None = None,
        should_stop: Stop | None = None,
        bar: bool | None = None,
    ) -> "pd.DataFrame":
        """One row a specialist: what is served in their absence; who is missed most first.

        An interrupt, or ``should_stop``, ends it with the answers so far; ``attrs["is_complete"]``
        of the table is false then, and a warning says how many are missing.
        """
        from scheduler.explain import key_persons
        from scheduler.whatif import marginal

        told = self._asked(key_persons, workers, on_answer, should_stop, bar)
        return marginal.key_persons(told, self.pool, self.language)

    def gaps(
        self,
        *,
        workers: int = 1,
        on_answer: OnAnswer | None = None,
        should_stop: Stop | None = None,
        bar: bool | None = None,
    ) -> "pd.DataFrame":
        """One row an agency, skills and grade: what is served with one more such specialist.

        Stopped as :meth:`key_persons` is.
        """
        from scheduler.explain import gaps
        from scheduler.whatif import marginal

        told = self._asked(gaps, workers, on_answer, should_stop, bar)
        return marginal.gaps(told, self.language)

    def permissions(
        self,
        *,
        workers: int = 1,
        on_answer: OnAnswer | None = None,
        should_stop: Stop | None = None,
        bar: bool | None = None,
    ) -> "pd.DataFrame":
        """One row an act, or a limit: what is served with it, or with one unit more.

        Stopped as :meth:`key_persons` is.
        """
        from scheduler.explain import MarginalWords, permissions
        from scheduler.whatif import marginal

        told = self._asked(permissions, workers, on_answer, should_stop, bar)
        return marginal.permissions(told, MarginalWords(self.pool, self.plan, self.language))

    def _asked(
        self,
        ask: Callable[..., Told],
        workers: int,
        on_answer: OnAnswer | None,
        should_stop: Stop | None,
        bar: bool | None,
    ) -> Told:
        """The answers to many questions about the plan, or those so far."""
        about = partial(ask, self.pool, self.plan, workers=workers)
        return asked(about, self.language, on_answer, should_stop, bar)

    @cached_property
    def _inquiry(self) -> "Inquiry":
        from scheduler.explain import Inquiry

        return Inquiry(self.pool, self.plan)

    @property
    def _words(self) -> "Words":
        from scheduler.explain import Words

        return Words(self.pool, self.plan, self.language)

    def summary(self) -> str:
        """The plan in one sentence."""
        return say(
            "whatif.summary",
            self.language,
            week=self.plan.start,
            assignments=len(self.plan.assignments),
            seats=sum(e.seats for e in self.plan.empty_seats),
        )

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: the fields, without what explanations have built from them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __repr__(self) -> str:
        return f"<PlannedWeek {self.summary()}>"

    def _repr_html_(self) -> str:
        """The summary and the tiers; small on purpose."""
        return notebook.page(self.summary(), notebook.table(self.tiers))
