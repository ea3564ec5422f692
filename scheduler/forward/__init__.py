"""Next week's pool from this week's plan: rows in force, counts, history; and what has changed.

What becomes known on the way comes as changes, or as an agency's own rows, merged by owner.

Pure functions over the model, for the terminal, the library and the service alike. This room
judges no plan, knows no file and no clock.
"""

from scheduler.forward.changes import Changes, Ended, overlaid, without
from scheduler.forward.difference import PoolDiff, TableDiff, difference
from scheduler.forward.losses import Loss
from scheduler.forward.merged import Merged, merge
from scheduler.forward.owned import KEPT, own_rows
from scheduler.forward.recount import Recount, matched, recount
from scheduler.forward.rolled import Rolled, roll
from scheduler.forward.tally import opening, tally

__all__ = [
    "KEPT",
    "Changes",
    "Ended",
    "Loss",
    "Merged",
    "PoolDiff",
    "Recount",
    "Rolled",
    "TableDiff",
    "difference",
    "matched",
    "merge",
    "opening",
    "overlaid",
    "own_rows",
    "recount",
    "roll",
    "tally",
    "without",
]
