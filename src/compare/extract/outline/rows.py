"""Heading tree → rows of outline.csv: each heading, paragraph and clause, and where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from compare.extract.clean import Traced
from compare.extract.outline.certainty import Certainties, judge_certainty
from compare.extract.outline.order import list_gaps
from compare.extract.outline.tree import Node, Paragraph

Row = dict[str, object]


def list_outline(root: Node, paragraphs: Sequence[Traced], plan_id: str) -> list[Row]:
    """Rows of outline.csv in document order; `paragraphs`: those the tree was built from.

    `（一）办好学校。每校建室。（县教育局）` gives a heading, a paragraph below it and a clause below that,
    all three with the end of the whole paragraph.
    """
    sure = judge_certainty(root, {id(node) for node in list_gaps(root)})
    writer = _Writer(plan_id, paragraphs, sure)
    writer.add_paragraphs(root, None, sure[id(root)])
    for chapter in root.children:
        writer.add_node(chapter, None, chapter.role)
    return writer.rows


class _Writer:
    """The rows so far, and the printed paragraphs they stand in."""

    def __init__(self, plan_id: str, paragraphs: Sequence[Traced], sure: Certainties) -> None:
        self.plan_id = plan_id
        self.sure = sure
        self.starts = [text.offsets[0] for text in paragraphs]
        self.ends = [text.offsets[-1] + 1 for text in paragraphs]
        self.rows: list[Row] = []

    def add_node(self, node: Node, parent: int | None, role: str) -> None:
        """A heading with all that stands under it; a role of its own goes before the chapter's."""
        certainty = round(self.sure[id(node)], 3)
        if node.heading is not None:
            span = node.heading.locate(0, len(node.heading.text))
            named = {"level": node.level, "number": node.number, "title": node.title}
            parent = self._add("heading", role, parent, span, certainty, named)
        self.add_paragraphs(node, parent, certainty)
        for child in node.children:
            self.add_node(child, parent, child.role or role)

    def add_paragraphs(self, node: Node, parent: int | None, certainty: float) -> None:
        for paragraph in node.paragraphs:
            self._add_paragraph(paragraph, parent, certainty)

    def _add_paragraph(self, paragraph: Paragraph, parent: int | None, certainty: float) -> None:
        text = paragraph.text
        span = text.locate(0, len(text.text))
        parent = self._add("paragraph", paragraph.kind, parent, span, certainty)
        for clause in paragraph.clauses:
            span = text.locate(clause.start, clause.end)
            self._add("clause", "clause", parent, span, certainty)

    def _add(
        self,
        part: str,
        role: str,
        parent: int | None,
        span: tuple[int, int],
        certainty: float,
        named: Row | None = None,
    ) -> int:
        """Write a row; gives its node_id."""
        node_id = len(self.rows) + 1
        row: Row = {
            "plan_id": self.plan_id,
            "node_id": node_id,
            "parent_id": parent,
            "part": part,
            "role": role,
            "certainty": certainty,
            "start": span[0],
            "end": span[1],
            "paragraph_end": self.ends[bisect_right(self.starts, span[0]) - 1],
        }
        self.rows.append(row | named if named else row)
        return node_id
