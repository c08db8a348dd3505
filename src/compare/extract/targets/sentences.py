"""Paragraphs → sentences with the years in force in them, names and clauses blanked out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from compare.extract.clean import Traced
from compare.extract.departments.clauses import Clause, iterate_brackets
from compare.extract.outline.roles import tell_role
from compare.extract.outline.tree import Node
from compare.extract.readers.furniture import FURNITURE
from compare.extract.targets.clock import NO_CLOCK, Clock
from compare.extract.targets.years import Year, find_year_of_plan, find_years
from compare.language.numbers import plain_numerals
from compare.language.periods import FIVE_YEAR_PLAN
from compare.language.quantities import Quantity, find_quantities
from compare.language.sentences import split_sentences

_NAME = re.compile(
    r"《[^《》]*》|“[^“”\"]*[”\"]|‘[^‘’]*’|〔[^〔〕]*〕\d*号?|https?://[!-~]+|\]\([^()]*\)"
)
_PLAN_NAME = re.compile(f"“{FIVE_YEAR_PLAN}”")
# “新增技能人才达到6000名，覆盖率达到85%” quotes aims; “千企万岗” is a name.
_STATES_QUANTITY = re.compile(
    r"(?:达到?|超过?|突破|不[低少高]于|不超过|新增|增长|控制在)[^，。“”]{0,6}\d[^“”]*[，、；]"
)
_MAY_HOLD_NUMBER = re.compile(
    r"(?=[\d分一二两三四五六七八九十百千廿壹贰叁肆伍陆柒捌玖拾几数翻倍首第过半])(?:\d|分之"
    r"|[一二两三四五六七八九十百千廿壹贰叁肆伍陆柒捌玖拾几数][^\s，。；、]|翻番|倍增|首位|第[一二三四五六七八九十]|过?半数?)"
)
_LONGEST_SIDE = 120  # characters of a clause looked at before and behind a number
_NO_SENTENCES = frozenset({"tail", "clause", "header", "row", "contents", *FURNITURE})
_OPENS_AIMS = re.compile(r"(?:具体|总体|主要|发展|工作|预期|行动){0,2}(?:指标|目标)[：:是]")
_STATES_AIMS = re.compile(r"目标|指标")
_COMES_NEXT = re.compile(r"下一?步|下阶段|今后|明年|打算|计划|安排|思路|建议|对策")
_BREAKS = re.compile(
    r"[，,：]((?<=\d[，,：])(?=\d))?|:(?!\d)"
)  # the group: it stands between figures


class Passage(NamedTuple):
    """A heading or paragraph to be read, and where it stands.

    `role`: what its chapter or section is for; `carried`: the year in force where it begins;
    `is_heading`: it is no longer than the heading it stands under.
    """

    text: Traced
    clauses: list[Clause]
    role: str
    carried: Year | None
    is_heading: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paragraph: its span, the years in it, the one carried over to it.

    `text` is the whole paragraph, `plain` the same at the same length with names blanked and numbers
    written one way; `quantities`: every number of the sentence in order.
    """

    text: str
    plain: str
    start: int
    end: int
    years: list[Year]
    carried: Year | None
    quantities: Sequence[Quantity] = ()

    def find_clause(self, start: int, end: int) -> tuple[int, int]:
        """The stretch between commas, outside brackets, that holds `start:end`, cut where it is long."""
        inside = self._find_bracket(start)
        breaks = self._inner_breaks(*inside) if inside else self._breaks
        at = bisect_left(breaks, start)
        left = breaks[at - 1] + 1 if at else (inside[0] if inside else self.start)
        right = breaks[at] if at < len(breaks) else (inside[1] if inside else self.end)
        return max(left, start - _LONGEST_SIDE), max(end, min(right, end + _LONGEST_SIDE))

    @cached_property
    def _brackets(self) -> list[tuple[int, int]]:
        text = self.plain[self.start : self.end]
        return [(self.start + a, self.start + b) for a, b in iterate_brackets(text)]

    @cached_property
    def _breaks(self) -> list[int]:
        found = self._inner_breaks(self.start, self.end)
        return [i for i in found if not self._find_bracket(i)] if self._brackets else found

    def _find_bracket(self, at: int) -> tuple[int, int] | None:
        i = bisect_left(self._brackets, (at,)) - 1
        return self._brackets[i] if i >= 0 and at < self._brackets[i][1] else None

    def _inner_breaks(self, start: int, end: int) -> list[int]:
        """Commas and colons, except those inside a number: `12,500人`, `１２，５００人`, `1.5：1`."""
        found = _BREAKS.finditer(self.plain, start, end)
        return [m.start() for m in found if m[1] is None or not self._is_in_number(m.start())]

    def _is_in_number(self, at: int) -> bool:
        i = bisect_left(self.quantities, at, key=lambda q: q.start) - 1
        return i >= 0 and at < self.quantities[i].end


def iterate_passages(
    root: Node, clock: Clock = NO_CLOCK, read: AbstractSet[int] = frozenset()
) -> Iterator[Passage]:
    """Each heading and paragraph of the document that can state a quantity.

    Aims carry a year from paragraph to paragraph (a year before a list) and from the chapter's lead
    or one statement of aims to the next; work does so within one headed item only, unless the
    chapter's own heading names the year: `三、2026年工作安排`. `read`: ids of the paragraphs that a
    table has taken.
    """
    for paragraph in root.paragraphs:
        if paragraph.kind not in _NO_SENTENCES and id(paragraph) not in read:
            role = "aims" if _OPENS_AIMS.match(paragraph.text.text) else "background"
            yield Passage(paragraph.text, paragraph.clauses, role, None)
    for chapter in root.children:
        if chapter.role != "annex":
            yield from _iterate_chapter(chapter, clock, read)


