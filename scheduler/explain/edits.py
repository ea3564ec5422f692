"""A plan edited by hand: pins, bans and swaps, with the verdict on all of them together.

A draft is a value: each edit makes another one, and so do undo and redo. Its verdict plans the week
anew with every edit forced. An edit that a code refuses, or edits that the rules do not allow
together, are named with the fact or with irreducible sets, and nothing is planned.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field

from scheduler.explain.change import Change
from scheduler.explain.conflicts import conflicts_among
from scheduler.explain.grounds import Ground, grounds
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.why_not import Outcome, best_under
from scheduler.model import (
    ConflictError,
    CurrentRow,
    Near,
    Nearness,
    Pool,
    RequestError,
    RowStatus,
    Rule,
)
from scheduler.model.record import Record
from scheduler.solver.clauses import Clause, Row, barred, wanted
from scheduler.solver.engines.port import UnsettledError


class Edit(Record):
    """One wish of a planner. ``rows`` are (specialist, demand).

    ``pin``: the row is in the plan. ``ban``: it is not. ``swap``: of two rows of the plan each
    specialist takes the other's demand. ``reason``: why the planner wants it; kept, never judged.
    """

    kind: Literal["pin", "ban", "swap"]
    rows: tuple[Row, ...]
    reason: str

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """What the edit asks of a plan."""
        if self.kind == "pin":
            return (wanted(*self.rows),)
        if self.kind == "ban":
            return (barred(*self.rows),)
        (one, first), (other, second) = self.rows
        return (wanted((one, second), (other, first)), barred(*self.rows))

    @property
    def wanted(self) -> tuple[Row, ...]:
        """The rows that have to be in the plan."""
        if self.kind == "ban":
            return ()
        if self.kind == "pin":
            return self.rows
        (one, first), (other, second) = self.rows
        return (one, second), (other, first)


def pin(specialist: str, demand: str, reason: str = "") -> Edit:
    """A specialist serves a demand."""
    return Edit(kind="pin", rows=((specialist, demand),), reason=reason)


def ban(specialist: str, demand: str, reason: str = "") -> Edit:
    """A specialist does not serve a demand."""
    return Edit(kind="ban", rows=((specialist, demand),), reason=reason)


def swap(one: Row, other: Row, reason: str = "") -> Edit:
    """Two specialists of the plan take each other's demand."""
    return Edit(kind="swap", rows=(one, other), reason=reason)


class RefusedRow(Record):
    """A wanted row that codes refuse, with the grounds that do not hold."""

    specialist: str
    demand: str
    lacking: tuple[Ground, ...]


class EditConflict(Record):
    """Edits that no plan holds together, and irreducible rules that exclude them.

    Without any one of the edits some plan holds the others. No rules are told where that stayed
    open on a large pool.
    """

    edits: tuple[Edit, ...]
    rules: tuple[Rule, ...]


class EditVerdict(Record):
    """What edits come to together.

    ``outcome``: ``refused`` where a code refuses a wanted row (``refused``); ``impossible`` where
    no plan holds them: then ``conflicts`` are irreducible ones, and ``ways_out`` edits of which to
    let go, as few as can be of each kind, so that the others hold; ``is_complete``: there are no
    further ones. Else as in ``WhyNot``, with ``change`` from the plan to the best plan that has
    them. ``near``: how near that one is to a base, where it was to be.
    """

    edits: tuple[Edit, ...]
    outcome: Outcome
    refused: tuple[RefusedRow, ...] = ()
    conflicts: tuple[EditConflict, ...] = ()
    ways_out: tuple[tuple[Edit, ...], ...] = ()
    is_complete: bool = True
    change: Change | None = None
    is_whole: bool = True
    near: Nearness | None = Field(default=None, exclude_if=lambda value: value is None)


