"""Sweeps: what comes out depends on the scenarios alone, and nothing is lost or done twice."""

import pickle
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import scheduler
from scheduler.model import PlanRejectedError, RequestError, SchedulerError
from scheduler.synth import family_pool
from scheduler.whatif import (
    PlannedWeek,
    Scenario,
    Sweep,
    SweepProgress,
    Swept,
    absence,
    add_case,
    grid,
    illness,
    lending_limit,
    scenario,
    set_headcount,
    sweep,
    tier_order,
)
from scheduler.whatif.scenarios import Patches
from scheduler.whatif.sweeps.cache import Folder, Memory, known_row
from scheduler.whatif.sweeps.progress import NotebookBar, Tell
from scheduler.whatif.sweeps.run import Run
from scheduler.whatif.sweeps.task import Found, Task, carry_out, kept_plan
from tests import builders as b

MEASURED = ["seconds", "reused"]


@pytest.fixture(scope="module")
def base() -> PlannedWeek:
    """A small family, planned once for this file."""
    return scheduler.plan(family_pool(30, 20, 3), language="en")


@pytest.fixture(scope="module")
def scenarios(base: PlannedWeek) -> tuple[Scenario, ...]:
    """Two factors with two alternatives each."""
    limit = lending_limit(base.pool.agencies[0].agency, blocks=1)
    return grid(
        {
            "ill": {"nobody": (), "many": illness(0.4, 1)},
            "lending": {"as now": (), "one": limit},
        }
    )


@pytest.fixture
def thread() -> Iterator[Executor]:
    """The executor of somebody else, without the cost of a new process."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture(scope="module")
def swept(base: PlannedWeek, scenarios: tuple[Scenario, ...]) -> Sweep:
    """The grid, twice each, carried out once for this file."""
    with ThreadPoolExecutor(1) as executor:
        return sweep(base, scenarios, repetitions=2, executor=executor)


def told(it: Sweep) -> pd.DataFrame:
    """The table without what depends on the clock and the cache."""
    return it.table.drop(columns=MEASURED)


# -- what comes out -------------------------------------------------------------------------------


def test_the_table_has_a_row_a_scenario_and_repetition(swept: Sweep) -> None:
    """In the order given, typed, with the factors, the seeds, and each tier three times."""
    table = swept.table

    assert table["scenario"].tolist()[::2] == [
        "nobody · as now",
        "nobody · one",
        "many · as now",
        "many · one",
    ]
    assert table["repetition"].tolist() == [0, 1] * 4
    assert table["seed"].tolist() == [pd.NA] * 4 + [1, 2] * 2
    assert table["ill"].cat.categories.tolist() == ["nobody", "many"]
    kinds = {name: str(kind) for name, kind in table.dtypes.items()}
    assert (kinds["coverage"], kinds["coverage_bound"]) == ("Int64", "Int64")
    assert (kinds["change"], kinds["seconds"], kinds["reused"]) == ("string", "float64", "bool")
    assert table["status"].eq("planned").all()
    assert table["coverage_status"].str.contains("proven").all()
    assert "8 scenarios: 8 planned" in swept.summary()
    html = swept._repr_html_()
    assert "<table" in html
    assert ">coverage</th>" in html
    assert "coverage_bound" not in html


def test_each_row_is_what_a_plan_of_its_own_comes_to(base: PlannedWeek, swept: Sweep) -> None:
    """The plan behind a row is that of the patched pool from the base, to the byte."""
    ill = illness(0.4, 2, week=base.plan.start)
    by_hand = scheduler.plan(scheduler.patch(base.pool, ill), start=base, language="en")
    found = swept["many · as now", 1]
    row = swept.table.query("ill == 'many' and lending == 'as now' and repetition == 1").iloc[0]

    assert found.plan == by_hand.plan
    assert row["plan_sha256"] == by_hand.plan.sha256
    change = scheduler.compare(base, by_hand)
    assert row[["added", "removed", "moved"]].to_dict() == change.counts()
    assert swept.compare("many · as now", 1).rows.equals(change.rows)
    assert row["coverage"] == by_hand.plan.tiers[1].value


def test_differences_from_the_base_say_how_certain_they_are(swept: Sweep) -> None:
    """A row a tier; the base's own scenario differs by nothing, provenly."""
    tiers = swept.tiers
    same = tiers[tiers["scenario"] == "nobody · as now"]

    assert len(tiers) == 8 * 5
    assert same["difference"].eq(0).all()
    assert same["certainty"].str.contains("proven").all()
    assert tiers.query("ill == 'many' and tier == 'balance'")["difference"].ne(0).any()


