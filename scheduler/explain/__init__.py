"""Why a plan is as it is, and why a wish cannot be met. Nothing is said that was not re-proved."""

from scheduler.explain.ask import Answer, ask
from scheduler.explain.candidates import Candidate, Candidates, candidates, demands_of_case
from scheduler.explain.change import Change, RowRef, TierChange, change
from scheduler.explain.clash import (
    Clash,
    Clashes,
    ClashingPin,
    PatchClash,
    clashes,
    find_clash,
    pins_hold,
)
from scheduler.explain.compared import Compared, Least, Move
from scheduler.explain.comparing import compare
from scheduler.explain.document import as_html, as_text
from scheduler.explain.edits import Draft, Edit, EditConflict, EditVerdict, ban, pin, swap
from scheduler.explain.gaps import Gap, Gaps, gaps
from scheduler.explain.grounds import Ground, grounds
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.key_persons import KeyPerson, KeyPersons, key_persons
from scheduler.explain.marginal import Effect, Seats
from scheduler.explain.masking import ReadersCopy, Told, ToldEmpty, ToldWhy, ToldWhyNot
from scheduler.explain.parts import OnPart, Part
from scheduler.explain.permissions import Permission, Permissions, permissions
from scheduler.explain.repair import Repair, Repairs, repairs
from scheduler.explain.replan import (
    Concession,
    Replan,
    absent,
    conceded,
    concessions,
    replan,
    vacated,
    without_lost_pins,
)
from scheduler.explain.report import Report, report
from scheduler.explain.shortage import Shortage, shortage
from scheduler.explain.study import (
    AbsenceStudy,
    Findings,
    findings_from_json,
    questions_ahead,
    study,
    study_phase,
)
from scheduler.explain.why import NextBest, Why, why
from scheduler.explain.why_empty import WhyEmpty, why_empty
from scheduler.explain.why_not import WhyNot, why_not
from scheduler.explain.withheld import withheld
from scheduler.explain.words import Words
from scheduler.explain.words_comparing import ComparedWords
from scheduler.explain.words_marginal import MarginalWords, RankedRow
from scheduler.explain.words_masking import MaskedWords

__all__ = [
    "AbsenceStudy",
    "Answer",
    "Candidate",
    "Candidates",
    "Change",
    "Clash",
    "Clashes",
    "ClashingPin",
    "Compared",
    "ComparedWords",
    "Concession",
    "Draft",
    "Edit",
    "EditConflict",
    "EditVerdict",
    "Effect",
    "Findings",
    "Gap",
    "Gaps",
    "Ground",
    "Inquiry",
    "KeyPerson",
    "KeyPersons",
    "Least",
    "MarginalWords",
    "MaskedWords",
    "Move",
    "NextBest",
    "OnPart",
    "Part",
    "PatchClash",
    "Permission",
    "Permissions",
    "RankedRow",
    "ReadersCopy",
    "Repair",
    "Repairs",
    "Replan",
    "Report",
    "RowRef",
    "Seats",
    "Shortage",
    "TierChange",
    "Told",
    "ToldEmpty",
    "ToldWhy",
    "ToldWhyNot",
    "Why",
    "WhyEmpty",
    "WhyNot",
    "Words",
    "absent",
    "as_html",
    "as_text",
    "ask",
    "ban",
    "candidates",
    "change",
    "clashes",
    "compare",
    "conceded",
    "concessions",
    "demands_of_case",
    "find_clash",
    "findings_from_json",
    "gaps",
    "grounds",
    "key_persons",
    "permissions",
    "pin",
    "pins_hold",
    "questions_ahead",
    "repairs",
    "replan",
    "report",
    "shortage",
    "study",
    "study_phase",
    "swap",
    "vacated",
    "why",
    "why_empty",
    "why_not",
    "withheld",
    "without_lost_pins",
]
