"""Facts, plans, runs, studies, proposals and the audit log in SQLite or PostgreSQL; migrations.

Rooms above get records of :mod:`scheduler.store.records` and values of the model, never rows.
This room knows no rule of the problem, and asks nobody for the time.
"""

from scheduler.store.facts import key_of
from scheduler.store.faults import UnavailableError
from scheduler.store.leases import MAX_ATTEMPTS
from scheduler.store.records import (
    FINISHED,
    Account,
    Answer,
    AuditEntry,
    Password,
    PlanInfo,
    PoolInfo,
    Proposal,
    Publication,
    Run,
    RunState,
    Session,
    StoredFact,
    Study,
    StudyAnswer,
    Token,
    Work,
)
from scheduler.store.store import Store, Transaction

__all__ = [
    "FINISHED",
    "MAX_ATTEMPTS",
    "Account",
    "Answer",
    "AuditEntry",
    "Password",
    "PlanInfo",
    "PoolInfo",
    "Proposal",
    "Publication",
    "Run",
    "RunState",
    "Session",
    "Store",
    "StoredFact",
    "Study",
    "StudyAnswer",
    "Token",
    "Transaction",
    "UnavailableError",
    "Work",
    "key_of",
]
