"""Charts: drawn without a network, in Korean, with the plan's numbers, legible without colour."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scheduler
from scheduler.model import RequestError, SchedulerError
from scheduler.synth import family_pool
from scheduler.whatif import PlannedWeek, charts
from scheduler.whatif.charts.board import stretches
from scheduler.whatif.charts.burden import loads
from scheduler.whatif.charts.curves import fairness, points
from scheduler.whatif.charts.drawing import DARK, INK, LIGHT, MIDDLE, MUTED, PAPER
from scheduler.whatif.charts.lending import flows
from scheduler.whatif.charts.waterfall import candidates, seats
from scheduler.whatif.frontiers import Frontier, frontier
from scheduler.whatif.rolling_weeks import Rolling, rolling
from tests import builders as b


@pytest.fixture(scope="module")
def planned() -> PlannedWeek:
    """The demo week."""
    return scheduler.plan(scheduler.load("sample_data/demo"))


@pytest.fixture(scope="module")
def without(planned: PlannedWeek) -> PlannedWeek:
    """The same without one of its people."""
    away = scheduler.absence("MSS-02", "2026-11-30", until="2026-12-04")
    return scheduler.plan(scheduler.patch(planned.pool, away), start=planned)


@pytest.fixture(scope="module")
def family() -> PlannedWeek:
    """A smaller week with some choice in it."""
    return scheduler.plan(family_pool(40, 24, 1))


@pytest.fixture(scope="module")
def curve(family: PlannedWeek) -> Frontier:
    """The first points of its frontier."""
    return frontier(family, most=3)


@pytest.fixture(scope="module")
def weeks() -> Rolling:
    """Four weeks of two people who may do the same work, one odd seat each week."""
    people = (b.specialist("s1", fields=("x",)), b.specialist("s2"))
    pool = b.pool(*people, b.case("c1", field="x"), b.demand("d1"))
    return rolling(pool, 4, life=1, gap=0, away=0)


Draw = Callable[[pytest.FixtureRequest], Any]
DRAWN: dict[str, tuple[Draw, tuple[str, ...]]] = {
    "week_board": (
        lambda r: charts.week_board(r.getfixturevalue("planned")),
        ("주간 배정표", "11. 30.(월)", "오전", "지식재산처", "C26-001", "표본-001 강가람", "부재"),
    ),
    "load_chart": (
        lambda r: charts.load_chart(r.getfixturevalue("planned"), r.getfixturevalue("without")),
        ("변경 전후의 부담", "MSS-02 표본-002 권우람", "○ 변경 전", "−6"),
    ),
    "coverage_waterfall": (
        lambda r: charts.coverage_waterfall(r.getfixturevalue("planned")),
        ("요청된 자리", "119", "채운 자리", "102", "전문분야·숙련도 미달"),
    ),
    "candidate_waterfall": (
        lambda r: charts.candidate_waterfall(r.getfixturevalue("planned"), "C26-001-D4"),
        ("C26-001-D4 기술분야 의견: 맡을 수 있는 사람", "전체 전문인력", "근거문서 없음"),
    ),
    "lending_flows": (
        lambda r: charts.lending_flows(r.getfixturevalue("planned")),
        ("기관 사이의 차출(반일)", "경찰청 (상한 24 중 14)", "대·중소기업·농어업협력재단"),
    ),
    "frontier_chart": (
        lambda r: charts.frontier_chart(r.getfixturevalue("curve")),
        ("충원과 안정성의 경계", "충원 (많을수록 좋음)", "이번 배정안"),
    ),
    "fairness_chart": (
        lambda r: charts.fairness_chart(r.getfixturevalue("weeks")),
        ("4주의 형평성", "목표 1.15", "이력을 이어 감", "그 주만", "형평성을 앞에 둠"),
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_drawn_in_korean_without_another_host(
    name: str, request: pytest.FixtureRequest
) -> None:
    """All its words are there, the font goes with it, and nothing is asked of anybody."""
    draw, words = DRAWN[name]
    svg = charts.as_svg(draw(request))
    shown = " ".join(re.findall(r">([^<>]+)</text>", svg))
    for word in words:
        assert word in shown, word
    hosts = set(re.findall(r"https?://([^/\s\"')]+)", svg))
    assert hosts <= {"www.w3.org"}
    assert "@import" not in svg
    assert set(re.findall(r"url\(([a-z:/0-9]+)", svg)) <= {"data:font/woff2"}
    assert "Pretendard GOV" in svg
    assert f'fill="{PAPER}"' in svg


@pytest.mark.parametrize("name", DRAWN)
def test_no_word_lies_outside_the_picture(name: str, request: pytest.FixtureRequest) -> None:
    """The picture is as large as what is drawn: the same as PNG, and no smaller than its marks."""
    chart = DRAWN[name][0](request)
    svg = charts.as_svg(chart, has_font=False)
    assert "@font-face" not in svg
    png = charts.as_png(chart, scale=1)
    assert png.startswith(b"\x89PNG")
    size = [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)]
    told = re.search(r'width="(\d+)" height="(\d+)"', svg)
    assert told is not None
    assert size == [int(told[1]), int(told[2])]


def test_a_part_of_the_board_does_not_count_the_whole(planned: PlannedWeek) -> None:
    """The number of assignments stands above the board of all agencies only."""
    whole, part = (charts.as_svg(charts.week_board(planned, a)) for a in (None, ["KNPA"]))
    assert "배정 102건" in whole
    assert "배정 102건" not in part


# -- numbers ------------------------------------------------------------------------------------


def test_the_board_has_every_half_day_of_the_plan(planned: PlannedWeek) -> None:
    """Once each, as own, lent or travel; and the half-days in which people are away."""
    table = stretches(planned)
    found = Counter[tuple[str, str, int, bool]]()
    for _, row in table.query("kind != 'away'").iterrows():
        for block in range(row["start"], row["stop"]):
            found[row["specialist"], row["demand"], block, row["kind"] == "travel"] += 1
    told = planned.schedule[["specialist", "demand", "block", "travel"]]
    assert found == Counter(tuple(row) for row in told.itertuples(index=False))
    lent = set(planned.assignments.query("lent")["demand"])
    for _, row in table.query("kind in ('own', 'lent')").iterrows():
        home = planned.pool.specialist_of_id[row["specialist"]].agency
        is_lent = home != planned.pool.case_of_id[row["case"]].lead_agency
        assert (row["kind"] == "lent") == is_lent
        assert not is_lent or row["demand"] in lent
    away = table.query("kind == 'away'")
    assert (away["stop"] - away["start"] == 1).all()
    pool, blocks = planned.pool, planned.horizon.blocks
    assert (away["stop"] - away["start"]).sum() == sum(
        not pool.is_available(s.specialist, m) for s in pool.specialists for m in blocks
    )


def test_the_load_chart_has_the_loads_of_both_plans(
    planned: PlannedWeek, without: PlannedWeek
) -> None:
    """And shows those whose half-days change."""
    table = loads(planned, without).set_index("specialist")
    one, other = (p.load.set_index("specialist") for p in (planned, without))
    assert (table["before"] == one["load"][table.index]).all()
    assert (table["after"] == other["load"][table.index]).all()
    moved = (other["planned"] - one["planned"])[table.index]
    assert (table["half_days"] == moved).all()
    shown = charts.load_chart(planned, without).to_dict()
    rows = next(iter(shown["datasets"].values()))
    assert {row["specialist"] for row in rows} == set(moved.index[moved != 0])
    everybody = charts.load_chart(planned, without, everybody=True).to_dict()
    assert len(next(iter(everybody["datasets"].values()))) == len(planned.pool.specialists)


def test_no_tick_of_a_load_reads_like_another(planned: PlannedWeek) -> None:
    """Where few loads change by little, the axis has few ticks."""
    last = planned.horizon.last_day
    away = scheduler.absence("MOIP-10", planned.horizon.first_day, until=last)
    after = scheduler.plan(scheduler.patch(planned.pool, away), start=planned)
    ticks = re.findall(r">(\d+)%<", charts.as_svg(charts.load_chart(planned, after)))
    assert len(ticks) > 1
    assert len(set(ticks)) == len(ticks)


def test_the_waterfall_of_seats_ends_at_the_assignments(planned: PlannedWeek) -> None:
    """Each step begins where the one before ends."""
    table = seats(planned)
    first, *steps, last = table.to_dict("records")
    left = first["high"]
    for step in steps:
        assert step["high"] == left
        assert step["low"] == left + step["change"]
        left = step["low"]
    empty = planned.empty_seats["seats"].sum()
    assert last["high"] == left == len(planned.assignments)
    assert first["high"] - left == empty


def test_the_waterfall_of_candidates_is_that_of_the_empty_seat(planned: PlannedWeek) -> None:
    """The counts are the plan's own; who serves the demand is counted too where it is served."""
    seat = planned.plan.empty_seats[0]
    table = candidates(planned, seat.demand)
    steps = [-c for c in table.loc[table["kind"] == "step", "change"]]
    assert steps == [step.specialists for step in seat.waterfall]
    here = sum(a.demand == seat.demand for a in planned.plan.assignments)
    assert table["change"].tolist()[-3:] == [
        here + len(seat.remaining), here, len(seat.remaining)
    ]  # fmt: skip
    served = candidates(planned, planned.plan.assignments[0].demand)
    assert served["change"].tolist()[-2] >= 1


