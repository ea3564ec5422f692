"""Who may serve a demand: the codes of the problem, judged on one pair."""

from scheduler.check.facts import Facts, Pair
from scheduler.model import Grade, Refusal, in_force_through


def refusals_of(facts: Facts, pair: Pair) -> list[Refusal]:
    """Every code that refuses a pair, in the order of the problem; none: it is eligible."""
    (who, demand), s, d, (_, last) = pair.ids, pair.specialist, pair.demand, pair.days
    levels, power = facts.pool.skill_levels[who], facts.pool.authority_of_id.get(d.authority or "")
    term = (power.in_force_from, power.in_force_to) if power else (None, None)
    lapsed = pair.right is None or not in_force_through(*term, *pair.days)
    personal = power is not None and power.personal and d.mode == "exercise"
    held = {one.authority for one in s.designations if (one.until or last) >= last}
    grade = s.clearance if (s.clearance_until or last) >= last else Grade.NONE
    bans = [r for r in facts.current.get(who, ()) if r.status == "banned"]
    there = facts.available(who, pair.charged) == len(pair.charged)
    refused = {
        Refusal.SKILL: any(levels.get(need.skill, 0) < need.level for need in d.skills),
        Refusal.CLEARANCE: grade.rank < max(pair.case.clearance.rank, d.clearance.rank),
        Refusal.AUTHORITY: power is not None and lapsed,
        Refusal.DESIGNATION: personal and d.authority not in held,
        Refusal.INSTRUMENT: pair.acts == [],
        Refusal.EXCLUDED_AGENCY: s.agency in d.excluded_agencies,
        Refusal.CONFLICT: has_conflict(facts, pair, "recused"),
        Refusal.SEPARATION: _served_apart(facts, pair),
        Refusal.BAN: any(demand == ban.demand or d.case == ban.case for ban in bans),
        Refusal.AVAILABILITY: not _has_time(facts, pair),
        Refusal.TRAVEL: not there or (s.no_long_trip and pair.travel == 2),
    }
    return [code for code, refuses in refused.items() if refuses]


def has_conflict(facts: Facts, pair: Pair, status: str) -> bool:
    """Whether a conflict of a status with the victim, a respondent or the matter is in force."""
    parties = pair.case.parties
    mine = (c for c in facts.conflicts.get(pair.ids[0], ()) if c.party in parties)
    return any(c.status == status and (c.until or pair.days[0]) >= pair.days[0] for c in mine)


def _served_apart(facts: Facts, pair: Pair) -> bool:
    """Past service on the matter, or a current row on another case of it, excludes the mode."""
    who, case, pool = pair.ids[0], pair.case, facts.pool
    modes = {r.mode for r in facts.history.get(who, ()) if r.matter == case.matter}
    rows = (r.demand or "" for r in facts.current.get(who, ()) if r.status != "banned")
    others = (d for d in map(pool.demand_of_id.get, rows) if d and d.case != case.case)
    modes |= {d.mode for d in others if pool.case_of_id[d.case].matter == case.matter}
    return any(pool.policy.separates(mode, pair.demand.mode) for mode in modes)


def _has_time(facts: Facts, pair: Pair) -> bool:
    """All of a fixed session, its travel within what is released; or enough of a window."""
    if not pair.demand.fixed:
        return facts.capacity(pair.specialist, pair.weeks) >= pair.effort
    session, released = range(pair.charged.stop, pair.window.stop), pair.specialist.weekly_blocks
    fits = all(len(week) <= released for week in pair.weeks)
    return fits and facts.available(pair.ids[0], session) == len(session)
