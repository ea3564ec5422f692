"""The documents say what the code says: names, columns, routes, settings, links, examples."""

import re
import runpy
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer.main

import scheduler
from scheduler.api import PREFIX, create_app
from scheduler.bootstrap import PREFIX as SETTING
from scheduler.bootstrap import Settings
from scheduler.cli.app import app as cli
from scheduler.exchange.columns import COLUMNS
from scheduler.exchange.vocabularies import VOCABULARIES as VOCABULARIES_READ
from scheduler.exchange.vocabularies import read_enum
from scheduler.model import TABLES, Policy, Refusal, Rule, TierName, label, say
from scheduler.model.texts import table as texts
from scheduler.service import Services
from scheduler.solver.approach import MOST_DIVED, SMALL_PAIRS, TINY_PAIRS
from scheduler.solver.prices.generation import MOST_GENERATED, MOST_LISTED, MOST_RELAXED, SELDOM
from scheduler.solver.search import LARGE_PAIRS
from scheduler.store import Store
from tests.offices import Office, an_office
from tests.world import ANALYST

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("sample_data/*/README.md")])
# the vocabularies of the problem; what else stands in enums.toml is how a table is headed
VOCABULARIES = (
    *("grade", "mode", "right", "instrument_kind", "half", "availability_status"),
    *("conflict_status", "row_status", "tier", "tier_measure", "tier_status", "tier_standing"),
    *("refusal", "rule"),
)
CITED = {"keepachangelog.com", "semver.org"}
KINDS = {
    **dict.fromkeys(("id", "text", "key", "date"), ""),
    "flag": "yes/no",
    "week": "ISO week",
    "from": "half-day, a date alone is am",
    "to": "half-day, a date alone is pm",
    "ids": "list of ids",
    "agency": "agency's id or name",
    "agencies": "list of agencies' ids or names",
    "modes": "list of modes",
    "scope": "`*` or list of ids",
    "mode_scope": "`*` or list of modes",
    "designations": "list of `authority` or `authority:until`",
    "skills": "list of `skill` or `skill>=level`",
}


def page(name: str) -> str:
    """The text of a page of docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)


def blocks(text: str, language: str) -> list[str]:
    """The blocks of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.S | re.M)


def rows(text: str) -> list[tuple[str, ...]]:
    """The rows of all tables of a page, cell by cell."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def sections(text: str) -> dict[str, str]:
    """The text under each heading that is one identifier."""
    parts = re.split(r"^### `(\w+)`.*\n", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


# -- the model and the glossary -------------------------------------------------------------------


def test_every_rule_refusal_and_tier_has_one_heading_in_order() -> None:
    """The model's headings are the codes, each once; refusals and rules in their own order."""
    headings = re.findall(r"^### `(\w+)`$", page("model.md"), re.M)
    codes = [*map(str, Refusal), *map(str, Rule)]

    assert headings[: len(codes)] == codes
    assert sorted(headings[len(codes) :]) == sorted(map(str, TierName))


@pytest.mark.parametrize("code", [*Refusal, *Rule, *TierName])
def test_every_heading_has_a_sentence_in_both_languages(code: str) -> None:
    """A formula, an English sentence and a polite Korean one."""
    text = sections(page("model.md"))[code].partition("\n## ")[0]
    korean = [line for line in text.splitlines() if re.search("[가-힣]", line)]

    assert korean
    assert korean[-1].endswith("니다.")
    assert len(text.replace(korean[-1], "").split()) > 10


def test_the_glossary_has_every_label() -> None:
    """Identifier, Korean and English of every value of every closed vocabulary."""
    glossary = page("glossary.md")
    for vocabulary in VOCABULARIES:
        found = rows(sections(glossary)[vocabulary])[2:]
        entries = {k: e for k, e in texts().items() if k.startswith(f"{vocabulary}.")}
        wanted = [(f"`{k.partition('.')[2]}`", e.ko, e.en) for k, e in entries.items()]

        assert found == wanted


