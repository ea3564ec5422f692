"""Next week's pool from this week's plan: rows in force, counts, history; and what has changed.

Pure functions over the model, for the terminal, the library and the service alike. This room
judges no plan, knows no file and no clock.
"""

from scheduler.forward.changes import Changes, Ended, overlaid, without
from scheduler.forward.difference import PoolDiff, TableDiff, difference
from scheduler.forward.recount import Recount, matched, recount
from scheduler.forward.rolled import Rolled, roll
from scheduler.forward.tally import opening, tally

__all__ = [
    "Changes",
    "Ended",
    "PoolDiff",
    "Recount",
    "Rolled",
    "TableDiff",
    "difference",
    "matched",
    "opening",
    "overlaid",
    "recount",
    "roll",
    "tally",
    "without",
]
