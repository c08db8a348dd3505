"""The workbook: text stays text, rows lead to their evidence, the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from compare.present.wording.findings import list_findings
from compare.present.wording.headings import name_column, name_table, name_value
from compare.present.wording.texts import phrase
from compare.present.workbook.book import count_lines
from compare.present.workbook.evidence import Span, list_evidence, locate_rows, quote_span
from compare.present.workbook.render import choose_pairs, render_workbook
from compare.schema import TABLES, build_table
from report_material import HOSTILE, SCRIPT, TEXT, make_report_tables, make_sources

pytest.importorskip("xlsxwriter", reason="the workbook needs the extra `report`")

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Sheets = dict[str, dict[str, str]]


@cache
def _render(n: int, lang: str = "zh") -> bytes:
    return render_workbook(make_report_tables(n), make_sources(n), lang)


def _open(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def _parse(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(name))


def _join(element: ElementTree.Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{{{NS['m']}}}t"))


def read_sheets(data: bytes) -> Sheets:
    """Sheet name → cell → what it holds."""
    book = _open(data)
    strings = [_join(si) for si in _parse(book, "xl/sharedStrings.xml")]
    sheets: Sheets = {}
    for number, sheet in enumerate(
        _parse(book, "xl/workbook.xml").iterfind("m:sheets/m:sheet", NS), 1
    ):
        cells = {}
        for cell in _parse(book, f"xl/worksheets/sheet{number}.xml").iter(f"{{{NS['m']}}}c"):
            value = cell.find("m:v", NS)
            if value is not None and value.text is not None:
                shared = cell.get("t") == "s"
                cells[cell.attrib["r"]] = strings[int(value.text)] if shared else value.text
        sheets[sheet.attrib["name"]] = cells
    return sheets


def _column(sheets: Sheets, table: str, column: str, lang: str = "zh") -> dict[int, str]:
    """Row → what stands there in a column of a table's sheet."""
    sheet, heading = sheets[name_table(table, lang)], name_column(table, column, lang)
    letters = next(c[:-1] for c, v in sheet.items() if re.fullmatch("[A-Z]+1", c) and v == heading)
    found = {c: v for c, v in sheet.items() if re.fullmatch(letters + r"\d+", c)}
    return {int(c[len(letters) :]): v for c, v in found.items() if int(c[len(letters) :]) > 1}


def _list_heads(sheet: dict[str, str]) -> list[str]:
    return [v for c, v in sheet.items() if re.fullmatch("[A-Z]+1", c)]


def test_there_is_no_formula_and_hostile_cells_are_text() -> None:
    data = _render(2)
    book = _open(data)
    sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in book.read(n) or b"<f " in book.read(n) for n in sheets)
    titles = list(_column(read_sheets(data), "tasks", "title").values())
    assert titles == list(HOSTILE[:3]) * 2
    assert SCRIPT in _column(read_sheets(data), "tasks", "body").values()


def test_a_cell_like_a_formula_keeps_its_quote_when_edited() -> None:
    styles = _parse(_open(_render(1)), "xl/styles.xml")
    assert any(x.get("quotePrefix") == "1" for x in styles.iterfind("m:cellXfs/m:xf", NS))


# Not measured, too few plans, the text itself, no plan above.
NOT_HERE = ("progress", "shared_stretches", "outline", "inheritance")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_table_has_a_sheet_and_the_last_names_each_column(lang: str) -> None:
    sheets = read_sheets(_render(2, lang))
    # two side by side, cover, charts, evidence, names of columns
    assert len(sheets) == len(TABLES) - len(NOT_HERE) + 6
    assert all(len(name) <= 31 for name in sheets)
    assert next(iter(sheets)) == phrase("sheet.sides", lang)
    *_, pairs, evidence, names = sheets
    assert (pairs, evidence) == (
        name_table("task_pairs", lang),
        phrase("workbook.evidence", lang),
    )
    for name, table in TABLES.items():
        wanted = {f"{name}.{column}" for column in table.names}
        assert name in NOT_HERE or wanted <= set(sheets[names].values())