def unused_words() -> dict[str, str]:
    """Each word that is not used, and what is said instead."""
    _, _, rest = page("glossary.md").partition("## Words that are not used")
    table = rows(rest.partition("\n## ")[0])[2:]
    return {word: said for words, said in table for word in words.split(", ")}


def test_the_texts_hold_no_word_that_the_glossary_puts_aside() -> None:
    """Messages, labels and help say a thing by its one word, in both languages."""
    found = {
        (code, word)
        for code, entry in texts().items()
        for word in unused_words()
        if any(word in text for text in entry)
    }

    assert len(unused_words()) > 30
    assert not found


@pytest.mark.parametrize(
    "path", [p for p in (*PAGES, *NOTEBOOKS) if p.name != "glossary.md"], ids=lambda path: path.name
)
def test_a_page_holds_no_word_that_the_glossary_puts_aside(path: Path) -> None:
    """Documents and notebooks say a thing by its one word, too."""
    text = path.read_text(encoding="utf-8")

    assert not [word for word in unused_words() if word in text]


def test_a_label_in_two_languages_is_the_glossary_s_pair() -> None:
    """Where a label's English is a term of the glossary, its Korean is the term's Korean."""
    _, _, terms = page("glossary.md").partition("## Domain terms")
    table = rows(terms.partition("\n## ")[0])[2:]
    korean = {re.split("[:;]", en)[0].casefold(): re.sub(r"\(.*?\)", "", ko) for _, ko, en in table}
    # headers of files are a contract of their own, and closed vocabularies have tables of theirs
    apart = ("column", "table", *VOCABULARIES)
    labels = {c: e for c, e in texts().items() if c.partition(".")[0] not in apart}
    compared = {
        code: (entry.ko, korean[term])
        for code, entry in labels.items()
        for term in (entry.en.casefold(), entry.en.casefold().removesuffix("s"))
        if term in korean
    }

    assert len(compared) > 20
    assert {code: pair for code, pair in compared.items() if pair[0] != pair[1]} == {}


# -- the pool's format ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", COLUMNS)
def test_the_format_has_every_column(name: str) -> None:
    """Name, Korean header, kind of cell, required or not, in the order of the file."""
    required = " (required)" if {t.name: t for t in TABLES}[name].required else ""
    heading = f"### `{name}.csv` · {label('table', name, 'ko')}{required}\n"
    _, found, rest = page("pool-format.md").partition(heading)
    table = rows(re.split(r"^#|^Notes", rest, maxsplit=1, flags=re.M)[0])[2:]
    wanted = [
        (
            f"`{c.name}`",
            c.header("ko"),
            c.range_text if c.kind == "number" else KINDS.get(c.kind, f"`{c.kind}`") or c.kind,
            "yes" if c.required else "",
        )
        for c in COLUMNS[name]
    ]

    assert found
    assert [row[:4] for row in table] == wanted
    assert all(row[4] for row in table)


def test_the_format_s_list_of_tables_is_the_codes() -> None:
    """Each table with its Korean name, its key, and what it means that it is not there."""
    _, _, rest = page("pool-format.md").partition("## Find a table")
    found = [
        (re.sub(r"\(.*\)|[\[\]`]", "", first), *others)
        for first, *others in rows(rest.partition("\n## ")[0])[2:]
    ]
    wanted = [
        (
            table.name,
            label("table", table.name, "ko"),
            ", ".join(f"`{column}`" for column in table.key),
            "required" if table.required else say(f"contents.without.{table.name}", "en"),
        )
        for table in TABLES
    ]

    assert found == wanted


def test_the_format_has_every_word_of_a_closed_vocabulary() -> None:
    """Code, both labels and what else is read as it, of each vocabulary that a column names."""
    _, _, rest = page("pool-format.md").partition("## Words")
    named = {c.kind for columns in COLUMNS.values() for c in columns} & set(VOCABULARIES_READ)
    kind, found = "", list[tuple[str, ...]]()
    for first, *others in rows(rest.partition("\n## ")[0])[2:]:
        kind = first.strip("`") or kind
        found.append((kind, *others))
    wanted = [
        (kind, f"`{code}`", label(kind, code, "ko"), label(kind, code, "en"))
        for kind, codes in VOCABULARIES_READ.items()
        for code in codes
        if kind in named
    ]

    assert [row[:4] for row in found] == wanted
    for kind, code, *_, spellings in found:
        for spelling in filter(None, spellings.split(", ")):
            assert read_enum(spelling, kind) == code.strip("`")


