"""The judge speaks in whole sentences, and stays short enough to be read in one sitting."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import scheduler.check
from scheduler.check import Violation
from scheduler.model import Refusal, Rule

ROOM = Path(inspect.getfile(scheduler.check)).parent
OWN = (
    *("UNKNOWN", "DUPLICATE", "FIELD", "EMPTY_SEAT", "TIER", "BOUND", "PROVENANCE"),
    *("WITNESS", "WITNESS_TIER", "WITNESS_PRICE", "WITNESS_PINS", "WITNESS_FORM"),
)


def literal_codes() -> set[str]:
    """The codes that the room's source writes down."""
    calls = (
        node
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
        if node.func.id in {"Violation", "exceeding", "_differences", "Unfit"}
    )
    firsts = (call.args[0] for call in calls)
    return {f.value for f in firsts if isinstance(f, ast.Constant) and isinstance(f.value, str)}


@pytest.mark.parametrize("code", [*Rule, *Refusal, *OWN])
def test_every_code_has_a_sentence(code: str) -> None:
    """In Korean and in English, with the place."""
    violation = Violation(code, "s1/d1", 2, 3)

    assert "s1/d1" in violation.text("ko")
    assert "s1/d1" in violation.text("en")
    assert violation.text("ko") != violation.text("en")


@pytest.mark.parametrize("rule", [*Rule])
def test_the_sentence_of_a_rule_has_its_numbers(rule: Rule) -> None:
    """What was found, and what is allowed."""
    for language in ("ko", "en"):
        text = Violation(rule, "s1/d1", 47, 53).text(language)
        assert "47" in text
        assert "53" in text


def test_no_code_is_without_a_sentence() -> None:
    """The source writes down the rules' codes and its own, and no other."""
    assert literal_codes() == {*map(str, Rule), *OWN}


@pytest.mark.parametrize("rule", [*Rule])
def test_every_rule_has_its_module(rule: Rule) -> None:
    """One rule has one name: its code, its module, its function."""
    name = rule.lower()
    judge = getattr(import_module(f"scheduler.check.rules.{name}"), name)

    assert judge.__module__ == f"scheduler.check.rules.{name}"
    assert {p.stem for p in (ROOM / "rules").glob("*.py")} == {
        "__init__",
        *(r.lower() for r in Rule),
    }


def lines(*folders: Path) -> int:
    """How many lines of Python there are."""
    paths = (path for folder in folders for path in folder.glob("*.py"))
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def test_the_judge_can_be_read_in_one_sitting() -> None:
    """Whoever has to trust it can read all of it: 600 lines at most, and a proof's sum apart."""
    assert {path.parent for path in ROOM.rglob("*.py")} == {ROOM, ROOM / "rules", ROOM / "proof"}
    assert lines(ROOM, ROOM / "rules") <= 600
    assert lines(ROOM / "proof") <= 460
