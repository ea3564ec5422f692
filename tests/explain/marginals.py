"""Key persons, gaps and permissions of tiny pools against every plan of each changed pool."""

from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random

from scheduler.explain import (
    Effect,
    Gap,
    Inquiry,
    absent,
    gaps,
    key_persons,
    permissions,
    without_lost_pins,
)
from scheduler.explain.applying import applied
from scheduler.explain.marginal import Basis
from scheduler.explain.newcomers import Newcomer
from scheduler.explain.permissions import PERMISSIONS
from scheduler.model import Grade, Plan, Pool
from scheduler.model.entities import SkillNeed
from scheduler.solver import make_plan
from scheduler.solver.offers import Bought, Option
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every, Key
from tests.explain.repairing import everything_for_sale
from tests.properties.pools import any_pool

MOST_NEWCOMERS = 3
"""So many newcomers of a pool are compared: with one more person there are many more plans."""
MOST_OPTIONS = 12


def look(seed: int) -> tuple[list[str], Counter[str]]:
    """The faults of a seed's pool."""
    pool, counts = any_pool(seed), Counter({"pools": 1})
    plan = make_plan(pool, pool.horizon()).plan
    if plan is None:
        return [], counts
    against = Against(Basis.of(Inquiry(pool, plan)), Random(f"marginals/{seed}"), counts)
    told = [
        *against.persons(pool, plan),
        *against.gaps(pool, plan),
        *against.permissions(pool, plan),
    ]
    return told, counts


class Against:
    """Answers about one basis against all plans."""

    def __init__(self, basis: Basis, rng: Random, counts: Counter[str]) -> None:
        self.basis, self.rng, self.counts = basis, rng, counts
        self.before = every(basis.pool).key

    def persons(self, pool: Pool, plan: Plan) -> Iterator[str]:
        """Each specialist is told of once, and loses what all plans without them lose."""
        told = key_persons(pool, plan)
        if sorted(one.specialist for one in told.people) != sorted(pool.specialist_of_id):
            yield "not everybody is told of once"
        yield from _out_of_order((one.effect.gains for one in told.people), descending=False)
        for one in told.people:
            away = without_lost_pins(absent(self.basis.pool, plan, one.specialist), plan)
            yield from self._differs(f"without {one.specialist}", away, one.effect)

    def gaps(self, pool: Pool, plan: Plan) -> Iterator[str]:
        """Some newcomers add what all plans with them add; others add no more than one of these."""
        told = gaps(pool, plan)
        yield from _out_of_order((one.effect.gains for one in told.gaps), descending=True)
        for gap in self.rng.sample(told.gaps, min(MOST_NEWCOMERS, len(told.gaps))):
            joined = Newcomer(gap.person, gap.skills).joining(self.basis.pool)
            yield from self._differs(f"with {gap.person} {gap.skills}", joined, gap.effect)
        if told.gaps:
            yield from self._others(told.gaps)

    def _others(self, told: tuple[Gap, ...]) -> Iterator[str]:
        """Any skill at any level, with any grade."""
        person = self.rng.choice(told).person.model_copy(
            update={"clearance": self.rng.choice(list(Grade))}
        )
        need = SkillNeed(skill=self.rng.choice(("x", "y", "z")), level=self.rng.randint(1, 4))
        found = every(Newcomer(person, (need,)).joining(self.basis.pool))
        most = max(one.effect.gains for one in told if one.agency == person.agency)
        self.counts["other newcomers"] += 1
        if self._gain(found.key) > most:
            yield f"{person} {need} adds more than {most}"

    def permissions(self, pool: Pool, plan: Plan) -> Iterator[str]:
        """Each option unlocks what all plans with it unlock; those not told of unlock nothing."""
        told = permissions(pool, plan)
        yield from _out_of_order((one.effect.gains for one in told.permissions), descending=True)
        effect = {Option(one.kind, one.subject): one.effect for one in told.permissions}
        known = {o for o in everything_for_sale(pool, ()) if o.kind in PERMISSIONS} | set(
            _held(pool)
        )
        if not effect.keys() <= known:
            yield f"{effect.keys() - known} are not for sale"
        chosen = self.rng.sample(sorted(known), min(MOST_OPTIONS, len(known)))
        for option in chosen:
            changed = applied(self.basis.pool, [Bought(option, 1)], self.basis.horizon)
            nothing = self.basis.unchanged(is_certain=True)
            self.counts["not asked about"] += option not in effect
            yield from self._differs(str(option), changed, effect.get(option, nothing))

    def _differs(self, what: str, changed: Pool, effect: Effect) -> Iterator[str]:
        found = every(changed)
        self.counts["effects"] += 1
        if found.key is None:
            self.counts["impossible"] += 1
            if effect.outcome != "impossible":
                yield f"{what}: the pins clash"
            return
        gain = self._gain(found.key)
        self.counts["effects that differ"] += any(gain)
        if (effect.outcome, effect.gains, effect.certainty) != ("served", gain, "proven"):
            yield f"{what}: {effect}, but the best plans differ by {gain}"
        seats = Counter(a.demand for a in self.basis.plan.assignments)
        seats.update({one.demand: one.seats for one in effect.more})
        seats.subtract({one.demand: one.seats for one in effect.fewer})
        best = (p for p, key in found.plans.items() if key == found.key)
        if not any(Counter(d for _, d in rows) == +seats for rows in best):
            yield f"{what}: no best plan has the seats of {effect}"

    def _gain(self, key: Key | None) -> tuple[int, ...]:
        assert key is not None
        assert self.before is not None
        pairs = zip(_values(key), _values(self.before), strict=True)
        return tuple(after - before for after, before in pairs)


def every(pool: Pool) -> Every:
    """All plans of a pool."""
    found = Every()
    BruteForce(Board(pool), found)
    return found


def _values(key: Key) -> list[int]:
    return [value for (value,) in key if isinstance(value, int)]


def _held(pool: Pool) -> Iterator[Option]:
    """Acts with a ceiling can be held longer too."""
    for act in pool.instruments:
        yield Option("extend_instrument", (act.instrument,))


def _out_of_order(gains: Iterable[tuple[int, ...]], *, descending: bool) -> Iterator[str]:
    known = [gain for gain in gains if gain]
    if known != sorted(known, reverse=descending):
        yield f"{known} are out of order"
