"""Heading tree → task table: the smallest headed or numbered pieces of work.

Key-task chapters give tasks, chapters on carrying the plan through give safeguards, all other
chapters give none. `find_tasks` decides what a task is; `list_tasks` writes the rows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from compare.extract.clean import Traced
from compare.extract.departments.clauses import Clause, strip_clauses
from compare.extract.outline.deadlines import find_deadline
from compare.extract.outline.fields import is_filled_in
from compare.extract.outline.habits import (
    counts_tasks,
    states_work_below_clauses,
    tells_clauses_by_item,
    tells_tasks_by_paragraph,
)
from compare.extract.outline.headings import end_of_title
from compare.extract.outline.listed import count_opening, is_list_of_tasks
from compare.extract.outline.tree import Node, Paragraph, read_paragraph
from compare.language.marks import ARABIC, CIRCLED, SMALL, bare_mark
from compare.language.sentences import CLAUSE_END

_MEASURES = re.compile(r"[^，。：:]{0,6}(?:措施|举措|做法|步骤)[：:]")
_HEADS_MEASURES = re.compile(r"(?:主要|重点|具体|工作){0,3}(?:任务|措施|举措|做法|内容)")
_HEADS_AIMS = re.compile(r"(?:主要|总体|工作|年度|具体|任务){0,3}(?:目标|指标){1,2}")


@dataclass
class Task:
    """One task: where it stands in the tree, its text, and the clauses that speak for it.

    `parts`: clean runs of the task's text with their offsets, heading first; clauses stay in them
    and are cut out when the body is read. `boxes`: what stands in boxes (专栏) beside it.
    """

    task_id: str
    kind: str
    chapter: str
    section_id: str
    section_no: str
    section_title: str
    task_no: str
    number: str
    title: str
    parts: list[Paragraph] = field(default_factory=list)
    heading: Traced | None = None
    section_clauses: list[tuple[Traced, Clause]] = field(default_factory=list)
    table_clauses: list[tuple[Traced, Clause]] = field(default_factory=list)
    item_clauses: list[tuple[Traced, Clause]] = field(default_factory=list)
    parent_id: str = ""
    finest: bool = True
    deadline: str = ""
    source: str = "text"
    boxes: list[Paragraph] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The task's text after the title, clauses cut out."""
        return "".join(strip_clauses(part.text.text, part.clauses) for part in self.parts)

    @property
    def text(self) -> str:
        """Title and body as one running text, for comparison."""
        return f"{self.title}。{self.body}" if self.body else self.title

    def clauses(self) -> Iterator[tuple[str, Traced, Clause]]:
        """(scope, paragraph, clause) for each clause that speaks for the task."""
        for part in self.parts:
            for clause in part.clauses:
                yield "task", part.text, clause
        for text, clause in self.table_clauses:
            yield "task", text, clause
        for text, clause in self.item_clauses:
            yield "item", text, clause
        for text, clause in self.section_clauses:
            yield "section", text, clause

    @cached_property
    def span(self) -> tuple[int, int]:
        """Source span of number, title and body; a clause at the end stays outside.

        To be asked for of a task that is complete: it is worked out once.
        """
        spans = [span for part in self.parts if (span := _span_without_end_clause(part))]
        if self.heading is not None:
            spans.append(self.heading.locate(0, len(self.heading.text)))
        return min(s for s, _ in spans), max(e for _, e in spans)


def _span_without_end_clause(part: Paragraph) -> tuple[int, int] | None:
    text = part.text.text
    end = len(text)
    for clause in reversed(part.clauses):
        if text[clause.end : end].strip(f"{CLAUSE_END} "):
            break
        end = clause.start
    return part.text.locate(0, end) if end else None


def find_tasks(root: Node, plan_id: str) -> list[Task]:
    """All tasks of a plan in document order; key tasks and safeguards."""
    tasks: list[Task] = []
    by_paragraph = tells_tasks_by_paragraph(root)
    by_item = tells_clauses_by_item(root)
    below = states_work_below_clauses(root)
    counted = {kind for kind in (SMALL, CIRCLED) if counts_tasks(root, kind)}
    for number, chapter in enumerate(root.children, 1):
        if chapter.role in ("key_task", "safeguard"):
            place = _Place(plan_id, chapter, number, by_paragraph, by_item, below, counted)
            tasks += _tasks_of_chapter(chapter, place)
    return tasks


@dataclass
class _Place:
    """Chapter and section a task stands in, and the ids that follow from them."""

    plan_id: str
    chapter: Node
    chapter_index: int
    by_paragraph: bool
    by_item: bool
    below_clause: bool
    counted: Set[int]
    section: Node | None = None
    section_index: int = 0
    count: int = 0

    @property
    def section_id(self) -> str:
        return f"{self.plan_id}-{self.chapter_index}.{self.section_index}"

    def open_task(self, number: str, title: str, is_chapter: bool = False) -> Task:
        self.count += 1
        return Task(
            task_id=f"{self.section_id}.{self.count}",
            kind=self.chapter.role,
            chapter="" if is_chapter else self.chapter.label,
            section_id=self.section_id,
            section_no=self.section.number.strip() if self.section else "",
            section_title=self.section.title if self.section else "",
            task_no=bare_mark(number) or str(self.count),
            number=number,
            title=title or number.strip() or "—",
        )


