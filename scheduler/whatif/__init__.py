"""What-ifs: a pool with patches, planned by the same solve as the weekly plan, as tables.

The notebooks' door. It holds no rule: eligibility, tiers and proofs come from the rooms below.
pandas is imported when the first table is asked for.
"""

from scheduler.whatif.comparison import Comparison, compare
from scheduler.whatif.inserting import Inserted, insert
from scheduler.whatif.patch import (
    Absence,
    Headcount,
    LendingLimit,
    NewCase,
    NewSpecialist,
    Patch,
    PolicyChange,
    SignedInstrument,
    absence,
    add_case,
    add_specialist,
    lending_limit,
    pool_with,
    set_headcount,
    set_policy,
    sign_instrument,
)
from scheduler.whatif.planned import PlannedWeek, load, plan
from scheduler.whatif.studies import Study, StudyProgress, Variant, study

__all__ = [
    "Absence",
    "Comparison",
    "Headcount",
    "Inserted",
    "LendingLimit",
    "NewCase",
    "NewSpecialist",
    "Patch",
    "PlannedWeek",
    "PolicyChange",
    "SignedInstrument",
    "Study",
    "StudyProgress",
    "Variant",
    "absence",
    "add_case",
    "add_specialist",
    "compare",
    "insert",
    "lending_limit",
    "load",
    "plan",
    "pool_with",
    "set_headcount",
    "set_policy",
    "sign_instrument",
    "study",
]
