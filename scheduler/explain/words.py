"""Explanations in words: every sentence from a code with arguments, in one language.

People are told by id, and by name where the name is open; a masked agency's people by id alone.
"""

from collections.abc import Iterable
from datetime import date

from scheduler.exchange.plan_view import PlanView
from scheduler.explain.ask import Answer
from scheduler.explain.change import Change, TierChange
from scheduler.explain.edits import Edit, EditVerdict
from scheduler.explain.grounds import Ground
from scheduler.explain.repair import Repair, Repairs, Step
from scheduler.explain.replan import Replan
from scheduler.explain.shortage import Shortage
from scheduler.explain.why import NextBest, Why
from scheduler.explain.why_empty import WhyEmpty
from scheduler.explain.why_not import WhyNot
from scheduler.model import Language, Plan, PlannedAssignment, Pool, Refusal, Rule, label, say

LABELS = {
    "grade": "grade",
    "asked": "grade",
    "mode": "mode",
    "served": "mode",
    "right": "right",
    "kind": "instrument_kind",
    "tie": "tie",
}
"""Facts of grounds that are values of closed vocabularies, and the vocabulary's name."""
DAYS = frozenset({"first", "last"})
SUBJECTS: dict[str, tuple[str, ...]] = {
    "another_block": ("specialist",),
    "another_case": ("specialist",),
    "free_half_day": ("specialist", "moment"),
    "lend_block": ("agency",),
    "lend_head": ("agency",),
    "reserve_head": ("agency", "skill", "level"),
    "raise_ceiling": ("instrument",),
    "sign_instrument": ("agency", "lead", "mode", "authority", "case"),
    "extend_instrument": ("instrument",),
    "grant_clearance": ("specialist", "grade"),
    "extend_clearance": ("specialist",),
    "designate": ("specialist", "authority"),
    "lower_level": ("demand", "skill"),
    "lift_ban": ("specialist", "kind_of_ban", "name"),
    "lift_pin": ("specialist", "demand"),
}
"""What the ids of a repair's step are, kind by kind."""
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
MOST_PEOPLE = 6
"""So many people of a group are named; of the others the number is told."""
MOST_ROWS = 40
"""So many rows that move are told one by one."""