@dataclass(frozen=True)
class Draft:
    """The edits of a plan so far, and those that were undone, the last one first."""

    inquiry: Inquiry
    edits: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    def with_edit(self, edit: Edit) -> "Draft":
        """One edit more; what was undone is forgotten.

        Raises:
            NotFoundError: it names somebody or a demand that is not there.
            RequestError: a swap of rows that are not in the plan.
            ConflictError: it touches a notified row.
        """
        for specialist, demand in edit.rows:
            self.inquiry.demand_known(specialist, demand)
        if edit.kind == "swap" and not all(row in self.inquiry.row for row in edit.rows):
            raise RequestError("edit.swap")
        leaves = edit.rows if edit.kind != "pin" else ()
        for row in leaves:
            held = self.inquiry.row.get(row)
            if held is not None and held.pin is RowStatus.NOTIFIED:
                raise ConflictError("edit.notified", specialist=row[0], demand=row[1])
        return replace(self, edits=(*self.edits, edit), undone=())

    def undo(self) -> "Draft":
        """Without the last edit; the same draft where there is none."""
        if not self.edits:
            return self
        return replace(self, edits=self.edits[:-1], undone=(self.edits[-1], *self.undone))

    def redo(self) -> "Draft":
        """With the edit that was undone last; the same draft where there is none."""
        if not self.undone:
            return self
        return replace(self, edits=(*self.edits, self.undone[0]), undone=self.undone[1:])

    def verdict(self, most_conflicts: int = 1, near: Near | None = None) -> EditVerdict:
        """What all edits come to together; at most so many conflicts are looked for.

        ``near``: of the plans as good under the edits the one nearest to a base is told, not the
        one nearest to the plan.

        Raises:
            RequestError: ``near`` lets a tier give up something that the policy does not use.
        """
        if near is not None:
            near.demand_fits(self.inquiry.pool.policy)
        refused = tuple(found for edit in self.edits for found in self._refused(edit))
        if refused:
            return EditVerdict(edits=self.edits, outcome="refused", refused=refused)
        outcome, changed, is_whole, nearness = best_under(self.inquiry, _clauses(self.edits), near)
        told = EditVerdict(
            edits=self.edits, outcome=outcome, change=changed, is_whole=is_whole, near=nearness
        )
        if outcome != "impossible":
            return told
        try:
            found = conflicts_among(self.edits, self._can_hold, most_conflicts)
        except UnsettledError:  # on a large pool; that all of them cannot hold is certain
            return told.model_copy(update={"is_complete": False})
        return told.model_copy(
            update={
                "conflicts": tuple(map(self._conflict, found.conflicts)),
                "ways_out": found.ways_out,
                "is_complete": found.is_complete,
            }
        )

    def edited_pool(self) -> Pool:
        """The pool with the edits written down as pinned and banned rows.

        A plan made of it has them. Its tiers may count otherwise: a pinned row is a current one.
        """
        pinned = {row for edit in self.edits for row in edit.wanted}
        banned = {row for edit in self.edits if edit.kind != "pin" for row in edit.rows}
        new = [(row, RowStatus.PINNED) for row in sorted(pinned)]
        new += [(row, RowStatus.BANNED) for row in sorted(banned)]
        rows = (CurrentRow(specialist=s, demand=d, status=status) for (s, d), status in new)
        pool = self.inquiry.pool
        return pool.with_rows(assignments=tuple(dict.fromkeys((*pool.assignments, *rows))))

    def _can_hold(self, edits: Collection[Edit]) -> bool:
        return self.inquiry.whatif.can_hold(_clauses(edits))

    def _conflict(self, edits: tuple[Edit, ...]) -> EditConflict:
        return EditConflict(edits=edits, rules=self.inquiry.irreducible_rules(_clauses(edits)))

    def _refused(self, edit: Edit) -> list[RefusedRow]:
        found = []
        for specialist, demand in edit.wanted:
            lacking = grounds(self.inquiry.facts, specialist, demand)
            lacking = tuple(ground for ground in lacking if not ground.holds)
            if lacking:
                found.append(RefusedRow(specialist=specialist, demand=demand, lacking=lacking))
        return found


def _clauses(edits: Collection[Edit]) -> list[Clause]:
    return [clause for edit in edits for clause in edit.clauses]
