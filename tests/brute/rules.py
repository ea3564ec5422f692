"""The rules of a plan on a chosen set of pairs, one short function a rule.

The rules that count by week (time, weekly limit, lending, reserve) look at weekly splits and are
asked by agency; all others look at the chosen pairs only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from scheduler.model import Mode, RowStatus, Rule
from tests.brute.board import Board, Pair

Chosen = Sequence[Pair]
Lent = Mapping[str, Sequence[int]]
"""Specialist to blocks on other agencies' cases, week by week."""


def headcount(board: Board, chosen: Chosen) -> bool:
    """No demand has more people than seats."""
    names = [p.demand for p in chosen]
    return all(names.count(d.demand) <= d.headcount for d in board.demands.values())


def one_role(board: Board, chosen: Chosen) -> bool:
    """Nobody serves two demands of a matter."""
    roles = [(p.specialist, board.cases[p.case].matter) for p in chosen]
    return len(set(roles)) == len(roles)


def caseload(board: Board, chosen: Chosen) -> bool:
    """Nobody serves more cases than they take."""
    return all(
        len({p.case for p in chosen if p.specialist == s}) <= who.max_cases
        for s, who in board.people.items()
    )


def instrument_ceiling(board: Board, chosen: Chosen) -> bool:
    """Some choice of instruments keeps every ceiling."""
    return instrument_choice(board, chosen) is not None


def instrument_choice(board: Board, chosen: Chosen) -> tuple[str, ...] | None:
    """The smallest choice by id for the pairs that need one, in order; None when none holds."""
    needy = sorted(
        (p for p in chosen if p.acts is not None), key=lambda p: (p.specialist, p.demand)
    )
    acts = {a.instrument: a for a in board.pool.instruments}
    for choice in product(*(p.acts or () for p in needy)):
        blocks = dict.fromkeys(choice, 0)
        for pair, name in zip(needy, choice, strict=True):
            blocks[name] += pair.effort
        if all(
            (most := acts[name].max_blocks) is None or acts[name].used_blocks + n <= most
            for name, n in blocks.items()
        ):
            return choice
    return None


def is_staffed(board: Board, chosen: Chosen, case: str) -> bool:
    """Whether a case runs: every critical demand of it is full."""
    names = [p.demand for p in chosen]
    critical = [d for d in board.demands_of(case) if d.critical]
    return all(names.count(d.demand) >= d.headcount for d in critical)


def core_team(board: Board, chosen: Chosen) -> bool:
    """A case with critical demands runs, is under way already, or has nobody."""
    started = board.current(RowStatus.IN_FORCE, RowStatus.NOTIFIED)
    under_way = {board.demands[d].case for _, d in started}
    return all(
        case in under_way or is_staffed(board, chosen, case) for case in {p.case for p in chosen}
    )


def accompanied(board: Board, chosen: Chosen) -> bool:
    """Who assists does so in a case where somebody exercises the same authority."""
    served = [board.demands[p.demand] for p in chosen]
    exercised = {(d.case, d.authority) for d in served if d.mode is Mode.EXERCISE}
    return all((d.case, d.authority) in exercised for d in served if d.mode is Mode.ASSIST)


def lead_present(board: Board, chosen: Chosen) -> bool:
    """Where a case asks for it, somebody comes from the lead agency."""
    at_home = {p.case for p in chosen if not p.outsider}
    return all(p.case in at_home for p in chosen if board.cases[p.case].lead_present)


def outside_share(board: Board, chosen: Chosen) -> bool:
    """Outsiders stay within the case's share of its people."""
    return all(
        100 * sum(p.outsider for p in chosen if p.case == c)
        <= case.outside_share * sum(p.case == c for p in chosen)
        for c, case in board.cases.items()
    )


def pin(board: Board, chosen: Chosen) -> bool:
    """Pinned and notified pairs are assigned."""
    pairs = {(p.specialist, p.demand) for p in chosen}
    return board.current(RowStatus.PINNED, RowStatus.NOTIFIED) <= pairs


ON_PAIRS: dict[Rule, Callable[[Board, Chosen], bool]] = {
    Rule.HEADCOUNT: headcount,
    Rule.ONE_ROLE: one_role,
    Rule.CASELOAD: caseload,
    Rule.INSTRUMENT_CEILING: instrument_ceiling,
    Rule.CORE_TEAM: core_team,
    Rule.ACCOMPANIED: accompanied,
    Rule.LEAD_PRESENT: lead_present,
    Rule.OUTSIDE_SHARE: outside_share,
    Rule.PIN: pin,
}
ON_WEEKS = frozenset(Rule) - ON_PAIRS.keys()


def broken_by_lending(board: Board, agency: str, lent: Lent) -> Iterator[Rule]:
    """The rules by week that an agency's lent blocks break."""
    limits = board.pool.agency_of_id[agency]
    for w, week in enumerate(board.horizon.week_ranges):
        away = {s for s, blocks in lent.items() if blocks[w]}
        blocks = sum(lent[s][w] for s in away)
        if limits.max_lent_blocks is not None and blocks > limits.max_lent_blocks:
            yield Rule.LENDING_BLOCKS
        if limits.max_lent_heads is not None and len(away) > limits.max_lent_heads:
            yield Rule.LENDING_HEADS
        for kept in board.pool.home_reserve:
            if kept.agency != agency:
                continue
            experts = {
                row.specialist
                for row in board.pool.specialist_skills
                if row.skill == kept.skill
                and row.level >= kept.level
                and board.people[row.specialist].agency == agency
                and 2 * len(board.available[row.specialist] & set(week)) >= len(week)
            }
            if len(experts - away) < min(kept.heads, len(experts)):
                yield Rule.HOME_RESERVE
