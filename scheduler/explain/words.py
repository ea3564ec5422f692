"""Explanations in words, line by line; the first line of each is its title."""

from scheduler.explain.ask import Answer
from scheduler.explain.parts import Part
from scheduler.explain.repair import Repair, Repairs
from scheduler.explain.shortage import Shortage
from scheduler.explain.why import NextBest, Why
from scheduler.explain.why_empty import WhyEmpty
from scheduler.explain.why_not import WhyNot
from scheduler.explain.words_actions import ActionWords
from scheduler.model import PlannedAssignment

MOST_STATUTES = 3
"""So many grounds that are not for sale are told."""
NOT_ASKED = frozenset(
    {
        "skill.none",
        "clearance.none",
        "authority.none",
        "designation.none",
        "excluded.no",
        "conflict.none",
        "separation.none",
        "ban.none",
        "travel.none",
    }
)
"""Keys of grounds that say only that nothing is asked for, or nothing stands in the way."""
NOTHING = frozenset[Part]()
MOST_PEOPLE = 6
"""So many people of a group are named; of the others the number is told."""


class Words(ActionWords):
    """The sentences of answers about one plan in one language."""

    def answer(self, answer: Answer, still_open: frozenset[Part] = NOTHING) -> list[str]:
        """Any answer, line by line; the first is its title.

        Of one that is still being worked out the first lines: what is ``still_open`` follows.
        """
        if isinstance(answer, Why):
            return self.why(answer)
        if isinstance(answer, WhyNot):
            return self.why_not(answer)
        return self.why_empty(answer, still_open)

    def title(self, row: PlannedAssignment) -> str:
        """Who does what."""
        return self.say(
            "why.title",
            specialist=self.specialist(row.specialist),
            demand=row.demand,
            role=self.pool.demand_of_id[row.demand].role,
            case=row.case,
        )

    def why(self, why: Why, *, brief: bool = False) -> list[str]:
        """Why this person, line by line; ``brief`` passes over what is not asked for."""
        row = why.row
        told = [g for g in why.grounds if not (brief and g.key in NOT_ASKED)]
        lines = [
            self.title(row),
            self.say(
                "why.basis",
                mode=self.label("mode", row.mode),
                basis=row.legal_basis or "–",
                document=row.document_no or "–",
            ),
            *(f"· {self.label('refusal_met', g.code)}: {self.ground(g)}" for g in told),
        ]
        if len(told) < len(why.grounds):
            lines.append("· " + self.say("why.not_asked"))
        if row.pin is not None:
            pin = self.label("row_status", row.pin)
            return [*lines, self.say("why.pinned", pin=pin, candidates=why.candidates)]
        lines += [self._next(place, one) for place, one in enumerate(why.next_best, start=1)]
        if not why.candidates:
            lines.append(self.say("why.nobody"))
        elif why.rules:
            lines.append(self.say("why.nobody_more", rules=self.rules(why.rules)))
        return lines

    def _next(self, place: int, one: NextBest) -> str:
        who = self.specialist(one.specialist)
        if one.outcome == "equal":
            return self.say("why.next_equal", place=place, specialist=who)
        loss = self.change(one.change, is_whole=one.is_whole)
        return self.say("why.next", place=place, specialist=who, loss=loss)

    def why_not(self, answer: WhyNot) -> list[str]:
        """Why not this person, line by line."""
        title = self.say(
            "why_not.title",
            specialist=self.specialist(answer.specialist),
            demand=answer.demand,
            role=self.pool.demand_of_id[answer.demand].role,
            case=answer.case,
        )
        lacking = [ground for ground in answer.grounds if not ground.holds]
        told = self.say(
            self._code("why_not", answer.outcome, answer.rules),
            codes=self.codes(dict.fromkeys(ground.code for ground in lacking)),
            rules=self.rules(answer.rules),
            loss=self._loss(answer.change, answer.is_whole),
        )
        lines = [title, told, *(f"· {self.ground(ground)}" for ground in lacking)]
        return lines + ([] if answer.change is None else self.moves(answer.change))

    def why_empty(self, answer: WhyEmpty, still_open: frozenset[Part] = NOTHING) -> list[str]:
        """Why a seat is empty, line by line; without what is still open."""
        seat = answer.seat
        lines = [
            self.say(
                "why_empty.title",
                demand=seat.demand,
                role=self.pool.demand_of_id[seat.demand].role,
                case=seat.case,
                seats=seat.seats,
            ),
            self._waterfall(answer),
        ]
        for busy in seat.remaining:
            code = "why_empty.busy" if busy.serves else "why_empty.idle"
            who, serves = self.specialist(busy.specialist), ", ".join(busy.serves)
            lines.append("· " + self.say(code, specialist=who, serves=serves))
        if answer.shortage is not None:
            lines.append(self.shortage(answer.shortage))
        lines += [] if "filling" in still_open else self._filling(answer)
        for near in answer.nearest if not seat.remaining else ():
            lacking = " ".join(self.ground(ground) for ground in near.lacking)
            who = self.specialist(near.specialist)
            lines.append("· " + self.say("why_empty.nearest", specialist=who, lacking=lacking))
        if answer.repairs is not None:
            lines += self.repairs(answer.repairs, still_open)[1:]
        return lines

    def _filling(self, answer: WhyEmpty) -> list[str]:
        """What the best plan that fills one seat more comes to."""
        told = self.say(
            self._code("why_empty", answer.outcome, answer.rules),
            rules=self.rules(answer.rules),
            fills=", ".join(map(self.specialist, answer.fills)),
            loss=self._loss(answer.change, answer.is_whole),
        )
        return [told, *([] if answer.change is None else self.moves(answer.change))]

    def repairs(self, answer: Repairs, still_open: frozenset[Part] = NOTHING) -> list[str]:
        """What would fill the seats, line by line; the first is the title.

        What is not for sale stands before the ways: it is known first.
        """
        title = "repair.title_cases" if answer.cases else "repair.title"
        asked = ", ".join((*answer.cases, *answer.seats))
        lines = [self.say(title, demands=asked)]
        for ground in answer.statutes[:MOST_STATUTES]:
            lines.append("· " + self.say("repair.statute", ground=self.ground(ground)))
        for place, way in enumerate(answer.ways, start=1):
            steps = "; ".join(map(self.step, way.steps))
            code = "repair.way" if way.steps else "repair.free"
            lines.append(self.say(code, place=place, price=way.price, steps=steps))
            lines.append("· " + self._then(way))
        if "repairs" in still_open:
            return lines
        found = "proven" if answer.ways else "none"
        if not answer.is_whole:
            found = "near" if answer.ways else "none_near"
        lines.append(self.say(f"repair.{found}"))
        return lines

    def _then(self, way: Repair) -> str:
        return self.say(
            "repair.then",
            fills=", ".join(map(self.specialist, way.fills)),
            tiers=self.tiers(way.change) or self.say("repair.same"),
            added=len(way.change.added),
            removed=len(way.change.removed),
        )

    def _waterfall(self, answer: WhyEmpty) -> str:
        people = len(self.pool.specialists)
        steps = [
            self.say(
                "why_empty.waterfall_step",
                label=self.label("refusal", step.code),
                count=step.specialists,
            )
            for step in answer.seat.waterfall
        ]
        if not steps:
            return self.say("why_empty.no_refusal", people=people)
        left = people - sum(step.specialists for step in answer.seat.waterfall)
        return self.say("why_empty.waterfall", people=people, steps=", ".join(steps), left=left)

    def shortage(self, group: Shortage) -> str:
        """The group of demands that is short of people."""
        names = ", ".join(map(self.specialist, group.people[:MOST_PEOPLE]))
        if len(group.people) > MOST_PEOPLE:
            names += self.say("shortage.more", count=len(group.people) - MOST_PEOPLE)
        return self.say(
            "shortage.text",
            demands=", ".join(
                self.say("shortage.pair", demand=one.demand, seats=one.seats)
                for one in group.wanted
            ),
            seats=group.seats,
            people=len(group.people),
            names=names,
            possible=group.possible,
            blocks=group.blocks_short,
            rules=self.rules(group.rules),
        )
