"""Paragraphs → sentences with the years in force in them, names and clauses blanked out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Generator, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from compare.extract.clean import Traced
from compare.extract.departments.clauses import Clause, iterate_brackets
from compare.extract.outline.roles import tell_role
from compare.extract.outline.tree import Node
from compare.extract.readers.furniture import FURNITURE
from compare.extract.targets.clock import NO_CLOCK, Clock
from compare.extract.targets.tenses import BACK, Outlook, looks_back_throughout, open_part
from compare.extract.targets.years import (
    Year,
    find_year_of_plan,
    find_year_told,
    find_years,
)
from compare.language.numbers import plain_numerals
from compare.language.periods import FIVE_YEAR_PLAN
from compare.language.quantities import Quantity, find_quantities
from compare.language.sentences import plain_marks, split_sentences

_NAME = re.compile(
    r"《[^《》]*》|“[^“”\"]*[”\"]|‘[^‘’]*’|〔[^〔〕]*〕\d*号?|https?://[!-~]+|\]\([^()]*\)"
)
_PLAN_NAME = re.compile(f"“{FIVE_YEAR_PLAN}”")
# “新增技能人才达到6000名，覆盖率达到85%” quotes aims; “千企万岗” is a name.
_STATES_QUANTITY = re.compile(
    r"(?:达到?|超过?|突破|不[低少高]于|不超过|新增|增长|控制在)[^，。“”]{0,6}\d[^“”]*[，、；]"
)
_IS_DOUBLED = re.compile("“(?:翻[一两]?番|倍增)”")
_MAY_HOLD_NUMBER = re.compile(
    r"[\d分一二两三四五六七八九十百千廿壹贰叁肆伍陆柒捌玖拾几数翻倍首第半万亿](?:(?<=[\d半])|(?<=分)之"
    r"|(?<=[一二两三四五六七八九十百千廿壹贰叁肆伍陆柒捌玖拾几数])[^\s，。；、]"
    r"|(?<=[上近逾超破约][万亿])|(?<=翻)番|(?<=倍)增|(?<=首)位"
    r"|(?<=前[一二三四五六七八九十])|(?<=第)[一二三四五六七八九十])"
)
_LONGEST_SIDE = 120  # characters of a clause looked at before and behind a number
_NO_SENTENCES = frozenset({"tail", "clause", "header", "row", "contents", *FURNITURE})
_OPENS_AIMS = re.compile(
    r"(?:具体|总体|主要|发展|工作|预期|行动){0,2}(?:指标|目标)[：:是]"
    r"|[^。；]{0,30}?(?:总体|主要|发展|工作|预期|行动){1,2}(?:(?:指标|目标)(?:任务)?(?:[：:]|[是为]：?)|任务[是为]：)"
    r"|[^；]{0,80}?(?:实现|达到|完成)以下(?:主要|工作)?(?:目标|指标)[：:]"
)
_STATES_AIMS = re.compile(r"目标|指标")
_COMES_NEXT = re.compile(r"下一?步|下阶段|今后|明年|打算|计划|安排|思路|建议|对策")
_BREAKS = re.compile(
    r"[，,：]((?<=\d[，,：])(?=\d))?|:(?!\d)"
)  # the group: it stands between figures


class Passage(NamedTuple):
    """A heading or paragraph to be read, and where it stands.

    `role`: what its chapter or section is for; `carried`: the year in force where it begins;
    `is_heading`: it is no longer than the heading it stands under; `told`: the year that its chapter
    looks back on, which is what it calls 今年.
    """

    text: Traced
    clauses: list[Clause]
    role: str
    carried: Year | None
    is_heading: bool = False
    told: int | None = None


@dataclass
class Sentence:
    """A sentence of a paragraph: its span, the years in it, the one carried over to it.

    `text` is the whole paragraph, `marked` the same at the same length with marks written one way,
    `plain` with names blanked and numbers written one way as well; `quantities`: every number of the
    sentence in order.
    """

    text: str
    marked: str
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
    part: Outlook | None = None
    for paragraph in root.paragraphs:
        if paragraph.kind not in _NO_SENTENCES and id(paragraph) not in read:
            part = open_part(paragraph.text.text) or part
            role = "aims" if _OPENS_AIMS.match(paragraph.text.text) else "background"
            whole = find_year_told(clock) or find_year_of_plan(clock)
            year = _find_year_of_part(part, clock) if part else whole
            yield Passage(paragraph.text, paragraph.clauses, role, year)
    for chapter in root.children:
        if chapter.role != "annex":
            part = yield from _iterate_chapter(chapter, clock, read, part)


def _iterate_chapter(
    chapter: Node, clock: Clock, read: AbstractSet[int], part: Outlook | None
) -> Generator[Passage, None, Outlook | None]:
    """The passages of a chapter, and the part of the document that stands open behind it."""
    if part and _COMES_NEXT.search(chapter.title):
        part = None  # a heading with a number says more than a line before it
    whole = _tell_side(chapter.role, part)
    if chapter.role == "key_task" and _tells_results(chapter, clock):
        whole = "review"
    own = _find_own_year(chapter, clock, whole, part)
    carried = lead = own
    turned: Outlook | None = None
    unread: Passage | None = None  # what it carries on is read where something asks for it
    told = _find_told_year(own, whole, clock)
    for role, node in _iterate_nodes(chapter, whole):
        if role != "aims":
            carried, unread = own, None
        elif any(node is child for child in chapter.children) and not _STATES_AIMS.search(
            node.title
        ):
            carried, unread = lead, None
        for text, clauses in _iterate_texts(node, read):
            opened = open_part(text.text) if text.text.rstrip("。") != node.title else None
            if opened and (opened.is_headed or clock.reviews or role == "review"):
                turned, part = opened, opened if opened.is_headed else part
                carried = own = _find_year_of_part(opened, clock)
                unread = None
            role = _tell_side(role, turned)
            carried = _carry_on(unread, own, clock) if unread else carried
            is_heading = len(text.text) <= len(node.title)
            unread = Passage(text, clauses, role, carried, is_heading, told)
            yield unread
        if node is chapter:
            lead = _carry_on(unread, own, clock) if unread else carried
    return part


def _tell_side(role: str, part: Outlook | None) -> str:
    """What a chapter or paragraph is for in a part that looks back, or ahead: 一、农业 in `2023年工作回顾`."""
    if part is None:
        return role
    if part.side == BACK:
        return "review" if role == "key_task" else role
    return "key_task" if role in ("review", "background") else role


def _tells_results(chapter: Node, clock: Clock) -> bool:
    """Whether a chapter is on what was done: all of a review are, but for 下一步打算."""
    if _COMES_NEXT.search(chapter.title) or chapter.hands_out_work():
        return False
    is_plan = clock.end is not None  # 粮食产量比上年增长1% is aimed at in 2024年工作要点
    return clock.reviews or (not is_plan and looks_back_throughout(list_statements(chapter)))


def list_statements(node: Node) -> list[str]:
    """The texts below a heading that can state anything."""
    return [block.text.text for block in node.blocks() if block.kind not in _NO_SENTENCES]


def _find_year_of_part(part: Outlook, clock: Clock) -> Year | None:
    """The year that a line before a part names; 下一步 is of no year that is told."""
    if part.year:
        return Year(0, 1, part.year, "", True, ends=part.year)  # it stands in a line before
    return find_year_told(clock) if part.side == BACK else _find_year_ahead(clock)


def _find_year_ahead(clock: Clock) -> Year | None:
    return None if clock.told == clock.end else find_year_of_plan(clock)


def _find_own_year(chapter: Node, clock: Clock, role: str, part: Outlook | None) -> Year | None:
    """The year a chapter's heading names, else that of a plan for one year, or the one told of."""
    years = find_years(plain_numerals(chapter.title), clock)
    named = [year for year in years if year.is_target and year.value]
    is_dated = any(year.value for year in years) or _PLAN_NAME.search(chapter.title)
    if is_dated:
        return named[0] if len(named) == 1 else None
    if part:
        return _find_year_of_part(part, clock)
    return find_year_told(clock) if role in ("background", "review") else _find_year_ahead(clock)


