"""The worked guide shows what the commands print."""

from __future__ import annotations

import csv
import re

import pytest

from compare.lookups import read_lookup
from guide import GUIDES, ROOT, list_steps, run_guide


def read_rows(text: str) -> list[list[str]]:
    """The rows for departments.csv that a guide shows."""
    rows = re.findall(r"^老龄协会,.*$", text, flags=re.MULTILINE)
    return list(csv.reader(rows))


@pytest.mark.slow
def test_the_guides_show_what_the_commands_print():
    for path in GUIDES:  # in one test: what was run for the one is kept for the other
        blocks = list(run_guide(path.read_text(encoding="utf-8")))
        assert len(blocks) >= 8
        for shown, real in blocks:
            assert "plan-compare: " not in real
            assert shown == real, f"write {path.name} anew: python tests/guide.py"


def test_both_guides_have_the_reader_do_the_same():
    first, second = (list_steps(path.read_text(encoding="utf-8")) for path in GUIDES)
    assert first == second
    assert {step.split()[1] for step, content in first if not content} >= {
        *("outline", "add", "review", "build", "report", "diff"),
    }


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_the_row_for_a_department_fits_the_lookup(path):
    (row,) = read_rows(path.read_text(encoding="utf-8"))
    header = (ROOT / "src/compare/lookups/departments.csv").read_text("utf-8").split("\n", 1)[0]
    entry = dict(zip(header.split(","), row, strict=True))
    known = read_lookup("departments")
    assert entry["spelling"] not in {other["spelling"] for other in known}
    assert entry["department_id"] not in {other["department_id"] for other in known}
    assert entry["kind"] in {other["kind"] for other in known}
    assert set(filter(None, entry["functions"].split(";"))) <= {
        function["function_id"] for function in read_lookup("functions")
    }
    assert entry["reason"]
