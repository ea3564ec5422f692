"""A week of the secretariat over HTTP: ``scheduler serve`` as it is installed, over SQLite."""

import csv
import io
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import openpyxl
import pytest

from scheduler.api import PREFIX
from scheduler.exchange import pool_to_files, pool_to_json
from scheduler.model import Pool
from tests.cli.conftest import COMMAND, Run
from tests.e2e.test_clash import PINS, overbooked
from tests.e2e.test_masked import CANARY, with_canaries
from tests.serving import PATIENCE_S, answers, client_of, free_port, until
from tests.world import nameless, zipped

WEEK = "2026-W49"


class Office(NamedTuple):
    """A running service, what it wrote to its log, and a token for everybody."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    tokens: dict[str, str]

    def ask(self, who: str, method: str, path: str, **options: Any) -> Any:
        """The response to one request."""
        with client_of(self.port, self.tokens[who]) as client:
            return client.request(method, PREFIX + path, **options)

    def told(self, who: str, method: str, path: str, **options: Any) -> Any:
        """The JSON of a request that must succeed."""
        answer = self.ask(who, method, path, **options)
        assert answer.is_success, answer.text
        return answer.json()

    def run(self, **request: Any) -> str:
        """The id of a run that has been started."""
        return str(self.told("planner", "POST", "/runs", json={"start": WEEK, **request})["run"])

    def follow(self, run: str) -> dict[str, Any]:
        """A run as it stands."""
        told: dict[str, Any] = self.told("planner", "GET", f"/runs/{run}")
        return told

    def finished(self, run: str) -> dict[str, Any]:
        """A run that has come to its end."""
        until(lambda: self.follow(run)["state"] not in ("queued", "running"))
        return self.follow(run)


def token_of(run: Run, name: str, role: str, database: tuple[str, str], *agency: str) -> str:
    """The token of a new account, both made by the command."""
    made = run("account", "add", name, "--role", role, *agency, *database)
    assert made.code == 0, made.err
    token = run("token", "add", name, *database)
    assert token.code == 0, token.err
    return token.out.strip()


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Iterator[Office]:
    """A service on a free port of the loopback interface, stopped as an operator stops it."""
    database = ("--database-url", f"sqlite:///{tmp_path / 'scheduler.sqlite3'}")
    tokens = {
        "planner": token_of(run, "planner", "planner", database),
        "KNPA": token_of(run, "knpa", "registrar", database, "--agency", "KNPA"),
    }
    port, log = free_port(), tmp_path / "service.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), *database], stdout=written, stderr=written
        )
    try:
        with client_of(port, tokens["planner"]) as client:
            until(lambda: answers(client))
        yield Office(process, port, log, tokens)
    finally:
        process.send_signal(signal.SIGTERM)
        ended = process.wait(PATIENCE_S)
    assert ended == 0


def text_of(form: str, content: bytes) -> str:
    """An export as text; the cells of a workbook."""
    if form != "xlsx":
        return content.decode("utf-8-sig").replace("\r\n ", "")
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)


def make_current(office: Office, pool: Pool) -> None:
    """Upload a pool as a zip of CSV files and make it the current facts."""
    upload = {"files": ("demo.zip", zipped(pool_to_files(pool)))}
    sha256 = office.told("planner", "POST", "/pools", files=upload)["pool"]
    assert sha256 == pool.sha256
    seen = office.ask("planner", "GET", "/facts").headers["ETag"]
    facts = office.told(
        "planner", "PUT", "/facts", json={"pool": sha256}, headers={"If-Match": seen}
    )
    assert facts["rows"]["specialists"] == len(pool.specialists)


def exports(office: Office, who: str, plan: str) -> dict[str, bytes]:
    """A plan in every format, as one caller gets it."""
    found = {}
    for form in ("json", "csv", "xlsx", "ics"):
        answer = office.ask(who, "GET", f"/plans/{plan}/export?format={form}")
        assert answer.is_success, answer.text
        assert f'filename="plan-{WEEK}.{form}"' in answer.headers["Content-Disposition"]
        found[form] = answer.content
    return found


@pytest.mark.slow
def test_from_the_upload_of_the_demo_to_the_calendar_of_an_agency(
    office: Office, demo: Pool
) -> None:
    """Upload, facts, run, publication, files; each sees their own cut; no masked place anywhere."""
    pool = nameless(with_canaries(demo))
    make_current(office, pool)
    done = office.finished(office.run())
    assert done["state"] == "done", done
    plan = str(done["plan"])
    assert office.ask("KNPA", "GET", f"/plans/{plan}").status_code == 404  # still a draft
    published = office.told("planner", "POST", "/publications", json={"plan": plan})
    assert [item["week"] for item in published["items"]] == [WEEK]

    whole = exports(office, "planner", plan)
    rows = list(csv.DictReader(io.StringIO(text_of("csv", whole["csv"]))))
    assert len(rows) == len(json.loads(whole["json"])["assignments"])
    assert {"MOIP", "NIS", "KNPA"} <= {row["인력코드"].partition("-")[0] for row in rows}
    events = icalendar.Calendar.from_ical(whole["ics"]).walk("VEVENT")
    assert len({str(e["UID"]) for e in events}) == len(events) >= len(rows)

    cut = exports(office, "KNPA", plan)
    names = [s.name for s in pool.specialists if s.agency == "MOIP"]
    assert len(set(names)) == len(names) == 16
    for form, content in cut.items():
        assert [name for name in names if name in text_of(form, content)] == [], form
        assert "KNPA-01" in text_of(form, content), form
    cases = {c.case for c in pool.cases if c.lead_agency == "KNPA"}
    for row in json.loads(cut["json"])["assignments"]:
        assert row["agency"] == "KNPA" or row["case"] in cases
    seen = office.told("KNPA", "GET", "/specialists")
    assert {person["agency"] for person in seen} == {"KNPA"}
    assert office.ask("KNPA", "GET", "/specialists/MOIP-01").status_code == 404
    narrowed = f"/plans/{plan}/export?format=ics&specialist=MOIP-01"
    assert office.ask("KNPA", "GET", narrowed).status_code == 404

    answered = [text_of(f, c) for files in (whole, cut) for f, c in files.items()]
    for path in ("/audit", "/specialists", f"/pools/{pool.sha256}", f"/plans/{plan}", "/runs"):
        answered.append(office.ask("planner", "GET", path).text)
    assert [text[:200] for text in answered if CANARY in text] == []
    assert CANARY not in office.log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_bad_uploads_and_clashing_pins_are_answered_in_words(office: Office, demo: Pool) -> None:
    """A broken row names its place and no masked identity; a run without a plan has a reason."""
    files = pool_to_files(with_canaries(demo))
    files["specialists.csv"] = files["specialists.csv"].replace(b",grade_2,", b",g2,")
    upload = {"files": ("demo.zip", zipped(files))}
    refused = office.ask("planner", "POST", "/pools", files=upload)
    assert refused.status_code == 422
    assert '"specialists.csv"' in refused.text
    assert CANARY not in refused.text
    assert office.told("planner", "GET", "/pools") == []
    assert office.ask("planner", "POST", "/runs", json={"start": "soon"}).status_code == 422

    upload = {"files": ("pool.json", pool_to_json(overbooked(demo)))}
    pool = office.told("planner", "POST", "/pools", files=upload)["pool"]
    failed = office.finished(office.run(pool=pool))
    assert (failed["state"], failed["plan"]) == ("failed", None)
    for demand in PINS:
        assert f"KFTC-03/{demand}" in failed["reason"]["hint"]["ko"]
    assert CANARY not in office.log.read_text(encoding="utf-8")
