"""Aims without a number: 全覆盖, 只增不减, 与经济增长同步. They are no rows of targets.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compare.extract.targets.kinds import looks_back
from compare.extract.targets.sentences import Sentence
from compare.lookups import cache_by_lookups, read_lookup

_OPENING = re.compile(
    r"^(?:[，,、；：\s]|到?(?:19|20)\d\d年[底末前]*|力争|努力|争取|确保|全面|基本|逐步|推动|推进|实现|加快|要|将|今年|明年|年底前)+"
)
_CLOSING = re.compile(r"(?:实现|达到|做到|基本|增长|保持|的|全面)+$")
_FAR_BACK = 60


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


def may_hold_aim(text: str) -> bool:
    """Whether a paragraph can state an aim in words."""
    return bool(_patterns()[0].search(text))


def find_aims(sentence: Sentence, role: str) -> Iterator[AimInWords]:
    """The aims in words of a sentence; none where things stand or what was reached is told."""
    for found in _patterns()[0].finditer(sentence.plain, sentence.start, sentence.end):
        start, end = sentence.find_clause(found.start(), found.end())
        before = sentence.plain[max(sentence.start, start - _FAR_BACK) : found.start()]
        if looks_back(before, role):
            continue
        words = found[0].rstrip("，。；、）")
        years = [y for y in sentence.years if y.start < found.start() and not y.is_base]
        year = years[-1] if years else sentence.carried
        yield AimInWords(
            words,
            _name(sentence.text[start : found.start()]),
            next(
                d for pattern, d in _patterns()[1] if pattern.match(sentence.plain, found.start())
            ),
            sentence.text[start:end].strip("。；，、 　"),
            year.value if year else None,
            year.period if year else "",
            start,
            end,
        )


def _name(before: str) -> str:
    """`到2026年，城乡居民收入` → 城乡居民收入."""
    last = re.split(r"[、，；：]", before)[-1] or before
    return _CLOSING.sub("", _OPENING.sub("", last))
