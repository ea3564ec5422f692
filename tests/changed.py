"""Which tests a change asks for: ``python3 dev.py test --changed`` runs these before a commit.

A room is a folder of ``scheduler/``. The tests of a room touched are asked for, those of the rooms
that import it, and every other test that imports it itself. Imports are read, never run, so this
needs nothing but Python and git. The whole suite stays the judge of what lands.
"""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

WHOLE = {"dev.py", "pyproject.toml", "requirements.lock", "tests/conftest.py"}
"""What bears on every test."""
READERS = {"notebooks": ("tests/notebooks", "tests/test_docs.py"), "sample_data": ("tests/synth",)}
"""Who reads folders that no test imports."""
DOCUMENTS = ("tests/test_docs.py",)


def changed_since(root: Path, base: str = "main") -> list[str]:
    """The files that differ from where this work left ``base``, new ones, too.

    Raises:
        subprocess.CalledProcessError: git does not know the base.
    """
    fork = _git(root, "merge-base", base, "HEAD").strip()
    tracked = _git(root, "diff", "--name-only", "--no-renames", fork)
    new = _git(root, "ls-files", "--others", "--exclude-standard")
    return sorted({*tracked.splitlines(), *new.splitlines()})


def asked_for(root: Path, changed: Iterable[str]) -> list[str]:
    """Files and folders of tests that the changed files ask for; ``tests`` where it is all."""
    changed = set(changed)
    if changed & WHOLE:
        return ["tests"]
    touched = {_room(Path(path)) for path in changed if path.startswith("scheduler/")}
    rooms = {r for r in _rooms(root) if touched & ({r} | _imports_of(root, root / r))}
    asked = {path for path in changed if _is_test(Path(path)) and (root / path).exists()}
    for path in changed:
        asked.update(READERS.get(Path(path).parts[0], ()))
        if path.endswith(".md"):
            asked.update(DOCUMENTS)
    for file in sorted((root / "tests").rglob("test_*.py")):
        name = file.relative_to(root)
        uses = _imports_of(root, file) & touched or _reach(root, file) & changed
        if uses or f"scheduler/{name.parts[1]}" in rooms:
            asked.add(str(name))
    return sorted(asked)


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def _is_test(path: Path) -> bool:
    return path.parts[0] == "tests" and path.name.startswith("test_") and path.suffix == ".py"


def _room(path: Path) -> str:
    """The room of a file: a folder of ``scheduler/``, or a file that stands there alone."""
    return str(Path(*path.parts[:2]))


@cache
def _rooms(root: Path) -> list[str]:
    inside = (path.relative_to(root) for path in (root / "scheduler").iterdir())
    return sorted(str(path) for path in inside if path.suffix in ("", ".py"))


@cache
def _imports_of(root: Path, place: Path) -> frozenset[str]:
    """The rooms, and the files of tests, that a file or all files of a folder import themselves."""
    files = [place] if place.is_file() else place.rglob("*.py")
    return frozenset(found for file in files for found in _found(root, file))


def _found(root: Path, file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for module in modules:
            yield from _place(root, Path(*module.split(".")))


def _place(root: Path, module: Path) -> Iterator[str]:
    """What stands at a module's name: a room of the product, or a file of tests."""
    if module.parts[0] == "tests":
        for path in (module.with_suffix(".py"), module / "__init__.py"):
            if (root / path).is_file():
                yield str(path)
    elif module.parts[0] == "scheduler":
        for path in (Path(*module.parts[:2]), Path(*module.parts[:2]).with_suffix(".py")):
            if (root / path).exists():
                yield str(path if len(module.parts) > 1 else path / "__init__.py")


@cache
def _reach(root: Path, test: Path) -> frozenset[str]:
    """The helpers of tests that a test stands on, and the fixtures beside it."""
    fixtures = [folder / "conftest.py" for folder in test.parents if root in folder.parents]
    waiting = [test, *filter(Path.is_file, fixtures)]
    reached = {str(here.relative_to(root)) for here in waiting}
    while waiting:
        imported = _imports_of(root, waiting.pop())
        new = {name for name in imported if name.startswith("tests/")} - reached
        reached |= new
        waiting += [root / name for name in new]
    return frozenset(reached)
