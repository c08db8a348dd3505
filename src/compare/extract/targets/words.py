"""Aims without a number: 全覆盖, 只增不减, 与经济增长同步. They are no rows of targets.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compare.extract.targets.clock import NO_CLOCK, Clock
from compare.extract.targets.kinds import is_over, looks_back
from compare.extract.targets.sentences import Sentence
from compare.extract.targets.years import Year
from compare.lookups import cache_by_lookups, read_lookup

_OPENING = re.compile(
    r"^(?:[，,、；：\s]|到?(?:19|20)\d\d年[底末前]*|力争|努力|争取|确保|全面|基本|逐步|推动|推进|实现|完成|加快|要|将|今年|明年|年底前)+"
)
_CLOSING = re.compile(r"(?:实现|达到|做到|基本|保持|的|全面|趋于?|接近|提高|提升|增长|降低|下降)+$")
_GROWS = re.compile(r"增[长速]$")
_FALLS = re.compile(r"(?:降低|下降)$")
_TOLD = re.compile(r"\d")  # a part of a list that has a number of its own
_FAR_BACK = 60
_CHOICE = re.compile(r"\(\?:([\u4e00-\u9fff|]+)\)(?![?*+{])")  # of words, at the head of a pattern


@dataclass(frozen=True)
class AimInWords:
    """An aim stated without a number.

    `words`: what is aimed at as written (`全覆盖`); `indicator`: what it is said of; `direction`: up,
    down or hold; `quote`, `start`, `end`: its clause, in the paragraph as read.
    """

    words: str
    indicator: str
    direction: str
    quote: str
    year: int | None
    period: str
    start: int
    end: int


@cache_by_lookups()
def _patterns() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]]]:
    rows = read_lookup("aims_in_words")
    every = re.compile("|".join(row["pattern"] for row in rows))
    return every, [(re.compile(row["pattern"]), row["direction"]) for row in rows]


@cache_by_lookups()
def _any_aim() -> re.Pattern[str]:
    """All patterns as one, each choice opening with a character of its own: the search passes over
    what begins none."""
    return re.compile("|".join(_spread(row["pattern"]) for row in read_lookup("aims_in_words")))


def _spread(pattern: str) -> str:
    """A pattern that opens with a choice of words, one choice for each: `(?:动态|全部)清零` → `动态清零|全部清零`."""
    choice = _CHOICE.match(pattern)
    if not choice:
        return pattern
    return "|".join(word + pattern[choice.end() :] for word in choice[1].split("|"))


def may_hold_aim(text: str) -> bool:
    """Whether a paragraph can state an aim in words."""
    return _any_aim().search(text) is not None


def find_aims(sentence: Sentence, role: str, clock: Clock = NO_CLOCK) -> Iterator[AimInWords]:
    """The aims in words of a sentence; none where things stand or what was reached is told."""
    last = sentence.start
    for found in _patterns()[0].finditer(sentence.plain, sentence.start, sentence.end):
        start, end = sentence.find_clause(found.start(), found.end())
        before = sentence.plain[max(sentence.start, start - _FAR_BACK) : found.start()]
        begin, last = max(start, last), found.end()
        year = _find_year(sentence, found.start())
        if looks_back(before, role, clock) or (year and is_over(year.ends, clock)):
            continue
        words = found[0].rstrip("，。；、）")
        yield AimInWords(
            words,
            _name(sentence.text[begin : found.start()]),
            next(
                d for pattern, d in _patterns()[1] if pattern.match(sentence.plain, found.start())
            ),
            sentence.text[start:end].strip("。；，、 　"),
            year.value if year else None,
            year.period if year else "",
            start,
            end,
        )


def _find_year(sentence: Sentence, at: int) -> Year | None:
    years = [y for y in sentence.years if y.start < at and not y.is_base]
    return years[-1] if years else sentence.carried


def _name(before: str) -> str:
    """`到2026年，城乡居民收入增长` → 城乡居民收入增速; a list stays whole: 县、乡、村物流."""
    told = re.split(r"[，；：]", before.rstrip("，；："))[-1].split("、")
    counted = [i for i, part in enumerate(told) if _TOLD.search(_OPENING.sub("", part))]
    text = "、".join(told[counted[-1] + 1 :] if counted else told)
    name = _CLOSING.sub("", _OPENING.sub("", text))
    if _GROWS.search(text):
        return name.removesuffix("增速") + "增速"
    return f"{name}降幅" if _FALLS.search(text) else name
