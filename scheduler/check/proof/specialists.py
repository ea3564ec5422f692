"""P(s): the most that one specialist can earn with a set of pairs that fit together."""

from collections import defaultdict
from heapq import heappop, heappush
from itertools import count, pairwise

from scheduler.check.facts import grouped
from scheduler.check.proof.market import Market, Offer
from scheduler.check.proof.prices import Unfit

LOOKS = 50_000  # sets looked at; then what the best one left may come to stands, as true as before
Offers = tuple[Offer, ...]


class Seller:
    """A specialist who may take so many pairs, has so many blocks, and pays a fee to be lent."""

    def __init__(self, market: Market, who: str, fee: int) -> None:
        s, most = market.pool.specialist_of_id[who], market.capacity[who]
        self.facts, self.weeks, self.person, self.fee = market.facts, market.weeks, s, fee
        self.pairs = s.max_cases  # with one role a matter, each pair is another case
        self.toll = market.tolls(s.past_blocks, s.past_capacity + most, 1, most)

    def most(self, offers: list[Offer]) -> int:
        """P(s) = max Σ v - toll - (fee, if anything is lent) of the sets that hold all pins.

        Raises:
            ValueError: the pins break a rule of one person, so that no plan is allowed.
        """
        pins = tuple(o for o in offers if o.is_pinned)
        taken = {o.matter for o in pins}
        if len(taken) < len(pins) or len(pins) > self.pairs or not self._fits(pins):
            raise Unfit("WITNESS_PINS", "has pins that leave no plan", self.person.specialist)
        free = [o for o in offers if o.matter not in taken]
        most = self._best(pins, free) - self.fee
        if not self.fee or any(o.is_lent for o in pins):
            return most
        return max(most, self._best(pins, [o for o in free if not o.is_lent]))

    def _best(self, pins: Offers, free: list[Offer]) -> int:
        """The most of the sets that hold all pins; of the leaders alone where none promise more."""
        found, promised = self._searched(pins, self._leaders(free, self.pairs - len(pins)))
        return found if found == promised else self._searched(pins, free)[0]

    def _leaders(self, free: list[Offer], most: int) -> list[Offer]:
        """Of each effort the dearest offers, one a matter, so many of them.

        If time were no matter, one of them could take the place of any other offer of that effort:
        a set has at most so many, so it leaves the matter of one of them free.
        """
        leaders = defaultdict[int, dict[str, Offer]](dict)
        for o in sorted(free, key=lambda o: -o.value):
            if len(leaders[o.effort]) < most:
                leaders[o.effort].setdefault(o.matter, o)
        return [o for alike in leaders.values() for o in alike.values()]

    def _searched(self, pins: Offers, free: list[Offer]) -> tuple[int, int]:
        """The most that a set comes to, and what it would be if time were no matter.

        Matter by matter, most promising set first: the first one that is whole is the best.
        """
        roles = list(grouped(free, lambda o: o.matter).values())
        left, blocks = min(self.pairs - len(pins), len(roles)), sum(o.effort for o in pins)
        rest, value, order = self._rest(roles, left), sum(o.value for o in pins), count()
        promised = value + rest[0][left][blocks]
        sets = [(-promised, 0, next(order), left, blocks, value, pins)]
        for look in count(1):
            bound, matter, _, left, blocks, value, chosen = heappop(sets)
            if -matter == len(roles) or look == LOOKS:
                break
            steps = [(left, blocks, value, chosen)]
            for o in roles[-matter] if left else ():
                steps.append((left - 1, blocks + o.effort, value + o.value, (*chosen, o)))
            for k, n, v, some in steps:
                if n < len(self.toll) and (some is chosen or self._fits(some)):
                    most = v + rest[1 - matter][k][n]
                    # of equal promises first the set that is nearest to being whole
                    heappush(sets, (-most, matter - 1, next(order), k, n, v, some))
        return -bound, promised

    def _rest(self, roles: list[list[Offer]], pairs: int) -> list[list[list[int]]]:
        """[i][k][n]: the most that matters i, i+1, ... add with k pairs left and n blocks taken.

        Here only counts how many blocks there are, not when: no set that fits adds more.
        """
        tables = [[[-cost for cost in self.toll]] * (pairs + 1)]
        for options in reversed(roles):
            table = tables[-1][:1]
            for fewer, same in pairwise(tables[-1]):
                best = same[:]
                for o in options:
                    gains = [o.value + more for more in fewer[o.effort :]]
                    best[: len(gains)] = map(max, best, gains)
                table.append(best)
            tables.append(table)
        return tables[::-1]

    def _fits(self, chosen: Offers) -> bool:
        """TIME and WEEKLY_LIMIT: every interval has room for the work that must lie in it."""
        for a, b in {(one.window.start, other.window.stop) for one in chosen for other in chosen}:
            work = (o.effort for o in chosen if a <= o.window.start and o.window.stop <= b)
            cuts = (range(max(a, week.start), min(b, week.stop)) for week in self.weeks)
            if sum(work) > self.facts.capacity(self.person, (cut for cut in cuts if cut)):
                return False
        return True
