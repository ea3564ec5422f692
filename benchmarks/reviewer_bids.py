"""Real bids of reviewers for papers, read from a folder and planned as a pool.

    python -m benchmarks.reviewer_bids /path/to/reviewer_bids --limit 60

The folder holds, for each conference, ``NAME.toi`` (PrefLib: per reviewer the groups of papers they
bid for; a paper in no group is a conflict of interest) and ``NAME.in`` (first ``papers reviewers``,
then a row of similarities 0..1 a paper). It is never part of this project.

A paper is a case with one critical demand, a reviewer a specialist with a load limit, a conflict a
recusal, and a similarity an affinity in hundredths.
"""

import argparse
import re
import time
from pathlib import Path

from benchmarks.records.bids import bids_summary
from benchmarks.records.files import append, begin
from benchmarks.records.rows import BidsConditions, BidsLine, BidsRun
from benchmarks.running.arguments import existing_path
from benchmarks.running.judged import judged_plan
from benchmarks.running.machine import machine, source
from scheduler.model import (
    Affinity,
    Agency,
    Case,
    Conflict,
    ConflictStatus,
    Demand,
    Mode,
    Plan,
    Policy,
    Pool,
    SolveOptions,
    Specialist,
    TierName,
    Week,
)
from scheduler.solver import solve

WEEK = Week(year=2026, number=49)
REVIEWERS_PER_PAPER = 3
MOST_PAPERS = {"csconf1": 6, "csconf2": 7, "csconf3": 6}
PUBLISHED = {"csconf1": 12_425, "csconf2": 14_150, "csconf3": 45_425}
"""Papers a reviewer takes at most, and the largest total similarity (hundredths) in Xu, Jecmen,
Song, Fang, "A One-Size-Fits-All Approach to Improving Randomness in Paper Assignment", 2023."""
ORDERS = {
    "coverage, fit": (TierName.COVERAGE, TierName.FIT),
    "coverage, floor, fit": (TierName.COVERAGE, TierName.FLOOR, TierName.FIT),
}


