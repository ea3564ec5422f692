"""What must not change in silence when an agency's rows take the place of the former ones.

A recusal that is lifted puts somebody on a case who must not be there, and a sheet that was emptied
by accident looks like one that was emptied on purpose. Such things need a word of somebody who has
seen them; a clearance that has changed is only told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from scheduler.forward.owned import KEPT, own_people, own_rows
from scheduler.model import (
    TABLES,
    Agency,
    Conflict,
    ConflictStatus,
    Grade,
    Language,
    Pool,
    label,
    say,
)
from scheduler.model.entities import Specialist

Kind = Literal["emptied", "unmasked", "lifted", "leaves", "raised", "lowered"]
_TOLD: Final = frozenset({"raised", "lowered"})


@dataclass(frozen=True)
class Loss:
    """One thing to look at, in one table. ``facts`` are what its sentence needs."""

    kind: Kind
    table: str
    facts: Mapping[str, object]

    @property
    def needs_word(self) -> bool:
        """Whether somebody has to say that it is meant."""
        return self.kind not in _TOLD

    def text(self, language: Language = "en") -> str:
        """The sentence, with who and what."""
        told = {name: _worded(fact, language) for name, fact in self.facts.items()}
        return say(f"merge.loss.{self.kind}", language, **told)


def losses(before: Pool, after: Pool, agency: str, left: Collection[str]) -> tuple[Loss, ...]:
    """What is lost or loosened of an agency's rows, the worst first; tables ``left`` were not sent.

    A conflict that ended before the pool's first week binds nobody and is none.
    """
    return (
        *_emptied(before, after, agency, left),
        *_unmasked(before, after, agency),
        *_lifted(before, after, agency),
        *_leaving(before, after, agency),
        *_clearances(before, after, agency),
    )


def _worded(fact: object, language: Language) -> object:
    if fact is None:
        return say("merge.no_end", language)
    if isinstance(fact, Grade | ConflictStatus):
        kind = "grade" if isinstance(fact, Grade) else "conflict_status"
        return label(kind, str(fact), language)
    if isinstance(fact, Agency):
        return fact.name_ko if language == "ko" else fact.name_en
    if isinstance(fact, Mapping):
        counts = (f"{label('table', name, language)} {n:,}" for name, n in fact.items())
        return ", ".join(counts) or say("merge.no_rows", language)
    return fact


def _emptied(before: Pool, after: Pool, agency: str, left: Collection[str]) -> Iterator[Loss]:
    for table in KEPT:
        had = len(own_rows(before, agency, table))
        if had and table not in left and not own_rows(after, agency, table):
            yield Loss("emptied", table, {"count": had})


def _unmasked(before: Pool, after: Pool, agency: str) -> Iterator[Loss]:
    new = after.agency_of_id[agency]
    if before.agency_of_id[agency].masked and not new.masked:
        yield Loss("unmasked", "agencies", {"agency": new})


# -- conflicts ------------------------------------------------------------------------------------


def _lifted(before: Pool, after: Pool, agency: str) -> Iterator[Loss]:
    """The conflicts of people who stay to which no row binds them as strictly and as long."""
    stays = own_people(before, agency) & own_people(after, agency)
    first = before.policy.start.monday if before.policy.start else date.min
    binding = defaultdict[tuple[str, str], list[Conflict]](list)
    for row in after.conflicts:
        binding[row.specialist, row.party].append(row)
    for old in before.conflicts:
        still = binding[old.specialist, old.party]
        was_binding = old.specialist in stays and _reaches(old.until, first)
        if was_binding and not any(_covers(new, old) for new in still):
            yield Loss("lifted", "conflicts", dict(old))


def _covers(new: Conflict, old: Conflict) -> bool:
    is_as_strict = new.status in (old.status, ConflictStatus.RECUSED)
    return is_as_strict and _reaches(new.until, old.until)


def _reaches(until: date | None, other: date | None) -> bool:
    """Whether an end is no sooner than another; None is no end."""
    return until is None or (other is not None and until >= other)


# -- people ---------------------------------------------------------------------------------------


def _leaving(before: Pool, after: Pool, agency: str) -> Iterator[Loss]:
    """The people who leave the pool, with how many rows about them leave as well."""
    for who in sorted(own_people(before, agency) - own_people(after, agency)):
        counts = {table.name: _about(before, table.name, who) for table in TABLES}
        rows = {
            name: n for name, n in counts.items() if n and name not in ("specialists", "ledger")
        }
        yield Loss("leaves", "specialists", {"specialist": who, "rows": rows})


def _about(pool: Pool, table: str, who: str) -> int:
    rows: tuple[Any, ...] = getattr(pool, table)
    return sum(getattr(row, "specialist", None) == who for row in rows)


def _clearances(before: Pool, after: Pool, agency: str) -> Iterator[Loss]:
    """The clearances of people who stay that are higher or longer, or lower or shorter."""
    for who in sorted(own_people(before, agency) & own_people(after, agency)):
        old, new = before.specialist_of_id[who], after.specialist_of_id[who]
        if _held(old) != _held(new):
            facts = {
                "specialist": who,
                **{"old": old.clearance, "old_until": old.clearance_until},
                **{"new": new.clearance, "new_until": new.clearance_until},
            }
            yield Loss("raised" if _is_raised(old, new) else "lowered", "specialists", facts)


def _is_raised(old: Specialist, new: Specialist) -> bool:
    if new.clearance is not old.clearance:
        return new.clearance.rank > old.clearance.rank
    return _reaches(new.clearance_until, old.clearance_until)


def _held(person: Specialist) -> tuple[Grade, date | None]:
    has_one = person.clearance is not Grade.NONE
    return person.clearance, person.clearance_until if has_one else None