def test_the_format_has_every_key_of_the_policy() -> None:
    """Each field of the policy has a row."""
    _, _, policy = page("pool-format.md").partition("## `policy.toml`")
    keys = [row[0].strip("`") for row in rows(policy)[2:]]

    assert keys == [name for name in Policy.model_fields if name in keys]
    assert set(keys) == set(Policy.model_fields)


# -- explaining -----------------------------------------------------------------------------------


def questions() -> list[tuple[str, ...]]:
    """The rows of the table of questions: question, terminal, library, service."""
    _, _, rest = page("explaining.md").partition("\n## Questions\n")
    return rows(rest.partition("\n## ")[0])[2:]


def test_every_command_that_answers_a_question_is_in_the_table() -> None:
    """Those that read a pool and a plan, and clashes; each with options that it has."""
    commands: Any = typer.main.get_command(cli).commands  # type: ignore[attr-defined]
    no_questions = {"show", "check", "roll", "export", "ledger"}
    takes = {name: {o for p in it.params for o in p.opts} for name, it in commands.items()}
    asks = {n for n, it in commands.items() if any("plan" in str(p.name) for p in it.params)}
    told = set[str]()
    for _, terminal, *_ in questions():
        named = [w for code in re.findall("`(.+?)`", terminal) for w in code.split()[:1]]
        found = {name for name in named if name in commands} or told
        options = set(re.findall(r"--[a-z]+", terminal))
        assert all(any(o in takes[name] for name in found) for o in options), terminal
        told |= found

    assert told >= asks - no_questions | {"clashes", "compare"}


def test_what_the_library_answers_is_there() -> None:
    """Each name that the table gives for it."""
    text = " ".join(row[2] for row in questions())

    assert all(hasattr(scheduler, name) for name in re.findall(r"`scheduler\.(\w+)", text))
    assert all(hasattr(scheduler.PlannedWeek, it) for it in re.findall(r"`planned\.(\w+)", text))


# -- the API and operations -----------------------------------------------------------------------


def test_the_api_page_has_every_route(tmp_path: Path) -> None:
    """Method, path and action of each route, and no other."""
    store = Store.open(f"sqlite:///{tmp_path}/unused.sqlite3")
    app = create_app(Services.over(store, lease=timedelta(seconds=15)))
    wanted = set()
    for route in app.router.routes:
        it: Any = route
        method = next(iter(it.methods - {"HEAD"}))
        wanted.add((f"`{method} {it.path.removeprefix(PREFIX)}`", f"`{it.action}`"))
    store.close()

    assert {row[:2] for row in rows(page("api.md")) if re.match("`[A-Z]+ /", row[0])} == wanted


def test_operations_has_every_setting() -> None:
    """Each setting with its default."""
    found = {row[0].strip("`"): row[1].strip("`") for row in rows(page("operations.md"))}
    fields = Settings.model_fields.items()
    for name, field in fields:
        default = field.default
        shown = f"{default:g}" if isinstance(default, float) else str(default)

        assert found[f"{SETTING}{name.upper()}"] == shown


def test_operations_names_every_table_of_the_database() -> None:
    """What is stored is told completely."""
    from scheduler.store.tables import Base

    _, _, stored = page("operations.md").partition("## What is stored")
    named = {
        n for row in rows(stored.partition("## ")[0])[2:] for n in re.findall("`(.+?)`", row[0])
    }

    assert named == set(Base.metadata.tables)


