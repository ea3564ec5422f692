"""The notebooks run from end to end, are stored without outputs, and agree with their scripts."""

import re
from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# half a year shows what a month cannot, but every cell says as much of a month: name to size
SMALLER: dict[str, dict[str, int]] = {
    "04_fairness_over_a_quarter": {"WEEKS": 4},
    "05_frontier": {"FLOOR": 1874, "POINTS": 1},
    "07_gaps_and_illness": {"WEEKS": 3},
}


def ids(path: Path) -> str:
    return path.stem


def cells(path: Path) -> list[tuple[str, str]]:
    """Kind and text of each cell."""
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


def test_every_notebook_has_its_script() -> None:
    """The pair is what reviewers read and what readers open."""
    scripts = {path.stem for path in FOLDER.glob("*.py")}
    assert scripts == {path.stem for path in NOTEBOOKS}
    assert scripts


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_notebook_and_script_agree(path: Path) -> None:
    """The same cells in the same order."""
    assert cells(path) == cells(path.with_suffix(".py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    """Outputs are made by whoever runs it."""
    notebook = jupytext.read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_a_notebook_runs(path: Path) -> None:
    """Every cell runs, at a smaller size where it names one, and charts are drawn."""
    notebook = jupytext.read(path)
    for name, size in SMALLER.get(path.stem, {}).items():
        named = [cell for cell in notebook.cells if f"{name} = " in cell.source]
        assert len(named) == 1
        named[0].source = re.sub(
            rf"^{name} = \d+$", f"{name} = {size}", named[0].source, flags=re.M
        )
        assert f"{name} = {size}\n" in named[0].source
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute()
    shown = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= 5
    charts = [
        out for cell in shown for out in cell.outputs if "image/svg+xml" in out.get("data", {})
    ]
    assert charts
