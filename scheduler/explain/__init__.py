"""Why a plan is as it is, and why a wish cannot be met. Nothing is said that was not re-proved."""

from scheduler.explain.ask import Answer, ask
from scheduler.explain.change import Change, RowRef, TierChange, change
from scheduler.explain.clash import Clash, ClashingPin, find_clash
from scheduler.explain.document import as_html, as_text
from scheduler.explain.edits import Draft, Edit, EditVerdict, ban, pin, swap
from scheduler.explain.gaps import Gap, Gaps, gaps
from scheduler.explain.grounds import Ground, grounds
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.key_persons import KeyPerson, KeyPersons, key_persons
from scheduler.explain.marginal import Effect, Seats
from scheduler.explain.permissions import Permission, Permissions, permissions
from scheduler.explain.repair import Repair, Repairs, repairs
from scheduler.explain.replan import Replan, absent, replan, without_lost_pins
from scheduler.explain.report import Report, report
from scheduler.explain.shortage import Shortage, shortage
from scheduler.explain.why import NextBest, Why, why
from scheduler.explain.why_empty import WhyEmpty, why_empty
from scheduler.explain.why_not import WhyNot, why_not
from scheduler.explain.words import Words
from scheduler.explain.words_marginal import MarginalWords, RankedRow

__all__ = [
    "Answer",
    "Change",
    "Clash",
    "ClashingPin",
    "Draft",
    "Edit",
    "EditVerdict",
    "Effect",
    "Gap",
    "Gaps",
    "Ground",
    "Inquiry",
    "KeyPerson",
    "KeyPersons",
    "MarginalWords",
    "NextBest",
    "Permission",
    "Permissions",
    "RankedRow",
    "Repair",
    "Repairs",
    "Replan",
    "Report",
    "RowRef",
    "Seats",
    "Shortage",
    "TierChange",
    "Why",
    "WhyEmpty",
    "WhyNot",
    "Words",
    "absent",
    "as_html",
    "as_text",
    "ask",
    "ban",
    "change",
    "find_clash",
    "gaps",
    "grounds",
    "key_persons",
    "permissions",
    "pin",
    "repairs",
    "replan",
    "report",
    "shortage",
    "swap",
    "why",
    "why_empty",
    "why_not",
    "without_lost_pins",
]