def test_the_chinese_workbook_is_headed_in_chinese_with_ids_and_english_last() -> None:
    tables = make_report_tables(2)
    tables["plans"]["division_code"] = ["320685", ""]
    sheets = read_sheets(render_workbook(tables, make_sources(2), "zh"))
    heads = {name: _list_heads(cells) for name, cells in sheets.items() if "A2" in cells}
    assert not [h for row in heads.values() for h in row if re.search("[a-z]_|[a-z]{4}", h)]
    for name in ("指标", "任务", "分工", "任务对照"):
        at = next(i for i, head in enumerate(heads[name]) if "行政区划代码" in head)
        assert not [h for h in heads[name][:at] if h.endswith(("编号", "英文）"))], name
    assert sheets["任务"][f"{_letter(heads['任务'], '行政区划代码')}2"] == "320685"


def _letter(heads: list[str], head: str) -> str:
    return chr(ord("A") + heads.index(head))


def test_what_serves_to_look_things_up_prints_one_page_and_no_codes() -> None:
    tables = make_report_tables(2)
    for name in ("ignored", "indicators"):
        tables[name] = pd.concat([tables[name]] * 100, ignore_index=True)
    book = _open(render_workbook(tables, make_sources(2), "zh"))
    areas = {
        name.attrib["localSheetId"]: name.text or ""
        for name in _parse(book, "xl/workbook.xml").iterfind("m:definedNames/m:definedName", NS)
        if name.attrib["name"] == "_xlnm.Print_Area"
    }
    printed = {
        area.partition("!")[0].strip("'"): area.rpartition("!")[2] for area in areas.values()
    }
    assert printed["未采用"].endswith("$31")
    assert printed["指标"].endswith("$31")
    assert printed["对照表"].startswith("$A$1:$K$")
    number = list(read_sheets(_render(2))).index("未采用") + 1
    sheet = _parse(book, f"xl/worksheets/sheet{number}.xml")
    header = sheet.findtext("m:headerFooter/m:oddHeader", "", NS)
    assert "共 200 行，只打印前 30 行" in header
    assert "甲县（@1号）" in header


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_column_and_coded_value_has_a_name(lang: str) -> None:
    for table in TABLES.values():
        for column in table.columns:
            named = name_column(table.name, column.name, lang)
            assert lang == "en" or named != column.name, f"{table.name}.{column.name}"
            for value in column.allowed:
                assert lang == "en" or name_value(column.name, value, lang) != value


def test_cells_hold_the_tables_numbers_at_full_precision() -> None:
    tables, sheets = make_report_tables(2), read_sheets(_render(2))
    for name, column in (
        ("workload", "share"),
        ("indicators", "pace_per_year"),
        ("task_pairs", "similarity"),
    ):
        shown = list(map(float, _column(sheets, name, column).values()))
        assert shown == pytest.approx(tables[name][column].dropna().tolist(), abs=0)


@pytest.mark.parametrize(("n", "lang"), [(1, "zh"), (2, "zh"), (2, "en"), (3, "zh")])
def test_the_cover_carries_every_finding_in_its_words(n: int, lang: str) -> None:
    sheets = read_sheets(_render(n, lang))
    cover = set(sheets[phrase("workbook.cover", lang)].values())
    for finding in list_findings(make_report_tables(n), lang, sources=make_sources(n)):
        assert {finding.sentence, finding.caveat} <= cover


def test_the_cover_says_first_what_makes_two_plans_hard_to_compare() -> None:
    tables = make_report_tables(2)
    tables["plans"] = tables["plans"].assign(level=["county", "province"])
    sheets = read_sheets(render_workbook(tables, make_sources(2)))
    cover = [str(value) for value in sheets[phrase("workbook.cover", "zh")].values()]
    warned = next(i for i, value in enumerate(cover) if "级别不同" in value)
    finding = list_findings(tables)[0].sentence
    assert warned < cover.index(finding)
    assert not [
        v
        for v in read_sheets(_render(2))[phrase("workbook.cover", "zh")].values()
        if "级别不同" in str(v)
    ]


