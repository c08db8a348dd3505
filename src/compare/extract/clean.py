"""Source text → clean paragraphs: where one ends, where a line or a page only breaks it.

Three layouts are told apart by the text itself: a paragraph to the line (page breaks may still
cut one in mid-word), lines wrapped at a fixed width, and a whole document on a line or two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compare.extract.characters import (
    BOLD,
    BREAKS,
    LINE_BREAK,
    Traced,
    clean,
    join,
    repair_glyphs,
    trace,
)
from compare.extract.pages import hide_glued_pages
from compare.language.marks import (
    ARABIC,
    BRACKETED,
    CHAPTER,
    CHINESE,
    PART,
    count_mark,
    find_mark,
    iterate_marks,
    opens_block,
)
from compare.language.sentences import (
    CLAUSE_END,
    CLOSING,
    COLON,
    LONGEST_SENTENCE,
    PROSE,
    SENTENCE_END,
    STOPS,
    ends_line,
)

__all__ = [
    "BOLD",
    "Traced",
    "clean",
    "join",
    "repair_glyphs",
    "split_lines",
    "split_paragraphs",
    "trace",
]

_INDENT = "\u3000"
# Line breaks, and wide spaces behind a stop: one choice of characters, by which a search passes over
# all other places.
_BREAK = re.compile(
    rf"[{BREAKS} \u3000](?:(?<=\r)\n|(?<![ \u3000])|(?<=[{STOPS}；：）”].)(?:[ \u3000]*\u3000{{2,}}|(?<=\u3000)\u3000))"
)
_BREAK_OF_WIDE_SPACES = re.compile(rf"{LINE_BREAK}|\u3000{{2,}}")
_WIDE_SPACES_IN_LINE = re.compile(r"(?<=\S)[ ]*\u3000{2,}(?=\S)")
# A tab or a bar that parts cells.
_IN_ROW = re.compile(r"[\t|](?:(?<=\t)|(?<=^.)|$|(?<= .) |[^|]*\|)")
_ROW_NUMBER = re.compile(r"\d{1,3}(?!\d)")
_LONG_LINE = 300
_FEW_LINES = 3
_LEAST_WRAPPED_LINES = 12

_OPENS_END = re.compile(r"抄送|【|（此件|\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$|\|")
_ENDS_IN_CLAUSE = re.compile(
    r"(?:责任|牵头|配合|主办|协办|参与|参加)(?:单位|部门)[：:][^。；：:]{2,200}$"
)
_OPENS_CLAUSE = re.compile(r"(?:责任|牵头|配合|主办|协办|参与|参加|完成)(?:单位|部门|时限)[：:]")
_CONTINUES = re.compile(rf"[{CLAUSE_END}{COLON}{CLOSING}、〉】…]")
_UNFINISHED = tuple("，、（(“‘《〔,")
_OPENS_UNIT = re.compile(
    "[年月日%％万亿千百个家所座处名人项次天倍户亩吨元公平立件台套条辆张场多余左以]"
)
_PROSE_LENGTH = 25
_LONGEST_HEADING = 45
_KEPT = 60  # characters of a paragraph's beginning and end: more than any rule looks at


class _Line(NamedTuple):
    """A printed line that holds text: cleaned, its span, its width in half characters.

    `is_row`: it is a row of a table, cells parted by tabs or bars; `after_page`: a page number
    stands before it.
    """

    text: Traced
    start: int
    end: int
    width: int
    is_indented: bool
    after_blank: bool
    is_row: bool
    after_page: bool


def split_paragraphs(source: str) -> list[Traced]:
    """Clean paragraphs in document order, lines broken in mid-sentence joined again.

    A blank line says nothing: some files put one after every paragraph and one at every page
    break. What tells is whether the text before it had come to an end.
    """
    source = hide_glued_pages(source)
    lines = list(_read_lines(source))
    margin = _find_margin(lines)
    is_indented = sum(line.is_indented for line in lines) * 5 > len(lines)
    own_line = _list_heading_kinds(lines)
    pages = _find_pages(lines, margin)
    groups: list[list[_Line]] = []
    before = _Paragraph()
    held: list[list[_Line]] = []
    for at, line in enumerate(lines):
        if at in pages:  # within a paragraph it goes with the line breaks, else it stands alone
            held.append([line])
            continue
        if groups and _is_continued(before, groups[-1][-1], line, margin, is_indented, own_line):
            groups[-1].append(line)
        else:
            groups += [*held, [line]]
            before = _Paragraph()
        held = []
        before.add(line.text.text)
    groups += held
    return [
        group[0].text if len(group) == 1 else trace(source, group[0].start, group[-1].end)
        for group in groups
    ]


def _find_pages(lines: Sequence[_Line], margin: int) -> set[int]:
    """Places of bare page numbers among wrapped lines: they count on, and a full line is beside each."""
    found: list[int] = []
    last = 0
    for at, line in enumerate(lines) if margin else ():
        beside = [*lines[at - 1 : at], *lines[at + 1 : at + 2]]
        is_bare = len(line.text.text) < 4 and line.text.text.isdecimal()
        if not is_bare or not any(other.width >= margin - 6 for other in beside):
            continue
        if last < int(line.text.text) <= last + 2:
            found.append(at)
            last = int(line.text.text)
    return set(found) if len(found) > 1 else set()


class _Paragraph:
    """What has been joined of a paragraph so far, as far as it tells whether it goes on.

    Of a long one its beginning and its end alone: a paragraph of thousands of lines would
    otherwise be looked through once for every line.
    """

    def __init__(self) -> None:
        self.head = self.tail = ""
        self.length = self.open_brackets = self.since_stop = 0
        self.has_mark = False

    def add(self, text: str) -> None:
        self.head = (self.head + text[:_KEPT])[:_KEPT]
        self.tail = (self.tail + text[-_KEPT:])[-_KEPT:]
        self.length += len(text)
        self.open_brackets += sum(map(text.count, "（(")) - sum(map(text.count, "）)"))
        self.has_mark = self.has_mark or any(map(text.__contains__, PROSE))
        behind = next((n for n, char in enumerate(reversed(text)) if char in SENTENCE_END), None)
        self.since_stop = len(text) + self.since_stop if behind is None else behind

    def has_room(self, text: str) -> bool:
        """Whether a sentence stays one with `text`: lines that never stop are no sentence."""
        return self.since_stop + len(text) <= LONGEST_SENTENCE

    def is_number(self) -> bool:
        return self.length < _KEPT and _is_number_alone(self.head)

    def has_ended(self) -> bool:
        return ends_line(self.tail)

    def is_unfinished(self) -> bool:
        return self.open_brackets > 0 or self.tail.endswith(_UNFINISHED)

    def wants_unit(self, text: str) -> bool:
        """Whether prose breaks off behind a figure whose unit follows: `到 2028⏎年，收入达到 90⏎亿元`."""
        return self.has_mark and self.tail[-1:].isdecimal() and bool(_OPENS_UNIT.match(text))

    def could_be_heading(self) -> bool:
        return self.length <= _LONGEST_HEADING and _could_be_heading(self.head)

    def is_prose(self) -> bool:
        return self.length >= _PROSE_LENGTH and self.has_mark


def _read_lines(source: str) -> Iterator[_Line]:
    last = 0
    after_page = False
    for start, end in split_lines(source):
        text = trace(source, start, end)
        if not text.text:
            after_page = any(char.isdigit() for char in source[start:end])
            continue
        between, written = source[last:start], source[start:end]
        indent = written[: len(written) - len(written.lstrip())]
        width = len(text.text.encode("gb18030", "replace")) + 2 * indent.count(_INDENT)
        is_indented = len(indent) + between.count(_INDENT) > 1
        is_row = bool(_IN_ROW.search(written.strip()))
        after_blank = between.count("\n") > 1
        yield _Line(text, start, end, width, is_indented, after_blank, is_row, after_page)
        last, after_page = end, False


def split_lines(source: str) -> Iterator[tuple[int, int]]:
    """Spans of the printed lines that hold text.

    Two U+3000 after a stop begin a line as well; where they part most of a text, they do so
    anywhere. A document on a line or two is parted before its numbered headings.
    """
    pattern = _BREAK_OF_WIDE_SPACES if _is_parted_by_spaces(source) else _BREAK
    start, spans = 0, []
    for found in pattern.finditer(source):
        if source[start : found.start()].strip():
            spans.append((start, found.start()))
        start = found.end()
    if source[start:].strip():
        spans.append((start, len(source)))
    length = sum(end - start for start, end in spans)
    for start, end in spans:
        most = 2 * (end - start) > length and (
            len(spans) <= _FEW_LINES or _counts(source, start, end)
        )
        if most or (len(spans) <= _FEW_LINES and end - start > _LONG_LINE):
            yield from _split_at_headings(source, start, end)
        else:
            yield start, end


def _is_parted_by_spaces(source: str) -> bool:
    if "\u3000\u3000" not in source:
        return False
    breaks = len(re.findall(LINE_BREAK, source.strip())) + 1
    return len(_WIDE_SPACES_IN_LINE.findall(source)) > 2 * breaks


def _counts(source: str, start: int, end: int) -> bool:
    """Whether chapters 一、 and 二、 stand in one line, as they do where all of a text is run on."""
    marks = (mark for mark in iterate_marks(source, start, end) if mark.kind == CHINESE)
    counts = [count_mark(source[mark.start : mark.end]) for mark in marks]
    return counts[:2] == [1, 2]


_RUN_ON_KINDS = (CHAPTER, PART, CHINESE, BRACKETED, ARABIC)  # the higher first


def _split_at_headings(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of one long line, each from a heading number to the next.

    A number is a heading's where it goes on counting: 一、 before 二、, or （一） and 1. anew below it,
    or on from the last of its kind in the chapter before.
    """
    counts = dict.fromkeys(_RUN_ON_KINDS, 0)
    latest = dict(counts)
    begin = start
    for mark in iterate_marks(source, start, end):
        if mark.kind not in counts:
            continue
        number = count_mark(source[mark.start : mark.end])
        restarts = number == 1 and mark.kind != CHINESE
        if number not in (counts[mark.kind] + 1, latest[mark.kind] + 1) and not restarts:
            continue
        if mark.start > start and not _may_precede_heading(
            source[begin : mark.start], begin == start
        ):
            continue
        counts[mark.kind] = latest[mark.kind] = number
        for lower in _RUN_ON_KINDS[_RUN_ON_KINDS.index(mark.kind) + 1 :]:
            counts[lower] = 0
        if source[begin : mark.start].strip():
            yield begin, mark.start
        begin = mark.start
    if source[begin:end].strip():
        yield begin, end


