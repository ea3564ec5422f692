"""What a first pass over the tiers has proven may not hold in a second one, in which less is held.

Coverage is left unproven; a better one turns up while the last tier is searched, and all tiers
after coverage begin anew. Fit is then worth less than before, and stability is at once as good as
it can be, so that it is not searched again: what its prices said, they said of plans of more fit.
"""

from typing import Any, Literal

import numpy as np
import pytest

from scheduler.model import Plan, Pool, SolveOptions
from scheduler.solver import approach, make_plan, search
from scheduler.solver.approach import Approach, Reached
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Outcome
from scheduler.solver.formulation import Formulation
from scheduler.solver.nearby import Ask, solution_of
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.prices import Known, Market
from scheduler.solver.search import Search
from tests.brute.board import Board
from tests.brute.search import BruteForce
from tests.builders import affinity, ban, case, current, demand, pool, specialist

Pairs = list[tuple[str, str]]


def pool_of(may: dict[str, str], fits: dict[tuple[str, str], int], current_rows: Pairs) -> Pool:
    """Specialists of one case each; of each demand those who may serve it. A counts ten times.

    Of specialist v there has been more work than of the others.
    """
    people = sorted(set("".join(may.values())))
    rows: list[Any] = [
        specialist(s, max_cases=1, past_blocks=30 if s == "v" else 0, past_capacity=60)
        for s in people
    ]
    rows += [case(f"c{d}", "A", priority=10 if d[0] == "A" else 1) for d in may]
    rows += [demand(d, f"c{d}", effort=2) for d in may]
    rows += [ban(s, demand=d) for d in may for s in people if s not in may[d]]
    rows += [affinity(s, d, fits.get((s, d), 0)) for d in may for s in may[d]]
    rows += [current(s, d) for s, d in current_rows]
    return pool(*rows, tiers=("coverage", "fit", "stability", "balance"))


def known_prices(monkeypatch: pytest.MonkeyPatch) -> list[Known | None]:
    """Notes what prices the last tier's search begins with, each time."""
    known, priced = list[Known | None](), Approach.priced

    def heard(self: Approach, market: Market, found: Ints, start: Known | None) -> Reached:
        if market.goal.tier == "balance":
            known.append(start)
        return priced(self, market, found, start)

    monkeypatch.setattr(Approach, "priced", heard)
    return known


def planned(
    pool: Pool,
    first: Pairs,
    second: Pairs,
    unproven: tuple[str, ...],
    mode: Literal["timed", "certified"],
    monkeypatch: pytest.MonkeyPatch,
) -> Plan:
    """The plan of a search that begins with some pairs, and comes upon others in the last tier.

    It has no time for the tiers ``unproven``.
    """
    passes, asked, known = list[int](), list[str](), known_prices(monkeypatch)
    begin, solve, restart = Search._first, Search._solve_program, Search._restart

    def solution(f: Formulation, pairs: Pairs) -> Any:
        it, frame = f.instance, f.instance.eligibility.frame
        at = [it.pair_number(frame.specialist_number[s], frame.demand_number[d]) for s, d in pairs]
        found = solution_of(f, np.array(sorted(p for p in at if p is not None)), Ask(UNWATCHED))
        assert found is not None
        return f.filled(found)

    def begun(self: Search) -> bool:
        found = begin(self)
        self.incumbent = solution(self.formulation, first)
        return found

    def solved(self: Search, tier: Any, objective: Any, *held: Any) -> Outcome:
        asked.append(tier)
        if tier in unproven:
            box = objective.box_bound(self.formulation.program)
            return Outcome("feasible", self.incumbent, box, 0.0)
        return solve(self, tier, objective, *held)

    def restarted(self: Search, goals: Any, results: Any) -> Any:
        if len(results) == len(pool.policy.tiers) and not passes:
            passes.append(1)
            self.incumbent = solution(self.formulation, second)
        return restart(self, goals, results)

    for module in (approach, search):  # so that these few pairs have prices, and lists
        monkeypatch.setattr(module, "TINY_PAIRS", 0)
    monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda _, found, *__, **___: found)
    monkeypatch.setattr(Approach, "_dived", lambda _, __, found, ___: found)
    monkeypatch.setattr(Search, "_first", begun)
    monkeypatch.setattr(Search, "_solve_program", solved)
    monkeypatch.setattr(Search, "_restart", restarted)
    plan = make_plan(pool, pool.horizon(), SolveOptions(mode=mode)).plan
    assert plan is not None
    assert passes
    assert asked.count("stability") == 1
    assert asked.count("balance") == 2
    assert known[0] is None
    assert known[1] is not None
    assert known[1].is_own
    return plan


@pytest.mark.parametrize("mode", ["timed", "certified"])
def test_lists_are_not_made_by_prices_of_plans_that_kept_more(
    mode: Literal["timed", "certified"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would lack what the best plan of the last tier is made of."""
    facts = pool_of(
        {"A": "s", "B": "st", "A2": "q", "E": "pq", "C": "vw"},
        {("s", "B"): 100, ("q", "E"): 50},
        [("t", "B"), ("p", "E")],
    )
    first = [("s", "B"), ("q", "E"), ("v", "C")]
    second = [("s", "A"), ("t", "B"), ("q", "A2"), ("p", "E"), ("v", "C")]
    plan = planned(facts, first, second, ("coverage",), mode, monkeypatch)
    best = BruteForce(Board(facts)).values
    assert {t.tier: t.value for t in plan.tiers} == best
    assert plan.tiers[-1].status == "optimal"


@pytest.mark.parametrize("mode", ["timed", "certified"])
def test_a_witness_of_plans_that_kept_more_is_not_handed_on(
    mode: Literal["timed", "certified"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bound is the same, but it no longer proves it: the judge would refuse the plan."""
    facts = pool_of(
        {"A": "z", "G": "z", "B": "st", "F": "rp", "H": "ux"},
        {("u", "H"): 50, ("z", "G"): 100},
        [("t", "B"), ("p", "F"), ("x", "H")],
    )
    first = [("z", "G"), ("r", "F"), ("s", "B"), ("x", "H")]
    second = [("z", "A"), ("p", "F"), ("t", "B"), ("x", "H")]
    plan = planned(facts, first, second, ("coverage", "fit"), mode, monkeypatch)
    stability = plan.tiers[2]
    assert (stability.status, stability.value) == ("optimal", 0)
    assert "stability" in {witness.tier for witness in plan.witnesses}
