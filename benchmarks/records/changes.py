"""A run over changes as tables."""

from collections.abc import Sequence

from benchmarks.records.rows import ChangeLine, ChangeRun
from benchmarks.records.tables import machine_words, middle, number, paragraphs, percent, table


def changes_summary(run: ChangeRun) -> str:
    """Everything of one run, as Markdown under a heading."""
    it = run.conditions
    conditions = (
        f"{machine_words(it.machine, it.source)} At most {it.limit:g} s for each solve, "
        f"{it.our_workers} worker(s). Medians over the seeds; a dash where one never came so far."
    )
    changes = list(dict.fromkeys(line.change for line in run.lines))
    groups = [[line for line in run.lines if line.change == change] for change in changes]
    head = ["after one change", "seeds", "rows kept", "as good", "all proven"]
    for goal in ("same coverage", "same bound", "both", "all tiers"):
        head += [goal, "from the plan", "ratio"]
    inserted = [group for group in groups if group[0].insertion_seconds is not None]
    other = ["put into the plan", "seconds", "coverage", "of the fresh plan's"]
    return paragraphs(
        [
            f"## One change, {it.specialists:,} specialists and {it.cases:,} cases, {it.limit:g} s",
            conditions,
            table(head, [_row(group) for group in groups]),
            table(other, [_inserted(group) for group in inserted]) if inserted else "",
        ]
    )


def _row(lines: Sequence[ChangeLine]) -> list[str]:
    good = [_is_as_good(line) for line in lines]
    proven = [line.fresh.is_proven == line.again.is_proven for line in lines]
    kept = middle([line.kept / max(1, line.rows) for line in lines])
    cells = [lines[0].change, str(len(lines)), percent(kept, 0)]
    cells += [f"{sum(good)} of {len(good)}", f"{sum(proven)} of {len(proven)} alike"]
    for value, bound in ((True, False), (False, True), (True, True)):
        cells += _times(
            [_reached(line, fresh=True, value=value, bound=bound) for line in lines],
            [_reached(line, fresh=False, value=value, bound=bound) for line in lines],
        )
    return [
        *cells,
        *_times([line.fresh.seconds for line in lines], [line.again.seconds for line in lines]),
    ]


def _is_as_good(line: ChangeLine) -> bool:
    fresh, again = line.fresh.coverage.value, line.again.coverage.value
    return fresh is not None and again is not None and again >= fresh and not line.again.violations


def _reached(line: ChangeLine, *, fresh: bool, value: bool, bound: bool) -> float | None:
    """When a solve had the coverage, or the bound, or both, that the fresh one ended with."""
    aim = line.fresh.coverage
    way = line.fresh if fresh else line.again
    return way.seconds_to(aim.value if value else None, aim.bound if bound else None)


def _times(fresh: Sequence[float | None], again: Sequence[float | None]) -> list[str]:
    one, other = middle(fresh), middle(again)
    ratio = one / other if one is not None and other else None
    return [number(one, 2), number(other, 2), "–" if ratio is None else f"{ratio:.1f}×"]


def _inserted(lines: Sequence[ChangeLine]) -> list[str]:
    shares = [
        None
        if line.insertion_value is None or not line.fresh.coverage.value
        else line.insertion_value / line.fresh.coverage.value
        for line in lines
    ]
    values = [line.insertion_value for line in lines]
    seconds = [line.insertion_seconds for line in lines]
    return [
        lines[0].change,
        number(middle(seconds), 2),
        number(middle(values)),
        percent(middle(shares)),
    ]
