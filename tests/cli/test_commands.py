"""The commands one by one: what they print, in which language, and how they end."""

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler.access import Principal, Role, plan_for
from scheduler.cli.plan import _no_plan
from scheduler.cli.terminal import Terminal
from scheduler.exchange import load_pool, plan_from_json, plan_to_json, write_pool
from scheduler.model import RunRecord, SolveResult
from scheduler.model.plan import Plan
from tests import builders as b
from tests.cli.conftest import Run, small_pool
from tests.planned import plan_of


def made(folder: Path) -> Path:
    """The small pool's plan in a file."""
    path = folder / "plan.json"
    path.write_bytes(plan_to_json(plan_of(small_pool())))
    return path


def test_a_plan_is_printed_in_korean_by_default(run: Run, pool_folder: Path) -> None:
    """Tiers, week grid by agency and empty seats, whatever LANG says."""
    done = run("plan", pool_folder)
    assert done.code == 0
    for words in (
        "2026년 49주차 (11. 30.~12. 4.)",
        "배정 2건",
        "최적(증명됨·검산 가능)",
        "나청",
        "c1*",
    ):
        assert words in done.out
    assert "전문분야·숙련도 미달 3명" in done.out


def test_the_grid_lines_up(run: Run, pool_folder: Path) -> None:
    """Wide letters take two columns: every row of the grid ends where its heading ends."""
    from rich.cells import cell_len

    lines = run("plan", pool_folder).out.splitlines()
    start = next(i for i, line in enumerate(lines) if "11. 30.(월)" in line)
    head, person = lines[start], next(line for line in lines[start:] if "s2 이두리" in line)
    assert cell_len(head.rstrip()) == cell_len(person.rstrip())


def test_a_plan_is_printed_in_english_when_asked(run: Run, pool_folder: Path) -> None:
    """The option may stand before or after the command."""
    for order in (
        ("plan", pool_folder, "--language", "en"),
        ("--language", "en", "plan", pool_folder),
    ):
        done = run(*order)
        assert "2 assignments · 2 people · 2 cases · 1 empty seat" in done.out
        assert "skill or level missing: 3" in done.out


