"""The account of what was left out: no text and no number is dropped without a reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compare.extract.outline import Node, Paragraph

_REASONS = {
    "box": "a box beside the text (专栏)",
    "tail": "signature, date or notice after the plan",
    "text": "introduces or closes a chapter and names no piece of work",
    "bullet": "introduces or closes a chapter and names no piece of work",
}


@dataclass(frozen=True)
class Ignored:
    """A stretch of source text that gave no row: `what` is text or number, and why."""

    what: str
    start: int
    end: int
    text: str
    reason: str


def list_ignored(
    root: Node, spans: Sequence[tuple[int, int, str]], source: str
) -> list[Ignored]:
    """Paragraphs of key-task and safeguard chapters that stand in no task, in document order."""
    starts = [start for start, _, _ in spans]
    ignored = []
    for paragraph in _iterate_paragraphs(root):
        begin, end = paragraph.text.locate(0, len(paragraph.text.text))
        at = bisect_right(starts, begin) - 1
        if at >= 0 and begin < spans[at][1]:
            continue
        ignored.append(Ignored("text", begin, end, source[begin:end], _REASONS[paragraph.kind]))
    return ignored


def _iterate_paragraphs(root: Node) -> Iterator[Paragraph]:
    for chapter in root.children:
        if chapter.role in ("key_task", "safeguard"):
            yield from (p for p in chapter.blocks() if p.kind != "clause")
