"""Key persons, gaps and permissions in words: a title, a row for each that makes a difference."""

from collections.abc import Sequence
from typing import NamedTuple

from scheduler.explain.gaps import Gap, Gaps
from scheduler.explain.key_persons import KeyPerson, KeyPersons
from scheduler.explain.marginal import Effect
from scheduler.explain.permissions import Permission, Permissions
from scheduler.explain.vocabulary import Vocabulary

Ranking = KeyPersons | Gaps | Permissions
Ranked = KeyPerson | Gap | Permission


class RankedRow(NamedTuple):
    """One row in words: whom or what it is about, tiers, seats (or nothing), how certain."""

    about: str
    difference: str
    seats: str
    certainty: str


class MarginalWords(Vocabulary):
    """The sentences of rankings about one plan in one language."""

    def lines(self, told: Ranking, most: int | None = None) -> list[str]:
        """The title, at most so many rows as sentences, and what is said of the others."""
        rows = [
            self.say(f"marginal.line{'_seats' if row.seats else ''}", place=n, **row._asdict())
            for n, row in enumerate(self.rows(told, most), start=1)
        ]
        return [self.title(told), *rows, *self.rest(told, most)]

    def title(self, told: Ranking) -> str:
        """What is ranked, of which weeks, and what is served as it is."""
        tiers = (
            self.say("marginal.now", tier=self.label("tier", t.tier), value=f"{t.value:,}")
            for t in told.tiers
        )
        code = f"{_kind(told)}.title"
        return self.say(code, week=self.week(), tiers=", ".join(tiers))

    def rows(self, told: Ranking, most: int | None = None) -> list[RankedRow]:
        """Those that make a difference, at most so many; of equal gaps the lowest grade."""
        return [self._row(one) for one in _telling(told)[:most]]

    def rest(self, told: Ranking, most: int | None = None) -> list[str]:
        """What is not among the rows: more of them, those without a difference, a stop."""
        telling = _telling(told)
        others = [one.effect for one in _all(told) if one not in telling]
        lines = []
        if most is not None and len(telling) > most:
            lines.append(self.say("marginal.more", count=len(telling) - most))
        if others:
            proven = sum(effect.certainty == "proven" for effect in others)
            lines.append(self.say(f"{_kind(told)}.rest", count=len(others), proven=proven))
        if not told.is_complete:
            lines.append(self.say("marginal.stopped"))
        return lines

    def _row(self, one: Ranked) -> RankedRow:
        effect = one.effect
        seats = self._seats(effect)
        if isinstance(one, KeyPerson) and one.lost:
            demands = ", ".join(row.demand for row in one.lost)
            seats = [*seats, self.say("key_person.lost", demands=demands)]
        return RankedRow(
            self.about(one),
            self._difference(effect),
            ", ".join(seats),
            self.label("marginal_certainty", effect.certainty),
        )

    def about(self, one: Ranked) -> str:
        """Whom or what a row is about."""
        if isinstance(one, KeyPerson):
            agency = self.pool.specialist_of_id[one.specialist].agency
            who = self.specialist(one.specialist)
            return self.say("key_person.about", specialist=who, agency=self.agency(agency))
        if isinstance(one, Permission):
            return self.say("permission.about", step=self.option(one.kind, one.subject, 1))
        skills = [
            self.say("gap.skill", skill=self.skill(need.skill), level=need.level)
            for need in one.skills
        ]
        return self.say(
            "gap.about",
            agency=self.agency(one.agency),
            skills=", ".join(skills) or self.say("gap.no_skill"),
            grade=self.label("grade", one.clearance),
        )

    def _difference(self, effect: Effect) -> str:
        if effect.outcome != "served":
            return self.say(f"marginal.{effect.outcome}")
        told = [
            self.say(
                "marginal.tier",
                tier=self.label("tier", tier.tier),
                before=f"{tier.before:,}",
                after=f"{tier.after:,}",
                gain=_signed(gain),
            )
            for tier, gain in zip(effect.tiers, effect.gains, strict=True)
            if gain
        ]
        return ", ".join(told) or self.say("marginal.nothing")

    def _seats(self, effect: Effect) -> list[str]:
        changes = [(one.demand, -one.seats) for one in effect.fewer]
        changes += [(one.demand, one.seats) for one in effect.more]
        return [self.say("marginal.seats", demand=d, seats=_signed(n)) for d, n in changes]


def _kind(told: Ranking) -> str:
    if isinstance(told, KeyPersons):
        return "key_person"
    return "gap" if isinstance(told, Gaps) else "permission"


def _all(told: Ranking) -> Sequence[Ranked]:
    if isinstance(told, KeyPersons):
        return told.people
    return told.gaps if isinstance(told, Gaps) else told.permissions


def _telling(told: Ranking) -> Sequence[Ranked]:
    """Those that make a difference, or of which nothing is known."""
    ranked = told.enough if isinstance(told, Gaps) else _all(told)
    return [one for one in ranked if one.effect.first or one.effect.outcome != "served"]


def _signed(number: int) -> str:
    return f"{number:+,}".replace("-", "\N{MINUS SIGN}")
