"""``scheduler keys``."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler.synth import demo_pool
from tests import builders as b
from tests.cli.conftest import COMMAND, Run, filed
from tests.cli.test_explain import files

__all__ = ["files"]


def test_who_is_missed_most(run: Run, files: tuple[Path, Path]) -> None:
    """A table, most first, at most so many rows, and what is said of the others."""
    done = run("keys", *files, "--workers", "1", "--limit", "2")
    assert done.code == 0
    lines = done.out.splitlines()
    assert "한 사람이 자리를 비울 때 잃는 것" in lines[0]
    assert "s2 이두리(가청)" in done.out
    assert "충원 20→14(−6)" in done.out
    assert "박세나" not in done.out
    assert lines[-1] == "차이가 있는 것이 1건 더 있습니다."
    assert "3/3 확인함" in done.err


@pytest.mark.parametrize(("of", "name"), [("gaps", "gaps"), ("permissions", "permissions")])
def test_the_answer_for_machines(run: Run, files: tuple[Path, Path], of: str, name: str) -> None:
    """The object, and the same in sentences."""
    done = run("keys", *files, "--of", of, "--workers", "1", "--json", "--language", "en")
    assert done.code == 0
    document = done.document
    assert document["of"] == of
    assert document["answer"]["is_complete"] is True
    assert isinstance(document["answer"][name], list)
    assert document["text"][0].startswith("Week 49 of 2026")


def test_no_gap_prints_where_a_masked_agency_sits(run: Run, tmp_path: Path) -> None:
    """The document for machines has the newcomers, and of a masked agency's no station."""
    pool = b.pool(
        b.agency("M", masked=True),
        b.specialist("s1", station="open"),
        b.specialist("m1", "M", station="canary-place"),
        b.case("c1"),
        b.demand("d1", skills=[{"skill": "x"}]),
    )
    files = filed(pool, tmp_path)
    done = run("keys", *files, "--of", "gaps", "--workers", "1", "--json")
    found = {g["person"]["agency"]: g["person"]["station"] for g in done.document["answer"]["gaps"]}
    assert found == {"A": "open", "M": "-"}
    assert "canary" not in done.out + done.err


def test_what_cannot_be_asked(run: Run, files: tuple[Path, Path]) -> None:
    """Another ranking, no row at all."""
    for options in (("--of", "agencies"), ("--limit", "0"), ("--workers", "0")):
        assert run("keys", *files, *options).code == 2


@contextmanager
def ranking(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A ranking of the demo pool by two processes, some answers known, in a group of its own."""
    files = map(str, filed(demo_pool(), folder))
    with subprocess.Popen(
        [*COMMAND, "keys", *files, "--workers", "2", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if json.loads(line).get("progress", {}).get("done"):  # before, they are only begun
                break
        yield process


def is_empty(group: int, within_s: float) -> bool:
    """Whether the last process of a group is gone, or goes in time."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_of_all_processes_shows_what_is_known(
    tmp_path: Path, number: signal.Signals
) -> None:
    """A terminal sends Ctrl-C to the whole group; nobody but the command answers."""
    with ranking(tmp_path) as process:
        os.killpg(process.pid, number)
        said, told = process.communicate(timeout=120)
    assert process.returncode == 130, told
    answer = json.loads(said)["answer"]
    assert not answer["is_complete"]
    assert all(json.loads(line) for line in told.splitlines())
    assert is_empty(process.pid, 30)


@pytest.mark.slow
def test_nobody_outlives_a_command_that_is_killed(tmp_path: Path) -> None:
    """Its processes end without a word, also in the midst of an answer."""
    with ranking(tmp_path) as process:
        process.kill()
        told = process.communicate(timeout=120)[1]
    assert "Traceback" not in told
    assert is_empty(process.pid, 60)
