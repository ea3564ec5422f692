from scheduler.model import Pool, SchedulerError
from scheduler.whatif import (
    Comparison,
    PlannedWeek,
    absence,
    add_specialist,
    compare,
    lending_limit,
    load,
    plan,
    set_policy,
    sign_instrument,
)
from scheduler.whatif import (
    pool_with as patch,
)

__all__ = [
    "Comparison",
    "PlannedWeek",
    "Pool",
    "SchedulerError",
    "__version__",
    "absence",
    "add_specialist",
    "compare",
    "lending_limit",
    "load",
    "patch",
    "plan",
    "set_policy",
    "sign_instrument",
]

__version__: str
