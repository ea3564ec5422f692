"""How a week stands illness: the same week again and again, each time with others ill.

The plan is taken as announced: whoever serves a demand in it is in force there, and pins stay.
Then some fall ill, and the week is planned anew as any week is, so that who is well stays where
they are as far as the policy's order of goals lets them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scheduler.model import CurrentRow, Pool, RowStatus, say
from scheduler.whatif.patches import Illness, illness
from scheduler.whatif.planned import PlannedWeek, plan
from scheduler.whatif.sweeps import Sweep, Swept, sweep

if TYPE_CHECKING:
    import pandas as pd

NAME = "illness"
MOST_SHOWN = 20
HELD = (RowStatus.PINNED, RowStatus.NOTIFIED)

Rows = frozenset[tuple[str, str]]
"""Who serves what: pairs of specialist and demand."""


@dataclass(frozen=True)
class Stress:
    """A week in which everybody is in force, and what became of it each time that some were ill.

    ``share``: the probability with which each specialist falls ill. ``sweep``: the weeks as they
    were planned, with tiers and plans; ``sweep.base`` has the teams that are to be kept. Weeks
    without a plan are not counted; ``weeks`` says why there is none.
    """

    sweep: Sweep
    share: float

    @cached_property
    def rows(self) -> tuple[tuple[Swept, Rows], ...]:
        """The weeks that have a plan, with who serves what in each."""
        planned = [it for it in self.sweep.swept if it.row.status == "planned"]
        return tuple((it, rows_of(self.sweep[it.scenario.name, it.repetition])) for it in planned)

    @property
    def cases(self) -> "pd.DataFrame":
        """One row a case that has a team, the least steady first.

        ``people`` of the team, and the shares of weeks in which: nobody of it is ill (``well``),
        the same people serve the same demands (``kept``), and each of its demands has as many
        people as before (``covered``).
        """
        from scheduler.whatif.stress_tables import cases

        return cases(self)

    @property
    def demands(self) -> "pd.DataFrame":
        """One row a demand that somebody serves, the least covered first.

        ``people``, the shares of weeks ``well``, ``kept`` and ``covered`` as of a case, and the
        ``fewest`` people in any of the weeks.
        """
        from scheduler.whatif.stress_tables import demands

        return demands(self)

    @property
    def weeks(self) -> "pd.DataFrame":
        """One row a week: its seed, status and ``why``; how many are ``ill``.

        ``kept``: cases that keep their team; ``covered``: demands that have as many people as
        before; both are missing where the week has no plan.
        """
        from scheduler.whatif.stress_tables import weeks

        return weeks(self)

    def summary(self) -> str:
        """The means over all cases and demands, and how many weeks are not counted."""
        language, counted = self.sweep.language, len(self.rows)
        share, without = f"{100 * self.share:g}", len(self.sweep.swept) - counted
        facts = {"share": share, "weeks": counted}
        said = [say("stress.summary", language, **facts, **self._means())] if counted else []
        if without:
            said.append(say("stress.without", language, weeks=without))
        return " ".join(said)

    def _means(self) -> dict[str, object]:
        cases, demands = self.cases, self.demands
        means = {"kept": cases["kept"], "covered": demands["covered"]}
        percent = {name: f"{100 * shares.mean():.0f}" for name, shares in means.items()}
        return {"cases": len(cases), "demands": len(demands), **percent}

    def __repr__(self) -> str:
        return f"<Stress {self.summary()}>"

    def _repr_html_(self) -> str:
        """The summary, and the cases that are the least steady."""
        shown = self.cases.head(MOST_SHOWN).round(2)
        return f"<p><strong>{self.summary()}</strong></p>{shown.to_html(index=False, border=0)}"


def rows_of(planned: PlannedWeek) -> Rows:
    """Who serves what in a plan."""
    return frozenset((a.specialist, a.demand) for a in planned.plan.assignments)


def ill_in(it: Swept, pool: Pool) -> frozenset[str]:
    """Who is ill in a week of a stress."""
    drawn = (patch for patch in it.scenario.patches if isinstance(patch, Illness))
    return frozenset(away.specialist for patch in drawn for away in patch.absences(pool))


def stress(
    base: PlannedWeek,
    share: float = 0.1,
    *,
    days: int = 5,
    repetitions: int = 50,
    seed: int = 1,
    **options: Any,
) -> Stress:
    """What becomes of the teams when each specialist falls ill with probability ``share``.

    ``days``: an illness lasts 1 to so many working days. ``repetitions``: so many weeks are drawn,
    from ``seed`` on. A pin of somebody who is ill is no longer one: it is in force as any other
    row. ``options`` are those of :func:`sweep`: executor, workers, cache, bar, on_progress,
    is_cancelled, and the fields of ``SolveOptions``.

    Raises:
        ValueError: a share is not from 0 to 1, days not from 1 to 30, or the seed is below 0.
        RequestError: there are no repetitions.
        InfeasibleError: proven that pins cannot hold once all others are in force, which separates
            people from other cases of the same matter.
    """
    drawn = illness(share, seed, days=days, unpins=True)
    settings = base.plan.provenance.options.model_dump()
    held = plan(
        _in_force(base),
        base.plan.start,
        base.plan.weeks,
        start=base,
        language=base.language,
        **settings,
    )
    if held.run.cancelled:  # then no week is asked about
        options["is_cancelled"] = lambda: True
    return Stress(sweep(held, {NAME: drawn}, repetitions=repetitions, **options), share)


def _in_force(base: PlannedWeek) -> Pool:
    """The pool in which whoever serves a demand by the plan is in force there."""
    horizon = base.horizon
    asked = {d.demand for d in base.pool.demands if horizon.cut(d.from_, d.to)}
    kept = [
        row
        for row in base.pool.assignments
        if row.status is not RowStatus.IN_FORCE or row.demand not in asked
    ]
    pinned = {(row.specialist, row.demand) for row in kept if row.status in HELD}
    serving = [
        CurrentRow(specialist=specialist, demand=demand, status=RowStatus.IN_FORCE)
        for specialist, demand in sorted(rows_of(base) - pinned)
    ]
    return base.pool.with_rows(assignments=(*kept, *serving))
