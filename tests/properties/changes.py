"""One small change of a pool, drawn: what happens between one plan and the next."""

from random import Random
from typing import Any

from scheduler.model import Availability, AvailabilityStatus, Half, Pool, RowStatus
from tests.builders import ban, pin


def changed(pool: Pool, seed: int) -> Pool:
    """The pool after one change; the same seed is the same change."""
    rng = Random(f"change/{seed}")
    kinds = (_absent, _headcount, _gone, _priority, _released, _banned, _pinned, _limit)
    return rng.choice(kinds)(pool, rng)


def _one(rng: Random, rows: tuple[Any, ...], **fields: Any) -> tuple[Any, ...]:
    at = rng.randrange(len(rows))
    row = rows[at].model_copy(update=fields)
    return (*rows[:at], row, *rows[at + 1 :])


def _absent(pool: Pool, rng: Random) -> Pool:
    who = rng.choice(pool.specialists).specialist
    days = {moment.day for moment in pool.horizon().blocks}
    rows = [a for a in pool.availability if a.specialist != who or a.date not in days]
    rows += [
        Availability(specialist=who, date=day, half=Half.DAY, status=AvailabilityStatus.UNAVAILABLE)
        for day in sorted(days)
    ]
    return pool.with_rows(availability=rows)


def _headcount(pool: Pool, rng: Random) -> Pool:
    return pool.with_rows(demands=_one(rng, pool.demands, headcount=rng.randint(1, 3)))


def _gone(pool: Pool, rng: Random) -> Pool:
    """A demand is no more, and whatever was said of it."""
    gone = rng.choice(pool.demands).demand
    return pool.with_rows(
        demands=[d for d in pool.demands if d.demand != gone],
        assignments=[r for r in pool.assignments if r.demand != gone],
        affinity=[r for r in pool.affinity if r.demand != gone],
    )


def _priority(pool: Pool, rng: Random) -> Pool:
    return pool.with_rows(cases=_one(rng, pool.cases, priority=rng.randint(1, 100)))


def _released(pool: Pool, rng: Random) -> Pool:
    people = _one(rng, pool.specialists, weekly_blocks=rng.randint(0, 10))
    return pool.with_rows(specialists=people)


def _pair(pool: Pool, rng: Random) -> tuple[str, str]:
    return rng.choice(pool.specialists).specialist, rng.choice(pool.demands).demand


def _banned(pool: Pool, rng: Random) -> Pool:
    who, what = _pair(pool, rng)
    rows = [r for r in pool.assignments if (r.specialist, r.demand) != (who, what)]
    return pool.with_rows(assignments=[*rows, ban(who, demand=what)])


def _pinned(pool: Pool, rng: Random) -> Pool:
    who, what = _pair(pool, rng)
    rows = [r for r in pool.assignments if r.specialist != who or r.status is RowStatus.IN_FORCE]
    rows = [r for r in rows if (r.specialist, r.demand) != (who, what)]
    return pool.with_rows(assignments=[*rows, pin(who, what)])


def _limit(pool: Pool, rng: Random) -> Pool:
    limit = rng.randint(0, 4)
    return pool.with_rows(agencies=_one(rng, pool.agencies, max_lent_blocks=limit))
