"""The hostile plan once more, opened as a person would: in JupyterLab, in LibreOffice, as a page."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from compare.build.write import list_products, write_build
from compare.lookups import use_lookups
from hostile_material import ATTACKS, BROKEN, build_hostile_plans

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PATIENCE = 240  # seconds a busy machine may take
SHOWN = f"window.{BROKEN.partition('=')[0].partition('.')[2]}"
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
# Every kind of thing a notebook shows of a plan, after what the first notebook of the project does.
CELLS = (
    'project = cp.open_project("out")',
    "project",
    'project.list_findings(lang="zh")',
    "*project.list_findings(lang='en'),",
    "project.plans",
    "project.tasks.style",
    'cp.read_plan(project.sources["p1"], plan_id="p1", title=project.plans["title"][0], place="甲县")',
    'project.draw("workload", lang="zh")',
    "print(cp.cite(project))",
    "print('all', 'done')",
)
# A kernel shows as idle before it is even asked for; what is run then waits for ever.
RUN_ALL = """async () => {
  await window.jupyterapp.shell.currentWidget.sessionContext.ready;
  window.jupyterapp.commands.execute('notebook:run-all-cells');
}"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the hostile plans, and their report beside them."""
    place = tmp_path_factory.mktemp("opened")
    build = build_hostile_plans()
    write_build(build, place / "out")
    with use_lookups(build.lookups):
        products = list_products(dict(build.tables), build.sources, "", "")
        for name in ("plans.html", "brief-zh.docx", "one-page-zh.docx"):
            made = products[name]()
            (place / name).write_bytes(made.encode() if isinstance(made, str) else made)
    return place


@pytest.fixture(scope="module")
def tab() -> Iterator[Any]:
    """An empty tab of Chromium that remembers every dialog and every address it is asked for."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra `browser`")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.dialogs, page.asked = [], []
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: page.asked.append(request.url))
        yield page
        browser.close()


def test_the_page_runs_nothing(tab: Any, folder: Path) -> None:
    tab.goto((folder / "plans.html").as_uri())
    tab.wait_for_selector("main[aria-busy=false]")
    assert tab.evaluate(SHOWN) is None
    assert tab.dialogs == []
    assert {url.partition(":")[0] for url in tab.asked} <= {"file", "data", "blob", "about"}


@pytest.fixture
def server(folder: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab over that folder."""
    if find_spec("jupyterlab") is None:
        pytest.skip("needs the extra `notebooks`")
    names = ("CONFIG", "RUNTIME", "DATA")
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in names}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
    command += [f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"]
    quiet = subprocess.DEVNULL
    lab = subprocess.Popen(command, env=os.environ | own, stdout=quiet, stderr=quiet)
    try:
        yield _await_address(tmp_path / "runtime", lab)
    finally:
        lab.terminate()
        lab.wait(PATIENCE)


def _await_address(runtime: Path, lab: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and lab.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            told = json.loads(file.read_text())
            return f"{told['url']}lab/tree/{{}}?token={told['token']}"
        time.sleep(0.2)
    pytest.fail("JupyterLab did not start")


def test_a_notebook_runs_nothing_of_a_plan(tab: Any, folder: Path, server: str) -> None:
    nbformat = pytest.importorskip("nbformat")
    first = nbformat.read(NOTEBOOKS / "0-overview.ipynb", as_version=4)
    code = [cell.source for cell in first.cells if cell.cell_type == "code"]
    code = [source.replace("open_project()", 'open_project("out")') for source in code]
    cells = [nbformat.v4.new_code_cell(source) for source in (*code, *CELLS)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=first.metadata)
    nbformat.write(notebook, folder / "hostile.ipynb")
    tab.goto(server.format("hostile.ipynb"))
    tab.wait_for_selector(".jp-Notebook .jp-CodeCell")
    tab.evaluate(RUN_ALL)
    tab.wait_for_function("document.querySelector('.jp-Notebook').innerText.includes('all done')")
    outputs = tab.locator(".jp-Notebook .jp-OutputArea-output")
    assert outputs.count() >= len(CELLS)
    assert ATTACKS["script"] in "".join(outputs.all_inner_texts())
    assert (
        tab.locator(".jp-OutputArea-output [data-mime-type*=error], .jp-OutputArea a").count() == 0
    )
    assert tab.locator(".jp-OutputArea mjx-container").count() == 0
    assert tab.evaluate(SHOWN) is None
    assert tab.dialogs == []


@pytest.mark.parametrize("name", ["brief-zh.docx", "one-page-zh.docx"])
def test_an_office_program_prints_words_alone(name: str, folder: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    pdfium = pytest.importorskip("pypdfium2", reason="needs the extra `formats`")
    if office is None:
        pytest.skip("there is no LibreOffice")
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    file = (tmp_path / name).with_suffix(".pdf")
    printed = "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(file))
    assert ATTACKS["script"] in "".join(printed.split())
    assert "/etc/passwd" in printed
    assert "root:" not in printed
    assert not [mark for mark in (b"/URI", b"/JavaScript", b"/Launch") if mark in file.read_bytes()]
