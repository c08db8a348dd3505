"""Heading tree → task table: the smallest headed or numbered pieces of work.

Key-task chapters give tasks, chapters on carrying the plan through give safeguards, all other
chapters give none. `find_tasks` decides what a task is; `list_tasks` writes the rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from compare.extract.clauses import Clause
from compare.extract.clean import Traced
from compare.extract.outline import Node, Paragraph, end_of_title, read_paragraph


@dataclass
class Task:
    """One task: where it stands in the tree, its text, and the clauses that speak for it.

    `parts`: clean runs of the task's text with their offsets, heading first; `cuts`: for each
    part, the clean spans inside it that are clauses.
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

    @property
    def body(self) -> str:
        """The task's text after the title, clauses cut out."""
        return "".join(_cut_clauses(part) for part in self.parts)

    @property
    def text(self) -> str:
        """Title and body as one running text, for comparison."""
        return f"{self.title}。{self.body}" if self.body else self.title

    def clauses(self) -> Iterator[tuple[str, Traced, Clause]]:
        """(scope, paragraph, clause) for each clause that speaks for the task."""
        for part in self.parts:
            for clause in part.clauses:
                yield "task", part.text, clause
        for text, clause in self.section_clauses:
            yield "section", text, clause

    def span(self) -> tuple[int, int]:
        """Source span of number, title and body; a clause at the end stays outside."""
        spans = [_span_without_end_clause(part) for part in self.parts]
        spans = [span for span in spans if span]
        if self.heading is not None:
            spans.append(self.heading.locate(0, len(self.heading.text)))
        return min(s for s, _ in spans), max(e for _, e in spans)


def _cut_clauses(part: Paragraph) -> str:
    kept, last = [], 0
    for clause in part.clauses:
        kept.append(part.text.text[last : clause.start])
        last = clause.end
    return "".join([*kept, part.text.text[last:]])


def _span_without_end_clause(part: Paragraph) -> tuple[int, int] | None:
    text = part.text.text
    end = len(text)
    for clause in reversed(part.clauses):
        if text[clause.end : end].strip("。； "):
            break
        end = clause.start
    return part.text.locate(0, end) if end else None


def find_tasks(root: Node, plan_id: str) -> list[Task]:
    """All tasks of a plan in document order; key tasks and safeguards."""
    tasks: list[Task] = []
    by_paragraph = _tells_tasks_by_paragraph(root)
    for number, chapter in enumerate(root.children, 1):
        if chapter.role in ("key_task", "safeguard"):
            place = _Place(plan_id, chapter, number, by_paragraph)
            tasks += _tasks_of_chapter(chapter, place)
    return tasks


def _tells_tasks_by_paragraph(root: Node) -> bool:
    """Whether sections without numbered items usually hold several unnumbered paragraphs.

    Where they usually hold one, the section is the task, and a second paragraph only carries on.
    """
    chapters = [chapter for chapter in root.children if chapter.role == "key_task"]
    leaves = [n for c in chapters for n in c.walk() if not n.children and not n.is_inline]
    several = [sum(p.kind == "text" for p in n.paragraphs) > 1 for n in leaves if n.level < 3]
    return sum(several) * 2 >= len(several)


@dataclass
class _Place:
    """Chapter and section a task stands in, and the ids that follow from them."""

    plan_id: str
    chapter: Node
    chapter_index: int
    by_paragraph: bool
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
            section_no=self.section.number if self.section else "",
            section_title=self.section.title if self.section else "",
            task_no=number.strip("（）()〔〕、.．﹒ ") or str(self.count),
            number=number,
            title=title,
        )


def _tasks_of_chapter(chapter: Node, place: _Place) -> list[Task]:
    sections = [child for child in chapter.children if child.level == 2]
    if not sections:
        return _tasks_under(chapter, place)
    tasks = []
    for index, section in enumerate(sections, 1):
        place.section, place.section_index, place.count = section, index, 0
        tasks += _tasks_under(section, place)
    return tasks


