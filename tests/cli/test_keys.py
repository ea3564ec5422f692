"""``scheduler keys``."""

from pathlib import Path

import pytest

from scheduler.exchange import plan_to_json, write_pool
from scheduler.solver import make_plan
from tests import builders as b
from tests.cli.conftest import Run
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
    plan = make_plan(pool, pool.horizon()).plan
    assert plan is not None
    write_pool(pool, tmp_path / "pool")
    (tmp_path / "plan.json").write_bytes(plan_to_json(plan))
    files = tmp_path / "pool", tmp_path / "plan.json"
    done = run("keys", *files, "--of", "gaps", "--workers", "1", "--json")
    found = {g["person"]["agency"]: g["person"]["station"] for g in done.document["answer"]["gaps"]}
    assert found == {"A": "open", "M": "-"}
    assert "canary" not in done.out + done.err


def test_what_cannot_be_asked(run: Run, files: tuple[Path, Path]) -> None:
    """Another ranking, no row at all."""
    for options in (("--of", "agencies"), ("--limit", "0"), ("--workers", "0")):
        assert run("keys", *files, *options).code == 2
