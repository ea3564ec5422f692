"""The report holds every row and every seat, in words, and does not depend on who works on it."""

from html.parser import HTMLParser
from typing import get_args

import pytest

from scheduler.explain import (
    Inquiry,
    Report,
    Words,
    as_html,
    as_text,
    report,
    why,
    why_empty,
    why_not,
)
from scheduler.model import (
    BalanceRule,
    Language,
    Plan,
    PlanRejectedError,
    Pool,
    TierName,
    label,
    say,
)
from tests import builders as b
from tests.planned import plan_of


def small() -> Pool:
    """A row with a next best, a pinned one, an empty seat for want of people, one of skills."""
    return b.pool(
        b.agency("A", name_ko="가청", name_en="Agency A"),
        b.agency("B", name_ko="나청", name_en="Agency B", masked=True),
        b.authority("w", name_ko="조사권", name_en="power to investigate"),
        b.right("w", "A"),
        b.instrument("i1", "B", "A"),
        b.specialist("s1", name="김하나", max_cases=1),
        b.specialist("s2", name="이두리", max_cases=2),
        b.specialist("s3", "B", name="박세나", max_cases=1),
        b.skill("s1", "x", 3),
        b.skill("s2", "x", 2),
        b.case("c1", priority=9, title="유출 <조사>"),
        b.case("c2", priority=5),
        b.case("c3", priority=1),
        b.demand("d1", mode="exercise", authority="w", skills=[{"skill": "x", "level": 2}]),
        b.demand("d2", "c2", headcount=2, mode="opinion"),
        b.demand("d3", "c3", skills=[{"skill": "y", "level": 1}]),
        b.demand("d4", "c3", headcount=2),
        b.pin("s2", "d4"),
    )


@pytest.fixture(scope="module")
def planned() -> tuple[Pool, Plan]:
    """The small pool and its plan."""
    pool = small()
    return pool, plan_of(pool)


@pytest.fixture(scope="module")
def made(planned: tuple[Pool, Plan]) -> Report:
    """The report of it."""
    return report(*planned)


class Outline(HTMLParser):
    """Headings, and whether anything is fetched or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag, and attributes that name something elsewhere."""
        self.tags.append(tag)
        self.fetched += [name for name, _ in attrs if name in ("src", "href", "onclick")]


def test_every_row_and_every_seat_is_explained(planned: tuple[Pool, Plan], made: Report) -> None:
    """Once each, in the plan's order."""
    _, plan = planned
    assert made.is_complete
    assert [(w.row.specialist, w.row.demand) for w in made.rows] == [
        (a.specialist, a.demand) for a in plan.assignments
    ]
    assert [w.seat for w in made.seats] == list(plan.empty_seats)
    assert {w.row.pin for w in made.rows} == {None, "pinned"}
    assert {w.outcome for w in made.seats} >= {"refused", "worse"}


@pytest.mark.parametrize("language", get_args(Language))
def test_as_a_document_it_says_all_of_it(
    planned: tuple[Pool, Plan], made: Report, language: Language
) -> None:
    """As text and as a page that needs nothing beside it; a title cannot break the page."""
    words = Words(*planned, language)
    text, page = as_text(made, words), as_html(made, words)
    for answer in made.rows:
        assert words.why(answer)[0] in text
    for seat in made.seats:
        for line in words.why_empty(seat):
            assert line.strip() in text
    assert "박세나" not in text + page  # of a masked agency
    assert "김하나" in text
    outline = Outline()
    outline.feed(page)
    assert "<조사>" not in page
    assert "유출 &lt;조사&gt;" in page
    assert "script" not in outline.tags
    assert not outline.fetched
    assert outline.tags.count("section") == len(made.rows) + len(made.seats)
    assert not set("{}") & set(text)


def test_printed_pages_have_numbers(planned: tuple[Pool, Plan], made: Report) -> None:
    """By the browser's own counters, without a script, and on paper only."""
    page = as_html(made, Words(*planned, "ko"))
    style = page.partition("<style>")[2].partition("</style>")[0]
    paper = style.partition("@page {")[2].partition("@media")[0]
    assert '@bottom-center { content: counter(page) " / " counter(pages);' in paper
    assert style.count("{") == style.count("}")


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("rule", BalanceRule)
def test_it_says_what_each_goal_counts(rule: BalanceRule, language: Language) -> None:
    """And which way is better, in both languages; leximin has words of its own."""
    policy = small().policy.model_copy(update={"balance": rule, "tiers": tuple(TierName)})
    pool = small().with_rows(policy=policy)
    plan = plan_of(pool)
    text = as_text(report(pool, plan), Words(pool, plan, language))
    balance, other = ("balance", "leximin")
    if rule is BalanceRule.LEXIMIN:
        balance, other = other, balance
    assert len(plan.tiers) == len(TierName)
    for tier in TierName:
        measure = balance if tier is TierName.BALANCE else tier
        meaning = say(f"tier_meaning.{measure}", language, bonus=pool.policy.core_bonus)
        assert f"{label('tier', tier, language)}:" in text
        assert meaning in text
    assert say(f"tier_meaning.{other}", language) not in text


