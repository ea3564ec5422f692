"""Ten weeks rolled: every count equals a sum over the ten plans, and each agency can see that."""

import csv
import io
from collections import Counter
from collections.abc import Callable

import pytest

import scheduler
from scheduler.access import Principal, Role, plan_for, pool_for
from scheduler.exchange import plan_to_csv
from scheduler.forward import recount
from scheduler.model import Plan, Pool, SolveOptions
from scheduler.model.integrity import pool_complaints
from scheduler.solver import make_plan
from tests.forward.weeks import Weeks, faults, rolled
from tests.properties.pools import any_pool

WEEKS = 10


def planning(work_limit: float) -> Callable[[Pool], Plan]:
    """Certified plans of so many units of work."""

    def make(pool: Pool) -> Plan:
        plan = make_plan(pool, pool.horizon(), SolveOptions(work_limit=work_limit)).plan
        assert plan is not None
        return plan

    return make


@pytest.fixture(scope="module")
def demo() -> Weeks:
    """Ten weeks of the demo pool."""
    return rolled(scheduler.load("sample_data/demo"), WEEKS, planning(0.5))


@pytest.mark.slow
def test_ten_weeks_of_the_demo_keep_every_count_a_sum_over_the_plans(demo: Weeks) -> None:
    """Past columns, lent half-days, used blocks, service history, rows in force."""
    assert list(faults(demo)) == []
    assert min(len(plan.assignments) for _, plan in demo.planned) > 20
    assert all(any(row.instrument for row in plan.assignments) for _, plan in demo.planned)
    for pool in demo.pools:
        assert [c for c in pool_complaints(pool) if c.code == "integrity.not_the_ledgers"] == []


@pytest.mark.slow
def test_each_agency_recounts_its_ledger_from_its_own_copies(demo: Weeks) -> None:
    """What a registrar is shown of pools and plans gives what the whole gives, row by row."""
    for agency in demo.last.agency_of_id:
        it = Principal("r", "r", Role.REGISTRAR, agency)
        masked = tuple((pool_for(it, p, plan), plan_for(it, plan, p)) for p, plan in demo.planned)
        own = recount(agency, masked, pool_for(it, demo.last))
        assert own == recount(agency, demo.planned, demo.last)
        assert all(row.agrees for row in own)
        assert len(own) == 1 + sum(s.agency == agency for s in demo.last.specialists)


@pytest.mark.slow
def test_the_spreadsheets_that_an_agency_gets_sum_up_to_its_ledger(demo: Weeks) -> None:
    """Half-days of own people, and of these the ones on cases that others lead, from plan.csv."""
    it = Principal("r", "r", Role.REGISTRAR, "KNPA")
    worked, lent = Counter[str](), 0
    for pool, plan in demo.planned:
        data = plan_to_csv(plan_for(it, plan, pool), pool_for(it, pool, plan), "en")
        for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))):
            if row["Home agency"] == pool.agency_of_id["KNPA"].name_en:
                worked[row["Specialist id"]] += int(row["Half-days"])
                lent += int(row["Half-days"]) * (row["Lead agency"] != row["Home agency"])
    own, *people = recount("KNPA", demo.planned, demo.last)
    assert own.ledger.blocks == lent > 0
    assert {r.specialist: r.ledger.blocks for r in people if r.ledger.blocks} == dict(worked)


@pytest.mark.parametrize("seed", range(6))
def test_ten_weeks_of_tiny_pools_do_too(seed: int) -> None:
    """With windows of 1 to 12 weeks, so that some of the ten leave the ledger."""
    pool = any_pool(seed)
    window = (1, 3, 7, 12)[seed % 4]
    policy = pool.policy.model_copy(update={"rolling_weeks": window, "weeks": 1})
    assert list(faults(rolled(pool.with_rows(policy=policy), WEEKS, planning(2), seed=seed))) == []