def _tasks_of_chapter(chapter: Node, place: _Place) -> list[Task]:
    """Tasks section by section; items that stand under no section count as one without a number."""
    if not chapter.children and {p.kind for p in chapter.paragraphs} == {"row"}:
        return []  # what it says stands in a table
    if is_filled_in(chapter) or not any(_is_section(child) for child in chapter.children):
        return _tasks_under(chapter, place)
    tasks = []
    sections = [section for child in chapter.children for section in _list_sections(child)]
    for index, child in enumerate(sections, 1):
        if child.role in ("aims", "background", "list"):
            continue
        place.section, place.section_index, place.count = child, index, 0
        tasks += _tasks_under(child, place)
    for task in tasks:
        own = [(p.text, c) for p in chapter.paragraphs for c in p.clauses]
        task.section_clauses += own + chapter.owners()
    return tasks


def _list_sections(node: Node) -> Iterator[Node]:
    """The sections a heading stands for: itself, or those below it where it only gathers them.

    第一节 above 一、 above （一） above 1.: the （一） are the sections.
    """
    gathers = (
        not node.role
        and not any(p.kind in ("text", "clause") for p in node.paragraphs)
        and bool(node.children)
        and all(_is_section(child) for child in node.children)
        and any(child.children for child in node.children)
    )
    if not gathers:
        yield node
        return
    for child in node.children:
        yield from _list_sections(child)


def _is_section(node: Node) -> bool:
    return node.kind < ARABIC


def _tasks_under(node: Node, place: _Place) -> list[Task]:
    """Tasks of a section, or of a chapter that has none.

    Numbered items are tasks; without them, each unnumbered paragraph is one; a heading with one
    paragraph is itself the task. A safeguard section without numbered items is one row.
    """
    shared = None if node.children and place.by_item else _find_section_clause(node)
    handed_out = _hand_out_work(node.children)
    items = [child for child in node.children if handed_out or _is_item(child, place)]
    items = [child for child in items if not _states_aims(child)] or items
    if is_filled_in(node):
        items, shared = [], None
    if items:
        tasks = [t for child in items for t in _tasks_of_item(child, place, shared)]
    elif place.chapter.role == "key_task" and is_list_of_tasks(node, place.by_paragraph, shared):
        tasks = _tasks_of_paragraphs(node, place, shared)
    else:
        tasks = [_task_of_node(node, place, shared)]
    over = [*([(shared.text, shared.clauses[0])] if shared else []), *node.owners()]
    if items:  # `（一）办好学校（县教育局牵头）` above numbered items speaks for each of them
        over += [(p.text, c) for p in node.paragraphs if p is not shared for c in p.clauses]
    for task in tasks:
        task.section_clauses += over
    return tasks


def _is_item(child: Node, place: _Place) -> bool:
    """Whether a heading below a section is by its number a task of its own, not a part of one."""
    return child.kind < SMALL or child.kind in place.counted


def _states_aims(item: Node) -> bool:
    """Whether an item says what its section aims at beside those that say what is done: 1.主要目标。"""
    return bool(_HEADS_AIMS.fullmatch(item.title)) and not item.hands_out_work()


def _hand_out_work(items: Sequence[Node]) -> bool:
    """Whether sub-measures are handed out one by one."""
    handing_out = sum(item.hands_out_work() for item in items)
    return handing_out > 1 and handing_out * 2 >= len(items)


def _find_section_clause(node: Node) -> Paragraph | None:
    """The one clause line of a section, which speaks for all of its tasks: `工作分工：…参加。`

    It stands above its items or behind the last; one between them is that of the item before it.
    """
    clauses = [p for p in node.blocks() if p.kind == "clause"]
    lines = [p for p in clauses if p.clauses[0].own_line and p.clauses[0].names]
    between = (p for child in node.children[:-1] for p in child.blocks())
    return lines[0] if len(lines) == 1 and all(p is not lines[0] for p in between) else None


def _tasks_of_paragraphs(node: Node, place: _Place, shared: Paragraph | None) -> list[Task]:
    """One task per unnumbered paragraph; bullets and clause lines go with the one before them."""
    tasks: list[Task] = []
    handing_out = [i for i, p in enumerate(node.paragraphs) if p.clauses and p is not shared]
    begin = count_opening(node.paragraphs, shared)
    for i, block in enumerate(node.paragraphs[begin:], begin):
        if handing_out and i > handing_out[-1]:
            break  # a closing remark after the last task's clause
        if block.kind == "text":
            tasks.append(_task_of_paragraph(block, place))
        elif tasks and block is not shared and block.kind in ("bullet", "clause"):
            tasks[-1].parts.append(block)
    return tasks


