"""An agency's answers in words, line by line; the first line of each is its title.

Where several reasons are one answer they are one sentence too, the same to the letter.
"""

from collections import Counter

from scheduler.explain.masking import Told, ToldEmpty, ToldWhy, ToldWhyNot
from scheduler.explain.vocabulary import Vocabulary
from scheduler.model import Refusal

MOST_OWN = 6
"""So many of the reader's people are told one by one; of all of them the codes are counted."""


class MaskedWords(Vocabulary):
    """The sentences of what one agency is told. Pool and plan are the reader's copy."""

    def answer(self, told: Told) -> list[str]:
        """Any answer, line by line; the first is its title."""
        if isinstance(told, ToldWhy):
            return self.why(told)
        return self.why_not(told) if isinstance(told, ToldWhyNot) else self.why_empty(told)

    def why(self, told: ToldWhy) -> list[str]:
        """Why a row is in the plan."""
        row = told.row
        lines = [
            self.say(
                "why.title",
                specialist=self.specialist(row.specialist),
                demand=row.demand,
                role=self.pool.demand_of_id[row.demand].role,
                case=row.case,
            ),
            self.say(
                "why.basis",
                mode=self.label("mode", row.mode),
                basis=row.legal_basis or "–",
                document=row.document_no or "–",
            ),
        ]
        if not told.is_own:
            return [*lines, self.say("told.lent", agency=self.agency(row.agency))]
        lines += [f"· {self.label('refusal_met', g.code)}: {self.ground(g)}" for g in told.grounds]
        if row.with_oversight:
            lines.append("· " + self.say("told.oversight"))
        if row.pin is not None:
            lines.append(self.say("told.pinned", pin=self.label("row_status", row.pin)))
        return [*lines, self.say("told.why")]

    def why_not(self, told: ToldWhyNot) -> list[str]:
        """Why one of the reader's people does not serve a demand."""
        title = self.say(
            "why_not.title",
            specialist=self.specialist(told.specialist),
            demand=told.demand,
            role=self.pool.demand_of_id[told.demand].role,
            case=told.case,
        )
        codes = self.codes(dict.fromkeys(ground.code for ground in told.lacking))
        said = self.say(f"told.{told.outcome}", codes=codes)
        return [title, said, *(f"· {self.ground(ground)}" for ground in told.lacking)]

    def why_empty(self, told: ToldEmpty) -> list[str]:
        """Why seats of an own case stay empty."""
        title = self.say(
            "why_empty.title",
            demand=told.demand,
            role=self.pool.demand_of_id[told.demand].role,
            case=told.case,
            seats=told.seats,
        )
        lines = [title, self._own_people(told)]
        for one in told.people[:MOST_OWN]:
            lacking = " ".join(map(self.ground, one.lacking)) or self.say("told.own_otherwise")
            who = self.specialist(one.specialist)
            lines.append("· " + self.say("told.own", specialist=who, lacking=lacking))
        if len(told.people) > MOST_OWN:
            lines.append("· " + self.say("told.more", count=len(told.people) - MOST_OWN))
        return [*lines, self.say("told.others")]

    def _own_people(self, told: ToldEmpty) -> str:
        """The reader's people by what refuses them, each under every code."""
        if not told.people:
            return self.say("told.nobody")
        codes = Counter(code for one in told.people for code in {g.code for g in one.lacking})
        steps = [
            self.say(
                "why_empty.waterfall_step", label=self.label("refusal", code), count=codes[code]
            )
            for code in Refusal
            if codes[code]
        ]
        people = len(told.people)
        refused = sum(one.outcome == "refused" for one in told.people)
        how_many = "all" if refused == people else "some" if refused else "none"
        return self.say(
            f"told.{how_many}_refused",
            people=people,
            refused=refused,
            steps=", ".join(steps),
            left=people - refused,
        )
