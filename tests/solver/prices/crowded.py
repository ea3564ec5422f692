"""Pools in which few people have many demands in short windows, so that windows decide."""

from random import Random

from scheduler.model import Fact, Pool
from tests.builders import DAYS, NEXT_DAYS, absence, case, demand, pin, pool, session, specialist

HALVES = [f"{day}/{half}" for day in (*DAYS, *NEXT_DAYS) for half in ("am", "pm")]


def crowded_pool(seed: int) -> Pool:
    """Two people of two agencies, six cases (two of one matter), eight demands, and absences."""
    rng = Random(f"crowded/{seed}")
    weeks = rng.choice((1, 1, 2))
    grid = HALVES[: 10 * weeks]
    rows: list[Fact] = []
    for who, home in (("s", "A"), ("t", "B")):
        limits = {"weekly_blocks": rng.randint(3, 10), "max_cases": rng.randint(2, 5)}
        rows.append(specialist(who, home, **limits))
        rows += [absence(who, *at.split("/")) for at in grid if rng.random() < 0.2]
    for n in range(1, 7):
        matter = "m" if n in (1, 5) else f"m{n}"
        rows.append(case(f"c{n}", rng.choice("AB"), matter=matter, priority=rng.randint(1, 9)))
    for n in range(1, 9):
        of, length = f"c{rng.randint(1, 6)}", rng.randint(1, 4)
        first = rng.randint(0, len(grid) - length)
        if rng.random() < 0.3:
            rows.append(session(f"d{n}", of, min(length, 2), grid[first]))
            continue
        window = {"from": grid[first], "to": grid[first + length - 1]}
        rows.append(demand(f"d{n}", of, effort=rng.randint(1, length), **window))
    if rng.random() < 0.3:
        rows += [pin("s", f"d{n}") for n in sorted(rng.sample(range(1, 9), rng.randint(1, 2)))]
    return pool(*rows, weeks=weeks)
