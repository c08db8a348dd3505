"""The brief: an official note with the same figures as the findings, and the gallery page."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import pytest

from compare.analyse.coverage import DERIVED
from compare.present.brief.document import MEASURES, render_brief
from compare.present.brief.flow import PAGE, Flow, count_text_lines
from compare.present.brief.tables import tabulate_gaps
from compare.present.charts.draw import FIGURES, list_figures
from compare.present.gallery import render_gallery
from compare.present.office.viewpoint import choose_viewpoint
from compare.present.wording.findings import list_findings
from compare.present.wording.labels import call_plans
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import read_phrases
from compare.schema import TABLES, build_table
from report_material import SCRIPT, make_report_tables, make_sources

docx = pytest.importorskip("docx", reason="the brief needs the extra `report`")
etree = pytest.importorskip("lxml.etree")
nsmap = pytest.importorskip("docx.oxml.ns").nsmap


@cache
def _render(n: int, lang: str = "zh") -> bytes:
    return render_brief(make_report_tables(n), make_sources(n), lang)


def _read(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def _find(element: Any, path: str) -> Any:
    return etree.XPath(path, namespaces=nsmap)(element)


@pytest.mark.parametrize(("n", "lang"), [(1, "zh"), (2, "zh"), (2, "en"), (3, "zh")])
def test_it_carries_the_findings_an_office_can_use_in_their_words(n: int, lang: str) -> None:
    text = _read(_render(n, lang))
    tables = make_report_tables(n)
    names = choose_viewpoint(tables, lang=lang).names if n > 1 else {}
    with call_plans(names):
        found = list_findings(tables, lang, warned=False, sources=make_sources(n))
    for finding in found:
        assert (finding.sentence.rstrip("。.") in text) == (finding.key not in MEASURES)
        assert finding.key in MEASURES or finding.caveat in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_has_the_parts_of_a_note(lang: str) -> None:
    document = docx.Document(io.BytesIO(_render(2, lang)))
    heads, under, titles = (
        [p.text for p in document.paragraphs if p.style.name == style]
        for style in ("Heading 1", "Heading 2", "Title")
    )
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    numbered = [p.text for p in captions if "SEQ" in p._p.xml]
    assert len(numbered) == len(captions) == 3
    labels = {"zh": ("图1　", "表1　"), "en": ("Figure 1. ", "Table 1. ")}[lang]
    assert all(any(text.startswith(label) for text in numbered) for label in labels)
    first = {"zh": ("一、要点", "（一）总体判断"), "en": ("1. Key points", "1.1 Overall")}[lang]
    assert (len(heads), len(under), len(titles)) == (8, 6, 1)
    assert (heads[0], under[0]) == first
    assert document.element.body.xpath(".//w:sdtPr/w:date")
    assert 2 <= len(document.inline_shapes) <= 4
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    assert len(document.tables) == 2  # targets, practices


def test_the_contents_name_every_first_heading_without_being_updated() -> None:
    document = docx.Document(io.BytesIO(_render(2)))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    body = document.element.body
    assert _find(body, ".//w:hyperlink/w:r/w:t/text()") == heads
    marked = _find(body, ".//w:bookmarkStart/@w:name")
    assert len(marked) == len(set(marked))
    assert set(_find(body, ".//w:hyperlink/@w:anchor")) <= set(marked)
    assert _find(body, "count(.//w:instrText[contains(., 'TOC')])") == 1
    kinds = _find(body, ".//w:fldChar/@w:fldCharType")
    assert {kinds.count(kind) for kind in ("begin", "separate", "end")} == {len(kinds) // 3}
    pages = _find(body, ".//w:instrText[contains(., 'PAGEREF')]")
    assert len(pages) == len(heads)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_figure_and_table_is_referred_to_by_the_label_it_bears(lang: str) -> None:
    body = docx.Document(io.BytesIO(_render(3, lang))).element.body
    labels = {}
    for start in _find(body, ".//w:bookmarkStart[not(starts-with(@w:name, '_Toc'))]"):
        runs = _find(start, "following-sibling::w:r[position() <= 2]/w:t/text()")
        labels[_find(start, "string(@w:name)")] = "".join(runs)
    cited = {}
    for code in _find(body, ".//w:instrText[contains(., ' REF ')]"):
        cited[code.text.split()[1]] = _find(code, "string(following-sibling::w:t)")
    assert len(labels) == 3
    assert cited == labels


def test_a_picture_waits_for_a_page_with_room_and_the_text_goes_on() -> None:
    flow, written = Flow(), []
    flow.add(500)
    flow.hold(300, lambda: written.append("first"))
    flow.hold(100, lambda: written.append("second"))
    flow.release()
    assert written == []  # the second does not overtake the first
    flow.add_text("字" * 38 * 12, 12, 18)
    flow.release()
    assert written == ["first", "second"]
    flow.add_block(PAGE)
    flow.hold(PAGE, lambda: written.append("last"))
    flow.release()
    assert written[-1] == "second"
    flow.release(at_the_end=True)
    assert written[-1] == "last"


def test_a_heading_and_the_rows_of_a_table_stay_whole() -> None:
    flow = Flow(used=PAGE - 50)
    flow.add_heading(32, 18)
    assert flow.used == 32
    flow = Flow(used=PAGE - 20)
    flow.add_rows([["头"], ["一" * 20]], [104])  # ten characters a line
    assert flow.used == 16 + 28
    assert count_text_lines("一二三四五ab", 10, 60) == 2


def test_chinese_fonts_are_named_with_others_to_fall_back_on() -> None:
    with zipfile.ZipFile(io.BytesIO(_render(2))) as file:
        styles = file.read("word/styles.xml").decode()
        fonts = file.read("word/fontTable.xml").decode()
        body = file.read("word/document.xml").decode()
    assert re.search(r'w:eastAsia="仿宋"', styles)
    assert re.search(r'<w:lang [^>]*w:eastAsia="zh-CN"', styles)
    assert re.search(r'w:eastAsia="黑体"', styles)
    assert "eastAsiaTheme" not in styles.split('w:styleId="Heading1"')[1].split("</w:style>")[0]
    for name in set(re.findall(r'w:eastAsia="([^"]+)"', body)):
        assert f'<w:font w:name="{name}"><w:altName' in fonts


def test_the_themes_we_leave_out_are_told_with_who_covers_them() -> None:
    tables = make_report_tables(2)
    ours = tabulate_gaps(tables, choose_viewpoint(tables, "p2"))
    assert ours.rows == [["航天=1", f"甲县 {format_figure(0.125, 'share')}"]]
    assert ours.caption == "我县未涉及、其他规划涉及的主题"
    assert tabulate_gaps(tables, choose_viewpoint(tables, "p1")).rows == []
    made = tables["coverage"].assign(family=DERIVED)  # from the tasks of some plan, which has them
    assert tabulate_gaps({**tables, "coverage": made}, choose_viewpoint(tables, "p2")).rows == []


@pytest.mark.parametrize(("n", "captions"), [(3, 0), (4, 1)])
def test_themes_left_out_are_a_table_where_the_finding_does_not_name_them(
    n: int, captions: int
) -> None:
    tables = make_report_tables(n)
    text = _read(render_brief(tables, make_sources(n), "zh", "p2"))
    assert text.count("我县未涉及、其他规划涉及的主题") == captions


def test_a_plan_without_a_title_is_called_by_its_name() -> None:
    tables = make_report_tables(2)
    tables["plans"]["title"] = ["", "=乙县规划"]
    text = _read(render_brief(tables, make_sources(2), "zh"))
    assert "现依据公开发布的我县、《=乙县规划》" in text
    assert "《p1》" not in text
    assert "《甲县》" not in text


def test_charts_stand_in_the_brief_at_the_width_they_are_drawn_for() -> None:
    pictures = docx.Document(io.BytesIO(_render(2))).inline_shapes
    assert len(pictures) > 1
    assert {round(picture.width.cm, 1) for picture in pictures} == {16.0}


@pytest.mark.parametrize("plans", [0, 1])
def test_empty_tables_give_a_note_that_says_so(plans: int) -> None:
    tables = {name: build_table(name, []) for name in TABLES}
    tables["plans"] = make_report_tables(1)["plans"].head(plans)
    assert "没有可比较的内容" in _read(render_brief(tables, {}, "zh"))


def test_odd_text_is_kept_as_text() -> None:
    tables = make_report_tables(2)
    tables["plans"]["title"] = [f"{SCRIPT}\x0b规划", "规划"]
    assert f"《{SCRIPT}规划》" in _read(render_brief(tables, make_sources(2), "zh"))


def test_the_gallery_describes_and_links_every_figure() -> None:
    assert {f"gallery.{name}.reading" for name in FIGURES} <= read_phrases("texts").keys()
    tables = make_report_tables(2)
    text = render_gallery(tables)
    for name in list_figures(tables):
        for lang in ("zh", "en"):
            assert all(f"({lang}/{name}.{kind})" in text for kind in ("png", "svg", "pdf"))


def test_the_gallery_gives_no_tag_of_a_plans_words() -> None:
    tables = make_report_tables(2)
    tables["distinctive_terms"]["term"] = f"{SCRIPT}|[x](javascript:1)"
    text = render_gallery(tables)
    assert "<script" not in text
    assert not re.search(r"[^\\]\]\(javascript", text)
