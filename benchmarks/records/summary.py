"""A family's runs as tables: values and gaps over time, the race, and our tiers."""

from benchmarks.records.rows import FamilyRun, MethodRun
from benchmarks.records.tables import (
    machine_words,
    middle,
    most,
    number,
    paragraphs,
    percent,
    table,
)
from benchmarks.running.methods import BASELINES, OURS, OURS_COVERAGE


def summary(run: FamilyRun) -> str:
    """Everything of one family run, as Markdown under a heading."""
    it = run.conditions
    parts = [
        f"## {it.specialists:,}×{it.cases:,}, {it.limit:g} s",
        _conditions(run),
        _values(run),
        _gaps(run),
        "\n".join(f"- {words}" for words in _remarks(run)),
    ]
    for ours in (OURS_COVERAGE, OURS):
        if _of(run, ours) and any(r.method in BASELINES for r in run.runs):
            parts += [f"`{ours}` against the best baseline of each seed:", _race(run, ours)]
    if any(r.tiers for r in _of(run, OURS)):
        parts += ["All tiers, in order, as `ours` left them:", _tiers(run)]
    return paragraphs(parts)


def gap(value: float | None, bound: float | None) -> float | None:
    """|bound - value| over the larger of the two, as the plan file has it; None without both."""
    if value is None or bound is None:
        return None
    return abs(bound - value) / max(1, abs(value), abs(bound))


def _conditions(run: FamilyRun) -> str:
    it, loads = run.conditions, [r.load for r in run.runs]
    return (
        f"{machine_words(it.machine, it.source)} Seeds {', '.join(map(str, run.seeds))}; medians "
        f"over them. {it.limit:g} s and at most {it.memory_cap_mb:,} MB of address space for each "
        f"method; ours with {it.our_workers} worker(s). Load before a method {min(loads):g} to "
        f"{max(loads):g}."
    )


def _of(run: FamilyRun, method: str) -> list[MethodRun]:
    return [r for r in run.runs if r.method == method]


def _methods(run: FamilyRun) -> dict[str, list[MethodRun]]:
    return {name: _of(run, name) for name in dict.fromkeys(r.method for r in run.runs)}


def _values(run: FamilyRun) -> str:
    """Coverage in hand at the moments, and what it took."""
    head = ["coverage", *(f"at {m:g} s" for m in run.moments)]
    head += ["seconds", "peak MB", "plans allowed"]
    rows = []
    for name, runs in _methods(run).items():
        row = [name, *(number(middle([r.at(m) for r in runs])) for m in run.moments)]
        row += [number(middle([r.seconds for r in runs]), 1)]
        row += [number(middle([r.peak_mb for r in runs]))]
        rows.append([*row, f"{sum(r.is_accepted for r in runs)} of {len(runs)}"])
    return table(head, rows)


def _gaps(run: FamilyRun) -> str:
    """Each method's own gap at the moments, and its value's distance from the least bound."""
    head = ["gap to its own bound", *(f"at {m:g} s" for m in run.moments), "to the least bound"]
    rows = []
    for name, runs in _methods(run).items():
        own = [[gap(r.at(m), r.bound_at(m)) for r in runs] for m in run.moments]
        least = [gap(r.at(run.conditions.limit), _least_bound(run, r.seed)) for r in runs]
        far = "–" if name == OURS else percent(middle(least))
        rows.append([name, *(percent(middle(gaps)) for gaps in own), far])
    return table(head, rows)


def _least_bound(run: FamilyRun, seed: int) -> int | None:
    """The least bound on coverage alone; ours with all tiers bounds something narrower."""
    bounds = [r.bound for r in run.runs if r.seed == seed and r.method != OURS]
    return min((b for b in bounds if b is not None), default=None)


def _remarks(run: FamilyRun) -> list[str]:
    """Each way in which a method came to nothing or claimed too much, once, with its seeds."""
    found: dict[str, list[int]] = {}
    for r in run.runs:
        claimed = max((m.value for m in r.trace if m.value is not None), default=0)
        if not r.is_accepted:
            words = "not allowed" if r.violations else r.status
            told = "; ".join(filter(None, [words, r.words, *r.violations[:1]]))
        elif r.value is not None and claimed > r.value:
            told = f"claimed {claimed:,}, the judge counts {r.value:,}"
        else:
            continue
        found.setdefault(f"`{r.method}`: {told}", []).append(r.seed)
    return [f"{told} (seeds {', '.join(map(str, seeds))})" for told, seeds in found.items()]


def _race(run: FamilyRun, ours: str) -> str:
    """Seed by seed: the best baseline at a moment, ours then, and when ours was as good."""
    then = run.race_at
    head = ["seed", "best baseline", f"at {then:g} s", "since", f"{ours} at {then:g} s"]
    head += ["ours / baseline", "as good after", f"of {then:g} s"]
    return table(head, [_lap(run, r, then) for r in _of(run, ours)])


def _lap(run: FamilyRun, mine: MethodRun, then: float) -> list[str]:
    others = [r for r in run.runs if r.method in BASELINES and r.seed == mine.seed]
    known = [(value, r) for r in others if (value := r.at(then)) is not None]
    value, seed = mine.at(then), str(mine.seed)
    if not known:
        return [seed, "none", "–", "–", number(value), "–", "–", "–"]
    best, other = max(known, key=lambda pair: pair[0])
    ratio = value / best if value is not None and best else None
    since, when = other.seconds_to(best), mine.seconds_to(best)
    row = [seed, other.method, number(best), f"{number(since, 1)} s", number(value)]
    row += [number(ratio, 4), "never" if when is None else f"{when:.1f} s"]
    return [*row, percent(None if when is None else when / then, 1)]


def _tiers(run: FamilyRun) -> str:
    head = ["tier", "proven", "seconds, median", "seconds, most", "gap, median", "gap, most"]
    runs = [r for r in _of(run, OURS) if r.tiers]
    rows = []
    for lines in zip(*(r.tiers for r in runs), strict=True):
        seconds = [line.seconds for line in lines]
        gaps = [gap(line.value, line.bound) for line in lines]
        proven = sum(line.status == "optimal" for line in lines)
        row = [lines[0].tier, f"{proven} of {len(lines)}"]
        row += [number(middle(seconds), 1), number(most(seconds), 1)]
        rows.append([*row, percent(middle(gaps)), percent(most(gaps))])
    return table(head, rows)
