"""What the columns of a table of work hold, told by its head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compare.lookups import cache_by_lookups, read_lookup

BODIES = ("lead", "support", "responsible")
_LONGEST_HEAD = 14


@cache_by_lookups()
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["pattern"]), row["column"]) for row in read_lookup("work_columns")]


def tell_column(head: str) -> str:
    """What stands under a head: `牵头单位` → lead, `完成时限` → deadline; empty where none fits."""
    name = "".join(head.split())
    return _tell_name(name) if name and len(name) <= _LONGEST_HEAD else ""


@cache_by_lookups(maxsize=1024)
def _tell_name(name: str) -> str:
    return next((column for pattern, column in _patterns() if pattern.search(name)), "")


def read_head(cells: Sequence[str]) -> list[str]:
    """The columns of a table of work; empty where these cells head none.

    `序号 任务内容 牵头单位` → number, task, lead. Without a task or without a body it is another table.
    """
    columns = [tell_column(cell) for cell in cells]
    if "task" not in columns and "demand" in columns:
        columns[columns.index("demand")] = "task"
    if columns.count("task") > 1:  # 重点任务 | 工作措施: what follows the first says more of it
        first = columns.index("task")
        columns = [
            "demand" if column == "task" and i > first else column
            for i, column in enumerate(columns)
        ]
    is_work = "task" in columns and any(column in BODIES for column in columns)
    return columns if is_work and columns.count("") * 2 < len(columns) else []
