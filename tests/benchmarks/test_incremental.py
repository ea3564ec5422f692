"""One change after a plan: the changes, what is measured of them, and their table."""

from pathlib import Path

import pytest

from benchmarks import incremental
from benchmarks import report as reporting
from benchmarks.incremental import CHANGES, ILL, NEW_CASE, ONE_MORE
from benchmarks.records.changes import changes_summary
from benchmarks.records.files import append, begin, read
from benchmarks.records.rows import (
    ChangeConditions,
    ChangeLine,
    ChangeRun,
    Machine,
    Moment,
    TierLine,
    Way,
)
from scheduler.solver import solve, telling
from scheduler.synth import family_pool

MACHINE = Machine(
    architecture="x",
    processor="p",
    cores=2,
    memory_mb=8,
    system="s",
    python="3",
    packages={"numpy": "2"},
)
CONDITIONS = ChangeConditions(
    specialists=60, cases=40, limit=9, our_workers=1, source="abc", machine=MACHINE
)


def way(*moments: tuple[float, int, int], seconds: float = 9.0) -> Way:
    """A solve whose coverage came so; it ends with the last moment."""
    _, value, bound = moments[-1]
    status = "optimal" if value == bound else "feasible"
    tier = TierLine(tier="coverage", status=status, value=value, bound=bound, seconds=1.0)
    trace = tuple(Moment(seconds=s, value=v, bound=b) for s, v, b in moments)
    return Way(trace=trace, tiers=(tier,), seconds=seconds)


FRESH = way((1.0, 10, 40), (4.0, 30, 40), (8.0, 30, 32))
AGAIN = way((0.5, 30, 33), (2.0, 30, 32), seconds=3.0)
LINE = ChangeLine(change=ILL, seed=1, fresh=FRESH, again=AGAIN, rows=10, kept=9)


def test_when_value_and_bound_were_in_hand() -> None:
    """Each alone, both together, or never."""
    assert FRESH.seconds_to(30, None) == 4.0
    assert FRESH.seconds_to(None, 40) == 1.0
    assert FRESH.seconds_to(30, 32) == 8.0
    assert AGAIN.seconds_to(31, None) is None


def test_the_table_has_the_ratio_of_medians() -> None:
    """4 s against 0.5, 8 against 2, and 9 against 3 for all tiers."""
    cells = changes_summary(ChangeRun(conditions=CONDITIONS, lines=(LINE,))).splitlines()[-1]
    row = [cell.strip() for cell in cells.strip("|").split("|")]

    assert row[:5] == [ILL, "1", "90 %", "1 of 1", "1 of 1 alike"]
    assert row[5:8] == ["4.00", "0.50", "8.0×"]
    assert row[8:11] == ["8.00", "2.00", "4.0×"]
    assert row[11:] == ["8.00", "2.00", "4.0×", "9.00", "3.00", "3.0×"]


def test_what_never_came_has_no_ratio() -> None:
    """A dash, and it is not as good."""
    line = LINE.model_copy(update={"again": way((0.5, 29, 40))})
    text = changes_summary(ChangeRun(conditions=CONDITIONS, lines=(line,)))

    assert "0 of 1" in text
    row = [cell.strip() for cell in text.splitlines()[-1].strip("|").split("|")]
    assert row[5:8] == ["4.00", "–", "–"]


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    """And has its place on the page."""
    path = tmp_path / "changes.jsonl"
    assert begin(path, CONDITIONS) == ()
    append(path, LINE)
    run = read(path)

    assert run == ChangeRun(conditions=CONDITIONS, lines=(LINE,))
    assert "## One change, 60 specialists and 40 cases" in reporting.report([run])


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_one_change(change: str) -> None:
    """Somebody away, one case more, one seat more; the plan before obeys the pool before."""
    whole = family_pool(24, 14, 2)
    before, after = CHANGES[change]
    pool = before(whole)
    plan = solve(pool, pool.horizon()).plan
    assert plan is not None
    it = after(whole, plan)

    assert len(it.cases) - len(pool.cases) == (change == NEW_CASE)
    assert sum(d.headcount for d in it.demands) > sum(d.headcount for d in pool.demands) or (
        change == ILL
    )
    assert (it.availability != pool.availability) == (change == ILL)
    if change == ONE_MORE:
        assert sum(d.headcount for d in it.demands) == 1 + sum(d.headcount for d in pool.demands)


def test_the_command_measures_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line a change; the same command again measures nothing anew."""
    monkeypatch.setattr(telling, "REPORT_EVERY_S", telling.REPORT_EVERY_S)
    path = tmp_path / "24x14.jsonl"
    command = ["24x14", "--seeds", "1", "--limit", "10", "--into", str(path)]
    incremental.main(command)
    first = path.read_text()
    run = read(path)
    assert isinstance(run, ChangeRun)
    assert [line.change for line in run.lines] == list(CHANGES)
    for line in run.lines:
        assert line.fresh.is_proven
        assert line.again.is_proven
        assert line.fresh.coverage.value == line.again.coverage.value
        assert not line.fresh.violations
        assert not line.again.violations
        assert (line.insertion_seconds is not None) == (line.change == NEW_CASE)
    incremental.main(command)
    assert path.read_text() == first
    assert "put into the plan" in capsys.readouterr().out