def _tasks_of_item(item: Node, place: _Place, shared: Paragraph | None) -> list[Task]:
    """A numbered item is a task; numbered items below it are its measures, with rows of their own.

    Those are （1） and ① only where each hands out work of its own, or 主要措施： announces them.
    """
    below = [c for c in item.children if c.kind < SMALL and not is_filled_in(item)]
    announced = _HEADS_MEASURES.fullmatch(item.title) or any(
        _MEASURES.fullmatch(block.text.text) for block in item.paragraphs
    )
    if not (below or _hand_out_work(item.children) or (announced and item.children)):
        return [_task_of_node(item, place, shared)]
    whole = _task_of_node(item, place, shared, alone=True)
    measures = [t for child in item.children for t in _tasks_of_item(child, place, shared)]
    whole.finest = False
    own = [(part.text, clause) for part in whole.parts for clause in part.clauses]
    for measure in measures:
        measure.parent_id = measure.parent_id or whole.task_id
        measure.item_clauses += own
    return [whole, *measures]


def _task_of_node(node: Node, place: _Place, shared: Paragraph | None, alone: bool = False) -> Task:
    """A heading with all that stands under it, up to a closing remark after its clause.

    `alone`: without the headings below it, which have rows of their own.
    """
    task = place.open_task(node.number, node.title, node is place.chapter)
    task.heading = node.heading
    handed_out = False
    opening = node.paragraphs[:1] if place.below_clause else []
    for block in _list_own(node) if alone else _own_blocks(node):
        if _MEASURES.match(block.text.text):  # 主要措施：… goes on with the item behind its clause
            handed_out = False
        if handed_out and not (block.clauses or node.children or block.kind == "bullet"):
            break
        if block is not shared:
            task.parts.append(block)
        handed_out = bool(block.clauses) and not any(block is first for first in opening)
    if _is_section(node) and not alone:  # a box behind the last item speaks for all of them
        task.boxes = [
            block for part in node.walk() for block in part.paragraphs if block.kind == "box"
        ]
    return task


def _list_own(node: Node) -> Iterator[Paragraph]:
    return (block for block in node.paragraphs if block.kind in ("text", "bullet", "clause"))


def _own_blocks(node: Node) -> Iterator[Paragraph]:
    """Text under a heading, sub-items with their headings; boxes and signatures left out."""
    yield from _list_own(node)
    for child in node.children:
        if child.heading is not None:
            yield Paragraph(child.heading, "heading", [])
        yield from _own_blocks(child)


def _task_of_paragraph(paragraph: Paragraph, place: _Place) -> Task:
    """An unnumbered paragraph: its first sentence is the title, whether it reads like one or not."""
    text, clauses = paragraph.text, paragraph.clauses
    begin = clauses[0].end if clauses and _opens(text.text, clauses[0]) else 0
    limit = next((c.start for c in clauses if c.start >= begin and c.start), len(text.text))
    end, rest = end_of_title(text, begin, limit)
    task = place.open_task("", text.text[begin:end])
    task.heading = text.slice(begin, rest)
    if begin:
        task.parts = [read_paragraph(text.slice(0, begin))]
    if rest < len(text.text):
        task.parts.append(read_paragraph(text.slice(rest)))
    return task


def _opens(text: str, clause: Clause) -> bool:
    """Whether a clause stands before the text it hands out: `（责任单位：县教育局）新建小学3所。`"""
    return not text[: clause.start].strip() and bool(text[clause.end :].strip(f"{CLAUSE_END} "))


def _list_shared(task: Task) -> list[Paragraph]:
    """The clauses of its item and its section, which speak for the task too."""
    over = [*task.item_clauses, *task.section_clauses]
    return [Paragraph(text, "clause", [clause]) for text, clause in over]


def list_tasks(tasks: Sequence[Task], source: str) -> list[dict[str, object]]:
    """Rows of tasks.csv. `source` is the text the offsets count in."""
    breaks = [found.start() for found in re.finditer("\n", source)]
    rows = []
    for task in tasks:
        start, end = task.span
        rows.append(
            {
                "task_id": task.task_id,
                "plan_id": task.task_id.rpartition("-")[0],
                "kind": task.kind,
                "chapter": task.chapter,
                "section_id": task.section_id,
                "section_no": task.section_no,
                "section_title": task.section_title,
                "task_no": task.task_no,
                "title": task.title,
                "body": task.body,
                "start": start,
                "end": end,
                "line_start": bisect_right(breaks, start - 1) + 1,
                "line_end": bisect_right(breaks, end - 1) + 1,
                "parent_id": task.parent_id,
                "level": "measure" if task.parent_id else "item",
                "finest": task.finest,
                "deadline": task.deadline or find_deadline([*task.parts, *_list_shared(task)]),
                "source": task.source,
                "boxed": "\n".join(block.text.text for block in task.boxes),
            }
        )
    return rows