def main(arguments: list[str] | None = None) -> None:
    """Plan every conference under both orders of tiers."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if absent := _absent(options.folder, options.only):
        parser.error(f"{options.folder} has no {', '.join(absent)}")
    conditions = BidsConditions(
        limit=options.limit, our_workers=options.workers, source=source(), machine=machine()
    )
    known = begin(options.into, conditions) if options.into else ()
    lines = [row for row in known if isinstance(row, BidsLine)]
    done = {(line.conference, line.order) for line in lines}
    for conference in options.only:
        for order in ORDERS:
            if (conference, order) in done:
                continue
            lines.append(planned(options.folder, conference, order, conditions))
            if options.into:
                append(options.into, lines[-1])
    print(bids_summary(BidsRun(conditions=conditions, lines=tuple(lines))))


def planned(folder: Path, conference: str, order: str, conditions: BidsConditions) -> BidsLine:
    """One conference under one order of tiers."""
    pool = bids_pool(folder, conference, ORDERS[order])
    began = time.monotonic()
    options = SolveOptions(
        mode="timed", time_limit_s=conditions.limit, workers=conditions.our_workers
    )
    plan = solve(pool, pool.horizon(), options).plan
    seconds = time.monotonic() - began
    assert plan is not None, "without pins there is always a plan"
    floor = plan.tier(TierName.FLOOR) if TierName.FLOOR in ORDERS[order] else None
    fit = plan.tier(TierName.FIT)
    assert fit.value is not None, "fit is a count"
    return BidsLine(
        conference=conference,
        order=order,
        papers=len(pool.cases),
        reviewers=len(pool.specialists),
        full_papers=_full(plan),
        floor=floor.value if floor else None,
        floor_status=floor.status if floor else "",
        fit=fit.value,
        fit_status=fit.status,
        published=PUBLISHED[conference],
        seconds=round(seconds, 2),
        violations=judged_plan(pool, plan).violations,
    )


def bids_pool(folder: Path, conference: str, tiers: tuple[TierName, ...]) -> Pool:
    """The pool of a conference.

    Raises:
        ValueError: the two files do not speak of as many papers and reviewers.
    """
    similarities = _similarities(folder / f"{conference}.in")
    bids = _papers_of_reviewers(folder / f"{conference}.toi")
    if any(len(row) != len(bids) for row in similarities):
        raise ValueError(f"{conference}: similarities and bids differ in reviewers")
    papers, most = range(len(similarities)), MOST_PAPERS[conference]
    return Pool(
        policy=Policy(start=WEEK, tiers=tiers),
        agencies=(Agency(agency="chairs", name_ko="위원회", name_en="Programme committee"),),
        specialists=tuple(
            Specialist(
                specialist=_reviewer(r),
                agency="chairs",
                station="home",
                weekly_blocks=most,
                max_cases=most,
            )
            for r in range(len(bids))
        ),
        cases=tuple(
            Case(
                case=_paper(p),
                matter=_paper(p),
                kind="paper",
                lead_agency="chairs",
                site="home",
                priority=1,
            )
            for p in papers
        ),
        demands=tuple(
            Demand(
                demand=_seat(p),
                case=_paper(p),
                role="reviewer",
                mode=Mode.ADVISE,
                headcount=REVIEWERS_PER_PAPER,
                effort=1,
                critical=True,
            )
            for p in papers
        ),
        conflicts=tuple(
            Conflict(specialist=_reviewer(r), party=_paper(p), status=ConflictStatus.RECUSED)
            for r, known in enumerate(bids)
            for p in papers
            if p not in known
        ),
        affinity=tuple(
            Affinity(specialist=_reviewer(r), demand=_seat(p), score=round(100 * value))
            for p, row in enumerate(similarities)
            for r, value in enumerate(row)
        ),
    )


def _similarities(path: Path) -> list[list[float]]:
    """Paper by paper, the similarity 0..1 of every reviewer."""
    first, *rows = path.read_text().splitlines()
    papers, _ = map(int, first.split())
    values = [[float(value) for value in row.split()] for row in rows if row.strip()]
    if len(values) != papers:
        raise ValueError(f"{path}: {papers} papers announced, {len(values)} found")
    return values


def _papers_of_reviewers(path: Path) -> list[set[int]]:
    """Reviewer by reviewer, the papers that stand in a group; the others are conflicts.

    The file has the number of papers, a line for each, a line of counts, and then the orders, each
    with the number of reviewers who gave it.
    """
    lines = path.read_text().splitlines()
    bids: list[set[int]] = []
    for line in lines[int(lines[0]) + 2 :]:
        how_many, _, groups = line.partition(",")
        papers = {int(n) for n in re.findall(r"\d+", groups)}
        bids += [papers] * int(how_many or 0)
    return bids


def _absent(folder: Path, conferences: list[str]) -> list[str]:
    """The files that these conferences need and the folder does not have."""
    names = [f"{conference}.{kind}" for conference in conferences for kind in ("in", "toi")]
    return [name for name in names if not (folder / name).is_file()]


def _full(plan: Plan) -> int:
    """Papers with all their reviewers."""
    seats = [assignment.demand for assignment in plan.assignments]
    return sum(seats.count(demand) == REVIEWERS_PER_PAPER for demand in set(seats))


def _reviewer(number: int) -> str:
    return f"R{number:03d}"


def _paper(number: int) -> str:
    return f"P{number:03d}"


def _seat(paper: int) -> str:
    return f"{_paper(paper)}-review"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=existing_path, help="where the files of the conferences are")
    parser.add_argument("--only", nargs="+", choices=sorted(PUBLISHED), default=sorted(PUBLISHED))
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each order")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--into", type=Path, help="a file of JSON lines to keep the run in")
    return parser


if __name__ == "__main__":
    main()
