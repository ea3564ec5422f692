"""How evenly the half-days of rolling weeks were shared, as tables."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from scheduler.model import Refusal, Specialist
from scheduler.whatif.docket import Docket
from scheduler.whatif.rolling_weeks import ALIKE, TARGET, WAYS, Rolling, Way

OF_THE_WEEK = (Refusal.AVAILABILITY, Refusal.TRAVEL)
"""Codes that say when somebody is there, not what they may do."""


def load(it: Rolling) -> pd.DataFrame:
    """One row a way, a week and a specialist; see :attr:`Rolling.load`."""
    parts = []
    for way, planned in it.planned.items():
        for number, week in enumerate(planned):
            part = week.load[["specialist", "agency", "planned", "lent", "capacity"]]
            parts.append(part.assign(way=way, week=number, start=str(week.plan.start)))
    frame = pd.concat(parts, ignore_index=True)
    sums = frame.groupby(["way", "specialist"])[["planned", "capacity"]].cumsum()
    frame["worked"], frame["given"] = sums["planned"], sums["capacity"]
    given = frame["given"].astype("float64")
    frame["load"] = frame["worked"] / given.where(given > 0)
    names = ["way", "week", "start", "specialist", "agency", "planned", "lent", "capacity"]
    frame = frame[[*names, "worked", "given", "load"]]
    return frame.astype({"way": pd.CategoricalDtype(list(WAYS)), "start": "string"})


def weeks(it: Rolling) -> pd.DataFrame:
    """One row a way and a week; see :attr:`Rolling.weeks`."""
    rows = [
        {
            "way": way,
            "week": number,
            "start": str(week.plan.start),
            "assignments": len(week.plan.assignments),
            "empty_seats": sum(seat.seats for seat in week.plan.empty_seats),
            **{str(tier.tier): tier.value for tier in week.plan.tiers},
            "proven": week.plan.is_proven,
        }
        for way, planned in it.planned.items()
        for number, week in enumerate(planned)
    ]
    return pd.DataFrame(rows).astype({"way": pd.CategoricalDtype(list(WAYS))})


def ratios(it: Rolling) -> pd.DataFrame:
    """One row a way and a week; see :attr:`Rolling.ratios`."""
    chosen = it.pairs.query("comparable")
    rows = []
    for way in it.ways:
        mine = it.load[it.load["way"] == way]
        so_far = mine.pivot(index="week", columns="specialist", values="load")
        told = chosen[chosen["way"] == way]
        one, other = so_far[told["one"].tolist()], so_far[told["other"].tolist()]
        found = _ratio(one.to_numpy(), other.to_numpy())
        for number in range(len(it.planned[way])):
            of_week = found[number] if len(told) else np.ones(1)
            rows.append(
                {
                    "way": way,
                    "week": number,
                    "largest": float(of_week.max()),
                    "median": float(np.median(of_week)),
                }
            )
    return pd.DataFrame(rows).astype({"way": pd.CategoricalDtype(list(WAYS))})


def pairs(it: Rolling) -> pd.DataFrame:
    """One row a way and two specialists; see :attr:`Rolling.pairs`."""
    may = _may(it.docket)
    rows = [row for way in it.ways for row in _pairs(it, way, may)]
    names = ["way", "one", "other", "agency", "alike", "ratio", "attainable", "unforeseen"]
    frame = pd.DataFrame(rows, columns=names)
    even = frame["unforeseen"] <= TARGET
    in_all = even.groupby([frame["one"], frame["other"]]).transform("all")
    frame["comparable"] = in_all & (frame["alike"] >= ALIKE)
    texts = dict.fromkeys(("one", "other", "agency"), "string")
    return frame.astype({**texts, "way": pd.CategoricalDtype(list(WAYS))})


def _may(docket: Docket) -> dict[str, dict[str, int]]:
    """Specialist to the first week's demands that they may serve, with their half-days."""
    from scheduler.solver import eligibility

    judged = eligibility(docket.pool, docket.first)
    allowed: dict[str, dict[str, int]] = defaultdict(dict)
    for demand in judged.frame.demands:
        for person in docket.pool.specialists:
            codes = judged.refused_by(person.specialist, demand.demand)
            if all(code in OF_THE_WEEK for code in codes):
                allowed[person.specialist][demand.demand] = demand.effort * demand.headcount
    return allowed


