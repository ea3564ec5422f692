"""Stopped in the midst, the library returns what is known, and says that it is a part."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.model import SchedulerError
from scheduler.whatif import PlannedWeek, frontier, plan, rolling, stress
from scheduler.whatif.asking import PartialWarning
from scheduler.whatif.frontiers import Point
from tests import builders as b
from tests.terminal import shown_on_a_terminal


@pytest.fixture(scope="module")
def planned() -> PlannedWeek:
    """A plan with rows and an empty seat."""
    pool = b.pool(
        b.specialist("s1", weekly_blocks=6),
        b.specialist("s2", weekly_blocks=6),
        b.case("c1"),
        b.demand("d1"),
        b.case("c2"),
        b.demand("d2", "c2", headcount=4),
        b.case("c3"),
        b.demand("d3", "c3", skills=[{"skill": "x", "level": 2}]),
        b.agency("A", max_lent_blocks=0),
        b.agency("B", max_lent_blocks=0),
        b.specialist("s3", "B", weekly_blocks=6),
        b.specialist("s4", "B", weekly_blocks=6),
        b.case("c4", "B"),
        b.demand("d4", "c4", headcount=4, mode="exercise", authority="w"),
        b.authority("w"),
        b.right("w", "B"),
        b.right("w", "A"),
    )
    return plan(pool)


def after(calls: int) -> Callable[[], bool]:
    """Says stop from some call on."""
    asked = iter(range(10**9))
    return lambda: next(asked) >= calls


class AfterAnswers:
    """Says stop once so many answers were heard."""

    def __init__(self, most: int) -> None:
        self._most, self._done = most, 0

    def hear(self, done: int, of: int) -> None:
        """Take in how many there are."""
        self._done = done

    def is_due(self) -> bool:
        """Whether there are so many."""
        return self._done >= self._most


@pytest.mark.parametrize("ask", ["key_persons", "gaps", "permissions"])
def test_answers_so_far_are_marked(planned: PlannedWeek, ask: str) -> None:
    """The table says that it is a part, and a warning how much is missing."""
    stop = AfterAnswers(1)
    with pytest.warns(PartialWarning, match="1건"):
        table = getattr(planned, ask)(on_answer=stop.hear, should_stop=stop.is_due)
    with pytest.warns(PartialWarning, match="확인한 대상이 없습니다"):
        nothing = getattr(planned, ask)(should_stop=lambda: True)
    whole = getattr(planned, ask)()
    assert table.attrs == nothing.attrs == {"is_complete": False}
    assert len(nothing) == 0
    assert whole.attrs == {"is_complete": True}
    assert len(table) < len(whole)


def test_a_stopped_report_says_so_in_its_title(planned: PlannedWeek) -> None:
    """And holds the empty seats, which are asked about first."""
    stop = AfterAnswers(1)
    with pytest.warns(PartialWarning):
        page = planned.report(on_answer=stop.hear, should_stop=stop.is_due)
    assert "<title>배정 사유서(일부: 도중에 중단됨)" in page
    assert page.count('<section class="empty">') == 1
    assert '<section class="row">' not in page
    whole = planned.report()
    assert "일부" not in whole
    assert whole.index('class="empty"') < whole.index('class="row"')


def test_weeks_so_far_are_kept(planned: PlannedWeek) -> None:
    """Those of the first way; the summary counts them, the tables hold them."""
    told = rolling(planned.pool, 3)
    part = rolling(planned.pool, 3, on_progress=None, should_stop=_after_weeks(planned, 2))
    assert told.is_complete
    assert not part.is_complete
    assert 0 < len(part.weeks) < len(told.weeks)
    assert part.summary().startswith("중단됨: 9주 중 ")
    assert set(part.ratios["way"]) == set(part.ways)
    with pytest.raises(SchedulerError, match="no result"):
        rolling(planned.pool, 3, should_stop=lambda: True)


def _after_weeks(planned: PlannedWeek, weeks: int) -> Callable[[], bool]:
    """Says stop once so many weeks must have been planned: a week polls as often as the first."""
    polls = [0]

    def poll() -> bool:
        polls[0] += 1
        return False

    plan(planned.pool, should_stop=poll)
    return after(weeks * (polls[0] + 1))


def test_points_so_far_are_kept(planned: PlannedWeek) -> None:
    """And the summary says that it was stopped."""
    tiers = ("coverage", "balance")
    whole = frontier(planned, tiers)
    found = list[Point]()
    part = frontier(planned, tiers, on_point=found.append, should_stop=lambda: bool(found))
    assert (len(part.points), part.is_complete, part.is_stopped) == (1, False, True)
    assert "중단되어 그때까지" in part.summary()
    # three polls are spent on the first point alone
    none = frontier(planned, tiers, should_stop=after(3))
    assert (none.points, none.is_complete, none.is_stopped) == ((), False, True)
    assert (whole.is_complete, whole.is_stopped) == (True, False)


def test_a_stress_that_is_stopped_at_once_counts_no_week(planned: PlannedWeek) -> None:
    """Every week is there, and cancelled."""
    found = stress(planned, repetitions=2, workers=1, is_cancelled=lambda: True)
    assert {it.row.status for it in found.sweep.swept} == {"cancelled"}


SILENT = """
from scheduler.synth import family_pool
from scheduler.whatif import plan
if __name__ == "__main__":
    plan(family_pool(60, 40, 1), mode="timed", time_limit_s=3)
"""


def test_nobody_looks_nothing_is_shown(tmp_path: Path) -> None:
    """In a pipe there is no bar; in a terminal there is one after a second, and then none."""
    done = subprocess.run([sys.executable, "-c", SILENT], capture_output=True, check=True)
    assert done.stdout + done.stderr == b""


BAR = """
from scheduler.synth import family_pool
from scheduler.whatif import plan
if __name__ == "__main__":
    plan(family_pool(150, 100, 1), mode="timed", time_limit_s=4, bar=False)
"""


@pytest.mark.slow
def test_a_bar_can_be_switched_off_in_a_terminal() -> None:
    """That there is one otherwise is promised beside the other promises."""
    assert "초 · " not in shown_on_a_terminal(BAR)
