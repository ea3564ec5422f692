"""Who may see or do what: one table, and what each role sees of a pool and a plan.

Pure functions over the model. This room knows no database, no token and no clock.
"""

from scheduler.access.decide import (
    Decision,
    Relation,
    actions,
    decide,
    decide_any,
    demand_right,
    enforce,
    relation_to,
    table,
)
from scheduler.access.errors import NotSignedInError
from scheduler.access.principal import AGENCY_ROLES, Principal, Role
from scheduler.access.questions import (
    reads_all_proposals,
    reads_all_rows,
    reads_names,
    sees_drafts,
)
from scheduler.access.views import HIDDEN_STATION, masked_in, plan_for, pool_for, specialist_for

__all__ = [
    "AGENCY_ROLES",
    "HIDDEN_STATION",
    "Decision",
    "NotSignedInError",
    "Principal",
    "Relation",
    "Role",
    "actions",
    "decide",
    "decide_any",
    "demand_right",
    "enforce",
    "masked_in",
    "plan_for",
    "pool_for",
    "reads_all_proposals",
    "reads_all_rows",
    "reads_names",
    "relation_to",
    "sees_drafts",
    "specialist_for",
    "table",
]