def test_nobody_is_not_split(planned: PlannedWeek) -> None:
    """Where nobody is left the waterfall ends there."""
    demands = [seat.demand for seat in planned.plan.empty_seats if not seat.remaining]
    assert demands
    for demand in demands:
        assert candidates(planned, demand)["kind"].iloc[-1] == "whole"


def test_flows_are_the_half_days_lent(planned: PlannedWeek) -> None:
    """By agency, as the table of loads has them."""
    table = flows(planned)
    lent = planned.load.groupby("agency")["lent"].sum()
    assert table.groupby("lender")["half_days"].sum().to_dict() == lent[lent > 0].to_dict()
    assert (table["lender"] != table["taker"]).all()


def test_nothing_lent_is_said_in_words(planned: PlannedWeek) -> None:
    """There is no empty picture."""
    alone = [c for c in planned.pool.cases if c.lead_agency == "MSS"]
    people = [s for s in planned.pool.specialists if s.agency == "MSS"]
    pool = planned.pool.with_rows(
        cases=alone, specialists=people, specialist_skills=[], availability=[], conflicts=[],
        demands=[d for d in planned.pool.demands if d.case in {c.case for c in alone}],
        service_history=[], assignments=[], affinity=[], home_reserve=[],
        instruments=[],
    )  # fmt: skip
    assert "빌려주는 사람이 없습니다" in charts.as_svg(charts.lending_flows(scheduler.plan(pool)))


