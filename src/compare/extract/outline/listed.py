"""Unnumbered paragraphs of a section: whether they list tasks, and which of them introduces the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from compare.extract.outline.tree import Node, Paragraph

_TITLE_SENTENCE = re.compile(r"[^。：]{2,40}[。：](?=.)")


def is_list_of_tasks(node: Node, by_paragraph: bool, shared: Paragraph | None) -> bool:
    """Whether a section's unnumbered paragraphs are tasks of their own.

    `by_paragraph`: those of the plan usually are. `shared`: the clause line that speaks for all.
    """
    texts = [p for p in node.paragraphs if p.kind == "text"]
    if shared:  # one text behind its heading is the task the heading names
        return len(texts) > 1 or (bool(texts) and by_paragraph and not node.is_inline)
    with_clause = sum(bool(p.clauses) for p in texts)
    lines = sum(p.kind == "clause" for p in node.paragraphs)
    if with_clause + lines:
        return len(texts) > 1 and with_clause + lines > 1
    return len(texts) > 1 and by_paragraph and not node.is_inline and _open_with_titles(texts)


def _open_with_titles(texts: Sequence[Paragraph]) -> bool:
    """Whether most paragraphs open with a short sentence of their own: `办好学校。每校……`."""
    titled = sum(bool(_TITLE_SENTENCE.match(p.text.text)) for p in texts)
    return titled * 2 > len(texts)


def count_opening(blocks: Sequence[Paragraph], shared: Paragraph | None) -> int:
    """How many paragraphs introduce those that hand out work: one at most, where all others do.

    `坚持统筹推进。` / `新建小学。（县教育局负责）` / `修好公路。（县交通局负责）` → 1.
    """
    prose = [i for i, p in enumerate(blocks) if p.kind == "text"]
    handing_out = [
        any(p.clauses and p is not shared for p in blocks[a:b])
        for a, b in pairwise([*prose, len(blocks)])
    ]
    introduces = len(prose) > 2 and not handing_out[0] and all(handing_out[1:])
    return prose[1] if introduces else 0