def test_what_draws_nothing_is_solved_once(swept: Sweep) -> None:
    """Its repetitions are the same rows, and what is drawn anew is not."""
    rows = swept.table.groupby("scenario", sort=False)["plan_sha256"].nunique()
    assert rows.tolist()[:2] == [1, 1]
    assert rows.tolist()[2:] == [2, 2]


def test_a_sweep_survives_being_pickled(swept: Sweep) -> None:
    """With its plans."""
    again = pickle.loads(pickle.dumps(swept))
    assert again.table.equals(swept.table)
    assert again["many · one"].plan == swept["many · one"].plan


def test_a_row_without_a_plan_says_why_and_stops_nobody(thread: Executor) -> None:
    """Pins that cannot hold, a pool that contradicts itself, a patch that does not fit, a crash."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"), b.pin("s1", "d1"))
    week = scheduler.plan(pool, language="en")
    wrong = {"role": "x", "mode": "exercise", "authority": "no", "headcount": 1, "effort": 1}
    wanted: dict[str, Patches] = {
        "away": absence("s1", b.DAYS[0], until=b.DAYS[-1]),
        "wrong": add_case("c9", "A", [wrong], kind="k", site=b.HERE, priority=1),
        "nobody": absence("s2", b.DAYS[0]),
        "floor": tier_order("fit", "floor"),
        "same": (),
    }
    it = sweep(week, wanted, executor=thread)
    rows = [(s.scenario.name, s.row.status, s.row.why_en) for s in it.swept]

    assert [status for _, status, _ in rows] == [
        "infeasible",
        "invalid",
        "refused",
        "failed",
        "planned",
    ]
    assert "'no'" in rows[1][2]
    assert "'s2'" in rows[2][2]
    assert "floor stands before fit" in rows[3][2]
    assert all(s.row.why_ko for s in it.swept[:-1])
    assert it.table["coverage"].isna().tolist() == [True] * 4 + [False]
    for name in ("away", "nobody", "anything"):
        with pytest.raises(KeyError):
            it[name]


def test_tiers_that_the_base_lacks_are_not_comparable(base: PlannedWeek, thread: Executor) -> None:
    """They have columns, and a difference that nobody can tell."""
    it = sweep(base, {"floor": tier_order("coverage", "floor", "fit")}, executor=thread)

    assert it.table["floor"].notna().all()
    assert it.table["balance"].isna().all()
    floor = it.tiers.query("tier == 'floor'").iloc[0]
    assert pd.isna(floor["difference"])
    assert floor["certainty"] == "not comparable"


def test_calls_that_make_no_sense_are_refused(base: PlannedWeek) -> None:
    """Before anything is started."""
    one = Scenario(name="one")
    calls: list[tuple[Callable[[], Sweep], str]] = [
        (lambda: sweep(base, {}), "sweep.nothing"),
        (lambda: sweep(base, {"a": ()}, repetitions=0), "sweep.nothing"),
        (lambda: sweep(base, [one, one]), "sweep.same_name"),
        (lambda: sweep(base, grid({"coverage": {"x": ()}})), "sweep.factor_name"),
        (lambda: sweep(base, [one], workers=0), "sweep.workers"),
    ]
    for call, code in calls:
        with pytest.raises(RequestError) as caught:
            call()
        assert caught.value.code == code
        assert caught.value.hint("ko")
    with pytest.raises(RequestError, match="wrok_limit"):
        sweep(base, [one], wrok_limit=1.0)


# -- the cache ------------------------------------------------------------------------------------


def test_a_sweep_again_computes_nothing_that_is_finished(
    base: PlannedWeek, scenarios: tuple[Scenario, ...], swept: Sweep, tmp_path: Path
) -> None:
    """Whatever the order; another option, or another seed, is another result."""
    nobody = Untouched()
    with ThreadPoolExecutor(1) as thread:
        first = sweep(base, scenarios, repetitions=2, executor=thread, cache=tmp_path)
        again = sweep(base, scenarios[::-1], repetitions=2, executor=nobody, cache=tmp_path)
        one = {"many": illness(0.4, 1, week=base.plan.start)}
        sweep(base, one, executor=nobody, cache=tmp_path)

        assert len(list(tmp_path.iterdir())) == 6
        assert told(first).equals(told(swept))
        assert again.table["reused"].all()
        assert set(again.table["plan_sha256"]) == set(first.table["plan_sha256"])
        other = sweep(base, one, executor=thread, cache=tmp_path, seed=5)
        assert not other.table["reused"].any()
        assert other["many"].plan.provenance.options.seed == 5


class Untouched(Executor):
    """An executor to which nothing may come."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Nothing was to be computed."""
        raise AssertionError("this was finished already")


