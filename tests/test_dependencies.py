"""A kept result is made anew when any module it needs has changed, and only then."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from compare.build import cache as kept
from compare.build import dependencies, plans
from compare.build.dependencies import (
    ROOT,
    find_dependencies,
    find_file,
    find_versions,
    hash_code,
    list_imports,
)
from fixtures.documents import make_docx, make_pdf, paragraph
from material import ROOT as PROJECT

PLANS = (plans.__name__,)
PASSAGES = ("compare.analyse.reuse", kept.__name__)
LINES = ["云溪县方案", "一、重点任务", "（一）修路。到2025年修路3公里。"]
PAGE = [(90.0, 80.0 + 40 * number, 16.0, line) for number, line in enumerate(LINES)]
HTML = f"<html><body>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>"
# Works on a plan of each format as a worker does, and says which modules that took.
PROCESS = """
import json, sys
from dataclasses import replace
from pathlib import Path
from compare.build import plans
from compare.extract.readers import subprocesses
subprocesses.read_apart = lambda kind, data, where: subprocesses.read_here(kind, data)
sys.modules["compare.extract.readers"].read_apart = subprocesses.read_apart
for name in sys.argv[1:]:
    job = plans.name_job(Path(name), "p")
    job = replace(job, data=Path(name).read_bytes())
    found = plans.pack_portion(plans._process(job, plans.Work(many=True, strict=True)))
    assert found, name
print(json.dumps(sorted(name for name in sys.modules if name.split(".")[0] == "compare")))
"""


@cache
def list_used() -> tuple[str, ...]:
    """The modules of ours that are imported when plans of all formats are worked on."""
    pytest.importorskip("selectolax")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.docx").write_bytes(make_docx("".join(map(paragraph, LINES))))
        (folder / "b.pdf").write_bytes(make_pdf([PAGE]))
        (folder / "c.html").write_text(HTML, encoding="utf-8")
        shutil.copy(PROJECT / "examples" / "liutang-elderly-care.md", folder / "d.md")
        paths = sorted(map(str, folder.iterdir()))
        done = subprocess.run(
            [sys.executable, "-c", PROCESS, *paths],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    return tuple(json.loads(done.stdout))


MODULES = sorted(
    ".".join(["compare", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")
    for path in ROOT.rglob("*.py")
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The package's code in another place, to be changed."""
    folder = tmp_path_factory.mktemp("code") / "compare"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@cache
def hash_copy(copy: Path, modules: tuple[str, ...]) -> str:
    """As the copy is, before anything in it changes."""
    return hash_code.__wrapped__(*modules, root=copy)


def changes(copy: Path, path: Path, modules: tuple[str, ...]) -> bool:
    """Whether a blank line more in the file renews the results of these modules."""
    before = hash_copy(copy, modules)
    code = path.read_bytes()
    path.write_bytes(code + b"\n")
    try:
        return hash_code.__wrapped__(*modules, root=copy) != before
    finally:
        path.write_bytes(code)


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_a_change_in_a_module_renews_the_plans_that_need_it(module, copy):
    needed = module in list_used()
    changed = changes(copy, find_file(module, copy), PLANS)
    assert changed or not needed
    if module.split(".")[1:2] in (["present"], ["cli"], ["evaluate"], ["project"]):
        assert not changed


@pytest.mark.slow
def test_what_is_worked_on_is_not_little():
    """Else the test above would test nothing."""
    used = set(list_used())
    assert len(used) > 50
    readers = {f"compare.extract.readers.{name}" for name in ("word", "web", "pdf", "plain")}
    assert readers < used
    assert {"compare.analyse.terms", "compare.language.numbers"} < used
    assert not any(name.startswith("compare.present") for name in used)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "lookups").glob("*.csv")), ids=lambda path: path.stem
)
@pytest.mark.parametrize("modules", [PLANS, PASSAGES], ids=["plans", "passages"])
def test_a_change_in_a_packaged_lookup_renews(path, modules, copy):
    assert changes(copy, copy / "lookups" / path.name, modules)


@pytest.mark.parametrize(
    ("module", "needed"),
    [
        ("compare.analyse.reuse.borders", True),
        ("compare.extract.clean", True),
        ("compare.lookups.rows", True),
        ("compare.build.cache", True),
        ("compare.analyse.commitment", False),
        ("compare.build.plans", False),
        ("compare.present.wording.labels", False),
    ],
)
def test_a_change_renews_the_passages_that_need_it(module, needed, copy):
    assert changes(copy, find_file(module, copy), PASSAGES) is needed


def test_packages_of_others_count_by_their_version(monkeypatch):
    _, others = find_dependencies(PLANS)
    needed = {"jieba", "rjieba", "charset_normalizer", "pdfplumber", "lxml", "selectolax", "pandas"}
    assert needed <= others
    assert not others & {"matplotlib", "jinja2", "json", "compare"}
    before = hash_code(*PLANS)
    assert ("jieba", "0.42.1") in find_versions(frozenset(others))
    monkeypatch.setattr(dependencies, "find_versions", lambda _: [("jieba", "0.43")])
    assert hash_code.__wrapped__(*PLANS) != before


def test_every_way_of_importing_is_followed():
    code = b"""
import a.b as c, d
from e.f import g as h
def late():
    from i import j
    if d: import k
"""
    found = ["a.b", "d", "e.f", "e.f.g", "i", "i.j", "k"]
    assert sorted(list_imports(code)) == found


@pytest.mark.parametrize("module", sorted(find_dependencies(PLANS)[0]))
def test_nothing_is_imported_in_a_way_that_is_not_seen(module):
    """By a name in a string, or relative to the module itself.

    What a package looks up for its users when they ask (`__getattr__`) is no import of its code.
    """
    tree = ast.parse(find_file(module, ROOT).read_bytes())
    tree.body = [node for node in tree.body if getattr(node, "name", "") != "__getattr__"]
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.ImportFrom) and node.level)
        name = getattr(node, "id", "") or getattr(node, "attr", "")
        assert name not in ("import_module", "__import__", "run_module", "run_path", "exec")
