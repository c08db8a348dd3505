"""Notebooks are thin, state their limits, and hold what running them gave.

That running them again gives the committed outputs is checked by `.ci/run`, which runs them all.
"""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from compare.errors import PlanError
from compare.present.notebooks import execute_notebook, strip_volatile

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
    assert "vary " in prose.split("## Exercise")[1].lower()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_answer_to_each_exercise_is_folded(path):
    cells = read(path).cells
    start = next(i for i, cell in enumerate(cells) if cell.source.startswith("## Exercise"))
    asked, answers = cells[start::2], cells[start + 1 :: 2]
    assert all("<summary>Answer</summary>" in cell.source for cell in asked)
    assert len(asked) == len(answers)
    for cell in answers:
        assert cell.cell_type == "code"
        assert cell.metadata == {"jupyter": {"source_hidden": True, "outputs_hidden": True}}
    assert not any("jupyter" in cell.metadata for cell in cells[:start])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_paper_would_cite_stands_in_methods_too(path):
    cells = read(path).cells
    cited, printed = next(
        pair for pair in itertools.pairwise(cells) if "## What a paper would cite" in pair[0].source
    )
    assert "cp.cite(" in printed.source
    methods = (path.parents[1] / "docs" / "methods.md").read_text(encoding="utf-8")
    references = methods.split("## References")[1]
    for source in re.findall(
        r"([A-Z]\w+(?:,? (?:and )?[A-Z]\w+)*(?: et al\.)? \d{4})", cited.source
    ):
        assert source in references, source


def test_an_overview_of_all_notebooks_stands_in_the_readme():
    readme = (NOTEBOOKS[0].parents[1] / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\(notebooks/(.+)\.ipynb\)", readme) == [path.stem for path in NOTEBOOKS]


def test_only_folding_is_kept_of_what_a_cell_says_of_itself():
    folded = {"jupyter": {"source_hidden": True}, "execution": {"busy": "2026-01-01"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", metadata=folded)])
    strip_volatile(notebook)
    assert notebook.cells[0].metadata == {"jupyter": {"source_hidden": True}}


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


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_kernel_and_is_told_in_one_line(sign, tmp_path):
    begun = tmp_path / "begun"
    cell = f"import os, time\nopen({str(begun)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    path = tmp_path / "n.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    code = (
        "import argparse, sys; from pathlib import Path; from compare import cli\n"
        "from compare.present.notebooks import execute_notebook\n"
        "work = argparse.Namespace(debug=False, run=lambda _: execute_notebook(Path(sys.argv[1])))\n"
        "cli.build_parser = lambda: argparse.Namespace(parse_args=lambda _: work)\n"
        "cli.run_program()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, path], stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 100
    while not (begun.exists() and begun.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(sign)
    _, said = process.communicate(timeout=100)
    assert (process.returncode, said.count("\n")) == (128 + sign, 1), said
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)
