"""The ledger of a plan: whether all of its work stands in a row or is listed with the reason why not.

Three accounts, each on its own, for a number inside a task is part of the task as well:

- characters of the chapters of work and of tables of work: in the span of a task, in a heading, in
  a clause, or in ignored.csv as text, table or name;
- numbers in digits of the same text: a value of targets.csv, a number of ignored.csv, or part of a
  clause, of text left out, of a date, of a name in quotation marks, of the mark of a heading;
- names in clauses: what is left of a clause without the words that hand out work is a row of
  assignments.csv, or a name or text of ignored.csv.

A box or a row of a table between the lines of a task is listed or a task of its own: it stands in
the span of the task around it and not in its body. What cleaning takes out (spaces, bold marks, page
numbers) is layout, and no text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from compare.extract.clean import Traced, clean, trace
from compare.extract.departments.words import strip_frame
from compare.extract.ignored import Ignored
from compare.extract.targets.sentences import mask_names
from compare.language.marks import iterate_marks
from compare.language.sentences import CLAUSE_END, COLON

if TYPE_CHECKING:
    from compare.extract import Extraction
    from compare.extract.outline.tree import Node

Span = tuple[int, int]
_SIGNS = f" \t|、.．{CLAUSE_END}{COLON}"
_TELLING = 6  # characters that are not the same by chance
_WORK = ("key_task", "safeguard")
# Both begin with one figure, by which a search passes over all other places.
_NUMBER = re.compile(r"\d\d*(?:[.．,，:：/／]\d+)*")
_DATE = re.compile(
    r"\d(?:(?<!\d\d)\d{1,3}年?(?:[\-—–～~/至到、和]{1,2}\d{2,4})?年(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"|\d?[\-—–~～至]{1,2}\d{1,2}月|\d?月(?:\d{1,2}日)?|\d{3}[./-]\d{1,2}(?:[./-]\d{1,2})?(?!\d)|(?<!\d\d)(?:(?<=1)9|(?<=2)0)\d\d(?!\d)"
    r"|(?<!\d\d)\d?[·・•]\d{1,2}(?!\d))"  # 3·15
)
_SEVERAL = re.compile(b"\\x01{2,}")  # marks side by side
_REASONS = {
    "text": "text of a chapter of work that no rule gives a place",
    "number": "a number that states no quantity",
    "name": "words of a responsibility clause that no rule reads",
}
STRAY_REASONS = frozenset(_REASONS.values())


@dataclass(frozen=True)
class Account:
    """One account of a plan: how much there was, and the source spans that stand nowhere or twice."""

    count: int
    lost: Sequence[Span]
    twice: Sequence[Span]


def list_strays(plan: Extraction) -> Iterator[Ignored]:
    """What of a plan's work stands in no row and no rule has listed, so that nothing is silent."""
    marks, texts = _Marks(plan), list(_list_texts(plan))
    for what, spans in _find_lost(plan, texts, marks).items():
        for start, end in spans:
            kind = "text" if what == "name" else what
            yield Ignored(kind, start, end, plan.source[start:end], _REASONS[what])


def settle_accounts(plan: Extraction) -> dict[str, Account]:
    """The three accounts of a plan, by what they count: text (characters), number, name."""
    marks, texts = _Marks(plan), list(_list_texts(plan))
    given = set(_read_spans(plan.assignments))
    listed = set(_list_spans(plan.ignored, "name"))
    counts = {
        "text": sum(len(text.text) for text in texts),
        "number": sum(len(_NUMBER.findall(text.text)) for text in texts),
        "name": len(given | listed),
    }
    twice = {
        "text": list(_find_text_twice(plan, marks)),
        "number": list(_find_numbers_twice(texts, marks)),
        "name": sorted(given & listed),
    }
    lost = _find_lost(plan, texts, marks)
    return {what: Account(counts[what], list(lost[what]), twice[what]) for what in counts}


def _find_lost(
    plan: Extraction, texts: Sequence[Traced], marks: _Marks
) -> dict[str, Iterator[Span]]:
    return {
        "text": _find_lost_text(plan, texts, marks),
        "number": _find_lost_numbers(texts, marks),
        "name": _find_lost_names(texts, marks),
    }


