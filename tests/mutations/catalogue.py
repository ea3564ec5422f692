"""The catalogue of mutations, read and located."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.model import Refusal, Rule

ROOT = Path(__file__).parents[2]
CATALOGUE = Path(__file__).with_name("catalogue.toml")
SIDES = ("solver", "check")


@dataclass(frozen=True)
class Mutation:
    """One line of one file, and what it is changed to; both without their indentation.

    ``code`` is a Rule or a Refusal, or the part of a bound's way that is changed (PRICES, DIVE,
    APPROACH, and PROOF for the judge's sum); ``tests`` are the files of which at least one must
    turn red.
    """

    code: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def side(self) -> str:
        """The room whose view of the code is changed."""
        return self.file.split("/")[1]

    @property
    def name(self) -> str:
        """Code, side and a short hash that changes with the lines."""
        text = "\n".join((self.file, self.old, self.new, *self.tests))
        return f"{self.code}/{self.side}/{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def lines_in(self, root: Path) -> list[int]:
        """The numbers of the lines that are the old one; exactly one where all is well."""
        lines = (root / self.file).read_text(encoding="utf-8").splitlines()
        return [i for i, line in enumerate(lines) if line.strip() == self.old]

    def applied(self, root: Path) -> str:
        """The file's text with the line changed.

        Raises:
            ValueError: the old line is not there exactly once.
        """
        numbers = self.lines_in(root)
        if len(numbers) != 1:
            raise ValueError(
                f"{self.name}: {self.old!r} stands {len(numbers)} times in {self.file}"
            )
        lines = (root / self.file).read_text(encoding="utf-8").splitlines(keepends=True)
        line = lines[numbers[0]]
        lines[numbers[0]] = line.replace(self.old, self.new)
        return "".join(lines)


def mutations(path: Path = CATALOGUE) -> tuple[Mutation, ...]:
    """All mutations in the catalogue's order."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["mutations"]
    return tuple(mutation for row in rows for mutation in _mutations(row))


def _mutations(row: dict[str, Any]) -> Iterator[Mutation]:
    """Those of one code before the same tests, or each before its own."""
    code, file, old = row["code"], "", ""
    for line in row["changes"].splitlines():
        if line.startswith("- "):
            old = line[2:]
        elif line.startswith("+ "):
            yield Mutation(code, file, old, line[2:], tuple(row.get("tests", [_own(code, file)])))
        else:
            file = line


def _own(code: str, file: str) -> str:
    """The test of a rule or a refusing code, or else that of the file."""
    if code in {*Rule, *Refusal}:
        return f"tests/rules/test_{code.lower()}.py"
    _, *rooms, name = file.split("/")
    return "/".join(("tests", *rooms, f"test_{name}"))
