"""Times of explanations on a pool: medians of several questions of each kind.

    python -m benchmarks.explaining sample_data/national --limit 60 --each 10

The plan is made first, in so many seconds. Questions are drawn with a seed; what they have in
common is built before the first one and told apart. Beside the seconds stand those of the
processor, which hardly depend on what else the machine does.
"""

import argparse
import os
import platform
import random
import time
from collections.abc import Callable, Iterable
from functools import partial
from statistics import median

from benchmarks.running.arguments import existing_path
from scheduler.exchange import load_pool
from scheduler.explain import (
    Candidates,
    Inquiry,
    Replan,
    absent,
    candidates,
    demands_of_case,
    key_persons,
    repairs,
    replan,
    why,
    why_empty,
    why_not,
)
from scheduler.explain.key_persons import Absence
from scheduler.explain.marginal import Basis
from scheduler.model import Plan, Pool, SolveOptions
from scheduler.solver import insertion, make_plan

NEW, MOST_NEW = "NEW", 20
"""The id of a case that has come in; so many are tried."""


def main() -> None:
    """Print one line a kind of question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=existing_path)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for the plan")
    parser.add_argument("--each", type=int, default=10, help="questions of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all-persons", action="store_true", help="rank all key persons, thrice")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    pool = load_pool(options.pool)
    mode = SolveOptions(mode="timed", time_limit_s=options.limit, workers=os.cpu_count() or 1)
    plan = make_plan(pool, pool.horizon(), mode).plan
    assert plan is not None, "the sample pools have a plan"
    tiers = ", ".join(f"{t.tier} {t.value} of {t.bound}" for t in plan.tiers)
    print(f"{len(plan.assignments)} assignments, {len(plan.empty_seats)} empty; {tiers}")
    began = time.monotonic()
    inquiry = Inquiry(pool, plan)
    pairs = len(inquiry.whatif.eligibility.pairs()[0])
    print(f"built once                 {time.monotonic() - began:7.2f} s  {pairs} pairs")
    draw = random.Random(options.seed)
    for name, questions in _questions(inquiry, pool, plan, draw):
        chosen = draw.sample(questions, min(options.each, len(questions)))
        _tell(name, chosen)
    if options.all_persons:
        cores = os.cpu_count() or 1
        _tell("all key persons", [partial(key_persons, pool, plan, workers=cores)] * 3)


Question = Callable[[], object]


def _questions(
    inquiry: Inquiry, pool: Pool, plan: Plan, draw: random.Random
) -> Iterable[tuple[str, list[Question]]]:
    judged = inquiry.whatif.eligibility
    refused, free = list[tuple[str, str]](), list[tuple[str, str]]()
    demands = [d.demand for d in judged.frame.demands]
    while min(len(refused), len(free)) < 100:
        s, d = draw.choice(pool.specialists).specialist, draw.choice(demands)
        if (s, d) not in inquiry.row:
            (refused if judged.refused_by(s, d) else free).append((s, d))
    seats = [e.demand for e in plan.empty_seats if e.remaining]
    people = sorted({a.specialist for a in plan.assignments})
    served = {a.case for a in plan.assignments}
    others = [c.case for c in pool.cases if c.case not in served]
    others = [c for c in others if any(d.case == c for d in judged.frame.demands)]
    yield "why not, refused", [partial(why_not, inquiry, *pair) for pair in refused]
    yield "why not, counterfactual", [partial(why_not, inquiry, *pair) for pair in free]
    rows = [(a.specialist, a.demand) for a in plan.assignments if a.pin is None]
    yield "why, with the next three", [partial(why, inquiry, *row) for row in rows]
    yield "cheapest changes", [partial(repairs, inquiry, [d]) for d in seats]
    yield "empty seat, all of it", [partial(why_empty, inquiry, d) for d in seats]
    yield "absence", [partial(_absence, pool, plan, s) for s in people]
    everybody = [s.specialist for s in pool.specialists]
    basis = Basis.of(inquiry)
    yield "one key person", [partial(Absence(s).effect, basis) for s in everybody]
    yield "one more case", [partial(insertion, pool, plan, c) for c in others]
    # what has come in is a served case once more, as urgent as can be: its people are busy
    arrived = [(with_arrival(pool, case), plan) for case in draw.sample(sorted(served), MOST_NEW)]
    yield "urgent case, candidates", [partial(_ranked, *one) for one in arrived]
    yield "urgent case, replan", [partial(replan, *one) for one in arrived]
    to_prove = partial(replan, to_prove=True)
    yield "absence, proven", [partial(_absence, pool, plan, s, to_prove) for s in people]
    yield "urgent case, proven", [partial(to_prove, *one) for one in arrived]


def with_arrival(pool: Pool, case: str) -> Pool:
    """The pool with a copy of a case, of priority 100, beside it."""
    known = pool.case_of_id[case]
    new = known.model_copy(update={"case": NEW, "matter": f"{NEW}-M", "priority": 100})
    demands = (
        d.model_copy(update={"case": NEW, "demand": f"{NEW}-{n}"})
        for n, d in enumerate(d for d in pool.demands if d.case == case)
    )
    return pool.with_rows(cases=(*pool.cases, new), demands=(*pool.demands, *demands))


def _ranked(pool: Pool, plan: Plan) -> Candidates:
    return candidates(pool, plan, demands_of_case(pool, plan, NEW))


def _absence(
    pool: Pool, plan: Plan, specialist: str, ask: Callable[[Pool, Plan], Replan] = replan
) -> Replan:
    return ask(absent(pool, plan, specialist), plan)


def _tell(name: str, questions: list[Question]) -> None:
    seconds, busy, proven, moves = list[float](), list[float](), 0, list[str]()
    for question in questions:
        began, worked = time.monotonic(), time.process_time()
        answer = question()
        seconds.append(time.monotonic() - began)
        busy.append(time.process_time() - worked)
        if isinstance(answer, Replan) and answer.moves is not None:
            proven += answer.moves.status == "optimal"
            moves.append(f"{answer.moves.value} of {answer.moves.bound}")
    if seconds:
        least, most = min(seconds), max(seconds)
        spread = f"({least:.3f} to {most:.3f}, {len(seconds)} asked)"
        told = f"; {proven} proven: {', '.join(moves)} moves" if moves else ""
        work = f"processor {median(busy):.3f} ({min(busy):.3f} to {max(busy):.3f})"
        print(f"{name:26} {median(seconds):7.3f} s  {spread}, {work}{told}", flush=True)


if __name__ == "__main__":
    main()
