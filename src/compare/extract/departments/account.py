"""The account of the clauses: each name in one is in a row of assignments or listed with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from compare.extract.clean import Traced
from compare.extract.departments.clauses import Clause
from compare.extract.ignored import Ignored
from compare.extract.outline.tree import Node

Span = tuple[int, int]

_REASONS = {
    "strange": "stands in a responsibility clause and is not read as a department",
    "person": "a person or a post in a responsibility clause",
    "sentence": "a sentence inside a responsibility clause",
    "remark": "a date or a manner of work beside the names of a clause",
    "repeated": "named a second time in the clauses of one task",
    "idle": "in a responsibility clause that speaks for no task",
}


def list_unread_names(
    root: Node,
    placed: Collection[Span],
    repeated: Collection[Span],
    texts: Sequence[Ignored],
    in_tables: Sequence[tuple[Traced, Clause]] = (),
) -> Iterator[Ignored]:
    """Names of clauses in the task chapters and in tables of work that gave no row.

    `placed`, `repeated`: source spans of names that gave a row, and of those one task had already.
    `texts`: paragraphs left out as a whole, whose names are listed with them.
    """
    for text, clause in in_tables:
        yield from _list_clause(text, clause, placed, repeated)
    whole = {(item.start, item.end) for item in texts if item.what == "text"}
    for chapter in root.children:
        if chapter.role not in ("key_task", "safeguard"):
            continue
        for paragraph in chapter.blocks():
            text = paragraph.text
            if paragraph.clauses and text.locate(0, len(text.text)) not in whole:
                for clause in paragraph.clauses:
                    yield from _list_clause(text, clause, placed, repeated)


def _list_clause(
    text: Traced, clause: Clause, placed: Collection[Span], repeated: Collection[Span]
) -> Iterator[Ignored]:
    found = [(piece.start, piece.end, piece.reason) for piece in clause.left_out]
    for named in (*clause.names, *clause.document):
        span = text.locate(named.start, named.end)
        if span not in placed:
            found.append((named.start, named.end, "repeated" if span in repeated else "idle"))
    for start, end, why in sorted(set(found)):
        what = "text" if why in ("sentence", "remark") else "name"
        yield Ignored(what, *text.locate(start, end), text.text[start:end], _REASONS[why])


def holds_sentence(item: Ignored) -> bool:
    """Whether it is a sentence inside a responsibility clause."""
    return item.reason == _REASONS["sentence"]


def name_doubt(item: Ignored) -> str:
    """The kind of doubt a stretch left out of a clause raises; empty for any other stretch.

    A body that a second clause of its task names again raises none.
    """
    doubtful = item.what == "name" and item.reason != _REASONS["repeated"]
    return f"name left out: {item.reason}" if doubtful else ""