def _iterate_chapter(chapter: Node, clock: Clock, read: AbstractSet[int]) -> Iterator[Passage]:
    own = _find_own_year(chapter, clock)
    carried = lead = own
    unread: Passage | None = None  # what it carries on is read where something asks for it
    whole = "review" if _tells_results(chapter, clock) else chapter.role
    for role, node in _iterate_nodes(chapter, whole):
        if role != "aims":
            carried, unread = own, None
        elif any(node is child for child in chapter.children) and not _STATES_AIMS.search(
            node.title
        ):
            carried, unread = lead, None
        for text, clauses in _iterate_texts(node, read):
            carried = _carry_on(unread, own, clock) if unread else carried
            unread = Passage(text, clauses, role, carried, len(text.text) <= len(node.title))
            yield unread
        if node is chapter:
            lead = _carry_on(unread, own, clock) if unread else carried


def _tells_results(chapter: Node, clock: Clock) -> bool:
    """A chapter of a review is one on what was done, but for 下一步打算."""
    return clock.reviews and chapter.role == "key_task" and not _COMES_NEXT.search(chapter.title)


def _find_own_year(chapter: Node, clock: Clock) -> Year | None:
    """The year a chapter's heading names, else that of a plan for one year."""
    years = find_years(plain_numerals(chapter.title), clock)
    named = [year for year in years if year.is_target and year.value]
    is_dated = years or _PLAN_NAME.search(chapter.title) or chapter.role == "background"
    if is_dated:
        return named[0] if len(named) == 1 else None
    return find_year_of_plan(clock)


def _carry_on(passage: Passage, own: Year | None, clock: Clock) -> Year | None:
    """The year in force behind a passage, `own` being that of its chapter."""
    text = passage.text.text
    years = _list_targeted_years(text, clock)
    if passage.role == "background":
        years = _leave_out_coming(years, clock)
    if years:
        return years[-1]
    if passage.role == "aims" or passage.is_heading or text.endswith("："):
        return passage.carried
    return own


def _list_targeted_years(text: str, clock: Clock) -> list[Year]:
    if "年" not in text and "期" not in text:
        return []
    return [y for y in _read_years(text, clock)[1] if y.is_target]


@lru_cache(1)  # a paragraph is read twice, for its sentences and for what it carries on
def _read_years(text: str, clock: Clock) -> tuple[str, list[Year]]:
    """A text with its names blanked and its numbers in one form, and the years in it."""
    plain = plain_numerals(mask_names(text))
    return plain, find_years(plain, clock)


def _leave_out_coming(years: list[Year], clock: Clock) -> list[Year]:
    """Years that a document can look back on: what was reached is of no year to come."""
    return [y for y in years if not (y.value and clock.year) or y.value < clock.year]


def _iterate_nodes(node: Node, role: str) -> Iterator[tuple[str, Node]]:
    """Each heading below one, with what it is for: 发展基础 and 发展目标 may stand in any chapter."""
    yield role, node
    for child in node.children:
        told, certainty, _ = tell_role(child.title)
        apart = told if told in ("background", "aims") and certainty == "high" else ""
        yield from _iterate_nodes(child, child.role or apart or role)


def _iterate_texts(node: Node, read: AbstractSet[int]) -> Iterator[tuple[Traced, list[Clause]]]:
    if node.title and node.heading is not None:
        yield node.heading.slice(len(node.number)), []
    for paragraph in node.paragraphs:
        if paragraph.kind not in _NO_SENTENCES and id(paragraph) not in read:
            yield paragraph.text, paragraph.clauses


def may_hold_number(text: str) -> bool:
    """Whether a paragraph can hold a quantity at all."""
    return bool(_MAY_HOLD_NUMBER.search(text))


def iterate_sentences(passage: Passage, clock: Clock = NO_CLOCK) -> Iterator[Sentence]:
    """The sentences of a passage with the years in force in them."""
    text = passage.text.text
    plain, years = _read_years(_blank_clauses(text, passage.clauses), clock)
    numbers = list(find_quantities(plain))
    last = last_year = 0
    carried = passage.carried
    for start, end in split_sentences(plain):
        first, first_year = last, last_year
        while last < len(numbers) and numbers[last].start < end:
            last += 1
        while last_year < len(years) and years[last_year].start < end:
            last_year += 1
        here = years[first_year:last_year]
        yield Sentence(text, plain, start, end, here, carried, numbers[first:last])
        held = [year for year in here if year.is_target or not _has_meaning(year)]
        if passage.role == "background":
            held = _leave_out_coming(held, clock)
        carried = held[-1] if held else carried


def _has_meaning(year: Year) -> bool:
    return year.value is not None or bool(year.period)


def _blank_clauses(text: str, clauses: list[Clause]) -> str:
    for clause in clauses:
        text = text[: clause.start] + "　" * (clause.end - clause.start) + text[clause.end :]
    return text


def mask_names(text: str) -> str:
    """Names in quotation marks blanked at the same length; `“十四五”` stays."""
    return _NAME.sub(_mask_name, text)


def _mask_name(found: re.Match[str]) -> str:
    name = found[0]
    if name[0] == "“" and (_PLAN_NAME.fullmatch(name) or _STATES_QUANTITY.search(name)):
        return name
    return name[0] + "＊" * (len(name) - 2) + name[-1]
