"""Two plans compared, in words: the moves with their causes, tiers, and the fewest moves."""

from collections.abc import Collection, Iterator
from typing import Protocol

from scheduler.explain.change import TierChange
from scheduler.explain.changed import ChangedFact
from scheduler.explain.compared import Compared, Least, Move, Without
from scheduler.explain.reasons import CodeChange, Reason
from scheduler.explain.vocabulary import Vocabulary
from scheduler.model import Language, Plan, Pool

LISTS = frozenset({"away", "there"})
"""Keys of changed facts of which ``when`` lists half-days."""


class Side(Protocol):
    """One of two plans, and the pool whose names are told."""

    @property
    def pool(self) -> Pool:
        """The plan's own pool, or what a reader sees of it."""

    @property
    def plan(self) -> Plan:
        """The plan."""


class ComparedWords:
    """The sentences about two plans in one language; each pool's things in its own words."""

    def __init__(self, before: Side, after: Side, language: Language) -> None:
        self.before = Vocabulary(before.pool, before.plan, language)
        self.after = Vocabulary(after.pool, after.plan, language)
        self.say, self.label = self.after.say, self.after.label

    def compared(self, told: Compared, about: Collection[str] = ()) -> list[str]:
        """All of a comparison, or the moves of some ids, line by line; the first is its title."""
        lines = [self.title(told)]
        if not told.is_same_weeks:
            lines.append(
                self.say("compare.weeks", before=self.before.week(), after=self.after.week())
            )
        tiers = [self.tier(tier) for tier in told.tiers if tier.direction != "same"]
        lines += tiers or [self.say("compare.same_tiers")]
        if told.least is not None:
            lines += self.least(told, told.least)
        for move in (move for move in told.moves if move.is_about(about)):
            lines += [self.move(move), *(f"· {line}" for line in self.cause(move))]
        if not told.is_complete:
            lines.append(self.say("compare.stopped"))
        return lines

    def title(self, told: Compared) -> str:
        """How many rows the plans have, and how many are not as they were."""
        before, after = told.rows
        counts = {kind: told.count(kind) for kind in ("added", "removed", "moved")}
        return self.say("compare.title", before=before, after=after, **counts)

    def tier(self, tier: TierChange) -> str:
        """A tier before and after, and how certain the difference is."""
        loads = "_loads" if tier.before is None else ""
        return self.say(
            f"compare.{tier.direction}{loads}",
            tier=self.label("tier", tier.tier),
            before=_number(tier.before),
            after=_number(tier.after),
            certainty=self.label("compare_certainty", tier.certainty),
        )

    def least(self, told: Compared, least: Least) -> list[str]:
        """The fewest moves that were possible, and those that were not needed."""
        moves, fewest = told.count("added") + told.count("removed"), least.moves
        is_proven = fewest.status == "optimal"
        key = "none" if not moves else "proven" if is_proven else "open"
        if least.plan is not None:
            key = "fewer" if is_proven else "fewer_open"
        facts = {"moves": moves, "fewest": fewest.value, "bound": fewest.bound}
        rows = (
            self.say("compare.needless_row", specialist=self.person(r.specialist), demand=r.demand)
            for r in least.needless
        )
        needless = [self.say("compare.needless", rows=", ".join(rows))] if least.needless else []
        return [self.say(f"compare.least_{key}", **facts), *needless]

    # -- moves -------------------------------------------------------------------------------

    def move(self, move: Move) -> str:
        """Which row has come, gone, or is at other half-days."""
        pool = self.after.pool if move.kind != "removed" else self.before.pool
        return self.say(
            f"compare.{move.kind}",
            specialist=self.person(move.specialist),
            demand=move.demand,
            role=pool.demand_of_id[move.demand].role,
            case=move.case,
            before=self.before.when(move.before),
            after=self.after.when(move.after),
        )

    def person(self, specialist: str) -> str:
        """The id, and the name where it is open, from the pool that has them."""
        is_there = specialist in self.after.pool.specialist_of_id
        return (self.after if is_there else self.before).specialist(specialist)

    def cause(self, move: Move) -> list[str]:
        """Why a row has moved, line by line; the first begins with the kind of cause."""
        first, *others = self._why(move)
        cause = self.label("move_cause", move.cause)
        return [self.say("compare.cause", cause=cause, why=first), *others]

    def why(self, move: Move) -> str:
        """Why a row has moved, in one line and without the kind of cause."""
        return " · ".join(self._why(move))

    def _why(self, move: Move) -> list[str]:
        lines = [] if move.reason is None else [self.reason(move, move.reason)]
        if move.without is not None:
            lines.append(self.without(move, move.without))
        if not lines:
            lines.append(self.say("compare.not_asked"))
        if move.reason is not None:
            lines += [line for code in move.reason.codes for line in self._code(code)]
        return [*lines, *map(self.changed, move.changed)]

    def reason(self, move: Move, reason: Reason) -> str:
        """What facts and pins say of a move."""
        row = move.specialist, move.demand
        rows_after = self.after.plan.assignments
        pin = next((a.pin for a in rows_after if (a.specialist, a.demand) == row), None)
        rows = (
            self.say("compare.own_row", demand=row.demand, case=row.case) for row in reason.rows
        )
        return self.say(
            f"compare_reason.{reason.key}",
            specialist=self.person(move.specialist),
            demand=move.demand,
            codes=self.after.codes(change.code for change in reason.codes),
            pin="" if pin is None else self.label("row_status", pin),
            blocks=self.before.when(reason.blocks),
            rows=", ".join(rows),
            rules=self.after.rules(reason.rules),
        )

    def _code(self, change: CodeChange) -> Iterator[str]:
        """The fact behind a code in either pool."""
        label = self.label("refusal_met", change.code)
        if change.before:
            grounds = " ".join(map(self.before.ground, change.before))
            yield self.say("compare.ground_before", label=label, grounds=grounds)
        if change.after:
            grounds = " ".join(map(self.after.ground, change.after))
            yield self.say("compare.ground_after", label=label, grounds=grounds)

    def without(self, move: Move, without: Without) -> str:
        """What the plan would be without a move."""
        kind, told = f"compare_{move.kind}", without.change
        if move.cause == "few_moves" and without.fewest is not None:
            is_proven = without.is_whole and without.fewest.status == "optimal"
            return self.say(
                f"{kind}.few_moves",
                fewest=without.fewest.value,
                certainty=self.say("compare.proven" if is_proven else "compare.near"),
            )
        alone = "_alone" if without.outcome == "impossible" and not without.rules else ""
        return self.say(
            f"{kind}.{without.outcome}{alone}",
            loss="" if told is None else self.after.change(told, is_whole=without.is_whole),
            gain=self._gain(without),
            moves=without.moves,
            rules=self.after.rules(without.rules),
        )

    def _gain(self, without: Without) -> str:
        """The first tier that is better; that it is needs no proof, the plan is there."""
        first = None if without.change is None else without.change.first
        return "" if first is None else self.after.difference(first)

    # -- facts -------------------------------------------------------------------------------

    def changed(self, fact: ChangedFact) -> str:
        """A fact about somebody or something of a row that is not as it was."""
        told = {name: self._fact(fact.key, name, value) for name, value in fact.facts.items()}
        return self.say("compare.changed", fact=self.say(f"changed.{fact.key}", **told))

    def _fact(self, key: str, name: str, value: str | int) -> str | int:
        if name == "specialist":
            return self.person(str(value))
        if name == "agency":
            return self.after.agency(str(value))
        if isinstance(value, int):
            return value
        if value == "":
            return self.say("compare.no_limit")
        if name not in ("before", "after", "when"):
            return value
        words = self.before if name == "before" or key == "away" else self.after
        if key == "window":
            return "–".join(words.when([block]) for block in value.split())
        return words.when(value.split()) if key in LISTS else words.day(value)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
