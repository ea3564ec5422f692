"""Assign pooled technology-protection specialists to cases, week by week.

    import scheduler

    pool = scheduler.load("sample_data/demo")
    planned = scheduler.plan(pool)
    planned.assignments

This face only re-exports, and imports what a name needs when the name is first used: solvers and
tables cost seconds. Its types are in ``__init__.pyi``, which says the same names again, so that
this file imports no room and every room may import it.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Inserted",
    "MergedPool",
    "PartialWarning",
    "PlannedWeek",
    "Pool",
    "Proposal",
    "RolledWeek",
    "Scenario",
    "SchedulerError",
    "ServedWeek",
    "Service",
    "Stress",
    "Study",
    "Sweep",
    "__version__",
    "absence",
    "add_case",
    "add_demand",
    "add_specialist",
    "arrivals",
    "balance_cost",
    "balance_rule",
    "ban",
    "change_case",
    "change_demand",
    "change_specialist",
    "charts",
    "clashing",
    "compare",
    "connect",
    "designate",
    "end_designation",
    "end_instrument",
    "fit_weights",
    "frontier",
    "grid",
    "home_reserve",
    "illness",
    "insert",
    "lending_cost",
    "lending_limit",
    "load",
    "load_scenario",
    "merge",
    "no_lending_limit",
    "patch",
    "pin",
    "plan",
    "presence",
    "remove_case",
    "remove_demand",
    "remove_specialist",
    "roll",
    "rolling",
    "scenario",
    "set_ceiling",
    "set_clearance",
    "set_headcount",
    "set_policy",
    "set_skill",
    "sign_instrument",
    "stress",
    "study",
    "swap",
    "sweep",
    "tier_order",
]

_ROOMS = {
    **dict.fromkeys(("Pool", "SchedulerError"), "scheduler.model"),
    **dict.fromkeys(("ban", "pin", "swap"), "scheduler.explain"),
}
"""Names that do not come from ``scheduler.whatif``."""
_CALLED_THERE = {"patch": "pool_with"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(_ROOMS.get(name, "scheduler.whatif"))
    value = getattr(room, _CALLED_THERE.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
