"""Headings whose mark only the lines around it can tell: 2.1, `2 重点任务`, `二　重点任务`, `## 建馆`.

`3.1亿元` opens a sentence and `3.1建馆` a section: what tells is whether the numbers of a document
go on counting. The reading is of the whole document at once, and gives each mark the kind of the
usual number at its level, so that the tree need not know of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from compare.extract.clean import BOLD, Traced
from compare.extract.outline.boxes import opens_box
from compare.extract.outline.layers import (
    find_articles,
    find_layers,
    find_letters,
    find_starred,
    find_worded,
)
from compare.language.digits import ORDINAL
from compare.language.marks import (
    ARABIC,
    CHAPTER,
    CHINESE,
    SMALL,
    Mark,
    count_mark,
    find_mark,
)
from compare.language.sentences import PROSE

Marks = dict[int, Mark]  # place of the paragraph → the mark it opens with
Number = tuple[int, ...]

_DECIMAL = re.compile(r"\d{1,2}(?:[.．]\d{1,2}){1,3}(?![\d.．%％])")
_FIGURE = re.compile(r"\d{1,2}(?![\d.．、%％年月日])")
_WORD = re.compile(rf"[{ORDINAL}]{{1,3}}")
_GLUED_PAGE = re.compile(rf"\d{{1,3}}(?=[{ORDINAL}]{{1,3}}、)")
_LONGEST_TITLE = 40
_LOWEST = SMALL  # the deepest kind a style may stand for
_BOLD_LEVEL = 7  # of a bold line, below the six of headings


def drop_glued_pages(paragraphs: Sequence[Traced]) -> list[Traced]:
    """Without the page number a pdf leaves before a chapter: `8三、办好学校` behind 二、 → `三、办好学校`."""
    cut, last = [], 0
    for text in paragraphs:
        page = _GLUED_PAGE.match(text.text)
        kept = text.slice(page.end()) if page else text
        mark = find_mark(kept.text)
        if mark and mark.kind == CHINESE:
            count = count_mark(kept.text[: mark.end])
            kept = text if page and count != last + 1 else kept
            last = count
        cut.append(kept)
    return cut


def find_hidden_marks(paragraphs: Sequence[Traced]) -> Marks:
    """Place → mark of the headings that show themselves only beside others of their kind."""
    plain = {i: mark for i, text in enumerate(paragraphs) if (mark := find_mark(text.text))}
    found = find_starred(paragraphs)
    plain |= found
    found |= find_layers(paragraphs, plain)
    found |= find_articles(paragraphs, plain, {mark.kind for mark in (plain | found).values()})
    found |= find_letters(paragraphs, {mark.kind for mark in (plain | found).values()})
    found |= find_worded(paragraphs, plain, {mark.kind for mark in (plain | found).values()})
    found |= _find_decimals(paragraphs, plain)
    if not any(mark.kind in (CHAPTER, CHINESE) for mark in (plain | found).values()):
        found |= _find_spaced(paragraphs, _WORD, CHINESE)
    return found | _find_styled(paragraphs, plain | found)


def _find_decimals(paragraphs: Sequence[Traced], plain: Mapping[int, Mark]) -> Marks:
    """2.1 as a section, 2.1.1 as an item, and what stands above them as chapters."""
    numbers = {
        i: number for i, text in enumerate(paragraphs) if (number := _read_decimal(text.text))
    }
    kept = {i: n for i, n in numbers.items() if _is_counted(n, set(numbers.values()))}
    if len(kept) < 2:
        return {}
    before = {number[0] for number in kept.values()}
    kept |= {i: n for i, n in numbers.items() if n[1:] == (1,) and n[0] - 1 in before}
    marks = {}
    for i, number in kept.items():
        found = _DECIMAL.match(paragraphs[i].text)
        assert found
        marks[i] = Mark(CHINESE + len(number) - 1, 0, found.end())
    if not any(mark.kind in (CHAPTER, CHINESE) for mark in plain.values()):
        marks |= _find_figures(paragraphs, plain, {number[0] for number in kept.values()})
    if any(len(number) > 2 for number in kept.values()):
        lists = (i for i, m in plain.items() if m.kind == ARABIC and i not in marks)
        marks |= {i: Mark(SMALL, 0, plain[i].end) for i in lists}
    return marks


def _read_decimal(text: str) -> Number:
    found = _DECIMAL.match(text)
    if not found or found.end() == len(text):
        return ()
    return tuple(int(part) for part in unicodedata.normalize("NFKC", found[0]).split("."))


def _is_counted(number: Number, others: set[Number]) -> bool:
    """Whether the numbers before and behind it stand in the document as well: 2.2 between 2.1 and 2.3."""
    *above, last = number
    before, behind = (*above, last - 1), (*above, last + 1)
    if last == 1:
        below = any(other[:-1] == number for other in others)
        return below or behind in others or tuple(above) in others
    return before in others


def _find_figures(
    paragraphs: Sequence[Traced], plain: Mapping[int, Mark], chapters: set[int]
) -> Marks:
    """`1 总体目标` or `1. 总体目标`, where 1.1 and 2.1 stand below such lines."""
    marks: Marks = {}
    expected = 1
    for i, text in enumerate(paragraphs):
        figure = _FIGURE.match(text.text)
        mark = plain.get(i)
        end = mark.end if mark and mark.kind == ARABIC else figure.end() if figure else 0
        is_apart = bool(mark) or end in text.gaps
        if not end or not is_apart or not _is_title(text.text[end:]):
            continue
        count = count_mark(text.text[:end])
        if count == expected and (count in chapters or not marks or count > max(chapters)):
            marks[i] = Mark(CHINESE, 0, end)
            expected += 1
        elif count in chapters and count > expected:
            marks[i] = Mark(CHINESE, 0, end)
            expected = count + 1
    return marks


def _find_spaced(paragraphs: Sequence[Traced], pattern: re.Pattern[str], kind: int) -> Marks:
    """`一　总体目标`, `二　重点任务`: parted by a space alone, and counting from one."""
    marks: Marks = {}
    for i, text in enumerate(paragraphs):
        found = pattern.match(text.text)
        if not found or found.end() not in text.gaps or not _is_title(text.text[found.end() :]):
            continue
        if count_mark(found[0]) == len(marks) + 1:
            marks[i] = Mark(kind, 0, found.end())
    return marks if len(marks) > 1 else {}


def _is_title(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_TITLE and not any(mark in text for mark in PROSE)


def count_signs(text: Traced) -> int:
    """How many # stand before a line, as Markdown and styled headings have them; 0 without.

    A short line that is bold as a whole counts as one more than any heading has.
    """
    sign = text.gaps.get(0, "")
    if BOLD in sign:
        is_heading = _is_title(text.text) and "：" not in text.text and not opens_box(text.text)
        return _BOLD_LEVEL if is_heading else 0
    return sign.count("#")


def _find_styled(paragraphs: Sequence[Traced], marks: Mapping[int, Mark]) -> Marks:
    """Headings without a number that Markdown or a style of the file tells: `## 完善文化设施`.

    Where headings with a number bear signs too, as many signs are the same level; else the levels
    follow one another. A sign before anything else that does not recur is the document's title.
    """
    signs = {i: n for i, text in enumerate(paragraphs) if (n := count_signs(text))}
    bold = {marks[i].kind for i, n in signs.items() if n == _BOLD_LEVEL and i in marks}
    unsure = list(signs.values()).count(_BOLD_LEVEL) < 2 or len(bold) > 1
    bare = {i: n for i, n in signs.items() if i not in marks and not (n == _BOLD_LEVEL and unsure)}
    kinds = {n: marks[i].kind for i, n in signs.items() if i in marks}
    if bare and min(signs) in bare and list(signs.values()).count(signs[min(signs)]) == 1:
        del bare[min(signs)]
    if not bare or (not kinds and any(m.kind <= ARABIC for m in marks.values())):
        return {}
    for n in sorted(set(bare.values())):
        above = [kinds[k] for k in kinds if k < n]
        kinds.setdefault(n, max(above) + 1 if above else CHINESE)
    return {i: Mark(kinds[n], 0, 0) for i, n in bare.items() if kinds[n] <= _LOWEST}
