"""The words that hand out work, kept in `lookups/clause_words.csv`: labels and verbs, and their roles.

A label stands before a list (`责任单位：`, `主办及承办部门为：`), a verb behind it (`…按职责分工负责`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from compare.extract.departments.bodies import CLOSE, OPEN
from compare.lookups import cache_by_lookups, read_lookup

LEAD, SUPPORT, RESPONSIBLE = "lead", "support", "responsible"

# No label or phrase repeats more words than these numbers: the patterns stay linear on any text.
_MOST_WORDS = 7
_LONGEST_PHRASE = 24
_LONGEST_LABEL = 72
_JOIN = "[及和与、/]"
_PERSON_WORD = (
    r"(?:牵头|负责|责任|分管|协管|主管|包保|包抓|包联|联系|联点|主要|第一|直接|具体|配合|督导|协调|挂钩|挂点|挂联"
    r"|领办|[市县区省镇]级){0,3}[市县区省州旗镇乡]?"
    r"(?:领导(?:同志)?|责任人|联系人|负责人|负责同志|副?[省市县区州旗镇乡]长|人员?)(?:及职务)?"
)
_TIME_WORD = (
    r"(?:完成|时间|办结|工作|整改|计划|起止|实施|年度){0,2}(?:时限|时间|期限|节点|进度)"
    r"(?:要求|安排|节点)?"
)
_ASIDE_WORD = r"(?:工作|完成|任务)?(?:要求|目标|标准|备注|说明)"


def _set_off(word: str) -> re.Pattern[str]:
    """The word as a label: `完成时限：`, `【完成时限】`."""
    return re.compile(rf"{word}\s?[：:]|[【〔［\[]{word}[】〕］\]][：:]?")


_OTHERS = (
    ("time", _set_off(_TIME_WORD)),
    ("person", _set_off(_PERSON_WORD)),
    ("aside", _set_off(_ASIDE_WORD)),
)
# How a label of these ends; asked first, as labels of departments end in none of these characters.
_OTHER_ENDS = re.compile(r"[人员导志务长限间点度求排标准注明\s][：:】〕］\]]")
_AS_DUTIES = re.compile(
    r"(?:按照|按|根据|依据|依)(?:各自|部门|工作|职责|职能|职权|权限|任务|分工|要求|规定|范围|有关|法"
    r"|[和及与、]){1,8}$"
)
_AS_UNIT = re.compile(r"均?(?:为|是|作为|任)(?:主要|第一|共同)?(?P<word>..)(?:单位|部门)$")


@dataclass(frozen=True)
class Vocabulary:
    """The words of the lookup in use: role by word for each part they play, and the patterns."""

    labels: Mapping[str, str]
    shorts: Mapping[str, str]
    verbs: Mapping[str, str]
    tails: frozenset[str]
    manners: frozenset[str]
    word: re.Pattern[str]
    verb: re.Pattern[str]
    label: re.Pattern[str]
    set_off: re.Pattern[str]  # the last character of a label and what sets it off
    last: frozenset[str]


@cache_by_lookups()
def load_vocabulary() -> Vocabulary:
    """`lookups/clause_words.csv` as the readers below need it."""
    labels, shorts, verbs = _roles("label"), _roles("short"), _roles("verb")
    word, bodies = _choose({**labels, **_roles("qualifier")}), _roles("body")
    body, last = _choose(bodies), "".join(sorted({each[-1] for each in (*bodies, *shorts)}))
    label = (
        rf"(?:(?P<words>(?:{word})(?:{_JOIN}?(?:{word})){{0,{_MOST_WORDS}}})"
        rf"(?P<body>{body})(?:{_JOIN}?(?:{body}))?|(?P<short>{_choose(shorts)}))"
        r"(?:[（(][^（）()]{0,40}[）)])?(?:\s?(?:为|是)?\s?(?P<mark>[：:]|(?<=[体位门]) (?=[^ ])|(?<=[位门])[为是]))?"
    )
    return Vocabulary(
        labels,
        shorts,
        verbs,
        frozenset({*verbs, *_roles("tail")}),
        frozenset(_roles("manner")),
        re.compile(word),
        re.compile(_choose(verbs)),
        re.compile(label),
        re.compile(f"[{last}）)为是 ](?:[：:】］〕\\]]|(?<=[位门体]) |(?<=[位门])[为是])"),
        frozenset(last + "）)"),
    )


def _roles(part: str) -> dict[str, str]:
    """Words of one part (label, short, verb, tail, manner, qualifier, body) with their roles."""
    rows = read_lookup("clause_words")
    return {row["word"]: row["role"] for row in rows if part in row["parts"].split(";")}


def _choose(words: Mapping[str, str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


class Label(NamedTuple):
    """A label in a text: where it stands, and the role it gives; `person`, `time` give none."""

    start: int
    end: int
    role: str


def match_label(text: str, at: int, end: int, gaps: Collection[int] = ()) -> Label | None:
    """The label that opens `text[at:end]`: `责任单位：`, or `【责任单位】`, or one before a gap."""
    begin = at + (text[at : at + 1] in _OPENERS)
    label = _judge(load_vocabulary().label.match(text, begin, end), text, gaps)
    return label if label and label.start == at else None


def iterate_labels(text: str, start: int, end: int, gaps: Collection[int] = ()) -> Iterator[Label]:
    """Every label in `text[start:end]`, in order: looked for before what sets labels off."""
    pattern, done = load_vocabulary().label, start
    for at in _find_marks(text, start, end, gaps):
        for found in pattern.finditer(text, max(done, at - _LONGEST_LABEL), min(end, at + 2)):
            ends_here = found.end() in (at, at + 1)
            if ends_here and (label := _judge(found, text, gaps)):
                yield label
                done = label.end


def _find_marks(text: str, start: int, end: int, gaps: Collection[int]) -> list[int]:
    """Where something stands that sets a label off; most text has nothing of the kind."""
    words = load_vocabulary()
    found = [mark.end() - 1 for mark in words.set_off.finditer(text, start, end)]
    spaces = [gap for gap in gaps if start < gap < end and text[gap - 1] in words.last]
    return sorted({*found, *spaces}) if spaces else found


def match_other_label(text: str, at: int, end: int) -> Label | None:
    """A label that names no department: `完成时限：`, `责任人：`, `工作要求：`."""
    if not _OTHER_ENDS.search(text, at, min(end, at + _LONGEST_PHRASE)):
        return None
    for role, pattern in _OTHERS:
        if found := pattern.match(text, at, end):
            return Label(at, found.end(), role)
    return None


def iterate_other_labels(text: str, start: int, end: int) -> Iterator[int]:
    """Where labels of deadlines and persons begin: `市教育局完成时限：2025年` → 4."""
    if not _OTHER_ENDS.search(text, start, end):
        return
    for _, pattern in _OTHERS[:2]:
        yield from (found.start() for found in pattern.finditer(text, start, end))


def read_verb(text: str, a: int, b: int) -> tuple[int, str] | None:
    """Where the verbs that end `text[a:b]` begin, and the role they give: `A、B牵头负责` → lead."""
    words = load_vocabulary()
    at, cut, roles = b, b, set()
    while word := _word_before(text, a, at, words.tails):
        at -= len(word)
        if word in words.verbs:
            cut = at
            roles.add(words.verbs[word])
    if roles:
        return cut, LEAD if LEAD in roles else SUPPORT if SUPPORT in roles else RESPONSIBLE
    named = _AS_UNIT.search(text, max(a, b - _LONGEST_PHRASE), b)
    if named and (role := words.labels.get(named["word"])):
        return named.start(), role
    return None


def find_verb(text: str, a: int, b: int) -> tuple[int, str] | None:
    """The first verb within `text[a:b]`: `市教育局负责师资` → (4, responsible)."""
    words = load_vocabulary()
    found = words.verb.search(text, a, b)
    return (found.start(), words.verbs[found[0]]) if found else None


def strip_manner(text: str, a: int, b: int) -> int:
    """Where `text[a:b]` ends without how the work is done: `A、B按职责分工` → behind B."""
    manners = load_vocabulary().manners
    while b > a:
        if found := _AS_DUTIES.search(text, max(a, b - _LONGEST_PHRASE), b):
            b = found.start()
        elif word := _word_before(text, a, b, manners):
            b -= len(word)
        else:
            break
    return b


def strip_frame(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the words of a clause that neither hand out work nor join names.

    `由\n牵头，\n按职责分工配合，特此` → 特此; names are blanked out before.
    """
    bare = _frame().sub(lambda found: "\n" * len(found[0]), text)
    return (found.span() for found in _WORDS.finditer(bare))


