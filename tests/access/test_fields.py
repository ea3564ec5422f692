"""The file of columns: every cell is said, and what is said is what each role is told."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import pytest
from pydantic import BaseModel

import scheduler
from scheduler.access import (
    AGENCY_ROLES,
    HIDDEN_STATION,
    Decision,
    Principal,
    Relation,
    Role,
    decide,
    plan_for,
    pool_for,
    reads_all_proposals,
    reads_all_rows,
    reads_names,
    sees_drafts,
    specialist_for,
    table,
)
from scheduler.access.fields import FIELDS, Cell, Mark, models, sheets
from scheduler.model import TABLES, NotAllowedError, Plan, Pool
from tests.planned import planned
from tests.world import (
    FOREIGN_CASE,
    FOREIGN_FIRM,
    FOREIGN_NAME,
    FOREIGN_TITLE,
    MASKED,
    NAMES,
    OWN_FIRM,
    OWN_NAME,
    OWN_TITLE,
    solve,
    world_pool,
)

DEMO = Path(__file__).parents[2] / "sample_data" / "demo"
LOCKED_OUT = {Role.AUDITOR, Role.ADMINISTRATOR}
SAME = {Role.APPROVER: Role.PLANNER, Role.HEAD: Role.REGISTRAR, Role.SERVICE: Role.REGISTRAR}
# what stands in place of an untold column that has no default
UNTOLD: dict[str, object] = {
    **{"station": HIDDEN_STATION, "weekly_blocks": 0, "max_cases": 0, "fit": 0, "pool_sha256": ""},
    **dict.fromkeys(("value", "bound")),
    **dict.fromkeys(("refused_by", "waterfall", "serves"), ()),
}
CHANGED = {Cell.SEEN, Cell.ALIAS}


def cells() -> dict[tuple[str, str], dict[str, str]]:
    """The committed file, read without the code under test."""
    text = (resources.files("scheduler.access") / "fields.csv").read_text(encoding="utf-8")
    return {(row["table"], row["column"]): row for row in csv.DictReader(text.splitlines())}


def readers(home: str) -> Iterator[Principal]:
    """One of each role that reads; those of an agency are of this one."""
    for role in Role:
        if role not in LOCKED_OUT:
            yield Principal(role, role, role, home if role in AGENCY_ROLES else None)


# -- the file -------------------------------------------------------------------------------------


def test_every_column_has_a_word_for_every_role() -> None:
    """All columns of pool and plan stand there; roles that read alike have the same words."""
    file = cells()

    assert {(t, c) for t, model in models().items() for c in model.model_fields} == file.keys()
    assert {t.name for t in TABLES} <= {column for name, column in file if name == "pool"}
    for key, row in file.items():
        assert {row[role] for role in Role} <= set(Cell), key
        assert {row[role] for role in LOCKED_OUT} == {Cell.NONE}, key
        assert all(row[role] == row[like] for role, like in SAME.items()), key
        assert row[Role.PLANNER] == Cell.WHOLE, key


@pytest.mark.parametrize(
    ("key", "role", "word", "complaint"),
    [
        (("specialists", "clearance"), None, None, "differ"),
        (("plan.empty_seats.remaining", "serves"), None, None, "differ"),
        (("specialists", "nickname"), Role.PLANNER, Cell.WHOLE, "differ"),
        (("demands", "mode"), Role.ANALYST, Cell.NONE, "cannot be left empty"),
        (("plan", "tiers"), Role.REGISTRAR, Cell.NONE, "told without"),
        (("plan", "witnesses"), Role.HEAD, Cell.WHOLE, "told without"),
    ],
)
def test_a_file_that_does_not_fit_the_model_is_refused(
    key: tuple[str, str], role: Role | None, word: Cell | None, complaint: str
) -> None:
    """A column without a row of its own above all."""
    told = {
        (path, column.name): (column.mark, column.cells)
        for path, sheet in FIELDS.items()
        for column in sheet.columns
    }
    assert sheets(told) == FIELDS
    if role is None or word is None:
        del told[key]
    else:
        mark, words = told.get(key, (Mark.NOTHING, dict.fromkeys(Role, Cell.WHOLE)))
        told[key] = mark, {**words, role: word}

    with pytest.raises(ValueError, match=complaint):
        sheets(told)


def test_what_is_asked_by_name_is_what_table_and_file_say() -> None:
    """Both say it for all roles; neither may change without the other."""
    for role in Role:
        it = Principal("1", "x", role, "MSS" if role in AGENCY_ROLES else None)
        may_read = decide(it, "plan.read") is Decision.ALLOW
        assert may_read is (role in FIELDS["plan"].readers) is (role not in LOCKED_OUT)
        assert sees_drafts(role) is (decide(it, "plan.read", is_draft=True) is Decision.ALLOW)
        whose = table()["proposal.read", Relation.FOREIGN, role]
        assert reads_all_proposals(role) is (whose is Decision.ALLOW)
        assert reads_names(role) is (cells()["specialists", "name"][role] != Cell.NONE)
        if may_read:
            foreign = decide(it, "specialist.read", "KNPA")
            assert reads_all_rows(role) is (foreign is Decision.ALLOW)
        else:
            with pytest.raises(NotAllowedError):
                reads_all_rows(role)


# -- what is told ---------------------------------------------------------------------------------


def test_every_role_is_told_of_every_row_what_the_file_says() -> None:
    """Every table of a real pool and its plan, for a masked agency and for an open one."""
    pool, plan = planned(scheduler.load(DEMO))
    masked = {a.agency for a in pool.agencies if a.masked}
    led = {c.lead_agency for c in pool.cases}
    busy = Counter(r.agency for r in plan.assignments if r.agency in led - masked)
    assert masked
    assert busy
    for home in (max(busy, key=busy.__getitem__), min(masked)):
        for reader in readers(home):
            told = pool_for(reader, pool, plan), plan_for(reader, plan, pool)
            wrong = Wanted(reader, masked).wrong((pool, plan), told)
            assert wrong == [], (reader.role, home)


def test_an_agency_is_told_ids_of_rows_that_it_gets_and_no_others() -> None:
    """By the scope of an instrument, and by who could still take an empty seat."""
    pool, plan = planned(scheduler.load(DEMO))
    left_out = Counter[str]()
    for home in pool.agency_of_id:
        reader = Principal("1", "r", Role.REGISTRAR, home)
        told, cut = pool_for(reader, pool, plan), plan_for(reader, plan, pool)
        for one in told.instruments:
            whole = pool.instrument_of_id[one.instrument]
            for known, scope, before in (
                (told.case_of_id, one.cases, whole.cases),
                (told.specialist_of_id, one.specialists, whole.specialists),
            ):
                if before == "*" or scope == "*":
                    assert before == scope
                else:
                    assert set(scope) == set(before) & known.keys()
                    left_out["instruments"] += len(set(before) - set(scope))
        seats = {seat.demand: seat for seat in plan.empty_seats}
        for seat in cut.empty_seats:
            people = {c.specialist for c in seats[seat.demand].remaining}
            own = {s for s in people if pool.specialist_of_id[s].agency == home}
            assert {c.specialist for c in seat.remaining} == own
            left_out["seats"] += len(people - own)
    assert min(left_out["instruments"], left_out["seats"]) > 0


class Wanted:
    """What a reader is to be told of a row, worked out from the bare file."""

    def __init__(self, reader: Principal, masked: set[str]) -> None:
        self.reader, self.masked, self.file = reader, masked, cells()

    def wrong(self, whole: Iterable[BaseModel], told: Iterable[BaseModel]) -> list[str]:
        """The tables in which a row is told that no row of the whole becomes."""
        found = []
        for name, before, after in zip(("pool", "plan"), whole, told, strict=True):
            for column in type(before).model_fields:
                path = column if name == "pool" else f"plan.{column}"
                if self.file[name, column][self.reader.role] == Cell.NONE:
                    found += [path] * bool(getattr(after, column))
                elif path in FIELDS:
                    rows = {self.row(path, row) for row in self.rows(before, column)}
                    shown = [self.row(path, row, is_cut=True) for row in self.rows(after, column)]
                    found += [path] * (not set(shown) <= rows)
        return found

    @staticmethod
    def rows(holder: BaseModel, column: str) -> tuple[BaseModel, ...]:
        """The rows of a table; one where the column holds a single one."""
        value = getattr(holder, column)
        return value if isinstance(value, tuple) else (value,)

    def row(self, path: str, row: BaseModel, *, is_cut: bool = False) -> tuple[str, ...]:
        """All columns as texts, as they are told; of a row that is cut, as they stand there."""
        owners = [c for (t, c), it in self.file.items() if t == path and it["mark"] == "owner"]
        owner = getattr(row, owners[0]) if owners else None
        is_own = owners != [] and owner == self.reader.agency
        texts = []
        for name, field in type(row).model_fields.items():
            said = self.file[path, name]
            word, value = said[self.reader.role], getattr(row, name)
            is_hidden = said["mark"] == "identity" and owner in self.masked and not is_own
            if word in CHANGED or (path, name) == ("plan.empty_seats", "remaining"):
                continue  # fewer or other values; test_views tells which
            is_untold = is_hidden or word == Cell.NONE or (word == Cell.OWN and not is_own)
            if is_untold and not is_cut:
                value = UNTOLD.get(name, field.get_default(call_default_factory=True))
            texts.append(f"{name}={value!r}")
        return tuple(texts)


# -- what is not told -----------------------------------------------------------------------------


def world() -> tuple[Pool, Plan]:
    """The pool with canaries, and its plan."""
    plan = solve(world_pool()).plan
    assert plan is not None
    return world_pool(), plan


@pytest.mark.parametrize("home", ["MSS", "KNPA", "NIS"])
def test_no_role_is_told_who_a_masked_or_a_foreign_person_is(home: str) -> None:
    """Nor the firms and titles of others' cases; its own people's names an agency is told."""
    pool, plan = world()
    own = {
        "MSS": {OWN_NAME, OWN_TITLE, OWN_FIRM},
        "KNPA": {FOREIGN_NAME, FOREIGN_TITLE, FOREIGN_FIRM, FOREIGN_CASE},
        "NIS": set(MASKED),
    }
    secrets = {*NAMES, OWN_FIRM, FOREIGN_FIRM, FOREIGN_CASE}
    for reader in readers(home):
        shown = (pool_for(reader, pool, plan), pool_for(reader, pool), plan_for(reader, plan, pool))
        text = "".join(it.model_dump_json() for it in shown)
        for person in pool.specialists:
            is_masked = pool.agency_of_id[person.agency].masked
            text += specialist_for(reader, person, is_masked=is_masked).model_dump_json()
        told = own[home] if reader.role in AGENCY_ROLES else secrets - set(MASKED)
        if reader.role is Role.ANALYST:
            told = set()
        assert {word for word in secrets if word in text} == told, reader.role


def test_whoever_became_masked_is_hidden_from_all_others() -> None:
    """A pool that was frozen before does not know it; the agency itself reads on."""
    pool, plan = world()
    for reader in readers("MSS"):
        told = pool_for(reader, pool, plan, masked={"MSS"})
        assert told.agency_of_id["MSS"].masked
        assert (OWN_NAME in told.model_dump_json()) is (reader.role in AGENCY_ROLES), reader.role


@pytest.mark.parametrize("role", sorted(LOCKED_OUT))
def test_who_watches_and_who_runs_accounts_is_told_no_row(role: Role) -> None:
    pool, plan = world()
    it = Principal("1", "x", role)
    for view in (
        lambda: pool_for(it, pool, plan),
        lambda: plan_for(it, plan, pool),
        lambda: specialist_for(it, pool.specialists[0], is_masked=False),
    ):
        with pytest.raises(NotAllowedError):
            view()