def _tasks_under(node: Node, place: _Place) -> list[Task]:
    """Tasks of a section, or of a chapter that has none.

    Numbered items are tasks; without them, each unnumbered paragraph is one; a heading with one
    paragraph is itself the task. A safeguard section without numbered items is one row.
    """
    shared = _find_section_clause(node)
    if node.children:
        tasks = [t for child in node.children for t in _tasks_of_item(child, place, shared)]
    elif place.chapter.role == "key_task" and _is_list_of_tasks(node, place, shared):
        tasks = _tasks_of_paragraphs(node, place, shared)
    else:
        tasks = [_task_of_node(node, place, shared)]
    if shared:
        for task in tasks:
            task.section_clauses = [(shared.text, shared.clauses[0])]
    return tasks


def _find_section_clause(node: Node) -> Paragraph | None:
    """The one clause line of a section, which speaks for all of its tasks: `工作分工：…参加。`"""
    lines = [p for p in node.blocks() if p.kind == "clause" and p.clauses[0].own_line]
    return lines[0] if len(lines) == 1 else None


def _is_list_of_tasks(node: Node, place: _Place, shared: Paragraph | None) -> bool:
    """Whether a section's unnumbered paragraphs are tasks of their own."""
    texts = [p for p in node.paragraphs if p.kind == "text"]
    if shared:
        return bool(texts)
    with_clause = sum(bool(p.clauses) for p in texts)
    lines = sum(p.kind == "clause" for p in node.paragraphs)
    if with_clause + lines:
        return len(texts) > 1 and with_clause + lines > 1
    return len(texts) > 1 and place.by_paragraph and not node.is_inline


def _tasks_of_paragraphs(node: Node, place: _Place, shared: Paragraph | None) -> list[Task]:
    """One task per unnumbered paragraph; bullets and clause lines go with the one before them."""
    tasks: list[Task] = []
    handing_out = [i for i, p in enumerate(node.paragraphs) if p.clauses and p is not shared]
    for i, block in enumerate(node.paragraphs):
        if handing_out and i > handing_out[-1]:
            break  # a closing remark after the last task's clause
        if block.kind == "text":
            tasks.append(_task_of_paragraph(block, place))
        elif tasks and block is not shared and block.kind in ("bullet", "clause"):
            tasks[-1].parts.append(block)
    return tasks


def _tasks_of_item(item: Node, place: _Place, shared: Paragraph | None) -> list[Task]:
    """A numbered item is a task, unless its sub-items hand out work of their own."""
    with_clause = [c for c in item.children if any(b.clauses for b in c.blocks())]
    if len(with_clause) > 1 and len(with_clause) * 2 >= len(item.children):
        return [_task_of_node(child, place, shared) for child in item.children]
    return [_task_of_node(item, place, shared)]


def _task_of_node(node: Node, place: _Place, shared: Paragraph | None) -> Task:
    """A heading with all that stands under it, up to a closing remark after its clause."""
    task = place.open_task(node.number, node.title, node is place.chapter)
    task.heading = node.heading
    handed_out = False
    for block in _own_blocks(node):
        if handed_out and not block.clauses and not node.children:
            break
        if block is not shared:
            task.parts.append(block)
        handed_out = bool(block.clauses)
    return task


def _own_blocks(node: Node) -> Iterator[Paragraph]:
    """Text under a heading, sub-items with their headings; boxes and signatures left out."""
    for block in node.paragraphs:
        if block.kind in ("text", "bullet", "clause"):
            yield block
    for child in node.children:
        if child.heading is not None:
            yield Paragraph(child.heading, "heading", [])
        yield from _own_blocks(child)


def _task_of_paragraph(paragraph: Paragraph, place: _Place) -> Task:
    """An unnumbered paragraph: its first sentence is the title, whether it reads like one or not."""
    text = paragraph.text
    limit = paragraph.clauses[0].start if paragraph.clauses else len(text.text)
    end, rest = end_of_title(text.text, 0, limit)
    task = place.open_task("", text.text[:end])
    task.heading = text.slice(0, end)
    if rest < len(text.text):
        task.parts = [read_paragraph(text.slice(rest))]
    return task


def list_tasks(tasks: Sequence[Task], source: str) -> list[dict[str, object]]:
    """Rows of tasks.csv. `source` is the text the offsets count in."""
    breaks = [i for i, char in enumerate(source) if char == "\n"]
    rows = []
    for task in tasks:
        start, end = task.span()
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
            }
        )
    return rows
