"""Where a task stands in its document, as offices cite it: 三、（七）1, never an id of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from compare.language.marks import bare_mark, find_mark
from compare.present.wording.texts import phrase

__all__ = ["cite_tasks"]

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
