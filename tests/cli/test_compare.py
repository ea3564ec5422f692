"""``scheduler compare``."""

from pathlib import Path

import pytest

from scheduler.model import Pool
from tests import builders as b
from tests.cli.conftest import Run, filed

FACTS = (
    b.specialist("s1", name="김하나"),
    b.specialist("s2"),
    b.case("c1", priority=5),
    b.demand("d1"),
    b.affinity("s1", "d1", 90),
    b.affinity("s2", "d1", 10),
)


def written(pool: Pool, folder: Path) -> Path:
    """A pool and its best plan in a folder."""
    filed(pool, folder)
    return folder


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """Two people can do one thing; one is fitter for it."""
    return written(b.pool(*FACTS, tiers=("coverage", "fit")), tmp_path / "before")


@pytest.fixture
def after(tmp_path: Path) -> Path:
    """The fitter one is banned by now."""
    pool = b.pool(*FACTS, b.ban("s1", demand="d1"), tiers=("coverage", "fit"))
    return written(pool, tmp_path / "after")


def test_what_has_moved_and_why(run: Run, before: Path, after: Path) -> None:
    """Each row with its cause, and the least number; the earlier plan has a pool of its own."""
    given = (after / "pool", before / "plan.json", after / "plan.json")
    done = run("compare", *given, "--before-pool", before / "pool")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "배정 1건에서 1건으로: 신규 1건, 제외 1건, 시간만 바뀜 0건"
    assert "적합도: 90 → 10 악화(증명됨)" in lines
    assert "· [고정·배제] 이제 배제되어 있습니다." in lines
    assert "· [연쇄 변경] 이 배정이 없으면 충원 점수가 5에서 0으로 감소합니다(증명됨)." in lines
    assert "2건보다 적게 바꾸는 배정안은 없음이 증명되었습니다" in done.out
    assert "확인 대상 2건 중 2건" in done.err


def test_the_answer_for_machines_has_the_same_words(run: Run, before: Path, after: Path) -> None:
    """One document with the facts and the sentences; without causes nothing is solved."""
    given = (after / "pool", before / "plan.json", after / "plan.json")
    options = ("--before-pool", before / "pool", "--json", "--language", "en")
    document = run("compare", *given, *options).document
    assert [m["cause"] for m in document["answer"]["moves"]] == ["pin", "follow_on"]
    assert document["answer"]["least"]["moves"]["value"] == 2
    assert document["text"][0].startswith("From 1 assignment to 1: 1 added, 1 removed")
    quick = run("compare", *given, *options, "--no-causes").document
    assert quick["answer"]["least"] is None
    assert [m["cause"] for m in quick["answer"]["moves"]] == ["pin", "not_asked"]


def test_only_the_moves_of_some_are_shown(run: Run, before: Path, after: Path) -> None:
    """And asked about; a name of which nothing has moved is not found."""
    given = (after / "pool", before / "plan.json", after / "plan.json")
    options = ("--before-pool", before / "pool")
    done = run("compare", *given, *options, "--about", "s2")
    assert "＋ s2 → d1" in done.out
    assert "－ s1" not in done.out
    nothing = run("compare", *given, *options, "--about", "s9")
    assert nothing.code == 7
    assert "'s9'에 관하여" in nothing.err


def test_who_forgets_the_earlier_pool_is_told_how_to_name_it(
    run: Run, before: Path, after: Path
) -> None:
    """The plan and the option, not only that the hashes differ."""
    done = run("compare", after / "pool", before / "plan.json", after / "plan.json")
    assert done.code == 2
    assert "--before-pool" in done.err
    assert "다른 자료" in done.err


@pytest.mark.parametrize("which", ["BEFORE.json", "AFTER.json"])
def test_a_file_that_is_no_plan_is_named(
    run: Run, before: Path, tmp_path: Path, which: str
) -> None:
    """Of the two, which one, and the first key that is wrong."""
    wrong = tmp_path / "w.json"
    wrong.write_text("{}")
    plan = before / "plan.json"
    plans = (wrong, plan) if which == "BEFORE.json" else (plan, wrong)
    for language, words in (("ko", "배정안 파일을 읽을 수 없습니다"), ("en", "cannot be read")):
        done = run("compare", before / "pool", *plans, "--language", language)
        assert done.code == 2
        told = "".join(done.err.split())
        assert "".join(words.split()) in told
        assert f"({wrong}:" in told


def test_two_plans_of_one_pool_need_no_other(run: Run, before: Path) -> None:
    """A file that is not there is refused."""
    plan = before / "plan.json"
    same = run("compare", before / "pool", plan, plan, "--language", "en")
    assert same.code == 0
    assert "No row has been added or removed." in same.out
    assert run("compare", before / "pool", plan, before / "nothing.json").code == 2
