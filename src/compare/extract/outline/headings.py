"""Numbers that open a heading, and where the title behind them ends.

一、 → （一） → 1. → （1） → ①, any of them left out; 第一章 → 第一节 above them; numbers that restart
or run on. Titles stand on a line of their own or at the head of their paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from compare.extract.clean import Traced
from compare.language.marks import ARABIC, CHAPTER, CHINESE, CIRCLED, PART, Mark, find_mark
from compare.language.sentences import CLAUSE_END, COLON, PROSE, STOPS, find_stop, is_stop

_BARE_HEADING = re.compile(
    r"(?:总体|工作|主要|发展|重点|建设|基本|指导|实施|组织|保障|行动|活动|年度)(?:要求|目标|任务|原则|思想|思路|措施|内容|"
    r"步骤|重点|保障|实施|领导|安排|举措)(?:[和及与](?:要求|目标|任务|原则|措施|内容|步骤|安排))?[：:]?"
)
_RUN_ON = re.compile(r"(\d{1,3})[.．﹒](?=\d)(?!\d+(?:[万亿%％]|$))")
_MARKS = re.compile(rf"[{CLAUSE_END}：.“”\"（）()]")
_STOPS_IN_HEADING = re.compile(rf"[{CLAUSE_END}{COLON}…\d]|[）)]$")
_LONGEST_BARE_HEADING = 25
_SHORT_LABEL = 25
_LONGEST_PARTED_TITLE = 30
_WIDE_GAP = re.compile(r"\u3000|\t|[ \u00a0\u2003]{2,}|\*\*")
_IS_PROSE = re.compile(f"[{PROSE}：]")


def find_marker(text: str, last_number: int) -> Mark | None:
    """The number of a heading `text` opens with; `last_number`: of the item before, as in `11.121人才`.

    Articles (第三条) are of regulations and hand out no work; decimals open no heading yet.
    """
    if mark := find_mark(text):
        return mark if mark.kind <= CIRCLED else None
    found = _RUN_ON.match(text)
    if found and int(found[1]) == last_number + 1:
        return Mark(ARABIC, 0, found.end())
    return None


def is_row(text: Traced) -> bool:
    """Whether a line is a row of a table: cells between tabs, or between bars."""
    if text.text.count("|") > 1:
        return True
    return bool(text.gaps) and any("\t" in gap for gap in text.gaps.values())


def is_bare_heading(text: str) -> bool:
    """Whether a line without a number is the usual name of a chapter: `重点任务`, `保障措施`."""
    return bool(_BARE_HEADING.fullmatch(text))


def is_line_of_heading(text: str) -> bool:
    """Whether a line without a number may head the text below it: `完善文化设施`."""
    return 3 < len(text) <= _LONGEST_BARE_HEADING and not _STOPS_IN_HEADING.search(text)


def list_kinds(paragraphs: Sequence[Traced], hidden: Mapping[int, Mark]) -> set[int]:
    """Kinds of numbers that open a paragraph anywhere in a document; `hidden`: those known already."""
    found = (
        hidden.get(i) or find_marker(text.text, 0)
        for i, text in enumerate(paragraphs)
        if not is_row(text)
    )
    return {marker.kind for marker in found if marker}


def rank_kinds(used: Set[int]) -> dict[int, int]:
    """Kind of number → level in this document: 1 chapters, 2 sections, 3 items, 4 and more below.

    Where 第一章 or 第一节 stand above them, 一、 and （一） move down.
    """
    above = CHAPTER - 1 if CHAPTER in used else PART - 1 if PART in used else CHINESE - 1
    return {kind: max(1, kind - above) for kind in range(CHAPTER, CIRCLED + 1)}


def end_of_title(text: Traced, start: int, limit: int) -> tuple[int, int]:
    """Where the title that begins at `start` ends, and where the text after it begins.

    The title is what stands before the first stop, before the colon of a short label, or before a
    wide gap or the end of bold type; without any, everything before `limit` (the first clause, or
    the end). Stops in quotation marks and brackets are none.
    """
    while start < limit and text.text[start] in STOPS:
        start += 1
    parted = _find_gap(text, start, limit)
    depth = quotes = 0
    plain = True
    for mark in _MARKS.finditer(text.text, start, limit):
        at, char = mark.start(), mark[0]
        if parted and at >= parted:
            return parted, parted
        if char == "“":
            quotes = 1
        elif char in '”"':
            quotes = 0
        elif char in "（(":
            depth += 1
        elif char in "）)":
            depth = max(0, depth - 1)
        elif quotes or depth:
            continue
        elif _ends_title(text.text, at, at - start if plain else 0):
            return at, mark.end()
        elif char != ".":
            plain = False
    if quotes or depth:  # a mark that never closes hides no stop
        return _end_at_first_stop(text.text, start, limit)
    return (parted, parted) if parted else (limit, limit)


def _end_at_first_stop(text: str, start: int, limit: int) -> tuple[int, int]:
    stop = find_stop(text, start, limit)
    return (stop.start(), stop.end()) if stop else (limit, limit)


def _ends_title(text: str, at: int, length: int) -> bool:
    """A stop, or the colon of a short label."""
    return 2 <= length <= _SHORT_LABEL if text[at] == "：" else is_stop(text, at)


def _find_gap(text: Traced, start: int, limit: int) -> int:
    """Where layout alone parts a short title from its text: `加强领导　　各镇要…`; 0 where none does."""
    for at, gap in sorted(text.gaps.items()):
        title, rest = text.text[start:at], text.text[at:limit]
        if at <= start or not _WIDE_GAP.search(gap):
            continue
        if len(title) > _LONGEST_PARTED_TITLE or _IS_PROSE.search(title):
            return 0
        return at if len(title) > 3 and "。" in rest and len(rest) > len(title) else 0
    return 0