def _may_precede_heading(before: str, is_first: bool) -> bool:
    """A stop, a heading, a title or a list of bodies without any: `二、重点任务` before `（一）`.

    A space before a number that counts on is what is left of a line's end.
    """
    text = before.rstrip()
    if ends_line(text) or _ENDS_IN_CLAUSE.search(text):
        return True
    if len(text) < _LONGEST_HEADING and (find_mark(text.lstrip()) or is_first):
        return not any(mark in text for mark in PROSE) or find_mark(text.lstrip()) is not None
    return len(text) < len(before) and not text.endswith(_UNFINISHED)


def _find_margin(lines: Sequence[_Line]) -> int:
    """The width lines are wrapped at, 0 where they are not: most long lines end together."""
    long = [line.width for line in lines if line.width > 30]
    if len(long) < _LEAST_WRAPPED_LINES:
        return 0
    width = max(Counter(long).most_common(), key=lambda pair: (pair[1], pair[0]))[0]
    together = sum(width - 4 <= w <= width + 3 for w in long)
    longer = sum(w > width + 3 for w in long)
    return width if together * 2 > len(long) and longer * 20 < len(long) else 0


def _list_heading_kinds(lines: Sequence[_Line]) -> frozenset[int]:
    """Kinds of numbers whose headings stand on lines of their own, as most of them do."""
    total: Counter[int] = Counter()
    alone: Counter[int] = Counter()
    for line in lines:
        if kind := _tell_heading_kind(line.text.text):
            total[kind] += 1
            alone[kind] += _could_be_heading(line.text.text)
    return frozenset(kind for kind, n in total.items() if alone[kind] * 5 >= n * 3)


