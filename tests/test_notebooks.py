"""Notebooks are thin, state their limits, and hold what running them gave.

That running them again gives the committed outputs is checked by `.ci/run`, which runs them all.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from compare.errors import PlanError
from compare.present.notebooks import execute_notebook

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MOST_LINES = 12


def read(path: Path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_thin(path):
    code = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    for source in code:
        assert source.count("\n") < MOST_LINES, source
        assert "def " not in source
        assert "/data/" not in source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_states_its_question_limits_and_exercise(path):
    prose = "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
    assert "**Question.**" in prose
    assert "## What this cannot tell you" in prose
    assert "## Exercise" in prose
    assert "Answer" in prose


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_holds_no_error_and_nothing_volatile(path):
    text = path.read_text(encoding="utf-8")
    assert '"output_type": "error"' not in text
    assert not re.search(r" at 0x[0-9a-f]{6,}", text)
    assert '"execution"' not in text
    for cell in read(path).cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", output.get("text")


def test_a_failing_cell_is_named(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    with pytest.raises(PlanError, match=r"broken\.ipynb: a cell failed .*division by zero"):
        execute_notebook(tmp_path / "broken.ipynb")
