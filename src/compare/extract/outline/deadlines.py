"""By when a task is to be done, as its clause or a line of its own says: `完成时限：2026年底`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from compare.extract.departments.words import iterate_other_labels, match_other_label
from compare.extract.outline.tree import Paragraph
from compare.language.sentences import CLAUSE_END

_PIECE = re.compile(rf"[^{CLAUSE_END}（）()〔〕【】［］\[\]]+")
_LABEL = re.compile(r"(?:完成|办结|工作|实施|推进)(?:时限|期限|时间|节点|进度)(?:要求|安排)?[：:]?")
_DATE = re.compile(
    r"(?:20\d\d年|\d{1,2}月)[^、]{0,12}?(?:前|底|末|内|初|完成|建成|成效|推进|实施)|20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"|(?:长期|持续|常态化?)(?:坚持|推进|实施|开展|落实|优化)"
)
_LONGEST = 30


def find_deadline(parts: Iterable[Paragraph]) -> str:
    """The first deadline that stands in a clause or on a line of its own; empty without one.

    `（2026年9月底前完成，县城管局牵头）` → 2026年9月底前完成. A date in running text is none.
    """
    for part in parts:
        text = part.text.text
        stretches = [(clause.start, clause.end) for clause in part.clauses]
        if _LABEL.match(text):
            stretches.insert(0, (0, len(text)))
        for start, end in stretches:
            for piece in _PIECE.finditer(text, start, end):
                for part_of in _part_at_labels(text, *piece.span()):
                    if found := _read_piece(text, *part_of):
                        return found
    return ""


def _part_at_labels(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A piece before each label in it: `责任单位：县教育局完成时限：年底前`, which spaces alone parted."""
    cuts = [at for at in sorted(iterate_other_labels(text, start, end)) if at > start]
    yield from pairwise([start, *cuts, end])


def _read_piece(text: str, start: int, end: int) -> str:
    label = match_other_label(text, start, end)
    if label and label.role == "time":
        return text[label.end : end].strip()
    if bare := _LABEL.match(text, start, end):
        return text[bare.end() : end].strip()
    return text[start:end] if end - start <= _LONGEST and _DATE.fullmatch(text, start, end) else ""
