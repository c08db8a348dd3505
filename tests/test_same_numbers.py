"""The same figure, rounded the same way, wherever a reader meets it."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest

from compare.api.project import Project, open_project
from compare.present.brief.document import MEASURES
from compare.present.wording.findings import list_findings
from compare.present.wording.labels import call_plans

pytestmark = pytest.mark.usefixtures("own_lookups")

pytest.importorskip("docx")
pytest.importorskip("jinja2")
pytest.importorskip("xlsxwriter")

ROOT = Path(__file__).parents[1]


@cache
def read_project() -> Project:
    """The tables in the repository, whose lookups are in use in the tests here alone."""
    return open_project(ROOT / "data" / "processed")


def read_zip(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return html.unescape(re.sub(r"<[^>]+>", "", archive.read(name).decode("utf-8")))


@cache
def render(product: str, lang: str) -> str:
    """The text of one product in one language."""
    from compare.present.brief.document import render_brief
    from compare.present.page.render import render_page
    from compare.present.workbook.render import render_workbook

    plans = read_project().tables, read_project().sources
    if product == "page":
        return render_page(*plans)
    if product == "workbook":
        return read_zip(render_workbook(*plans, lang), "xl/sharedStrings.xml")
    return read_zip(render_brief(*plans, lang), "word/document.xml")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("product", ["page", "workbook", "brief"])
def test_every_finding_stands_word_for_word(product: str, lang: str) -> None:
    text = render(product, lang if product != "page" else "")
    called = {"haian": {"zh": "我市", "en": "our city"}[lang]} if product == "brief" else {}
    with call_plans(called):
        found = list_findings(read_project().tables, lang, sources=read_project().sources)
    if product == "brief":
        found = [f for f in found if f.key not in MEASURES]
    told = [f.sentence for f in found]
    if product == "page":
        told = [json.dumps(sentence, ensure_ascii=False)[1:-1] for sentence in told]
    assert [sentence for sentence in told if sentence not in text] == []


def test_the_overview_notebook_and_the_gallery_show_the_same_sentences() -> None:
    notebook = json.loads((ROOT / "notebooks" / "0-overview.ipynb").read_text(encoding="utf-8"))
    shown = json.dumps([cell.get("outputs") for cell in notebook["cells"]], ensure_ascii=False)
    gallery = (ROOT / "figures" / "README.md").read_text(encoding="utf-8")
    for finding in list_findings(read_project().tables, "en", sources=read_project().sources):
        assert json.dumps(finding.sentence, ensure_ascii=False)[1:-1] in shown
        if finding.figure in ("workload", "coverage", "shared_passages"):
            assert finding.sentence in gallery
