"""What is asked about a plan and what is answered: the words of the API for explanations."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from scheduler.service.replies import POOL_SHA, Reply

MOST_SEATS = 10
MOST_EDITS = 20
MOST_DAYS = 100
MOST_CONFLICTS = 50
MOST_ABOUT = 20

AskedId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(max_length=500)]
DayText = Annotated[str, StringConstraints(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", max_length=10)]


class Lines(Reply):
    """Sentences in both languages, the first of each the title."""

    ko: tuple[str, ...] = Field(examples=[["KNPA-02를 D1(감정, 사건 C1)에 배정하지 않은 사유"]])
    en: tuple[str, ...] = Field(examples=[["Why KNPA-02 does not serve D1 (appraisal, case C1)"]])


class Answered(Reply):
    """An answer of the library: the object that the command prints with `--json`, and in words."""

    answer: dict[str, Any]
    text: Lines


class ExplanationReply(Answered):
    """Why, why not, or why nobody.

    ``answer`` is what `scheduler explain --json` prints; what a registrar is told instead is in
    docs/explaining.md.
    """

    kind: Literal["why", "why_not", "why_empty"]


class RepairsReply(Answered):
    """The cheapest changes that fill seats and run cases.

    ``answer`` is what `scheduler repair --json` prints.
    """


class RowEdit(Reply):
    """A specialist is to serve a demand (``pin``), or is not to (``ban``)."""

    kind: Literal["pin", "ban"]
    specialist: AskedId = Field(examples=["MSS-07"])
    demand: AskedId = Field(examples=["C26-028-D4"])
    reason: Reason = ""


class SwapEdit(Reply):
    """Two specialists of the plan are to take each other's demand."""

    kind: Literal["swap"]
    specialist: AskedId = Field(examples=["MSS-07"])
    demand: AskedId = Field(examples=["C26-028-D4"])
    other_specialist: AskedId = Field(examples=["KNPA-02"])
    other_demand: AskedId = Field(examples=["C26-025-D1"])
    reason: Reason = ""


class VerdictRequest(Reply):
    """Edits by hand, all of which are to hold together."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "edits": [
                        {
                            "kind": "pin",
                            "specialist": "MSS-07",
                            "demand": "C26-028-D4",
                            "reason": "knows the victim's systems",
                        }
                    ]
                }
            ]
        }
    )

    edits: tuple[Annotated[RowEdit | SwapEdit, Field(discriminator="kind")], ...] = Field(
        min_length=1, max_length=MOST_EDITS
    )
    conflicts: int = Field(
        default=1, ge=1, le=MOST_CONFLICTS, description="so many are looked for, if they clash"
    )


class VerdictReply(Answered):
    """What edits come to together: refused, impossible, or the cost tier by tier."""


class AbsenceRequest(Reply):
    """Who is away, and on which working days of the plan; without any, on all of them."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"specialist": "MSS-07", "days": ["2026-11-30"]}]}
    )

    specialist: AskedId = Field(examples=["MSS-07"])
    days: tuple[DayText, ...] = Field(default=(), max_length=MOST_DAYS, examples=[["2026-11-30"]])


class AbsenceReply(Answered):
    """The plan after the absence: ``answer`` is what `scheduler absent --json` prints.

    ``answer.plan`` is null where no plan keeps the pins that are left. ``candidates``: who could
    take the seats that are left, if everybody else stayed where they are.
    """

    candidates: dict[str, Any]


class UrgentRequest(Reply):
    """Which case has come in, and in which pool it stands.

    Without ``pool`` that is the current facts, or, where there never were any, the plan's own pool.
    ``quick``: only who could take the seats is asked, and no plan is made.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"case": "C26-028"}, {"case": "C26-028", "quick": True}]}
    )

    case: AskedId = Field(examples=["C26-028"])
    pool: str | None = Field(default=None, pattern="^[0-9a-f]{64}$", examples=[POOL_SHA])
    quick: bool = False


class UrgentReply(Reply):
    """The plan with the case that has come in: ``answer`` is what `scheduler urgent --json` prints.

    It is null where ``quick`` was asked for; ``answer.plan`` is null where no plan keeps the pins.
    ``candidates``: who could take the case's seats, if everybody else stayed where they are.
    """

    answer: dict[str, Any] | None
    candidates: dict[str, Any]
    text: Lines


class ComparisonReply(Answered):
    """What has changed from one plan to another: what `scheduler compare --json` prints.

    ``answer.is_complete`` is false where the time was up before each move had its cause.
    """