@dataclass(frozen=True)
class _Year:
    """What one specialist did: half-days by week and demand, and half-days given by week."""

    worked: list[dict[str, int]]
    given: list[int]


def _pairs(it: Rolling, way: Way, may: dict[str, dict[str, int]]) -> Iterator[dict[str, object]]:
    years = _years(it, way)
    people = [s for s in it.docket.pool.specialists if s.specialist in may]
    for one, other in combinations(people, 2):
        mine, theirs = may[one.specialist], may[other.specialist]
        both = sum(blocks for demand, blocks in mine.items() if demand in theirs)
        if _place(one) != _place(other) or not both:
            continue
        first, second = years[one.specialist], years[other.specialist]
        yield {
            "way": way,
            "one": one.specialist,
            "other": other.specialist,
            "agency": one.agency,
            "alike": both / sum({**mine, **theirs}.values()),
            "ratio": _shared(first, second, _total(first)),
            "attainable": _attainable(first, second, set(mine), set(theirs)),
            "unforeseen": _unforeseen(first, second, set(mine), set(theirs)),
        }


def _place(person: Specialist) -> tuple[str, str, int]:
    """What two comparable people have in common besides their work."""
    return person.agency, person.station, person.weekly_blocks


def _years(it: Rolling, way: Way) -> dict[str, _Year]:
    years = {s.specialist: _Year([], []) for s in it.docket.pool.specialists}
    for week in it.planned[way]:
        worked: dict[str, dict[str, int]] = defaultdict(dict)
        for row in week.plan.assignments:
            worked[row.specialist][row.demand] = len(row.blocks)
        load = week.load
        for name, capacity in zip(load["specialist"], load["capacity"], strict=True):
            years[name].worked.append(worked[name])
            years[name].given.append(int(capacity))
    return years


def _total(year: _Year) -> int:
    return sum(sum(week.values()) for week in year.worked)


def _shared(one: _Year, other: _Year, mine: int) -> float:
    """Larger over smaller load, if the first of two had so much of what both did."""
    rest = _total(one) + _total(other) - mine
    given = max(1, sum(one.given)), max(1, sum(other.given))
    return float(_ratio(np.array(mine / given[0]), np.array(rest / given[1])))


def _attainable(one: _Year, other: _Year, mine: set[str], theirs: set[str]) -> float:
    """The least ratio to which two people's half-days could have been shared."""
    had = {0}
    for possible in _weeks(one, other, mine, theirs):
        had = {before + now for before in had for now in possible}
    return min(_shared(one, other, total) for total in had)


def _unforeseen(one: _Year, other: _Year, mine: set[str], theirs: set[str]) -> float:
    """The ratio at the end if week after week the two are made as even so far as that week lets."""
    had = both = 0
    given = [0, 0]
    weeks = zip(one.worked, other.worked, one.given, other.given, strict=True)
    possible = _weeks(one, other, mine, theirs)
    for (first, second, gave, other_gave), of_week in zip(weeks, possible, strict=True):
        both += sum(first.values()) + sum(second.values())
        given = [given[0] + gave, given[1] + other_gave]
        even = both * given[0] / max(1, sum(given))
        had = min((had + now for now in of_week), key=lambda total: abs(total - even))
    return _shared(one, other, had)


def _weeks(one: _Year, other: _Year, mine: set[str], theirs: set[str]) -> Iterator[list[int]]:
    """Of each week how many half-days the first of two could have had, in rising order.

    Each demand goes whole to one who may do it, in its own week, and nobody does more than they
    gave in it. What both serve together stays with both.
    """
    for first, second, gave, other_gave in zip(
        one.worked, other.worked, one.given, other.given, strict=True
    ):
        either = [n for demand, n in first.items() if demand in theirs and demand not in second]
        either += [n for demand, n in second.items() if demand in mine and demand not in first]
        both = sum(first.values()) + sum(second.values())
        sums = {sum(n for demand, n in first.items() if demand in second or demand not in theirs)}
        for blocks in either:
            sums |= {total + blocks for total in sums}
        yield sorted(total for total in sums if both - other_gave <= total <= gave)


def _ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Larger over smaller; 1 where both are 0, infinite where one is."""
    small, large = np.minimum(one, other), np.maximum(one, other)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(large == 0, 1.0, large / small)