def test_a_wide_plan_prints_agencies_instead_of_people(
    run: Run, pool_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of rows help nobody; the note says how to see a part."""
    monkeypatch.setattr("scheduler.cli.plan.MOST_PEOPLE_IN_GRID", 1)
    done = run("plan", pool_folder, "--language", "en")
    assert "scheduler show PLAN.json --agency A" in done.out
    assert "c1*" not in done.out


def test_errors_in_the_pool_come_all_at_once(run: Run, pool_folder: Path) -> None:
    """Exit 3, each with its place, in a table or as records."""
    path = pool_folder / "specialists.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("s1", "s1;").replace("s3,박세나,B", "s3,박세나,Z"),
        encoding="utf-8",
    )
    done = run("plan", pool_folder)
    assert done.code == 3
    assert "specialists.csv:2:specialist" in done.err
    error = run("plan", pool_folder, "--json").document["error"]
    assert (error["code"], error["exit_code"]) == ("pool.invalid", 3)
    assert {c["file"] for c in error["complaints"]} == {"specialists.csv"}


def test_validate_counts_and_lists(run: Run, pool_folder: Path) -> None:
    """0 without errors, 3 with; the records carry their sentences."""
    done = run("validate", pool_folder, "--json")
    assert (done.code, done.document["valid"]) == (0, True)
    path = pool_folder / "cases.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("leak", "leak").replace(",5,", ",500,"), encoding="utf-8")
    done = run("validate", pool_folder, "--json")
    assert (done.code, done.document["valid"]) == (3, False)
    assert done.document["errors"] == 1
    assert done.document["complaints"][0]["text"]
    assert run("validate", pool_folder).code == 3


def test_validate_points_to_the_row_of_what_depends_on_the_weeks(
    run: Run, pool_folder: Path
) -> None:
    """A day without work stands in a row of a file, as everything else that is wrong."""
    (pool_folder / "availability.csv").write_text(
        "specialist,date,half,status\ns1,2026-12-02,am,unavailable\ns1,2026-12-05,am,unavailable\n"
    )
    found = run("validate", pool_folder, "--json").document["complaints"]

    assert [(c["file"], c["row"]) for c in found if c["code"] == "integrity.idle_availability"] == [
        ("availability.csv", 3)
    ]


def test_validate_tells_what_was_read(run: Run, pool_folder: Path) -> None:
    """Rows by table, and what it means that a table is not there; in words and for machines."""
    (pool_folder / "conflicts.csv").unlink()
    rows = {it["table"]: it for it in run("validate", pool_folder, "--json").document["read"]}
    told = run("validate", pool_folder, "--language", "en").out

    assert rows["conflicts"]["rows"] is None
    assert rows["specialists"]["rows"] > 0
    assert "Conflicts of interest: no table, nobody is recused." in told
    assert f"Specialists: {rows['specialists']['rows']} row" in told
    assert "이해충돌: 표 없음" in run("validate", pool_folder, "--language", "ko").out


def test_a_table_under_nearly_its_name_is_refused(run: Run, pool_folder: Path) -> None:
    """The plan would go ahead with a recused person; nothing is planned."""
    (pool_folder / "conflicts.csv").rename(pool_folder / "conflict.csv")
    done = run("plan", pool_folder, "--json")

    assert done.code == 3
    found = done.document["error"]["complaints"][0]
    assert (found["code"], found["nearest"]) == ("exchange.near_table", "conflicts")


def test_plan_tells_in_short_what_was_read(run: Run, pool_folder: Path) -> None:
    """On stderr beside the plan, and in its answer for machines."""
    (pool_folder / "conflicts.csv").unlink()
    done = run("plan", pool_folder, "--limit", "1", "--language", "en")
    assert "Read (rows): Agencies" in done.err
    assert "nobody is recused" in " ".join(done.err.split())
    document = run("plan", pool_folder, "--limit", "1", "--json").document
    assert {it["table"] for it in document["read"]} >= {"agencies", "conflicts"}


def test_the_judge_accepts_a_plan_and_refuses_a_forged_one(
    run: Run, pool_folder: Path, tmp_path: Path
) -> None:
    """Exit 0, and 5 when a value is changed by hand."""
    path = made(tmp_path)
    assert run("check", pool_folder, path).code == 0
    forged = json.loads(path.read_text(encoding="utf-8"))
    forged["tiers"][1]["value"] += 1
    forged["tiers"][1]["bound"] += 1
    path.write_text(json.dumps(forged), encoding="utf-8")
    done = run("check", pool_folder, path, "--json")
    assert (done.code, done.document["accepted"]) == (5, False)
    assert done.document["violations"][0]["text"]
    assert run("check", pool_folder, path).code == 5


def changed(path: Path, *, kept: tuple[str, ...], **coverage: Any) -> Path:
    """The plan in the file with these witnesses only, that of coverage changed."""
    plan = json.loads(path.read_text(encoding="utf-8"))
    witnesses = {w["tier"]: w for w in plan["witnesses"]}
    witnesses["coverage"] |= coverage
    plan["witnesses"] = [witnesses[tier] for tier in kept]
    path.write_text(json.dumps(plan), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ko",
            """심사 결과: 배정 2건이 모든 규칙을 지키고, 적힌 값이 모두 맞습니다.
2. 충원 6 6 0.0% 최적(증명됨·검산 가능)
4. 형평성 48,606 48,606 0.0% 최적(주장됨)
검산: 검산표 2개를 최적화 엔진 없이 다시 계산하여 한계값을 확인했습니다(충원, 적합도).
검산표 없음: 목표 3개의 한계는 확인하지 않은 주장입니다(법정기한, 안정성, 형평성).
""",
        ),
        (
            "en",
            """Accepted: 2 assignments keep every rule, and every claimed value is right.
2. coverage 6 6 0.0% optimal (proven, checkable)
4. balance 48,606 48,606 0.0% optimal (claimed)
Verified without a solver: 2 witnesses prove their bounds (coverage, fit).
Without a witness: 3 bounds are only claimed (statutory deadlines, stability,
""",
        ),
    ],
)
def test_check_says_which_bounds_it_has_verified(
    run: Run, pool_folder: Path, tmp_path: Path, language: str, said: str
) -> None:
    """How many witnesses and of which tiers, and what rests on the solver."""
    path = changed(made(tmp_path), kept=("coverage", "fit"))
    told = " ".join(run("check", pool_folder, path, "--language", language).out.split())

    assert [line for line in said.splitlines() if line not in told] == []


def test_check_tells_programs_what_each_tier_rests_on(
    run: Run, pool_folder: Path, tmp_path: Path
) -> None:
    """By tier, as ``plan`` and ``show`` do; of a refused plan nothing is said to be verified."""
    path = changed(made(tmp_path), kept=("coverage", "fit"))
    done = run("check", pool_folder, path, "--json").document
    standing = dict.fromkeys(("statutory", "stability", "balance"), "claimed")
    standing |= dict.fromkeys(("coverage", "fit"), "checkable")
    unverified = standing | dict.fromkeys(("coverage", "fit"), "claimed_checkable")

    assert (done["accepted"], done["witnesses"], done["standing"]) == (True, 2, standing)
    assert run("show", path, "--json").document["standing"] == unverified
    assert "checkable" in run("plan", pool_folder, "--json").document["standing"].values()
    refused = run("check", pool_folder, changed(path, kept=("coverage",), seats=[]), "--json")
    assert refused.document.keys() == {"accepted", "violations"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ko",
            """WITNESS coverage: 검산표로 증명되는 한계값은 18인데 배정안에는 6으로 적혀 있습니다.
심사 결과: 받아들일 수 없습니다(위반 1건).
검산표가 적힌 한계값을 증명하지 못합니다.
""",
        ),
        (
            "en",
            """WITNESS coverage: the witness proves the bound 18, the plan states 6:
Refused: 1 violation.
A witness does not prove what the plan states.
""",
        ),
    ],
)
def test_check_refuses_a_witness_that_does_not_prove_the_bound(
    run: Run, pool_folder: Path, tmp_path: Path, language: str, said: str
) -> None:
    """Exit 5, with what it does prove and the way out."""
    path = changed(made(tmp_path), kept=("coverage",), seats=[])
    done = run("check", pool_folder, path, "--language", language)
    told = " ".join(done.out.split())

    assert done.code == 5
    assert [line for line in said.splitlines() if line not in told] == []


def test_check_refuses_prices_of_what_is_not_there(
    run: Run, pool_folder: Path, tmp_path: Path
) -> None:
    """Named with its tier, its table and its key; a price that no witness can have is no plan."""
    wrong = [{"agency": "Z", "price": 1}]
    path = changed(made(tmp_path), kept=("coverage",), lent_blocks=wrong)
    (found,) = run("check", pool_folder, path, "--json").document["violations"]

    assert (found["code"], found["subject"]) == ("WITNESS_PRICE", "coverage/lent_blocks/Z")
    path = changed(path, kept=("coverage",), lent_blocks=[{"agency": "A", "price": 0}])
    done = run("check", pool_folder, path, "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "exchange.plan_unreadable")
    assert "witnesses.0.lent_blocks.0.price" in done.document["error"]["message"]


def test_a_legend_says_what_checkable_means(run: Run, pool_folder: Path, tmp_path: Path) -> None:
    """Under the tiers, where there is anything to check, and apart from what follows."""
    path = made(tmp_path)
    legend = "checkable: 'scheduler check' works the bound out again"

    out = run("plan", pool_folder, "--language", "en").out
    assert legend in out
    assert not out.partition("without a solver.")[2].splitlines()[1].strip()
    assert legend in run("show", path, "--language", "en").out
    assert legend not in run("show", changed(path, kept=()), "--language", "en").out


@pytest.mark.parametrize(
    ("option", "shown", "hidden"),
    [
        (("--specialist", "s2"), "이두리", "김하나"),
        (("--agency", "B"), "나청", "김하나"),
        (("--agency", "나청"), "나청", "김하나"),
        (("--case", "c1"), "첫째 사건", "둘째 사건"),
        (("--case", "c2"), "둘째 사건", "첫째 사건"),
    ],
)
def test_show_cuts_a_plan_down(
    run: Run, pool_folder: Path, tmp_path: Path, option: tuple[str, str], shown: str, hidden: str
) -> None:
    """One person's, agency's or case's rows, with names from the pool."""
    done = run("show", made(tmp_path), "--pool", pool_folder, *option)
    assert done.code == 0
    flat = "".join(done.out.split())
    assert "".join(shown.split()) in flat
    assert "".join(hidden.split()) not in flat


def test_show_says_what_could_stand_elsewhere(run: Run, tmp_path: Path) -> None:
    """A mark in the grid and a legend; of one person's rows how many half-days, and which days."""
    it = b.pool(
        b.specialist("s1"),
        b.away_but("s1", [0, 1, 2, 3]),
        b.case("c1"),
        b.case("c2"),
        b.demand("d1", "c1"),
        b.session("d2", "c2", at="2026-12-01/am"),
    )
    plan = b.plan(it, b.row(it, "s1", "d1", (0,)), b.row(it, "s1", "d2", (2,)))
    path, folder = tmp_path / "plan.json", tmp_path / "pool"
    path.write_bytes(plan_to_json(plan))
    write_pool(it, folder)
    whole = run("show", path, "--pool", folder, "--language", "ko").out
    part = run("show", path, "--pool", folder, "--specialist", "s1", "--language", "en").out

    assert "c1~" in whole
    assert "c2~" not in whole
    assert "'~'는 시간 변경 가능" in whole
    assert "could move to 2 other half-days" in " ".join(part.split())
    assert "c1~" not in run("show", path).out


def test_show_without_a_pool_prints_ids(run: Run, tmp_path: Path) -> None:
    """And says so when there is nothing to show."""
    path = made(tmp_path)
    done = run("show", path)
    assert done.code == 0
    assert "s2" in done.out
    assert "이두리" not in done.out
    assert run("show", path, "--specialist", "nobody").code == 7


def test_show_says_of_who_is_idle_how_to_ask_why(
    run: Run, pool_folder: Path, tmp_path: Path
) -> None:
    """Who is in the pool is found; who is not, is not."""
    ask = ("show", made(tmp_path), "--pool", pool_folder, "--language", "en", "--specialist")
    done = run(*ask, "s1")
    assert done.code == 0
    assert "s1 김하나 is in the pool and has no assignment in this plan." in done.out
    assert "--demand D --specialist s1" in done.out
    assert run(*ask, "s1", "--json").document["plan"]["assignments"] == []
    assert run(*ask, "s9").code == 7


def test_show_prints_a_registrars_copy_without_numbers(run: Run, tmp_path: Path) -> None:
    """Claimed, not by what; and no load where there is no leximin."""
    path = made(tmp_path)
    plan = plan_from_json(path.read_bytes())
    registrar = Principal("1", "r", Role.REGISTRAR, "B")
    path.write_bytes(plan_to_json(plan_for(registrar, plan, small_pool())))
    told = " ".join(run("show", path, "--language", "en").out.split())

    assert "2. coverage – – – optimal (claimed) 3. stability" in told
    assert set(run("show", path, "--json").document["standing"].values()) == {"claimed"}


def test_a_file_that_is_no_plan_is_refused(run: Run, pool_folder: Path, tmp_path: Path) -> None:
    """With a sentence, not a traceback."""
    path = tmp_path / "plan.json"
    path.write_text("{}", encoding="utf-8")
    assert run("check", pool_folder, path).code == 2
    assert run("show", tmp_path / "missing.json").code == 2


def test_a_plan_starts_from_an_earlier_one(run: Run, pool_folder: Path, tmp_path: Path) -> None:
    """Its rows are counted, and the new plan names it."""
    run("plan", pool_folder, "--out", tmp_path)
    earlier = plan_from_json((tmp_path / "plan.json").read_bytes())
    done = run("plan", pool_folder, "--start", tmp_path / "plan.json", "--json")
    assert done.document["plan"]["provenance"]["start_sha256"] == earlier.sha256
    assert done.document["run"]["start_kept"] == len(earlier.assignments)
    told = run("plan", pool_folder, "--start", tmp_path / "plan.json", "--language", "en")
    assert "Of the 2 rows of the earlier plan 2 were" in told.err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"schema_version": 2}',
        b'{"assignments": [{"specialist": "\\ud800"}]}',
    ],
)
def test_a_start_that_is_no_plan_plans_nothing(
    run: Run, pool_folder: Path, tmp_path: Path, content: bytes
) -> None:
    """One sentence with the place that is wrong; nothing is written."""
    path, out = tmp_path / "start.json", tmp_path / "out"
    path.write_bytes(content)
    done = run("plan", pool_folder, "--start", path, "--out", out, "--language", "en")

    assert done.code == 2
    assert "Traceback" not in done.err
    assert not out.exists()


