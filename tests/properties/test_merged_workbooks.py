"""Agencies' workbooks merged: what an agency changes arrives, and nothing else does."""

import io
from random import Random

import openpyxl
import pytest

from scheduler.exchange import agency_template, read_filled_files
from scheduler.forward import KEPT, own_rows, roll
from scheduler.model import (
    TABLE,
    AvailabilityStatus,
    Fact,
    Grade,
    Pool,
    SolveOptions,
    row_key,
)
from scheduler.model.integrity import pool_complaints
from scheduler.solver import make_plan
from scheduler.synth import demo_pool, family_pool
from tests import builders as b
from tests.properties.pools import any_pool

SEEDS = 6


def merged(pool: Pool, agency: str, book: bytes) -> Pool:
    reading = read_filled_files({f"{agency}.xlsx": book}, pool.agencies)
    return reading.merged_into(pool, agency).pool


def pools() -> list[Pool]:
    return [demo_pool(1), family_pool(40, 20, 3)]


def saved_again(book: bytes) -> bytes:
    """The workbook opened and saved by another program."""
    buffer = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(book)).save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("pool", pools(), ids=["demo", "family"])
def test_untouched_workbooks_change_nothing(pool: Pool) -> None:
    """Of every agency, in both languages, saved by another program as well."""
    for agency in pool.agency_of_id:
        for book in (agency_template(pool, agency), agency_template(pool, agency, "en")):
            assert merged(pool, agency, book).sha256 == pool.sha256
        assert merged(pool, agency, saved_again(book)).sha256 == pool.sha256


@pytest.mark.parametrize("seed", range(SEEDS))
def test_untouched_workbooks_of_any_pool_change_nothing(seed: int) -> None:
    pool = any_pool(seed)
    for agency in pool.agency_of_id:
        assert merged(pool, agency, agency_template(pool, agency)).sha256 == pool.sha256


@pytest.mark.parametrize("seed", range(SEEDS))
def test_untouched_workbooks_from_before_a_roll_change_nothing(seed: int) -> None:
    """What was counted meanwhile stays counted, and days that are over do not come back."""
    pool = demo_pool(seed) if seed % 4 == 0 else any_pool(seed)
    plan = make_plan(pool, pool.horizon(), SolveOptions(work_limit=0.1)).plan
    later = roll(pool, plan or b.plan(pool)).pool
    assert later.ledger
    for agency in pool.agency_of_id:
        assert merged(later, agency, agency_template(pool, agency)).sha256 == later.sha256


def with_people(pool: Pool) -> list[str]:
    """The agencies that have specialists; the demo's are six of nine."""
    return sorted({s.agency for s in pool.specialists})


def edited(pool: Pool, agency: str, rng: Random) -> Pool:
    """The pool in which one agency has changed some of its own rows, of every kind."""
    people = [s for s in pool.specialists if s.agency == agency]
    ids = [s.specialist for s in people]
    added: dict[str, list[Fact]] = {
        "specialists": [b.specialist(f"{agency}-new-{rng.randrange(99)}", agency)],
        "conflicts": [b.conflict(rng.choice(ids), f"firm-{rng.randrange(99)}")],
    }
    held = [row for row in pool.specialist_skills if row.specialist in ids]
    if held:
        added["specialist_skills"] = [rng.choice(held).model_copy(update={"level": 4})]
    away = [row for row in pool.availability if row.specialist in ids]
    if away:
        there = {"status": AvailabilityStatus.AVAILABLE}
        added["availability"] = [rng.choice(away).model_copy(update=there)]
    raised = rng.choice(people).model_copy(update={"clearance": Grade.GRADE_1})
    tables: dict[str, tuple[Fact, ...]] = {}
    for name in ("specialist_skills", "availability", "conflicts", "specialists"):
        gone = _some(own_rows(pool, agency, name), rng) if name != "specialists" else ()
        kept = {row_key(TABLE[name], row): row for row in getattr(pool, name) if row not in gone}
        new = [*added.get(name, ()), *([raised] if name == "specialists" else ())]
        kept |= {row_key(TABLE[name], row): row for row in new}
        tables[name] = tuple(kept.values())
    return pool.with_rows(**tables)


def _some(rows: tuple[Fact, ...], rng: Random) -> tuple[Fact, ...]:
    return tuple(row for row in rows if rng.random() < 0.2)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_exactly_what_an_agency_has_changed_arrives(seed: int) -> None:
    """The pool that was edited comes of the pool before and the edited workbook, once or twice."""
    rng = Random(f"merge/{seed}")
    pool = rng.choice([demo_pool(seed), family_pool(30, 15, seed)])
    agency = rng.choice(with_people(pool))
    wanted = edited(pool, agency, rng)
    assert wanted != pool
    assert not [c for c in pool_complaints(wanted) if c.severity == "error"]
    book = saved_again(agency_template(wanted, agency))
    once = merged(pool, agency, book)
    assert once.sha256 == wanted.sha256
    assert merged(once, agency, book).sha256 == wanted.sha256


def test_the_order_of_six_agencies_makes_no_difference() -> None:
    """Each has changed rows of its own; nobody's rows touch another's."""
    pool, rng = demo_pool(1), Random("order")
    wanted, books = pool, dict[str, bytes]()
    for agency in with_people(pool):
        wanted = edited(wanted, agency, rng)
        books[agency] = agency_template(wanted, agency)
    order = list(books)
    assert len(order) == 6
    for _ in range(8):
        rng.shuffle(order)
        found = pool
        for agency in order:
            found = merged(found, agency, books[agency])
        assert found.sha256 == wanted.sha256


def test_whatever_is_sent_other_agencies_rows_stay() -> None:
    """A workbook without a row takes the agency's rows out of the pool and nobody else's."""
    pool = demo_pool(1)
    emptied = [name for name in KEPT if name != "agencies"]
    for agency in with_people(pool):
        own = {name: set(map(repr, own_rows(pool, agency, name))) for name in emptied}
        rest = {
            name: tuple(row for row in getattr(pool, name) if repr(row) not in own[name])
            for name in emptied
        }
        found = merged(pool, agency, agency_template(pool.with_rows(**rest), agency))
        assert {name: getattr(found, name) for name in emptied} == rest
        assert own["specialists"]
