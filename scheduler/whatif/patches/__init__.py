"""Patches: one change to a pool each, as a value that says in words what it changes.

``people`` who is there and what they may do; ``days`` when; ``cases`` what is asked for; ``acts``
written acts and limits; ``policy`` goals and weights; ``chance`` what a seed draws.
"""

from typing import Annotated

from pydantic import Field

from scheduler.whatif.patches.acts import (
    Ceiling,
    InstrumentEnd,
    LendingLimit,
    NoLendingLimit,
    Reserve,
    SignedInstrument,
    end_instrument,
    home_reserve,
    lending_limit,
    no_lending_limit,
    set_ceiling,
    sign_instrument,
)
from scheduler.whatif.patches.base import Patch, pool_with
from scheduler.whatif.patches.cases import (
    CaseChange,
    DemandChange,
    Headcount,
    NewCase,
    NewDemand,
    RemovedCase,
    RemovedDemand,
    add_case,
    add_demand,
    change_case,
    change_demand,
    remove_case,
    remove_demand,
    set_headcount,
)
from scheduler.whatif.patches.chance import Arrivals, Chance, Illness, arrivals, illness
from scheduler.whatif.patches.days import Absence, Presence, absence, presence
from scheduler.whatif.patches.people import (
    Clearance,
    Designated,
    EndedDesignation,
    NewSpecialist,
    RemovedSpecialist,
    SkillLevel,
    SpecialistChange,
    add_specialist,
    change_specialist,
    designate,
    end_designation,
    remove_specialist,
    set_clearance,
    set_skill,
)
from scheduler.whatif.patches.policy import (
    Balance,
    FitPoints,
    PolicyChange,
    TierOrder,
    balance_rule,
    fit_weights,
    set_policy,
    tier_order,
)

StoredPatch = Annotated[
    Absence
    | Presence
    | NewSpecialist
    | RemovedSpecialist
    | SpecialistChange
    | SkillLevel
    | Clearance
    | Designated
    | EndedDesignation
    | NewCase
    | RemovedCase
    | CaseChange
    | NewDemand
    | RemovedDemand
    | DemandChange
    | Headcount
    | SignedInstrument
    | InstrumentEnd
    | Ceiling
    | LendingLimit
    | NoLendingLimit
    | Reserve
    | PolicyChange
    | TierOrder
    | FitPoints
    | Balance
    | Illness
    | Arrivals,
    Field(discriminator="kind"),
]
"""Every patch of this room, told apart by its ``kind`` when it is read from a file."""

__all__ = [
    "Absence",
    "Arrivals",
    "Balance",
    "CaseChange",
    "Ceiling",
    "Chance",
    "Clearance",
    "DemandChange",
    "Designated",
    "EndedDesignation",
    "FitPoints",
    "Headcount",
    "Illness",
    "InstrumentEnd",
    "LendingLimit",
    "NewCase",
    "NewDemand",
    "NewSpecialist",
    "NoLendingLimit",
    "Patch",
    "PolicyChange",
    "Presence",
    "RemovedCase",
    "RemovedDemand",
    "RemovedSpecialist",
    "Reserve",
    "SignedInstrument",
    "SkillLevel",
    "SpecialistChange",
    "StoredPatch",
    "TierOrder",
    "absence",
    "add_case",
    "add_demand",
    "add_specialist",
    "arrivals",
    "balance_rule",
    "change_case",
    "change_demand",
    "change_specialist",
    "designate",
    "end_designation",
    "end_instrument",
    "fit_weights",
    "home_reserve",
    "illness",
    "lending_limit",
    "no_lending_limit",
    "pool_with",
    "presence",
    "remove_case",
    "remove_demand",
    "remove_specialist",
    "set_ceiling",
    "set_clearance",
    "set_headcount",
    "set_policy",
    "set_skill",
    "sign_instrument",
    "tier_order",
]
