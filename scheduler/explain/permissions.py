"""Permissions: what each limit and each written act would unlock, by one unit or as a whole.

Whether the policy has a price on a kind does not matter here. Asked about is what changes the
program at all: a half-day or a head more to lend, a head less at home, of an agency that has
somebody to lend; an act, signed or held longer, that lets somebody in or relieves a ceiling; a
half-day more under a ceiling that somebody would work under. What else there is adds nothing: it
makes nobody eligible, and no row of the program is another.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.explain.apart import IsCancelled, OnAnswer, never
from scheduler.explain.applying import applied
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.marginal import Basis, Effect, basis_of, effects, most_gained, served_in
from scheduler.model import Plan, Pool, Refusal, TierResult
from scheduler.model.record import Record
from scheduler.solver.eligibility import Eligibility
from scheduler.solver.instance import Instance
from scheduler.solver.offers import Bought, Offers, Option

SIGNED = ("sign_instrument", "extend_instrument")
LIMITS = ("lend_block", "lend_head", "reserve_head", "raise_ceiling")
PERMISSIONS = (*LIMITS, *SIGNED)
"""Kinds of change that are asked about."""

Pair = tuple[int, int]
"""Specialist and demand by number."""


class Permission(Record):
    """What one unit of a limit, or one act, unlocks; ``subject``: its ids.

    ``opens``: so many pairs become eligible.
    """

    kind: str
    subject: tuple[str, ...]
    opens: int
    effect: Effect


class Permissions(Record):
    """Whatever unlocks most first; ``tiers``: what is served without.

    ``is_complete``: everything that can change something was asked about.
    """

    tiers: tuple[TierResult, ...]
    permissions: tuple[Permission, ...]
    is_complete: bool


@dataclass(frozen=True)
class Allowing:
    """One unit more is allowed. ``focus``: empty seats it could help to fill, on a large pool."""

    option: Option
    focus: tuple[str, ...]

    def effect(self, basis: Basis) -> Effect:
        """What is served with it."""
        changed = applied(basis.pool, [Bought(self.option, 1)], basis.horizon)
        return basis.effect(changed, self.focus, "more")


@dataclass(frozen=True)
class _Opening:
    """What an option is to the program: of two that are the same, each unlocks as much.

    ``opened``: pairs that become eligible. ``freed``: eligible ones that come under no ceiling any
    more. ``of``: the option, where it does more than that.
    """

    opened: frozenset[Pair] = frozenset()
    freed: frozenset[Pair] = frozenset()
    of: Option | None = None


def permissions(
    pool: Pool,
    plan: Plan,
    *,
    workers: int = 1,
    on_answer: OnAnswer | None = None,
    is_cancelled: IsCancelled = never,
) -> Permissions:
    """What each limit and each act would unlock in these weeks.

    Raises:
        RequestError: the plan was made from another pool.
        PlanRejectedError: the judge refuses the plan.
    """
    inquiry = Inquiry(pool, plan)
    basis = basis_of(inquiry, is_cancelled)
    if basis is None:
        return Permissions(tiers=served_in(plan), permissions=(), is_complete=False)
    market = _Market(inquiry.whatif.eligibility)
    asked = market.openings()
    first: dict[_Opening, Option] = {}
    for option, opening in sorted(asked.items()):
        first.setdefault(opening, option)
    found = effects(
        basis,
        [
            Allowing(option, basis.near(market.demands(option, opening)))
            for opening, option in first.items()
        ],
        workers=workers,
        on_answer=on_answer,
        is_cancelled=is_cancelled,
    )
    effect = dict(zip(first, found, strict=False))
    told = [
        Permission(
            kind=option.kind,
            subject=option.subject,
            opens=len(opening.opened),
            effect=effect[opening],
        )
        for option, opening in asked.items()
        if opening in effect
    ]
    return Permissions(
        tiers=basis.plan.tiers,
        permissions=tuple(
            sorted(told, key=lambda one: (most_gained(one.effect), one.kind, one.subject))
        ),
        is_complete=len(found) == len(first),
    )


class _Market:
    """Everything that could change something, and what it opens."""

    def __init__(self, judged: Eligibility) -> None:
        self._judged, self._frame = judged, judged.frame
        self._it = Instance.of(judged)
        self._offers = Offers(judged, dict.fromkeys(PERMISSIONS, 0))

    def openings(self) -> dict[Option, _Opening]:
        """Option to what it is to the program."""
        limits = {option: _Opening(of=option) for option in self._limits()}
        return limits | self._acts()

    def demands(self, option: Option, opening: _Opening) -> set[str]:
        """Demands that somebody more could serve."""
        pairs = opening.opened | opening.freed
        if option.kind in LIMITS:
            pairs = frozenset(self._under(option))
        return {self._frame.demands[d].demand for _, d in pairs}

    # -- limits ------------------------------------------------------------------------------

    def _limits(self) -> Iterator[Option]:
        """Those of agencies that have somebody to lend, and ceilings that somebody is under."""
        pool, frame = self._frame.pool, self._frame
        lenders = {frame.agency_names[a] for a in np.unique(self._it.agency[self._it.lent])}
        for name in sorted(lenders):
            agency = pool.agency_of_id[name]
            if agency.max_lent_blocks is not None:
                yield Option("lend_block", (name,))
            if agency.max_lent_heads is not None:
                yield Option("lend_head", (name,))
        for row in pool.home_reserve:
            if row.heads and row.agency in lenders:
                yield Option("reserve_head", (row.agency, row.skill, str(row.level)))
        for act in np.unique(self._it.under_ceilings[1]).tolist():
            yield Option("raise_ceiling", (pool.instruments[act].instrument,))

    def _under(self, option: Option) -> Iterator[Pair]:
        """The pairs that a limit is about."""
        it, name = self._it, option.subject[0]
        if option.kind == "raise_ceiling":
            pair, act = it.under_ceilings
            acts = self._frame.pool.instruments
            for p, i in zip(pair.tolist(), act.tolist(), strict=True):
                if acts[i].instrument == name:
                    yield self._pair(p)
        else:
            lent = it.lent & (it.agency == self._frame.agency_number[name])
            yield from map(self._pair, np.nonzero(lent)[0].tolist())

    def _pair(self, p: int) -> Pair:
        return int(self._it.specialist[p]), int(self._it.demand[p])

    # -- acts --------------------------------------------------------------------------------

    def _acts(self) -> dict[Option, _Opening]:
        """Acts that let somebody in whom nothing else keeps out, or relieve a ceiling."""
        opened: dict[Option, set[Pair]] = defaultdict(set)
        freed: dict[Option, set[Pair]] = defaultdict(set)
        refused_alone = 1 << list(Refusal).index(Refusal.INSTRUMENT)
        s, d = np.nonzero(self._judged.refused == refused_alone)
        capped = {self._pair(p) for p in self._it.under_ceilings[0].tolist()}
        for pairs, effect in (
            (zip(s.tolist(), d.tolist(), strict=True), opened),
            (sorted(capped), freed),
        ):
            for pair in pairs:
                for option in self._for(pair):
                    effect[option].add(pair)
        return {
            option: _Opening(
                frozenset(opened[option]),
                frozenset(freed[option]),
                option if self._has_ceiling(option) else None,
            )
            for option in sorted(opened.keys() | freed.keys())
        }

    def _for(self, pair: Pair) -> Iterator[Option]:
        """A new act, or one that covers the pair in all but the dates."""
        first, last = self._frame.horizon.first_day, self._frame.horizon.last_day
        yield self._offers.new_act(*pair)
        for act in self._offers.fitting(*pair):
            if act.from_ > first or act.to < last:
                yield Option("extend_instrument", (act.instrument,))

    def _has_ceiling(self, option: Option) -> bool:
        """An act under which so much is left only; others leave as much as is wanted."""
        if option.kind == "sign_instrument":
            return False
        return self._frame.pool.instrument_of_id[option.subject[0]].max_blocks is not None
