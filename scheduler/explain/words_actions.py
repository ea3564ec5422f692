"""What edits, replans and candidates come to, in words; the first line of each is its title."""

from collections.abc import Sequence

from scheduler.explain.candidates import Candidate, Candidates
from scheduler.explain.change import Change
from scheduler.explain.edits import EditConflict, EditVerdict
from scheduler.explain.replan import Concession, Replan
from scheduler.explain.vocabulary import Vocabulary
from scheduler.explain.why_not import Outcome
from scheduler.model import Rule, given_lines, nearness_lines

MOST_CANDIDATES = 10
"""So many candidates are told, of each demand."""


class ActionWords(Vocabulary):
    """The sentences of what a planner may do, about one plan in one language."""

    def verdict(self, answer: EditVerdict) -> list[str]:
        """What edits come to, line by line; the first is the title."""
        lines = [self.say("edit.title", edits=self.edits(answer.edits))]
        for row in answer.refused:
            codes = self.codes(dict.fromkeys(ground.code for ground in row.lacking))
            who = self.specialist(row.specialist)
            told = self.say("edit.refused", specialist=who, demand=row.demand, codes=codes)
            lines += [told, *(f"· {self.ground(ground)}" for ground in row.lacking)]
        if answer.outcome == "impossible":
            return lines + self._conflicts(answer)
        if answer.outcome != "refused":
            loss = self._loss(answer.change, answer.is_whole)
            lines.append(self.say(f"edit.{answer.outcome}", loss=loss))
        if answer.near is not None:
            lines += nearness_lines(answer.near, self.language)
        return lines + ([] if answer.change is None else self.moves(answer.change))

    def _conflicts(self, answer: EditVerdict) -> list[str]:
        """Which edits cannot hold together, and of which to let go."""
        lines = [
            self.say(
                "edit.impossible" if conflict.rules else "edit.impossible_alone",
                edits=self.edits(conflict.edits),
                rules=self.rules(conflict.rules),
            )
            for conflict in answer.conflicts or (EditConflict(edits=answer.edits, rules=()),)
        ]
        lines += [
            "· " + self.say("edit.way_out", edits=self.edits(edits)) for edits in answer.ways_out
        ]
        return lines if answer.is_complete else [*lines, self.say("edit.more_conflicts")]

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
        key = "replan.near"
        if answer.moves.status == "optimal":
            key = "replan.least" if answer.is_whole else "replan.least_here"
        certainty = self.say(key, bound=answer.moves.bound)
        title = self.say("replan.title", moves=answer.moves.value, certainty=certainty)
        lines += given_lines(answer.given, self.language)
        tiers = self.tiers(answer.change)
        if tiers:
            lines.append(self.say("replan.tiers", tiers=tiers))
        return [title, *lines, *self.moves(answer.change)[1:]]

    def concessions(self, told: Sequence[Concession]) -> list[str]:
        """How many rows move for how much of coverage, line by line; the first is the title."""
        names = ("coverage", "seats", "moves", "certainty")
        rows = (
            self.say("concession.row", **dict(zip(names, self.concession(one), strict=True)))
            for one in told
        )
        return [self.say("concession.title"), *(f"· {row}" for row in rows)]

    def concession(self, one: Concession) -> tuple[str, str, str, str]:
        """What is given up of coverage, seats more or fewer, rows that move, and how certain."""
        seats = f"{-one.seats:+,}" if one.seats else "0"
        key = "proven" if one.moves.status == "optimal" else "gap"
        certainty = self.say(f"concession.{key}", bound=one.moves.bound)
        return f"{one.coverage:,}", seats, f"{one.moves.value:,}", certainty

    def candidates(self, answer: Candidates, most: int = MOST_CANDIDATES) -> list[str]:
        """Who could take the seats, the best of each demand first; the first line is the title."""
        lines = [
            self.say(
                "candidates.title",
                demands=", ".join(answer.demands),
                found=len(answer.ranked),
                eligible=answer.eligible,
            )
        ]
        for demand in answer.demands:
            told = [one for one in answer.ranked if one.demand == demand]
            lines.append(
                self.say(
                    "candidates.demand" if told else "candidates.nobody",
                    demand=demand,
                    role=self.pool.demand_of_id[demand].role,
                )
            )
            lines += ["· " + self._candidate(n, one) for n, one in enumerate(told[:most], start=1)]
            if len(told) > most:
                lines.append("· " + self.say("candidates.more", count=len(told) - most))
        return lines

    def _candidate(self, place: int, one: Candidate) -> str:
        told = {
            "place": place,
            "specialist": self.specialist(one.specialist),
            "blocks": one.blocks,
            "capacity": one.capacity,
            "fit": one.fit,
        }
        if one.is_free:
            return self.say("candidates.free", **told)
        losses = ", ".join(
            self.say("candidates.loss", tier=self.label("tier", part.tier), loss=part.loss)
            for part in one.lost
            if part.loss > 0
        )
        return self.say(
            "candidates.leaving",
            leaves=", ".join(row.demand for row in one.leaves) or "–",
            falls=self.say("candidates.falls", count=len(one.falls)) if one.falls else "",
            losses=losses or self.say("candidates.no_loss"),
            **told,
        )

    @staticmethod
    def _code(kind: str, outcome: Outcome, rules: tuple[Rule, ...]) -> str:
        """The sentence of an outcome; on a large pool the rules may have stayed open."""
        alone = "_alone" if outcome == "impossible" and not rules else ""
        return f"{kind}.{outcome}{alone}"

    def _loss(self, change: Change | None, is_whole: bool) -> str:
        return "" if change is None else self.change(change, is_whole=is_whole)
