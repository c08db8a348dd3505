"""What the columns of a table of work hold, told by its head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compare.extract.departments.bodies import is_firm_body
from compare.lookups import cache_by_lookups, read_lookup

BODIES = ("lead", "support", "responsible")
_LONGEST_HEAD = 14
_FEWEST_BODIES = 3


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


def name_bodies(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A head that spans the column of bodies, with a name for it: told by the cells below.

    `考核项目`, ``, `考核内容` over `宣传`, `县教育局`, `办好科普日` → `考核项目`, `责任单位`, `考核内容`.
    """
    for at, name in enumerate(head):
        cells = [row[at] for row in rows if len(row) > at and row[at]] if not name else []
        if len(cells) >= _FEWEST_BODIES and all(is_firm_body(cell) for cell in cells):
            return [*head[:at], "责任单位", *head[at + 1 :]]
    return []


def read_head(cells: Sequence[str]) -> list[str]:
    """The columns of a table of work; empty where these cells head none.

    `序号 任务内容 牵头单位` → number, task, lead. Without a task or without a body it is another table.
    """
    columns = [tell_column(cell) for cell in cells]
    if "task" not in columns and "demand" in columns:
        columns[columns.index("demand")] = "task"
    if "office" in columns:  # 责任单位 | 责任科室, or 负责科室 alone
        role = "note" if any(column in BODIES for column in columns) else "responsible"
        columns = [role if column == "office" else column for column in columns]
    if columns.count("task") > 1:  # 重点任务 | 工作措施: what follows the first says more of it
        first = columns.index("task")
        columns = [
            "demand" if column == "task" and i > first else column
            for i, column in enumerate(columns)
        ]
    is_work = "task" in columns and any(column in BODIES for column in columns)
    return columns if is_work and columns.count("") * 2 < len(columns) else []
