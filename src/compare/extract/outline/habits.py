"""What the layout of a plan usually does, where a single heading cannot tell."""

from __future__ import annotations

from compare.extract.outline.tree import Node
from compare.language.marks import ARABIC


def tells_tasks_by_paragraph(root: Node) -> bool:
    """Whether sections without numbered items usually hold several unnumbered paragraphs.

    Where they usually hold one, the section is the task, and a second paragraph only carries on.
    """
    chapters = [chapter for chapter in root.children if chapter.role == "key_task"]
    leaves = [n for c in chapters for n in c.walk() if not n.children and not n.is_inline]
    several = [sum(p.kind == "text" for p in n.paragraphs) > 1 for n in leaves if n.level < 3]
    return len(several) < 2 or sum(several) * 2 >= len(several)


def counts_tasks(root: Node, kind: int) -> bool:
    """Whether （1） or ① count the tasks of a plan: where most hand out work, or stand under chapters."""
    chapters = [c for c in root.children if c.role in ("key_task", "safeguard")]
    nodes = [node for c in chapters for node in c.walk() if node.kind == kind]
    below = sum(child.kind == kind for c in chapters for child in c.children)
    handing_out = sum(node.hands_out_work() for node in nodes)
    return 2 * below > len(nodes) or (handing_out > 1 and 2 * handing_out >= len(nodes))


def tells_clauses_by_item(root: Node) -> bool:
    """Whether most numbered items have a clause of their own, rather than one to a section."""
    items = [node for node in root.walk() if node.kind == ARABIC]
    return 2 * sum(any(p.clauses for p in item.paragraphs) for item in items) > len(items)


def states_work_below_clauses(root: Node) -> bool:
    """Whether a clause stands with the title and the work below it: `（一）办学（县教育局牵头）`, a text."""
    chapters = [c for c in root.children if c.role in ("key_task", "safeguard")]
    nodes = [n for c in chapters for n in c.walk() if not n.children and len(n.paragraphs) > 1]
    first = [n.paragraphs[1].kind for n in nodes if n.paragraphs[0].kind == "clause"]
    return first.count("text") > 1
