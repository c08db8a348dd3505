"""Find responsibility clauses: where a paragraph says who leads, who supports, who is responsible.

A clause is a bracket or a line of its own that hands out work: `（责任单位：A、B）`,
`（A牵头，B配合）`, `（A、B等负责）`, `工作分工：A牵头，B参加。`. Departments in running text are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from compare.extract.departments.bodies import (
    LONGEST_NAME,
    OPEN,
    is_body,
    is_firm_body,
    starts_with_level,
)
from compare.extract.departments.content import (
    LONGEST_CLAUSE,
    Content,
    LeftOut,
    Named,
    apply_lead_rule,
    begins_with_by,
    read_content,
)
from compare.extract.departments.names import Span
from compare.extract.departments.resolve import read_name, tidy_name
from compare.extract.departments.words import (
    LEAD,
    RESPONSIBLE,
    SUPPORT,
    Label,
    iterate_labels,
    match_label,
    match_other_label,
)
from compare.lookups import cache_by_lookups

__all__ = [
    "LEAD",
    "RESPONSIBLE",
    "SUPPORT",
    "Clause",
    "LeftOut",
    "Named",
    "apply_lead_rule",
    "find_clauses",
    "find_owners",
    "iterate_brackets",
    "may_open_clause",
    "read_aside_line",
    "strip_clauses",
]

_ASIDE = re.compile(r"含|包括|包含|以下|如|即|不含|其中|简称|原")
_RUNNING = re.compile(r"[^，。；、]{3}由")
# Each choice opens with a character of its own, by which a search passes over all other places.
_HANDS_OUT = re.compile(
    r"：|:|牵头|主办|负责|负总责|落实|配合|参与|参加|协同|协助|协办|支持|指导|承担|实施|分工|执行|协作|督导|督办"
)
_SPEAKS_OF_WORK = re.compile(
    rf"{_HANDS_OUT.pattern}|位[】］〕\] 为是]|门[】］〕\] 为是]|体[】］〕\] ]"
    r"|）[。；;.]?$|\)[。；;.]?$|〕[。；;.]?$|\][。；;.]?$|］[。；;.]?$|】[。；;.]?$"
)
_CLOSERS = "。；;！”）)〕］】."
_BRACKET = re.compile(r"[（(〔\[［【）)〕\]］】]")
# What sets off a label that no bracket holds.
_SETS_OFF = re.compile("[：:】］〕\\] 为是](?:(?<![为是])|(?<=[位门].))")
_OPENS_CLAUSE = re.compile(r"[（(〔\[［【）)〕\]］】：: ]")  # a bracket, or what sets a label off
_MARKS = re.compile("[、，；。,;/]")
_ENDS_IN_VERB = re.compile(  # the first stretch of a line
    r"[^，。；;,：:]{2,120}(?:牵头|负责|落实|实施|承办|主办)(?:[，。；;,]|$)"
)
_WORK_OF = re.compile(  # 县教育局牵头的工作（8项）
    r"(?P<bodies>.{2,60}(?:牵头|负责|承办|主办))的?(?:重点|具体)?(?:工作|任务|事项|项目)(?:（[^（）]{1,8}）|\([^()]{1,8}\))?$"
)
# By when, on a line of its own: 完成时限　2026年12月.
_DEADLINE = re.compile(
    r"(?:完成|办结|工作|实施|推进)?(?:时限|期限|时间|节点|进度)(?:要求|安排)?(?:[：:]|(?=\d)).{2,40}"
)
_NOTHING_MORE = re.compile("[ 。；，]*$")
_WIDEST_GAP = 20
_DASHES = "—–－―"
_BULLETS = "●■◆▲○•·◇□*"
_LONGEST_LINE = 300  # of a line that hands out work by verbs alone


class Clause(NamedTuple):
    """One clause: its span in the clean paragraph (brackets included) and the names in it.

    `own_line`: a line of its own rather than a bracket behind a task. `document`: names it gives
    to all later tasks. `left_out`: what stands in it and gave no name.
    """

    start: int
    end: int
    names: tuple[Named, ...]
    own_line: bool = False
    document: tuple[Named, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def strip_clauses(text: str, clauses: Iterable[Clause]) -> str:
    """A clean paragraph without its clauses: `办好学校。（责任单位：A）` → `办好学校。`."""
    kept, last = [], 0
    for clause in clauses:
        kept.append(text[last : clause.start])
        last = clause.end
    return "".join([*kept, text[last:]])


Gaps = Iterable[int]


def find_clauses(text: str, gaps: Gaps = ()) -> list[Clause]:
    """The responsibility clauses of one clean paragraph, in order.

    `…成效。（责任单位：市教育局、市科协等）` → one clause with two names. `gaps`: where layout spaces
    stood in the source, which may be all that parts two names.
    """
    spaces = frozenset(gaps)
    if not _SPEAKS_OF_WORK.search(text) and not any(text[g - 1 : g] in "位门体" for g in spaces):
        return []
    brackets, unclosed = _pair_brackets(text)
    found = [c for a, b in brackets if (c := _read_bracket(text, a, b, spaces))]
    if spaces or _sets_off_outside(text, brackets):
        found += _iterate_open(text, brackets, unclosed, spaces)
    if not found and (line := _read_verb_line(text, spaces)):
        return [line]
    return sorted(_take_in_asides(text, found), key=lambda clause: clause.start)


def find_owners(title: str) -> list[Clause]:
    """The clause of a heading that says whose work stands below it: `县教育局牵头的工作（8项）`."""
    found = _WORK_OF.match(title)
    return find_clauses(title[: found.end("bodies")]) if found else []


def may_open_clause(text: str, start: int, end: int) -> bool:
    """Whether a clause of a text without gaps may begin in `text[start:end]`: most titles open none.

    One begins with a bracket or a label, or it is the whole line (`县教育局牵头，县科协配合`).
    """
    return bool(_OPENS_CLAUSE.search(text, start, end) or _ENDS_IN_VERB.match(text))


def read_aside_line(text: str) -> Clause | None:
    """A line that says by when, `完成时限：2026年底`, or which persons, `牵头领导：王建国`, and no more."""
    if _DEADLINE.fullmatch(text):
        return Clause(0, len(text), (), own_line=True)
    label = match_other_label(text, 0, len(text))
    if label is None or label.role != "person":
        return None
    content = read_content(text, 0, len(text), open_ended=True)
    whole = not content.names and not text[content.end :].strip(" 。；")
    return _build(content, 0, len(text.rstrip()), own_line=True) if whole else None


def iterate_brackets(text: str) -> Iterator[Span]:
    """Spans of the outermost brackets, nested ones inside them passed over.

    A bracket that is never closed is none, and those behind it count: `（A、B 2.办学（C）` → `（C）`.
    """
    yield from _pair_brackets(text)[0]


def _pair_brackets(text: str) -> tuple[list[Span], list[int]]:
    """The outermost brackets, and where brackets open that nothing closes."""
    opened: list[int] = []
    pairs: list[Span] = []
    if not any(map(text.__contains__, OPEN)):  # a search for any of them takes ten times as long
        return pairs, opened
    for found in _BRACKET.finditer(text):
        if found[0] in OPEN:
            opened.append(found.start())
        elif opened:
            begin = opened.pop()
            while pairs and pairs[-1][0] > begin:
                pairs.pop()
            pairs.append((begin, found.end()))
    return pairs, opened


def _build(content: Content, start: int, end: int, own_line: bool = False) -> Clause:
    return Clause(
        start,
        end,
        content.names,
        own_line,
        content.document,
        content.left_out,
    )


def _read_bracket(text: str, start: int, end: int, gaps: Collection[int]) -> Clause | None:
    """A bracket that has a label, or hands out work by verbs or by its place alone."""
    if end - start > LONGEST_CLAUSE or not _may_be_clause(text, start, end):
        return None
    label = match_label(text, start, end, gaps) if text[end : end + 1] else None
    if label and label.end == end:  # 【牵头单位】 opens a list behind it
        return None
    content = read_content(text, start + 1, end - 1, gaps)
    if not content.names:
        return None
    if not content.labelled and not (
        content.mostly_bodies() and _hands_out(text, start, end, content)
    ):
        return None
    return _build(content, start, end)


def _may_be_clause(text: str, start: int, end: int) -> bool:
    """Whether a bracket has a word that hands out work, or ends in a body: most have neither."""
    if _HANDS_OUT.search(text, start, end):
        return True
    first = text[start + 1 : min(end - 1, start + LONGEST_NAME)]
    last = text[max(start + 1, end - LONGEST_NAME) : end - 1].rstrip(" 。；，,")
    return is_body(_MARKS.split(first)[0]) or is_body(_MARKS.split(last)[-1])


def _hands_out(text: str, start: int, end: int, content: Content) -> bool:
    """Whether a bracket without a label can be a clause.

    Its names stand before verbs (`…牵头`, `…负责`), or it closes a sentence and lists nothing but bodies.
    """
    first = _MARKS.split(text[start + 1 : end - 1])[0]
    if _ASIDE.match(first) or (_RUNNING.search(first) and not begins_with_by(first)):
        return False
    before = text[max(0, start - _WIDEST_GAP) : start].rstrip()[-1:]
    after = text[end : end + _WIDEST_GAP].lstrip()[:1]
    closes = not before or not after or before in _CLOSERS or after in _CLOSERS
    if content.verbs or content.closing_verb:
        return closes or after in "，、,"
    if not closes or content.has_strange() or not any(is_firm_body(n.name) for n in content.names):
        return False
    names = [named.name for named in content.names]
    if before in ("", "。", "."):
        return True
    is_last = not text[end:].strip(f"{_CLOSERS} ") and starts_with_level(names[0])
    return len(names) > 1 and all(map(is_firm_body if is_last else starts_with_level, names))


def _sets_off_outside(text: str, brackets: list[Span]) -> bool:
    """Whether a colon, or what else sets a label off, stands outside every bracket."""
    behind = 0
    for start, end in [*brackets, (len(text), len(text))]:
        if _SETS_OFF.search(text, behind, start + 1):
            return True
        behind = end - 1
    return False


def _iterate_open(
    text: str, brackets: list[Span], unclosed: list[int], gaps: Collection[int]
) -> Iterator[Clause]:
    """Labelled lists without brackets: `责任单位：A、B` on a line, or `…标准。责任单位：A、B。`.

    None goes on over a bracket that opens and never closes.
    """
    done, inside = 0, iter([*brackets, (len(text), len(text))])
    bracket = next(inside)
    for label in _iterate_openings(text, gaps):
        while bracket[1] <= label.start:
            bracket = next(inside)
        if label.start < done or (bracket[0] < label.start and label.end <= bracket[1] - 1):
            continue
        if not _may_open(text, label, gaps):
            continue
        limit = bisect_left(unclosed, label.start)
        end = unclosed[limit] if limit < len(unclosed) else len(text)
        content = read_content(text, label.start, end, gaps, open_ended=True)
        done = max(content.end, label.end)  # no label in what was read opens another clause
        if text[label.end - 1] in "为是" and not all(is_body(n.name) for n in content.names):
            continue  # 责任单位为第一责任人
        if content.labelled and content.names and (clause := _build_open(text, label, content)):
            yield clause


def _iterate_openings(text: str, gaps: Collection[int]) -> Iterator[Label]:
    """Labels that may open a clause; a deadline or a person may stand first on the line."""
    first = match_other_label(text, 0, len(text))
    if first and first.role != "aside":
        yield first
    yield from iterate_labels(text, 0, len(text), gaps)


def _may_open(text: str, label: Label, gaps: Collection[int]) -> bool:
    """Whether a label stands where a clause may begin: first, behind a stop, a dash, a bullet or a space."""
    before = text[max(0, label.start - _WIDEST_GAP) : label.start].rstrip(" ")[-1:]
    return (
        not before
        or label.start in gaps
        or before in _CLOSERS + _DASHES + _BULLETS + "，,、" + OPEN
    )


def _build_open(text: str, label: Label, content: Content) -> Clause | None:
    end = len(text) if _NOTHING_MORE.match(text, content.end) else content.end
    if end < len(text) and text[end] in "。；;，,":
        end += 1
    start = label.start - (text[label.start - 1 : label.start] in tuple(OPEN))
    while start and text[start - 1] in _DASHES + _BULLETS:
        start -= 1
    if start == 0 and end == len(text):
        return _build(content, 0, len(text.rstrip()), own_line=True)
    return _build(content, start, end) if content.mostly_bodies() else None


def _read_verb_line(text: str, gaps: Collection[int]) -> Clause | None:
    """A line, or its last sentence, that hands out work to known bodies and says nothing else.

    `A牵头，B、C配合。`, `加宽路面。由A牵头，B配合。`
    """
    last = text.rfind("。", 0, len(text) - 1) + 1
    for begin in sorted({0, last}):
        if len(text) - begin > _LONGEST_LINE or not _ENDS_IN_VERB.match(text, begin):
            continue
        content = read_content(text, begin, len(text), gaps, open_ended=True)
        whole = content.names and content.verbs and not text[content.end :].strip(" 。；，")
        if whole and not content.has_strange() and _are_known(text[begin:], content.names):
            return _build(content, begin, len(text.rstrip()), own_line=not begin)
    return None


def _are_known(line: str, names: Iterable[Named]) -> bool:
    """Whether all names are known bodies, or one is and 由 says of all that they are to do the work."""
    known = [_is_known(named.name) for named in names]
    by = begins_with_by(line) and all(is_body(named.name) for named in names)
    return any(known) if by else all(known)


@cache_by_lookups(maxsize=4096)
def _is_known(name: str) -> bool:
    reading = read_name(tidy_name(name)) if is_body(name) else None
    return reading is not None and (starts_with_level(name) or reading.spelling == name)


def _take_in_asides(text: str, clauses: list[Clause]) -> Iterator[Clause]:
    """`（责任单位：A）完成时限：2025年` on a line of its own: the deadline goes with the clause."""
    if len(clauses) != 1 or clauses[0].own_line:
        yield from clauses
        return
    clause = clauses[0]
    start = 0 if _is_deadline(text, 0, clause.start) else clause.start
    end = len(text) if _is_deadline(text, clause.end, len(text)) else clause.end
    yield clause._replace(start=start, end=end)


def _is_deadline(text: str, a: int, b: int) -> bool:
    label = match_other_label(text, a, b)
    return bool(label and label.role == "time" and b - label.end < 30)
