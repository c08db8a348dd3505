"""Sentences → rows of targets.csv.

Every number of the document is looked at. It becomes a row, or it is listed as left out with the
reason; which of the two is decided by the patterns in `lookups/number_rules.csv`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from compare.extract.clean import Traced
from compare.extract.ignored import Ignored
from compare.extract.outline.tree import Node
from compare.extract.targets.names import name_in_table, name_target
from compare.extract.targets.quantities import Found, read_sentence
from compare.extract.targets.sentences import iterate_passages, iterate_sentences
from compare.extract.targets.sharing import share_subjects
from compare.extract.targets.tables import TableQuantity, read_quantity_tables

Row = dict[str, object]

_FROM_NOW = re.compile(r"[由从](?:目前|现有|现在)")  # 从目前的50%提升至80% looks ahead
_BASE_YEAR = re.compile(r"[由从](\d{4})年(?:底|末)?的?\D{0,4}$")
_PAST = re.compile(
    r"荣获|获得|获评|先后|已经?|取得了?|实现了|达到了|以来|截至|截止|(?<![较比])“十[一二三]五”期?(?:间|末)|目前|现有|共有|累计完成"
)
_AIMS = re.compile(r"到(?:19|20)\d\d年|(?:19|20)\d\d年(?:起|底?前)|力争|争取|确保|将|要|目标")
_JOINED_BY_OR = re.compile(r"[^、，。]{0,8}或")


def list_targets(
    root: Node, plan_id: str, source: str, spans: list[tuple[int, int, str]]
) -> tuple[list[Row], list[Ignored]]:
    """Rows of targets.csv in document order, and the numbers left out.

    `spans`: (start, end, task_id) of the plan's tasks in the source.
    """
    rows = [_write_table_row(value, spans) for value in read_quantity_tables(root)]
    ignored: list[Ignored] = []
    for passage in iterate_passages(root):
        for sentence in iterate_sentences(passage):
            read = list(read_sentence(sentence))
            left_out = [item for item in read if isinstance(item, Ignored)]
            found = [item for item in read if isinstance(item, Found)]
            ignored += [_locate_ignored(item, passage.text, source) for item in left_out]
            for item in share_subjects(found, sentence):
                rows.append(_write_row(item, passage.text, passage.role, spans))
    rows.sort(key=lambda row: int(str(row["start"])))
    _tell_baselines(rows)
    _group_alternatives(rows)
    for number, row in enumerate(rows, 1):
        row["plan_id"] = plan_id
        row["target_id"] = f"{plan_id}-t{number}"
    return rows, ignored


def _write_row(item: Found, text: Traced, role: str, spans: list[tuple[int, int, str]]) -> Row:
    q = item.quantity
    start, end = text.locate(*item.quote)
    at = text.offsets[q.start]
    value_si, unit_si = q.fold(q.unit)
    name = name_target(item)
    kind = _tell_kind(item, role)
    return {
        "task_id": next((task for a, b, task in spans if a <= at < b), ""),
        "kind": kind,
        "indicator_id": name.indicator_id,
        "indicator": name.zh,
        "indicator_en": name.en,
        "quote": text.text[item.quote[0] : item.quote[1]],
        "value": float(q.value),
        "value_high": None if q.high is None else float(q.high),
        "unit": q.unit_as_written,
        "value_si": float(value_si),
        "unit_si": unit_si,
        "year": _find_base_year(item) if item.is_baseline else item.year,
        "period": item.period,
        "cadence": item.cadence if kind == "target" else "",
        "comparator": item.comparator,
        "aspirational": item.aspirational,
        "alternative_group": "",
        "start": start,
        "end": end,
        "_joint": text.text[q.end : q.end + 12],
    }


def _find_base_year(item: Found) -> int | None:
    """The year of a starting level, where it is stated: 由2023年的48%提高到65%."""
    stated = _BASE_YEAR.search(item.before)
    return int(stated[1]) if stated else None


def _write_table_row(item: TableQuantity, spans: list[tuple[int, int, str]]) -> Row:
    start, end = item.row.locate(0, len(item.row.text))
    value_si, unit_si = item.quantity.fold(item.quantity.unit)
    name = name_in_table(item.name)
    return {
        "task_id": next((task for a, b, task in spans if a <= start < b), ""),
        "kind": "baseline" if item.is_baseline else "target",
        "indicator_id": name.indicator_id,
        "indicator": name.zh,
        "indicator_en": name.en,
        "quote": item.row.text,
        "value": float(item.quantity.value),
        "value_high": None if item.quantity.high is None else float(item.quantity.high),
        "unit": item.quantity.unit_as_written,
        "value_si": float(value_si),
        "unit_si": unit_si,
        "year": item.year,
        "period": "",
        "cadence": "once" if item.year and not item.is_baseline else "",
        "comparator": item.comparator,
        "aspirational": False,
        "alternative_group": "",
        "start": start,
        "end": end,
        "_joint": "",
    }


def _tell_kind(item: Found, role: str) -> str:
    """Where things stand and what the last plan reached are achievements, all else is aimed at."""
    if item.is_baseline:
        return "baseline"
    told = _FROM_NOW.sub("", item.sentence_before + item.before)
    past = max((m.end() for m in _PAST.finditer(told)), default=0)
    aims = max((m.end() for m in _AIMS.finditer(told)), default=0)
    if role == "background":
        return "target" if aims > past else "achievement"
    return "achievement" if past > aims and item.cadence != "annual" else "target"


def _tell_baselines(rows: list[Row]) -> None:
    """A past level of an indicator that the plan also sets a target for is its baseline."""
    aimed = {row["indicator_id"] for row in rows if row["kind"] == "target"}
    for row in rows:
        if row["kind"] == "achievement" and row["indicator_id"] in aimed:
            row["kind"] = "baseline"


def _group_alternatives(rows: list[Row]) -> None:
    """Quantities joined by 或 in one clause share a group: `1-2名科学教师或3名科技辅导员`."""
    groups = 0
    joints = [str(row.pop("_joint")) for row in rows]
    for row, following, joint in zip(rows, rows[1:], joints, strict=False):
        if following["start"] == row["start"] and _JOINED_BY_OR.match(joint):
            if not row["alternative_group"]:
                groups += 1
                row["alternative_group"] = str(groups)
            following["alternative_group"] = row["alternative_group"]


def _locate_ignored(item: Ignored, text: Traced, source: str) -> Ignored:
    start, end = text.locate(item.start, item.end)
    return replace(item, start=start, end=end, text=source[start:end])
