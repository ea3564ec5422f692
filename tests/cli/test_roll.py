"""``scheduler roll`` and ``scheduler ledger``."""

from pathlib import Path

import pytest

from scheduler.access import Principal, Role, plan_for, pool_for
from scheduler.exchange import load_pool, plan_to_json, write_pool
from scheduler.model import Pool
from tests import builders as b
from tests.cli.conftest import Run, filed
from tests.planned import plan_of

NEXT = f"{b.NEXT_DAYS[4]}/pm"


def a_pool() -> Pool:
    """Two agencies; one lends a person for a demand that goes on."""
    return b.pool(
        b.agency("A", name_ko="가청", name_en="Office A"), b.agency("B", name_ko="나청"),
        b.specialist("s1", past_blocks=12, past_capacity=24), b.specialist("s2", agency="B"),
        b.case("c1"), b.case("c2"), b.demand("d1", to=NEXT, effort=2),
        b.demand("d2", "c2", effort=3, headcount=2, to=f"{b.DAYS[4]}/pm"),
    )  # fmt: skip


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """A pool and its plan in a folder."""
    filed(a_pool(), tmp_path)
    return tmp_path


def test_next_weeks_pool_is_written_and_what_differs_is_counted(run: Run, week: Path) -> None:
    """In Korean by default; every row with --verbose."""
    given = ("roll", week / "pool", week / "plan.json", "--out")
    done = run(*given, week / "next")
    assert done.code == 0
    assert done.out.splitlines()[0] == (
        "2026-W49에서 2026-W50으로 넘겼습니다: 추가 19행, 삭제 1행, 변경 4행."
    )
    assert "투입대장" in done.out
    assert "--verbose" in done.out
    assert "오류 0건" in done.err or "경고" not in done.err
    later = load_pool(week / "next")
    assert str(later.policy.start) == "2026-W50"
    assert later.ledger
    told = run(*given, week / "again.xlsx", "--verbose", "--language", "en")
    assert "  - d2 · c2 · role · advise" in told.out
    assert "  ~ s1: past_blocks 12 → " in told.out
    assert load_pool(week / "again.xlsx") == later


def test_the_answer_for_programs_has_the_difference(run: Run, week: Path) -> None:
    """Table by table, with rows as they are in JSON."""
    done = run("roll", week / "pool", week / "plan.json", "--out", week / "next.json", "--json")
    answer = done.document
    assert (answer["start"], answer["errors"]) == ("2026-W50", 0)
    assert answer["sha256"] == load_pool(week / "next.json").sha256
    assert answer["diff"]["policy"] == {"start": {"before": "2026-W49", "after": "2026-W50"}}
    assert [d["demand"] for d in answer["diff"]["tables"]["demands"]["removed"]] == ["d2"]


def test_changes_come_from_a_folder_and_their_faults_are_told(run: Run, week: Path) -> None:
    """All or nothing: with one wrong row no pool is written."""
    changes = week / "changes"
    changes.mkdir()
    (changes / "ended.csv").write_text("case\nc2\n")
    (changes / "cases.csv").write_text("case,kind,lead_agency,site,priority\nc3,k,A,here,5\n")
    given = ("roll", week / "pool", week / "plan.json", "--changes", changes, "--out")
    assert run(*given, week / "next").code == 0
    assert set(load_pool(week / "next").case_of_id) == {"c1", "c3"}
    (changes / "cases.csv").write_text("case,kind,lead_agency,site,priority\nc3,k,Z,here,5\n")
    done = run(*given, week / "other", "--json")
    assert done.code == 3
    found = done.document["error"]["complaints"]
    assert [(c["file"], c["row"], c["value"]) for c in found] == [("cases.csv", 2, "Z")]
    assert not (week / "other").exists()


def test_what_is_there_is_not_written_over_by_accident(run: Run, week: Path) -> None:
    """This week's pool never, another one with --force."""
    given = ("roll", week / "pool", week / "plan.json", "--out")
    for where, code in ((week / "pool", "cli.roll.same"), (week / "plan.json", "cli.synth.taken")):
        done = run(*given, where, "--json", "--force" if where.name == "pool" else "--json")
        assert (done.code, done.document["error"]["code"]) == (2, code)
    assert run(*given, week / "next").code == 0
    assert run(*given, week / "next").code == 2
    assert run(*given, week / "next", "--force").code == 0