class Words:
    """Sentences about one plan in one language."""

    def __init__(self, pool: Pool, plan: Plan, language: Language) -> None:
        self.pool, self.plan, self.language = pool, plan, language
        self._view = PlanView(plan, pool, language)

    def say(self, code: str, **facts: object) -> str:
        """One sentence."""
        return say(code, self.language, **facts)

    def label(self, kind: str, value: str) -> str:
        """One label."""
        return label(kind, value, self.language)

    # -- things ------------------------------------------------------------------------------

    def agency(self, agency: str) -> str:
        """The agency's name."""
        return self._view.agency(agency)

    def specialist(self, specialist: str) -> str:
        """The id, and the name where it is open."""
        name = self.pool.open_name(specialist)
        return f"{specialist} {name}" if name else specialist

    def authority(self, authority: str) -> str:
        """The authority's name."""
        known = self.pool.authority_of_id.get(authority)
        if known is None:
            return authority
        return known.name_ko if self.language == "ko" else known.name_en

    def skill(self, skill: str) -> str:
        """The skill's label in the pool's catalogue."""
        term = self.pool.policy.term("skills", skill)
        if term is None:
            return skill
        return term.ko if self.language == "ko" else term.en

    def day(self, day: str) -> str:
        """A day that is written as ``2026-11-24``."""
        on = date.fromisoformat(day)
        return self.say("explain_word.date", year=on.year, month=on.month, day=on.day)

    def until(self, day: str) -> str:
        """Through which day, or that there is no end."""
        if not day:
            return self.say("explain_word.no_end")
        return self.say("explain_word.until", day=self.day(day))

    def codes(self, codes: Iterable[Refusal]) -> str:
        """Refusing codes by their labels."""
        return ", ".join(self.label("refusal", code) for code in codes)

    def rules(self, rules: Iterable[Rule]) -> str:
        """Rules by their labels."""
        return ", ".join(self.label("rule", rule) for rule in rules)

    def week(self) -> str:
        """The weeks of the plan."""
        return self._view.period

    def when(self, blocks: Iterable[str]) -> str:
        """The half-days of a row."""
        return self._view.when(blocks)

    def case_heading(self, case: str) -> str:
        """A case: its title, who leads it, how urgent it is."""
        known = self.pool.case_of_id[case]
        return self.say(
            "report.case",
            case=case,
            title=known.title,
            lead=self.agency(known.lead_agency),
            priority=known.priority,
        )

    # -- grounds -----------------------------------------------------------------------------

    def ground(self, ground: Ground) -> str:
        """The fact behind a code."""
        told = {name: self._fact(name, value) for name, value in ground.facts.items()}
        return self.say(f"ground.{ground.key}", **told)

    def _fact(self, name: str, value: str | int) -> str | int:
        if isinstance(value, int):
            return value
        if name in LABELS:
            return self.label(LABELS[name], value)
        if name in DAYS:
            return self.day(value)
        told = {
            "until": self.until,
            "agency": self.agency,
            "lead": self.agency,
            "specialist": self.specialist,
            "moment": lambda moment: self.when([moment]),
            "authority": self.authority,
            "skill": self.skill,
        }.get(name)
        return value if told is None else told(value)

    # -- changes -----------------------------------------------------------------------------

    def tier_change(self, tier: TierChange, *, is_whole: bool) -> str:
        """What a tier loses or gains, and how certain that is."""
        loads = "_loads" if tier.before is None else ""
        told = self.say(
            f"change.{tier.direction}{loads}",
            tier=self.label("tier", tier.tier),
            before=_number(tier.before),
            after=_number(tier.after),
        )
        return (
            f"{told}({self._certainty(tier, is_whole)})"
            if self.language == "ko"
            else (f"{told} ({self._certainty(tier, is_whole)})")
        )

    def _certainty(self, tier: TierChange, is_whole: bool) -> str:
        if tier.certainty == "not_comparable":
            return self.say("change.not_comparable")
        proven = tier.certainty == "proven" and (is_whole or tier.direction == "better")
        return self.say("change.proven" if proven else "change.at_most")

    def change(self, change: Change, *, is_whole: bool) -> str:
        """What is lost or gained first; empty where nothing is."""
        first = change.first
        return "" if first is None else self.tier_change(first, is_whole=is_whole)

    def moves(self, change: Change) -> list[str]:
        """The rows that move."""
        added, removed = change.added, change.removed
        if not added and not removed:
            return []
        lines = [self.say("change.rows", added=len(added), removed=len(removed))]
        if len(added) + len(removed) > MOST_ROWS:
            return lines
        for kind, rows in (("added", added), ("removed", removed)):
            for row in rows:
                who = self.specialist(row.specialist)
                lines.append("  " + self.say(f"change.{kind}", specialist=who, demand=row.demand))
        return lines

    # -- answers -----------------------------------------------------------------------------

    def answer(self, answer: Answer) -> list[str]:
        """Any answer, line by line; the first is its title."""
        if isinstance(answer, Why):
            return self.why(answer)
        return self.why_not(answer) if isinstance(answer, WhyNot) else self.why_empty(answer)

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
            f"why_not.{answer.outcome}",
            codes=self.codes(dict.fromkeys(ground.code for ground in lacking)),
            rules=self.rules(answer.rules),
            loss=self._loss(answer.change, answer.is_whole),
        )
        lines = [title, told, *(f"· {self.ground(ground)}" for ground in lacking)]
        return lines + ([] if answer.change is None else self.moves(answer.change))

    def why_empty(self, answer: WhyEmpty) -> list[str]:
        """Why a seat is empty, line by line."""
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
        lines.append(
            self.say(
                f"why_empty.{answer.outcome}",
                rules=self.rules(answer.rules),
                fills=", ".join(map(self.specialist, answer.fills)),
                loss=self._loss(answer.change, answer.is_whole),
            )
        )
        if answer.change is not None:
            lines += self.moves(answer.change)
        if answer.shortage is not None:
            lines.append(self.shortage(answer.shortage))
        if answer.repairs is not None:
            lines += self.repairs(answer.repairs)[1:]
        for near in answer.nearest if not seat.remaining else ():
            lacking = " ".join(self.ground(ground) for ground in near.lacking)
            who = self.specialist(near.specialist)
            lines.append("· " + self.say("why_empty.nearest", specialist=who, lacking=lacking))
        return lines

    def repairs(self, answer: Repairs) -> list[str]:
        """What would fill the seats, line by line; the first is the title."""
        lines = [self.say("repair.title", demands=", ".join(answer.seats))]
        for place, way in enumerate(answer.ways, start=1):
            steps = "; ".join(map(self.step, way.steps))
            code = "repair.way" if way.steps else "repair.free"
            lines.append(self.say(code, place=place, price=way.price, steps=steps))
            lines.append("· " + self._then(way))
        found = "proven" if answer.ways else "none"
        if not answer.is_whole:
            found = "near" if answer.ways else "none_near"
        lines.append(self.say(f"repair.{found}"))
        for ground in answer.statutes[:MOST_STATUTES]:
            lines.append("· " + self.say("repair.statute", ground=self.ground(ground)))
        return lines

    def step(self, step: Step) -> str:
        """One change of the pool."""
        names = zip(SUBJECTS[step.kind], step.subject, strict=True)
        told = {name: self._fact(name, value) for name, value in names}
        return self.say(f"repair_step.{step.kind}", units=step.units, **told)

    def edit(self, edit: Edit) -> str:
        """One edit."""
        who, demand = edit.rows[0]
        told = {"specialist": self.specialist(who), "demand": demand}
        if edit.kind != "swap":
            return self.say(f"edit.{edit.kind}", **told)
        other, second = edit.rows[1]
        return self.say("edit.swap_rows", other=self.specialist(other), second=second, **told)

    def verdict(self, answer: EditVerdict) -> list[str]:
        """What edits come to, line by line; the first is the title."""
        lines = [self.say("edit.title", edits="; ".join(map(self.edit, answer.edits)))]
        for row in answer.refused:
            codes = self.codes(dict.fromkeys(ground.code for ground in row.lacking))
            who = self.specialist(row.specialist)
            told = self.say("edit.refused", specialist=who, demand=row.demand, codes=codes)
            lines += [told, *(f"· {self.ground(ground)}" for ground in row.lacking)]
        if answer.outcome != "refused":
            lines.append(
                self.say(
                    f"edit.{answer.outcome}",
                    edits="; ".join(map(self.edit, answer.clashing)),
                    rules=self.rules(answer.rules),
                    loss=self._loss(answer.change, answer.is_whole),
                )
            )
        return lines + ([] if answer.change is None else self.moves(answer.change))

    def replan(self, answer: Replan) -> list[str]:
        """How the plan changes, line by line; the first is the title."""
        lines = [
            self.say(
                "replan.lost",
                specialist=self.specialist(row.specialist),
                demand=row.demand,
                case=row.case,
            )
            for row in answer.lost
        ]
        if answer.change is None or answer.moves is None:
            return [self.say("replan.none"), *lines]
        is_least = answer.moves.status == "optimal"
        certainty = self.say("replan.least" if is_least else "replan.near")
        title = self.say("replan.title", moves=answer.moves.value, certainty=certainty)
        tiers = self._tiers(answer.change)
        if tiers:
            lines.append(self.say("replan.tiers", tiers=tiers))
        return [title, *lines, *self.moves(answer.change)[1:]]

    def _tiers(self, change: Change) -> str:
        """Value before and after of each tier that differs."""
        return ", ".join(
            self.say(
                "repair.tier",
                tier=self.label("tier", tier.tier),
                before=_number(tier.before),
                after=_number(tier.after),
            )
            for tier in change.tiers
            if tier.direction != "same" and tier.before is not None
        )

    def _then(self, way: Repair) -> str:
        return self.say(
            "repair.then",
            fills=", ".join(map(self.specialist, way.fills)),
            tiers=self._tiers(way.change) or self.say("repair.same"),
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

    def _loss(self, change: Change | None, is_whole: bool) -> str:
        return "" if change is None else self.change(change, is_whole=is_whole)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