def test_several_processes_come_to_the_same(planned: tuple[Pool, Plan], made: Report) -> None:
    """Byte for byte."""
    told: list[tuple[int, int]] = []
    shared = report(*planned, workers=2, on_answer=lambda *now: told.append(now))
    assert shared == made
    total = len(made.rows) + len(made.seats)
    assert told == [(n, total) for n in range(total + 1)]


@pytest.mark.parametrize(("workers", "count"), [(1, 1), (2, 2), (1, 3)])
def test_it_can_be_stopped(
    planned: tuple[Pool, Plan], made: Report, workers: int, count: int
) -> None:
    """What is explained so far is kept, and it is said that this is not all.

    Empty seats come first, which a meeting asks about first; rows come after all of them.
    """
    told: list[int] = []
    part = report(
        *planned,
        workers=workers,
        on_answer=lambda done, _: told.append(done),
        is_cancelled=lambda: told[-1] >= count,
    )
    assert not part.is_complete
    assert len(made.seats) == 2
    assert part.seats == made.seats[:count]
    assert part.rows == made.rows[: max(0, count - 2)]
    words = Words(*planned, "ko")
    text = as_text(part, words)
    assert words.say("report.stopped") in text
    assert text.startswith("배정 사유서(일부: 도중에 중단됨) — ")
    assert as_text(made, words).startswith("배정 사유서 — ")


def test_empty_seats_come_first(planned: tuple[Pool, Plan], made: Report) -> None:
    """Cases with empty seats before all others, in each the seats before the rows."""
    words = Words(*planned, "en")
    text = as_text(made, words)
    cases = {c: text.index(words.case_heading(c)) for c in ("c1", "c2", "c3")}
    short = {answer.seat.case for answer in made.seats}
    assert short == {"c3"}
    assert cases["c3"] < cases["c1"] < cases["c2"]
    seats = [text.index(words.why_empty(a)[0]) for a in made.seats if a.seat.case == "c3"]
    rows = [text.index(words.why(w)[0]) for w in made.rows if w.row.case == "c3"]
    assert rows
    assert max(seats) < min(rows)


def test_what_nobody_has_verified_is_claimed(planned: tuple[Pool, Plan], made: Report) -> None:
    """A plan from elsewhere: proven is what its witnesses prove; of one's own, all of it."""
    pool, plan = planned
    bare = plan.model_copy(update={"witnesses": ()})
    words = Words(pool, bare, "en")
    assert "optimal (claimed)" in as_text(made, words)
    assert "(proven" not in as_text(made, words).partition("\n\n")[2].partition("-----")[0]
    assert "optimal (proven by the solver)" in as_text(made, words, "solved")


def test_a_plan_that_is_not_allowed_has_no_report(planned: tuple[Pool, Plan]) -> None:
    """The judge is asked first."""
    pool, plan = planned
    with pytest.raises(PlanRejectedError):
        report(pool, plan.model_copy(update={"assignments": plan.assignments[1:]}))


def test_a_case_without_a_title_is_told_by_its_id(planned: tuple[Pool, Plan]) -> None:
    """As an analyst reads it; a title that is told stands behind the id."""
    words = {language: Words(*planned, language) for language in get_args(Language)}
    assert words["ko"].case_heading("c1") == "사건 c1 유출 <조사> — 주관 가청, 우선순위 9"
    untold = planned[0].with_rows(
        cases=tuple(case.model_copy(update={"title": ""}) for case in planned[0].cases)
    )
    bare = Words(untold, planned[1], "en").case_heading("c2")
    assert bare == "Case c2: led by Agency A, priority 5"


def test_what_is_said_of_the_small_plan(planned: tuple[Pool, Plan]) -> None:
    """Sentence by sentence, in Korean."""
    inquiry, words = Inquiry(*planned), Words(*planned, "ko")
    lines = words.why(why(inquiry, "s1", "d1"))
    assert lines[0] == "s1 김하나 → d1 (role, 사건 c1)"
    assert "· 전문분야: x 숙련도 3(요구 2 이상)" in lines
    assert (
        "· 권한: 가청 소속은 조사권에 '권한행사'로 참여할 수 있습니다(허용) — Act on w, art. 1"
        in lines
    )
    assert any(line.startswith("차순위 1: s2 이두리 — ") for line in lines)
    refused = words.why_not(why_not(inquiry, "s3", "d1"))
    assert refused[0] == "s3을 d1(role, 사건 c1)에 배정하지 않은 사유"
    assert refused[1] == "자격 요건에 어긋납니다: 전문분야·숙련도 미달, 권한 없음."
    assert "· 가청" not in refused
    empty = words.why_empty(why_empty(inquiry, "d3"))
    assert empty[1] == "3명 가운데 전문분야·숙련도 미달 3명이 빠지고 0명이 남습니다."
    assert empty[2] == "자격이 있는 사람이 더 없습니다."
    assert empty[3].startswith("· 가장 가까운 사람 s1 김하나: y 전문분야가 없습니다")
