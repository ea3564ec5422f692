"""One pool, one plan: whatever the order of rows, the form of the file or the process."""

import json
import random
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import scheduler.exchange
from scheduler.check import judge
from scheduler.exchange import load_pool, plan_from_json, write_pool
from scheduler.model import Language, Pool
from tests.cli.conftest import Run, run_process
from tests.e2e.conftest import DEMO, made


def shuffled(folder: Path, to: Path, seed: str) -> Path:
    """The same tables with their rows in another order."""
    dice = random.Random(seed)
    to.mkdir()
    for source in folder.iterdir():
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        if source.suffix == ".csv":
            head, rows = lines[0], lines[1:]
            dice.shuffle(rows)
            lines = [head, *rows]
        (to / source.name).write_text("".join(lines), encoding="utf-8")
    return to


@pytest.mark.slow
def test_shuffled_rows_give_the_same_bytes_in_another_process(
    demo_out: Path, tmp_path: Path
) -> None:
    """Plan, CSV, workbook and calendars, with sets that run in another order."""
    pool = shuffled(DEMO, tmp_path / "pool", "1")
    done = run_process("plan", pool, "--out", tmp_path / "out", PYTHONHASHSEED="1")
    assert done.code == 0, done.err
    assert made(tmp_path / "out") == made(demo_out)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), [("pool.xlsx", "ko"), ("pool.json", "en")])
def test_every_form_of_a_pool_gives_the_same_plan(
    run: Run, demo: Pool, demo_out: Path, tmp_path: Path, name: str, language: Language
) -> None:
    """A workbook and a JSON file as well as a folder, with Korean and with English headers."""
    (tmp_path / "read").mkdir()
    for other in ("pool", "pool.xlsx"):
        write_pool(demo, tmp_path / "read" / other, language=language)
        assert load_pool(tmp_path / "read" / other).sha256 == demo.sha256
    write_pool(demo, tmp_path / name, language=language)
    done = run("plan", tmp_path / name, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert made(tmp_path / "out") == made(demo_out)


@pytest.mark.slow
def test_the_cheapest_changes_are_the_same_in_another_process(demo_out: Path) -> None:
    """Several sets of changes cost the same here, so which is told hangs on every order inside."""
    ask = ("repair", DEMO, demo_out / "plan.json", "--demand", "C26-025-D4", "--json")
    told = [run_process(*ask, PYTHONHASHSEED=hash_seed) for hash_seed in ("2", "3")]
    assert [one.code for one in told] == [0, 0], told[0].err
    assert json.loads(told[0].out)["answer"]["ways"][2]["price"] == 9
    assert told[0].out == told[1].out


def test_the_plan_file_keeps_to_the_published_schema(demo: Pool, demo_out: Path) -> None:
    """The schema beside the reader, checked by somebody else's validator; then the judge."""
    schema = Path(scheduler.exchange.__file__).with_name("plan.schema.json")
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    content = (demo_out / "plan.json").read_bytes()
    assert list(validator.iter_errors(json.loads(content))) == []
    assert judge(demo, plan_from_json(content)).is_accepted

    forged = json.loads(content)
    forged["assignments"][0]["mode"] = "command"
    del forged["provenance"]
    assert len(list(validator.iter_errors(forged))) == 2
