"""What a command's exit code means. Errors raised on purpose bring their own (model/errors.py)."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of ``scheduler``; 3 to 8 are those of the error classes."""

    OK = 0
    DEFECT = 1
    USAGE = 2
    POOL = 3
    INFEASIBLE = 4
    REJECTED = 5
    NOT_ALLOWED = 6
    NOT_FOUND = 7
    CONFLICT = 8
    UNKNOWN = 9
    CANCELLED = 130