@cache_by_lookups()
def _frame() -> re.Pattern[str]:
    return re.compile(
        f"{_choose({row['word']: '' for row in read_lookup('clause_words')})}|{_RULES}"
    )


def _word_before(text: str, a: int, b: int, words: frozenset[str]) -> str:
    """The longest of the words that ends at `b`; empty where there is none."""
    for length in (4, 3, 2):
        if b - length >= a and text[b - length : b] in words:
            return text[b - length : b]
    return ""


def _judge(found: re.Match[str] | None, text: str, gaps: Collection[int]) -> Label | None:
    """A label only where something sets it off: a colon, a bracket around it, a space behind it."""
    if not found:
        return None
    start, end = found.span()
    if not found["mark"]:
        if found["short"]:
            return None
        if start and text[start - 1] in _OPENERS and text[end : end + 1] in _CLOSERS:
            start, end = start - 1, end + 1
        elif end not in gaps:
            return None
    role = _tell_role(found)
    return Label(start, end, role) if role else None


def _tell_role(found: re.Match[str]) -> str:
    """The role of a label; empty where its words give none: `有关单位：` opens a letter."""
    words = load_vocabulary()
    if found["short"]:
        return words.shorts[found["short"]] or RESPONSIBLE
    roles = {words.labels.get(word, "") for word in words.word.findall(found["words"])} - {""}
    if {LEAD, SUPPORT} <= roles:
        return RESPONSIBLE
    if not roles:
        return RESPONSIBLE if found["body"] == "分工" else ""
    return LEAD if LEAD in roles else SUPPORT if SUPPORT in roles else RESPONSIBLE


# What joins names, and what rules for the clauses below are made of.
_RULES = (
    "(?:以下|后续)?不再(?:一一|单独|逐一|另行|重复)?(?:列出?|注明|标注|说明|赘述)?|[列排](?:名|序)?(?:在)?(?:第一|首)位"
    "|[列排]?在?[逗分]号[之以]?[前后][面边]?|第一个|首个|下同|以下|以及|按照?|根据|依据|各自|要求|均[需由须]?|时限|时间|期限|领导|[人同名个家位为是者的]|[等和及与并由]"
)
_WORDS = re.compile("[\u3400-\u9fff]{2,}")
_OPENERS, _CLOSERS = frozenset(OPEN), frozenset(CLOSE)
