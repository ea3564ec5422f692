"""Weeks: which plans there are for one, and the plan that is to be read."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from scheduler.access import Principal, demand_right, sees_drafts
from scheduler.model import NotFoundError, Plan, Pool, Week
from scheduler.service.desk import Desk
from scheduler.service.overview import Overview, overview_of
from scheduler.service.people_rows import masked_agencies
from scheduler.service.plans import Found, load
from scheduler.store import PlanInfo, Publication, Transaction

SEOUL = ZoneInfo("Asia/Seoul")
MOST_PLANS = 200
Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")
KEPT = 4
"""Plans that are kept parsed."""
State = Literal["draft", "in_force", "superseded"]


@dataclass(frozen=True, slots=True)
class Version:
    """A plan for a week as its readers call it.

    ``number``: of the publication; None of a draft, which has none.
    """

    plan: str
    state: State
    number: int | None


@dataclass(frozen=True, slots=True)
class ReadWeek:
    """A week as one reader may see it; all but the week is missing where no plan covers it.

    ``versions``: the newest first. ``weeks``: all those for which the reader may read a plan.
    """

    week: Week
    weeks: tuple[Week, ...]
    versions: tuple[Version, ...]
    version: Version | None = None
    info: PlanInfo | None = None
    plan: Plan | None = None
    pool: Pool | None = None


class _Shelf(Generic[Key, Thing]):
    """What was read last, so that not every look parses it anew.

    Only what never changes under its key belongs here: a stored plan, the facts of one version. Who
    may see what of it is asked at each look.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Key, Thing] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Thing]) -> Thing:
        """What belongs to the key; it is made where it is not kept."""
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            kept = make()
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return kept


class Weeks:
    """Read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._plans: _Shelf[str, Found] = _Shelf(KEPT)
        self._facts: _Shelf[int, Pool] = _Shelf(1)

    def now(self) -> datetime:
        """The present instant."""
        return self._desk.now()

    def today(self) -> date:
        """The day in Seoul."""
        return self._desk.now().astimezone(SEOUL).date()

    def present(self, principal: Principal | None) -> Week:
        """The week of today if the reader may read a plan of it, else the one nearest to it."""
        signed = demand_right(principal, "week.read")
        today = Week.of(self.today())
        with self._desk.store.read(signed) as tx:
            weeks = _weeks(_infos(tx, signed))
        return min(
            weeks, key=lambda w: (abs((w.monday - today.monday).days), w < today), default=today
        )

    def overview(self, principal: Principal | None, week: Week) -> Overview | None:
        """What the current facts tell of a week; None where there are none yet."""
        signed = demand_right(principal, "week.read")
        with self._desk.store.read(signed) as tx:
            version = tx.facts.version()
            if version == 0:
                return None
            facts = self._facts.get(version, tx.facts.pool)
            masked, counts = masked_agencies(tx), tx.facts.counts()
        return overview_of(signed, facts, week, masked, counts)

    def read(self, principal: Principal | None, week: Week, plan: str | None = None) -> ReadWeek:
        """A week with a plan: the one named, else the newest draft, else the one in force.

        A draft older than the plan in force is shown only by its name.

        Raises:
            NotFoundError: the plan named is none of this week for this reader.
        """
        signed = demand_right(principal, "week.read")
        with self._desk.store.read(signed) as tx:
            infos = _infos(tx, signed)
            published = tx.plans.publications()
            versions = _versions(week, infos, published)
            read = ReadWeek(week, _weeks(infos), versions)
            version = next((v for v in versions if plan in (None, v.plan)), None)
            if version is None and plan is not None:
                raise NotFoundError("access.not_found")
            if version is None:
                return read
            (info,) = (i for i in infos if i.plan == version.plan)
            found = self._plans.get(info.plan, lambda: load(tx, info))
            found = replace(found, info=info, masked=masked_agencies(tx))
        told = found.told_plan(signed), found.told_pool(signed)
        return ReadWeek(week, read.weeks, versions, version, info, *told)


def _infos(tx: Transaction, signed: Principal) -> tuple[PlanInfo, ...]:
    """The plans that the reader may read."""
    return tx.plans.all(only_published=not sees_drafts(signed.role), limit=MOST_PLANS)


def _weeks(infos: tuple[PlanInfo, ...]) -> tuple[Week, ...]:
    return tuple(sorted({i.start.shifted(n) for i in infos for n in range(i.weeks)}))


def _versions(
    week: Week, infos: tuple[PlanInfo, ...], published: tuple[Publication, ...]
) -> tuple[Version, ...]:
    """The drafts made since the last publication, what is in force, what was, older drafts."""
    of_week = [i for i in infos if i.start <= week < i.start.shifted(i.weeks)]
    known = {i.plan for i in of_week}
    put = [p for p in published if p.week == week and p.plan in known]
    told = [
        Version(p.plan, "in_force" if p.superseded_at is None else "superseded", p.version)
        for p in put
    ]
    since = max((p.published_at for p in put), default=None)
    drafts = [i for i in of_week if not any(p.plan == i.plan for p in put)]
    new = [i for i in drafts if since is None or i.created_at > since]
    old = [i for i in drafts if i not in new]
    return (
        *(Version(i.plan, "draft", None) for i in new),
        *told,
        *(Version(i.plan, "draft", None) for i in old),
    )