class _Marks:
    """For each character of the source whether it stands in a row of a kind; 1 where it does."""

    def __init__(self, plan: Extraction) -> None:
        self.size = len(plan.source)
        self.tasks = self.mark(_read_spans(plan.tasks))
        heads = [row for row in plan.nodes if row["part"] == "heading"]
        self.headings = self.mark(_read_spans(heads))
        self.numbers = self.mark(
            (start, start + len(str(row["number"] or "")))
            for row, (start, _) in zip(heads, _read_spans(heads), strict=True)
        )
        self.clauses = self.mark(_read_spans(row for row in plan.nodes if row["part"] == "clause"))
        self.names = self.mark(set(_read_spans(plan.assignments)))  # many tasks share a clause
        self.left_out = self.mark(_list_spans(plan.ignored, "text", "table", "name"))
        self.figures_left_out = self.mark(_list_spans(plan.ignored, "number"))
        self.figures = self.mark(_place_values(plan.targets, plan.source))

    def mark(self, spans: Iterable[Span]) -> bytearray:
        marked = bytearray(self.size)
        for start, end in spans:
            marked[start:end] = b"\1" * (end - start)
        return marked


def _read_spans(rows: Iterable[Mapping[str, Any]]) -> Iterator[Span]:
    return ((row["start"], row["end"]) for row in rows)


def _list_spans(items: Iterable[Ignored], *kinds: str) -> Iterator[Span]:
    return ((item.start, item.end) for item in items if item.what in kinds)


def _list_texts(plan: Extraction) -> Iterator[Traced]:
    """The paragraphs of the chapters of work, and rows of tables that gave a task."""
    opened = [(_find_start(chapter), chapter.role) for chapter in plan.outline.children]
    starts = [start for start, _ in opened]
    rows = sorted(int(str(task["start"])) for task in plan.tasks if task["source"] == "table")
    for text in plan.paragraphs:
        at = bisect_right(starts, text.offsets[0]) - 1
        holds_row = bisect_right(rows, text.offsets[-1]) > bisect_right(rows, text.offsets[0] - 1)
        if (at >= 0 and opened[at][1] in _WORK) or holds_row:
            yield text


def _find_start(chapter: Node) -> int:
    heads = [chapter.heading] if chapter.heading else [block.text for block in chapter.blocks()]
    return min((text.offsets[0] for text in heads), default=0)


def _find_lost_text(plan: Extraction, texts: Sequence[Traced], marks: _Marks) -> Iterator[Span]:
    placed = _unite(marks.tasks, marks.headings, marks.clauses, marks.names, marks.left_out)
    told = {str(row["task_no"]) for row in plan.tasks}
    told |= {part for row in plan.tasks for part in str(row["deadline"]).split("；")}
    for text in texts:
        if not placed.count(0, text.offsets[0], text.offsets[-1] + 1):
            continue
        for start, end in _join_places(at for at in text.offsets if not placed[at]):
            words = plan.source[start:end].strip(_SIGNS)
            if any(map(str.isalnum, words)) and words not in told:
                yield start, end


def _unite(*marks: bytearray) -> bytes:
    """1 wherever one of the marks is."""
    united = 0
    for mark in marks:
        united |= int.from_bytes(mark, "big")
    return united.to_bytes(len(marks[0]), "big")


def _take_away(marks: bytearray, others: bytes) -> bytes:
    """1 wherever the mark is and the other is not."""
    kept = int.from_bytes(marks, "big") & ~int.from_bytes(others, "big")
    return kept.to_bytes(len(marks), "big")


def _find_text_twice(plan: Extraction, marks: _Marks) -> Iterator[Span]:
    yield from _find_overlaps(_list_spans(plan.ignored, "text", "table"))
    for source in ("text", "table"):
        rows = (row for row in plan.tasks if row["finest"] and row["source"] == source)
        yield from _find_overlaps(_read_spans(rows))
    yield from _list_left_out_of_bodies(plan, marks)


