"""What every request passes, be it for the API or for a page: who it is, and what they may do.

This room answers nothing itself: it names the caller, asks the access table, and dresses the answer
of the floor above with headers.
"""

from scheduler.door.guard import (
    Caller,
    GuardedRoute,
    Visitor,
    demand_own_form,
    form_token,
    names,
    refuse_unguarded,
    visitor_of,
)
from scheduler.door.language import language_of
from scheduler.door.shell import API, PAGES, Kind, Shell

__all__ = [
    "API",
    "PAGES",
    "Caller",
    "GuardedRoute",
    "Kind",
    "Shell",
    "Visitor",
    "demand_own_form",
    "form_token",
    "language_of",
    "names",
    "refuse_unguarded",
    "visitor_of",
]
