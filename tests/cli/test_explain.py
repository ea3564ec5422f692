"""``scheduler explain`` and ``report``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from scheduler.cli.progress import BAR_WIDTH, Count, counted
from scheduler.cli.terminal import Growing, Terminal
from scheduler.solver import coarse, counterfactual
from tests import builders as b
from tests.cli.conftest import Run, filed
from tests.explain.test_report import small


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The small pool in a folder and its plan in a file."""
    return filed(small(), tmp_path)


def test_three_questions(run: Run, files: tuple[Path, Path]) -> None:
    """Why this person, why not that one, why is the seat empty."""
    for options, said in (
        (("--demand", "d1", "--specialist", "s1"), "s1 김하나 → d1"),
        (("--demand", "d1", "--specialist", "s3"), "s3을 d1"),
        (("--demand", "d3"), "d3(role, 사건 c3)의 빈자리 1개"),
    ):
        done = run("explain", *files, *options)
        assert done.code == 0
        assert said in done.out


def test_the_answer_for_machines_has_the_same_words(run: Run, files: tuple[Path, Path]) -> None:
    """One document with the object and its sentences."""
    document = run("explain", *files, "--demand", "d3", "--json", "--language", "en").document
    assert document["answer"]["kind"] == "why_empty"
    assert document["answer"]["outcome"] == "refused"
    assert document["text"][0] == "1 empty seat of d3 (role, case c3)"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--demand", "nothing"), 7),
        (("--demand", "d1", "--specialist", "nobody"), 7),
        (("--demand", "d1"), 7),
        ((), 2),
    ],
)
def test_what_cannot_be_answered(
    run: Run, files: tuple[Path, Path], options: tuple[str, ...], code: int
) -> None:
    """The exit code and the way out."""
    done = run("explain", *files, *options)
    assert done.code == code
    assert done.err.count("\n") >= 2


