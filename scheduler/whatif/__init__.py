"""What-ifs: a pool with patches, planned by the same solve as the weekly plan, as tables.

The notebooks' door. It holds no rule: eligibility, tiers and proofs come from the rooms below.
pandas is imported when the first table is asked for.
"""

from scheduler.whatif import charts
from scheduler.whatif.comparison import Comparison, compare
from scheduler.whatif.costs import BalanceCost, LendingCost, balance_cost, lending_cost
from scheduler.whatif.frontiers import Frontier, frontier
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
from scheduler.whatif.rolling_weeks import Rolling, rolling
from scheduler.whatif.studies import Study, StudyProgress, Variant, study

__all__ = [
    "Absence",
    "BalanceCost",
    "Comparison",
    "Frontier",
    "Headcount",
    "Inserted",
    "LendingCost",
    "LendingLimit",
    "NewCase",
    "NewSpecialist",
    "Patch",
    "PlannedWeek",
    "PolicyChange",
    "Rolling",
    "SignedInstrument",
    "Study",
    "StudyProgress",
    "Variant",
    "absence",
    "add_case",
    "add_specialist",
    "balance_cost",
    "charts",
    "compare",
    "frontier",
    "insert",
    "lending_cost",
    "lending_limit",
    "load",
    "plan",
    "pool_with",
    "rolling",
    "set_headcount",
    "set_policy",
    "sign_instrument",
    "study",
]
