"""What taking one more case into a planned week would mean: found at once, near the plan."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.model import Language, RequestError, RunRecord, say
from scheduler.whatif.comparison import Comparison, compare
from scheduler.whatif.patches import NewCase, Patch, pool_with
from scheduler.whatif.planned import PlannedWeek

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Inserted:
    """A plan found that takes the case in, beside the one before; nothing is proven about others.

    ``planned`` and ``change`` are None where none was found.
    """

    case: str
    planned: PlannedWeek | None
    change: Comparison | None
    run: RunRecord
    language: Language = "ko"

    @property
    def is_found(self) -> bool:
        """Whether there is such a plan here."""
        return self.planned is not None

    @property
    def rows(self) -> "pd.DataFrame | None":
        """Who is added, removed or moved in time; those of the new case among them."""
        return None if self.change is None else self.change.rows

    @property
    def tiers(self) -> "pd.DataFrame | None":
        """Value before and after, tier by tier."""
        return None if self.change is None else self.change.tiers

    def summary(self) -> str:
        """What was found, and that it is no proof, in a sentence."""
        if self.change is None:
            return say("whatif.not_inserted", self.language, case=self.case)
        return say("whatif.inserted", self.language, case=self.case, **self.change.counts())

    def __repr__(self) -> str:
        return f"<Inserted {self.summary()}>"


def insert(base: PlannedWeek, case: str | NewCase, *others: Patch) -> Inserted:
    """The best plan found near a planned week that takes in one more case.

    ``case``: the id of a case of the pool that is not served, or a new one. A case with critical
    demands is taken in when it runs, another one when somebody works on it. ``others`` change the
    pool as well.

    Raises:
        RequestError: no case is named.
        NotFoundError: the pool has no such case with a demand in these weeks.
        PoolError: with the case the pool contradicts itself.
    """
    from scheduler.solver import insertion

    if not isinstance(case, str | NewCase):
        raise RequestError("whatif.no_new_case")
    name = case if isinstance(case, str) else case.case.case
    added = () if isinstance(case, str) else (case,)
    pool = pool_with(base.pool, *added, *others)
    result = insertion(pool, base.plan, name)
    if result.plan is None:
        return Inserted(name, None, None, result.run, base.language)
    planned = PlannedWeek(pool, result.plan, result.run, base.language)
    return Inserted(name, planned, compare(base, planned), result.run, base.language)