def _find_told_year(own: Year | None, role: str, clock: Clock) -> int | None:
    """The year that a chapter of results names: 一、2023年工作回顾 in a document of 2024."""
    if own is None or own.value is None or clock.year is None:
        return None
    return own.value if role in ("background", "review") and own.value < clock.year else None


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
    return [y for y in _read_years(text, clock) if y.is_target]


@lru_cache(1)  # a paragraph is read twice, for its sentences and for what it carries on
def _write_plain(text: str) -> str:
    """A text with its names blanked, its numbers and marks in one form."""
    return plain_marks(plain_numerals(mask_names(text)))


@lru_cache(1)
def _read_years(text: str, clock: Clock) -> list[Year]:
    return find_years(_write_plain(text), clock)


def _leave_out_coming(years: list[Year], clock: Clock) -> list[Year]:
    """Years that a document can look back on: what was reached is of no year to come."""
    return [y for y in years if not (y.value and clock.year) or y.value < clock.year]


def _iterate_nodes(node: Node, role: str) -> Iterator[tuple[str, Node]]:
    """Each heading below one, with what it is for: 发展基础 and 发展目标 may stand in any chapter."""
    yield role, node
    for child in node.children:
        told, certainty, _ = tell_role(child.title)
        apart = told if told in ("background", "aims") and certainty == "high" else ""
        turns = "key_task" if role == "review" and _COMES_NEXT.search(child.title) else ""
        yield from _iterate_nodes(child, child.role or apart or turns or role)


