"""Errors we raise on purpose; whatever else escapes is a bug.

SchedulerError
├── PoolError         the pool contradicts itself      -> correct the listed rows  (HTTP 422)
├── RequestError      the call itself makes no sense   -> correct the call         (HTTP 422)
├── InfeasibleError   the pins cannot hold together    -> lift one of them         (HTTP 409)
├── PlanRejectedError the judge refused a plan         -> report it: it is a defect (HTTP 500)
├── NotAllowedError   the caller lacks the right       -> ask who has it           (HTTP 403)
├── NotFoundError     no such thing for this caller    -> look at the list         (HTTP 404)
└── ConflictError     somebody changed it meanwhile    -> read again, then retry   (HTTP 409)

Every error carries a code and its facts; the sentence is looked up in ``scheduler.model.texts``
in Korean or in English, so that no room writes prose of its own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from scheduler.model.texts import Language, hint, say

if TYPE_CHECKING:
    from scheduler.model.complaint import Complaint


class SchedulerError(Exception):
    """What happened and the way out, as a code with facts.

    Args:
        code: a key of the text table, e.g. ``"horizon.weeks"``.
        facts: what the sentence needs; never an identity the reader may not see.
    """

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def what(self, language: Language = "en") -> str:
        """The sentence that says what happened, with its numbers."""
        return say(self.code, language, **self.facts)

    def hint(self, language: Language = "en") -> str:
        """The sentence that says the way out; empty when there is none."""
        return hint(self.code, language, **self.facts)

    def __str__(self) -> str:
        return f"{self.what()} {self.hint()}".rstrip()


class PoolError(SchedulerError):
    """The pool cannot be used; ``complaints`` lists every row to correct."""

    http_status = 422
    exit_code = 3

    def __init__(self, complaints: "Sequence[Complaint]") -> None:
        super().__init__("pool.invalid", count=len(complaints))
        self.complaints = tuple(complaints)

    def __str__(self) -> str:
        lines = [super().__str__(), *(str(c) for c in self.complaints[:20])]
        if len(self.complaints) > 20:
            lines.append(f"... {len(self.complaints) - 20} more")
        return "\n".join(lines)


class RequestError(SchedulerError):
    """The call cannot be carried out as it stands."""

    http_status = 422
    exit_code = 2


class InfeasibleError(SchedulerError):
    """The pins cannot hold together with the rules; proven."""

    http_status = 409
    exit_code = 4


class PlanRejectedError(SchedulerError):
    """The judge refused a plan. Nobody has seen it, and nobody will."""

    http_status = 500
    exit_code = 5


class NotAllowedError(SchedulerError):
    """The caller may not do this."""

    http_status = 403
    exit_code = 6


class NotFoundError(SchedulerError):
    """There is no such thing, as far as this caller may know."""

    http_status = 404
    exit_code = 7


class ConflictError(SchedulerError):
    """The state has changed since the caller saw it."""

    http_status = 409
    exit_code = 8
