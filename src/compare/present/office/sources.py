"""What the one page rests on: the documents, their periods, what is missing, aims in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import pandas as pd

from compare.analyse.indicators import read_references
from compare.analyse.practices.basis import Basis, list_aims, list_basis
from compare.language.periods import DURING, FIVE_YEAR_PLAN, find_plan_years
from compare.present.office.places import Places, bracket
from compare.present.office.sheet import INDICATOR, SideRow
from compare.present.office.viewpoint import Viewpoint, name_sides, quote_title
from compare.present.wording.addresses import cite_spans
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import label_plans
from compare.present.wording.texts import phrase
from compare.schema.grain import mask_key_tasks

MOST_MISSING, MOST_AIMS, MOST_NUMBERS = 3, 2, 3
_FIVE_YEARS = re.compile(rf"{FIVE_YEAR_PLAN}[”’」]?(?:{DURING})")


def name_documents(tables: Tables, view: Viewpoint) -> str:
    """《…实施方案（2021—2035年）》（海政发〔2022〕45号，2022-10-26）、《…》（未收录文号、日期）."""
    plans = {row["plan_id"]: row for row in tables["plans"].to_dict("records")}
    labels = label_plans(tables["plans"], view.lang)
    ours, theirs = (
        _name_document(plans[plan], labels[plan], view.lang) for plan in (view.our, view.other)
    )
    return phrase("mark.both", view.lang, first=ours, last=theirs)


def _name_document(row: Mapping[Any, Any], name: str, lang: str) -> str:
    known = [str(row["doc_number"])] if _is_told(row["doc_number"]) else []
    if _is_told(row["issued_on"]):
        known.append(write_date(str(row["issued_on"]), lang))
    if not known and not row["title"]:
        return phrase("onepage.untitled", lang, name=name)
    text = phrase("mark.comma", lang).join(known) or phrase("onepage.undated", lang)
    quoted = quote_title(row, name) if row["title"] else phrase("onepage.text", lang, name=name)
    return quoted + phrase("mark.brackets", lang, text=text)


def write_date(date: str, lang: str) -> str:
    """2022-10-26 → 2022年10月26日."""
    year, month, day = (int(part) for part in date[:10].split("-"))
    return phrase("onepage.date", lang, year=year, month=month, day=day)


def tell_periods(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> str:
    """我市方案至2035年，但重点任务写明为“十四五”时期〔三〕，无2035年数字目标；太仓方案至2025年。只比同一
    年份的目标。 Empty where both run, and bind their tasks, to one year."""
    told, years = list[str](), list[int]()
    for plan in (view.our, view.other):
        row = next(r for r in tables["plans"].to_dict("records") if r["plan_id"] == plan)
        if not _is_told(row["period_end"]):
            return ""
        end = int(row["period_end"])
        bound = _find_bound(tables, plan, sources.get(plan, ""), end)
        said = phrase("onepage.period", view.lang, name=view.names[plan], year=end)
        told.append(said + (_tell_bound(tables, plan, bound, end, view) if bound else ""))
        years += [end, *([bound.year] if bound else [])]
    if len(set(years)) == 1:
        return ""
    joined = phrase("mark.semicolon", view.lang).join(told)
    return phrase("onepage.periods", view.lang, periods=joined)


@dataclass(frozen=True)
class Bound:
    """The five-year plan a text binds its key tasks to: as written, its last year, the address."""

    words: str
    year: int
    place: str


def _find_bound(tables: Tables, plan: str, source: str, end: int) -> Bound | None:
    """What stands between the heading of the first chapter of key tasks and the next one, where it
    names a five-year plan that is over before the plan is: “十四五”时期，着力开展…."""
    outline = tables["outline"]
    own = outline[(outline["plan_id"] == plan) & (outline["part"] == "heading")]
    heads = own.sort_values("start").to_dict("records")
    at = next((n for n, row in enumerate(heads) if row["role"] == "key_task"), None)
    if at is None or not source:
        return None
    after = heads[at + 1]["start"] if at + 1 < len(heads) else len(source)
    for found in _FIVE_YEARS.finditer(source[int(heads[at]["end"]) : int(after)]):
        last = find_plan_years(found["plan"])[1]
        if last < end:
            here = pd.DataFrame({"plan_id": [plan], "start": [int(heads[at]["end"])]})
            return Bound(found["plan"] + "五", last, cite_spans(here, outline)[0])
    return None


def _tell_bound(tables: Tables, plan: str, bound: Bound, end: int, view: Viewpoint) -> str:
    """，但重点任务写明为“十四五”时期〔三〕，无2035年数字目标."""
    quoted = bracket(phrase("onepage.period.of", view.lang, words=bound.words), bound.place)
    told: str = phrase("onepage.period.tasks", view.lang, period=quoted)
    targets = tables["targets"]
    own = targets[(targets["plan_id"] == plan) & (targets["kind"] == "target")]
    if not (own["value"].notna() & (own["year"] > bound.year)).any():
        told += phrase("onepage.period.open", view.lang, year=end)
    return told


def list_missing(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> Iterator[str]:
    """The documents of levels above that our plan rests on and that are not at hand."""
    if view.upper:
        return
    plans = tables["plans"].to_dict("records")
    ours = next(row for row in plans if row["plan_id"] == view.our)
    head = _cut_head(tables["outline"], view.our, sources.get(view.our, ""))
    titles = [str(row["title"] or "") for row in plans]
    cited = " ".join(str(row["source"]) for row in read_references().to_dict("records"))
    named = [doc for doc in list_basis(ours, head) if not _is_at_hand(doc, titles, cited)]
    if not named:
        yield phrase("onepage.check.upper", view.lang, **name_sides(view))
        return
    shown = [
        f"《{doc.title}》"
        + (phrase("mark.brackets", view.lang, text=doc.number) if doc.number else "")
        for doc in named[-MOST_MISSING:]
    ]
    joined = phrase("mark.space", view.lang).join(shown)
    yield phrase("onepage.check.missing", view.lang, **name_sides(view), documents=joined)


def _cut_head(outline: pd.DataFrame, plan: str, source: str) -> str:
    """The text before the first chapter."""
    rows = outline[(outline["plan_id"] == plan) & (outline["part"] == "heading")]
    rows = rows[rows["role"] != "text"]
    return source[: int(rows["start"].min())] if len(rows) else ""


def _is_at_hand(doc: Basis, titles: list[str], cited: str) -> bool:
    """Whether it is one of the plans, or the references are taken from it."""
    core = re.sub(r"[（(].*?[）)]", "", doc.title)
    known = any(core and core in title for title in titles)
    return known or bool(doc.number and doc.number in cited) or f"《{doc.title}》" in cited


def word_aims(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> list[str]:
    """太仓目标中提出“全力争创全国科普示范市”〔三、（三）〕，我市方案未提."""
    places = Places(tables, sources, view)
    texts = (sources.get(view.other, ""), sources.get(view.our, ""))
    found = list_aims(tables["outline"], view.other, *texts) if all(texts) else []
    lines = []
    for aim in found[:MOST_AIMS]:
        words = bracket(
            phrase("mark.quotes", view.lang, text=aim.words), places.cite(view.other, aim.start)
        )
        lines.append(phrase("onepage.aim", view.lang, **name_sides(view), words=words))
    return lines


def word_numbers(tables: Tables, rows: Sequence[SideRow], view: Viewpoint) -> list[str]:
    """河安县目标和保障措施中另有：家庭养老床位600张（2025）〔一〕；我县目标中未写此数: what stands in no task."""
    key = tables["tasks"][mask_key_tasks(tables["tasks"])]["task_id"]
    targets = tables["targets"]
    free = set(targets.loc[~targets["task_id"].isin(key), "target_id"])
    found = [
        bracket(_word_number(row.subject, row.theirs, view.lang), row.their_place)
        for row in list_alone(rows, "theirs")
        if row.target in free and row.cadence != "standing"
    ]
    if not found:
        return []
    joined = phrase("mark.semicolon", view.lang).join(found[:MOST_NUMBERS])
    return [phrase("onepage.numbers", view.lang, **name_sides(view), numbers=joined)]


def _word_number(subject: str, value: str, lang: str) -> str:
    """家庭养老床位600张; of 争创国家级平台, 争创1–2家 → 争创国家级平台1–2家."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(subject, value, strict=False))
    return subject + phrase("mark.space", lang) + value[len(list(alike)) :]


def list_alone(rows: Sequence[SideRow], side: str) -> list[SideRow]:
    """Targets that one side puts a number to and the other surely does not; words such as 全覆盖 are
    no number."""
    return [row for row in rows if row.kind == INDICATOR and row.state == side and row.target]


def _is_told(value: Any) -> bool:
    return not pd.isna(value) and value != ""
