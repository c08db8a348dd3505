"""What opens a heading or an item, in every spelling; what opens a bullet, a box or an annex.

A spelling more is a line in `_SPELLINGS`: the outline, the joining of broken lines, the readers and
the parting of a text on one line all take it from here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from compare.language.digits import CAPITALS, ORDINAL, ORDINAL_FORMS
from compare.language.numbers import to_chinese, to_number

CHAPTER, PART, CHINESE, BRACKETED, ARABIC, SMALL, CIRCLED, ARTICLE, DECIMAL = range(1, 10)

_BEHIND = r"[、，：\s]*"
_SPELLINGS = (
    (CHAPTER, rf"第[{ORDINAL}]+(?:[章篇编]|部分){_BEHIND}"),
    (PART, rf"第[{ORDINAL}]+节{_BEHIND}"),
    (ARTICLE, rf"第[{ORDINAL}]+条{_BEHIND}"),
    (CHINESE, rf"(?<![{ORDINAL}])[{ORDINAL}]{{1,3}}(?:、(?![{ORDINAL}]、)|[.．﹒])"),
    (CHINESE, rf"[{CAPITALS}]{{1,3}}、"),
    (BRACKETED, rf"[（(〔][{ORDINAL}]{{1,3}}[）)〕][、.]?"),
    (BRACKETED, r"[㈠-㈩]"),
    (ARABIC, r"(?<!\d)\d{1,3}(?:[.．﹒、]|\s*、)(?!\d(?!\d{3}年))"),  # 3．2026年底前建馆
    (ARABIC, r"[⒈-⒛]"),
    (SMALL, r"[（(]\d{1,3}[）)]|(?<!\d)\d{1,2}[）)]"),
    (SMALL, r"[⑴-⒇]"),
    (CIRCLED, r"[①-⑳]"),
    (DECIMAL, r"(?<![\d.])\d{1,2}(?:\.\d{1,2}){2,3}(?![\d.])"),
)
# What any of them opens with; asked first, as most places of a text open none.
_OPENS_MARK = rf"(?=[第（(〔\d㈠-㈩⒈-⒛⑴-⒇①-⑳{ORDINAL}{CAPITALS}])"
_ANY = "|".join(f"(?P<k{i}>{spelling})" for i, (_, spelling) in enumerate(_SPELLINGS))
_MARK = re.compile(f"{_OPENS_MARK}(?:{_ANY})")
_KINDS = {f"k{i}": kind for i, (kind, _) in enumerate(_SPELLINGS)}
# Two figures may be a quantity as well (3.5亿元), which only the numbers around them could tell.
_TWO_FIGURES = re.compile(r"\d{1,2}\.\d{1,2}(?![\d.%])")
_COUNT = re.compile(rf"\d+|[{ORDINAL}{CAPITALS}]+")
STARS = "★☆▲△※◆"  # before the number of what is of weight
_AROUND = f"（）()〔〕【】、.．﹒，：: {STARS}"

STARRED = re.compile(rf"[{STARS}]{{1,3}}\s*")
VOLUME = re.compile(rf"第[{ORDINAL}]+(?:[篇编]|部分)")  # above 章 where both are used
WORDED = re.compile(  # marks only where they count on
    rf"【?(?:专项|重点|主要|民生)?(?:任务|行动|工程|举措|措施|项目|专项|实事)(?:[{ORDINAL}]{{1,3}}|\d{{1,2}})"
    r"(?!\d)】?[：:、.．]?"
)
# Roman numbers, capitals, small letters: marks only where they count on.
LETTERS = tuple(
    re.compile(rf"[（(]?[{letters}](?:[.．、:：]|[）)])\s*(?=[\u4e00-\u9fff“])")
    for letters in ("Ⅰ-Ⅻ", "A-Z", "a-z")
)

BULLET = r"[—\-–]{2}|[●■◆▲○•·]"
ENUMERATED = rf"[（(]?第[{ORDINAL}]{{1,3}}[，、]"  # 第一， 第二，
COUNTED = rf"[{ORDINAL}]是"  # 一是…；二是…；
BOX = "专栏"
ANNEX = "附(?:件|录|表)"
_OTHER = re.compile(f"{BULLET}|{ENUMERATED}|{BOX}|{ANNEX}")


class Mark(NamedTuple):
    """The number a text opens with, or that stands in it: what kind it is of, and its place."""

    kind: int
    start: int
    end: int


@lru_cache(1024)  # of a paragraph it is asked half a dozen times
def find_mark(text: str) -> Mark | None:
    """The mark a text opens with: `〔三〕培育队伍` → (BRACKETED, 0, 3); 2025年目标 has none."""
    return _read(found) if (found := _MARK.match(text)) else None


def iterate_marks(text: str, start: int, end: int) -> Iterator[Mark]:
    """Whatever looks like a mark in `text[start:end]`, also in the middle of a sentence."""
    return map(_read, _MARK.finditer(text, start, end))


def _read(found: re.Match[str]) -> Mark:
    return Mark(_KINDS[str(found.lastgroup)], *found.span())


def is_numbered(text: str) -> bool:
    """Whether a line shows a number of its own, be it sure to be a mark or not: `1.1 建馆`."""
    return bool(_MARK.match(text) or _TWO_FIGURES.match(text))


def opens_block(text: str) -> bool:
    """Whether a line begins something new whatever stands before it: a mark, a bullet, a box."""
    return bool(_MARK.match(text) or _OTHER.match(text))


@lru_cache(4096)
def count_mark(mark: str) -> int:
    """What a mark counts: `第十二章` → 12, `⑶` → 3, `壹、` → 1; 0 where it is no number in words."""
    found = _COUNT.search(unicodedata.normalize("NFKC", mark))
    if not found:
        return 0
    words = found[0].translate(ORDINAL_FORMS)
    count = int(to_number(words))
    is_plain = words.isdigit() or (count < 10_000 and to_chinese(count) == words)
    return count if is_plain else 0


def bare_mark(mark: str) -> str:
    """A mark without what stands around its number: `（一）` → 一, `1﹒` → 1, `⑴` → 1, `第一章` as it is."""
    return unicodedata.normalize("NFKC", mark).strip(_AROUND)
