"""What the service answers about plans of the demo is what the command prints for their files."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from benchmarks.explaining import NEW, with_arrival
from scheduler.api import PREFIX, create_app
from scheduler.exchange import write_pool
from scheduler.explain import Compared, Replan, withheld
from scheduler.model import Pool
from scheduler.store import Store
from tests.cli.conftest import Run
from tests.e2e.test_masked import CANARY, with_canaries
from tests.world import ANALYST, PLANNER, World


class Office(NamedTuple):
    """Two stored plans, of the demo and of the demo with one case more; both in files as well."""

    world: World
    client: TestClient
    folder: Path
    now: Pool
    before: str
    after: str

    def ask(self, caller: str, method: str, path: str, **options: Any) -> Any:
        """The response to one request, which must succeed."""
        headers = {"Authorization": f"Bearer {self.world.tokens[caller]}"}
        told = self.client.request(method, PREFIX + path, headers=headers, **options)
        assert told.status_code == 200, told.text
        return told

    def file(self, name: str) -> Path:
        """The place of a pool or of a plan's file."""
        return self.folder / name


@pytest.fixture
def office(demo: Pool, tmp_path: Path) -> Office:
    """The case has come in: the facts of now have it, and the first plan does not know it."""
    store = Store.open(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    store.upgrade()
    world, old = World.over(store), with_canaries(demo)
    now = with_arrival(old, "C26-035")  # on which people of NIS work, too
    plans = []
    for name, pool in (("before", old), ("after", now)):
        world.make_current(pool)
        plans.append(world.solved()[1])
        write_pool(pool, tmp_path / name)
    office = Office(world, TestClient(create_app(world.services)), tmp_path, now, *plans)
    for name, plan in (("before", office.before), ("after", office.after)):
        content = office.ask(PLANNER, "GET", f"/plans/{plan}/export").content
        office.file(f"{name}.json").write_bytes(content)
    return office


def as_told(printed: dict[str, Any], kind: type[Compared | Replan], pool: Pool) -> dict[str, Any]:
    """What a command prints, as the service tells it to whoever is not of NIS."""
    people = {s.specialist for s in pool.specialists if s.agency == "NIS"}
    answer = withheld(kind.model_validate(printed["answer"]), people)
    return {**printed, "answer": answer.model_dump(mode="json")}


@pytest.mark.slow
def test_a_case_that_comes_in_is_answered_as_by_the_command(run: Run, office: Office) -> None:
    """The plan, who could step in, and the sentences; with the plan or without."""
    path = f"/plans/{office.before}/urgent"
    told = office.ask(PLANNER, "POST", path, json={"case": NEW}).json()
    quick = office.ask(PLANNER, "POST", path, json={"case": NEW, "quick": True}).json()
    given = (office.file("after"), office.file("before.json"), "--case", NEW, "--json")
    for language in ("ko", "en"):
        printed = run("urgent", *given, "--language", language).document
        printed = as_told(printed, Replan, office.now)
        assert told == {**printed, "text": {**told["text"], language: printed["text"]}}
        ranked = run("urgent", *given, "--quick", "--language", language).document
        text = {**quick["text"], language: ranked["text"]}
        assert quick == {"answer": None, **ranked, "text": text}
    rows = [row for row in told["answer"]["plan"]["assignments"] if row["case"] == NEW]
    assert "NIS" in {row["agency"] for row in rows}
    assert CANARY not in str(told) + str(quick)


@pytest.mark.slow
def test_two_plans_are_compared_as_by_the_command(run: Run, office: Office) -> None:
    """The moves with their causes; an analyst is told the same without a name."""
    path = f"/plans/{office.before}/comparison?after={office.after}&about={NEW}"
    told = office.ask(PLANNER, "GET", path).json()
    plans = office.file("before.json"), office.file("after.json")
    given = (office.file("after"), *plans, "--before-pool", office.file("before"), "--about", NEW)
    for language in ("ko", "en"):
        printed = run("compare", *given, "--json", "--language", language).document
        printed = as_told(printed, Compared, office.now)
        assert told == {**printed, "text": {**told["text"], language: printed["text"]}}
    moves = [move for move in told["answer"]["moves"] if move["case"] == NEW]
    assert "NIS" in {move["specialist"].partition("-")[0] for move in moves}
    assert "not_asked" not in {move["cause"] for move in moves}
    assert CANARY not in str(told)

    read = office.ask(ANALYST, "GET", path)
    assert read.json()["answer"] == told["answer"]
    people = {s.name for s in office.now.specialists if s.name}
    cases = {name for c in office.now.cases for name in (c.title, c.victim, *c.respondents)}
    assert [name for name in people | cases if name and name in read.text] == []
    assert any(name in str(told["text"]) for name in people)