def test_a_start_with_a_wrong_row_names_the_row(
    run: Run, pool_folder: Path, tmp_path: Path
) -> None:
    """Which row and which key of it."""
    run("plan", pool_folder, "--out", tmp_path)
    path = tmp_path / "plan.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"mode": "', '"mode": "x', 1))
    done = run("plan", pool_folder, "--start", path, "--json")

    assert done.code == 2
    assert "assignments.0.mode" in done.document["error"]["message"]


def test_synth_writes_what_it_says(run: Run, tmp_path: Path) -> None:
    """The same seed makes the same pool; a size is asked for exactly where it is free."""
    sizes = ("--specialists", "12", "--cases", "4", "--seed", "3", "--json")
    done = run("synth", "family", tmp_path / "deep" / "one", *sizes)
    assert done.code == 0
    assert done.document["specialists"] == 12
    assert load_pool(tmp_path / "deep" / "one").sha256 == done.document["sha256"]
    again = run("synth", "family", tmp_path / "two.json", *sizes)
    assert again.document["sha256"] == done.document["sha256"]
    assert run("synth", "family", tmp_path / "three").code == 2
    assert run("synth", "demo", tmp_path / "four", "--cases", "3").code == 2


def test_synth_writes_the_language_s_names(run: Run, tmp_path: Path) -> None:
    """Korean files and headers unless English is asked for; either takes the other's place."""
    pool = tmp_path / "pool"
    assert run("synth", "demo", pool).code == 0
    assert (pool / "이해충돌.csv").read_text(encoding="utf-8-sig").startswith("인력코드,상대방,")
    before = load_pool(pool)
    assert run("synth", "demo", pool, "--language", "en", "--force").code == 0
    assert not (pool / "이해충돌.csv").exists()
    assert (pool / "conflicts.csv").read_text(encoding="utf-8").startswith("specialist,party,")
    assert load_pool(pool) == before


