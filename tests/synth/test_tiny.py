"""The tiny pools are small, without errors, and use every code, rule and tier."""

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction

import pytest

from scheduler.model import BalanceRule, Fact, Pool, Refusal, RowStatus, Rule, TierName
from scheduler.model.integrity import horizon_complaints, pool_complaints
from scheduler.solver import solve
from scheduler.solver.eligibility import eligibility
from tests.tiny import tiny_pool

SEEDS = range(150)
FIXING = (RowStatus.PINNED, RowStatus.NOTIFIED)


@pytest.fixture(scope="module")
def pools() -> list[Pool]:
    return [tiny_pool(seed) for seed in SEEDS]


def test_the_same_seed_gives_the_same_pool_and_another_seed_another(pools: list[Pool]) -> None:
    assert [tiny_pool(seed) for seed in range(20)] == pools[:20]
    assert len({pool.sha256 for pool in pools}) == len(pools)


def test_they_are_small_enough_for_exhaustive_search(pools: list[Pool]) -> None:
    for pool in pools:
        assert 2 <= len(pool.specialists) <= 5
        assert 1 <= len(pool.cases) <= 4
        assert 2 <= len(pool.demands) <= 6
        assert len(pool.specialists) * len(pool.demands) <= 20


def test_they_have_no_errors(pools: list[Pool]) -> None:
    for pool in pools:
        found = (*pool_complaints(pool), *horizon_complaints(pool, pool.horizon()))
        assert [str(c) for c in found if c.severity == "error"] == []


def test_about_half_of_the_pairs_are_eligible_and_every_code_refuses(pools: list[Pool]) -> None:
    refusing: Counter[Refusal] = Counter()
    eligible = total = 0
    for pool in pools:
        judged = eligibility(pool, pool.horizon())
        eligible += int(judged.eligible.sum())
        total += judged.eligible.size
        for d in judged.frame.demand_number.values():
            refusing.update(code for code, n in judged.refusal_counts(d).items() if n)
    assert Fraction(2, 5) < Fraction(eligible, total) < Fraction(3, 5)
    assert set(refusing) == set(Refusal)
    assert min(refusing.values()) >= 10


def test_every_tier_every_status_and_both_balances_are_used(pools: list[Pool]) -> None:
    tiers = Counter(tier for pool in pools for tier in pool.policy.tiers)
    assert min(tiers[tier] for tier in TierName) >= 20
    assert {pool.policy.balance for pool in pools} == set(BalanceRule)
    assert {r.status for pool in pools for r in pool.assignments} == set(RowStatus)
    assert {pool.policy.weeks for pool in pools} == {1, 2}
    assert {str(pool.policy.start) for pool in pools} == {"2026-W41", "2026-W49"}


def _changed(rows: Iterable[Fact], **fields: object) -> tuple[Fact, ...]:
    return tuple(row.model_copy(update=fields) for row in rows)


RELAXED: dict[Rule, Callable[[Pool], dict[str, object]]] = {
    Rule.HEADCOUNT: lambda p: {"demands": _changed(p.demands, headcount=9)},
    Rule.CASELOAD: lambda p: {"specialists": _changed(p.specialists, max_cases=9)},
    Rule.WEEKLY_LIMIT: lambda p: {"specialists": _changed(p.specialists, weekly_blocks=30)},
    Rule.LENDING_BLOCKS: lambda p: {"agencies": _changed(p.agencies, max_lent_blocks=None)},
    Rule.LENDING_HEADS: lambda p: {"agencies": _changed(p.agencies, max_lent_heads=None)},
    Rule.HOME_RESERVE: lambda _: {"home_reserve": ()},
    Rule.INSTRUMENT_CEILING: lambda p: {"instruments": _changed(p.instruments, max_blocks=None)},
    Rule.CORE_TEAM: lambda p: {"demands": _changed(p.demands, critical=False)},
    Rule.LEAD_PRESENT: lambda p: {"cases": _changed(p.cases, lead_present=False)},
    Rule.OUTSIDE_SHARE: lambda p: {"cases": _changed(p.cases, outside_share=100)},
    Rule.PIN: lambda p: {"assignments": tuple(r for r in p.assignments if r.status not in FIXING)},
}


def _worth(pool: Pool) -> list[object]:
    """The tiers' values of the best plan; nothing where there is none."""
    plan = solve(pool, pool.horizon()).plan
    return [] if plan is None else [(tier.tier, tier.value) for tier in plan.tiers]


@pytest.mark.parametrize("rule", RELAXED)
def test_a_rule_binds_in_some_pool(rule: Rule, pools: list[Pool]) -> None:
    """The best plan is worth something else once the rule asks for nothing."""
    relaxed = ((pool, pool.with_rows(**RELAXED[rule](pool))) for pool in pools)
    assert any(a != b and _worth(a) != _worth(b) for a, b in relaxed)
