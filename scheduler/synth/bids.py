"""Benchmark pools of reviewers' bids for papers: large, and easy for whoever asks the right way.

A paper is a case with one critical demand of three seats, a reviewer a specialist with a load
limit, a conflict of interest a recusal, and a similarity an affinity. A reviewer bids for a few
papers, mostly of their own topics, as at real conferences; some papers hardly anybody bids for.
"""

from collections.abc import Iterator
from random import Random

from scheduler.model import (
    Affinity,
    Agency,
    Case,
    Conflict,
    ConflictStatus,
    Demand,
    Mode,
    Policy,
    Pool,
    Specialist,
    TierName,
    Week,
)

BIDS = ((60, 160), (161, 442), (201, 613), (1_500, 3_600))
REVIEWERS_PER_PAPER, MOST_PAPERS = 3, 12
"""Seats of a paper, and papers a reviewer takes at most, each of one block."""
YES, MAYBE, SILENT, NO = 100, 50, 25, 0
"""The four similarities, in hundredths."""
BID_ORDERS = {
    "coverage, fit": (TierName.COVERAGE, TierName.FIT),
    "coverage, floor, fit": (TierName.COVERAGE, TierName.FLOOR, TierName.FIT),
}
_START = Week(year=2026, number=49)
_WEEKS = 2
"""Weeks of five days that hold all blocks of a reviewer."""
_TOPICS = 12


def bids_pool(
    reviewers: int,
    papers: int,
    seed: int,
    tiers: tuple[TierName, ...] = BID_ORDERS["coverage, fit"],
) -> Pool:
    """A pool of so many reviewers and papers; BIDS lists the usual sizes.

    All papers find their reviewers as long as there are at least a fourth as many reviewers.
    """
    rng = Random(f"bids/{reviewers}/{papers}/{seed}")
    topic_of = [rng.randrange(_TOPICS) for _ in range(papers)]
    appeal = [rng.gammavariate(1.5, 1.0) for _ in range(papers)]
    bids = [_bids(rng, topic_of, appeal) for _ in range(reviewers)]
    return Pool(
        policy=Policy(start=_START, weeks=_WEEKS, tiers=tiers),
        agencies=(Agency(agency="chairs", name_ko="위원회", name_en="Programme committee"),),
        specialists=tuple(map(_specialist, range(reviewers))),
        cases=tuple(map(_case, range(papers))),
        demands=tuple(map(_demand, range(papers))),
        conflicts=tuple(_conflicts(rng, bids)),
        affinity=tuple(
            Affinity(specialist=_reviewer(r), demand=_seat(p), score=bid)
            for r, row in enumerate(bids)
            for p, bid in enumerate(row)
        ),
    )


def _bids(rng: Random, topic_of: list[int], appeal: list[float]) -> list[int]:
    """The similarity of one reviewer to every paper.

    Some bid for next to nothing, some for dozens; a fifth also say what they do not want.
    """
    topics = rng.sample(range(_TOPICS), 2)
    keen, open_to = rng.gammavariate(1.5, 5.0), rng.gammavariate(0.8, 6.0)
    drawn = sorted(
        range(len(topic_of)),
        key=lambda p: rng.expovariate(appeal[p] * (12.0 if topic_of[p] in topics else 1.0) + 1e-9),
    )
    row = [SILENT] * len(topic_of)
    yes, maybe = round(keen), round(keen + open_to)
    for place, p in enumerate(drawn[:maybe]):
        row[p] = YES if place < yes else MAYBE
    if rng.random() < 0.2:
        for p in drawn[-(len(drawn) // 20) :]:
            row[p] = NO
    return row


def _conflicts(rng: Random, bids: list[list[int]]) -> Iterator[Conflict]:
    """About one paper in two hundred each, never one that is bid for."""
    for r, row in enumerate(bids):
        for p, bid in enumerate(row):
            if bid <= SILENT and rng.random() < 0.005:
                yield Conflict(
                    specialist=_reviewer(r), party=_paper(p), status=ConflictStatus.RECUSED
                )


def _specialist(number: int) -> Specialist:
    return Specialist(
        specialist=_reviewer(number),
        agency="chairs",
        station="home",
        weekly_blocks=MOST_PAPERS,
        max_cases=MOST_PAPERS,
    )


def _case(number: int) -> Case:
    name = _paper(number)
    return Case(case=name, matter=name, kind="paper", lead_agency="chairs", site="home", priority=1)


def _demand(number: int) -> Demand:
    return Demand(
        demand=_seat(number),
        case=_paper(number),
        role="reviewer",
        mode=Mode.ADVISE,
        headcount=REVIEWERS_PER_PAPER,
        effort=1,
        critical=True,
    )


def _reviewer(number: int) -> str:
    return f"R{number:04d}"


def _paper(number: int) -> str:
    return f"P{number:04d}"


def _seat(paper: int) -> str:
    return f"{_paper(paper)}-review"
