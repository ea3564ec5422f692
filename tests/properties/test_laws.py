"""Laws between two pools: what a change of the pool may and may not do to the proven values.

Each law plans a pool, changes it, plans again and compares; nothing here knows what the right
values are. All optima of these tiny pools are proven, so a law holds exactly or not at all.
"""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

from scheduler.model import TABLES, Affinity, Pool, RowStatus, TierName
from scheduler.solver import make_plan
from tests.brute.board import Board
from tests.brute.fit import fit_of
from tests.builders import agency, ban, demand, holiday, pin, specialist
from tests.planned import with_tiers
from tests.properties.pools import PINS
from tests.properties.proven import (
    goals,
    planned,
    pools,
    values,
    without_tiers,
)


def updated(rows: Iterable[Any], **fields: object) -> tuple[Any, ...]:
    """The same rows with some fields changed."""
    return tuple(row.model_copy(update=fields) for row in rows)


# -- the same problem, told differently -----------------------------------------------------------


def test_names_do_not_matter() -> None:
    """Ids break ties between equally good plans and layouts; they never change a value."""
    named = ("agencies", "instruments", "specialists", "cases", "demands")
    for pool in pools():
        old = {
            row.model_dump()[t.key[0]]
            for t in TABLES
            if t.name in named
            for row in _rows(pool, t.name)
        }
        old |= {c.matter for c in pool.cases}
        new = {name: f"n{i:03d}" for i, name in enumerate(sorted(old, reverse=True))}
        facts = pool.model_dump(mode="json", by_alias=True, exclude={"policy"})
        told = Pool.model_validate({**_renamed(facts, new), "policy": pool.policy})

        assert values(told) == values(pool)


def _rows(pool: Pool, table: str) -> tuple[Any, ...]:
    rows: tuple[Any, ...] = getattr(pool, table)
    return rows


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, new) for item in value]
    return new.get(value, value) if isinstance(value, str) else value


def test_the_order_of_rows_does_not_matter_to_a_byte() -> None:
    """Equal facts are one pool, and one pool has one plan; also when it is planned twice."""
    for seed, pool in enumerate(pools()):
        rng = Random(seed)
        tables = {t.name: rng.sample(_rows(pool, t.name), len(_rows(pool, t.name))) for t in TABLES}
        told = pool.with_rows(**tables)
        first, second = planned_afresh(pool), planned_afresh(told)

        assert first == second


def planned_afresh(pool: Pool) -> str:
    """The plan's bytes, without any memory of an earlier one."""
    plan = make_plan(pool, pool.horizon()).plan
    return "" if plan is None else plan.model_dump_json()


def test_computed_fits_may_as_well_be_given() -> None:
    """A given affinity replaces the formula, so giving the formula's points changes nothing."""
    for pool in pools():
        given = [
            Affinity(
                specialist=s.specialist,
                demand=d.demand,
                score=fit_of(pool, s.specialist, d.demand),
            )
            for s in pool.specialists
            for d in pool.demands
        ]

        assert values(pool.with_rows(affinity=given)) == values(pool)


def test_two_seats_are_as_good_as_two_demands_of_one() -> None:
    """Nobody serves two demands of a matter, so seats may be written as demands of their own."""
    changed = 0
    for pool in pools():
        touched = {r.demand for r in pool.assignments} | {a.demand for a in pool.affinity}
        wide = [d for d in pool.demands if d.headcount > 1 and d.demand not in touched]
        seats = [
            d.model_copy(update={"demand": f"{d.demand}-{i}", "headcount": 1})
            for d in wide
            for i in range(d.headcount)
        ]
        rest = [d for d in pool.demands if d not in wide]
        changed += bool(wide)

        assert values(pool.with_rows(demands=[*rest, *seats])) == values(pool)
    assert changed > 2


def test_an_empty_week_adds_nothing() -> None:
    """A further week of holidays has no blocks; only the statutory deadline moves with it."""
    for pool in pools():
        it = without_tiers(pool, TierName.STATUTORY)
        monday = it.horizon().last_day + timedelta(days=1)
        days = [holiday(str(monday + timedelta(days=n))) for n in range(5)]
        policy = it.policy.model_copy(update={"weeks": it.policy.weeks + 1})
        longer = it.with_rows(holidays=[*it.holidays, *days], policy=policy)

        assert longer.horizon().size == it.horizon().size
        assert values(longer) == values(it)


# -- changes that cannot matter -------------------------------------------------------------------


def test_who_cannot_work_changes_nothing() -> None:
    """A specialist of a new agency without a released block is no capacity and no load."""
    for pool in pools():
        nobody = specialist("zz", "ZZ", weekly_blocks=0, station="P")
        more = pool.with_rows(
            agencies=[*pool.agencies, agency("ZZ")], specialists=[*pool.specialists, nobody]
        )

        assert values(more) == values(pool)