def test_template_writes_an_agencys_workbook(run: Run, tmp_path: Path) -> None:
    """It says how many rows were filled in, and names an agency that is not there."""
    pool, out = tmp_path / "pool", tmp_path / "deep" / "A.xlsx"
    write_pool(small_pool(), pool)
    agency = small_pool().agencies[0].agency
    done = run("template", pool, "--agency", agency, "--out", out, "--json")

    assert done.code == 0
    assert out.is_file()
    assert done.document["rows"]["agencies"] == 1
    assert run("template", pool, "--agency", "NOPE", "--out", out).code == 7


@pytest.mark.parametrize("name", ["pool", "pool.json", "pool.xlsx"])
def test_synth_writes_over_nothing_unless_told_to(run: Run, tmp_path: Path, name: str) -> None:
    """A real pool, as a folder or as a file, stays as it is; an empty folder is free."""
    path = tmp_path / name
    write_pool(small_pool(), path)
    for language, words in (("ko", "이미 자료가 있습니다"), ("en", "already holds files")):
        refused = run("synth", "demo", path, "--language", language)
        assert refused.code == 2
        told = " ".join(refused.err.split())  # a long path breaks the line anywhere
        assert words in told
        assert "--force" in told
        assert load_pool(path) == small_pool()
    forced = run("synth", "demo", path, "--force", "--json")
    assert load_pool(path).sha256 == forced.document["sha256"]
    (tmp_path / "empty").mkdir()
    assert run("synth", "demo", tmp_path / "empty").code == 0


