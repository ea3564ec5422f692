"""Use cases: what people do with the pool, each in one transaction, each behind the access table.

This room opens transactions; it holds no rule of the problem, no route and no page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.service.accounts import Accounts, NewToken
from scheduler.service.audit import Audit
from scheduler.service.desk import Desk, fresh_id, utc_now
from scheduler.service.errors import (
    NEVER_GIVEN,
    BrokenPlanError,
    BusyError,
    MisfitError,
    MissingVersionError,
    StaleError,
    TooLargeError,
)
from scheduler.service.explanations import Explanations
from scheduler.service.jobs import AnyJob, Failure, Job, Jobs, Order, StudyJob
from scheduler.service.plans import Download, Format, Plans
from scheduler.service.pools import Pools
from scheduler.service.proposals import Proposals
from scheduler.service.runs import Runs
from scheduler.service.signin import SignedIn, SignIn, WaitError, WrongPasswordError
from scheduler.service.specialists import Specialists
from scheduler.service.studies import Studies
from scheduler.service.weeks import ReadWeek, Version, Weeks
from scheduler.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """All use cases over one store."""

    store: Store
    accounts: Accounts
    sign_in: SignIn
    pools: Pools
    specialists: Specialists
    runs: Runs
    plans: Plans
    weeks: Weeks
    explanations: Explanations
    studies: Studies
    proposals: Proposals
    audit: Audit
    jobs: Jobs

    @classmethod
    def over(
        cls,
        store: Store,
        *,
        lease: timedelta = timedelta(seconds=15),
        now: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = fresh_id,
    ) -> "Services":
        """The use cases over a store, with this clock and these ids."""
        desk = Desk(store, now, new_id)
        return cls(
            store=store,
            accounts=Accounts(desk),
            sign_in=SignIn(desk),
            pools=Pools(desk),
            specialists=Specialists(desk),
            runs=Runs(desk),
            plans=Plans(desk),
            weeks=Weeks(desk),
            explanations=Explanations(desk),
            studies=Studies(desk),
            proposals=Proposals(desk),
            audit=Audit(desk),
            jobs=Jobs(desk, lease),
        )


__all__ = [
    "NEVER_GIVEN",
    "AnyJob",
    "BrokenPlanError",
    "BusyError",
    "Download",
    "Failure",
    "Format",
    "Job",
    "Jobs",
    "MisfitError",
    "MissingVersionError",
    "NewToken",
    "Order",
    "ReadWeek",
    "Services",
    "SignedIn",
    "StaleError",
    "StudyJob",
    "TooLargeError",
    "Version",
    "WaitError",
    "WrongPasswordError",
]
