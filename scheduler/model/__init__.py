"""The words of the problem: facts, pool, horizon, plan, errors. Frozen values, no behaviour.

This room knows no solver, no file format, no database and no clock.
"""

from scheduler.model.calendar import Horizon, Moment, Week, in_force_through
from scheduler.model.complaint import Complaint
from scheduler.model.entities import (
    Affinity,
    Agency,
    Authority,
    AuthorityRight,
    Availability,
    Case,
    Conflict,
    CurrentRow,
    Demand,
    Designation,
    Fact,
    Holiday,
    HomeReserve,
    Instrument,
    ServiceRecord,
    SkillNeed,
    Specialist,
    SpecialistSkill,
    Travel,
    covers,
)
from scheduler.model.enums import (
    AvailabilityStatus,
    BalanceRule,
    ConflictStatus,
    Grade,
    Half,
    InstrumentKind,
    Mode,
    Refusal,
    Right,
    RowStatus,
    Rule,
    TierName,
)
from scheduler.model.errors import (
    ConflictError,
    InfeasibleError,
    NotAllowedError,
    NotFoundError,
    PlanRejectedError,
    PoolError,
    RequestError,
    SchedulerError,
)
from scheduler.model.plan import (
    BusyCandidate,
    EmptySeat,
    PhaseTime,
    Plan,
    PlannedAssignment,
    Progress,
    Provenance,
    RefusalCount,
    RunRecord,
    SolveOptions,
    SolveResult,
    TierResult,
)
from scheduler.model.policy import FitWeights, Policy, Separation, Term
from scheduler.model.pool import TABLE, TABLES, Pool, Table, row_key
from scheduler.model.texts import Language, hint, label, say

__all__ = [name for name in dir() if not name.startswith("_")]