def test_a_damaged_result_is_made_anew(base: PlannedWeek, tmp_path: Path) -> None:
    """Half a file, or another one's text, is as good as none."""
    one = {"same": ()}
    with ThreadPoolExecutor(1) as thread:
        first = sweep(base, one, executor=thread, cache=tmp_path)
        (file,) = tmp_path.iterdir()
        whole = file.read_bytes()
        for damaged in (whole[: len(whole) // 2], b"", b"something else"):
            file.write_bytes(damaged)
            assert known_row(Folder(tmp_path), file.name.partition(".")[0]) is None
            again = sweep(base, one, executor=thread, cache=tmp_path)
            assert told(again).equals(told(first))
            assert kept_plan(file.read_bytes())[1] == first["same"].plan


def test_a_plan_that_was_tampered_with_is_not_shown(base: PlannedWeek, tmp_path: Path) -> None:
    """What comes from a folder is judged like anything else."""
    seats_of = base.pool.demands[0].demand
    wanted: dict[str, Patches] = {"same": (), "seats": set_headcount(seats_of, 9)}
    with ThreadPoolExecutor(1) as thread:
        it = sweep(base, wanted, executor=thread, cache=tmp_path)
    same, seats = it.swept
    folder = Folder(tmp_path)
    assert same.key is not None
    assert seats.key is not None
    kept = folder.get(seats.key)
    assert kept is not None
    folder.put(same.key, kept)  # a true plan, but of another pool

    with pytest.raises(PlanRejectedError):
        it["same"]
    assert it["seats"].plan.sha256 == seats.row.plan_sha256


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    """The old result stays whole, and no part of the new one lies about."""
    folder = Folder(tmp_path)
    folder.put("k", b"old")
    with pytest.raises(TypeError):
        folder.put("k", None)  # type: ignore[arg-type]
    assert folder.get("k") == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["k.jsonl.gz"]


# -- deaths, told by a crew whose members die as we say ------------------------------------------


class Mortal:
    """A crew of one in which some scenarios kill whoever has them.

    As with processes, everything that it has been given is lost at a death, and nothing is taken
    until it is renewed.
    """

    width = 2

    def __init__(self, is_deadly: Callable[[str], bool]) -> None:
        self._is_deadly = is_deadly
        self._is_dead = False
        self._held: list[tuple[Future[Found], Task]] = []
        self._thread, self._lock = ThreadPoolExecutor(1), threading.Lock()
        self.carried_out: list[str] = []

    def submit(self, task: Task) -> Future[Found]:
        """Take a task."""
        future = Future[Found]()
        with self._lock:
            if self._is_dead:
                raise BrokenExecutor("dead")
            self._held.append((future, task))
        self._thread.submit(self._work)
        return future

    def _work(self) -> None:
        with self._lock:
            if not self._held:
                return
            future, task = self._held[0]
            name = Scenario.model_validate_json(task.scenario).name
            self.carried_out.append(name)
            if self._is_deadly(name):
                self._is_dead = True
                for lost, _ in self._held:
                    lost.set_exception(BrokenExecutor("died"))
                self._held.clear()
                return
        found = carry_out(task)
        with self._lock:
            self._held.pop(0)
        future.set_result(found)

    def renew(self) -> bool:
        """Somebody new."""
        self._is_dead = False
        return True

    def close(self) -> None:
        """Nothing is left behind."""
        self._thread.shutdown()


def carried(
    base: PlannedWeek, wanted: Mapping[str, Patches], crew: Mortal, tell: Tell
) -> tuple[Swept, ...]:
    """What comes of scenarios in the hands of a mortal crew."""
    pairs = [(scenario(name, patches), 0) for name, patches in wanted.items()]
    run = Run(
        (base.pool, base.plan),
        pairs,
        base.plan.provenance.options,
        crew,
        Memory(),
        tell,
        lambda: False,
    )
    run.go()
    crew.close()
    return run.rows()


def test_a_scenario_that_kills_three_times_has_failed_and_nobody_else(base: PlannedWeek) -> None:
    """Those that were in flight beside it come out all the same."""
    crew = Mortal(lambda name: name == "poison")
    heard: list[SweepProgress] = []
    wanted: dict[str, Patches] = {
        "first": (),
        "poison": illness(0.1, 1),
        "beside": illness(0.1, 2),
        "last": illness(0.1, 3),
    }
    rows = carried(base, wanted, crew, heard.append)

    assert [s.row.status for s in rows] == ["planned", "failed", "planned", "planned"]
    assert "died 3 times" in rows[1].row.why_en
    assert "3번" in rows[1].row.why_ko
    assert crew.carried_out.count("poison") == 3
    assert crew.carried_out[-1] == "poison"  # the third time alone, after everybody else
    assert (heard[-1].done, heard[-1].failed, heard[-1].running) == (4, 1, 0)


def test_who_dies_twice_is_begun_again(base: PlannedWeek) -> None:
    """An accident is no fault of the scenario."""
    deaths = iter([True, True])
    crew = Mortal(lambda name: next(deaths, False))
    rows = carried(base, {"one": (), "two": illness(0.1, 2)}, crew, lambda progress: None)

    assert [s.row.status for s in rows] == ["planned", "planned"]
    assert len(crew.carried_out) == 4


def test_a_lent_executor_that_breaks_is_said_to_have(base: PlannedWeek, tmp_path: Path) -> None:
    """What was done is there, the rest has failed with the reason, and can be resumed."""

    class Breaking(ThreadPoolExecutor):
        taken = 0

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            self.taken += 1
            if self.taken > 1:
                raise BrokenExecutor("gone")
            return super().submit(fn, *args, **kwargs)

    wanted = {"one": illness(0.1, 1), "two": illness(0.1, 2), "three": illness(0.1, 3)}
    with Breaking(1) as executor:
        it = sweep(base, wanted, executor=executor, workers=1, cache=tmp_path)
    assert [s.row.status for s in it.swept] == ["planned", "failed", "failed"]
    assert "executor" in it.swept[1].row.why_en
    with ThreadPoolExecutor(1) as thread:
        again = sweep(base, wanted, executor=thread, cache=tmp_path)
    assert again.table["reused"].tolist() == [True, False, False]


def test_a_place_with_other_versions_refuses(base: PlannedWeek) -> None:
    """A cluster with an older program does not mix its results in, and they are not kept."""

    class Older(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            from dataclasses import replace

            (task,) = args
            older = task.provenance.replace(scheduler.__version__, "0.0.1")
            return super().submit(fn, replace(task, provenance=older))

    with Older(1) as executor:
        it = sweep(base, {"one": ()}, executor=executor)
    assert it.swept[0].row.status == "failed"
    assert "version" in it.swept[0].row.why_en


# -- progress and stopping ------------------------------------------------------------------------


def test_cancelling_keeps_what_is_done(base: PlannedWeek, thread: Executor) -> None:
    """And so does the keyboard."""
    wanted = {str(seed): illness(0.3, seed) for seed in range(5)}
    heard: list[SweepProgress] = []
    it = sweep(
        base,
        wanted,
        executor=thread,
        workers=1,
        on_progress=heard.append,
        is_cancelled=lambda: bool(heard) and heard[-1].done == 2,
    )
    assert [s.row.status for s in it.swept] == ["planned"] * 2 + ["cancelled"] * 3
    assert it.table["status"].tolist()[2:] == ["stopped"] * 3

    def interrupt(progress: SweepProgress) -> None:
        if progress.done == 1:
            raise KeyboardInterrupt

    it = sweep(base, wanted, executor=thread, workers=1, on_progress=interrupt)
    assert [s.row.status for s in it.swept] == ["planned"] + ["cancelled"] * 4


def test_a_terminal_sees_a_bar(
    base: PlannedWeek, thread: Executor, capsys: pytest.CaptureFixture[str]
) -> None:
    """On stderr, with the counts; without a terminal only where it is asked for."""
    sweep(base, {"one": ()}, executor=thread)
    assert capsys.readouterr().err == ""
    sweep(base, {"one": ()}, executor=thread, bar=True)
    captured = capsys.readouterr()
    assert "1 of 1" in captured.err
    assert captured.out == ""


def test_a_notebook_sees_one_bar_that_replaces_itself() -> None:
    """Plain HTML, shown once and then updated."""
    shown: list[dict[str, str]] = []

    class Handle:
        def update(self, bundle: dict[str, str], raw: bool) -> None:
            shown.append(bundle)

    def display(bundle: dict[str, str], raw: bool, display_id: bool) -> Handle:
        assert not shown
        shown.append(bundle)
        return Handle()

    bar = NotebookBar("ko", display)
    for done in (0, 0, 3):
        bar.tell(SweepProgress(done, of=8, reused=1, failed=0, running=2, seconds=1.0))
    assert len(shown) == 2
    assert '<progress value="3" max="8">' in shown[1]["text/html"]
    assert "시나리오 8개 중 3개 완료" in shown[1]["text/plain"]


def test_an_address_without_a_cluster_is_told(
    base: PlannedWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the address, in a few seconds."""
    monkeypatch.setattr("scheduler.whatif.sweeps.crew.CONNECT_S", 0.5)
    with pytest.raises(SchedulerError) as caught:
        sweep(base, {"one": ()}, executor="tcp://127.0.0.1:9")
    assert caught.value.code == "sweep.no_cluster"
    assert "127.0.0.1:9" in caught.value.what("ko")
