"""What-ifs: a pool with patches, planned by the same solve as the weekly plan, as tables.

The notebooks' door. It holds no rule: eligibility, tiers and proofs come from the rooms below.
pandas is imported when the first table is asked for.
"""

from scheduler.whatif.comparison import Comparison, compare
from scheduler.whatif.patch import (
    Absence,
    LendingLimit,
    NewSpecialist,
    Patch,
    PolicyChange,
    SignedInstrument,
    absence,
    add_specialist,
    lending_limit,
    pool_with,
    set_policy,
    sign_instrument,
)
from scheduler.whatif.planned import PlannedWeek, load, plan

__all__ = [
    "Absence",
    "Comparison",
    "LendingLimit",
    "NewSpecialist",
    "Patch",
    "PlannedWeek",
    "PolicyChange",
    "SignedInstrument",
    "absence",
    "add_specialist",
    "compare",
    "lending_limit",
    "load",
    "plan",
    "pool_with",
    "set_policy",
    "sign_instrument",
]
