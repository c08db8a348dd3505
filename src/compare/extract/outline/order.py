"""Numbers that do not follow the one before: a heading was lost, or a number is none."""

from __future__ import annotations

from collections.abc import Iterator

from compare.extract.outline.tree import Node
from compare.language.marks import count_mark


def list_gaps(root: Node) -> list[Node]:
    """Headings whose number neither begins anew nor goes on, in their chapter or in the document.

    一、 三、 → the node 三、; （四） behind a chapter that ended with （三） follows.
    """
    latest: dict[int, int] = {}
    gaps: list[Node] = []
    for parent in _walk_main(root):
        last: dict[int, int] = {}
        for child in parent.children:
            number = _count(child)
            if not number:
                continue
            before = last.get(child.kind, 0), latest.get(child.kind, 0)
            if number != 1 and number - 1 not in before:
                gaps.append(child)
            last[child.kind] = latest[child.kind] = number
    return gaps


def _walk_main(root: Node) -> Iterator[Node]:
    """Parents in document order, annexes and what stands in them left out."""
    yield Node(0, "", "", None, children=[c for c in root.children if not c.in_annex])
    for chapter in root.children:
        if not chapter.in_annex:
            yield from chapter.walk()


def _count(node: Node) -> int:
    """The last part of a number: 3 of 三、 and of 2.3; 0 where it is none."""
    return count_mark(node.number.rstrip(".．、").replace("．", ".").rpartition(".")[2])