def test_repairs(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    """Of a seat, of every urgent one; and what is missing is said."""
    pool = small()
    policy = pool.policy.model_copy(update={"prices": {"another_case": 4, "lower_level": 9}})
    priced = pool.with_rows(policy=policy)
    given = filed(priced, tmp_path / "priced")
    done = run("repair", *given, "--demand", "d4")
    assert done.code == 0
    assert "방안 1 (4점): " in done.out
    urgent = run("repair", *given, "--priority", "1", "--json", "--language", "en").document
    assert urgent["answer"]["seats"] == {"d3": 1, "d4": 2}
    for arguments, code, words in (
        ((*given, "--priority", "99"), 2, "채울 소요가 없습니다"),
        ((*files, "--demand", "d4"), 2, "변경의 점수가 없습니다"),
        ((*given, "--demand", "d9"), 7, "소요 'd9'"),
        ((*given, "--demand", "d4", "--demand", "d1"), 7, "소요 d1에는 빈자리가 없습니다"),
    ):
        refused = run("repair", *arguments)
        assert refused.code == code
        assert words in refused.err


def test_an_absence(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    """The rows that move, the least number; plan and changed pool in a folder pass the judge."""
    out = tmp_path / "after"
    done = run("absent", *files, "--specialist", "s1", "--out", out)
    assert done.code == 0
    assert done.out.startswith("맡을 수 있는 사람: d1")
    assert "증명됨" in done.out
    assert "－ s1 김하나 → d1" in done.out
    after = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert not [row for row in after["assignments"] if row["specialist"] == "s1"]
    assert run("check", out / "pool", out / "plan.json").code == 0
    lost = run("absent", *files, "--specialist", "s2", "--language", "en", "--out", out)
    assert run("check", out / "pool", out / "plan.json").code == 0
    assert "A pin or notice that cannot be kept any more: s2 이두리 → d4" in lost.out
    for options, code in (
        (("--specialist", "nobody"), 7),
        (("--specialist", "s1", "--day", "2026-12-05"), 2),
    ):
        assert run("absent", *files, *options).code == code


@pytest.fixture
def relieved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Path, Path]:
    """A pool, taken for a large one, where s2 leaves d2 for d1 once s1 is away; a weak bound."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    monkeypatch.setattr(coarse.AmongAll, "least", lambda *_: 1)
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.specialist("s2", max_cases=1),
        b.case("c1", priority=9),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
    )
    return filed(pool, tmp_path)


def test_what_is_not_proven_at_once_is_proven_on_demand(
    run: Run, relieved: tuple[Path, Path]
) -> None:
    """The bound stands in the sentence; with ``--prove`` the second sentence is the proof."""
    plan = json.loads(relieved[1].read_text(encoding="utf-8"))
    first = next(row["specialist"] for row in plan["assignments"] if row["demand"] == "d1")
    asked = ("absent", *relieved, "--specialist", first)
    near = run(*asked)
    assert "3건이 바뀝니다" in near.out
    assert "적어도 1건은 바뀌어야 함" in near.out
    assert "증명됨" not in near.out
    proven = run(*asked, "--prove")
    before, offer, _ = near.out.partition("충원을 얼마나")  # what may be asked for comes last
    assert offer
    assert proven.out.startswith(before)
    assert proven.out.count("3건이 바뀝니다") == 2
    assert "이보다 적게 바꿀 수는 없음이 증명됨" in " ".join(proven.out.split())
    told = run(*asked, "--prove", "--json").document["answer"]["moves"]
    assert (told["value"], told["bound"], told["status"]) == (3, 3, "optimal")


def test_who_stops_the_proof_keeps_the_plan(
    run: Run, relieved: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found at once is on the screen and in the folder."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(coarse.AmongAll, "better", stopped)
    plan = json.loads(relieved[1].read_text(encoding="utf-8"))
    first = next(row["specialist"] for row in plan["assignments"] if row["demand"] == "d1")
    out = tmp_path / "after"
    done = run("absent", *relieved, "--specialist", first, "--prove", "--out", out)
    assert done.code != 0
    assert "3건이 바뀝니다" in done.out
    assert run("check", out / "pool", out / "plan.json").code == 0


def test_an_urgent_case(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    """Who could take it at once; with more time the plan, written with its pool."""
    out = tmp_path / "after"
    quick = run("urgent", *files, "--case", "c3", "--quick", "--json").document
    assert "d3" in quick["candidates"]["demands"]
    assert "answer" not in quick
    done = run("urgent", *files, "--case", "c3", "--out", out)
    assert done.code == 0
    assert done.out.startswith("맡을 수 있는 사람:")
    assert run("check", out / "pool", out / "plan.json").code == 0
    assert run("urgent", *files, "--case", "c99").code == 7


def test_an_urgent_case_that_is_staffed(run: Run, pool_folder: Path, tmp_path: Path) -> None:
    """It is said to have no empty seat, and nobody is looked for among the candidates."""
    assert run("plan", pool_folder, "--out", tmp_path / "out").code == 0
    files = (pool_folder, tmp_path / "out" / "plan.json")
    done = run("urgent", *files, "--case", "c1", "--quick", "--language", "en")
    assert done.code == 0
    said = " ".join(done.out.split())
    assert said.startswith("The case c1 has no empty seat in this plan.")
    assert "scheduler show PLAN.json --case c1" in said
    assert "Who could take" not in said
    assert "Who could take" in run("urgent", *files, "--case", "c2", "--language", "en").out


def test_a_report_in_three_forms(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    """A page, a text, and the object; the file is there at once and whole."""
    texts = {}
    for form in ("html", "text", "json"):
        out = tmp_path / f"reasons.{form}"
        done = run("report", *files, "--out", out, "--format", form, "--workers", "1")
        assert done.code == 0
        assert "배정 4건과 빈자리가 있는 소요 2건" in done.out
        texts[form] = out.read_text(encoding="utf-8")
    assert texts["html"].startswith("<!doctype html>")
    assert texts["text"].startswith("배정 사유서 — 2026년 49주차")
    assert json.loads(texts["json"])["is_complete"] is True


def test_a_report_needs_a_folder(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    """And the name of a file in it; said before anything is solved."""
    into = run("report", *files, "--out", tmp_path)
    assert into.code == 2
    assert "폴더입니다" in into.err
    done = run("report", *files, "--out", tmp_path / "no" / "reasons.html")
    assert done.code == 2
    assert "폴더가 없습니다" in done.err


def test_progress_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    """A line a second at most, and one at the end."""
    now = [0.0]
    terminal = Terminal("en", as_json=False)
    count = Count(terminal, "cli.report.progress", lambda: now[0])
    for done in range(1, 6):
        now[0] += 0.6
        count.report(done, 5)
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "1 of 5 explained (1 s so far, about 2 s left)",
        "3 of 5 explained (2 s so far, about 1 s left)",
        "5 of 5 explained (3 s so far, about 0 s left)",
    ]
    console = Console(width=100)
    with console.capture() as capture:
        console.print(count.__rich__())
    assert capture.get().startswith("━" * BAR_WIDTH + " 5 of 5 explained")


def test_an_answer_stands_there_line_by_line(run: Run, files: tuple[Path, Path]) -> None:
    """What is printed as it is proven is what is said of the whole answer, each line once."""
    for options in (("--demand", "d4"), ("--demand", "d1", "--specialist", "s1")):
        told = run("explain", *files, *options, "--json").document["text"]
        assert run("explain", *files, *options).out.split() == " ".join(told).split()


def noted(said: list[str], name: str, act: Callable[[], None]) -> Callable[[], None]:
    """The act, and its name among what was said."""

    def acted() -> None:
        said.append(name)
        act()

    return acted


def test_a_spinner_makes_way_for_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands still while lines are printed, goes on afterwards, and is gone at the end."""
    terminal = Terminal("en", as_json=False)
    monkeypatch.setattr(terminal, "err", Console(force_terminal=True, width=60))
    grown = Growing(terminal)
    with terminal.working("cli.explaining"):
        spinner = terminal._spinner
        assert spinner is not None
        said = list[str]()
        for name in ("stop", "start"):
            monkeypatch.setattr(spinner, name, noted(said, name, getattr(spinner, name)))
        monkeypatch.setattr(terminal.out, "print", said.append)
        grown.show(["one"])
        grown.show(["one", "two"])
    assert said[:6] == ["stop", "one", "start", "stop", "two", "start"]
    assert terminal._spinner is None


def test_what_the_work_raises_is_raised() -> None:
    """In the thread that asked."""

    def work(*_: object) -> None:
        raise KeyError("it")

    with pytest.raises(KeyError):
        counted(Terminal("en", as_json=False), "cli.report.progress", work)
