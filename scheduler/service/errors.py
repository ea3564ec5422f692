"""Refusals that only a stored, shared state can cause.

SchedulerError
├── ConflictError
│   ├── StaleError           the caller saw an older version   (HTTP 412)
│   ├── MissingVersionError  the caller named no version       (HTTP 428)
│   └── BrokenPlanError      facts of this instant forbid it   (HTTP 409), with the list
├── RequestError
│   └── TooLargeError        more bytes than we take           (HTTP 413)
├── PoolError
│   └── MisfitError          a scenario does not fit the plan  (HTTP 422), with the list
└── BusyError                too many wait for an answer       (HTTP 503)
"""

from collections.abc import Sequence

from scheduler.check import Violation
from scheduler.model import Complaint, ConflictError, PoolError, RequestError, SchedulerError

NEVER_GIVEN = -1
"""Stands for whatever was named as a version and is none."""


class StaleError(ConflictError):
    """The change is meant for another version than the ``current`` one.

    ``seen`` is the version it was meant for, :data:`NEVER_GIVEN` for a tag that is none of ours.
    """

    http_status = 412

    def __init__(self, *, seen: int, current: int) -> None:
        if seen == NEVER_GIVEN:
            super().__init__("request.never_given", current=current)
        else:
            super().__init__("request.stale", seen=seen, current=current)


class MissingVersionError(ConflictError):
    """A change must name the version it is meant for."""

    http_status = 428


def demand_seen(seen: int | None, current: int) -> None:
    """Return when a change is meant for the current version.

    Raises:
        MissingVersionError: no version was named.
        StaleError: another one was.
    """
    if seen is None:
        raise MissingVersionError("request.no_version")
    if seen != current:
        raise StaleError(seen=seen, current=current)


class BrokenPlanError(ConflictError):
    """The plan breaks rules on the facts of this instant; ``violations`` lists them."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("publish.broken", count=len(violations))
        self.violations = tuple(violations)


class TooLargeError(RequestError):
    """More bytes than the service takes."""

    http_status = 413


class MisfitError(PoolError):
    """A scenario does not fit what it is proposed for; every patch to correct is listed."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        SchedulerError.__init__(self, "proposal.misfit", count=len(complaints))
        self.complaints = tuple(complaints)


class BusyError(SchedulerError):
    """Too many are waiting for the same thing; the caller may come again."""

    http_status = 503