def test_every_row_links_to_the_words_it_rests_on() -> None:
    data = _render(2)
    book, sheets = _open(data), read_sheets(data)
    evidence = sheets["原文依据"]
    number = list(sheets).index("分工") + 1
    links = {
        link.attrib["ref"]: link.attrib["location"]
        for link in _parse(book, f"xl/worksheets/sheet{number}.xml").iterfind(".//m:hyperlink", NS)
    }
    written = _column(sheets, "assignments", "name_as_written")
    assert len(links) == len(written) == 6
    for row, name in written.items():
        target = int(links[f"A{row}"].rpartition("!A")[2])
        start, end = int(evidence[f"E{target}"]), int(evidence[f"F{target}"])
        assert evidence[f"G{target}"] == name == TEXT[start:end]
        assert name in evidence[f"H{target}"]
        assert int(evidence[f"C{target}"]) == TEXT.count("\n", 0, start) + 1


def test_the_sentence_around_a_span_is_its_own() -> None:
    source = "第一句。\n第二句有科协，还有别的。第三句。"
    start = source.index("科协")
    found = quote_span(Span("p", start, start + 2), source)
    assert found.before + found.text + found.after == "第二句有科协，还有别的。"
    assert (found.line_start, found.line_end) == (2, 2)


def test_every_row_that_has_a_place_is_located() -> None:
    tables, sources = make_report_tables(2), make_sources(2)
    tables |= {"progress": build_table("progress", [])}
    located = locate_rows(tables, sources)
    missing = {name for name, rows in located.items() if any(None in spans for spans in rows)}
    assert missing == set()
    assert all(len(located[name]) == len(tables[name]) for name in tables)
    assert list_evidence(located, {}) == {}


@pytest.mark.parametrize("plans", [0, 1])
def test_empty_tables_give_a_workbook_that_says_so(plans: int) -> None:
    tables = {name: build_table(name, []) for name in TABLES}
    tables["plans"] = make_report_tables(1)["plans"].head(plans)
    sheets = read_sheets(render_workbook(tables, {}, "zh"))
    assert sheets["任务"]["A2"] == "（没有行）"
    assert sheets["图表"]["A1"] == "（没有数据）"


def test_odd_text_neither_breaks_the_file_nor_vanishes() -> None:
    tables = make_report_tables(1)
    long = "字" * 40_000
    tables["tasks"]["body"] = [long, "\x0b]]>&\ufffe", ""]
    made = read_sheets(render_workbook(tables, make_sources(1), "en"))
    bodies = _column(made, "tasks", "body", "en")
    assert len(bodies[2]) == 32_767
    assert bodies[2].endswith("…")
    assert "]]>&" in bodies[3]


def test_of_too_many_pairs_the_nearest_and_the_counterparts_stay() -> None:
    pairs = pd.concat([make_report_tables(2)["task_pairs"]] * 6000, ignore_index=True)
    pairs["rank_a"] = pairs["rank_b"] = 9
    pairs.loc[5, ["rank_a"]] = 3
    kept = choose_pairs(pairs)
    assert len(kept) == int(pairs["matched"].sum()) + (0 if pairs.loc[5, "matched"] else 1)
    assert len(choose_pairs(pairs.head(20_000))) == 20_000


def test_lines_are_counted_in_columns() -> None:
    assert count_lines("", 10) == 1
    assert count_lines("一二三四五六七八", 10) == 2
    assert count_lines("a\nb\nc", 10) == 3


@pytest.mark.slow
def test_libreoffice_opens_it_without_repair(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    path = tmp_path / "book.xlsx"
    path.write_bytes(_render(2))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    only = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [office, home, "--headless", "--convert-to", only, "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    made = {p.name.removeprefix("book-").removesuffix(".csv") for p in tmp_path.glob("book-*.csv")}
    if not made:
        pytest.skip("this LibreOffice has no Calc, or is older than 7.2")
    assert made == set(read_sheets(_render(2)))
    tasks = (tmp_path / "book-任务.csv").read_text(encoding="utf-8")
    assert all(word in tasks for word in (*HOSTILE[:3], SCRIPT))
    shares = (tmp_path / "book-部门任务面.csv").read_text(encoding="utf-8")
    assert "100%" in shares
