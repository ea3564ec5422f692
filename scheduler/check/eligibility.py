"""Who may serve a demand: the codes of the problem, judged on one pair or on all specialists."""

from scheduler.check.facts import Facts, Pair, Test
from scheduler.model import Refusal, in_force_through


def refusals_of(facts: Facts, pair: Pair) -> list[Refusal]:
    """Every code that refuses a pair, in the order of the problem; none: it is eligible."""
    return [code for code, refuses in _codes(facts, pair).items() if refuses(pair.specialist)]


def refused(facts: Facts, demand: str) -> dict[Refusal, int]:
    """The specialists whom each code refuses, a bit for each, in the order of the problem."""
    sets = dict.fromkeys(Refusal, 0)
    for pair, near in facts.near(demand):
        for code, refuses in _codes(facts, pair).items():
            sets[code] |= near & facts.those(refuses)
    return sets


def _codes(facts: Facts, pair: Pair) -> dict[Refusal, Test]:
    """The codes as tests of all who travel as far as the pair's; they close over plain values."""
    d, case, pool, end = pair.demand, pair.case, facts.pool, pair.days[1]
    power = pool.authority_of_id.get(d.authority or "")
    term = (power.in_force_from, power.in_force_to) if power else (None, None)
    entitled = frozenset(pair.rights if in_force_through(*term, *pair.days) else ())
    personal = power is not None and power.personal and d.mode == "exercise"
    needs, asked, excluded = d.skills, power and power.authority, d.excluded_agencies
    rank, conflicts = max(case.clearance.rank, d.clearance.rank), pair.conflicts
    named = (facts.named[act.instrument] for act in pair.acts)  # "*": all of an agency
    doors = frozenset({(agency, "*") for agency in pair.free}.union(*named))
    others = (row for row in facts.served.get(case.matter, ()) if row[3] != case.case)
    apart = frozenset(row[1] for row in others if pool.policy.separates(row[2], d.mode))
    banned = frozenset(b.specialist for b in facts.bans if b.demand == d.demand or b.case == d.case)
    weeks, effort, way, is_far = pair.weeks, pair.effort, pair.charged, pair.travel == 2
    fixed, session, longest = d.fixed, range(way.stop, pair.window.stop), max(map(len, weeks))
    return {
        Refusal.SKILL: lambda s: any(
            facts.pool.skill_levels[s.specialist].get(need.skill, 0) < need.level for need in needs
        ),
        Refusal.CLEARANCE: lambda s: facts.pool.grade_through(s.specialist, end).rank < rank,
        Refusal.AUTHORITY: lambda s: asked is not None and s.agency not in entitled,
        Refusal.DESIGNATION: lambda s: (
            personal and all(p.authority != asked or (p.until or end) < end for p in s.designations)
        ),
        Refusal.INSTRUMENT: lambda s: doors.isdisjoint(((s.agency, "*"), (s.agency, s.specialist))),
        Refusal.EXCLUDED_AGENCY: lambda s: s.agency in excluded,
        Refusal.CONFLICT: lambda s: (s.specialist, "recused") in conflicts,
        Refusal.SEPARATION: lambda s: s.specialist in apart,
        Refusal.BAN: lambda s: s.specialist in banned,
        Refusal.AVAILABILITY: lambda s: (
            facts.available(s.specialist, session) < len(session) or s.weekly_blocks < longest
            if fixed
            else facts.capacity(s, weeks) < effort
        ),
        Refusal.TRAVEL: lambda s: (
            facts.available(s.specialist, way) < len(way) or (s.no_long_trip and is_far)
        ),
    }
