"""docs/python.md, the names of the package and their docstrings say the same."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

import compare as cp
from python_guide import GUIDE, ROOT, run_guide

TEXT = GUIDE.read_text(encoding="utf-8")
CALLABLES = sorted(set(cp.__all__) - {"analyse", "evaluate"})
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_the_guide_shows_what_the_code_prints():
    for shown, real in run_guide(TEXT):
        assert shown == real, "write docs/python.md anew: python tests/python_guide.py"


def test_every_public_name_is_documented_and_every_documented_name_exists():
    assert set(re.findall(r"\bcp\.(\w+)", TEXT)) == set(cp.__all__)
    assert 5 <= len(cp.__all__) <= 8
    for name in cp.__all__:
        assert getattr(cp, name).__doc__, name


def test_every_table_and_method_the_guide_names_exists():
    both = cp.compare([cp.read_plan(ROOT / "examples" / "liutang-elderly-care.md")])
    for name in re.findall(r"\b(?:both|project|own)\.(\w+)", TEXT):
        assert name == "taks" or hasattr(both, name), name


def test_every_setting_is_in_the_table_of_the_guide():
    rows = re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.MULTILINE)
    assert rows == list(cp.Settings().describe())
    for name in rows:
        assert f"`{name}`" in cp.Settings.__doc__, name


@pytest.mark.parametrize("name", [name for name in CALLABLES if name != "PlanError"])
def test_every_docstring_has_a_chinese_example_and_says_what_is_refused(name):
    text = getattr(cp, name).__doc__
    assert re.search("[一-龥]{2}", text), name
    assert "PlanError" in text, name


def test_completion_shows_the_names_before_anything_is_loaded():
    code = "import sys, compare; print(*dir(compare)); print('pandas' in sys.modules)"
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    names, loaded = done.stdout.splitlines()
    assert set(names.split()) == {*cp.__all__, "__version__"}
    assert loaded == "False"


def test_a_name_that_is_not_there_is_an_attribute_error():
    for module in (cp, cp.analyse, cp.evaluate):
        with pytest.raises(AttributeError, match="nothing"):
            module.nothing  # noqa: B018
        assert set(module.__all__) <= set(dir(module))
        for name in module.__all__:
            assert getattr(module, name) is not None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_import_from_the_package_itself(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "".join("".join(c["source"]) + "\n" for c in cells if c["cell_type"] == "code")
    found = re.findall(r"^(?:import|from) compare.*", code, flags=re.MULTILINE)
    assert found == ["import compare as cp"]
