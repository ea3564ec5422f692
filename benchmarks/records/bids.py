"""A run over reviewer bids as a table."""

from benchmarks.records.rows import BidsLine, BidsRun
from benchmarks.records.tables import machine_words, number, paragraphs, table


def bids_summary(run: BidsRun) -> str:
    """Everything of one run, as Markdown under a heading."""
    it = run.conditions
    head = ["conference", "tiers", "papers", "reviewers", "fully staffed", "floor", "total"]
    head += ["published", "seconds", "plan"]
    rows = [_row(line) for line in run.lines]
    conditions = (
        f"{machine_words(it.machine, it.source)} At most {it.limit:g} s for each order of tiers, "
        f"{it.our_workers} worker(s). `floor`: the smallest mean similarity of a paper's seats. A "
        "star: proven."
    )
    return paragraphs([f"## Reviewer bids, {it.limit:g} s", conditions, table(head, rows)])


def _row(line: BidsLine) -> list[str]:
    floor = "–" if line.floor is None else f"{line.floor / 100_000:.3f}{_star(line.floor_status)}"
    return [
        line.conference,
        line.order,
        number(line.papers),
        number(line.reviewers),
        f"{line.full_papers} of {line.papers}",
        floor,
        f"{line.fit / 100:.2f}{_star(line.fit_status)}",
        f"{line.published / 100:.2f}",
        number(line.seconds, 1),
        "; ".join(line.violations) or "allowed",
    ]


def _star(status: str) -> str:
    return "*" if status == "optimal" else ""
