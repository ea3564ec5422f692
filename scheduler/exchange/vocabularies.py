"""The spellings of closed vocabularies: code, Korean and English label, and those in use."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from scheduler.exchange.days import CellError
from scheduler.model import (
    AvailabilityStatus,
    BalanceRule,
    ConflictStatus,
    Grade,
    Half,
    InstrumentKind,
    Mode,
    Right,
    RowStatus,
    TierName,
)
from scheduler.model.nearness import nearest
from scheduler.model.texts import table as text_table

VOCABULARIES: Final[Mapping[str, tuple[str, ...]]] = {
    "grade": tuple(Grade),
    "mode": tuple(Mode),
    "right": tuple(Right),
    "instrument_kind": tuple(InstrumentKind),
    "half": tuple(Half),
    "availability_status": tuple(AvailabilityStatus),
    "conflict_status": tuple(ConflictStatus),
    "row_status": tuple(RowStatus),
    "tier": tuple(TierName),
    "balance": tuple(BalanceRule),
}
# Spellings beside the code and its Korean and English labels. Only ones that cannot be mistaken:
# a grade with a slip of the pen must be refused, never guessed.
_SPELLINGS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "grade": {
        "none": ("해당없음", "미취급", "무"),
        "grade_3": ("3급", "3급비밀", "III급비밀", "grade3"),
        "grade_2": ("2급", "2급비밀", "II급비밀", "grade2"),
        "grade_1": ("1급", "1급비밀", "I급비밀", "grade1"),
    },
    "mode": {
        "exercise": ("권한 행사", "행사"),
        "assist": ("동행", "보조", "현장보조"),
        "opinion": ("의견", "의견서", "서면의견"),
        "panel": ("위원", "조정위원", "중재위원"),
        "advise": ("지원", "자문"),
    },
    "half": {"am": ("AM", "a.m."), "pm": ("PM", "p.m."), "day": ("전일", "하루")},
    "availability_status": {
        "unavailable": ("불가능", "부재"),
        "available": ("가용", "가능함"),
    },
    "conflict_status": {
        "recused": ("회피", "기피", "제척·회피"),
        "permitted_with_oversight": ("감독하허용", "조건부 허용"),
    },
    "row_status": {"in_force": ("시행 중", "시행"), "notified": ("통지", "통지 완료")},
}


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    # the middle dots of Korean keyboards, one of which NFKC turns into a letter (U+119E)
    return re.sub("[\\s_·・‧•\u119e-]", "", text)


@cache
def _values_of(kind: str) -> Mapping[str, str]:
    """Value by folded spelling of one vocabulary."""
    found: dict[str, str] = {}
    for value in VOCABULARIES[kind]:
        entry = text_table().get(f"{kind}.{value}")
        labels = (entry.ko, entry.en) if entry else ()
        for spelling in (value, *labels, *_SPELLINGS.get(kind, {}).get(value, ())):
            found[_folded(spelling)] = value
    return found


@cache
def _expected_of(kind: str) -> str:
    """The values of a vocabulary with their Korean labels, for a complaint."""
    entries = ((v, text_table().get(f"{kind}.{v}")) for v in VOCABULARIES[kind])
    return ", ".join(f"{v}({e.ko})" if e else v for v, e in entries)


def read_enum(text: str, kind: str) -> str:
    """A value of a closed vocabulary, from its code, its labels or a spelling in use.

    Raises:
        CellError: none of them.
    """
    values = _values_of(kind)
    spelling = _folded(text)
    if spelling in values:
        return values[spelling]
    raise CellError(
        "exchange.enum", expected=_expected_of(kind), nearest=_nearest(spelling, values)
    )


def _nearest(spelling: str, values: Mapping[str, str]) -> str:
    """The value one of whose spellings was likely meant; none when that holds of two values."""
    bare = re.sub(r"\([^()]*\)", "", spelling)
    if bare in values:
        return values[bare]
    best = {value for value in set(values.values()) if nearest(spelling, _of(value, values))}
    return best.pop() if len(best) == 1 else ""


def _of(value: str, values: Mapping[str, str]) -> list[str]:
    return [spelling for spelling, its in values.items() if its == value]
