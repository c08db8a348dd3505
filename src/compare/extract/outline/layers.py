"""Marks whose level only the others of a document tell: 篇 above 章, 壹、 above 一、, A. and Ⅰ. anywhere.

Each gets the kind of the usual number at its level, as the marks of `numbering` do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from compare.extract.clean import Traced
from compare.extract.departments.clauses import find_clauses
from compare.language.digits import CAPITALS
from compare.language.marks import (
    ARABIC,
    ARTICLE,
    BRACKETED,
    CHAPTER,
    CHINESE,
    CIRCLED,
    LETTERS,
    PART,
    SMALL,
    STARRED,
    VOLUME,
    WORDED,
    Mark,
    count_mark,
    find_mark,
)

_FIRSTS = "ⅠAa"


def find_layers(paragraphs: Sequence[Traced], plain: Mapping[int, Mark]) -> dict[int, Mark]:
    """Where 第一篇 stands above 第一章, or 壹、 above 一、: the marks that change their level.

    第一篇 第一章 第一节 一、 → what stands below the first goes one level down, as far as it must.
    """
    used = {mark.kind for mark in plain.values()}
    volumes = {i for i, mark in plain.items() if VOLUME.match(paragraphs[i].text)}
    below = {i for i, mark in plain.items() if mark.kind == CHAPTER and i not in volumes}
    if volumes and below:
        return _move_down(plain, below, used)
    capitals = {i for i, m in plain.items() if paragraphs[i].text[:1] in CAPITALS}
    others = any(m.kind == CHINESE and i not in capitals for i, m in plain.items())
    if capitals and others and CHAPTER not in used:
        return {i: Mark(CHAPTER, plain[i].start, plain[i].end) for i in capitals}
    return {}


def _move_down(plain: Mapping[int, Mark], chapters: Set[int], used: Set[int]) -> dict[int, Mark]:
    """第一章 takes the level of 第一节, that one the level of 一、, and so on where both are used."""
    moved = dict.fromkeys(chapters, PART)
    for kind in (PART, CHINESE, BRACKETED, ARABIC, SMALL):
        if kind not in used:
            break
        moved |= {i: kind + 1 for i, mark in plain.items() if mark.kind == kind}
    return {i: Mark(kind, plain[i].start, plain[i].end) for i, kind in moved.items()}


def find_starred(paragraphs: Sequence[Traced]) -> dict[int, Mark]:
    """Numbers behind a star: `★1.改造码头`."""
    marks: dict[int, Mark] = {}
    for i, text in enumerate(paragraphs):
        star = STARRED.match(text.text)
        if star and (mark := find_mark(text.text[star.end() :])) and mark.kind <= CIRCLED:
            marks[i] = Mark(mark.kind, 0, star.end() + mark.end)
    return marks


def find_articles(
    paragraphs: Sequence[Traced], plain: Mapping[int, Mark], used: Set[int]
) -> dict[int, Mark]:
    """第一条 …, where most articles name who is responsible: items of a plan, not of a regulation."""
    articles = {i: mark for i, mark in plain.items() if mark.kind == ARTICLE}
    texts = [
        "".join(text.text for text in paragraphs[i : i + 1 if i + 1 in articles else i + 2])
        for i in articles
    ]
    handing_out = sum(bool(find_clauses(text)) for text in texts)
    if handing_out < 2 or 2 * handing_out <= len(articles):
        return {}
    kind = _tell_kind(used, "")
    return {i: Mark(kind, mark.start, mark.end) for i, mark in articles.items()}


def find_letters(paragraphs: Sequence[Traced], used: Set[int]) -> dict[int, Mark]:
    """Lines that letters or Roman numbers count: `A. 建馆` `B. 配书`; none where they never count on."""
    marks: dict[int, Mark] = {}
    for pattern, first in zip(LETTERS, _FIRSTS, strict=True):
        found = {i: m for i, text in enumerate(paragraphs) if (m := pattern.match(text.text))}
        counts = {i: _count(m[0], first) for i, m in found.items()}
        kept = _keep_counted(counts)
        kind = _tell_kind(used, first)
        if kept:
            used = {*used, kind}
        marks |= {i: Mark(kind, 0, found[i].end()) for i in kept}
    return marks


def find_worded(
    paragraphs: Sequence[Traced], plain: Mapping[int, Mark], used: Set[int]
) -> dict[int, Mark]:
    """Lines that a word and a number count: `行动一：绿化城市` `行动二：…`; none where they never count on.

    They take the level of （一） where that is free, else that below it where they stand under （一）.
    """
    found = {}
    for i, text in enumerate(paragraphs):
        word = WORDED.match(text.text)
        if word and (word[0][-1] in "：:、.．】" or word.end() in text.gaps):
            found[i] = word
    kept = _keep_counted({i: count_mark(word[0]) for i, word in found.items()})
    if not kept:
        return {}
    kind = BRACKETED if used & {CHAPTER, CHINESE} else CHINESE
    if BRACKETED in used:
        above = [plain[i].kind for i in sorted(plain) if i < kept[0]]
        if above[-1:] != [BRACKETED] or ARABIC in used:
            return {}
        kind = ARABIC
    return {i: Mark(kind, 0, found[i].end()) for i in kept}


def _count(mark: str, first: str) -> int:
    letter = mark.lstrip("（(")[0]
    return ord(letter) - ord(first) + 1


def _keep_counted(counts: Mapping[int, int]) -> list[int]:
    """Places whose letter begins anew or goes on; none where no B follows an A."""
    last, kept, goes_on = 0, [], False
    for place, count in counts.items():
        if count in (1, last + 1):
            kept.append(place)
            goes_on = goes_on or count == last + 1 > 1
            last = count
    return kept if goes_on else []


def _tell_kind(used: Set[int], first: str) -> int:
    """The level letters stand on: the highest below those in use that is free."""
    if first == _FIRSTS[0] and not used & {CHAPTER, CHINESE}:
        return CHINESE
    return next((kind for kind in (ARABIC, SMALL, CIRCLED) if kind not in used), CIRCLED)
