"""Made-up bids of reviewers for papers: ours and HiGHS, tier by tier, in one table.

    python -m benchmarks.families bids-161x442 --limit 20 --seeds 1-3

HiGHS is given the plainest model of the same question, one program a tier with the tiers before it
as rows, and a floor raised step by step. It goes without its presolve, which took 70 s here for
what takes 1 s without. Both ours and its limit are seconds for all tiers.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from benchmarks.records.tables import machine_words, number, paragraphs, table
from benchmarks.running.judged import judged_plan
from benchmarks.running.machine import machine, source
from scheduler.model import Pool, SolveOptions, TierName
from scheduler.solver import eligibility, solve
from scheduler.solver.instance import Instance
from scheduler.synth import bids_pool
from scheduler.synth.bids import BID_ORDERS, MOST_PAPERS, REVIEWERS_PER_PAPER

METHODS = ("ours", "highs")
Tiers = dict[TierName, tuple[int | None, bool]]
"""Tier to its value and whether that is proven."""


@dataclass(frozen=True)
class BidsRow:
    """What a method came to on one seed under one order of tiers; ``words``: the judge's."""

    seed: int
    order: str
    method: str
    tiers: Tiers
    seconds: float
    processor: float
    words: str = ""


def bids_table(
    reviewers: int,
    papers: int,
    seeds: tuple[int, ...],
    seconds: float,
    workers: int,
    only: Sequence[str] = METHODS,
) -> str:
    """Everything of one run, as Markdown under a heading; each row is told as it ends."""
    rows = list[list[str]]()
    for row in _rows(reviewers, papers, seeds, seconds, workers, only):
        rows.append(_cells(row))
        print(*rows[-1], sep=" · ", file=sys.stderr, flush=True)
    head = ["seed", "tiers", "method", "coverage", "floor", "fit", "seconds", "processor", "plan"]
    words = f"{machine_words(machine(), source())} At most {seconds:g} s for each; ours with "
    words += f"{workers} worker(s), HiGHS with one thread. A star: proven."
    title = f"## Bids, {reviewers:,}×{papers:,}, {seconds:g} s"
    return paragraphs([title, words, table(head, rows)])


def _rows(
    reviewers: int,
    papers: int,
    seeds: tuple[int, ...],
    seconds: float,
    workers: int,
    only: Sequence[str],
) -> Iterator[BidsRow]:
    for seed in seeds:
        for order, tiers in BID_ORDERS.items():
            pool = bids_pool(reviewers, papers, seed, tiers)
            if "ours" in only:
                yield ours(pool, seed, order, seconds, workers)
            if "highs" in only:
                yield highs(pool, seed, order, seconds)


def ours(pool: Pool, seed: int, order: str, seconds: float, workers: int) -> BidsRow:
    """Ours, all in all but the judge."""
    began, used = time.monotonic(), time.process_time()
    options = SolveOptions(mode="timed", time_limit_s=seconds, workers=workers)
    plan = solve(pool, pool.horizon(), options).plan
    took = time.monotonic() - began, time.process_time() - used
    assert plan is not None, "without pins there is always a plan"
    tiers = {t.tier: (t.value, t.status == "optimal") for t in plan.tiers}
    words = "; ".join(judged_plan(pool, plan).violations) or "allowed"
    return BidsRow(seed, order, "ours", tiers, *took, words)


def highs(pool: Pool, seed: int, order: str, seconds: float) -> BidsRow:
    """HiGHS on the plain model."""
    began, used = time.monotonic(), time.process_time()
    tiers: Tiers = {}
    model = PlainBids(pool, began + seconds)
    for tier in BID_ORDERS[order]:
        tiers[tier] = model.floor() if tier is TierName.FLOOR else model.best(tier)
    return BidsRow(
        seed, order, "highs", tiers, time.monotonic() - began, time.process_time() - used
    )