def _tell_heading_kind(text: str) -> int:
    mark = find_mark(text)
    return mark.kind if mark else 0


def _is_number_alone(text: str) -> bool:
    mark = find_mark(text)
    return mark is not None and mark.end == len(text)


def _could_be_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and "。" not in text and not text.endswith(_UNFINISHED)


def _is_continued(
    before: _Paragraph,
    last: _Line,
    line: _Line,
    margin: int,
    indents: bool,
    own_line: frozenset[int],
) -> bool:
    """Whether `line` carries on the paragraph `before`, whose latest line is `last`."""
    text = line.text.text
    if line.is_row or last.is_row or 0 in line.text.gaps or 0 in last.text.gaps:
        return False  # rows of a table, and headings that a sign or a style tells
    if not before.has_room(text) or _opens_next_row(before, line):
        return False
    if _CONTINUES.match(text):
        return True
    if opens_block(text) or _OPENS_END.match(text):
        return False
    if before.is_number() or before.is_unfinished() or before.wants_unit(text):
        return True
    if _OPENS_CLAUSE.match(text):
        return False
    if margin:
        return _is_wrapped(before, last, line, margin, indents)
    if line.after_page and not _tell_heading_kind(before.head):
        return not before.has_ended()
    if before.could_be_heading() and _tell_heading_kind(before.head) in own_line:
        return False
    return before.is_prose() and not before.has_ended()


def _opens_next_row(before: _Paragraph, line: _Line) -> bool:
    """Whether spaces alone part the cells of a row that counts on: `1 新建小学 县教育局` / `2 修路 …`."""
    number = _ROW_NUMBER.match(line.text.text)
    above = _ROW_NUMBER.match(before.head)
    if not number or not above or number.end() not in line.text.gaps:
        return False
    return len(line.text.gaps) > 1 and int(number[0]) == int(above[0]) + 1


def _is_wrapped(before: _Paragraph, last: _Line, line: _Line, margin: int, indents: bool) -> bool:
    """Whether the line before ended at the margin only; an indent or a blank line is a new start."""
    if line.is_indented and indents:
        return False
    if last.width < margin - 5:  # figures and Latin letters set a line narrower than it was printed
        broken = before.is_prose() and not before.has_ended() and not line.after_blank
        return broken and last.width * 5 >= margin * 4
    return not (before.has_ended() and (line.after_blank and not last.after_blank))