def test_a_folders_name_may_have_a_dot(run: Run, week: Path) -> None:
    """What looks like another kind of file is refused as before."""
    given = ("roll", week / "pool", week / "plan.json", "--out")
    assert run(*given, week / "2026.w48").code == 0
    assert load_pool(week / "2026.w48").ledger
    for name in ("next.csv", "next.XLS", "next.zip"):
        done = run(*given, week / name, "--json")
        assert (done.code, done.document["error"]["code"]) == (2, "exchange.write_suffix")
        assert not (week / name).exists()


def test_a_plan_that_the_judge_refuses_is_not_rolled(run: Run, week: Path) -> None:
    """Exit 5, as of check; another pool's plan is exit 2."""
    plan = plan_of(a_pool())
    row = plan.assignments[0].model_copy(update={"blocks": plan.assignments[0].blocks[:1]})
    forged = plan.model_copy(update={"assignments": (row, *plan.assignments[1:])})
    (week / "forged.json").write_bytes(plan_to_json(forged))
    done = run("roll", week / "pool", week / "forged.json", "--out", week / "next", "--json")
    assert (done.code, done.document["error"]["code"]) == (5, "roll.refused")
    run("roll", week / "pool", week / "plan.json", "--out", week / "next")
    done = run("roll", week / "next", week / "plan.json", "--out", week / "more", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "roll.other_pool")


def test_an_agency_finds_its_half_days_from_its_own_copies(run: Run, week: Path) -> None:
    """Masked copies of both pools and of the plan give what the whole gives."""
    run("roll", week / "pool", week / "plan.json", "--out", week / "next")
    pool, plan, later = a_pool(), plan_of(a_pool()), load_pool(week / "next")
    it = Principal("b", "b", Role.REGISTRAR, "B")
    write_pool(pool_for(it, pool, plan), week / "own")
    write_pool(pool_for(it, later), week / "own-next")
    (week / "own.json").write_bytes(plan_to_json(plan_for(it, plan, pool)))
    given = ("ledger", "--agency", "B")
    whole = (*given, week / "plan.json", "--pool", week / "pool", "--pool", week / "next")
    own = (*given, week / "own.json", "--pool", week / "own-next", "--pool", week / "own")
    answer = run(*whole, "--json").document
    assert answer == run(*own, "--json").document
    assert answer["agrees"]
    lent = sum(len(a.blocks) for a in plan.assignments if a.agency == "B")
    assert answer["rows"][0]["plans"] == {"blocks": lent, "capacity": 10}
    assert lent > 0
    said = run(*whole)
    assert said.code == 0
    assert "나청" in said.out
    assert "2행이 모두 일치합니다" in said.out


def test_a_count_that_is_no_sum_is_told_and_ends_with_5(run: Run, week: Path) -> None:
    """A column that somebody changed, or a row of the ledger."""
    run("roll", week / "pool", week / "plan.json", "--out", week / "next")
    later = load_pool(week / "next")
    wrong = [s.model_copy(update={"past_blocks": s.past_blocks + 1}) for s in later.specialists]
    write_pool(later.with_rows(specialists=wrong), week / "wrong")
    given = ("ledger", week / "plan.json", "--agency", "A", "--pool", week / "pool", "--pool")
    assert run(*given, week / "next").code == 0
    done = run(*given, week / "wrong", "--language", "en")
    assert done.code == 5
    assert "1 row differs from the sums of 1 plan." in done.out
    rows = [r.model_copy(update={"blocks": r.blocks + 1}) for r in later.ledger]
    write_pool(later.with_rows(ledger=rows), week / "ledger")
    assert "2 rows differ" in run(*given, week / "ledger", "--language", "en").out


@pytest.mark.parametrize(
    ("pools", "plans", "code"),
    [
        (("pool",), 1, "recount.no_later"),
        (("next",), 1, "recount.no_pool"),
        (("pool", "next"), 2, "recount.twice"),
    ],
)
def test_what_is_missing_to_count_again_is_named(
    run: Run, week: Path, pools: tuple[str, ...], plans: int, code: str
) -> None:
    """A plan without its pool, nothing to compare with, a week twice."""
    run("roll", week / "pool", week / "plan.json", "--out", week / "next")
    given = [part for name in pools for part in ("--pool", week / name)]
    done = run("ledger", *[week / "plan.json"] * plans, "--agency", "A", *given, "--json")
    assert (done.code, done.document["error"]["code"]) == (2, code)


def test_an_agency_that_is_not_there_is_named_with_those_that_are(run: Run, week: Path) -> None:
    run("roll", week / "pool", week / "plan.json", "--out", week / "next")
    given = ("--pool", week / "pool", "--pool", week / "next", "--json")
    error = run("ledger", week / "plan.json", "--agency", "Z", *given).document["error"]
    assert error["code"] == "recount.agency"
    assert "A, B" in error["hint"]