def test_a_demand_nobody_can_serve_changes_nothing() -> None:
    """An empty seat that is not critical costs nothing; only the floor counts its seat."""
    for pool in pools():
        it = without_tiers(pool, TierName.FLOOR)
        wanted = demand("zz", it.cases[0].case, skills=[{"skill": "zz", "level": 4}])
        more = it.with_rows(demands=[*it.demands, wanted])

        assert values(more) == values(it)


def test_a_ban_on_an_unused_pair_changes_nothing() -> None:
    """The plan found stays allowed, and no other plan becomes so."""
    for pool in pools():
        plan = planned(pool)
        if plan is None:
            continue
        used = {(a.specialist, a.demand) for a in plan.assignments}
        rows = {(r.specialist, r.demand) for r in pool.assignments}
        unused = [p for p in Board(pool).pairs if p not in used | rows]
        bans = [ban(s, demand=d) for s, d in unused]

        assert values(pool.with_rows(assignments=[*pool.assignments, *bans])) == values(pool)


def test_pinning_the_plan_keeps_it() -> None:
    """What is pinned holds already. A pin is a current row, so nobody on the plan is new then."""
    for pool in pools():
        plan = planned(pool)
        if plan is None:
            continue
        rows = {(r.specialist, r.demand) for r in pool.assignments if r.status in PINS}
        pins = [
            pin(a.specialist, a.demand)
            for a in plan.assignments
            if (a.specialist, a.demand) not in rows
        ]
        pinned = pool.with_rows(assignments=[*pool.assignments, *pins])
        chosen = {(a.specialist, a.demand) for a in plan.assignments}
        dropped = Board(pool).current(RowStatus.IN_FORCE) - chosen
        kept = planned(pinned)

        assert kept is not None
        assert values(pinned, TierName.STABILITY) == values(pool, TierName.STABILITY)
        for tier in kept.tiers:
            assert tier.tier is not TierName.STABILITY or tier.value == len(dropped)


def test_a_later_tier_costs_an_earlier_one_nothing() -> None:
    """Planning for the first tiers alone finds the same values for them."""
    for pool in pools():
        tiers = pool.policy.tiers
        whole = values(pool)
        for n in range(1, len(tiers)):
            assert values(with_tiers(pool, *tiers[:n])) == values(pool, *tiers[n:])
        assert whole is None or list(whole) == list(tiers)


# -- changes that can only help, or only harm -----------------------------------------------------


def test_released_blocks_and_caseloads_never_harm() -> None:
    """More time of the same people only adds plans."""
    for pool in pools():
        people = [
            s.model_copy(
                update={"weekly_blocks": s.weekly_blocks + 2, "max_cases": s.max_cases + 1}
            )
            for s in pool.specialists
        ]

        assert goals(pool.with_rows(specialists=people)) >= goals(pool)


def test_lifting_limits_between_agencies_never_harms() -> None:
    """Limits on lending, reserves and ceilings only take plans away."""
    for pool in pools():
        free = pool.with_rows(
            agencies=updated(pool.agencies, max_lent_blocks=None, max_lent_heads=None),
            home_reserve=(),
            instruments=updated(pool.instruments, max_blocks=None),
        )

        assert goals(free) >= goals(pool)


def test_lifting_bans_and_recusals_never_harms() -> None:
    """Pairs that become eligible only add plans."""
    for pool in pools():
        rows = [r for r in pool.assignments if r.status is not RowStatus.BANNED]

        assert goals(pool.with_rows(assignments=rows, conflicts=())) >= goals(pool)


def test_losing_a_specialist_never_helps() -> None:
    """Whoever nobody insists on may stay at home as well as be gone."""
    for pool in pools():
        pinned = {r.specialist for r in pool.assignments if r.status in PINS}
        for s in (s.specialist for s in pool.specialists if s.specialist not in pinned):
            assert goals(_without(pool, s)) <= goals(pool)


def _without(pool: Pool, who: str) -> Pool:
    """The pool without one specialist and without all rows about them."""
    tables: dict[str, list[Any]] = {
        t.name: [row for row in _rows(pool, t.name) if getattr(row, "specialist", "") != who]
        for t in TABLES
    }
    acts = []
    for act in pool.instruments:
        named = act.specialists
        rest = named if named == "*" else tuple(s for s in named if s != who)
        if rest:
            acts.append(act.model_copy(update={"specialists": rest}))
    return pool.with_rows(**{**tables, "instruments": acts})


def test_coverage_is_proportional_to_priorities() -> None:
    """Twice every priority is twice the coverage of the same plans."""
    for pool in pools():
        halves = [c.model_copy(update={"priority": min(50, c.priority)}) for c in pool.cases]
        twice = [c.model_copy(update={"priority": 2 * c.priority}) for c in halves]
        single, double = (goals(pool.with_rows(cases=cases)) for cases in (halves, twice))

        assert double == (single and (single[0], 2 * single[1]))
