"""No instrument carries more blocks than its ceiling; of the choices that fit, the smallest."""

from scheduler.check.facts import Facts, Pair, Violation, Violations, grouped


def instrument_ceiling(facts: Facts) -> Violations:
    """Used and planned blocks of an instrument ≤ ``max_blocks``, and each pair names its choice."""
    named = {(a.specialist, a.demand): a.instrument or "–" for a in facts.planned}
    needy = {row.ids: row for row in facts.rows if row.own_acts}.values()
    # instruments lead from one agency to one other, so the choices of these groups are apart
    groups = grouped(needy, lambda pair: f"{pair.specialist.agency}/{pair.case.lead_agency}")
    for group, pairs in groups.items():
        asked = sum(pair.effort for pair in pairs)
        left = {act.instrument: act.blocks_left for pair in pairs for act in pair.own_acts}
        room = {act: asked if n is None else min(asked, n) for act, n in left.items()}
        if (choice := _smallest(pairs, room)) is None:
            yield Violation("INSTRUMENT_CEILING", group, sum(room.values()), asked)
        for pair, act in zip(pairs, choice or (), strict=False):
            if named[pair.ids] != act:
                yield Violation("INSTRUMENT_CEILING", "/".join(pair.ids), act, named[pair.ids])


def _smallest(pairs: list[Pair], room: dict[str, int]) -> tuple[str, ...] | None:
    """Depth first, pair by pair, smallest id first; no state is tried twice."""
    untried, tried = [(tuple[str, ...](), room)], set[tuple[int, ...]]()
    while untried:
        picks, left = untried.pop()
        if len(picks) == len(pairs):
            return picks
        if (state := (len(picks), *left.values())) not in tried:
            tried.add(state)
            acts, effort = pairs[len(picks)].own_acts, pairs[len(picks)].effort
            fitting = [act.instrument for act in acts if left[act.instrument] >= effort]
            untried += [((*picks, a), {**left, a: left[a] - effort}) for a in reversed(fitting)]
    return None
