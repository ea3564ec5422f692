"""The parts that explanations are made of in words: people and things, grounds, changes, steps.

Every sentence comes from a code with arguments, in one language. People are told by id, and by name
where the name is open; a masked agency's people by id alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from scheduler.exchange.plan_view import PlanView
from scheduler.explain.change import Change, TierChange
from scheduler.explain.edits import Edit
from scheduler.explain.grounds import Ground
from scheduler.explain.repair import Step
from scheduler.model import Language, Plan, Pool, Refusal, Rule, label, say
from scheduler.model.texts.days import korean_day

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
    "lower_headcount": ("demand",),
    "move_window": ("demand",),
    "lift_ban": ("specialist", "kind_of_ban", "name"),
    "lift_pin": ("specialist", "demand"),
}
"""What the ids of a repair's step are, kind by kind."""
MOST_ROWS = 40
"""So many rows that move are told one by one."""


class Vocabulary:
    """Words for the parts of explanations of one plan, in one language."""

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
        return korean_day(date.fromisoformat(day)) if self.language == "ko" else day

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
        """A case: its title where it is told, who leads it, how urgent it is."""
        known = self.pool.case_of_id[case]
        return self.say(
            "report.case",
            case=f"{case} {known.title}".rstrip(),
            lead=self.agency(known.lead_agency),
            priority=known.priority,
        )

    # -- grounds -----------------------------------------------------------------------------

    def ground(self, ground: Ground) -> str:
        """The fact behind a code; where it is not told, only whether the code holds."""
        if not ground.key:
            return self.say(f"withheld.{ground.code}_{'holds' if ground.holds else 'refuses'}")
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
        certain = self._certainty(tier, is_whole)
        return f"{self.difference(tier)}{'' if self.language == 'ko' else ' '}({certain})"

    def difference(self, tier: TierChange) -> str:
        """By how much what a tier counts goes up or down; leximin counts nothing."""
        if tier.before is None or tier.after is None:
            named = self.label("tier", tier.tier)
            return self.say(f"change.{tier.direction}_loads", tier=named)
        return self.say(
            "change.rises" if tier.after > tier.before else "change.falls",
            measure=self.label("tier_measure", tier.tier),
            before=_number(tier.before),
            after=_number(tier.after),
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

    def tiers(self, change: Change) -> str:
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

    # -- what is done ------------------------------------------------------------------------

    def step(self, step: Step) -> str:
        """One change of the pool."""
        return self.option(step.kind, step.subject, step.units)

    def option(self, kind: str, subject: Sequence[str], units: int) -> str:
        """So many units of one kind of change about one thing."""
        names = zip(SUBJECTS[kind], subject, strict=True)
        told = {name: self._fact(name, value) for name, value in names}
        return self.say(f"repair_step.{kind}", units=units, **told)

    def edits(self, edits: Iterable[Edit]) -> str:
        """Several edits."""
        return "; ".join(map(self.edit, edits))

    def edit(self, edit: Edit) -> str:
        """One edit."""
        who, demand = edit.rows[0]
        told = {"specialist": self.specialist(who), "demand": demand}
        if edit.kind != "swap":
            return self.say(f"edit.{edit.kind}", **told)
        other, second = edit.rows[1]
        return self.say("edit.swap_rows", other=self.specialist(other), second=second, **told)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
