"""A week as a service keeps it: plan and pool as the caller may see them, and what that leaves out.

The pool is a copy. Where something was left out it is another pool than the one that the plan was
made from, with another hash; a scenario belongs to that one all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from scheduler.access import HIDDEN_STATION, Role, reads_all_rows, reads_names
from scheduler.model import Pool, RequestError, say
from scheduler.whatif.patches import Patch, pool_with
from scheduler.whatif.planned import PlannedWeek, plan
from scheduler.whatif.scenarios import Patches, Scenario, scenario

if TYPE_CHECKING:
    from scheduler.explain import Inquiry


@dataclass(frozen=True, kw_only=True)
class ServedWeek(PlannedWeek):
    """A plan of a service with the pool behind it, as a role may see them.

    ``id``: the plan's; ``frozen``: hash of the whole pool, empty where the role is not told it.
    ``run`` is empty for a role that may not read runs.
    """

    id: str
    frozen: str
    role: Role

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out: plans of this pool are those of the service's."""
        return self.pool.sha256 == self.frozen

    @cached_property
    def limits(self) -> tuple[str, ...]:
        """What is not told to this role and what therefore cannot be done, a sentence each."""
        if not reads_all_rows(self.role):
            return (say("served.limits.registrar", self.language),)
        found = []
        if not reads_names(self.role):
            found.append(say("served.limits.analyst", self.language))
        if not self.is_whole:
            found.append(say("served.limits.copy", self.language))
        hidden = sum(it.station == HIDDEN_STATION for it in self.pool.specialists)
        if hidden:
            found.append(say("served.limits.stations", self.language, count=hidden))
        return tuple(found)

    def again(self, **options: Any) -> PlannedWeek:
        """The same weeks planned anew from this copy without any change, beginning at the plan.

        What a what-if on a copy is to be compared with, and what can be asked for reasons;
        ``options`` as of ``scheduler.plan``.

        Raises:
            RequestError: the copy holds one agency's share only.
        """
        if not reads_all_rows(self.role):
            raise RequestError("served.share")
        options = {"start": self, "language": self.language, **options}
        return plan(self.pool, self.plan.start, self.plan.weeks, **options)

    def scenario(self, name: str, patches: Patches = (), **factors: str) -> Scenario:
        """A scenario that belongs to this week's frozen pool, and can be proposed.

        Raises:
            RequestError: a patch is none that can be stored, or the role is not told the hash.
            NotFoundError: a patch names what the pool does not know.
        """
        made = self.own(scenario(name, patches, **factors))
        self.patched(made)
        return made

    def own(self, one: Scenario) -> Scenario:
        """A scenario as one of the frozen pool; it may be free, or one of this copy.

        Raises:
            RequestError: it is for another pool, or the role is not told the hash.
        """
        if not self.frozen:
            raise RequestError("served.registrar")
        if one.pool_sha256 not in (None, self.frozen, self.pool.sha256):
            wanted, found = one.pool_sha256 or "", self.frozen
            raise RequestError(
                "scenario.other_pool", name=one.name, wanted=wanted[:12], found=found[:12]
            )
        return one.model_copy(update={"pool_sha256": self.frozen})

    def patched(self, *patches: Patch | Scenario | Iterable[Patch]) -> Pool:
        """This copy of the pool with patches, or with scenarios of the week, applied in order.

        Raises:
            RequestError: a scenario is for another pool, or adds what is already there.
            NotFoundError: a patch names what the pool does not know.
        """
        pool = self.pool
        for one in patches:
            if isinstance(one, Scenario):
                pool = pool_with(pool, *self.own(one).patches)
            else:
                pool = pool_with(pool, *((one,) if isinstance(one, Patch) else one))
        return pool

    @cached_property
    def _inquiry(self) -> "Inquiry":
        if not self.is_whole:
            raise RequestError("served.copy" if reads_all_rows(self.role) else "served.share")
        return super()._inquiry

    def __repr__(self) -> str:
        return f"<ServedWeek {self.summary()} ({self.role}, {self.id})>"

    def _repr_html_(self) -> str:
        """The summary, the tiers, and what was left out."""
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.limits)
        return super()._repr_html_() + lines
