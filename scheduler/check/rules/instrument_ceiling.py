"""No instrument carries more blocks than its ceiling; of the choices that fit, the smallest."""

from scheduler.check.facts import Facts, Pair, Violation, Violations, grouped


def instrument_ceiling(facts: Facts) -> Violations:
    """Used and planned blocks of an instrument ≤ ``max_blocks``, and each pair names its choice."""
    named = {(a.specialist, a.demand): a.instrument for a in facts.planned}
    needy = {row.ids: row for row in facts.rows if row.acts}.values()
    # instruments lead from one agency to one other, so the choices of these groups are apart
    groups = grouped(needy, lambda pair: f"{pair.specialist.agency}/{pair.case.lead_agency}")
    for group, pairs in groups.items():
        asked = sum(pair.effort for pair in pairs)
        left = {act.instrument: act.blocks_left for pair in pairs for act in pair.acts or ()}
        room = {act: asked if n is None else min(asked, n) for act, n in left.items()}
        if (choice := _smallest(pairs, room)) is None:
            yield Violation("INSTRUMENT_CEILING", group, sum(room.values()), asked)
        for pair, act in zip(pairs, choice or (), strict=False):
            if named[pair.ids] != act:
                yield Violation("INSTRUMENT_CEILING", "/".join(pair.ids), act, str(named[pair.ids]))


def _smallest(pairs: list[Pair], room: dict[str, int]) -> list[str] | None:
    """Depth first, pair by pair, smallest id first; a state that failed is not tried again."""
    options = [[act.instrument for act in pair.acts or ()] for pair in pairs] + [[]]
    picks: list[str] = []
    untried, failed = [iter(options[0])], set[tuple[int, ...]]()
    while len(picks) < len(pairs):
        effort = pairs[len(picks)].effort
        if pick := next((act for act in untried[-1] if room[act] >= effort), None):
            room[pick] -= effort
            picks.append(pick)
            known = (len(picks), *room.values()) in failed
            untried.append(iter([] if known else options[len(picks)]))
        elif picks:
            failed.add((len(picks), *room.values()))
            untried.pop()
            last = picks.pop()
            room[last] += pairs[len(picks)].effort
        else:
            return None
    return picks
