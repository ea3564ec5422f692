"""The sum of the theorem: what specialists earn, what cases pay, what limits are worth."""

from collections import Counter

from scheduler.check.facts import grouped
from scheduler.check.proof.cases import Seats, most_paid
from scheduler.check.proof.market import Market
from scheduler.check.proof.prices import starting
from scheduler.check.proof.specialists import Seller


def total(market: Market) -> int:
    """What no allowed plan exceeds that is at least as good in every held tier.

    In parts of 1/scale of the tier's unit; a tier of which less is better is negated.

    Raises:
        ValueError: somebody's pins leave no allowed plan.
    """
    limits, fees = _limits(market)
    earned = sum(Seller(market, who, fees[who]).most(own) for who, own in market.offers.items())
    return market.constant - market.prices.held + limits + earned + _paid(market)


def _paid(market: Market) -> int:
    """Σ Q(c), with what running is worth and what teams pay for it."""
    must_run, funds, paid = starting(market.facts), Counter[str](), 0
    for key, price in market.prices.teams.items():
        funds[key.partition("/")[2]] += price
    for name, demands in market.facts.demands.items():
        case, tables = market.pool.case_of_id[name], (market.sellers, market.prices.seats)
        seats = [
            Seats(d, *((n[d.demand, True], n[d.demand, False]) for n in tables)) for d in demands
        ]
        reward = market.worth_of_running(case) if market.facts.critical[name] else 0
        paid += most_paid(case, seats, reward + funds[name], name in must_run)
    return paid


def _limits(market: Market) -> tuple[int, Counter[str]]:
    """Σ A(a) and what all other limits are worth; what each specialist pays to be lent at all."""
    pool, prices, weeks, fees = market.pool, market.prices, market.weeks, Counter[str]()
    left = {i.instrument: i.blocks_left or 0 for i in pool.instruments}
    worth = sum(price * left[act] for act, price in prices.instruments.items())
    home = grouped(pool.specialists, lambda s: s.agency)
    for a in pool.agencies:
        people = [s.specialist for s in home.get(a.agency, ())]
        given, price = sum(market.capacity[who] for who in people), prices.lent_blocks[a.agency]
        most = given if a.max_lent_blocks is None else min(given, len(weeks) * a.max_lent_blocks)
        toll = market.tolls(a.past_lent_blocks, a.past_pool_blocks + given, len(people), most)
        worth += max(price * blocks - cost for blocks, cost in enumerate(toll))
        worth += prices.lent_heads[a.agency] * len(weeks) * (a.max_lent_heads or 0)
        fees.update(dict.fromkeys(people, prices.lent_heads[a.agency]))
    for r in pool.home_reserve:
        price, own = prices.reserves[f"{r.agency}/{r.skill}/{r.level}"], home.get(r.agency, ())
        levels = ((s.specialist, pool.skill_levels[s.specialist].get(r.skill, 0)) for s in own)
        staff = {who for who, level in levels if level >= r.level}
        there = [
            {who for who in staff if 2 * market.facts.available(who, week) >= len(week)}
            for week in weeks
        ]
        worth += price * sum(max(0, len(some) - r.heads) for some in there)
        fees.update(dict.fromkeys(staff.intersection(*there), price))
    return worth, fees
