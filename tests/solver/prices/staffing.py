"""Pools of cases whose roles lean on each other, so that the rules on teams decide."""

from random import Random

from scheduler.model import Fact, Pool
from tests.builders import authority, case, current, demand, instrument, pool, right, specialist


def staffing_pool(seed: int) -> Pool:
    """Four people of two agencies for two cases with roles that lean on each other."""
    rng = Random(f"staffing/{seed}")
    facts: list[Fact] = [specialist(f"s{n}", "AABB"[n]) for n in range(4)]
    facts += [instrument("i", "B", "A"), instrument("j", "A", "B")]
    for power in ("p", "q"):
        facts.append(authority(power))
        facts += [right(power, a, mode) for a in "AB" for mode in ("exercise", "assist")]
    for c in ("c1", "c2"):
        share = rng.choice((100, 100, 67, 50, 34, 0))
        facts.append(case(c, lead_present=rng.random() < 0.4, outside_share=share))
        for n in range(rng.randint(1, 3)):
            mode = rng.choice(("advise", "exercise", "assist"))
            of = {} if mode == "advise" else {"authority": rng.choice("pq")}
            seats = {"headcount": rng.choice((1, 1, 2, 3)), "critical": rng.random() < 0.5}
            facts.append(demand(f"{c}-{n}", c, mode, **of, **seats))
    if rng.random() < 0.3:
        facts.append(current("s0", "c1-0"))
    return pool(*facts)
