"""Find and read responsibility clauses: who leads, who supports, who is responsible.

A clause is a bracket or a line of its own that hands out work: `（责任单位：A、B）`,
`（A牵头，B配合）`, `（A、B等负责）`, `工作分工：A牵头，B参加。`. Departments in running text are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from compare.extract.departments.names import (
    OPEN,
    Span,
    is_body,
    is_list_of_bodies,
    iterate_names,
    split_outside_brackets,
)
from compare.language.places import LEVELS

LEAD, SUPPORT, RESPONSIBLE = "lead", "support", "responsible"

_LEAD_WORD = r"牵头|主办|主责|总牵头|组织"
_SUPPORT_WORD = r"配合|参与|参加|协办|协同|协助|支持|指导"
_RESPONSIBLE_WORD = r"责任|负责|落实|承办|实施|完成|承担|主管|工作"
_BODY_WORD = r"单位|部门|处室|主体|机构|分工|地区|科室"
_LABEL = re.compile(
    rf"(?:(?P<words>(?:第一|共同|主要|具体|有关|考核|工作|[及和与、/]|{_LEAD_WORD}|{_SUPPORT_WORD}"
    rf"|{_RESPONSIBLE_WORD})+)(?:{_BODY_WORD})|(?P<short>牵头|配合|责任|主办|协办|参与|分工))"
    r"(?:[（(][^（）()]*[）)])?\s*(?:为)?[：:]"
)
_LABEL_END = re.compile(
    rf"(?:{_BODY_WORD}|牵头|配合|责任|主办|协办|参与)(?:[（(][^（）()]*[）)])?\s*为?[：:]"
)
_OTHER_LABEL = re.compile(
    r"(?:牵头|责任|分管|包保|联系|主要)?(?:领导|责任人|联系人|负责人|人员?)[：:]"
    r"|(?:完成|时间|办结|工作)?(?:时限|时间|期限|节点|进度|要求|目标)[：:]"
)
_MAY_BE_CLAUSE = re.compile(
    r"[：:]|牵头|主办|负责|落实|配合|参与|参加|协同|协助|协办|支持|指导|承担|实施|分工|[）)〕\]］][。；;.]?$"
)
_MANNER = (
    r"(?:(?:和|与|及|以及)?(?:按|按照|根据|依据)(?:各自)?(?:工作)?(?:职责|职能|分工|部门职责)*(?:和|及)?"
    r"(?:分工|职责|权限)*|共同|分别|具体|分工|联合|积极|密切|会同|协同|依职责|等)*"
)
_VERB = re.compile(
    rf"(?P<manner>{_MANNER})(?P<verb>牵头|主办|配合|参与|参加|协办|协同|协助|支持|指导|负责|落实|承担|实施)"
    r"(?:组织|负责|落实|实施|配合|推进|抓好)*$"
    r"|为(?P<named>牵头|主办|责任|配合|协办|参与)(?:单位|部门)$"
)
_BY = re.compile(r"(?:以上|上述|本项|各项)?(?:任务|工作|措施|内容)?由(?=.)|会同(?=.)")
_AFTER_VERB = re.compile(r"(?<=牵头|主办|配合|参与|参加|协办|协助|负责)、")
_REMARK = re.compile(r"\d|完成|持续|长期|坚持|推进|启动|年底|常态")
_LEVEL_START = re.compile(rf"[{LEVELS}各国]|自治区|中[国共央]|有关|相关|驻")
_ASIDE = re.compile(r"含|包括|包含|以下|如|即|不含|其中|简称|原")
_RUNNING = re.compile(r"[^，。；、]{3}由")
_FIRST_LEADS = re.compile(
    r"[列排](?:名|序)?(?:在)?(?:第一|首)位?(?:的|者)?[^，。；）)]{0,6}?(?:为|是)(?:牵头|主办|主责)(?:单位|部门)?"
    r"|(?:第一个|首个)(?:单位|部门)(?:为|是)(?:牵头|主办)"
)
_SAME_BELOW = re.compile(r"下同|以下(?:均|同)|不再列出")
_DOCUMENT_WIDE = re.compile(r"以下均需(?P<names>.+?)(?:落实|负责|配合|参与|参加)")
_STOPS = "。；;，,"
_CLOSERS = "。；;！”）)."


@dataclass(frozen=True)
class Named:
    """One department as it stands in a clause: role and clean span in its paragraph."""

    name: str
    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Clause:
    """One clause: its span in the clean paragraph (brackets included) and the names in it.

    `own_line`: a line of its own rather than a bracket behind a task. `first_leads`: it states
    that the first name leads, here and below. `document`: names it gives to all later tasks.
    """

    start: int
    end: int
    names: tuple[Named, ...]
    own_line: bool = False
    first_leads: bool = False
    document: tuple[Named, ...] = ()

    def covers(self, text: str) -> bool:
        """Whether nothing but the clause stands in the paragraph."""
        return not (text[: self.start] + text[self.end :]).strip(" 。；，")


@dataclass(frozen=True)
class _Content:
    """What stands between the brackets, read: names, and rules that hold beyond the clause."""

    names: tuple[Named, ...]
    first_leads: bool
    document: tuple[Named, ...]


Gaps = Iterable[int]


def find_first_lead_rules(source: str) -> list[int]:
    """Where a text rules that the first department named leads: `列第一位者为牵头单位，下同`."""
    return [found.start() for found in _FIRST_LEADS.finditer(source)]


def find_clauses(text: str, gaps: Gaps = ()) -> list[Clause]:
    """The responsibility clauses of one clean paragraph, in order.

    `…成效。（责任单位：市教育局、市科协等）` → one clause with two names. `gaps`: where layout spaces
    stood in the source, which may be all that parts two names.
    """
    if not _MAY_BE_CLAUSE.search(text):
        return []
    if own := _read_own_line(text, gaps):
        return [own]
    found = (_read_bracket(text, start, end, gaps) for start, end in iterate_brackets(text))
    clauses = [clause for clause in found if clause]
    if not clauses and (closing := _read_closing(text, gaps)):
        return [closing]
    return clauses


_BRACKET = re.compile(r"[（(〔\[［【）)〕\]］】]")


def iterate_brackets(text: str) -> Iterator[Span]:
    """Spans of the outermost brackets, nested ones inside them passed over."""
    depth, begin = 0, 0
    for found in _BRACKET.finditer(text):
        if found[0] in OPEN:
            if depth == 0:
                begin = found.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield begin, found.end()


def _read_own_line(text: str, gaps: Gaps) -> Clause | None:
    if not _LABEL.match(text) and not _OTHER_LABEL.match(text):
        return None
    if not _LABEL.search(text):
        return None
    end = len(text.rstrip())
    content = _read_span(text, 0, end, gaps)
    if not content.names or not all(is_body(n.name) or len(n.name) < 16 for n in content.names):
        return None
    return Clause(0, end, content.names, True, content.first_leads, content.document)


def _read_closing(text: str, gaps: Gaps) -> Clause | None:
    """A labelled list that ends a paragraph without brackets: `…标准。责任单位：市教育局、市科协。`"""
    if not _LABEL_END.search(text):
        return None
    for label in _LABEL.finditer(text):
        if text[label.start() - 1] not in _CLOSERS:
            continue
        content = _read_span(text, label.start(), len(text), gaps)
        bodies = sum(is_body(named.name) for named in content.names)
        if bodies * 2 > len(content.names):
            return Clause(label.start(), len(text), content.names, False, content.first_leads)
    return None


def _read_bracket(text: str, start: int, end: int, gaps: Gaps) -> Clause | None:
    labelled = _LABEL.search(text, start + 1, end - 1)
    if not labelled and not _hands_out(text, start, end):
        return None
    content = _read_span(text, start + 1, end - 1, gaps)
    bodies = sum(is_body(named.name) for named in content.names)
    if not content.names or not (labelled or bodies * 2 > len(content.names)):
        return None
    return Clause(start, end, content.names, False, content.first_leads, content.document)


def _hands_out(text: str, start: int, end: int) -> bool:
    """Whether a bracket without a label can be a clause.

    It ends like one (`…牵头`, `…负责`), or it closes a sentence and lists nothing but bodies.
    """
    inner = text[start + 1 : end - 1].rstrip("。；;， ")
    if _ASIDE.match(inner) or (_RUNNING.search(inner) and not _BY.match(inner)):
        return False
    first = re.split(r"[。；;]", inner)[0]
    segments = [s for s in re.split(r"[，,]|(?<=牵头|配合|参与|参加|负责)、", first) if s]
    verbs = [verb for segment in segments if (verb := _VERB.search(segment))]
    before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
    closes = not before or not after or before in _CLOSERS or after in _CLOSERS
    if verbs and (closes or after in "，、,"):
        return closes or all(verb.start() > 0 for verb in verbs)
    names = [inner[a:b] for a, b in split_outside_brackets(inner, 0, len(inner), "、，,；;")]
    if not closes or not all(is_body(name) for name in names):
        return False
    return before in ("", "。", ".") or (
        len(names) > 1 and all(_LEVEL_START.match(name) for name in names)
    )


def _read_span(text: str, start: int, end: int, gaps: Gaps) -> _Content:
    """What `text[start:end]` says, its names placed in `text`."""
    found = _read_content(
        text[start:end], tuple(sorted(g - start for g in gaps if start < g < end))
    )
    return _Content(_shift(found.names, start), found.first_leads, _shift(found.document, start))


def _shift(names: Iterable[Named], by: int) -> tuple[Named, ...]:
    return tuple(Named(n.name, n.role, n.start + by, n.end + by) for n in names)


@lru_cache(maxsize=4096)  # a heading's clause is read twice, and plans of one family share many
def _read_content(text: str, gaps: tuple[int, ...]) -> _Content:
    first_leads = bool(_FIRST_LEADS.search(text))
    document: tuple[Named, ...] = ()
    groups: list[tuple[str, int, int]] = []
    role, labelled = "", False
    for a, b in _split_segments(text, 0, len(text)):
        segment = text[a:b]
        if wide := _DOCUMENT_WIDE.search(segment):
            names = (a + wide.start("names"), a + wide.end("names"))
            document = tuple(_read_names(text, *names, RESPONSIBLE, gaps))
            continue
        if _FIRST_LEADS.search(segment) or _SAME_BELOW.match(segment):
            continue
        if _OTHER_LABEL.match(segment):
            role = "none"
            continue
        if label := _LABEL.match(segment) or _LABEL.search(segment):
            if not labelled:  # what stands before the first label is a deadline or a remark
                groups = [g for g in groups if is_list_of_bodies(text[g[1] : g[2]])]
            role, labelled = _role_of(label["words"] or label["short"]), True
            a += label.end()
        if role != "none":
            groups += _read_segment(text, a, b, role)
    found = [n for role, a, b in groups for n in _read_names(text, a, b, role, gaps)]
    found = [n for n in found if is_body(n.name) or (labelled and not _REMARK.search(n.name))]
    return _Content(_settle_roles(found, first_leads), first_leads, document)


def _split_segments(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches between stops and commas; a label begins one as well: `县商务局配合单位：…`."""
    for a, b in split_outside_brackets(text, start, end, _STOPS):
        begin = a
        for label in _LABEL.finditer(text, a + 1, b):
            if label.start() > begin and is_body(text[begin : label.start()].rsplit("、", 1)[-1]):
                yield from _split_after_verbs(text, begin, label.start())
                begin = label.start()
        yield from _split_after_verbs(text, begin, b)