def _iterate_texts(node: Node, read: AbstractSet[int]) -> Iterator[tuple[Traced, list[Clause]]]:
    if node.title and node.heading is not None:
        yield node.heading.slice(len(node.number)), []
    for paragraph in node.paragraphs:
        if paragraph.kind not in _NO_SENTENCES and id(paragraph) not in read:
            yield paragraph.text, paragraph.clauses


def may_hold_number(text: str) -> bool:
    """Whether a paragraph can hold a quantity at all."""
    return bool(_MAY_HOLD_NUMBER.search(text))


def iterate_sentences(
    passage: Passage, clock: Clock = NO_CLOCK, with_number: bool = False
) -> Iterator[Sentence]:
    """The sentences of a passage with the years in force in them; `with_number`: none without one."""
    text = passage.text.text
    bare = _blank_clauses(text, passage.clauses)
    plain = _write_plain(bare)
    numbers = list(find_quantities(plain))
    if with_number and not numbers:
        return
    years = _read_years(bare, clock)
    if passage.told:
        years = [_shift_near(year, passage.told, clock) for year in years]
    marked = plain_marks(text)
    last = last_year = 0
    carried = passage.carried
    for start, end in split_sentences(plain):
        first, first_year = last, last_year
        while last < len(numbers) and numbers[last].start < end:
            last += 1
        while last_year < len(years) and years[last_year].start < end:
            last_year += 1
        here = years[first_year:last_year]
        if first < last or not with_number:
            yield Sentence(text, marked, plain, start, end, here, carried, numbers[first:last])
        held = [year for year in here if year.is_target or not _has_meaning(year)]
        if passage.role == "background":
            held = _leave_out_coming(held, clock)
        carried = held[-1] if held else carried


def _shift_near(year: Year, told: int, clock: Clock) -> Year:
    """今年 in a chapter on an earlier year is that year."""
    is_near = year.source == "document" and year.value == clock.year
    return replace(year, value=told, ends=told) if is_near else year


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
    if _IS_DOUBLED.fullmatch(name) and found.string.endswith("实现", 0, found.start()):
        return name
    return name[0] + "＊" * (len(name) - 2) + name[-1]
