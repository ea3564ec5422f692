"""How a week stood illness, as tables."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from scheduler.model import label
from scheduler.whatif.stress_weeks import Rows, Stress, ill_in, rows_of

SHARES = ("well", "kept", "covered")


@dataclass(frozen=True)
class _Group:
    """What is to be kept of a case or a demand, and of each week what it has of it."""

    rows: Rows
    ill: tuple[frozenset[str], ...]
    weeks: tuple[Rows, ...]

    def shares(self) -> dict[str, float]:
        """The shares of weeks; missing where there are none."""
        who, count = {specialist for specialist, _ in self.rows}, len(self.weeks)
        seats = _people(self.rows)
        told = {
            "well": sum(not who & ill for ill in self.ill),
            "kept": sum(rows == self.rows for rows in self.weeks),
            "covered": sum(_people(rows) >= seats for rows in self.weeks),
        }
        return {name: n / count if count else float("nan") for name, n in told.items()}


def _people(rows: Iterable[tuple[str, str]]) -> Counter[str]:
    """People on each demand."""
    return Counter(demand for _, demand in rows)


def cases(it: Stress) -> pd.DataFrame:
    """One row a case; see :attr:`Stress.cases`."""
    pool = it.sweep.base.pool
    rows = []
    for name, group in _groups(it, _case(it)).items():
        case = pool.case_of_id[name]
        facts = {"case": name, "title": case.title, "agency": case.lead_agency}
        people = len({specialist for specialist, _ in group.rows})
        rows.append({**facts, "people": people, **group.shares()})
    frame = pd.DataFrame(rows, columns=["case", "title", "agency", "people", *SHARES])
    return _typed(frame, ["case", "title", "agency"]).sort_values(
        ["kept", "covered", "case"], ignore_index=True
    )


def demands(it: Stress) -> pd.DataFrame:
    """One row a demand; see :attr:`Stress.demands`."""
    pool = it.sweep.base.pool
    rows = []
    for name, group in _groups(it, str).items():
        demand = pool.demand_of_id[name]
        facts = {"demand": name, "case": demand.case, "role": demand.role}
        fewest = min((len(week) for week in group.weeks), default=len(group.rows))
        rows.append({**facts, "people": len(group.rows), "fewest": fewest, **group.shares()})
    frame = pd.DataFrame(rows, columns=["demand", "case", "role", "people", "fewest", *SHARES])
    return _typed(frame, ["demand", "case", "role"]).sort_values(
        ["covered", "kept", "demand"], ignore_index=True
    )


def weeks(it: Stress) -> pd.DataFrame:
    """One row a week; see :attr:`Stress.weeks`."""
    base, language = it.sweep.base, it.sweep.language
    team, seats = _by(rows_of(base), _case(it)), _people(rows_of(base))
    found = {swept.repetition: rows for swept, rows in it.rows}
    told = []
    for swept in it.sweep.swept:
        row = {
            "repetition": swept.repetition,
            "seed": swept.scenario.seed,
            "status": label("variant_status", swept.row.status, language),
            "why": swept.row.why_ko if language == "ko" else swept.row.why_en,
            "ill": len(ill_in(swept, base.pool)),
        }
        if swept.repetition in found:
            rows = found[swept.repetition]
            now, people = _by(rows, _case(it)), _people(rows)
            row["kept"] = sum(now.get(case) == rows for case, rows in team.items())
            row["covered"] = sum(people[demand] >= n for demand, n in seats.items())
        told.append(row)
    names = ["repetition", "seed", "status", "why", "ill", "kept", "covered"]
    frame = pd.DataFrame(told, columns=names)
    return frame.astype(
        {
            **dict.fromkeys(("status", "why"), "string"),
            **dict.fromkeys(("kept", "covered"), "Int64"),
        }
    )


def _typed(frame: pd.DataFrame, texts: list[str]) -> pd.DataFrame:
    return frame.astype({**dict.fromkeys(texts, "string"), **dict.fromkeys(SHARES, "float64")})


def _case(it: Stress) -> Callable[[str], str]:
    pool = it.sweep.base.pool
    return lambda demand: pool.case_of_demand[demand].case


def _groups(it: Stress, key: Callable[[str], str]) -> Mapping[str, _Group]:
    """Rows to keep and rows of each week, by what a demand belongs to."""
    pool = it.sweep.base.pool
    ill = tuple(ill_in(swept, pool) for swept, _ in it.rows)
    found = [_by(rows, key) for _, rows in it.rows]
    nobody: Rows = frozenset()
    return {
        name: _Group(rows, ill, tuple(week.get(name, nobody) for week in found))
        for name, rows in _by(rows_of(it.sweep.base), key).items()
    }


def _by(rows: Rows, key: Callable[[str], str]) -> dict[str, Rows]:
    """Rows by what their demand belongs to."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for specialist, demand in sorted(rows):
        found[key(demand)].add((specialist, demand))
    return {name: frozenset(some) for name, some in found.items()}
