"""Rows of a table of work → tasks: joined to those the text has already, else tasks of their own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from compare.extract.clean import Traced
from compare.extract.departments.clauses import RESPONSIBLE, Clause, find_clauses
from compare.extract.outline.tasks import Task
from compare.extract.outline.tree import Node, read_paragraph
from compare.extract.tables.columns import BODIES
from compare.extract.tables.read import WorkRow, WorkTable
from compare.language.marks import bare_mark, find_mark

_LABELS = {"lead": "牵头单位：", "support": "配合单位：", "responsible": "责任单位："}
_NOISE = re.compile(r"[\W_]+")
_LEAST_SHARED = 4


def add_table_tasks(
    tasks: list[Task], tables: Sequence[WorkTable], root: Node, plan_id: str
) -> list[Task]:
    """The tasks of a plan with what its tables of work say, in document order.

    A row that has the number or the name of a task of the text gives its bodies and its deadline to
    it; every other row is a task, `source` table.
    """
    found, known = list(tasks), _Known(tasks)
    for index, table in enumerate(tables, 1):
        place = _Place(plan_id, index, _find_chapter(root, table))
        for row in table.rows:
            name = _join(row.cells.get("task", []))
            task = known.find(name, _read_number(row)) if name else None
            if task is None and name:
                task = place.open_task(row)
                found.append(task)
                _make_measure(task, known.find(_join(row.cells.get("section", [])), ""))
            if task is None:
                table.left_out += [cell for cells in row.cells.values() for cell in cells]
            else:
                task.table_clauses += list(_read_bodies(row, table))
                task.deadline = task.deadline or "；".join(
                    c.text for c in row.cells.get("deadline", [])
                )
    return sorted(found, key=lambda task: task.span[0])


def _make_measure(task: Task, item: Task | None) -> None:
    """A row under a cell that names a task of the text is a measure of that task."""
    if item is None:
        return
    item.finest = False
    task.parent_id, task.kind = item.task_id, item.kind
    task.chapter, task.section_id = item.chapter, item.section_id
    task.section_no, task.section_title = item.section_no, item.section_title


class _Known:
    """The tasks of the text by number and by name."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        told = [task for task in tasks if task.source == "text"]
        numbers = Counter(task.task_no for task in told)
        self.by_number = {task.task_no: task for task in told if numbers[task.task_no] == 1}
        self.by_name: dict[str, list[Task]] = {}
        for task in told:
            self.by_name.setdefault(_bare(task.title), []).append(task)
        self.names = sorted(self.by_name)

    def find(self, name: str, number: str) -> Task | None:
        """The task a row speaks of: of the same name, or of its number and much the same name."""
        wanted = _bare(name)
        if not wanted:
            return None
        same = list(islice(self._list_same(wanted), 2))
        if len(same) == 1:
            return same[0]
        exact = self.by_name.get(wanted, [])
        if len(exact) == 1:
            return exact[0]
        task = self.by_number.get(number)
        return task if task and _share(wanted, _bare(task.title)) else None

    def _list_same(self, wanted: str) -> Iterator[Task]:
        """The tasks of that name, of one that begins with it, or of one that it begins with."""
        yield from self.by_name.get(wanted, [])
        for end in range(_LEAST_SHARED, len(wanted)):
            yield from self.by_name.get(wanted[:end], [])
        if len(wanted) >= _LEAST_SHARED:
            for name in islice(self.names, bisect_right(self.names, wanted), None):
                if not name.startswith(wanted):
                    return
                yield from self.by_name[name]


def _bare(name: str) -> str:
    mark = find_mark(name)
    return _NOISE.sub("", name[mark.end :] if mark else name)


def _share(a: str, b: str) -> bool:
    """Whether most pairs of characters of the shorter name stand in the longer."""
    short, long = sorted((a, b), key=len)
    pairs = {short[i : i + 2] for i in range(len(short) - 1)}
    return bool(pairs) and 2 * sum(pair in long for pair in pairs) > len(pairs)


def _read_number(row: WorkRow) -> str:
    if numbers := row.cells.get("number"):
        return bare_mark(numbers[0].text)
    name = _join(row.cells.get("task", []))
    mark = find_mark(name)
    return bare_mark(name[: mark.end]) if mark else ""


def _join(cells: Sequence[Traced]) -> str:
    return "".join(cell.text for cell in cells)


def _read_bodies(row: WorkRow, table: WorkTable) -> Iterator[tuple[Traced, Clause]]:
    """A clause for each cell of bodies, read as if its head stood before it; others are left out."""
    for column in BODIES:
        for cell in row.cells.get(column, []):
            label = "" if "：" in cell.text else _LABELS[column]
            offsets = [cell.offsets[0]] * len(label) + list(cell.offsets)
            gaps = {at + len(label): gap for at, gap in cell.gaps.items() if at}
            text = Traced(label + cell.text, offsets, gaps)
            clauses = [_lead_by_head(c, column, label) for c in find_clauses(text.text, text.gaps)]
            table.left_out += [] if clauses else [cell]
            yield from ((text, clause) for clause in clauses)


def _lead_by_head(clause: Clause, column: str, label: str) -> Clause:
    """Below 牵头单位 who is 负责 leads: `县教育局、县科协按职责分工负责`."""
    if not label or column == RESPONSIBLE or any(n.role != RESPONSIBLE for n in clause.names):
        return clause
    return clause._replace(names=tuple(n._replace(role=column) for n in clause.names))


def _find_chapter(root: Node, table: WorkTable) -> Node | None:
    """The chapter a table stands in."""
    start = table.left_out[0].offsets[0]
    heads = (c for c in root.children if c.heading and c.heading.offsets[0] < start)
    return max(heads, key=lambda c: c.heading.offsets[0] if c.heading else 0, default=None)


class _Place:
    """Ids and headings of the tasks of one table."""

    def __init__(self, plan_id: str, index: int, chapter: Node | None) -> None:
        self.prefix = f"{plan_id}-t{index}"
        self.chapter = chapter.label if chapter else ""
        self.section = ""
        self.section_index = self.count = 0

    def open_task(self, row: WorkRow) -> Task:
        """The task of a row; where its task cell spans several rows, that one is its section."""
        section = row.section or next(iter(row.cells.get("section", [])), None)
        if section is not None and section.text != self.section:
            self.section, self.count = section.text, 0
            self.section_index += 1
        self.count += 1
        heading, *more = row.cells["task"]
        mark = find_mark(heading.text)
        begin = mark.end if mark and mark.end < len(heading.text) else 0
        number, title = heading.text[:begin], heading.text[begin:].rstrip("。；;")
        head = find_mark(self.section)
        end = head.end if head else 0
        task = Task(
            task_id=f"{self.prefix}.{self.section_index}.{self.count}",
            kind="key_task",
            chapter=self.chapter,
            section_id=f"{self.prefix}.{self.section_index}",
            section_no=self.section[:end],
            section_title=self.section[end:],
            task_no=_read_number(row) or str(self.count),
            number=number,
            title=title or heading.text,
        )
        task.heading, task.source = heading, "table"
        task.parts = [read_paragraph(cell) for cell in [*more, *row.cells.get("demand", [])]]
        return task
