"""A plan's text made ready for alignment: clean, in blocks, without its lists of departments."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from compare.extract.clean import Traced, split_paragraphs
from compare.extract.outline import Node, build_outline

Ints = npt.NDArray[np.int64]

SENTENCE_END = "。！？；!?;"
_CLOSING = "”’）)』》"
_LIST_GAP = 12  # names of one clause stand no further apart (`等单位配合，` between them)


@dataclass(frozen=True)
class PlanText:
    """Clean characters of a plan, each with its offset in the source and the block it stands in.

    No passage runs from one block into the next: a heading, a task or what follows a clause opens
    a new one. `paragraphs` numbers the paragraphs in the same way; passages may cross those.
    """

    text: str
    offsets: Ints
    blocks: Ints
    paragraphs: Ints

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Source span of the clean span `start:end`."""
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


def prepare_text(
    source: str, tasks: pd.DataFrame | None = None, assignments: pd.DataFrame | None = None
) -> PlanText:
    """The text of one plan, from its source and its own rows of `tasks` and `assignments`.

    Numbers of headings and responsibility clauses are left out: `（责任单位：市科协、市妇联）` says who,
    not what, and two plans' lists of departments agree without anyone copying.
    """
    paragraphs = split_paragraphs(source)
    nodes = list(build_outline(paragraphs).walk())
    headings = {n.heading.offsets[0]: n for n in nodes if n.heading}
    opens = set() if tasks is None else {int(start) for start in tasks["start"]}
    lists = sorted([*_list_clauses(nodes), *_merge_names(assignments)])
    pieces: list[tuple[Traced, bool, int]] = []
    before: Traced | None = None
    for number, paragraph in enumerate(paragraphs):
        node = headings.get(paragraph.offsets[0])
        is_new = node is not None or paragraph.offsets[0] in opens or _ends_title(before, paragraph)
        for piece in _cut_lists(paragraph, node, lists):
            pieces.append((piece, is_new, number))
            is_new = True
        before = paragraph
    return _join_pieces(pieces)


def _ends_title(before: Traced | None, paragraph: Traced) -> bool:
    """Whether a line that is no sentence (a title, a heading) is followed by text."""
    if before is None:
        return True
    return not _is_sentence(before.text) and _is_sentence(paragraph.text)


def _is_sentence(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(tuple(SENTENCE_END))


def _cut_lists(
    paragraph: Traced, node: Node | None, lists: Iterable[tuple[int, int]]
) -> Iterator[Traced]:
    """The parts of a paragraph between its number and its lists of departments."""
    text, offsets = paragraph.text, paragraph.offsets
    start = 0
    if node is not None:
        start = len(node.number)
        start += len(text[start:]) - len(text[start:].lstrip())
    for first, last in lists:
        begin, end = bisect_left(offsets, first), bisect_left(offsets, last)
        if begin < end:
            if begin > start:
                yield paragraph.slice(start, begin)
            start = max(start, end)
    if start < len(text):
        yield paragraph.slice(start)


def _list_clauses(nodes: Iterable[Node]) -> Iterator[tuple[int, int]]:
    """Source spans of the responsibility clauses under these headings."""
    for node in nodes:
        for paragraph in node.paragraphs:
            for clause in paragraph.clauses:
                yield paragraph.text.locate(clause.start, clause.end)


def _merge_names(assignments: pd.DataFrame | None) -> list[tuple[int, int]]:
    """Source spans of lists of departments, from the spans of the names in them."""
    merged: list[tuple[int, int]] = []
    if assignments is None:
        return merged
    names = zip(assignments["start"].tolist(), assignments["end"].tolist(), strict=True)
    for start, end in sorted({(int(a), int(b)) for a, b in names}):
        if merged and start - merged[-1][1] <= _LIST_GAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _join_pieces(pieces: Iterable[tuple[Traced, bool, int]]) -> PlanText:
    texts: list[str] = []
    offsets: list[int] = []
    blocks: list[int] = []
    paragraphs: list[int] = []
    block = 0
    for piece, is_new, number in pieces:
        block += is_new
        texts.append(piece.text)
        offsets.extend(piece.offsets)
        blocks.extend([block] * len(piece.text))
        paragraphs.extend([number] * len(piece.text))
    arrays = [np.array(values, dtype=np.int64) for values in (offsets, blocks, paragraphs)]
    return PlanText("".join(texts), *arrays)
