"""Random pools small enough for exhaustive search, in which every rule is used and often binds.

The pools mean nothing: agencies are letters and skills are ``x`` and ``y``. Each ingredient has a
chance such that about half of all pairs stay eligible, and limits lie close to the need. Half of
the pools are eased: few pairs are refused, and the rules on whole plans decide.
"""

from random import Random

from scheduler.model import (
    Affinity,
    Agency,
    BalanceRule,
    Designation,
    FitWeights,
    Grade,
    HomeReserve,
    Policy,
    Pool,
    Right,
    SpecialistSkill,
    TierName,
    Travel,
    Week,
)
from scheduler.model.policy import DEFAULT_TIERS
from tests import tiny_law, tiny_rows


def tiny_pool(seed: int) -> Pool:
    """A random pool of 2..5 specialists, 1..4 cases and 2..6 demands, without errors.

    The same seed gives the same pool. The horizon to plan is the policy's: one week or
    sometimes two, sometimes the short week 2026-W41. At most ``tiny_rows.MAX_PAIRS`` pairs,
    eligible or not.
    """
    rng = Random(f"tiny/{seed}")
    policy = _policy(rng)
    grid = Pool(policy=policy).horizon()
    names = ("A", "B", "C")[: rng.choice((2, 2, 3))]
    cases = tiny_rows.cases(rng, grid, names)
    demands = tiny_rows.demands(rng, grid, cases, names)
    eased = rng.random() < 0.5
    most = tiny_rows.MAX_EASED_PAIRS if eased else tiny_rows.MAX_PAIRS
    people = tiny_rows.specialists(rng, grid, names, most // len(demands))
    pool = Pool(
        policy=policy,
        agencies=tuple(_agency(rng, name) for name in names),
        authorities=tiny_law.authorities(rng, grid),
        authority_rights=tuple(tiny_law.rights(rng, grid, names)),
        instruments=tuple(tiny_law.instruments(rng, grid, names, cases, people)),
        specialists=people,
        specialist_skills=tiny_rows.skills(rng, people),
        availability=tiny_rows.absences(rng, grid, people),
        conflicts=tiny_rows.conflicts(rng, grid, cases, people),
        service_history=tiny_rows.history(rng, cases, people),
        cases=cases,
        demands=demands,
        home_reserve=tuple(
            HomeReserve(agency=name, skill=skill, level=rng.randint(1, 2), heads=rng.randint(1, 2))
            for name in names
            for skill in tiny_rows.SKILLS
            if rng.random() < 0.2
        ),
        assignments=tiny_rows.current_rows(rng, people, cases, demands),
        affinity=tuple(
            Affinity(specialist=s.specialist, demand=d.demand, score=rng.randint(0, 100))
            for s in people
            for d in demands
            if rng.random() < 0.12
        ),
        travel=tuple(
            Travel(station=station, site=site, blocks=rng.choice((0, 1, 1, 2)))
            for station in tiny_rows.STATIONS
            for site in tiny_rows.SITES
            if station != site and rng.random() < 0.8
        ),
    )
    return _eased(rng, pool) if eased else pool


def _eased(rng: Random, pool: Pool) -> Pool:
    """The pool with few refusals left, so that the rules on whole plans bind instead."""
    power = tuple(Designation(authority=a.authority) for a in pool.authorities)
    return pool.with_rows(
        specialists=tuple(
            s.model_copy(
                update={
                    "clearance": Grade.GRADE_2,
                    "clearance_until": None,
                    "designations": power,
                    "no_long_trip": False,
                }
            )
            for s in pool.specialists
        ),
        specialist_skills=tuple(
            SpecialistSkill(specialist=s.specialist, skill=skill, level=rng.randint(2, 4))
            for s in pool.specialists
            for skill in tiny_rows.SKILLS
        ),
        authority_rights=tuple(
            r.model_copy(update={"right": Right.ALLOWED}) if r.right is Right.NEVER else r
            for r in pool.authority_rights
        ),
        conflicts=(),
        service_history=(),
    )


def _policy(rng: Random) -> Policy:
    tiers = list(DEFAULT_TIERS)
    if rng.random() < 0.6:
        tiers = rng.sample(list(TierName), rng.randint(1, len(TierName)))
        if TierName.FLOOR in tiers and TierName.FIT in tiers:
            tiers.remove(TierName.FIT)
            tiers.insert(rng.randint(tiers.index(TierName.FLOOR) + 1, len(tiers)), TierName.FIT)
    fit = FitWeights()
    if rng.random() < 0.3:
        fit = FitWeights(
            base=rng.randint(0, 60), home=rng.randint(0, 40), travel=rng.randint(0, 40)
        )
    return Policy(
        start=Week.parse(rng.choice(("2026-W49", "2026-W49", "2026-W41"))),
        weeks=rng.choice((1, 1, 1, 1, 2)),
        tiers=tuple(tiers),
        balance=rng.choice((BalanceRule.SQUARES, BalanceRule.SQUARES, BalanceRule.LEXIMIN)),
        balance_scale=rng.choice((100_000, 100_000, 1_000, 10)),
        core_bonus=rng.choice((10, 10, 3, 0)),
        fit=fit,
    )


def _agency(rng: Random, name: str) -> Agency:
    pool_blocks = rng.choice((0, 20, 60))
    return Agency(
        agency=name,
        name_ko=f"표본기관 {name}",
        name_en=f"Sample agency {name}",
        max_lent_blocks=rng.choice((None, None, 0, 1, 2, 2, 3, 3, 4)),
        max_lent_heads=rng.choice((None, None, 0, 1, 1, 1)),
        past_lent_blocks=rng.randint(0, pool_blocks // 2),
        past_pool_blocks=pool_blocks,
        masked=rng.random() < 0.1,
    )
