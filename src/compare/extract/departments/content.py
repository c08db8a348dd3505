"""What a clause says: names with roles, rules that hold beyond it, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from compare.extract.departments.bodies import LONGEST_NAME, is_body, starts_with_level
from compare.extract.departments.leadrules import count_leads, match_lead_rule, speaks_of_rest
from compare.extract.departments.names import (
    Span,
    is_list_of_bodies,
    iterate_names,
    split_outside_brackets,
)
from compare.extract.departments.words import (
    LEAD,
    RESPONSIBLE,
    SUPPORT,
    find_verb,
    iterate_labels,
    iterate_other_labels,
    match_label,
    match_other_label,
    read_verb,
    strip_manner,
)
from compare.lookups import cache_by_lookups

# Why a piece gave no name.
A_PERSON, A_SENTENCE, A_REMARK, STRANGE = "person", "sentence", "remark", "strange"
LONGEST_CLAUSE = 4000

_BY = re.compile(
    r"(?:(?:按照|按|根据|依)(?:各自|部门|工作|职责|职能|分工|要求){1,4})?(?:以上|上述|本项|该项|此项|各项)?"
    r"(?:任务|工作|措施|内容)?(?:分别|统一|共同)?由(?=.)|会同(?=.)"
)
_VERBS = ("牵头", "主办", "配合", "参与", "参加", "协办", "协助", "负责")
_AFTER_VERB = re.compile(f"(?<={'|'.join(_VERBS)})、")
_REMARK = re.compile(r"\d|完成|持续|长期|坚持|推进|启动|年底|常态|按职责|按照|其中")
_DEADLINE = re.compile(
    r".{0,20}(?:前|底|末|内|起|完成|推进|实施|启动|坚持|办结|常态化|长期)|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?"
)
_SPEECH = re.compile(
    r"(?<![重主需])要(?![素闻客塞])|加强|确保|进行|切实|认真|不再|必须|应当|\d年|\d[多余]?[所个家项处座名人万亿%]"
)
_RUNNING = re.compile(
    r"^[把将对向在为做抓]|^(?:详?见|待|同上|另|暂|[无略]$)|加快|推动|加大|的|[负落][责实]|应(?![急用诉])|提高|建立|完善"
)
_SAME_BELOW = re.compile(
    r"下同|以下(?:均|同)|(?:以下|后续)?不再(?:一一|单独|逐一|另行|重复|分别)?(?:列|注明|标注|说明|赘述)"
)
_DOCUMENT_WIDE = re.compile(
    r"以下(?:各项|所有|各)?(?:任务|工作|政策|措施|举措|事项|内容){0,2}均[需由须]?(?P<names>.{2,400}?)"
    r"(?P<verb>负责|落实|配合|参与|参加|协助|承担|组织)"
)
_HELPS = ("配合", "参与", "参加", "协助")
_STOPS = "。；;，,"
_LONGEST_PIECE = 10  # of what no ending tells for a body, behind a label
_LONGEST_OBJECT = 14  # 市教育局负责师资培训


class Named(NamedTuple):
    """One department as it stands in a clause: role and clean span in its paragraph."""

    name: str
    role: str
    start: int
    end: int


class LeftOut(NamedTuple):
    """A piece of a clause that gave no name: its clean span, and why (A_PERSON …)."""

    start: int
    end: int
    reason: str


class Content(NamedTuple):
    """A clause as read: names, what was left out, rules for the clauses below, and where it ends.

    `verbs`: every name stands before a verb that hands out work (`A牵头，B配合`); `closing_verb`: the
    last do. `document`: names it gives to all later tasks.
    """

    names: tuple[Named, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    document: tuple[Named, ...] = ()
    labelled: bool = False
    verbs: bool = False
    end: int = 0
    closing_verb: bool = False

    def moved(self, by: int) -> Content:
        """The same content, placed `by` characters further on."""
        if not by:
            return self
        return Content(
            _move(self.names, by),
            tuple(LeftOut(x.start + by, x.end + by, x.reason) for x in self.left_out),
            _move(self.document, by),
            self.labelled,
            self.verbs,
            self.end + by,
            self.closing_verb,
        )

    def mostly_bodies(self) -> bool:
        """Whether more than half of its pieces are named as bodies are; half before verbs."""
        bodies = 2 * sum(is_body(named.name) for named in self.names) + self.verbs
        strange = sum(piece.reason != A_REMARK for piece in self.left_out)
        return bodies > len(self.names) + strange

    def has_strange(self) -> bool:
        """Whether something stands in it that belongs in no clause."""
        return any(piece.reason != A_REMARK for piece in self.left_out)


def _move(names: Iterable[Named], by: int) -> tuple[Named, ...]:
    return tuple(Named(name, role, a + by, b + by) for name, role, a, b in names)


def begins_with_by(text: str) -> bool:
    """Whether it opens with 由, which names who does the work: `此项工作由市教育局负责`."""
    return bool(_BY.match(text))


def read_content(
    text: str, start: int, end: int, gaps: Iterable[int] = (), open_ended: bool = False
) -> Content:
    """What the clause `text[start:end]` says, its names placed in `text`.

    `责任单位：市教育局、市科协等` → two names. `open_ended`: no bracket closes it, so that it ends
    before the first stretch that is no part of a clause. Nothing is read beyond LONGEST_CLAUSE.
    """
    end = min(end, start + LONGEST_CLAUSE)
    inside = tuple(sorted(g - start for g in gaps if start < g < end))
    return _read_content(text[start:end], inside, open_ended).moved(start)


@cache_by_lookups(
    maxsize=4096
)  # a heading's clause is read twice, and plans of one family share many
def _read_content(text: str, gaps: tuple[int, ...], open_ended: bool) -> Content:
    reader = _Reader(text, gaps)
    for a, b in _split_segments(text, gaps):
        left_out = len(reader.left_out)
        understood = reader.read_segment(a, b)
        if open_ended and not understood:
            del reader.left_out[left_out:]
            break
        reader.end = b
    return reader.tell()


def _split_segments(text: str, gaps: Collection[int]) -> Iterator[Span]:
    """Stretches between stops and commas; a label begins one as well: `县商务局配合单位：…`."""
    for a, b in split_outside_brackets(text, 0, len(text), _STOPS):
        cuts = {label.start for label in iterate_labels(text, a, b, gaps)}
        cuts.update(iterate_other_labels(text, a, b))
        begin, seen, depth = a, a, 0
        for cut in sorted(cuts):
            depth += _count_depth(text, seen, cut)
            seen = cut
            if cut > begin and depth <= 0:  # none inside an inner bracket: A（牵头单位：B）
                yield from _split_after_verbs(text, begin, cut, gaps)
                begin = cut
        yield from _split_after_verbs(text, begin, b, gaps)


def _count_depth(text: str, a: int, b: int) -> int:
    """By how many brackets `text[a:b]` opens more than it closes."""
    opened = text.count("（", a, b) + text.count("(", a, b)
    return opened - text.count("）", a, b) - text.count(")", a, b)


def _split_after_verbs(text: str, a: int, b: int, gaps: Collection[int]) -> Iterator[Span]:
    """`市教育局牵头、市科协配合`: behind a verb, 、 parts two roles, and so does a gap."""
    cuts = [mark.span() for mark in _AFTER_VERB.finditer(text, a, b)]
    cuts += [(gap, gap) for gap in gaps if a < gap < b and text[gap - 2 : gap] in _VERBS]
    begin = a
    for start, end in sorted(cuts):
        yield begin, start
        begin = end
    yield begin, b


@dataclass
class _Reader:
    """A clause as far as it is read; `role` is that of the label which still holds."""

    text: str
    gaps: tuple[int, ...]
    names: list[Named] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    document: list[Named] = field(default_factory=list)
    role: str = ""
    labelled: bool = False
    lead_rule: str = ""  # which names lead by a rule that the clause states
    verbs: bool = True
    closing_verb: bool = False
    end: int = 0
    pending: int = 0  # how many names at the end still wait for the verb that gives their role

    def read_segment(self, a: int, b: int) -> bool:
        """Take in one stretch; whether it is part of a clause."""
        after_stop = a > 0 and self.text[a - 1] in "。"
        a, b = _strip(self.text, a, b)
        if a == b:
            return True
        if self._read_rule(a, b):
            return True
        label = match_label(self.text, a, b, self.gaps)
        label = label or match_other_label(self.text, a, b)
        if label:
            self.role, a = label.role, label.end
            self.labelled = self.labelled or label.role in (LEAD, SUPPORT, RESPONSIBLE)
            self.pending = 0
        if self.role == "person" and after_stop and not label:
            return self._leave_out_rest(a, b)
        if self.role in ("time", "person", "aside", "speech"):
            return self._read_aside(a, b)
        if label and a == b:
            return True
        return self._read_list(a, b, bool(label), after_stop)

    def _read_rule(self, a: int, b: int) -> bool:
        """A rule for this clause or for those below; names may stand before it."""
        if wide := _DOCUMENT_WIDE.search(self.text, a, b):
            begin, behind = wide.span("names")
            behind = strip_manner(self.text, begin, behind)
            role = SUPPORT if wide["verb"] in _HELPS else RESPONSIBLE
            self.document += self._list_names(begin, behind, role)
            self.role = "speech"  # what follows qualifies the rule: 区里无此职能的，由市里负责
            return True
        if _SAME_BELOW.match(self.text, a, b):
            return True
        if self.lead_rule and speaks_of_rest(self.text[a:b]):
            return True
        rule = match_lead_rule(self.text, a, b)
        if not rule:
            return False
        self.lead_rule = rule.leads
        if label := match_label(self.text, a, rule.start, self.gaps):
            self.role, self.labelled, a = label.role, True, label.end
        before = self.text[a : rule.start].rstrip("（( ")
        if before and is_list_of_bodies(before):
            self._take(self._list_names(a, a + len(before), self.role), False)
        return True

    def _read_aside(self, a: int, b: int) -> bool:
        """What stands behind `完成时限：` or `责任人：`; a verb behind bodies takes up the list again."""
        a, b = _strip(self.text, a, b)
        if self.role == "person":
            self._leave_out(a, b, A_PERSON)
            return b - a <= LONGEST_NAME
        verb = read_verb(self.text, a, b)
        if verb and a < verb[0] and is_list_of_bodies(self.text[a : verb[0]]):
            return self._read_list(a, b, False, False)
        if b - a > LONGEST_NAME or self.role == "speech":
            self._leave_out(a, b, A_SENTENCE)
            return False
        self._leave_out(a, b, A_REMARK)
        return True

    def _read_list(self, a: int, b: int, after_label: bool, after_stop: bool) -> bool:
        """A list of names, before a verb or behind a label."""
        by = _BY.match(self.text, a, b)
        a = by.end() if by else a
        role, cut = self.role if self.role in (LEAD, SUPPORT, RESPONSIBLE) else "", b
        if verb := read_verb(self.text, a, b) or self._find_verb_inside(a, b):
            cut, role = verb
        if by and by[0] == "会同":
            role = SUPPORT if verb else role or SUPPORT
        cut = strip_manner(self.text, a, cut)
        if cut == a:
            return bool(verb) or not after_stop
        if after_stop and not (after_label or verb or is_list_of_bodies(self.text[a:cut])):
            return self._leave_out_rest(a, b)
        return self._take(self._list_names(a, cut, role), bool(verb))

    def _find_verb_inside(self, a: int, b: int) -> tuple[int, str] | None:
        """`市教育局负责师资`: a verb with a short object behind bodies that cannot be mistaken."""
        verb = find_verb(self.text, a, b)
        if not verb or b - verb[0] > _LONGEST_OBJECT or "的" in self.text[verb[0] : b]:
            return None
        if is_list_of_bodies(self.text[a:b]):
            return None
        before = self.text[a : strip_manner(self.text, a, verb[0])]
        spans = split_outside_brackets(before, 0, len(before), "、")
        firm = [starts_with_level(before[c:d]) and is_body(before[c:d]) for c, d in spans]
        return verb if firm and all(firm) else None

    def _take(self, found: list[Named], by_verb: bool) -> bool:
        """Keep what is named as a body, leave out the rest; whether all was understood."""
        kept: list[Named] = []
        strange: list[Named] = []
        for named in found:
            if self._accepts(named.name, by_verb):
                kept.append(named)
            elif _is_remark(named.name):
                self._leave_out(named.start, named.end, A_REMARK)
            else:
                strange.append(named)
                self._leave_out(named.start, named.end, _tell_reason(named.name))
        if by_verb and kept and kept[0].role == LEAD and self.pending and not self.labelled:
            waiting = self.names[-self.pending :]
            self.names[-self.pending :] = [n._replace(role=LEAD) for n in waiting]
        self.pending = 0 if by_verb else self.pending + len(kept)
        self.verbs = self.verbs and (by_verb or not kept)
        self.closing_verb = by_verb if kept else self.closing_verb
        self.names += kept
        return not strange and (bool(kept) or all(_DEADLINE.fullmatch(n.name) for n in found))

    def _accepts(self, name: str, by_verb: bool) -> bool:
        if is_body(name):
            return not _SPEECH.search(name)
        if _REMARK.search(name) or _SPEECH.search(name) or _RUNNING.search(name):
            return False
        if self.labelled:
            return len(name) <= _LONGEST_PIECE
        return by_verb and starts_with_level(name) and len(name) < _LONGEST_PIECE

    def _list_names(self, a: int, b: int, role: str) -> list[Named]:
        marks = {"牵头": LEAD, "主办": LEAD, "主责": LEAD, "负责": RESPONSIBLE, "责任": RESPONSIBLE}
        return [
            Named(name, marks.get(mark, SUPPORT) if mark else role, at, at + len(name))
            for name, at, mark in iterate_names(self.text, a, b, self.gaps)
        ]

    def _leave_out(self, a: int, b: int, reason: str) -> None:
        """List a piece; a sentence cut by its commas is listed as one."""
        last = self.left_out[-1] if self.left_out else None
        if last and reason == last.reason == A_SENTENCE and a - last.end <= 1:
            self.left_out[-1] = LeftOut(last.start, b, reason)
        elif b > a:
            self.left_out.append(LeftOut(a, b, reason))

    def _leave_out_rest(self, a: int, b: int) -> bool:
        """Behind a full stop no list goes on: a sentence begins, up to the next label or verb."""
        self.role = "speech"
        self._leave_out(a, b, A_SENTENCE)
        return False

    def tell(self) -> Content:
        return Content(
            _settle_roles(apply_lead_rule(self.names, self.lead_rule, self.text)),
            tuple(self.left_out),
            tuple(self.document),
            self.labelled,
            self.verbs,
            self.end,
            self.closing_verb,
        )


def _strip(text: str, a: int, b: int) -> Span:
    while b > a and text[b - 1] in " 。；;，,":
        b -= 1
    while a < b and text[a] in " 、。；;，,":
        a += 1
    return a, b


def _is_remark(piece: str) -> bool:
    """A deadline or a manner beside the names: `2025年底前完成`, `持续推进`."""
    return len(piece) <= 3 * _LONGEST_PIECE and bool(_REMARK.search(piece)) and not is_body(piece)


def _tell_reason(piece: str) -> str:
    return A_SENTENCE if len(piece) > 2 * _LONGEST_PIECE else STRANGE


def apply_lead_rule(names: Sequence[Named], rule: str, text: str) -> Sequence[Named]:
    """The names of a clause where a rule tells who of several leads; the others then support.

    A clause that says itself who leads or supports is not touched. The names stand in `text`.
    """
    roles = [named.role for named in names]
    if not rule or len(names) < 2 or LEAD in roles or roles[0] == SUPPORT:
        return names
    leads = count_leads(rule, text, [(named.start, named.end) for named in names])
    if not leads:
        return names
    return [n._replace(role=LEAD if i < leads else SUPPORT) for i, n in enumerate(names)]


def _settle_roles(names: Sequence[Named]) -> tuple[Named, ...]:
    """Beside a lead the others support."""
    rest = SUPPORT if any(n.role == LEAD for n in names) else RESPONSIBLE
    stated = (LEAD, SUPPORT, rest)
    return tuple(n if n.role in stated else n._replace(role=rest) for n in names)
