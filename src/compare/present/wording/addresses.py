"""Where a task stands in its document, as offices cite it: 三、（七）1, never an id of ours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import pandas as pd

from compare.language.marks import bare_mark, find_mark
from compare.present.wording.texts import phrase

__all__ = ["cite_spans", "cite_tasks"]

_AFTER = "、.． "  # behind the number of a chapter that is cited alone
_BARE = 2  # levels below the section are cited by the bare number: 三、（七）1
_LONGEST_MARK = 20  # characters, layout spaces before the number counted


def cite_tasks(tasks: pd.DataFrame, sources: Mapping[str, str], lang: str = "zh") -> dict[str, str]:
    """task_id → chapter, section and number as printed in the text of `sources` (by plan_id).

    三、重点任务 / （七） / 1 → 三、（七）1; a task without a number of its own gets its place:
    四、（一）第2段, and a section that is itself the task stops at the section: 四、（三）.
    """
    rows = tasks.fillna({"chapter": "", "section_no": "", "task_no": ""}).to_dict("records")
    return {str(row["task_id"]): _cite(row, sources, lang) for row in rows}


def _cite(row: Mapping[Any, Any], sources: Mapping[str, str], lang: str) -> str:
    chapter, section, number = (str(row[name]) for name in ("chapter", "section_no", "task_no"))
    found = find_mark(chapter)
    place = (chapter[: found.end] if found else "").strip() + section
    source, start = sources.get(str(row["plan_id"]), ""), int(row["start"])
    opening = source[start : start + _LONGEST_MARK].lstrip()
    mark = find_mark(opening)
    if mark is None:
        return place + phrase("address.paragraph", lang, number=number)
    own = bare_mark(opening[: mark.end])
    return place if own == bare_mark(section) else place + own


def cite_spans(spans: pd.DataFrame, outline: pd.DataFrame) -> list[str]:
    """Per row of `spans` (plan_id, start) the numbers of the headings it stands under: 二、（三）."""
    headings = outline[outline["part"] == "heading"]
    by_plan = {plan: _walk(part) for plan, part in headings.groupby("plan_id", sort=False)}
    places = []
    for plan, start in zip(spans["plan_id"], spans["start"], strict=True):
        starts, paths = by_plan.get(plan, ([], []))
        at = bisect_right(starts, int(start)) - 1
        places.append(paths[at] if at >= 0 else "")
    return places


def _walk(headings: pd.DataFrame) -> tuple[list[int], list[str]]:
    """Where each heading starts, and the numbers that lead to it."""
    ordered = headings.sort_values("start", kind="stable")
    open_ones: list[tuple[int, str]] = []
    starts, paths = [], []
    columns = (ordered[name] for name in ("start", "level", "number"))
    for start, level, number in zip(*columns, strict=True):
        open_ones = [(own, text) for own, text in open_ones if own < level]
        text = "" if pd.isna(number) else str(number).strip()
        open_ones.append((int(level), bare_mark(text) if level > _BARE else text))
        starts.append(int(start))
        paths.append("".join(text for _, text in open_ones).rstrip(_AFTER))
    return starts, paths