def test_solving_names_the_sizes_the_code_uses() -> None:
    """From how many pairs on a pool is large."""
    text = " ".join(page("solving.md").split())

    assert f"Up to {SMALL_PAIRS:,} eligible pairs it has some more pairs" in text
    assert f"From there to {LARGE_PAIRS:,} pairs there are [many dives]" in text
    assert f"Up to {MOST_GENERATED:,} eligible pairs, **column generation**" in text
    assert f"above {MOST_RELAXED:,} over at most {SELDOM} pairs of each seat" in text
    assert f"From {MOST_GENERATED:,} to {MOST_LISTED:,} pairs **lists** follow" in text
    assert f"and lists above {TINY_PAIRS:,} pairs already" in text
    assert f"Above {MOST_DIVED:,} pairs neither a dive nor neighbourhoods follow" in text


# -- commands, links, examples --------------------------------------------------------------------


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every ``scheduler ...`` line of every page, with the page."""
    for path in PAGES:
        for block in blocks(path.read_text(encoding="utf-8"), "console"):
            for line in block.splitlines():
                for call in re.findall(r"(?:^\$ |\$\()scheduler ([^)#]*)", line):
                    yield named(path), shlex.split(call.rstrip("& "))


@pytest.mark.parametrize(("where", "words"), list(commands()))
def test_every_command_printed_is_understood(where: str, words: list[str]) -> None:
    """The subcommand exists, and takes these arguments and options."""
    command: Any = typer.main.get_command(cli)
    context: Any = typer.Context(command)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
        context = typer.Context(command, parent=context)

    command.parse_args(context, words)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_link_leads_somewhere_in_the_project(path: Path) -> None:
    """Files exist, headings too; other hosts are only those that a reader needs as a citation."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if "://" in target:
            assert target.split("/")[2] in CITED
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        assert there.exists(), target
        assert ROOT in there.parents, target
        assert not anchor or anchor in anchors(there), target


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings."""
    heads = re.findall(r"^#+ (.+)$", prose(path), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_pictures_and_pages_name_no_other_host() -> None:
    """Nothing is loaded from elsewhere."""
    allowed = {"www.w3.org", "127.0.0.1:8000", *CITED}
    for path in [*PAGES, *DOCS.rglob("*.svg")]:
        hosts = re.findall(r"https?://([^/\s\"')]+)", path.read_text(encoding="utf-8"))

        assert set(hosts) <= allowed, path


def test_the_picture_shows_the_plan_of_now() -> None:
    """Whatever changes the demo week has it drawn anew: ``python docs/images/draw.py``."""
    drawn = runpy.run_path(str(DOCS / "images" / "draw.py"))["picture"]()

    assert drawn == (DOCS / "images" / "demo-week.svg").read_text(encoding="utf-8")


def test_every_page_is_reached_from_the_readme() -> None:
    """No page lies about unlinked."""
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        if here in reached or here.suffix != ".md":
            continue
        reached.add(here)
        links = re.findall(r"\]\(([^)\s#:]+)[^)]*\)", prose(here))
        waiting += [(here.parent / link).resolve() for link in links]

    assert reached >= set(DOCS.rglob("*.md"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A service that keeps the demo week."""
    with an_office(
        tmp_path_factory.mktemp("office"), scheduler.load(ROOT / "sample_data" / "demo")
    ) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("path", [ROOT / "README.md", DOCS / "library.md"], ids=named)
def test_the_examples_run(path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, from the project's folder, beside a service that keeps the demo week."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SCHEDULER_URL", office.url)
    monkeypatch.setenv("SCHEDULER_TOKEN", office.tokens[ANALYST])
    space: dict[str, Any] = {}
    examples = blocks(path.read_text(encoding="utf-8"), "python")
    for example in examples:
        exec(compile(example, named(path), "exec"), space)

    assert examples
    assert len(space["planned"].assignments)


def test_the_measured_values_are_those_of_the_demo() -> None:
    """Values do not depend on the machine; seconds do, and are not compared."""
    plan = scheduler.plan(scheduler.load(ROOT / "sample_data" / "demo")).plan
    values = ", ".join(f"{tier.value:,}" for tier in plan.tiers)

    assert plan.is_proven
    assert f"| {values}, each proven |" in page("solving.md")
