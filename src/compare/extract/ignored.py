"""The account of what was left out: no text and no number is dropped without a reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from compare.extract.outline.tasks import Task
from compare.extract.outline.tree import Node, Paragraph
from compare.extract.readers.furniture import FURNITURE
from compare.extract.tables.read import WorkTable

_REASONS = {
    "box": "a box beside the text (专栏)",
    "row": "a row of a table",
    "column": "head or side column of a table of work",
    "joined": "a cell of a table of work whose task stands in the text",
    "contents": "the table of contents",
    "list": "a chapter on what there is or on who holds which duty",
    "aims": "a section on aims or on where things stand",
    "tail": "signature, date or notice after the plan",
    "header": "header of the web page the text was taken from",
    "menu": "menu or imprint of the site around the text",
    "note": "a footnote",
    "page": "number of a page",
    "clause": "a clause that stands behind no task",
    "closing": "closes the plan behind its last item",
    "text": "introduces or closes a chapter and names no piece of work",
    "bullet": "introduces or closes a chapter and names no piece of work",
}
_SAID = ("section", "task", "demand")  # columns that say what is to be done
_ASIDE = {"aims": "aims", "background": "aims", "list": "list"}
ROW_REASON = _REASONS["row"]


_PROSE = ("text", "bullet")


@dataclass(frozen=True)
class Ignored:
    """A stretch of source text that gave no row: `what` is text, number, name or table, and why."""

    what: str
    start: int
    end: int
    text: str
    reason: str


def list_ignored(
    root: Node, tasks: Sequence[Task], tables: Sequence[WorkTable], source: str
) -> list[Ignored]:
    """What of the web page's header, of task chapters and of tables of work stands in no row.

    The rows of a table of work that was read are in the tables; its head and its other columns are
    listed cell by cell.
    """
    spans = [task.span for task in tasks if task.source == "text"]
    starts = [start for start, _ in spans]
    handed_out = {text.offsets[0] for task in tasks for _, text, _ in task.clauses()}
    ignored = [*_list_header(root, source), *_list_furniture(root, source)]
    read = {start for table in tables for start in table.starts}
    for cell in (cell for table in tables for cell in table.left_out):
        begin, end = cell.locate(0, len(cell.text))
        ignored.append(Ignored("table", begin, end, source[begin:end], _REASONS["column"]))
    in_tables = [task.span for task in tasks if task.source == "table"]
    ignored += _list_joined_cells(tables, in_tables, source)
    for paragraph in _iterate_paragraphs(root):
        begin, end = paragraph.text.locate(0, len(paragraph.text.text))
        at = bisect_right(starts, end - 1) - 1  # a clause may stand before its task
        inside = at >= 0 and begin < spans[at][1] and paragraph.kind in ("text", "bullet")
        if begin in read or inside or (paragraph.kind == "clause" and begin in handed_out):
            continue
        ignored.append(Ignored("text", begin, end, source[begin:end], _REASONS[paragraph.kind]))
    return ignored


def _list_joined_cells(
    tables: Sequence[WorkTable], spans: Sequence[tuple[int, int]], source: str
) -> Iterator[Ignored]:
    """Cells that name or describe a task the text has already: they are in no span of a task.

    A cell over several rows is listed once.
    """
    starts = [start for start, _ in spans]
    seen = {cell.offsets[0] for table in tables for cell in table.left_out}
    for row in (row for table in tables for row in table.rows):
        said = [cell for name in _SAID for cell in row.cells.get(name, [])]
        joined = [cell for cell in said if not _is_within(cell.offsets, spans, starts)]
        for cell in (*row.cells.get("number", []), *joined) if joined else ():
            begin, end = cell.locate(0, len(cell.text))
            if begin not in seen:
                yield Ignored("table", begin, end, source[begin:end], _REASONS["joined"])
            seen.add(begin)


def _is_within(
    offsets: Sequence[int], spans: Sequence[tuple[int, int]], starts: Sequence[int]
) -> bool:
    at = bisect_right(starts, offsets[0]) - 1
    return at >= 0 and offsets[-1] < spans[at][1]


def _list_header(root: Node, source: str) -> Iterator[Ignored]:
    for kind, run in groupby(root.paragraphs, key=lambda paragraph: paragraph.kind):
        if kind == "header":
            texts = [paragraph.text for paragraph in run]
            begin, end = texts[0].offsets[0], texts[-1].offsets[-1] + 1
            yield Ignored("text", begin, end, source[begin:end], _REASONS["header"])


def _list_furniture(root: Node, source: str) -> Iterator[Ignored]:
    """Menus, notes and page numbers outside the chapters of work, which list their own."""
    chapters = (c for c in root.children if c.role not in ("key_task", "safeguard", "list"))
    for paragraph in (*root.paragraphs, *(p for c in chapters for p in c.blocks())):
        if paragraph.kind in FURNITURE:
            begin, end = paragraph.text.locate(0, len(paragraph.text.text))
            yield Ignored("text", begin, end, source[begin:end], _REASONS[paragraph.kind])


def _iterate_paragraphs(root: Node) -> Iterator[Paragraph]:
    for chapter in root.children:
        if chapter.role in ("key_task", "safeguard"):
            yield from chapter.paragraphs
            for child in chapter.children:
                aside = _ASIDE.get(child.role, "")
                yield from (
                    replace(p, kind=aside) if aside and p.kind in _PROSE else p
                    for p in child.blocks()
                )
        elif chapter.role == "list":
            yield from (replace(p, kind="list") for p in chapter.blocks())
