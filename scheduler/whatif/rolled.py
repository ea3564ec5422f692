"""The week rolled on, as tables: next week's pool, what is different in it, its ledger."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from scheduler.forward import Changes, Rolled
from scheduler.forward import roll as roll_pool
from scheduler.model import Language, Plan, PlanRejectedError, Pool, PoolError, label, say
from scheduler.whatif import notebook
from scheduler.whatif.planned import PlannedWeek

if TYPE_CHECKING:
    import pandas as pd

    from scheduler.exchange import ChangesReading

AnyChanges: TypeAlias = "Changes | ChangesReading | str | Path | None"


@dataclass(frozen=True)
class RolledWeek:
    """Next week's pool, and what of its facts is different."""

    rolled: Rolled
    language: Language = "ko"

    @property
    def pool(self) -> Pool:
        """Next week's pool; its policy begins with the next week."""
        return self.rolled.pool

    @property
    def diff(self) -> "pd.DataFrame":
        """One row a row that differs, table by table.

        ``change`` is added, removed or changed; ``key`` names the row; of a changed one
        ``column``, ``before`` and ``after`` tell a column each.
        """
        from scheduler.whatif.rolled_tables import facts_changed

        return facts_changed(self.rolled.diff)

    @property
    def ledger(self) -> "pd.DataFrame":
        """One row a week and a specialist, or (without one) an agency.

        ``blocks`` worked or lent, ``capacity`` given or released, in half-days.
        """
        from scheduler.whatif.rolled_tables import ledger

        return ledger(self.pool)

    @property
    def counts(self) -> "pd.DataFrame":
        """One row a table that differs: how many rows were added, removed and changed."""
        import pandas as pd

        rows = [
            {
                "table": it.table,
                "label": label("table", it.table, self.language),
                "added": len(it.added),
                "removed": len(it.removed),
                "changed": len(it.changed),
            }
            for it in self.rolled.diff.tables
        ]
        return pd.DataFrame(rows, columns=["table", "label", "added", "removed", "changed"])

    def summary(self) -> str:
        """From which week to which, and how many rows differ."""
        return summary(self.rolled, self.language)

    def __repr__(self) -> str:
        return f"<RolledWeek {self.summary()}>"

    def _repr_html_(self) -> str:
        """The summary and the counts."""
        return notebook.page(self.summary(), notebook.table(self.counts))


def roll(planned: PlannedWeek, changes: "AnyChanges" = None) -> RolledWeek:
    """Next week's pool from this week's plan: rows in force, counts, ledger, service history.

    ``changes``: rows that replace or add and what has ended, or the folder, workbook or .json that
    holds them.

    Raises:
        PoolError: the changes contradict the pool or themselves; every row to correct is listed.
        PlanRejectedError: the judge does not accept the plan.
        RequestError: the ledger has this week already.
    """
    return RolledWeek(rolled_on(planned.pool, planned.plan, changes), planned.language)


def rolled_on(pool: Pool, plan: Plan, changes: "AnyChanges" = None) -> Rolled:
    """The pool rolled on after the judge has accepted the plan; errors as of :func:`roll`."""
    from scheduler.check import judge
    from scheduler.exchange import ChangesReading, read_changes

    if plan.provenance.pool_sha256 == pool.sha256:  # of another pool's plan rolling says so
        verdict = judge(pool, plan)
        if not verdict.is_accepted:
            raise PlanRejectedError("roll.refused", count=len(verdict.violations))
    if changes is None or isinstance(changes, Changes):
        return roll_pool(pool, plan, changes)
    reading = changes if isinstance(changes, ChangesReading) else read_changes(Path(changes), pool)
    try:
        return roll_pool(pool, plan, reading.changes)
    except PoolError as error:
        raise PoolError(reading.located(error.complaints)) from None


def summary(rolled: Rolled, language: Language) -> str:
    """From which week to which, and how many rows of facts differ."""
    tables = rolled.diff.tables
    policy = {name: (old, new) for name, old, new in rolled.diff.policy}
    start = str(rolled.pool.policy.start)
    return say(
        "roll.summary",
        language,
        before=policy.get("start", (start, start))[0] or "-",
        after=start,
        added=sum(len(it.added) for it in tables),
        removed=sum(len(it.removed) for it in tables),
        changed=sum(len(it.changed) for it in tables),
    )