def test_the_points_are_the_frontier_s(curve: Frontier) -> None:
    """With the plan's own one marked, once."""
    table = points(curve)
    assert table.drop(columns="here").equals(curve.table)
    assert table["here"].tolist() == [True, False, False]


def test_the_plan_s_own_point_is_named_off_the_curve(curve: Frontier) -> None:
    """The curve goes left and down from a minimum, so the words stand above it."""
    points_of_first = charts.frontier_chart(curve).to_dict()["vconcat"][0]["layer"]
    words = [layer["mark"] for layer in points_of_first if layer["mark"]["type"] == "text"]
    assert [mark["dy"] < 0 for mark in words] == [True]


def test_levels_are_shapes(family: PlannedWeek) -> None:
    """One panel, with a shape and its number for each level."""
    tiers = ("coverage", "balance", "stability")
    found = frontier(family, tiers, levels=(5, 2), step=9000, most=2)
    svg = charts.as_svg(charts.frontier_chart(found), has_font=False)
    assert "안정성 ≤" in svg
    assert all(f">{level}</text>" in svg for level in (5, 2))


def test_the_lines_of_fairness_are_the_ratios(weeks: Rolling) -> None:
    """Counted from week 1, cut off at the picture's edge only in what is drawn."""
    table, ratios = fairness(weeks), weeks.ratios
    assert table["week"].tolist() == [1, 2, 3, 4] * 3
    assert table["largest"].tolist() == ratios["largest"].clip(upper=1e6).tolist()
    assert table["shown"].max() <= 4
    assert table["words"].iloc[3] == "그 주만 ∞"


# -- the look -----------------------------------------------------------------------------------


def luminance(color: str) -> float:
    """Relative luminance, 0 black to 1 white, as WCAG 2.2 counts it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_fills_stay_apart_without_colour_and_words_are_legible() -> None:
    """Between any two fills at least 2.2 to 1; words on what they stand on at least 4.5 to 1."""
    assert contrast(DARK, MIDDLE) > 2.2
    assert contrast(MIDDLE, LIGHT) > 2.2
    for words, ground in ((INK, PAPER), (MUTED, PAPER), (INK, LIGHT), (INK, MIDDLE), (PAPER, DARK)):
        assert contrast(words, ground) > 4.5


# -- files and errors ---------------------------------------------------------------------------


def test_a_chart_is_saved_by_the_name_of_its_file(planned: PlannedWeek, tmp_path: Path) -> None:
    """SVG, PNG and PDF; any other name is refused."""
    chart = charts.coverage_waterfall(planned)
    begins = {".svg": b"<svg", ".png": b"\x89PNG", ".pdf": b"%PDF"}
    for suffix, begin in begins.items():
        assert charts.save(chart, tmp_path / f"new/a{suffix}").read_bytes().startswith(begin)
    with pytest.raises(RequestError) as error:
        charts.save(chart, tmp_path / "a.gif")
    assert error.value.code == "chart.kind"


def test_without_the_packages_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install."""
    monkeypatch.setattr("scheduler.whatif.charts.find_spec", lambda name: None)
    with pytest.raises(SchedulerError) as error:
        _ = charts.save
    assert error.value.code == "chart.not_installed"
    assert "altair, vl_convert" in error.value.what("ko")
    assert "notebooks" in error.value.hint("en")
    with pytest.raises(AttributeError):
        getattr(charts, "nothing")  # noqa: B009 - a name that is not there


def test_every_name_is_there() -> None:
    """And the font with its licence."""
    assert all(callable(getattr(charts, name)) for name in charts.__all__)
    assert dir(charts) == sorted(charts.__all__)
    fonts = Path(charts.__file__).parent / "fonts"
    assert "SIL OPEN FONT LICENSE" in (fonts / "LICENSE.txt").read_text(encoding="utf-8")
