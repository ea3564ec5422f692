"""The closed vocabularies of the problem. Labels are in ``texts/enums.toml`` under the same names.

Agencies, skills, fields, case kinds and authorities are open: they are data of a pool.
"""

from enum import StrEnum


class Grade(StrEnum):
    """Security clearance, lowest first. An expired grade counts as ``none``."""

    NONE = "none"
    RESTRICTED = "restricted"
    GRADE_3 = "grade_3"
    GRADE_2 = "grade_2"
    GRADE_1 = "grade_1"

    @property
    def rank(self) -> int:
        """0 for none up to 4 for the highest grade."""
        return _GRADE_RANK[self]


_GRADE_RANK = {grade: rank for rank, grade in enumerate(Grade)}


class Mode(StrEnum):
    """How a specialist takes part in a case."""

    EXERCISE = "exercise"
    ASSIST = "assist"
    OPINION = "opinion"
    PANEL = "panel"
    ADVISE = "advise"


class Right(StrEnum):
    """What an authority lets one agency's people do in one mode."""

    ALLOWED = "allowed"
    ALLOWED_OUTSIDE = "allowed_outside"
    WITH_INSTRUMENT = "with_instrument"
    NEVER = "never"


class InstrumentKind(StrEnum):
    """The written act that lets one agency's people into another's case."""

    COOPERATION_REQUEST = "cooperation_request"
    DISPATCH = "dispatch"
    CONCURRENT_POST = "concurrent_post"
    APPRAISAL_COMMISSION = "appraisal_commission"
    JOINT_INVESTIGATION = "joint_investigation"
    COMMITTEE_APPOINTMENT = "committee_appointment"

    @property
    def is_personal(self) -> bool:
        """Whether the act names persons, so that ``*`` specialists on it is suspicious."""
        return self not in (
            InstrumentKind.COOPERATION_REQUEST,
            InstrumentKind.JOINT_INVESTIGATION,
        )


class Half(StrEnum):
    """Half a working day, or the whole of it where a row may say so."""

    AM = "am"
    PM = "pm"
    DAY = "day"


class AvailabilityStatus(StrEnum):
    """Whether a specialist can work in a half-day. The reason is never stored."""

    UNAVAILABLE = "unavailable"
    AVAILABLE = "available"


class ConflictStatus(StrEnum):
    """What a conflict of interest means for work on a party or a matter."""

    RECUSED = "recused"
    PERMITTED_WITH_OVERSIGHT = "permitted_with_oversight"


class RowStatus(StrEnum):
    """Status of a current row (specialist and demand, or a ban)."""

    IN_FORCE = "in_force"
    PINNED = "pinned"
    NOTIFIED = "notified"
    BANNED = "banned"


class TierName(StrEnum):
    """The ordered goals."""

    STATUTORY = "statutory"
    COVERAGE = "coverage"
    STABILITY = "stability"
    BALANCE = "balance"
    FLOOR = "floor"
    FIT = "fit"

    @property
    def is_maximised(self) -> bool:
        """Whether more is better."""
        return self not in (TierName.STABILITY, TierName.BALANCE)


class BalanceRule(StrEnum):
    """How balance is measured: squared load ratios, or the exact leximin order."""

    SQUARES = "squares"
    LEXIMIN = "leximin"


class Refusal(StrEnum):
    """Why a specialist may not serve a demand, in the order of the waterfall."""

    SKILL = "SKILL"
    CLEARANCE = "CLEARANCE"
    AUTHORITY = "AUTHORITY"
    DESIGNATION = "DESIGNATION"
    INSTRUMENT = "INSTRUMENT"
    EXCLUDED_AGENCY = "EXCLUDED_AGENCY"
    CONFLICT = "CONFLICT"
    SEPARATION = "SEPARATION"
    BAN = "BAN"
    AVAILABILITY = "AVAILABILITY"
    TRAVEL = "TRAVEL"


class Rule(StrEnum):
    """When a plan as a whole is allowed."""

    HEADCOUNT = "HEADCOUNT"
    ONE_ROLE = "ONE_ROLE"
    CASELOAD = "CASELOAD"
    TIME = "TIME"
    WEEKLY_LIMIT = "WEEKLY_LIMIT"
    LENDING_BLOCKS = "LENDING_BLOCKS"
    LENDING_HEADS = "LENDING_HEADS"
    HOME_RESERVE = "HOME_RESERVE"
    INSTRUMENT_CEILING = "INSTRUMENT_CEILING"
    CORE_TEAM = "CORE_TEAM"
    ACCOMPANIED = "ACCOMPANIED"
    LEAD_PRESENT = "LEAD_PRESENT"
    OUTSIDE_SHARE = "OUTSIDE_SHARE"
    PIN = "PIN"
