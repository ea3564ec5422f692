from scheduler.model import Pool, SchedulerError
from scheduler.whatif import (
    Comparison,
    Inserted,
    PlannedWeek,
    Study,
    absence,
    add_case,
    add_specialist,
    compare,
    insert,
    lending_limit,
    load,
    plan,
    set_headcount,
    set_policy,
    sign_instrument,
    study,
)
from scheduler.whatif import (
    pool_with as patch,
)

__all__ = [
    "Comparison",
    "Inserted",
    "PlannedWeek",
    "Pool",
    "SchedulerError",
    "Study",
    "__version__",
    "absence",
    "add_case",
    "add_specialist",
    "compare",
    "insert",
    "lending_limit",
    "load",
    "patch",
    "plan",
    "set_headcount",
    "set_policy",
    "sign_instrument",
    "study",
]

__version__: str