def _list_left_out_of_bodies(plan: Extraction, marks: _Marks) -> Iterator[Span]:
    """Text that is listed as left out and yet stands in the body of the task around it.

    The same words may stand there a second time and be the task's own.
    """
    spans = [
        (start, end, clean(plan.source[start:end]))
        for start, end in _list_spans(plan.ignored, "text", "table")
        if marks.tasks[start] and not marks.clauses[start]
    ]
    for start, end, words in spans:
        if len(words) < _TELLING:  # a figure may well stand in both
            continue
        for row, (begin, stop) in zip(plan.tasks, _read_spans(plan.tasks), strict=True):
            shown = f"{row['title']}\n{row['body']}".count(words)
            if shown and begin <= start < stop:
                listed = sum(begin <= at < stop and text == words for at, _, text in spans)
                if shown > max(clean(plan.source[begin:stop]).count(words) - listed, 0):
                    yield start, end


def _join_places(places: Iterable[int]) -> Iterator[Span]:
    """Places that stand side by side as spans."""
    for _, group in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        run = [at for _, at in group]
        yield run[0], run[-1] + 1


def _find_overlaps(spans: Iterable[Span]) -> list[Span]:
    return [(b[0], a[1]) for a, b in pairwise(sorted(spans)) if b[0] < a[1]]


def _place_values(targets: Iterable[Mapping[str, object]], source: str) -> Iterator[Span]:
    """Where the values of targets stand; equal ones in one quote one after the other."""
    taken: set[int] = set()
    for row, (start, end) in zip(targets, _read_spans(targets), strict=True):
        value, quote = str(row["value_text"]), source[start:end]
        text = Traced(quote, range(start, end)) if value in quote else trace(source, start, end)
        found = _find_value(text.text, value)
        at = next((place for place in found if text.offsets[place] not in taken), None)
        if at is not None:
            taken.add(text.offsets[at])
            yield text.locate(at, at + len(value))


def _find_value(text: str, value: str) -> Iterator[int]:
    """Where a value stands, but for the end of another: 2万亩 does not stand in 0.32万亩."""
    at = text.find(value)
    while at >= 0:
        is_end = at > 0 and (text[at - 1] == "." or text[at - 1].isdecimal())
        if not is_end:
            yield at
        at = text.find(value, at + (1 if is_end else len(value)))


def _find_lost_numbers(texts: Sequence[Traced], marks: _Marks) -> Iterator[Span]:
    placed = _unite(
        *(marks.figures, marks.figures_left_out, marks.left_out, marks.clauses, marks.numbers)
    )
    for text in texts:
        found = [number.span() for number in _NUMBER.finditer(text.text)]
        open_ones = [(start, end) for start, end in found if not placed[text.offsets[start]]]
        if not open_ones:
            continue
        plain = mask_names(text.text)
        aside = bytearray(len(plain))
        dates = (date.span() for date in _DATE.finditer(plain))
        marked = ((mark.start, mark.end) for mark in iterate_marks(plain, 0, len(plain)))
        for start, end in (*dates, *marked):
            aside[start:end] = b"\1" * (end - start)
        for start, end in open_ones:
            is_name = not plain[start].isdigit()
            if not is_name and not aside[start]:
                yield text.locate(start, end)


def _find_numbers_twice(texts: Sequence[Traced], marks: _Marks) -> Iterator[Span]:
    for text in texts:
        for number in _NUMBER.finditer(text.text):
            at = text.offsets[number.start()]
            if marks.figures[at] and marks.figures_left_out[at]:
                yield text.locate(*number.span())


def _find_lost_names(texts: Sequence[Traced], marks: _Marks) -> Iterator[Span]:
    is_open = _take_away(marks.clauses, _unite(marks.names, marks.left_out))
    for text in texts:
        first = is_open.find(1, text.offsets[0], text.offsets[-1] + 1)
        if first < 0:
            continue
        begin = bisect_left(text.offsets, first)
        for run in _SEVERAL.finditer(_pick(is_open, text.offsets[begin:])):
            start, end = begin + run.start(), begin + run.end()
            for a, b in strip_frame(text.text[start:end]):
                yield text.locate(start + a, start + b)


def _pick(marks: bytes, places: Sequence[int]) -> bytes:
    """The marks of these places, which mostly follow one another."""
    if places[-1] - places[0] < len(places):
        return marks[places[0] : places[-1] + 1]
    return bytes(map(marks.__getitem__, places))