def _split_after_verbs(text: str, a: int, b: int) -> Iterator[Span]:
    """`市教育局牵头、市科协配合`: behind a verb, 、 parts two roles."""
    begin = a
    for mark in _AFTER_VERB.finditer(text, a, b):
        yield begin, mark.start()
        begin = mark.end()
    yield begin, b


def _read_segment(text: str, a: int, b: int, role: str) -> list[tuple[str, int, int]]:
    """The part of a segment that lists names, with the role its verb or label gives."""
    b = a + len(text[a:b].rstrip())
    if by := _BY.match(text, a, b):
        a = by.end()
        if by[0] == "会同":
            role = role or SUPPORT
    if verb := _VERB.search(text, a, b):
        found = _role_of(verb["verb"] or verb["named"])
        if by and by[0] == "会同":
            found = SUPPORT
        return [(found, a, verb.start())] if verb.start() > a else []
    return [(role, a, b)] if b > a else []


def _role_of(words: str) -> str:
    if re.search(_SUPPORT_WORD, words):
        return SUPPORT
    return LEAD if re.search(_LEAD_WORD, words) else RESPONSIBLE


def _settle_roles(names: list[Named], first_leads: bool) -> tuple[Named, ...]:
    """Beside a lead the others support; names before a verb share the role it gives."""
    if first_leads and names:
        names = [replace(names[0], role=LEAD), *names[1:]]
    rest = SUPPORT if any(n.role == LEAD for n in names) else RESPONSIBLE
    return tuple(n if n.role in (LEAD, SUPPORT) else replace(n, role=rest) for n in names)


def _read_names(text: str, start: int, end: int, role: str, gaps: Gaps) -> Iterator[Named]:
    marks = {"牵头": LEAD, "主办": LEAD, "配合": SUPPORT}
    for name, a, mark in iterate_names(text, start, end, gaps):
        yield Named(name, marks.get(mark, role), a, a + len(name))
