"""The rows of the workbook's first sheet: findings, contents, sources, method and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from compare.present.charts.style import choose, style_plans
from compare.present.wording.findings import format_figure, list_findings
from compare.present.wording.headings import describe_grain
from compare.present.wording.labels import join_names
from compare.present.wording.notes import list_limits, list_methods


@dataclass(frozen=True)
class CoverRow:
    """Texts for the three columns, how they look, and the sheet the first one links to."""

    texts: tuple[str, ...] = ()
    look: dict[str, object] = field(default_factory=dict)
    link: str = ""
    height: float = 0
    wrap: bool = True


HEAD: dict[str, object] = {"bold": True, "font_size": 13, "font_color": "#14406B"}
SUB: dict[str, object] = {"bold": True, "bottom": 1, "bg_color": "#ECECEC"}
PLAIN: dict[str, object] = {"bottom": 4, "bottom_color": "#C4C4C4"}


def list_cover(
    tables: Mapping[str, pd.DataFrame], links: Mapping[str, str], evidence: int, lang: str
) -> Iterator[CoverRow]:
    """Every row of the cover. `links`: table → its sheet, under "" the evidence sheet."""
    plans = tables["plans"]
    names = join_names([s.label for s in style_plans(plans, lang).values()], lang, 6)
    title = choose(lang, f"规划比较表：{names}", f"Comparison of plans: {names}")
    yield CoverRow((title,), {"bold": True, "font_size": 18}, height=32, wrap=False)
    told = choose(
        lang,
        "每行数据最左边的编号链接到“原文依据”表，给出所在规划、行号、字符位置和原句。列名下方的小字是程序使用的列名。",
        "The number at the left of each row leads to the sheet Evidence: plan, line, characters and "
        "sentence. The small print under a heading is the column's machine name.",
    )
    yield CoverRow((told,), {"font_color": "#5F5F5F"}, wrap=False)
    yield from _list_findings(tables, lang)
    yield from _list_sheets(tables, links, evidence, lang)
    yield from _list_sources(plans, lang)
    for heading, lines in (
        (choose(lang, "方法", "Method"), list_methods(lang)),
        (choose(lang, "局限", "Limits"), list_limits(lang)),
    ):
        yield from _head(heading)
        yield from (CoverRow((line,), wrap=False) for line in lines)


def _head(text: str) -> list[CoverRow]:
    return [CoverRow(), CoverRow((text,), HEAD, height=22, wrap=False)]


def _list_findings(tables: Mapping[str, pd.DataFrame], lang: str) -> Iterator[CoverRow]:
    yield from _head(choose(lang, "主要发现", "Findings"))
    heads = choose(lang, "发现|解读时注意|图", "Finding|Read with care|Figure").split("|")
    yield CoverRow(tuple(heads), SUB)
    for finding in list_findings(tables, lang):
        figure = f"figures/{lang}/{finding.figure}.png" if finding.figure else "–"
        yield CoverRow((finding.sentence, finding.caveat, figure), PLAIN)


def _list_sheets(
    tables: Mapping[str, pd.DataFrame], links: Mapping[str, str], evidence: int, lang: str
) -> Iterator[CoverRow]:
    yield from _head(choose(lang, "工作表", "Sheets"))
    yield CoverRow(tuple(choose(lang, "工作表|内容|行数", "Sheet|A row is|Rows").split("|")), SUB)
    last = choose(
        lang, "每行一处原文，附行号、字符位置和所在语句", "one row per place in a source text"
    )
    for name, sheet in links.items():
        rows = len(tables[name]) if name else evidence
        grain = describe_grain(name, lang) if name else last
        yield CoverRow((sheet, grain, format_figure(rows, "count")), PLAIN, link=sheet)


def _list_sources(plans: pd.DataFrame, lang: str) -> Iterator[CoverRow]:
    yield from _head(choose(lang, "来源", "Sources"))
    heads = choose(
        lang, "规划|发文机关、文号、日期|来源文件", "Plan|Issuer, number, date|Source file"
    )
    yield CoverRow(tuple(heads.split("|")), SUB)
    for row in plans.to_dict("records"):
        issued = choose(lang, "，", ", ").join(
            str(row[c]) for c in ("issuer", "doc_number", "issued_on") if row[c]
        )
        missing = choose(lang, "文中未载", "not stated in the text")
        title = f"《{row['title'] or row['plan_id']}》"
        yield CoverRow((title, issued or missing, str(row["source_file"])), PLAIN)