class PlainBids:
    """A column for each reviewer and paper, and one for each paper that runs."""

    def __init__(self, pool: Pool, until: float) -> None:
        it = Instance.of(eligibility(pool, pool.horizon()))
        self._until, self._pairs, self._papers = until, it.pairs, len(it.cases)
        self._fit = it.fit.astype(np.float64)
        self._of_paper = [np.flatnonzero(it.case == c) for c in range(self._papers)]
        self._of_reviewer = [
            np.flatnonzero(it.specialist == s) for s in range(len(pool.specialists))
        ]
        bonus = pool.policy.core_bonus * it.priority.astype(np.float64)
        self._coverage = np.concatenate([it.priority[it.case].astype(np.float64), bonus])
        self._highs = self._written()

    def _written(self) -> highspy.Highs:
        """The program without a tier: three reviewers or none a paper, and everybody's load."""
        highs, size = highspy.Highs(), self._pairs + self._papers
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("presolve", "off")
        highs.addVars(size, np.zeros(size), np.ones(size))
        whole = np.full(size, highspy.HighsVarType.kInteger)
        highs.changeColsIntegrality(size, np.arange(size, dtype=np.int32), whole)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for paper, pairs in enumerate(self._of_paper):
            columns = np.append(pairs, self._pairs + paper)
            weights = np.append(np.ones(len(pairs)), -REVIEWERS_PER_PAPER)
            highs.addRow(0.0, 0.0, len(columns), columns.astype(np.int32), weights)
        for pairs in self._of_reviewer:
            columns = pairs.astype(np.int32)
            highs.addRow(0.0, float(MOST_PAPERS), len(columns), columns, np.ones(len(columns)))
        return highs

    def best(self, tier: TierName) -> tuple[int | None, bool]:
        """The best value of a sum, and whether it is proven; it is a row from then on."""
        fit = np.concatenate([self._fit, np.zeros(self._papers)])
        weights = self._coverage if tier is TierName.COVERAGE else fit
        found, is_proven = self._solved(weights)
        if found is None:
            return None, False
        value = round(float(weights @ found))
        used = np.flatnonzero(weights).astype(np.int32)
        self._highs.addRow(float(value), highspy.kHighsInf, len(used), used, weights[used])
        return value, is_proven

    def floor(self) -> tuple[int | None, bool]:
        """The highest floor, raised as long as the sum of fit has a solution above it."""
        floor, weights = 0, np.concatenate([self._fit, np.zeros(self._papers)])
        first = self._highs.getNumRow()
        while True:
            found, is_decided = self._solved(weights)
            if found is None:
                self._raise_to(floor, first)
                return floor, is_decided
            floor = self._floor_of(found)
            self._raise_to(floor + 1, first)

    def _floor_of(self, found: NDArray[np.float64]) -> int:
        points = [round(float(self._fit[pairs] @ found[pairs])) for pairs in self._of_paper]
        running = found[self._pairs :] > 0.5
        sums = [p for p, runs in zip(points, running, strict=True) if runs]
        return 1000 * min(sums, default=0) // REVIEWERS_PER_PAPER

    def _raise_to(self, floor: int, first: int) -> None:
        """Rows by which a running paper has a floor take the place of those of the last one."""
        if (rows := self._highs.getNumRow()) > first:
            self._highs.deleteRows(rows - first, np.arange(first, rows, dtype=np.int32))
        least = floor * REVIEWERS_PER_PAPER / 1000
        for paper, pairs in enumerate(self._of_paper):
            columns = np.append(pairs, self._pairs + paper).astype(np.int32)
            weights = np.append(self._fit[pairs], -least)
            self._highs.addRow(0.0, highspy.kHighsInf, len(columns), columns, weights)

    def _solved(self, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64] | None, bool]:
        """A best solution, or none; and whether HiGHS is sure."""
        if (left := self._until - time.monotonic()) <= 0:
            return None, False
        size = len(weights)
        self._highs.changeColsCost(size, np.arange(size, dtype=np.int32), weights)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None, True
        solved = highspy.SolutionStatus.kSolutionStatusFeasible
        if self._highs.getInfo().primal_solution_status != solved:
            return None, False
        found = np.rint(np.array(self._highs.getSolution().col_value))
        return found, status == highspy.HighsModelStatus.kOptimal


def _cells(row: BidsRow) -> list[str]:
    def said(tier: TierName) -> str:
        value, is_proven = row.tiers.get(tier, (None, False))
        return "–" if value is None else f"{number(value)}{'*' if is_proven else ''}"

    values = [said(t) for t in (TierName.COVERAGE, TierName.FLOOR, TierName.FIT)]
    spent = [number(row.seconds, 1), number(row.processor, 1)]
    return [str(row.seed), row.order, row.method, *values, *spent, row.words or "–"]


def run(options: argparse.Namespace, reviewers: int, papers: int, seeds: tuple[int, ...]) -> None:
    """Print the table of what the command line of ``benchmarks.families`` asks for."""
    print(bids_table(reviewers, papers, seeds, options.limit, options.workers, options.only))