@pytest.mark.parametrize(("cancelled", "code"), [(False, 9), (True, 130)])
def test_no_plan_within_the_limit_is_no_proof(
    cancelled: bool, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unknown is 9, stopped is 130, and neither says infeasible."""
    pool = small_pool()
    record = RunRecord(seconds=1.0, phases=(), cancelled=cancelled)
    result = SolveResult(status="unknown", plan=None, run=record)
    terminal = Terminal("en", as_json=True)
    assert _no_plan(terminal, pool, pool.horizon(), result) == code
    assert json.loads(capsys.readouterr().out)["error"]["exit_code"] == code


def test_a_pool_without_a_week_asks_for_one(run: Run, tmp_path: Path) -> None:
    """The option stands in for the policy's start."""
    write_pool(small_pool(start=None), tmp_path / "pool")
    done = run("plan", tmp_path / "pool", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "horizon.no_start")
    done = run("plan", tmp_path / "pool", "--week", "2026-W50", "--json")
    assert done.code == 0
    assert Plan.model_validate(done.document["plan"]).start.number == 50
    assert run("plan", tmp_path / "pool", "--week", "next").code == 2


def test_check_prints_no_value_of_pythons(run: Run, pool_folder: Path, tmp_path: Path) -> None:
    """A plan that is wrong in every field is told in plain words, in both languages."""
    path = made(tmp_path)
    plan = plan_from_json(path.read_bytes())
    rows = tuple(
        row.model_copy(
            update={
                **{"instrument": "i9", "document_no": "No. 9", "authority": "w", "blocks": ()},
                **{"pin": None, "with_oversight": True, "legal_basis": "x"},
            }
        )
        for row in plan.assignments
    )
    seats = tuple(
        seat.model_copy(update={"refused_by": (), "waterfall": (), "remaining": ()})
        for seat in plan.empty_seats
    )
    told = {"assignments": rows, "empty_seats": seats}
    path.write_bytes(plan_to_json(plan.model_copy(update=told)))
    for language in ("ko", "en"):
        done = run("check", pool_folder, path, "--language", language)
        assert done.code == 5
        words = ("None", "True", "False", "frozenset", "()", "('", "RefusalCount", "Refusal.", "=")
        assert [word for word in words if word in done.out] == []
        assert "SKILL 3" in " ".join(done.out.split())
